#!/bin/bash
# Formats src, tests and bench as .clang-format says; with --check only names what is not.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..
mode=(-i)
case ${1-} in
  '') ;;
  --check) mode=(--dry-run --Werror) ;;
  *)
    echo "format.sh: unknown argument '$1'; wanted --check or nothing" >&2
    exit 2
    ;;
esac
cd "$root"
find src tests bench -name '*.h' -print0 -o -name '*.cpp' -print0 -o -name '*.cu' -print0 |
  xargs -0 --no-run-if-empty clang-format-14 "${mode[@]}"
