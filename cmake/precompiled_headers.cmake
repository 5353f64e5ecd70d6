# Headers of other libraries that cost most of the time of a source file: compiled once, read by every target that asks for them
# (docs/decisions/build_time.md). Nothing of Sagitta stands in them: a change of ours makes no file be compiled that does not include it.
# A source file includes what it uses all the same; scripts/lint compiles without them.
option(SAGITTA_PRECOMPILED_HEADERS "Compile the headers of deal.II once for all source files" ON)

set(sagitta_standard_headers
  <algorithm> <array> <cmath> <filesystem> <functional> <map> <memory> <optional> <set> <stdexcept> <string> <utility> <variant> <vector>)
set(sagitta_dealii_headers
  <deal.II/base/index_set.h> <deal.II/base/mpi.h> <deal.II/base/partitioner.h> <deal.II/base/quadrature_lib.h>
  <deal.II/distributed/tria.h> <deal.II/dofs/dof_handler.h> <deal.II/dofs/dof_tools.h> <deal.II/fe/fe_q.h> <deal.II/fe/fe_values.h>
  <deal.II/lac/affine_constraints.h> <deal.II/lac/dynamic_sparsity_pattern.h> <deal.II/lac/la_parallel_vector.h> <fmt/format.h>)

# A target that compiles the headers HEADERS with the settings of the libraries LIBRARIES.
function(sagitta_precompile name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LIBRARIES")
  file(WRITE ${PROJECT_BINARY_DIR}/generated/${name}.cc "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/generated/${name}.cc)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  # Without it ccache cannot tell what a precompiled header was made of.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

function(sagitta_make_precompiled_headers)
  if(SAGITTA_PRECOMPILED_HEADERS)
    sagitta_precompile(sagitta_precompiled HEADERS ${sagitta_dealii_headers} ${sagitta_standard_headers}
                       LIBRARIES sagitta_dealii fmt::fmt sagitta_options)
  endif()
endfunction()

# Tests read GoogleTest besides, and are optimised less: what they spend their time in are the libraries.
function(sagitta_make_precompiled_test_headers)
  if(SAGITTA_PRECOMPILED_HEADERS)
    sagitta_precompile(sagitta_precompiled_parallel_tests HEADERS ${sagitta_dealii_headers} ${sagitta_standard_headers} <gtest/gtest.h>
                       LIBRARIES sagitta_dealii fmt::fmt GTest::gtest sagitta_test_options)
    sagitta_precompile(sagitta_precompiled_serial_tests HEADERS ${sagitta_standard_headers} <sstream> <gtest/gtest.h>
                       LIBRARIES GTest::gtest sagitta_test_options)
  endif()
endfunction()

# The target reads the headers that `from` has compiled.
function(sagitta_reuse_precompiled_headers target from)
  if(SAGITTA_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${from})
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()

# Targets that include deal.II in several source files.
function(sagitta_use_precompiled_headers target)
  sagitta_reuse_precompiled_headers(${target} sagitta_precompiled)
  if(SAGITTA_PRECOMPILED_HEADERS)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:fmt::fmt>) # its definitions, as the headers have them
  endif()
endfunction()
