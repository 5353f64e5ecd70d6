#include <solver/results/sensitivity_summary.h>

#include <solver/results/text_table.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sagitta::results
{
  namespace
  {
    // Effects below this share of the largest one are not printed.
    constexpr double smallest_share = 1e-3;

    /// The unit of a derivative: "um/GPa", "um", "K/(W/(m K))".
    std::string quotient(const std::string &above, const std::string &below)
    {
      if (below.empty())
        return above;
      const bool is_plain = below.find_first_of("/ ") == std::string::npos;
      return (above.empty() ? "1" : above) + (is_plain ? "/" + below : "/(" + below + ")");
    }

    /// A temperature is shown in degrees, what changes of it in kelvins.
    std::string value_of(const Gradient &gradient)
    {
      return gradient.unit == "K" ? fmt::format("{:.2f} degC", to_celsius(gradient.value)) : shown(gradient.value, gradient.unit);
    }

    std::string with_unit(double number, const std::string &unit)
    {
      return fmt::format("{:+.4g}{}{}", number, unit.empty() ? "" : " ", unit);
    }

    std::vector<std::string> row_of(const SensitivityResult &result, const Gradient &gradient, std::size_t p)
    {
      const SensitivityParameter &parameter = result.parameters[p];
      const ShownUnit of = shown_unit(gradient.unit), by = shown_unit(parameter.unit);
      const auto derivative = result.derivative(gradient, p);
      const auto elasticity = SensitivityResult::elasticity(gradient, p);
      const double effect = gradient.by_factor[p] * result.change * of.per_si;
      std::string name = parameter.name;
      for (const std::string &image : parameter.together)
        name += " + " + image;
      return {name,
              with_unit(effect, of.name),
              parameter.value ? shown(*parameter.value, parameter.unit) : "a factor",
              derivative ? with_unit(*derivative * of.per_si / by.per_si, quotient(of.name, by.name)) : "-",
              gradient.unit != "K" && elasticity ? fmt::format("{:+.3g}", *elasticity) : "-",
              parameter.deviation ? fmt::format("{:.3g} %", 100 * *parameter.deviation) : "-"};
    }
  } // namespace

  ShownUnit shown_unit(const std::string &si)
  {
    if (si == "Pa")
      return {"GPa", 1e-9};
    if (si == "m")
      return {"um", 1e6};
    if (si == "1/K")
      return {"ppm/K", 1e6};
    if (si == "1")
      return {"", 1};
    return {si, 1};
  }

  std::string title_of(const Gradient &gradient)
  {
    return gradient.of + ", " + gradient.state;
  }

  std::string shown(double value, const std::string &si_unit)
  {
    const ShownUnit unit = shown_unit(si_unit);
    return fmt::format("{:.6g}{}{}", value * unit.per_si, unit.name.empty() ? "" : " ", unit.name);
  }

  void print_sensitivities(std::ostream &out, const SensitivityResult &result)
  {
    for (const Gradient &gradient : result.gradients)
      {
        Table table({"parameter", fmt::format("by {:+g} %", 100 * result.change), "value", "derivative", "% per %", "deviation"});
        const std::vector<std::size_t> order = result.by_effect(gradient);
        std::size_t left_out = 0;
        for (const std::size_t p : order)
          if (std::abs(gradient.by_factor[p]) >= smallest_share * std::abs(gradient.by_factor[order.front()]) && gradient.by_factor[p] != 0)
            table.add(row_of(result, gradient, p));
          else
            ++left_out;
        print_section(out, fmt::format("Sensitivities of {}: {}", title_of(gradient), value_of(gradient)), table);
        if (left_out > 0)
          out << fmt::format("  {} parameters with less than {:g} of the largest effect: results.json\n", left_out, smallest_share);
        if (const auto deviation = result.deviation(gradient))
          out << fmt::format("  standard deviation to first order: {}\n", shown(*deviation, gradient.unit));
      }
  }
} // namespace sagitta::results
