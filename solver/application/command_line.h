#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sagitta::application
{
  enum class Command
  {
    run,
    check,
    export_model,
    materials_list,
    materials_show,
    materials_test,
    materials_compare,
    materials_fit,
    schema,
    print ///< help or version: only `text` is printed
  };

  /// What the user asks for.
  struct Options
  {
    Command command = Command::print;
    std::string case_file;
    std::vector<std::string> overrides;                            ///< --set
    std::vector<std::string> libraries;                            ///< --library
    std::string output;                                            ///< directory of `run`, file of `export`; empty: the default
    std::string format = "inp";                                    ///< of `export`
    std::string material;                                          ///< of `materials show` and `materials test`
    std::string test;                                              ///< of `materials test`: a preset or a path file
    std::string law;                                               ///< of `materials test`; empty: the only one
    std::string fit_request;                                       ///< of `materials fit`
    std::vector<std::string> materials;                            ///< of `materials compare`
    std::vector<std::string> temperatures = {"25degC", "260degC"}; ///< of `materials compare`
    std::string from = "-55degC", to = "260degC";                  ///< of its curves
    std::string loading;                                           ///< of its filled compounds; empty: none
    std::string shear_rate, cure;                                  ///< of their viscosity; empty: slow shear, uncured
    std::string schema = "case";                                   ///< of `schema`
    bool quiet = false;
    std::string text; ///< to print
  };

  /// The arguments before and after --petsc. The first of `petsc` is the program's name, as PETSc expects. The words of files named by
  /// -options_file stand in their place: PETSc's own reader ends the program, or leaves other ranks waiting, where it cannot go on.
  struct SplitArguments
  {
    std::vector<std::string> ours;
    std::vector<std::string> petsc;
    std::string mistake; ///< what is wrong behind --petsc on this rank; empty: nothing
  };

  SplitArguments split_arguments(int argc, char **argv);

  /// Reads the arguments (with the program's name first). Throws InputError with a hint at --help.
  Options parse_command_line(const std::vector<std::string> &arguments);
} // namespace sagitta::application
