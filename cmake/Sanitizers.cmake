# autochrome_build: instrumentation shared by all targets, chosen with AUTOCHROME_SANITIZER
# (address = address and undefined together, thread) and AUTOCHROME_COVERAGE.
set(AUTOCHROME_SANITIZER "" CACHE STRING "Sanitizer: empty, address or thread")
set_property(CACHE AUTOCHROME_SANITIZER PROPERTY STRINGS "" address thread)

add_library(autochrome_build INTERFACE)
if(AUTOCHROME_SANITIZER STREQUAL "address")
  set(flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(AUTOCHROME_SANITIZER STREQUAL "thread")
  set(flags -fsanitize=thread)
elseif(AUTOCHROME_SANITIZER)
  message(FATAL_ERROR "AUTOCHROME_SANITIZER is '${AUTOCHROME_SANITIZER}'; wanted address or thread")
endif()
if(AUTOCHROME_COVERAGE)
  list(APPEND flags --coverage)
endif()
target_compile_options(autochrome_build INTERFACE ${flags})
target_link_options(autochrome_build INTERFACE ${flags})
