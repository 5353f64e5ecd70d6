#include <solver/material_tools/material_test_output.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace sagitta::material_tools
{
  namespace
  {
    using input::Preset;
    using materials::DynamicModulus;
    using materials::PointRecord;

    constexpr std::array<const char *, 6> components = {"xx", "yy", "zz", "yz", "xz", "xy"};
    constexpr double mega = 1e6;

    /// Heat that the reaction gives off per mass and time [W/kg].
    double heat_flow(const materials::Cure &cure, const PointRecord &record)
    {
      return cure.heat * materials::cure_rate(cure.kinetics, record.cure, record.temperature).value;
    }

    std::string comment(const TestOutcome &outcome)
    {
      return fmt::format("# {}\n# {}\n", outcome.title, outcome.subtitle);
    }

    std::string csv_of_moduli(const TestOutcome &outcome)
    {
      std::string csv = comment(outcome) + "temperature [degC],frequency [Hz],storage modulus [MPa],loss modulus [MPa],tan delta [-]\n";
      for (const DynamicModulus &m : outcome.moduli)
        csv += fmt::format("{:.6g},{:.9g},{:.9g},{:.9g},{:.9g}\n", to_celsius(m.temperature), m.frequency, m.storage / mega, m.loss / mega,
                           m.loss / m.storage);
      return csv;
    }

    std::string csv_of_records(const TestOutcome &outcome)
    {
      std::string csv = comment(outcome) + "time [s],temperature [degC],degree of cure [-]";
      for (const char *component : components)
        csv += fmt::format(",strain {} [-]", component);
      for (const char *component : components)
        csv += fmt::format(",stress {} [MPa]", component);
      if (outcome.cure)
        csv += ",heat flow [W/kg]";
      csv += ",dissipation [J/m3]";
      for (const materials::StateName &state : outcome.law.shown())
        csv += "," + state.name;
      csv += "\n";
      for (const PointRecord &r : outcome.records)
        {
          csv += fmt::format("{:.12g},{:.9g},{:.9g}", r.time, to_celsius(r.temperature), r.cure);
          for (const double strain : r.strain)
            csv += fmt::format(",{:.9g}", strain);
          for (const double stress : r.stress)
            csv += fmt::format(",{:.9g}", stress / mega);
          if (outcome.cure)
            csv += fmt::format(",{:.9g}", heat_flow(*outcome.cure, r));
          csv += fmt::format(",{:.9g}", r.dissipation);
          for (const materials::StateName &state : outcome.law.shown())
            csv += fmt::format(",{:.9g}", r.state[state.index]);
          csv += "\n";
        }
      return csv;
    }

    using Quantity = std::function<double(const PointRecord &)>;

    Quantity stress(unsigned component)
    {
      return [component](const PointRecord &r) { return r.stress[component] / mega; };
    }

    Quantity strain(unsigned component)
    {
      return [component](const PointRecord &r) { return 100 * r.strain[component]; };
    }

    double temperature(const PointRecord &r)
    {
      return to_celsius(r.temperature);
    }

    output::Series series(const std::string &name, const std::vector<PointRecord> &records, const Quantity &x, const Quantity &y)
    {
      output::Series result{name, {}, {}};
      for (const PointRecord &record : records)
        {
          result.x.push_back(x(record));
          result.y.push_back(y(record));
        }
      return result;
    }

    bool are_equal(const std::vector<double> &a, const std::vector<double> &b, double tolerance)
    {
      for (std::size_t i = 0; i < a.size(); ++i)
        if (!(std::abs(a[i] - b[i]) <= tolerance))
          return false;
      return true;
    }

    /// The components that are not zero all the time, each a curve; equal ones share it.
    output::Panel components_panel(const std::string &label, const std::vector<PointRecord> &records, const Quantity &x,
                                   const std::function<Quantity(unsigned)> &y)
    {
      output::Panel panel{label, false, {}};
      double largest = 0;
      for (const PointRecord &record : records)
        for (unsigned i = 0; i < 6; ++i)
          largest = std::max(largest, std::abs(y(i)(record)));
      for (unsigned i = 0; i < 6; ++i)
        {
          const output::Series one = series(components[i], records, x, y(i));
          if (are_equal(one.y, std::vector<double>(one.y.size(), 0), 1e-6 * largest))
            continue;
          const auto twin = std::find_if(panel.series.begin(), panel.series.end(),
                                         [&](const output::Series &other) { return are_equal(other.y, one.y, 1e-6 * largest); });
          if (twin == panel.series.end())
            panel.series.push_back(one);
          else
            twin->name += ", " + one.name;
        }
      return panel;
    }

    void plot_moduli(const TestOutcome &outcome, output::LinePlot &plot)
    {
      const bool over_frequency = outcome.test.temperatures.size() == 1;
      plot.x_label = over_frequency ? "frequency [Hz]" : "temperature [degC]";
      plot.x_is_logarithmic = over_frequency;
      output::Panel moduli{"modulus [MPa]", true, {}}, damping{"tan delta [-]", false, {}};
      const std::size_t curves = over_frequency ? 1 : outcome.test.frequencies.size();
      for (std::size_t k = 0; k < curves; ++k)
        {
          const std::string note = over_frequency || curves == 1 ? "" : fmt::format(" {:g} Hz", outcome.test.frequencies[k]);
          output::Series storage{"storage" + note, {}, {}}, loss{"loss" + note, {}, {}}, ratio{note, {}, {}};
          for (std::size_t i = k; i < outcome.moduli.size(); i += curves)
            {
              const DynamicModulus &m = outcome.moduli[i];
              for (output::Series *one : {&storage, &loss, &ratio})
                one->x.push_back(over_frequency ? m.frequency : to_celsius(m.temperature));
              storage.y.push_back(m.storage / mega);
              // An elastic material has none; rounding must not stretch the logarithmic axis.
              loss.y.push_back(m.loss > 1e-6 * m.storage ? m.loss / mega : std::nan(""));
              ratio.y.push_back(m.loss / m.storage);
            }
          moduli.series.push_back(storage);
          moduli.series.push_back(loss);
          damping.series.push_back(ratio);
        }
      plot.panels = {moduli, damping};
    }

    void plot_records(const TestOutcome &outcome, output::LinePlot &plot)
    {
      const std::vector<PointRecord> &records = outcome.records;
      const Quantity time = [](const PointRecord &r) { return r.time; };
      plot.x_label = "time [s]";
      if (outcome.test.preset == Preset::stress_strain)
        {
          plot.x_label = "strain xx [%]";
          plot.panels = {{"stress xx [MPa]", false, {series("", records, strain(0), stress(0))}}};
        }
      else if (outcome.test.preset == Preset::relaxation)
        {
          plot.x_is_logarithmic = true;
          const Quantity modulus = [](const PointRecord &r) { return r.strain[0] != 0 ? r.stress[0] / r.strain[0] / mega : std::nan(""); };
          plot.panels = {{"modulus [MPa]", true, {series("", records, time, modulus)}}};
        }
      else if (outcome.test.preset == Preset::tma)
        {
          plot.x_label = "temperature [degC]";
          plot.panels = {components_panel("strain [%]", records, temperature, strain)};
        }
      else if (outcome.test.preset == Preset::thermal_cycle)
        {
          plot.x_label = "temperature [degC]";
          plot.panels = {components_panel("stress [MPa]", records, temperature, stress)};
        }
      else
        {
          plot.panels = {{"temperature [degC]", false, {series("", records, time, temperature)}},
                         components_panel("strain [%]", records, time, strain),
                         components_panel("stress [MPa]", records, time, stress)};
          if (outcome.cure)
            plot.panels.insert(plot.panels.begin() + 1,
                               {{"degree of cure [-]", false, {series("", records, time, [](const PointRecord &r) { return r.cure; })}},
                                {"heat flow [W/kg]", false, {series("", records, time, [&outcome](const PointRecord &r) {
                                   return heat_flow(*outcome.cure, r);
                                 })}}});
        }
    }
  } // namespace

  std::string table(const TestOutcome &outcome)
  {
    return outcome.test.preset == Preset::dma ? csv_of_moduli(outcome) : csv_of_records(outcome);
  }

  output::LinePlot plot(const TestOutcome &outcome)
  {
    output::LinePlot result{outcome.title, outcome.subtitle, "", false, {}};
    outcome.test.preset == Preset::dma ? plot_moduli(outcome, result) : plot_records(outcome, result);
    return result;
  }
} // namespace sagitta::material_tools
