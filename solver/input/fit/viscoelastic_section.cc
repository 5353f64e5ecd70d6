#include <solver/input/fit/fit_sections.h>

#include <materials/pi.h>
#include <solver/input/fit/fit_schema.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  using materials::pi;

  namespace
  {
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
      check_range(table, at, {axis, positive, "positive"});
      const auto add = [&](ModulusKind kind, const std::vector<double> &values) {
        for (std::size_t i = 0; i < values.size(); ++i)
          points.emplace_back(temperature[i], materials::ModulusPoint{kind, is_dynamic ? 1 / (2 * pi * at[i]) : at[i], values[i]});
      };
      const std::string name = is_dynamic ? "storage modulus" : "relaxation modulus";
      const std::vector<double> moduli = table.column(name, Dimension::pressure);
      check_range(table, moduli, {name, positive, "positive"});
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
      materials::ShiftRequest request{shift.at("model").choice(shift_form_names()), shift.at("reference").number(), 0, read_fixed(shift)};
      request.junction = shift.has("junction") ? shift.at("junction").number() : request.reference;
      using materials::ShiftForm;
      switch (request.form)
        {
        case ShiftForm::wlf:
          check_fixed(shift, {"c1", "c2"});
          break;
        case ShiftForm::arrhenius:
          check_fixed(shift, {"activation_energy"});
          break;
        case ShiftForm::wlf_arrhenius:
          check_fixed(shift, {"c1", "c2", "activation_energy"});
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
  } // namespace

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
} // namespace sagitta::input
