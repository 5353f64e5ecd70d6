# deal.II as a plain interface target: its own macros would force its build flags on every target that uses it.
# `build_type` chooses between deal.II's two libraries. It has to be the one of the Sagitta libraries: the definition DEBUG
# changes the layout of deal.II's classes, so the two never mix in one program.
function(sagitta_add_dealii_interface target build_type)
  add_library(${target} INTERFACE ${ARGN})
  target_include_directories(${target} SYSTEM INTERFACE ${DEAL_II_INCLUDE_DIRS})
  if(build_type STREQUAL "Debug")
    target_link_libraries(${target} INTERFACE ${DEAL_II_LIBRARIES_DEBUG})
    target_compile_definitions(${target} INTERFACE DEBUG)
  else()
    target_link_libraries(${target} INTERFACE ${DEAL_II_LIBRARIES_RELEASE})
  endif()
  target_link_libraries(${target} INTERFACE MPI::MPI_CXX)
endfunction()
