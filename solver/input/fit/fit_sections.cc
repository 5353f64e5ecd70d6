#include <solver/input/fit/fit_sections.h>

#include <solver/base/nearest.h>
#include <solver/input/card/card_values.h>
#include <solver/input/fit/fit_schema.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sagitta::input
{
  namespace
  {
    constexpr double pi = 3.14159265358979323846;

    std::map<std::string, double> read_held(const Value &section)
    {
      std::map<std::string, double> held;
      if (section.has("hold"))
        for (const auto &[name, node] : section.at("hold").node().entries)
          held[name] = section.at("hold").at(name).number();
      return held;
    }

    /// Refuses constants under `hold` that the chosen model does not have.
    void check_held(const Value &section, const std::vector<std::string> &known)
    {
      if (!section.has("hold"))
        return;
      const Value hold = section.at("hold");
      for (const auto &[name, node] : hold.node().entries)
        if (!std::count(known.begin(), known.end(), name))
          hold.at(name).fail(fmt::format("the chosen model has no {}; its constants are {}", name, enumerate(known, "and")));
    }

    /// Refuses a row where `column` does not rise.
    void check_rises(const MeasuredTable &table, const std::vector<double> &values, const std::string &column)
    {
      for (std::size_t i = 1; i < values.size(); ++i)
        if (!(values[i] > values[i - 1]))
          table.fail(i, fmt::format("{} must rise from row to row; it does not here", column));
    }

    void check_range(const MeasuredTable &table, const std::vector<double> &values, const std::string &column, const Range &range,
                     const std::string &what)
    {
      for (std::size_t i = 0; i < values.size(); ++i)
        if (!is_within(range, values[i]))
          table.fail(i, fmt::format("{} must be {}", column, what));
    }

    std::vector<std::string> reaction_constants(const materials::CureRequest &request)
    {
      std::vector<std::string> names = {"heat", "m", "n"};
      const auto add = [&](std::initializer_list<const char *> more) { names.insert(names.end(), more.begin(), more.end()); };
      if (request.reaction == materials::ReactionForm::one_step)
        add({"rate_factor", "activation_energy"});
      else
        add({"rate_factor_1", "activation_energy_1", "rate_factor_2", "activation_energy_2"});
      if (request.diffusion == materials::DiffusionForm::critical)
        add({"sharpness", "critical_cold", "critical_hot"});
      else if (request.diffusion == materials::DiffusionForm::free_volume)
        add({"diffusion_rate_factor", "diffusion_activation_energy", "b", "expansion", "at_transition"});
      return names;
    }

    materials::CalorimetryRun read_run(const Value &value, const FitTables &tables, double sign)
    {
      const MeasuredTable table = tables.table(value.at("data"));
      materials::CalorimetryRun run;
      run.heat_flow = table.column("heat flow", Dimension::specific_power);
      for (double &flow : run.heat_flow)
        flow *= sign;
      if (value.has("heating_rate"))
        {
          run.temperature = table.column("temperature", Dimension::temperature);
          check_rises(table, run.temperature, "the temperature of a ramp without times");
          for (const double temperature : run.temperature)
            run.time.push_back((temperature - run.temperature.front()) / value.at("heating_rate").number());
          return run;
        }
      run.time = table.column("time", Dimension::time);
      check_rises(table, run.time, "time");
      if (value.has("temperature"))
        run.temperature.assign(run.time.size(), value.at("temperature").number());
      else
        run.temperature = table.column("temperature", Dimension::temperature);
      return run;
    }

    std::string run_label(const Value &value)
    {
      if (value.has("heating_rate"))
        return value.at("heating_rate").text();
      if (value.has("temperature"))
        return value.at("temperature").text();
      return FitTables::file_name(value.at("data"));
    }

    /// Points of one table, with their temperatures.
    std::vector<std::pair<double, materials::ModulusPoint>> read_moduli(const MeasuredTable &table, double reference)
    {
      using materials::ModulusKind;
      std::vector<std::pair<double, materials::ModulusPoint>> points;
      const bool is_dynamic = table.has("frequency");
      const std::string axis = is_dynamic ? "frequency" : "time";
      if (!is_dynamic && !table.has("time"))
        table.fail("there is neither a column \"frequency\" nor a column \"time\"; a modulus is measured over one of them");
      std::vector<double> temperature(table.rows(), reference);
      if (table.has("temperature"))
        temperature = table.column("temperature", Dimension::temperature);
      const std::vector<double> at = table.column(axis, is_dynamic ? Dimension::rate : Dimension::time);
      check_range(table, at, axis, positive, "positive");
      const auto add = [&](ModulusKind kind, const std::vector<double> &values) {
        for (std::size_t i = 0; i < values.size(); ++i)
          points.emplace_back(temperature[i], materials::ModulusPoint{kind, is_dynamic ? 1 / (2 * pi * at[i]) : at[i], values[i]});
      };
      const std::string name = is_dynamic ? "storage modulus" : "relaxation modulus";
      const std::vector<double> moduli = table.column(name, Dimension::pressure);
      check_range(table, moduli, name, positive, "positive");
      add(is_dynamic ? ModulusKind::storage : ModulusKind::relaxation, moduli);
      if (!is_dynamic)
        return points;
      if (table.has("loss modulus"))
        add(ModulusKind::loss, table.column("loss modulus", Dimension::pressure));
      else if (table.has("tan delta"))
        {
          std::vector<double> losses = table.column("tan delta", Dimension::fraction);
          for (std::size_t i = 0; i < losses.size(); ++i)
            losses[i] *= moduli[i];
          add(ModulusKind::loss, losses);
        }
      else
        table.fail("there is neither a column \"loss modulus\" nor a column \"tan delta\"; a spectrum is fitted to storage and loss");
      return points;
    }

    /// Points of nearly one temperature together, at the mean of their temperatures.
    std::vector<materials::ModulusCurve> curves_of(std::vector<std::pair<double, materials::ModulusPoint>> points, double same)
    {
      std::stable_sort(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
      std::vector<materials::ModulusCurve> curves;
      double first = 0;
      for (const auto &[temperature, point] : points)
        {
          if (curves.empty() || temperature > first + same)
            {
              first = temperature;
              curves.push_back({0, {}});
            }
          materials::ModulusCurve &curve = curves.back();
          const auto number = static_cast<double>(curve.points.size());
          curve.temperature = (curve.temperature * number + temperature) / (number + 1);
          curve.points.push_back(point);
        }
      return curves;
    }

    materials::ShiftFactors read_shift_factors(const MeasuredTable &table, double reference)
    {
      materials::ShiftFactors factors{
          table.column("temperature", Dimension::temperature), table.column("log10 shift factor", Dimension::fraction), 0, {}};
      check_rises(table, factors.temperature, "temperature");
      double nearest = 1e300;
      for (std::size_t i = 0; i < factors.temperature.size(); ++i)
        {
          factors.log_factor[i] *= std::log(10.);
          if (const double distance = std::abs(factors.temperature[i] - reference); distance < nearest)
            {
              nearest = distance;
              factors.base = i;
            }
        }
      return factors;
    }

    materials::SpectrumOptions read_spectrum_options(const Value &section)
    {
      materials::SpectrumOptions options;
      options.arms_per_decade = section.at("arms_per_decade").number();
      options.smallest_loss = section.at("smallest_tan_delta").number();
      options.is_vertical = section.at("vertical_shift").flag();
      const Value smoothing = section.at("smoothing");
      if (smoothing.is_choice())
        options.rule = smoothing.choice(smoothing_names());
      else
        {
          options.rule = materials::SmoothingRule::given;
          options.strength = smoothing.number();
        }
      if (section.has("noise"))
        {
          const Value noise = section.at("noise");
          const auto of = [&](const char *key) { return noise.has(key) ? noise.at(key).number() : 0; };
          options.noise = materials::ModulusNoise{of("storage"), of("loss"), of("relaxation")};
        }
      else if (options.rule == materials::SmoothingRule::discrepancy)
        smoothing.fail("smoothing within the noise needs the noise; give noise: {storage: 1 %, loss: 3 %}");
      return options;
    }

    materials::ShiftRequest read_shift_request(const Value &shift)
    {
      materials::ShiftRequest request{shift.at("model").choice(shift_form_names()), shift.at("reference").number(), 0, read_held(shift)};
      request.junction = shift.has("junction") ? shift.at("junction").number() : request.reference;
      using materials::ShiftForm;
      switch (request.form)
        {
        case ShiftForm::wlf:
          check_held(shift, {"c1", "c2"});
          break;
        case ShiftForm::arrhenius:
          check_held(shift, {"activation_energy"});
          break;
        case ShiftForm::wlf_arrhenius:
          check_held(shift, {"c1", "c2", "activation_energy"});
          break;
        case ShiftForm::table:
          if (shift.has("hold"))
            shift.at("hold").fail("a table has no constants to hold");
          break;
        }
      return request;
    }

    /// Every kind of modulus in the data needs its noise when noise is given.
    void check_noise(const Value &section, const materials::ViscoelasticRequest &request)
    {
      if (!request.spectrum.noise)
        return;
      constexpr std::array<const char *, 3> names = {"storage", "loss", "relaxation"};
      for (const materials::ModulusCurve &curve : request.curves)
        for (const materials::ModulusPoint &point : curve.points)
          if (const auto kind = static_cast<std::size_t>(point.kind); !((*request.spectrum.noise)[kind] > 0))
            section.at("noise").fail(fmt::format("the data hold {} moduli; give their noise, {}, too", names[kind], names[kind]));
    }

    /// A curve without points at no strain: they say nothing, and a curve counts from there.
    materials::StressStrainCurve read_curve(const Value &value, const FitTables &tables)
    {
      const MeasuredTable table = tables.table(value.at("data"));
      const std::vector<double> strain = table.column("strain", Dimension::fraction), stress = table.column("stress", Dimension::pressure);
      materials::StressStrainCurve curve{value.at("temperature").number(), value.at("rate").number(), {}, {}};
      for (std::size_t i = 0; i < strain.size(); ++i)
        if (strain[i] != 0 || !curve.strain.empty())
          {
            curve.strain.push_back(strain[i]);
            curve.stress.push_back(stress[i]);
          }
      if (curve.strain.size() < 2)
        table.fail(fmt::format("there {} with strain; a curve needs several", curve.strain.empty() ? "is no point" : "is one point"));
      return curve;
    }
  } // namespace

  std::string FitTables::file_name(const Value &data)
  {
    return data.is_map() ? data.at("file").text() : data.text();
  }

  MeasuredTable FitTables::table(const Value &data) const
  {
    std::map<std::string, std::string> names;
    if (data.is_map() && data.has("columns"))
      for (const auto &[own, given] : data.at("columns").entries())
        names[own] = given.text();
    return MeasuredTable(read_(file_name(data)), names);
  }

  GlassTransitionSection read_glass_transition_section(const Value &section, const FitTables &tables)
  {
    GlassTransitionSection result;
    result.held = read_held(section);
    for (const Value &data : section.at("data").items())
      {
        const MeasuredTable table = tables.table(data);
        const std::vector<double> cure = table.column("degree of cure", Dimension::fraction),
                                  temperature = table.column("glass transition", Dimension::temperature);
        check_range(table, cure, "the degree of cure", {0, 1, false, false}, "between 0 and 1");
        result.data.cure.insert(result.data.cure.end(), cure.begin(), cure.end());
        result.data.temperature.insert(result.data.temperature.end(), temperature.begin(), temperature.end());
        result.files.push_back(FitTables::file_name(data));
      }
    return result;
  }

  CureSection read_cure_section(const Value &section, const FitTables &tables)
  {
    CureSection result{{{},
                        section.at("kinetics").choice(reaction_form_names()),
                        section.at("diffusion").choice(diffusion_form_names()),
                        section.at("baseline").choice(heat_baseline_names()),
                        section.at("initial").number(),
                        {},
                        read_held(section)},
                       section.at("gel_point").number(),
                       {},
                       {}};
    check_held(section, reaction_constants(result.request));
    const double sign = section.at("exothermic").choice(heat_sign_names()) == HeatSign::up ? 1 : -1;
    for (const Value &run : section.at("runs").items())
      {
        result.request.runs.push_back(read_run(run, tables, sign));
        result.labels.push_back(run_label(run));
        result.files.push_back(FitTables::file_name(run.at("data")));
      }
    return result;
  }

  ViscoelasticSection read_viscoelastic_section(const Value &section, const FitTables &tables)
  {
    ViscoelasticSection result{{{}, {}, read_shift_request(section.at("shift")), read_spectrum_options(section), {}, {}}, "", {}};
    materials::ViscoelasticRequest &request = result.request;
    request.measured = section.at("modulus").choice(fitted_modulus_names()) == FittedModulus::young ? materials::MeasuredModulus::young
                                                                                                    : materials::MeasuredModulus::shear;
    if (section.has("poisson"))
      request.split = materials::ConstantPoisson{section.at("poisson").number()};
    else
      request.split = materials::ConstantBulk{section.at("bulk").number()};
    std::vector<std::pair<double, materials::ModulusPoint>> points;
    for (const Value &data : section.at("data").items())
      {
        const auto more = read_moduli(tables.table(data), request.shift.reference);
        points.insert(points.end(), more.begin(), more.end());
        result.files.push_back(FitTables::file_name(data));
      }
    request.curves = curves_of(std::move(points), section.at("same_temperature").number());
    if (section.has("shift_factors"))
      {
        if (request.curves.size() > 1)
          section.at("shift_factors")
              .fail("the data hold several temperatures, from which the shift is found; give factors for a master "
                    "curve only");
        request.given_factors = read_shift_factors(tables.table(section.at("shift_factors")), request.shift.reference);
        result.files.push_back(FitTables::file_name(section.at("shift_factors")));
      }
    if (section.at("shift").has("with_cure"))
      result.with_cure = section.at("shift").at("with_cure").text();
    check_noise(section, request);
    return result;
  }

  ExpansionSection read_expansion_section(const Value &section, const FitTables &tables)
  {
    ExpansionSection result;
    result.held = read_held(section);
    for (const Value &data : section.at("data").items())
      {
        const MeasuredTable table = tables.table(data);
        const std::vector<double> temperature = table.column("temperature", Dimension::temperature);
        std::vector<double> strain;
        if (table.has("length change"))
          {
            if (!section.has("length"))
              table.fail("the table holds the change of length; give the length of the sample, length, in the request");
            strain = table.column("length change", Dimension::length);
            for (double &one : strain)
              one /= section.at("length").number();
          }
        else
          strain = table.column("strain", Dimension::fraction);
        materials::ExpansionRun run;
        for (std::size_t i = 0; i < strain.size(); ++i)
          if ((!section.has("from") || temperature[i] >= section.at("from").number()) &&
              (!section.has("to") || temperature[i] <= section.at("to").number()))
            {
              run.temperature.push_back(temperature[i]);
              run.strain.push_back(strain[i]);
            }
        if (run.strain.empty())
          table.fail("no point lies within the temperatures from and to of the request");
        result.runs.push_back(run);
        result.labels.push_back(FitTables::file_name(data));
        result.files.push_back(FitTables::file_name(data));
      }
    return result;
  }

  InelasticSection read_inelastic_section(const std::string &name, const Value &section, const FitTables &tables)
  {
    InelasticSection result{name, materials::PlasticityRequest{}, {}, {}};
    std::vector<materials::StressStrainCurve> curves;
    for (const Value &curve : section.at("curves").items())
      {
        curves.push_back(read_curve(curve, tables));
        result.labels.push_back(fmt::format("{}, {}", curve.at("temperature").text(), curve.at("rate").text()));
        result.files.push_back(FitTables::file_name(curve.at("data")));
      }
    std::optional<materials::TemperatureFunction> young;
    materials::Material unused;
    if (section.has("young"))
      young = CardReader(unused).function(section, "young", "young");
    const double poisson = section.at("poisson").number();
    std::map<std::string, double> held = read_held(section);
    if (section.at("model").choice(fitted_set_names()) == FittedSet::plastic)
      {
        const materials::HardeningForm hardening = section.at("hardening").choice(hardening_form_names());
        check_held(section, hardening == materials::HardeningForm::linear ? std::vector<std::string>{"yield", "modulus"}
                                                                          : std::vector<std::string>{"yield", "range", "rate"});
        result.request = materials::PlasticityRequest{std::move(curves), poisson, young, hardening, section.at("back_stresses").count(),
                                                      std::move(held)};
        return result;
      }
    check_held(section, {"rate_factor", "activation", "rate_sensitivity", "saturation", "saturation_exponent", "initial_resistance",
                         "hardening", "hardening_exponent"});
    result.request = materials::AnandRequest{std::move(curves), poisson, young, section.at("stress_multiplier").number(), std::move(held)};
    return result;
  }
} // namespace sagitta::input
