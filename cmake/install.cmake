# Installs the program, the three libraries with their headers, the material library and the cases, so that `find_package(sagitta)` works.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(SAGITTA_MATERIALS_DIRECTORY ${CMAKE_INSTALL_DATADIR}/sagitta/materials)
set(SAGITTA_CASES_DIRECTORY ${CMAKE_INSTALL_DATADIR}/sagitta/cases)
set(SAGITTA_CMAKE_DIRECTORY ${CMAKE_INSTALL_LIBDIR}/cmake/sagitta)

if(TARGET sagitta)
  install(TARGETS sagitta RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY materials/library/ DESTINATION ${SAGITTA_MATERIALS_DIRECTORY} OPTIONAL)
install(DIRECTORY cases/ DESTINATION ${SAGITTA_CASES_DIRECTORY} OPTIONAL)

# A folder of our own keeps names such as <solver/case/case.h> out of everybody's include path.
foreach(library materials meshing solver)
  set_target_properties(sagitta_${library} PROPERTIES EXPORT_NAME ${library})
endforeach()
install(TARGETS sagitta_materials sagitta_meshing sagitta_solver EXPORT sagittaTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sagitta)
install(DIRECTORY materials meshing solver DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sagitta
        FILES_MATCHING PATTERN "*.h" PATTERN library EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/generated/solver/revision.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sagitta/solver)
install(EXPORT sagittaTargets NAMESPACE sagitta:: DESTINATION ${SAGITTA_CMAKE_DIRECTORY})

# Targets that exist in our build only are wrapped in $<BUILD_INTERFACE:...> and so vanish from the exported ones.
# The config file finds the same packages again and links the list collected here.
function(sagitta_build_interface_dependencies result target)
  get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
  set(found)
  foreach(link IN LISTS links)
    if(link MATCHES "^\\$<BUILD_INTERFACE:(.+)>$")
      set(name ${CMAKE_MATCH_1})
      if(name STREQUAL "sagitta_dealii")
        set(name sagitta::dealii)
      endif()
      list(APPEND found ${name})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES found)
  list(JOIN found " " found)
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

sagitta_build_interface_dependencies(SAGITTA_MATERIALS_DEPENDENCIES sagitta_materials)
sagitta_build_interface_dependencies(SAGITTA_MESHING_DEPENDENCIES sagitta_meshing)
sagitta_build_interface_dependencies(SAGITTA_SOLVER_DEPENDENCIES sagitta_solver)
set(SAGITTA_EXPORTED_OPTIONS "-Wno-psabi")
if(SAGITTA_NATIVE)
  string(APPEND SAGITTA_EXPORTED_OPTIONS " -march=native")
endif()
set(SAGITTA_EXPORTED_LINK_OPTIONS "")
if(SAGITTA_SANITIZE) # the libraries of such a build need the sanitizers' own
  set(SAGITTA_EXPORTED_LINK_OPTIONS "-fsanitize=address,undefined")
endif()
configure_package_config_file(cmake/sagittaConfig.cmake.in ${PROJECT_BINARY_DIR}/exported/sagittaConfig.cmake
                              INSTALL_DESTINATION ${SAGITTA_CMAKE_DIRECTORY}
                              PATH_VARS SAGITTA_MATERIALS_DIRECTORY SAGITTA_CASES_DIRECTORY)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/exported/sagittaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/exported/sagittaConfig.cmake ${PROJECT_BINARY_DIR}/exported/sagittaConfigVersion.cmake
              cmake/dependencies.cmake cmake/dealii_interface.cmake
        DESTINATION ${SAGITTA_CMAKE_DIRECTORY})
