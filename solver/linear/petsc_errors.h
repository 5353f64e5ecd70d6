#pragma once

#include <petscsys.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::linear
{
  /// PETSc then keeps its error messages for start_error() instead of printing them. Call before PETSc's initialisation.
  void collect_start_errors();

  /// The error message of PETSc's start; empty when there was none.
  std::string start_error();

  /// PETSc then stores its error messages for check() instead of printing them and ending other ranks. Call after
  /// PETSc's initialisation.
  void take_over_petsc_errors();

  /// The options that PETSc was given and that nothing has asked for so far: "-ksp_tpye". *Local.*
  std::vector<std::string> unused_options();

  /// An option behind --petsc names something that PETSc does not have.
  class OptionError : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// Throws std::runtime_error (of an option: OptionError) "PETSc failed to WHAT: its message" if the code is one of an error, and
  /// std::bad_alloc when it is that of exhausted memory.
  void check(PetscErrorCode code, const char *what);
} // namespace sagitta::linear
