# A tree that runs wherever it is put, and its tarball: the program, its kernels for three levels of x86-64, the libraries it uses, and the
# launcher and plugins of its MPI. What stays outside is glibc (2.36 or newer).
#
#   cmake --preset portable && cmake --build --preset portable && cpack --config build/portable/CPackConfig.cmake

# The tree has bin/sagitta, lib/sagitta/*.so and share/sagitta. An RPATH, unlike a RUNPATH, also holds for the libraries of libraries.
set_target_properties(sagitta PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/sagitta" INSTALL_RPATH_USE_LINK_PATH OFF ENABLE_EXPORTS ON)
target_link_options(sagitta PRIVATE -Wl,--disable-new-dtags)
foreach(level IN LISTS sagitta_kernel_levels)
  set(place lib/sagitta)
  if(NOT level STREQUAL "x86-64")
    string(APPEND place /glibc-hwcaps/${level})
  endif()
  install(TARGETS sagitta_kernels_${level} LIBRARY DESTINATION ${place} COMPONENT program)
  set_target_properties(sagitta_kernels_${level} PROPERTIES INSTALL_RPATH "" INSTALL_RPATH_USE_LINK_PATH OFF)
  add_dependencies(sagitta sagitta_kernels_${level})
endforeach()
install(TARGETS sagitta RUNTIME DESTINATION bin COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/materials/library/ DESTINATION share/sagitta/materials COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/cases/ DESTINATION share/sagitta/cases COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/sagitta COMPONENT program)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/cluster/run.sbatch ${PROJECT_SOURCE_DIR}/scripts/cluster/study.sbatch
        DESTINATION share/sagitta/cluster COMPONENT program)
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/install_runtime.cmake COMPONENT program)

set(CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_NAME sagitta)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_SYSTEM_NAME linux-x86_64)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
include(CPack)
