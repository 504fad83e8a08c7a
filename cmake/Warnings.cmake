# autochrome_warnings: what every target of ours compiles with; errors where AUTOCHROME_WERROR is on.
add_library(autochrome_warnings INTERFACE)
target_compile_options(autochrome_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  $<$<BOOL:${AUTOCHROME_WERROR}>:-Werror>)
