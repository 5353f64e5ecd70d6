# The layered space, its kernels and its multigrid as a shared library for three levels of x86-64: baseline, AVX2 and AVX-512. The dynamic
# loader of glibc 2.33 or newer looks for glibc-hwcaps/LEVEL beside each library and takes the highest level that the processor has
# (docs/decisions/portable_kernels.md).
set(sagitta_kernel_levels x86-64 x86-64-v3 x86-64-v4)

function(sagitta_add_kernel_variants)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/layered/*.cc)
  foreach(level IN LISTS sagitta_kernel_levels)
    set(name sagitta_kernels_${level})
    set(place ${PROJECT_BINARY_DIR}/lib/sagitta)
    if(NOT level STREQUAL "x86-64")
      string(APPEND place /glibc-hwcaps/${level})
    endif()
    add_library(${name} SHARED ${sources})
    sagitta_compile_in_groups(${name} APART layered/operator/ layered/multigrid/)
    set_target_properties(${name} PROPERTIES OUTPUT_NAME sagitta_kernels LIBRARY_OUTPUT_DIRECTORY ${place})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
    # Inline functions and whatever else the library has itself are its own: the program's copies are compiled for the baseline.
    target_compile_options(${name} PRIVATE -march=${level} -fvisibility-inlines-hidden)
    target_link_options(${name} PRIVATE -Wl,-Bsymbolic-functions)
    target_link_libraries(${name} PUBLIC MPI::MPI_CXX fmt::fmt ${ARGN} PRIVATE sagitta_options)
    if(SAGITTA_PRECOMPILED_HEADERS)
      sagitta_precompile(sagitta_precompiled_${level} HEADERS ${sagitta_dealii_headers} ${sagitta_standard_headers}
                         LIBRARIES sagitta_dealii fmt::fmt sagitta_options)
      target_compile_options(sagitta_precompiled_${level} PRIVATE -march=${level} -fvisibility-inlines-hidden)
      set_target_properties(sagitta_precompiled_${level} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      sagitta_reuse_precompiled_headers(${name} sagitta_precompiled_${level})
    endif()
  endforeach()
  # What uses the kernels is linked with the baseline; the others have the same symbols.
  add_library(sagitta_solver_layered INTERFACE)
  target_link_libraries(sagitta_solver_layered INTERFACE sagitta_kernels_x86-64)
  target_link_libraries(sagitta_solver PUBLIC $<BUILD_INTERFACE:sagitta_solver_layered>)
endfunction()
