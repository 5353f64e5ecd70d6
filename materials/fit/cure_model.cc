#include <materials/fit/cure_model.h>

#include <materials/cure/cure_step.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    double span(const std::vector<double> &values)
    {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      return *high - *low;
    }

    /// Temperature [K] at which rate constants are fitted: the mean of 1/T weighted by the heat, so that rate and activation energy are
    /// nearly uncorrelated.
    double reference_temperature(const std::vector<CalorimetryRun> &runs)
    {
      double sum = 0, weight = 0;
      for (const CalorimetryRun &run : runs)
        for (std::size_t i = 0; i < run.time.size(); ++i)
          {
            const double share = std::max(0., run.heat_flow[i]) / largest(run.heat_flow);
            sum += share / run.temperature[i];
            weight += share;
          }
      return weight > 0 ? weight / sum : runs.front().temperature.front();
    }
  } // namespace

  bool begins_with(const std::string &text, const std::string &start)
  {
    return text.rfind(start, 0) == 0;
  }

  double largest(const std::vector<double> &values)
  {
    double result = 0;
    for (const double value : values)
      result = std::max(result, std::abs(value));
    return result;
  }

  double baseline_coordinate(const CalorimetryRun &run, std::size_t i)
  {
    const std::vector<double> &axis = span(run.temperature) > 2 ? run.temperature : run.time;
    const auto [low, high] = std::minmax_element(axis.begin(), axis.end());
    return 2 * (axis[i] - *low) / (*high - *low) - 1;
  }

  CureModel::CureModel(const CureRequest &request) : request_(request), reference_(reference_temperature(request.runs))
  {
    for (const CalorimetryRun &run : request.runs)
      for (const double temperature : run.temperature)
        {
          coldest_ = std::min(coldest_, temperature);
          hottest_ = std::max(hottest_, temperature);
        }
    add_reaction();
    add_diffusion();
    add("heat", 3e5, UnknownRange::positive);
    kinetic_ = unknowns.size();
    for (std::size_t r = 0; request.baseline == HeatBaseline::linear && r < request.runs.size(); ++r)
      for (const char *what : {"level", "slope"})
        unknowns.push_back({std::string("baseline ") + what + " " + std::to_string(r + 1), 0, UnknownRange::any,
                            0.01 * largest(request.runs[r].heat_flow)});
  }

  std::size_t CureModel::index(const std::string &name) const
  {
    for (std::size_t i = 0; i < unknowns.size(); ++i)
      if (unknowns[i].name == name)
        return i;
    throw std::logic_error("an unknown of the cure that is not there: " + name);
  }

  RateConstant CureModel::rate_constant(const std::vector<double> &values, const std::string &suffix) const
  {
    const double energy = values[index("activation_energy" + suffix)];
    const std::string factor = "rate_factor" + suffix;
    if (request_.fixed.count(factor))
      return {values[index(factor)], energy};
    return {values[index("speed" + suffix)] * std::exp(energy / (molar_gas_constant * reference_)), energy};
  }

  CureKinetics CureModel::kinetics(const std::vector<double> &values) const
  {
    const double m = values[index("m")], n = values[index("n")];
    CureKinetics result{SingleStep{}, NoDiffusionControl{}};
    if (request_.reaction == ReactionForm::one_step)
      result.reaction = SingleStep{rate_constant(values, ""), m, n};
    else
      result.reaction = KamalSourour{rate_constant(values, "_1"), rate_constant(values, "_2"), m, n};
    if (request_.diffusion == DiffusionForm::critical)
      result.diffusion = CriticalCure{values[index("sharpness")], critical(values)};
    else if (request_.diffusion == DiffusionForm::free_volume)
      result.diffusion = FreeVolume{{values[index("diffusion_rate_factor")], values[index("diffusion_activation_energy")]},
                                    values[index("b")],
                                    values[index("expansion")],
                                    values[index("at_transition")],
                                    *request_.glass_transition};
    return result;
  }

  double CureModel::baseline(const std::vector<double> &values, std::size_t run, std::size_t point) const
  {
    if (request_.baseline == HeatBaseline::subtracted)
      return 0;
    const std::size_t first = kinetic_ + 2 * run;
    return values[first] + values[first + 1] * baseline_coordinate(request_.runs[run], point);
  }

  void CureModel::add(const std::string &name, double start, UnknownRange range)
  {
    const auto fixed = request_.fixed.find(name);
    const bool is_fixed = fixed != request_.fixed.end();
    unknowns.push_back({name, is_fixed ? fixed->second : start, range, 1, is_fixed});
    // A critical degree of cure above one means that diffusion never limits the reaction.
    if (range == UnknownRange::any)
      unknowns.back().size = 0.05;
    // Epoxies: 40 to 120 kJ/mol, orders of 0.3 to 2.
    if (begins_with(name, "activation_energy"))
      unknowns.back().prior = Prior{7e4, std::log(2.)};
    else if (name == "m" || name == "n")
      unknowns.back().prior = Prior{name == "m" ? 0.7 : 1.5, std::log(3.)};
  }

  void CureModel::add_rate(const std::string &suffix)
  {
    const std::string factor = "rate_factor" + suffix;
    add(request_.fixed.count(factor) ? factor : "speed" + suffix, 1e-3, UnknownRange::positive);
    add("activation_energy" + suffix, 7e4, UnknownRange::positive);
  }

  void CureModel::add_reaction()
  {
    if (request_.reaction == ReactionForm::one_step)
      add_rate("");
    else
      {
        add_rate("_1");
        add_rate("_2");
      }
    add("m", 0.7, UnknownRange::positive);
    add("n", 1.5, UnknownRange::positive);
  }

  void CureModel::add_diffusion()
  {
    if (request_.diffusion == DiffusionForm::critical)
      {
        add("sharpness", 30, UnknownRange::positive);
        add("critical_cold", 0.75, UnknownRange::any);
        if (hottest_ - coldest_ > 2)
          add("critical_hot", 0.95, UnknownRange::any);
      }
    else if (request_.diffusion == DiffusionForm::free_volume)
      {
        add("diffusion_rate_factor", 1e10, UnknownRange::positive);
        add("diffusion_activation_energy", 4e4, UnknownRange::positive);
        add("b", 0.3, UnknownRange::positive);
        add("expansion", 4.8e-4, UnknownRange::positive);
        add("at_transition", 0.025, UnknownRange::positive);
      }
  }

  TemperatureFunction CureModel::critical(const std::vector<double> &values) const
  {
    const double cold = values[index("critical_cold")];
    if (hottest_ - coldest_ > 2)
      return TemperatureFunction({coldest_, hottest_}, {cold, values[index("critical_hot")]});
    return TemperatureFunction(cold);
  }

  std::vector<double> cure_of_run(const CureKinetics &kinetics, double initial, const CalorimetryRun &run)
  {
    // Error allowed in a substep of the integration: far below any scatter of a calorimeter.
    constexpr double tolerance = 1e-7;
    std::vector<double> cure = {initial};
    for (std::size_t i = 1; i < run.time.size(); ++i)
      cure.push_back(
          advance_cure(kinetics, cure.back(), {run.time[i] - run.time[i - 1], {run.temperature[i - 1], run.temperature[i]}}, tolerance)
              .cure);
    return cure;
  }

  double heat_of_run(HeatBaseline baseline, const CalorimetryRun &run)
  {
    const double first = baseline == HeatBaseline::linear ? run.heat_flow.front() : 0;
    const double last = baseline == HeatBaseline::linear ? run.heat_flow.back() : 0;
    double area = -0.5 * (first + last) * (run.time.back() - run.time.front());
    for (std::size_t i = 1; i < run.time.size(); ++i)
      area += 0.5 * (run.heat_flow[i] + run.heat_flow[i - 1]) * (run.time[i] - run.time[i - 1]);
    return area;
  }

  std::string name_of_run(const CureRequest &request, std::size_t run)
  {
    return request.runs[run].name.empty() ? "run " + std::to_string(run + 1) : request.runs[run].name;
  }
} // namespace sagitta::materials
