# ONNX Runtime's C header. The library is opened at run time (src/engine/onnx/library.h says where it
# is looked for), so that one program runs with any release from kOldestApi on, or without one.
#
# ONNXRUNTIME_PROVIDER says where the header comes from:
#   path      ONNXRUNTIME_ROOT, a folder with include/ and lib/, as the official archives have them
#   system    the system's package (libonnxruntime-dev, where there is one)
#   packages  the cache that tools/fetch-onnxruntime fills
#   auto      the first of these that has one (the default)
#
# Sets OnnxRuntime_FOUND, OnnxRuntime_PROVIDER, OnnxRuntime_API (the header's version) and, where the
# same place has a library, OnnxRuntime_LIBRARY; makes OnnxRuntime::Headers.
set(ONNXRUNTIME_PROVIDER auto CACHE STRING "Where ONNX Runtime's header comes from")
set_property(CACHE ONNXRUNTIME_PROVIDER PROPERTY STRINGS auto path system packages)
set(ONNXRUNTIME_ROOT "$ENV{ONNXRUNTIME_ROOT}" CACHE PATH "An installation of ONNX Runtime")

if(DEFINED ENV{XDG_CACHE_HOME})
  set(_cache "$ENV{XDG_CACHE_HOME}")
else()
  set(_cache "$ENV{HOME}/.cache")
endif()
file(STRINGS "${CMAKE_SOURCE_DIR}/tools/fetch-onnxruntime" _pinned REGEX "^version=")
string(REPLACE "version=" "" _pinned "${_pinned}")
set(_roots_path "${ONNXRUNTIME_ROOT}")
set(_roots_system /usr/local /usr)
set(_roots_packages "${_cache}/redquill/onnxruntime-${_pinned}")

if(ONNXRUNTIME_PROVIDER STREQUAL "auto")
  set(_tried path system packages)
else()
  set(_tried ${ONNXRUNTIME_PROVIDER})
endif()
unset(OnnxRuntime_INCLUDE_DIR)
unset(OnnxRuntime_LIBRARY)
foreach(_provider ${_tried})
  if(NOT _roots_${_provider})
    continue()
  endif()
  find_path(OnnxRuntime_INCLUDE_DIR onnxruntime_c_api.h NO_CACHE NO_DEFAULT_PATH
            PATHS ${_roots_${_provider}}
            PATH_SUFFIXES include include/onnxruntime include/onnxruntime/core/session)
  if(OnnxRuntime_INCLUDE_DIR)
    set(OnnxRuntime_PROVIDER ${_provider})
    file(GLOB OnnxRuntime_LIBRARY "${_roots_${_provider}}/lib/libonnxruntime.so.*.*.*")
    file(STRINGS "${OnnxRuntime_INCLUDE_DIR}/onnxruntime_c_api.h" _api
         REGEX "^#define ORT_API_VERSION [0-9]+")
    string(REGEX MATCH "[0-9]+$" OnnxRuntime_API "${_api}")
    break()
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  OnnxRuntime REQUIRED_VARS OnnxRuntime_INCLUDE_DIR OnnxRuntime_API
  REASON_FAILURE_MESSAGE "run tools/fetch-onnxruntime, or set ONNXRUNTIME_ROOT to an installation")
if(OnnxRuntime_FOUND AND NOT TARGET OnnxRuntime::Headers)
  add_library(OnnxRuntime::Headers INTERFACE IMPORTED)
  set_target_properties(OnnxRuntime::Headers PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${OnnxRuntime_INCLUDE_DIR}")
endif()
