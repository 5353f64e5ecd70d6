#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sagitta::report
{
  using Json = nlohmann::ordered_json;

  /// Heights of a face on a grid, as warpage.h5 keeps them: w[j * x.size() + i] at (x[i], y[j]); NaN without material.
  struct HeightMap
  {
    std::vector<double> x, y, w; ///< [m]
  };

  /// The files of a finished run.
  struct StoredRun
  {
    std::filesystem::path directory;
    std::string label;                                              ///< short, different from those of the other runs
    Json results;                                                   ///< results.json
    Json model;                                                     ///< model.json; null: the run did not write it
    std::string drawing;                                            ///< model.svg; empty: the run did not write it
    std::map<std::string, std::map<std::string, HeightMap>> maps{}; ///< by state and face: "bottom", "top", the name of a face

    const Json &states() const { return results.at("states"); }

    /// The state of that name; null: the run has none.
    const Json *find_state(const std::string &name) const;

    /// The values of a key of a part or material of the model, of a list of lengths: [] when there is none.
    const Json &lengths(const Json &part, const char *key) const;
  };

  /// Reads what `sagitta run` left in a directory. Throws InputError for a directory without a finished run, FileError for files that
  /// cannot be read.
  StoredRun read_run(const std::filesystem::path &directory);

  /// The same for several, with different labels.
  std::vector<StoredRun> read_runs(const std::vector<std::string> &directories);

  /// The number of a quantity {"value": ..., "unit": ...}.
  double number(const Json &quantity);

  /// Does a state of a run have a uniform temperature?
  bool has_temperature(const Json &state);
} // namespace sagitta::report
