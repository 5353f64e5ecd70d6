#include <solver/input/fit/fit_sections.h>

#include <solver/input/card/card_values.h>
#include <solver/input/fit/fit_schema.h>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    /// A curve without its first points of zero strain, which give no modulus.
    /// @param value what the request says of the curve
    materials::StressStrainCurve read_curve(const Value &value, const MeasuredTable &table)
    {
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

  ExpansionSection read_expansion_section(const Value &section, const FitTables &tables)
  {
    ExpansionSection result;
    result.fixed = read_fixed(section);
    for (const Value &data : FitTables::each(section.at("data")))
      {
        const MeasuredTable table = tables.table(data);
        const std::vector<double> temperature = table.column("temperature", Dimension::temperature);
        std::vector<double> strain;
        if (table.has("length change"))
          {
            if (!section.has("length"))
              table.fail("the table has the change of length; give length, the length of the sample, in the request");
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
        const std::vector<Value> repeated = FitTables::each(curve.at("data"));
        for (const Value &data : repeated)
          {
            curves.push_back(read_curve(curve, tables.table(data)));
            result.labels.push_back(fmt::format("{}, {}{}", curve.at("temperature").text(), curve.at("rate").text(),
                                                repeated.size() > 1 ? ", " + FitTables::file_name(data) : ""));
            result.files.push_back(FitTables::file_name(data));
          }
      }
    std::optional<materials::TemperatureFunction> young;
    materials::Material unused;
    if (section.has("young"))
      young = CardReader(unused).function(section, "young", "young");
    const double poisson = section.at("poisson").number();
    std::map<std::string, double> fixed = read_fixed(section);
    if (section.at("model").choice(fitted_set_names()) == FittedSet::plastic)
      {
        const materials::HardeningForm hardening = section.at("hardening").choice(hardening_form_names());
        check_fixed(section, hardening == materials::HardeningForm::linear ? std::vector<std::string>{"yield", "modulus"}
                                                                           : std::vector<std::string>{"yield", "range", "rate"});
        result.request = materials::PlasticityRequest{std::move(curves),
                                                      poisson,
                                                      young,
                                                      hardening,
                                                      section.at("back_stresses").count(),
                                                      std::move(fixed),
                                                      section.at("same_temperature").number()};
        return result;
      }
    check_fixed(section, {"rate_factor", "activation", "rate_sensitivity", "saturation", "saturation_exponent", "initial_resistance",
                          "hardening", "hardening_exponent"});
    result.request = materials::AnandRequest{std::move(curves), poisson, young, section.at("stress_multiplier").number(), std::move(fixed)};
    return result;
  }
} // namespace sagitta::input
