# `cmake --install` gives a relocatable tree; `cpack -G DEB` a package.
include(GNUInstallDirs)
if(EXISTS "${CMAKE_SOURCE_DIR}/models")
  install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/redquill/models
          FILES_MATCHING PATTERN "*.rqm")
endif()
install(FILES LICENSE NOTICE README.md CHANGELOG.md src/features/data/SCOWL.txt
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

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
