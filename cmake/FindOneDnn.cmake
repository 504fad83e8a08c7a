# OneDnn::OneDnn, from Debian's libdnnl-dev. Its own package file asks for OpenCL headers that the
# CPU engine does not need, so find_package(dnnl) fails on a plain machine.
find_path(OneDnn_INCLUDE_DIR NAMES oneapi/dnnl/dnnl.hpp)
find_library(OneDnn_LIBRARY NAMES dnnl)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OneDnn REQUIRED_VARS OneDnn_LIBRARY OneDnn_INCLUDE_DIR)
if(OneDnn_FOUND AND NOT TARGET OneDnn::OneDnn)
  add_library(OneDnn::OneDnn UNKNOWN IMPORTED)
  set_target_properties(OneDnn::OneDnn PROPERTIES
    IMPORTED_LOCATION "${OneDnn_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${OneDnn_INCLUDE_DIR}")
endif()
