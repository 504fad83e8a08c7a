# Sourced by ./autochrome, ./test and tools/check.sh: installs Debian packages and builds presets.
# Everything is said on stderr, because stdout may carry a picture. $root is the repository.

say() { printf 'autochrome: %s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 5
}

# Runs a command and keeps its output back; a terminal sees the latest line. When the command
# fails, the end of the output is shown and the program stops with `$1` and the reason found in it.
run() {
  local action=$1 output='' line
  shift
  while IFS= read -r line; do
    output+=$line$'\n'
    [[ -t 2 ]] && printf '\r\e[K%.*s' "$((${COLUMNS:-80} - 1))" "$line" >&2
  done < <("$@" 2>&1 < /dev/null)
  [[ -t 2 ]] && printf '\r\e[K' >&2
  wait $! && return
  printf '%s' "$output" | tail -n 25 >&2
  fail "cannot $action: $(reason_in "$output")"
}

reason_in() {
  case $1 in
    *'No space left on device'* | *'enough free space'*)
      echo 'the disk is full; make 2 GB of room and start again' ;;
    *'failure resolving'* | *'ould not resolve'* | *'ould not connect'* | *'Network is unreachable'*)
      echo 'the Debian mirror cannot be reached; go online and start again' ;;
    *'Unable to locate package'* | *'no installation candidate'*)
      echo 'apt does not know a package; wanted Debian 12 with its main archive in the sources' ;;
    *'is not in the sudoers file'* | *'a password is required'* | *'a terminal is required'*)
      echo 'sudo refused; start again as root' ;;
    *) echo 'see the lines above' ;;
  esac
}

# packages_for GROUP...: the names that tools/packages.txt lists for them.
packages_for() {
  local group package
  while read -r group package; do
    if [[ -n $group && " $* " == *" $group "* ]]; then echo "$package"; fi
  done < "$root/tools/packages.txt"
}

# missing_of PACKAGE...: those that are not installed.
missing_of() {
  local known package
  known=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2> /dev/null) || true
  for package in "$@"; do
    grep -qxF "installed $package" <<< "$known" || echo "$package"
  done
}

# install_packages GROUP...: installs those that are missing, if any.
install_packages() {
  local wanted missing sudo=
  command -v dpkg-query > /dev/null && command -v apt-get > /dev/null ||
    fail "apt-get is missing: this is not Debian; install what tools/packages.txt lists and run cmake --preset release"
  mapfile -t wanted < <(packages_for "$@")
  mapfile -t missing < <(missing_of "${wanted[@]}")
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    command -v sudo > /dev/null ||
      fail "packages are missing, and this is neither root nor is there sudo; as root: apt-get install ${missing[*]}"
    sudo=sudo
  fi
  say "installing Debian packages: ${missing[*]}"
  run 'install packages' update_and_install "$sudo" "${missing[@]}"
}

# update_and_install SUDO PACKAGE...: a stale or partly failed update may still do, so that it is the
# installation that decides.
update_and_install() {
  local apt=(${1:+"$1"} env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)
  "${apt[@]}" update || true
  "${apt[@]}" install --yes --no-install-recommends "${@:2}"
}

# The Studio and exported networks are tested with Node.js 20 or later, which Debian 12 does not have.
has_npm() {
  local version
  version=$(command -v npm > /dev/null && node --version 2> /dev/null) || return
  version=${version#v}
  ((${version%%.*} >= 20))
}

# What web/ and bench/peers take from npm: the Studio's tools, and ONNX Runtime to run exported
# networks in. Without a network the tests that need them are skipped and say so.
install_npm_packages() {
  local folder packages
  for folder in web bench/peers; do
    packages=$root/$folder/node_modules/.package-lock.json
    [[ ! $packages -ot $root/$folder/package-lock.json ]] ||
      (cd "$root/$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel error >&2) ||
      say "cannot install what $folder takes from npm: its tests are skipped"
  done
}

# configure FOLDER PRESET [OPTION...]: a build folder that was copied here from another place is
# configured afresh, since CMake refuses it.
configure() {
  local folder=$1 preset=$2 fresh=()
  shift 2
  if [[ -f $folder/CMakeCache.txt ]] &&
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    fresh=(--fresh)
  fi
  (cd "$root" && cmake "${fresh[@]}" --preset "$preset" -B "$folder" "$@")
}

# Waits until nobody else installs or builds in this repository; held until file 9 is closed.
lock_builds() {
  local refusal
  refusal=$({ mkdir -p "$root/build" && : >> "$root/build/lock"; } 2>&1) ||
    fail "cannot write to '$root/build': ${refusal##*: }"
  exec 9>> "$root/build/lock"
  flock --nonblock 9 && return
  say 'waiting for another start that is building'
  flock 9
}
