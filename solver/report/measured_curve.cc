#include <solver/report/measured_curve.h>

#include <solver/base/errors.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/text/files.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    double bottom_warpage(const Json &state)
    {
      return number(state.at("warpage").at("bottom"));
    }

    /// Temperature and warpage of the states that have both, by temperature.
    std::vector<std::pair<double, double>> curve_of(const StoredRun &run, const MeasuredCurve &measured)
    {
      std::vector<std::pair<double, double>> points;
      for (const Json &state : run.states())
        if (has_temperature(state) && state.contains("warpage"))
          points.emplace_back(number(state.at("temperature")), bottom_warpage(state));
      std::sort(points.begin(), points.end());
      for (std::size_t i = 0; i + 1 < points.size(); ++i)
        if (points[i + 1].first - points[i].first < 1e-6)
          throw InputError(fmt::format("{}: the run {} passes {:.6g} degC more than once; add a column state with the names of its states",
                                       measured.source, run.label, to_celsius(points[i].first)));
      return points;
    }

    std::optional<double> interpolate(const std::vector<std::pair<double, double>> &points, double temperature)
    {
      constexpr double same = 1e-6; // [K]
      for (std::size_t i = 0; i < points.size(); ++i)
        if (std::abs(points[i].first - temperature) < same)
          return points[i].second;
        else if (i > 0 && points[i - 1].first < temperature && temperature < points[i].first)
          return points[i - 1].second +
                 (temperature - points[i - 1].first) / (points[i].first - points[i - 1].first) * (points[i].second - points[i - 1].second);
      return std::nullopt;
    }

    double value_of_state(const StoredRun &run, const std::string &name, const std::string &source)
    {
      const Json *state = run.find_state(name);
      if (!state || !state->contains("warpage"))
        {
          std::string names;
          for (const Json &other : run.states())
            names += (names.empty() ? "" : ", ") + other.at("name").get<std::string>();
          throw InputError(fmt::format("{}: the run {} has no state {} with a warpage; its states are {}", source, run.label, name, names));
        }
      return bottom_warpage(*state);
    }
  } // namespace

  MeasuredCurve read_measured(const std::string &file)
  {
    const input::MeasuredTable table(input::read_text_file(file), {});
    MeasuredCurve curve;
    curve.source = table.source();
    curve.temperature = table.column("temperature", input::Dimension::temperature);
    curve.warpage = table.column("warpage", input::Dimension::length);
    if (table.has("uncertainty"))
      curve.uncertainty = table.column("uncertainty", input::Dimension::length);
    if (table.has("state"))
      curve.states = table.cells("state");
    return curve;
  }

  Agreement compare(const MeasuredCurve &measured, const StoredRun &run)
  {
    Agreement agreement;
    std::vector<std::pair<double, double>> points;
    if (measured.states.empty())
      points = curve_of(run, measured);
    double squares = 0, sum = 0;
    if (!measured.uncertainty.empty())
      agreement.within = 0;
    for (std::size_t i = 0; i < measured.warpage.size(); ++i)
      {
        const std::optional<double> computed = measured.states.empty()
                                                   ? interpolate(points, measured.temperature[i])
                                                   : std::optional<double>(value_of_state(run, measured.states[i], measured.source));
        agreement.differences.push_back(computed ? std::optional<double>(*computed - measured.warpage[i]) : std::nullopt);
        if (!computed)
          continue;
        const double difference = *computed - measured.warpage[i];
        ++agreement.compared;
        squares += difference * difference;
        sum += difference;
        agreement.largest = std::max(agreement.largest, std::abs(difference));
        if (agreement.within && std::abs(difference) <= measured.uncertainty[i])
          ++*agreement.within;
      }
    if (agreement.compared > 0)
      {
        agreement.root_mean_square = std::sqrt(squares / static_cast<double>(agreement.compared));
        agreement.mean = sum / static_cast<double>(agreement.compared);
      }
    return agreement;
  }
} // namespace sagitta::report
