# autochrome_module(NAME SOURCES file... [DEPENDS target...] [PRIVATE_DEPENDS target...])
#
# One static library for one folder of src/, with the alias autochrome::NAME. Includes are written
# from src/ ("graph/graph.h"); which folder may include which is held by tools/check_layers.py.
function(autochrome_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
  add_library(autochrome_${name} STATIC ${arg_SOURCES})
  add_library(autochrome::${name} ALIAS autochrome_${name})
  target_include_directories(autochrome_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(autochrome_${name}
    PUBLIC ${arg_DEPENDS}
    PRIVATE ${arg_PRIVATE_DEPENDS} autochrome_warnings autochrome_build)
endfunction()
