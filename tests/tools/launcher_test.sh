#!/bin/bash
# ./autochrome in a repository of its own, below a path with a space, on a system that is only
# pretended: apt-get, dpkg-query, sudo and cmake are small scripts that write down how they were
# called. What is tested is when they are called, what is said, and what the program receives.
set -euo pipefail

source_root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root="$scratch/my photographs/autochrome"
calls=$scratch/calls
failures=0

check() {
  local what=$1
  shift
  if "$@"; then return; fi
  echo "FAILED: $what"
  sed 's/^/    /' "$scratch"/{calls,stdout,stderr}
  failures=$((failures + 1))
}

says() { grep -qF -- "$1" "$scratch/stderr"; }
prints() { [[ $(< "$scratch/stdout") == "$1" ]]; }
called() { [[ $(grep -cF -- "$1" "$calls") == "$2" ]]; }
exits() { [[ $status == "$1" ]]; }

# fake NAME: a command of the pretended system, made from what is read.
fake() {
  { printf '#!/bin/bash\necho "%s $*" >> "%s"\n' "$1" "$calls" && cat; } > "$scratch/bin/$1"
  chmod 755 "$scratch/bin/$1"
}

# A system without packages, with a mirror that answers and a compiler that succeeds.
new_system() {
  rm -rf "$scratch/my photographs" "$scratch/bin" "$scratch/installed"
  mkdir -p "$root"/{src,web/dist,cmake,tools} "$scratch/bin"
  cp "$source_root/autochrome" "$root"
  cp "$source_root"/tools/{build.sh,packages.txt} "$root/tools"
  touch "$root"/{CMakeLists.txt,CMakePresets.json,src/main.cpp}
  : > "$calls"
  fake dpkg-query <<< "[[ ! -e $scratch/installed ]] || printf 'installed %s\n' \"\${@:3}\""
  fake apt-get <<< "[[ \$* == *update* ]] || touch $scratch/installed"
  fake sudo <<< '"$@"'
  fake cmake << 'END'
if [[ $1 == --build ]]; then
  sleep 0.3
  mkdir -p "$2/bin"
  printf '#!/bin/bash\nprintf "<%%s>" "$@"\n[[ ${1-} != bad ]] || exit 3\n' > "$2/bin/autochrome"
  chmod 755 "$2/bin/autochrome"
fi
END
}

start() {
  status=0
  PATH="$scratch/bin:${others-$PATH}" "${launcher:-$root/autochrome}" "$@" \
    > "$scratch/stdout" 2> "$scratch/stderr" || status=$?
}

new_system
start colorize 'a photo.jpg' ''
check 'arguments arrive whole and stdout is the program alone' prints '<colorize><a photo.jpg><>'
check 'packages are named' says 'autochrome: installing Debian packages: g++ cmake'
check 'the build is announced' says 'autochrome: building the program in build/release'
check 'packages are installed once' called 'install --yes --no-install-recommends g++' 1
check 'the trainer is not installed' called libtorch 0
check 'the preset is configured' called 'cmake --preset release' 1

: > "$calls"
start bad
check 'the exit status is that of the program' exits 3
check 'a second start calls nothing' [ ! -s "$calls" ]
check 'a second start says nothing' [ ! -s "$scratch/stderr" ]

ln -s "$root/autochrome" "$scratch/bin/link"
cd /
launcher=$scratch/bin/link start info
check 'a link in another folder does' prints '<info>'
check 'a link builds nothing' [ ! -s "$calls" ]

touch "$root/src/main.cpp"
start info
check 'a newer source is built' called 'cmake --build' 1
rm "$root/src/main.cpp"
start info
check 'a source that is gone is noticed' called 'cmake --build' 2

mv "$scratch/my photographs" "$scratch/elsewhere"
launcher=$scratch/elsewhere/autochrome/autochrome start info
check 'a repository that has moved is built again' called 'cmake --build' 3
mv "$scratch/elsewhere" "$scratch/my photographs"

start train unet
check 'train has a build of its own' says 'building the program in build/train-release'
check 'train is built with the trainer' called '-D AUTOCHROME_TRAIN=ON' 1
check 'train runs' prints '<train><unet>'

new_system
for _ in 1 2 3 4; do
  PATH="$scratch/bin:$PATH" "$root/autochrome" info > "$scratch/stdout" 2> "$scratch/stderr" &
done
wait
check 'starts at once build once' called 'cmake --build' 1

new_system
fake apt-get << 'END'
echo "Err:1 http://deb.debian.org bookworm  Temporary failure resolving 'deb.debian.org'"
[[ $* == *update* ]] || { echo 'E: Unable to locate package g++'; exit 100; }
END
start info
check 'being offline fails' exits 5
check 'being offline is named' says 'cannot install packages: the Debian mirror cannot be reached'
check 'what apt said is shown' says 'E: Unable to locate package g++'
check 'nothing is built without packages' called 'cmake --' 0

new_system
fake apt-get <<< "echo \"E: You don't have enough free space in /var/cache/apt/archives/.\"; exit 100"
start info
check 'a full disk is named' says 'cannot install packages: the disk is full'

new_system
touch "$scratch/installed"
fake cmake <<< '[[ $1 != --build ]] || { echo "fatal error: No space left on device"; exit 1; }'
start info
check 'a disk that fills while building is named' says 'cannot build the program: the disk is full'
start info
check 'a build that failed is tried again' called 'cmake --build' 2

new_system
rm "$scratch/bin/apt-get"
for command in bash dirname find flock mkdir readlink; do
  ln -s "$(command -v $command)" "$scratch/bin/$command"
done
others='' start info
check 'another system than Debian is named' says 'apt-get is missing: this is not Debian'
check 'and nothing is tried there' [ ! -s "$calls" ]

echo "$failures failed"
exit $((failures > 0))
