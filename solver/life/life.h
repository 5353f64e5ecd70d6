#pragma once

#include <materials/life/life.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::life
{
  /// The options of the evaluation of a run with thermal cycles.
  struct LifeRequest
  {
    std::filesystem::path run;         ///< directory of a finished run
    std::vector<std::string> models;   ///< names of materials::life_models(); joints are ranked by the first
    std::string crack_length = {};     ///< "0.3 mm": the length of the path of a crack through the joint; empty: not given
    std::string layer = {};            ///< of the stack, over which strain and energy are averaged; empty: the whole joint
    std::string end_of_cycle = {};     ///< name of the state that ends the first cycle; empty: that of the last state without _N
    std::filesystem::path output = {}; ///< directory of the files; empty: that of the run
  };

  /// A joint: a part that flows, or its portion in the layer asked for.
  struct JointLife
  {
    std::string part, material;
    std::array<double, 2> place;                ///< of its middle [m]
    std::vector<materials::CycleDamage> cycles; ///< of the second cycle and all that follow
    std::vector<double> lives;                  ///< cycles to failure by every model, by the last cycle
  };

  struct LifeResult
  {
    std::string case_name, layer;
    std::vector<std::string> ends; ///< the states that end the cycles
    std::vector<const materials::LifeModel *> models;
    std::optional<double> crack_length; ///< [m]
    std::vector<JointLife> joints;      ///< shortest life by the first model first
    std::vector<std::string> warnings;
  };

  /// Evaluates the results of a run. Throws InputError for a directory without such a run, for fewer than two cycles, and for data that a
  /// model needs and the run lacks; FileError for a file that cannot be read. Not collective.
  LifeResult evaluate_life(const LifeRequest &request);

  /// life.json, life.csv and the map life.svg, by name and content.
  std::vector<std::pair<std::string, std::string>> make_life_files(const LifeResult &result);

  /// The table that the command prints, of the joints with the shortest lives.
  std::string life_table(const LifeResult &result, std::size_t most_joints);
} // namespace sagitta::life
