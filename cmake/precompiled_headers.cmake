# Headers of other libraries that cost most of the time of a source file: compiled once, read by every target that asks for them
# (docs/decisions/build_time.md). Nothing of Sagitta stands in them: a change of ours makes no file be compiled that does not include it.
# A source file includes what it uses all the same; scripts/lint compiles without them.
option(SAGITTA_PRECOMPILED_HEADERS "Compile the headers of deal.II once for all source files" ON)

function(sagitta_make_precompiled_headers)
  if(NOT SAGITTA_PRECOMPILED_HEADERS)
    return()
  endif()
  file(WRITE ${PROJECT_BINARY_DIR}/generated/precompiled.cc "")
  add_library(sagitta_precompiled OBJECT ${PROJECT_BINARY_DIR}/generated/precompiled.cc)
  target_link_libraries(sagitta_precompiled PRIVATE sagitta_dealii fmt::fmt sagitta_options)
  # Without it ccache cannot tell what a precompiled header was made of.
  target_compile_options(sagitta_precompiled PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(sagitta_precompiled PRIVATE
    <deal.II/base/index_set.h> <deal.II/base/mpi.h> <deal.II/base/partitioner.h> <deal.II/base/quadrature_lib.h>
    <deal.II/distributed/tria.h> <deal.II/dofs/dof_handler.h> <deal.II/dofs/dof_tools.h> <deal.II/fe/fe_q.h> <deal.II/fe/fe_values.h>
    <deal.II/lac/affine_constraints.h> <deal.II/lac/dynamic_sparsity_pattern.h> <deal.II/lac/la_parallel_vector.h>
    <algorithm> <array> <cmath> <filesystem> <functional> <map> <memory> <optional> <set> <stdexcept> <string> <utility> <variant> <vector>
    <fmt/format.h>)
endfunction()

# Targets that include deal.II in several source files.
function(sagitta_use_precompiled_headers target)
  if(SAGITTA_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM sagitta_precompiled)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:fmt::fmt>) # its definitions, as the headers have them
  endif()
endfunction()
