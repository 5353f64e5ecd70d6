#include <solver/study/study.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study
{
  bool Parameter::is_numeric() const
  {
    return spread.has_value() ||
           (!choices.empty() && std::none_of(choices.begin(), choices.end(), [](const Choice &one) { return std::isnan(one.number); }));
  }

  Choice Parameter::choice_of(double number) const
  {
    const std::string label = fmt::format("{:.6g}", number) + (unit.empty() ? "" : " " + unit);
    const std::string value = fmt::format("{:.12g}", number) + (unit.empty() ? "" : " " + unit);
    Choice choice{label, {}, number};
    for (const std::string &key : keys)
      choice.assignments.push_back(key + "=" + value);
    return choice;
  }

  const MeasureInfo &info(Measure measure)
  {
    static const std::vector<MeasureInfo> table = {
        {Measure::warpage, "um", "m", 1e-6, 0, true, false},
        {Measure::peak_to_valley, "um", "m", 1e-6, 0, false, false},
        {Measure::bow, "um", "m", 1e-6, 0, true, false},
        {Measure::curvature_x, "1/m", "1/m", 1, 0, true, false},
        {Measure::curvature_y, "1/m", "1/m", 1, 0, true, false},
        {Measure::hotspot, "degC", "K", 1, 273.15, false, false},
        {Measure::stress, "MPa", "Pa", 1e6, 0, false, false},
        {Measure::viscosity, "Pa s", "Pa s", 1, 0, false, true},
        {Measure::young, "GPa", "Pa", 1e9, 0, false, true},
        {Measure::expansion, "ppm/K", "1/K", 1e-6, 0, false, true},
        {Measure::conductivity, "W/(m K)", "W/(m K)", 1, 0, false, true},
        {Measure::density, "kg/m3", "kg/m3", 1, 0, false, true},
    };
    return *std::find_if(table.begin(), table.end(), [&](const MeasureInfo &row) { return row.measure == measure; });
  }

  const NameTable<Measure> &measure_names()
  {
    static const NameTable<Measure> table = {
        {Measure::warpage, "warpage", "signed warpage of a face in a state"},
        {Measure::peak_to_valley, "peak_to_valley", "highest minus lowest point of a face in a state"},
        {Measure::bow, "bow", "of the best quadratic of a face: changes smoothly, with its sign"},
        {Measure::curvature_x, "curvature_x", "of the best quadratic of a face, along x"},
        {Measure::curvature_y, "curvature_y", "of the best quadratic of a face, along y"},
        {Measure::hotspot, "hotspot", "highest temperature of a part in a state with solved temperature"},
        {Measure::stress, "stress", "of a part in a state"},
        {Measure::viscosity, "viscosity", "of a filled compound, known before the case is solved"},
        {Measure::young, "young", "Young's modulus of a material"},
        {Measure::expansion, "expansion", "instantaneous expansion of a material"},
        {Measure::conductivity, "conductivity", "of a material"},
        {Measure::density, "density", "of a material"}};
    return table;
  }

  const NameTable<SamplingMethod> &sampling_names()
  {
    static const NameTable<SamplingMethod> table = {
        {SamplingMethod::grid, "grid", "all combinations"},
        {SamplingMethod::latin_hypercube, "latin_hypercube", "each parameter in equal shares, combined at random"},
        {SamplingMethod::sobol, "sobol", "the Sobol sequence, which fills the box uniformly"},
        {SamplingMethod::sobol_indices, "sobol_indices", "samples for the Sobol indices of uncertain parameters"}};
    return table;
  }

  const NameTable<StressComponent> &component_names()
  {
    static const NameTable<StressComponent> table = {{StressComponent::von_mises, "von_mises", "equivalent stress"},
                                                     {StressComponent::first_principal, "first_principal", "largest principal stress"}};
    return table;
  }

  const NameTable<StressStatistic> &statistic_names()
  {
    static const NameTable<StressStatistic> table = {
        {StressStatistic::p95, "p95", "what 95 % of the part's volume do not exceed"},
        {StressStatistic::p99, "p99", "what 99 % do not exceed"},
        {StressStatistic::largest, "largest", "at a quadrature point; grows with refinement at edges"}};
    return table;
  }

  std::string Output::key() const
  {
    const std::string &figure = measure_names().name(measure);
    switch (measure)
      {
      case Measure::hotspot:
        return fmt::format("{} {} {}", figure, part, state);
      case Measure::stress:
        return fmt::format("{} {} {} {} {}", figure, component_names().name(component), statistic_names().name(statistic), part, state);
      case Measure::viscosity:
        return fmt::format("{} {} {:.10g} {:.10g} {:.10g}", figure, material, temperature, shear_rate, cure);
      case Measure::young:
      case Measure::expansion:
      case Measure::conductivity:
      case Measure::density:
        return fmt::format("{} {} {:.10g}", figure, material, temperature);
      default:
        return fmt::format("{} {} {}", figure, face, state);
      }
  }
} // namespace sagitta::study
