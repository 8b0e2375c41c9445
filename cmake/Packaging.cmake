# `cmake --install` gives a relocatable tree; `cpack -G DEB` a package.
include(GNUInstallDirs)
if(EXISTS "${CMAKE_SOURCE_DIR}/models")
  install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/redquill/models
          FILES_MATCHING PATTERN "*.rqm")
endif()
# Token models need ONNX Runtime, which Debian has no package of: the tree brings the library that the
# tests ran on, where engine/onnx/places.cc looks first. lib/, not Debian's triplet: it is private.
if(OnnxRuntime_LIBRARY)
  list(GET OnnxRuntime_LIBRARY -1 _onnxruntime)
  install(FILES "${_onnxruntime}" DESTINATION lib/redquill PERMISSIONS
          OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  cmake_path(GET _onnxruntime PARENT_PATH _onnxruntime_root)
  cmake_path(GET _onnxruntime_root PARENT_PATH _onnxruntime_root)
  foreach(notice LICENSE ThirdPartyNotices.txt)
    install(FILES "${_onnxruntime_root}/${notice}" DESTINATION ${CMAKE_INSTALL_DOCDIR}/onnxruntime
            OPTIONAL)
  endforeach()
endif()
install(FILES LICENSE NOTICE README.md CHANGELOG.md src/features/data/SCOWL.txt
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What a machine that serves starts from; docs/deployment.md.
install(FILES deploy/systemd/redquill@.service DESTINATION lib/systemd/system)
install(DIRECTORY deploy DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_NAME redquill)
set(CPACK_PACKAGE_CONTACT "The Redquill authors <maintainers@redquill.invalid>")
set(CPACK_PACKAGE_VENDOR "Redquill")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_STRIP_FILES ON)
include(CPack)
