#include <materials/fit/anand_fit.h>

#include <materials/fit/explanation.h>
#include <materials/fit/plasticity_fit.h>
#include <materials/fit/sum_of_squares.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    enum Constant : std::size_t
    {
      speed, // or the rate factor, when that is given
      activation,
      sensitivity,
      saturation,
      saturation_exponent,
      resistance,
      hardening,
      hardening_excess, // hardening exponent minus one
      first_young
    };

    class AnandModel
    {
    public:
      explicit AnandModel(const AnandRequest &request) : request_(request)
      {
        std::set<double> distinct;
        double sum = 0;
        for (const StressStrainCurve &curve : request.curves)
          {
            distinct.insert(curve.temperature);
            sum += 1 / curve.temperature;
          }
        temperatures_.assign(distinct.begin(), distinct.end());
        reference_ = static_cast<double>(request.curves.size()) / sum;
        add(is_factor_fixed() ? "rate_factor" : "speed");
        for (const char *name : {"activation", "rate_sensitivity", "saturation", "saturation_exponent", "initial_resistance", "hardening"})
          add(name);
        unknowns.push_back({"hardening_exponent less 1", 0.7, UnknownRange::positive});
        if (const auto fixed = request.fixed.find("hardening_exponent"); fixed != request.fixed.end())
          {
            unknowns.back().start = fixed->second - 1;
            unknowns.back().is_fixed = true;
          }
        // The published sets of solders lie well within these.
        unknowns[activation].prior = Prior{9500, std::log(1.5)};
        unknowns[sensitivity].prior = Prior{0.25, std::log(2.)};
        unknowns[saturation_exponent].prior = Prior{0.02, std::log(4.)};
        unknowns[hardening_excess].prior = Prior{0.7, std::log(2.)};
        for (const double temperature : temperatures_)
          {
            std::vector<const StressStrainCurve *> curves;
            for (const StressStrainCurve &curve : request.curves)
              if (curve.temperature == temperature)
                curves.push_back(&curve);
            unknowns.push_back({"young " + std::to_string(unknowns.size() - first_young + 1),
                                request.young ? request.young->value(temperature) : first_slope(curves), UnknownRange::positive, 1,
                                request.young.has_value()});
          }
      }

      std::vector<Unknown> unknowns;

      double reference() const { return reference_; }
      const std::vector<double> &temperatures() const { return temperatures_; }
      bool is_factor_fixed() const { return request_.fixed.count("rate_factor") > 0; }

      AnandConstants constants(const std::vector<double> &values) const
      {
        AnandConstants result{};
        result.activation = values[activation];
        result.rate = is_factor_fixed() ? values[speed] : values[speed] * std::exp(values[activation] / reference_);
        result.rate_sensitivity = values[sensitivity];
        result.saturation = values[saturation];
        result.saturation_exponent = values[saturation_exponent];
        result.initial_resistance = values[resistance];
        result.hardening = values[hardening];
        result.hardening_exponent = 1 + values[hardening_excess];
        result.stress_multiplier = request_.stress_multiplier;
        return result;
      }

      IsotropicElasticity elasticity(const std::vector<double> &values) const
      {
        const auto begin = values.begin() + first_young;
        return {TemperatureFunction(temperatures_, std::vector<double>(begin, values.end())), TemperatureFunction(request_.poisson)};
      }

      std::vector<std::vector<double>> stress(const std::vector<double> &values, bool is_accurate) const
      {
        const AnandViscoplasticity law{elasticity(values), constants(values)};
        check_constants(law.constants);
        std::vector<std::vector<double>> result;
        for (const StressStrainCurve &curve : request_.curves)
          result.push_back(is_accurate ? extrapolated_uniaxial_stress(MaterialLaw(law), curve, step_plan(curve, 0.02))
                                       : uniaxial_stress(MaterialLaw(law), curve, step_plan(curve, 0.1)));
        return result;
      }

    private:
      void add(const std::string &name)
      {
        const auto fixed = request_.fixed.find(name);
        const bool is_fixed = fixed != request_.fixed.end();
        unknowns.push_back({name, is_fixed ? fixed->second : 1, UnknownRange::positive, 1, is_fixed});
      }

      const AnandRequest &request_;
      std::vector<double> temperatures_;
      double reference_ = 0;
    };

    double largest_stress(const StressStrainCurve &curve)
    {
      double result = 0;
      for (const double stress : curve.stress)
        result = std::max(result, std::abs(stress));
      return result;
    }

    /// Constants of the flow from the largest stress of every curve, taken as the saturation; the others are fixed.
    std::vector<double> first_flow(const AnandRequest &request, const AnandModel &model, double exponent, double sensitivity_start)
    {
      FitProblem problem{model.unknowns, request.curves.size(), {}};
      double rate = 0, stress = 0;
      for (const StressStrainCurve &curve : request.curves)
        {
          rate += std::log(curve.rate) / static_cast<double>(request.curves.size());
          stress = std::max(stress, largest_stress(curve));
        }
      for (std::size_t i = 0; i < problem.unknowns.size(); ++i)
        if (i > saturation_exponent)
          problem.unknowns[i].is_fixed = true;
      const auto start = [&](Constant constant, double value) {
        if (!model.unknowns[constant].is_fixed)
          problem.unknowns[constant].start = value;
      };
      start(speed, std::exp(rate));
      start(activation, 9000);
      start(sensitivity, sensitivity_start);
      start(saturation, stress * request.stress_multiplier);
      start(saturation_exponent, exponent);
      // One exponent only: the largest stresses of a few curves do not determine both.
      problem.unknowns[saturation_exponent].is_fixed = true;
      std::vector<double> values;
      for (const Unknown &unknown : problem.unknowns)
        values.push_back(unknown.start);
      problem.residuals = [&](const std::vector<double> &tried, std::vector<double> &residuals) {
        const AnandConstants constants = model.constants(tried);
        for (std::size_t i = 0; i < request.curves.size(); ++i)
          residuals[i] = std::log(saturation_stress(constants, request.curves[i].rate, request.curves[i].temperature) /
                                  largest_stress(request.curves[i]));
      };
      try
        {
          return fit(problem).values();
        }
      catch (const std::exception &)
        {
          return values; // fewer curves than constants
        }
    }

    /// Starts by flow and hardening, those closest to the curves first.
    std::vector<std::vector<double>> starts_of(const AnandRequest &request, const AnandModel &model, const FitProblem &problem)
    {
      std::vector<std::pair<double, std::vector<double>>> ranked;
      for (const double exponent : {0.003, 0.03})
        for (const double sensitivity_start : {0.15, 0.35})
          {
            const std::vector<double> flow = first_flow(request, model, exponent, sensitivity_start);
            for (const double hard : {20., 200., 2000., 20000.}) // h0 over s^
              for (const double excess : {0.2, 0.6, 1.2})
                for (const double share : {0.3, 0.7})
                  {
                    std::vector<double> values = flow;
                    values[hardening] = hard * values[saturation];
                    values[hardening_excess] = excess;
                    values[resistance] = share * values[saturation];
                    for (std::size_t i = 0; i < values.size(); ++i)
                      if (model.unknowns[i].is_fixed || i >= first_young)
                        values[i] = model.unknowns[i].start;
                    ranked.emplace_back(sum_of_squares(problem, values), values);
                  }
          }
      std::sort(ranked.begin(), ranked.end());
      std::vector<std::vector<double>> best;
      for (std::size_t i = 0; i < 2 && i < ranked.size(); ++i)
        best.push_back(ranked[i].second);
      return best;
    }

    std::vector<FittedConstant> known_constants(const AnandFit &found, const AnandModel &model)
    {
      std::vector<FittedConstant> result;
      for (std::size_t i = 0; i < found.fit.constants.size(); ++i)
        {
          const FittedConstant &constant = found.fit.constants[i];
          if (i == speed && !model.is_factor_fixed())
            {
              result.push_back(found.fit.derived({"rate_factor", 1, UnknownRange::positive},
                                                 [&](const std::vector<double> &values) { return model.constants(values).rate; }));
              // Its range spans decades because it is correlated with Q; at a known Q it is as accurate as the speed at one temperature.
              result.back().knowledge =
                  found.fit.constants[activation].knowledge == Knowledge::undetermined ? Knowledge::undetermined : constant.knowledge;
            }
          else if (i == hardening_excess)
            result.push_back({"hardening_exponent", 1 + constant.value, 1 + constant.lower, 1 + constant.upper, constant.knowledge});
          else
            result.push_back(constant);
        }
      const double multiplier = found.values.stress_multiplier;
      result.insert(result.begin() + first_young, {"stress_multiplier", multiplier, multiplier, multiplier, Knowledge::fixed});
      return result;
    }
  } // namespace

  AnandFit fit_anand(const AnandRequest &request)
  {
    check_curves(request.curves);
    const AnandModel model(request);
    bool is_accurate = false; // far from the solution large steps are accurate enough: their error is below a percent
    FitProblem problem{model.unknowns, 0, {}};
    for (const StressStrainCurve &curve : request.curves)
      {
        problem.runs.push_back(curve.strain.size());
        problem.number_of_residuals += curve.strain.size();
      }
    problem.difference = 1e-4;
    for (const StressStrainCurve &curve : request.curves)
      problem.prior_deviation = std::max(problem.prior_deviation, 0.01 * largest_stress(curve));
    problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
      std::size_t row = 0;
      const std::vector<std::vector<double>> stress = model.stress(values, is_accurate);
      for (std::size_t k = 0; k < stress.size(); ++k)
        for (std::size_t i = 0; i < stress[k].size(); ++i)
          residuals[row++] = stress[k][i] - request.curves[k].stress[i];
    };
    AnandFit result{fit_from(problem, starts_of(request, model, problem)), {}, {}, {TemperatureFunction(1), TemperatureFunction(0)}, 0, {}};
    is_accurate = true;
    problem.prior_deviation = result.fit.deviation;
    for (std::size_t i = 0; i < problem.unknowns.size(); ++i)
      problem.unknowns[i].start = result.fit.constants[i].value;
    result.fit = fit(problem);
    const std::vector<double> values = result.fit.values();
    result.values = model.constants(values);
    result.elasticity = model.elasticity(values);
    result.reference = model.reference();
    result.stress = model.stress(values, is_accurate);
    result.constants = known_constants(result, model);
    check_knowledge(result.constants);
    std::vector<double> data;
    for (const StressStrainCurve &curve : request.curves)
      data.insert(data.end(), curve.stress.begin(), curve.stress.end());
    check(explanation(result.fit, data));
    return result;
  }
} // namespace sagitta::materials
