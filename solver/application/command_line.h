#pragma once

#include <solver/application/layout_command.h>
#include <solver/life/life.h>
#include <solver/material_tools/material_options.h>
#include <solver/study/run_study.h>

#include <cstdint>
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
    import_case,
    reduce,
    evaluate,
    materials_list,
    materials_show,
    materials_test,
    materials_compare,
    materials_fit,
    materials_export,
    report,
    layout,
    life,
    schema,
    study,
    print ///< help or version: only `text` is printed
  };

  /// What the user asks for: `case_file`, `overrides`, `libraries` and `output` (directory of `run`, file of `export`, `import` and
  /// `reduce`) serve all commands.
  struct Options : material_tools::MaterialOptions
  {
    Command command = Command::print;
    std::string format = "inp";  ///< of `export`
    std::string import_format;   ///< of `import`; empty: by the ending of the file
    std::string schema = "case"; ///< of `schema`
    bool quiet = false;
    bool stresses = false;          ///< of `run`: print those of every part
    bool resume = false;            ///< of `run`: from its newest checkpoint
    unsigned checkpoint_every = 20; ///< of `run`: accepted steps of a path; 0: at signals only
    std::string draw;               ///< of `check`: directory of pictures; empty: none
    std::vector<std::string> cuts;  ///< of the pictures
    std::optional<double> z_stretch;
    bool draw_mesh = false;
    std::string state;                    ///< of `reduce`: which state
    std::vector<std::string> ranges;      ///< of `reduce`: which parameters, and between what
    unsigned candidates = 2000;           ///< of `reduce`
    unsigned largest_size = 90;           ///< of `reduce`
    std::string table;                    ///< of `evaluate`: a file of queries; empty: those of --set
    std::string model_case;               ///< of `evaluate`: the case that the model must be of; empty: any
    std::vector<std::string> runs;        ///< of `report`: directories
    std::string measured;                 ///< of `report`: table of measured warpage; empty: none
    std::uint64_t view_size = 10'000'000; ///< of the data of its 3-D view [bytes]
    life::LifeRequest life;
    study::StudyOptions study;
    LayoutOptions layout;
    std::string shard; ///< of `study`, as it is written; empty: all candidates
    std::string text;  ///< to print
  };

  /// Reads the arguments (with the program's name first). Throws InputError with a hint at --help.
  Options parse_command_line(const std::vector<std::string> &arguments);
} // namespace sagitta::application
