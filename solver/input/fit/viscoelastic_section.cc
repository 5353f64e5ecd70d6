#include <solver/input/fit/fit_sections.h>

#include <solver/input/fit/fit_schema.h>
#include <solver/input/fit/modulus_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    /// Factors in any order; temperatures within `same` of each other count once, with the mean of their factors.
    materials::ShiftFactors read_shift_factors(const MeasuredTable &table, double reference, double same)
    {
      const std::vector<double> temperature = table.column("temperature", Dimension::temperature),
                                decades = table.column("log10 shift factor", Dimension::fraction);
      std::vector<std::pair<double, double>> rows;
      for (std::size_t i = 0; i < temperature.size(); ++i)
        rows.emplace_back(temperature[i], decades[i] * std::log(10.));
      std::sort(rows.begin(), rows.end());
      materials::ShiftFactors factors{{}, {}, 0, {}};
      for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end)
        {
          double sum = 0, factor = 0;
          for (; end < rows.size() && rows[end].first <= rows[begin].first + same; ++end)
            {
              sum += rows[end].first;
              factor += rows[end].second;
            }
          factors.temperature.push_back(sum / static_cast<double>(end - begin));
          factors.log_factor.push_back(factor / static_cast<double>(end - begin));
        }
      double nearest = 1e300;
      for (std::size_t i = 0; i < factors.temperature.size(); ++i)
        if (const double distance = std::abs(factors.temperature[i] - reference); distance < nearest)
          {
            nearest = distance;
            factors.base = i;
          }
      return factors;
    }

    materials::SpectrumOptions read_spectrum_options(const Value &section)
    {
      materials::SpectrumOptions options;
      options.arms_per_decade = section.at("arms_per_decade").number();
      if (section.has("arms"))
        options.arms = section.at("arms").count();
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
        smoothing.fail("smoothing: discrepancy needs the noise of the data; give noise: {storage: 1 %, loss: 3 %}");
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
            shift.at("hold").fail("model: table has no constants that could be fixed");
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
            section.at("noise").fail(fmt::format("the data contain {} moduli; give their noise, {}, too", names[kind], names[kind]));
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
    const double same = section.at("same_temperature").number();
    std::vector<ModulusSweep> sweeps;
    for (const Value &data : FitTables::each(section.at("data")))
      {
        const std::vector<ModulusSweep> more = read_sweeps(tables.table(data), {request.shift.reference, same});
        sweeps.insert(sweeps.end(), more.begin(), more.end());
        result.files.push_back(FitTables::file_name(data));
      }
    request.curves = join_sweeps(sweeps, same);
    result.grouping = describe_grouping(sweeps, request.curves.size(), same);
    if (section.has("shift_factors"))
      {
        if (request.curves.size() > 1)
          section.at("shift_factors")
              .fail("the data contain several temperatures, from which the shift is fitted; give shift_factors only for a master curve");
        request.given_factors = read_shift_factors(tables.table(section.at("shift_factors")), request.shift.reference, same);
        result.files.push_back(FitTables::file_name(section.at("shift_factors")));
      }
    if (section.at("shift").has("with_cure"))
      result.with_cure = section.at("shift").at("with_cure").text();
    check_noise(section, request);
    return result;
  }
} // namespace sagitta::input
