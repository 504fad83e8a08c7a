#!/bin/bash
# tools/pack_headers.sh FOLDER: gathers the header-only libraries that the trainer is built from, 2 MB of
# what Debian has installed, as a prefix for CMake. With the repository it goes to a machine that has
# libtorch and nothing else (docs/training.md).
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$root")
source "$root/tools/build.sh"

(($# == 1)) || fail "usage: tools/pack_headers.sh FOLDER"
for name in include/fmt include/nlohmann include/CLI include/stb/stb_image_write.h \
  share/cmake/nlohmann_json share/cmake/CLI11; do
  [[ -e /usr/$name ]] || fail "/usr/$name is missing; wanted Debian's libfmt-dev, nlohmann-json3-dev, libcli11-dev and libstb-dev"
  mkdir -p "$1/$(dirname "$name")"
  cp -R "/usr/$name" "$1/$(dirname "$name")"
done

# Debian's own package file of fmt insists on the compiled library.
mkdir -p "$1/share/cmake/fmt"
cat > "$1/share/cmake/fmt/fmtConfig.cmake" << 'END'
add_library(fmt::fmt-header-only INTERFACE IMPORTED)
get_filename_component(prefix "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
get_filename_component(prefix "${prefix}" DIRECTORY)
get_filename_component(prefix "${prefix}" DIRECTORY)
set_target_properties(fmt::fmt-header-only PROPERTIES
  INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY
  INTERFACE_INCLUDE_DIRECTORIES "${prefix}/include")
END
