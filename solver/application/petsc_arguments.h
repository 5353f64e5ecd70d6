#pragma once

#include <string>
#include <vector>

namespace sagitta::application
{
  /// The arguments before and after --petsc. The first of `petsc` is the program's name, as PETSc expects. The words of files named by
  /// -options_file stand in their place: PETSc's own reader ends the program, or leaves other ranks waiting, at an error.
  struct SplitArguments
  {
    std::vector<std::string> ours;
    std::vector<std::string> petsc;
    std::string mistake; ///< what is wrong behind --petsc on this rank; empty: nothing
  };

  SplitArguments split_arguments(int argc, char **argv);
} // namespace sagitta::application
