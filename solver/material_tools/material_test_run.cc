#include <solver/material_tools/material_test_run.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/card/point_test_request.h>
#include <solver/material_tools/material_choice.h>
#include <solver/material_tools/material_slab_run.h>
#include <solver/output/line_plot.h>
#include <solver/output/whole_file.h>

#include <materials/point/material_law.h>
#include <materials/point/mechanical_law.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

namespace sagitta::material_tools
{
  namespace
  {
    using input::MaterialTest;
    using input::Preset;
    using materials::DynamicModulus;
    using materials::PointRecord;

    constexpr std::array<const char *, 6> components = {"xx", "yy", "zz", "yz", "xz", "xy"};
    constexpr double celsius = 273.15, mega = 1e6;

    /// Throws InputError when the mechanics of a filled compound is predicted up to the glass transition only and the test goes beyond.
    void check_reach(const input::ChosenMaterial &chosen, const MaterialTest &test)
    {
      if (!chosen.recipe || !materials::is_predicted(chosen.material, "elasticity."))
        return;
      const std::optional<double> end = materials::Compound(*chosen.recipe).mechanics_end();
      double hottest = test.start;
      for (const materials::PathSegment &segment : test.path.segments)
        hottest = std::max(hottest, segment.temperature);
      for (const double temperature : test.temperatures)
        hottest = std::max(hottest, temperature);
      if (end && hottest > *end)
        throw InputError(
            fmt::format("test {} of {}: its resin {} gives no modulus above its glass transition, {:.6g} degC, but the test goes "
                        "to {:.6g} degC; stay below, or give the resin young and poisson as tables",
                        test.name, chosen.material.name, chosen.recipe->resin.name, *end - celsius, hottest - celsius));
    }

    /// The law that is asked for; the only one when none is.
    std::string choose_law(const materials::Material &material, const std::string &asked)
    {
      const std::vector<std::string> names = materials::law_names(material);
      if (names.empty())
        throw InputError(fmt::format("the card of {} gives no elasticity, so there is no law to test", material.name));
      if (asked.empty() && names.size() == 1)
        return names.front();
      if (asked.empty())
        throw InputError(fmt::format("{} has several laws; choose by --law one of {}", material.name, enumerate(names, "and")));
      if (asked == "chile" && !std::count(names.begin(), names.end(), asked))
        throw InputError(fmt::format("{} has no {}, which the law chile needs. Its laws: {}.", material.name,
                                     materials::find_missing(material, materials::MechanicalLaw::chile), enumerate(names, "and")));
      if (!std::count(names.begin(), names.end(), asked))
        throw InputError(fmt::format("{} has no law {}{} Its laws: {}.", material.name, asked,
                                     nearest(asked, names).empty() ? "." : did_you_mean(asked, names), enumerate(names, "and")));
      return asked;
    }

    /// What a test found, and how it is labelled.
    struct Outcome
    {
      const MaterialTest &test;
      const materials::PointLaw &law;
      std::string title;    ///< "sac305, Anand viscoplasticity, set motalab_2012"
      std::string subtitle; ///< the test with what was given
      std::vector<PointRecord> records;
      std::vector<DynamicModulus> moduli;  ///< of dma
      std::optional<materials::Cure> cure; ///< of cure_ramp: what its heat flow follows from
    };

    /// Heat that the reaction gives off per mass and time [W/kg].
    double heat_flow(const materials::Cure &cure, const PointRecord &record)
    {
      return cure.heat * materials::cure_rate(cure.kinetics, record.cure, record.temperature).value;
    }

    std::vector<DynamicModulus> shake(const materials::PointLaw &law, const materials::FreeStrain &free, const MaterialTest &test)
    {
      std::vector<DynamicModulus> moduli;
      for (const double temperature : test.temperatures)
        for (const double frequency : test.frequencies)
          moduli.push_back(materials::dynamic_modulus(
              test.dynamic, materials::drive(law, free, materials::dynamic_path(test.dynamic, temperature, frequency)), frequency));
      return moduli;
    }

    std::string comment(const Outcome &outcome)
    {
      return fmt::format("# {}\n# {}\n", outcome.title, outcome.subtitle);
    }

    std::string csv_of_moduli(const Outcome &outcome)
    {
      std::string csv = comment(outcome) + "temperature [degC],frequency [Hz],storage modulus [MPa],loss modulus [MPa],tan delta [-]\n";
      for (const DynamicModulus &m : outcome.moduli)
        csv += fmt::format("{:.6g},{:.9g},{:.9g},{:.9g},{:.9g}\n", m.temperature - celsius, m.frequency, m.storage / mega, m.loss / mega,
                           m.loss / m.storage);
      return csv;
    }

