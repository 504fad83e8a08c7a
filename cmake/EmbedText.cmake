# autochrome_embed_text(TARGET NAMESPACE file...)
#
# Gives TARGET a header for each text file beside its CMakeLists.txt, "report/web/evaluation.css.h" for
# src/report/web/evaluation.css, with a std::string_view in NAMESPACE named after it: kEvaluationCss.
function(autochrome_embed_text target namespace)
  foreach(file IN LISTS ARGN)
    file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${file} text)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    get_filename_component(name ${file} NAME)
    string(REGEX MATCHALL "[A-Za-z0-9]+" words ${name})
    set(constant k)
    foreach(word IN LISTS words)
      string(SUBSTRING ${word} 0 1 first)
      string(SUBSTRING ${word} 1 -1 rest)
      string(TOUPPER ${first} first)
      string(APPEND constant ${first}${rest})
    endforeach()
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${path}.h @ONLY CONTENT
      "// Written by CMake from src/@path@.
#pragma once

#include <string_view>

namespace @namespace@ {

inline constexpr std::string_view @constant@ = R\"text(@text@)text\";

}  // namespace @namespace@
")
  endforeach()
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/generated)
endfunction()
