#!/bin/bash
# All that a change must pass: format, layers, clang-tidy, and the tests of the dev and asan builds.
# Names of checks run only those: tools/check.sh format layers.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$root")
source "$root/tools/build.sh"

check_format() { "$root/tools/format.sh" --check; }

check_layers() { "$root/tools/check_layers.py"; }

# The compile commands are those of the dev build; what it generates and downloads nobody lints.
check_tidy() {
  configure "$root/build/dev" dev
  cd "$root"
  find src tests -name '*.cpp' -print0 |
    xargs -0 --max-args=1 --max-procs="$(nproc)" clang-tidy-14 --quiet -p "$root/build/dev"
}

check_dev() { "$root/test"; }

check_asan() {
  configure "$root/build/asan" asan
  cmake --build "$root/build/asan" --parallel "$(nproc)"
  ctest --test-dir "$root/build/asan" --parallel "$(nproc)" --output-on-failure
}

(($#)) || set -- format layers tidy dev asan
install_packages program trainer tests checks
for name in "$@"; do
  declare -F "check_$name" > /dev/null ||
    fail "no check is named '$name'; wanted format, layers, tidy, dev or asan"
  say "check: $name"
  ("check_$name") || fail "check $name failed"
done
say "all passed: $*"