    std::string csv_of_records(const Outcome &outcome)
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
          csv += fmt::format("{:.12g},{:.9g},{:.9g}", r.time, r.temperature - celsius, r.cure);
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
      return r.temperature - celsius;
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

    void plot_moduli(const Outcome &outcome, output::LinePlot &plot)
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
                one->x.push_back(over_frequency ? m.frequency : m.temperature - celsius);
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

    void plot_records(const Outcome &outcome, output::LinePlot &plot)
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

    /// Drives the law; its exceptions become those of the program.
    Outcome carry_out(const MaterialTest &test, const materials::Material &material, const std::string &name,
                      const materials::PointLaw &law)
    {
      Outcome outcome{test,
                      law,
                      fmt::format("{}, {}", material.name, materials::law_description(material, name)),
                      test.preset ? fmt::format("{}: {}", test.name, test.given) : "path file " + test.name,
                      {},
                      {},
                      test.preset == Preset::cure_ramp ? material.cure : std::nullopt};
      const materials::FreeStrain free = materials::free_strain(material, test.start);
      try
        {
          if (test.preset == Preset::dma)
            outcome.moduli = shake(law, free, test);
          else
            outcome.records = materials::drive(law, free, test.path);
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
        }
      catch (const std::runtime_error &error)
        {
          throw ConvergenceError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
        }
      return outcome;
    }
  } // namespace

  namespace
  {
    /// What a test gives.
    struct Result
    {
      std::string stem; ///< of the files
      std::string title;
      std::string csv;
      output::LinePlot plot;
    };

    Result drive_law(const MaterialOptions &options, const materials::Material &material, const MaterialTest &test)
    {
      const std::string name = choose_law(material, options.law);
      const materials::PointLaw law = [&] {
        try
          {
            return materials::point_law(material, name);
          }
        catch (const std::invalid_argument &error)
          {
            throw InputError(error.what());
          }
      }();
      const Outcome outcome = carry_out(test, material, name, law);
      Result result{
          fmt::format("{}_{}_{}", material.name, name, test.name), outcome.title, "", {outcome.title, outcome.subtitle, "", false, {}}};
      const bool is_dma = test.preset == Preset::dma;
      is_dma ? plot_moduli(outcome, result.plot) : plot_records(outcome, result.plot);
      result.csv = is_dma ? csv_of_moduli(outcome) : csv_of_records(outcome);
      return result;
    }

    Result cure_the_slab(const MaterialOptions &options, const materials::Material &material, const MaterialTest &test)
    {
      if (!options.law.empty())
        throw InputError("--law: cure_slab asks for heat and cure, not for a mechanical law; leave --law out");
      SlabResult slab = cure_slab(material, test);
      return {fmt::format("{}_{}", material.name, test.name), slab.plot.title + ": " + slab.summary, std::move(slab.csv),
              std::move(slab.plot)};
    }
  } // namespace

  void test_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    // --set belongs to the test here.
    const input::ChosenMaterial chosen = read_materials({options.material}, options, {}, communicator).front();
    const materials::Material &material = chosen.material;
    std::optional<input::TestedCure> cure;
    if (material.cure)
      cure = input::TestedCure{material.cure->initial, materials::cure_after(material)};
    const MaterialTest test = input::read_material_test(options.test, options.overrides, cure, communicator);
    if (test.preset != Preset::cure_slab)
      check_reach(chosen, test);
    const Result result = test.preset == Preset::cure_slab ? cure_the_slab(options, material, test) : drive_law(options, material, test);

    const std::filesystem::path directory(options.output.empty() ? "results/materials" : options.output);
    const std::string stem = output::file_stem(result.stem);
    output::on_first_rank(communicator, [&] {
      std::error_code error;
      std::filesystem::create_directories(directory, error);
      if (error)
        throw FileError(fmt::format("cannot make the directory {}: {}", directory.string(), error.message()));
      output::write_whole_file(directory / (stem + ".csv"), result.csv);
      output::write_whole_file(directory / (stem + ".svg"), output::svg(result.plot));
    });
    out << result.title << "\n" << (directory / (stem + ".csv")).string() << "\n" << (directory / (stem + ".svg")).string() << "\n";
  }
} // namespace sagitta::material_tools
