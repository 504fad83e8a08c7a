# autochrome_hopper_object(OUT SOURCE)
#
# Compiles SOURCE by CUDA's compiler for Hopper cards; OUT becomes the object file's path, a source for
# add_library or add_executable. The compiler is called by itself: libtorch's package file would have
# CMake build for cards of every age.
function(autochrome_hopper_object out source)
  get_filename_component(name ${source} NAME_WE)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CUDAToolkit_NVCC_EXECUTABLE} -ccbin ${CMAKE_CXX_COMPILER} -std=c++20 -O3
      --expt-relaxed-constexpr -gencode=arch=compute_90a,code=sm_90a -Xcompiler -fPIC
      -I${PROJECT_SOURCE_DIR}/src -I${PROJECT_SOURCE_DIR} -MD -MF ${object}.d
      -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
    DEPENDS ${source}
    DEPFILE ${object}.d
    VERBATIM)
  set(${out} ${object} PARENT_SCOPE)
endfunction()
