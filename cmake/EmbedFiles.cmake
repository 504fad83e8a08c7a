# autochrome_embed_files(TARGET FOLDER)
#
# Puts every file of FOLDER, binary as it is, into TARGET and defines
# autochrome::server::studio_files() (server/studio_files.h). A folder that is missing gives no files.
function(autochrome_embed_files target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  list(SORT files)
  set(source ${PROJECT_BINARY_DIR}/generated/server/studio_files.cpp)
  set(symbols "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH path ${folder} ${file})
    set(symbol autochrome_studio_${number})
    string(APPEND symbols "__asm__(\".section .rodata\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n\"
        \"${symbol}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const char ${symbol}[];
extern \"C\" const char ${symbol}_end[];
")
    string(APPEND rows "      text(\"/${path}\", ${symbol}, ${symbol}_end),\n")
    math(EXPR number "${number} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
    "// Written by CMake from the files of @folder@.
#include \"server/studio_files.h\"

#include <array>
#include <cstddef>

@symbols@
namespace autochrome::server {

namespace {

[[maybe_unused]] StudioFile text(std::string_view path, const char* begin, const char* end) {
  return {path, {begin, static_cast<std::size_t>(end - begin)}};
}

}  // namespace

std::span<const StudioFile> studio_files() noexcept {
  static const std::array<StudioFile, @number@> files = {
@rows@  };
  return files;
}

}  // namespace autochrome::server
")
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${source})
endfunction()
