#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::study_report
{
  using Json = nlohmann::ordered_json;

  /// An output of a study and how tables show it.
  struct Figure
  {
    std::string name, unit, state;
    double factor, offset; ///< SI value = offset + factor * value in `unit`
    bool is_signed;
    std::optional<double> at_most, at_least; ///< SI

    double shown(double value) const { return (value - offset) / factor; }

    /// What is compared: the magnitude where the figure has a sign.
    double compared(double value) const { return is_signed && value < 0 ? -value : value; }

    /// "warpage_room [um]", or "|warpage_room| [um]".
    std::string label(bool as_compared = false) const;

    /// The unit of a difference: kelvins of degrees Celsius.
    std::string difference_unit() const { return unit == "degC" ? "K" : unit; }

    /// "-46.1 um", "3.2 K" of a difference; "-" where there is no number.
    std::string text(double value) const;
    std::string difference_text(double difference) const;
  };

  /// A goal: an output that is to be small, great, or zero along a parameter.
  struct StoredGoal
  {
    std::size_t figure;
    std::string aim;

    double cost(const Figure &of, double value) const { return aim == "maximise" ? -of.compared(value) : of.compared(value); }
  };

  /// The directory of a study.
  struct StoredStudy
  {
    std::filesystem::path directory;
    Json json; ///< study.json
    std::vector<Figure> figures;
    std::vector<StoredGoal> goals;
    std::map<std::string, std::string> plots; ///< SVG files by the stem of their names

    const Json &candidates() const { return json.at("candidates"); }
    const Json &candidate(std::size_t c) const { return json.at("candidates").at(c); }
    std::size_t n_candidates() const { return candidates().size(); }

    /// Of a candidate [SI]; NaN: it is not known.
    double value(std::size_t candidate, std::size_t figure) const;

    std::string label(std::size_t candidate) const;
    bool is_solved(std::size_t candidate) const;
    bool is_within(std::size_t candidate) const;

    /// Candidates by their ranks.
    std::vector<std::size_t> ranking() const;

    /// The first one within all limits; absent: there is none, or no goals.
    std::optional<std::size_t> best() const;
  };

  /// Throws FileError for files that cannot be read or are not what this program writes.
  StoredStudy read_stored_study(const std::filesystem::path &directory);
} // namespace sagitta::study_report
