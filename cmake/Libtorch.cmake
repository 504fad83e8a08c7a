# The target torch and TORCH_INCLUDE_DIRS: Debian's libtorch-dev, libtorch's own archive, or the Python
# package's, whose folder is torch.utils.cmake_prefix_path. Included at the top, so that CUDA, which
# its package file enables, is known everywhere.

# That file may name a library of CUDA's that toolkits since 12.9 do without.
if(NOT TARGET CUDA::nvToolsExt)
  add_library(CUDA::nvToolsExt INTERFACE IMPORTED)
endif()
find_package(Torch REQUIRED)
