#include <solver/input/fit/modulus_table.h>

#include <materials/pi.h>
#include <solver/input/fit/fit_tables.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace sagitta::input
{
  using materials::ModulusKind;

  namespace
  {
    /// The loss moduli of a table, itself or from tan delta.
    std::vector<double> read_losses(const MeasuredTable &table, const std::vector<double> &storage)
    {
      if (table.has("loss modulus"))
        return table.column("loss modulus", Dimension::pressure);
      if (!table.has("tan delta"))
        table.fail("there is neither a column \"loss modulus\" nor a column \"tan delta\"; the fit of a spectrum needs storage and loss");
      std::vector<double> losses = table.column("tan delta", Dimension::fraction);
      for (std::size_t i = 0; i < losses.size(); ++i)
        losses[i] *= storage[i];
      return losses;
    }

    /// The columns of a table.
    struct ModulusRows
    {
      bool is_dynamic;
      std::vector<double> temperature, axis, modulus, loss; ///< axis: frequency or time; no losses over time
      std::vector<std::string> set;                         ///< empty: no such column
    };

    ModulusRows read_rows(const MeasuredTable &table, double reference)
    {
      ModulusRows rows;
      rows.is_dynamic = table.has("frequency");
      if (!rows.is_dynamic && !table.has("time"))
        table.fail("there is neither a column \"frequency\" nor a column \"time\"; a table of a modulus needs one of them");
      rows.temperature.assign(table.rows(), reference);
      if (table.has("temperature"))
        rows.temperature = table.column("temperature", Dimension::temperature);
      const std::string axis = rows.is_dynamic ? "frequency" : "time", name = rows.is_dynamic ? "storage modulus" : "relaxation modulus";
      rows.axis = table.column(axis, rows.is_dynamic ? Dimension::rate : Dimension::time);
      check_range(table, rows.axis, {axis, positive, "positive"});
      rows.modulus = table.column(name, Dimension::pressure);
      check_range(table, rows.modulus, {name, positive, "positive"});
      if (rows.is_dynamic)
        rows.loss = read_losses(table, rows.modulus);
      for (const std::string column : {"set", "set point"})
        if (table.has(column))
          rows.set = table.cells(column);
      return rows;
    }

    /// Whether row i continues the sweep that began at `first`.
    bool continues(const ModulusRows &rows, std::size_t first, std::size_t i, double same_temperature)
    {
      const auto direction = [&](std::size_t row) {
        return rows.axis[row] > rows.axis[row - 1] ? 1 : rows.axis[row] < rows.axis[row - 1] ? -1 : 0;
      };
      if (direction(i) == 0 || (i > first + 1 && direction(i) != direction(i - 1)))
        return false;
      if (!rows.set.empty())
        return rows.set[i] == rows.set[i - 1];
      return std::abs(rows.temperature[i] - rows.temperature[i - 1]) <= same_temperature;
    }
  } // namespace

  double ModulusSweep::mean() const
  {
    return std::accumulate(temperatures.begin(), temperatures.end(), 0.) / static_cast<double>(temperatures.size());
  }

  double ModulusSweep::drift() const
  {
    const auto [coldest, hottest] = std::minmax_element(temperatures.begin(), temperatures.end());
    return *hottest - *coldest;
  }

  std::vector<ModulusSweep> read_sweeps(const MeasuredTable &table, const SweepRule &rule)
  {
    const ModulusRows rows = read_rows(table, rule.reference);
    std::vector<ModulusSweep> sweeps;
    std::size_t first = 0;
    for (std::size_t i = 0; i < table.rows(); ++i)
      {
        if (i == 0 || !continues(rows, first, i, rule.same_temperature))
          {
            first = i;
            sweeps.emplace_back();
          }
        ModulusSweep &sweep = sweeps.back();
        const double time = rows.is_dynamic ? 1 / (2 * materials::pi * rows.axis[i]) : rows.axis[i];
        sweep.temperatures.push_back(rows.temperature[i]);
        sweep.points.push_back({rows.is_dynamic ? ModulusKind::storage : ModulusKind::relaxation, time, rows.modulus[i]});
        if (rows.is_dynamic)
          sweep.points.push_back({ModulusKind::loss, time, rows.loss[i]});
      }
    return sweeps;
  }

  std::vector<materials::ModulusCurve> join_sweeps(std::vector<ModulusSweep> sweeps, double same_temperature)
  {
    std::stable_sort(sweeps.begin(), sweeps.end(), [](const ModulusSweep &a, const ModulusSweep &b) { return a.mean() < b.mean(); });
    std::vector<materials::ModulusCurve> curves;
    std::optional<ModulusSweep> joined;
    double first = 0;
    const auto close = [&] {
      if (joined)
        curves.push_back({joined->mean(), joined->points});
    };
    for (const ModulusSweep &sweep : sweeps)
      {
        if (!joined || sweep.mean() > first + same_temperature)
          {
            close();
            joined = ModulusSweep();
            first = sweep.mean();
          }
        joined->temperatures.insert(joined->temperatures.end(), sweep.temperatures.begin(), sweep.temperatures.end());
        joined->points.insert(joined->points.end(), sweep.points.begin(), sweep.points.end());
      }
    close();
    return curves;
  }

  std::string describe_grouping(const std::vector<ModulusSweep> &sweeps, std::size_t temperatures, double same_temperature)
  {
    double drift = 0;
    std::size_t long_sweeps = 0;
    for (const ModulusSweep &sweep : sweeps)
      {
        drift = std::max(drift, sweep.drift());
        long_sweeps += sweep.temperatures.size() > 1 ? 1 : 0;
      }
    std::string text;
    if (drift > 0)
      text = fmt::format("the temperature drifts by up to {:.3g} K within one of the {} sweeps; each is used at its mean temperature",
                         drift, long_sweeps);
    if (sweeps.size() > temperatures)
      text += fmt::format("{}{} sweeps or single rows within {:.3g} K of each other are {} temperature{}", text.empty() ? "" : "; ",
                          sweeps.size(), same_temperature, temperatures, temperatures == 1 ? "" : "s");
    return text;
  }
} // namespace sagitta::input
