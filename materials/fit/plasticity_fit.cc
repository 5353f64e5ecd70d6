#include <materials/fit/plasticity_fit.h>

#include <materials/display_units.h>
#include <materials/fit/explanation.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    double largest(const std::vector<double> &values)
    {
      double result = 0;
      for (const double value : values)
        result = std::max(result, std::abs(value));
      return result;
    }

    /// The unknowns at one temperature, in the order of their values.
    std::vector<Unknown> unknowns_of(const PlasticityRequest &request, double temperature)
    {
      std::vector<Unknown> unknowns = {{"young", 1e9, UnknownRange::positive}, {"yield", 1e7, UnknownRange::positive}};
      if (request.young)
        {
          unknowns[0].start = request.young->value(temperature);
          unknowns[0].is_fixed = true;
        }
      if (request.hardening == HardeningForm::linear)
        unknowns.push_back({"modulus", 1e9, UnknownRange::positive});
      else
        {
          unknowns.push_back({"range", 1e7, UnknownRange::positive});
          unknowns.push_back({"rate", 100, UnknownRange::positive});
        }
      for (unsigned i = 1; i <= request.back_stresses; ++i)
        {
          unknowns.push_back({"back-stress modulus " + std::to_string(i), 1e9, UnknownRange::positive});
          unknowns.push_back({"back-stress recovery " + std::to_string(i), 100, UnknownRange::positive});
        }
      for (Unknown &unknown : unknowns)
        if (const auto fixed = request.fixed.find(unknown.name); fixed != request.fixed.end())
          {
            unknown.start = fixed->second;
            unknown.is_fixed = true;
          }
      return unknowns;
    }

    Plasticity law_of(const PlasticityRequest &request, const std::vector<double> &values)
    {
      Plasticity law{{TemperatureFunction(values[0]), TemperatureFunction(request.poisson)},
                     {LinearHardening{TemperatureFunction(values[1]), TemperatureFunction(values[2])}, {}}};
      std::size_t next = 3;
      if (request.hardening == HardeningForm::voce)
        {
          law.constants.isotropic =
              VoceHardening{TemperatureFunction(values[1]), TemperatureFunction(values[2]), TemperatureFunction(values[3])};
          next = 4;
        }
      for (unsigned i = 0; i < request.back_stresses; ++i, next += 2)
        law.constants.back_stresses.push_back({TemperatureFunction(values[next]), TemperatureFunction(values[next + 1])});
      return law;
    }

    /// Isotropic hardening is exact for any step along a straight path; back-stresses are of first order.
    std::vector<double> model_stress(const PlasticityRequest &request, const std::vector<double> &values, const StressStrainCurve &curve)
    {
      const MaterialLaw law(law_of(request, values));
      if (request.back_stresses > 0)
        return extrapolated_uniaxial_stress(law, curve, step_plan(curve, 0.05));
      return uniaxial_stress(law, curve, std::vector<unsigned>(curve.strain.size(), 1));
    }

    std::vector<std::vector<double>> starts_of(const PlasticityRequest &request, const std::vector<const StressStrainCurve *> &curves)
    {
      double stress = 0, strain = 0;
      for (const StressStrainCurve *curve : curves)
        {
          stress = std::max(stress, largest(curve->stress));
          strain = std::max(strain, largest(curve->strain));
        }
      std::vector<std::vector<double>> starts;
      for (const double share : {0.3, 0.6, 0.9})
        for (const double speed : {2., 10., 50.})
          {
            const double rest = (1 - share) * stress / (1 + request.back_stresses), rate = speed / strain;
            std::vector<double> values = {first_slope(curves), share * stress};
            if (request.hardening == HardeningForm::linear)
              values.push_back(rest / strain);
            else
              values.insert(values.end(), {rest, rate});
            // Recoveries that differ by factors, as is usual for several back-stresses.
            for (unsigned i = 0; i < request.back_stresses; ++i)
              values.insert(values.end(), {rest * rate * std::pow(4., i), rate * std::pow(4., i)});
            starts.push_back(values);
          }
      return starts;
    }

    std::string celsius(double temperature)
    {
      char text[48];
      std::snprintf(text, sizeof text, "at %.4g degC", to_celsius(temperature));
      return text;
    }

    PlasticityAt fit_at(const PlasticityRequest &request, double temperature, const std::vector<std::size_t> &which)
    {
      std::vector<const StressStrainCurve *> curves;
      FitProblem problem{unknowns_of(request, temperature), 0, {}};
      for (const std::size_t i : which)
        {
          curves.push_back(&request.curves[i]);
          problem.runs.push_back(curves.back()->strain.size());
          problem.number_of_residuals += curves.back()->strain.size();
        }
      problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
        std::size_t row = 0;
        for (const StressStrainCurve *curve : curves)
          {
            const std::vector<double> stress = model_stress(request, values, *curve);
            for (std::size_t i = 0; i < stress.size(); ++i)
              residuals[row++] = stress[i] - curve->stress[i];
          }
      };
      PlasticityAt result{temperature, fit_from(problem, starts_of(request, curves)), which};
      std::vector<double> data;
      for (const StressStrainCurve *curve : curves)
        data.insert(data.end(), curve->stress.begin(), curve->stress.end());
      try
        {
          check_knowledge(result.fit.constants);
          check(explanation(result.fit, data));
        }
      catch (const std::runtime_error &error)
        {
          throw std::runtime_error(celsius(temperature) + ": " + error.what());
        }
      return result;
    }

    /// One constant over the temperatures of the fits.
    TemperatureFunction table(const std::vector<PlasticityAt> &at, std::size_t constant)
    {
      std::vector<double> temperatures, values;
      for (const PlasticityAt &one : at)
        {
          temperatures.push_back(one.temperature);
          values.push_back(one.fit.constants[constant].value);
        }
      return TemperatureFunction(temperatures, values);
    }
  } // namespace

  double first_slope(const std::vector<const StressStrainCurve *> &curves)
  {
    double products = 0, squares = 0, steepest = 0;
    for (const StressStrainCurve *curve : curves)
      {
        const double limit = 0.35 * largest(curve->stress);
        for (std::size_t i = 0; i < curve->strain.size(); ++i)
          {
            if (std::abs(curve->stress[i]) > limit)
              break;
            products += curve->strain[i] * curve->stress[i];
            squares += curve->strain[i] * curve->strain[i];
          }
        for (std::size_t i = 0; i < curve->strain.size(); ++i)
          if (curve->strain[i] != 0)
            steepest = std::max(steepest, curve->stress[i] / curve->strain[i]);
      }
    return squares > 0 && products > 0 ? products / squares : steepest;
  }

  void check_curves(const std::vector<StressStrainCurve> &curves)
  {
    if (curves.empty())
      throw std::invalid_argument("there is no stress-strain curve to fit");
    for (const StressStrainCurve &curve : curves)
      {
        if (!(largest(curve.strain) > 0))
          throw std::invalid_argument("a stress-strain curve has no strain");
        if (!(largest(curve.stress) > 0))
          throw std::invalid_argument("a stress-strain curve has no stress");
        const auto first = std::find_if(curve.strain.begin(), curve.strain.end(), [](double strain) { return strain != 0; });
        if (!(*first * curve.stress[static_cast<std::size_t>(first - curve.strain.begin())] > 0))
          throw std::invalid_argument(
              "a stress-strain curve begins with strain and stress of opposite signs, or with strain without stress; "
              "both count from the unloaded bar");
      }
  }

  namespace
  {
    /// The curves in groups of rising temperature: those within same_temperature of the coldest one of a group belong to it.
    std::vector<std::vector<std::size_t>> group_by_temperature(const PlasticityRequest &request)
    {
      std::multimap<double, std::size_t> rising;
      for (std::size_t i = 0; i < request.curves.size(); ++i)
        rising.emplace(request.curves[i].temperature, i);
      std::vector<std::vector<std::size_t>> groups;
      double first = 0;
      for (const auto &[temperature, i] : rising)
        {
          if (groups.empty() || temperature > first + request.same_temperature)
            {
              groups.emplace_back();
              first = temperature;
            }
          groups.back().push_back(i);
        }
      for (std::vector<std::size_t> &group : groups)
        std::sort(group.begin(), group.end());
      return groups;
    }

    double mean_temperature(const PlasticityRequest &request, const std::vector<std::size_t> &which)
    {
      double sum = 0;
      for (const std::size_t i : which)
        sum += request.curves[i].temperature;
      return sum / static_cast<double>(which.size());
    }
  } // namespace

  PlasticityFit fit_plasticity(const PlasticityRequest &request)
  {
    check_curves(request.curves);
    std::vector<PlasticityAt> at;
    for (const std::vector<std::size_t> &which : group_by_temperature(request))
      at.push_back(fit_at(request, mean_temperature(request, which), which));

    PlasticityFit result{at,
                         {table(at, 0), TemperatureFunction(request.poisson)},
                         {LinearHardening{table(at, 1), table(at, 2)}, {}},
                         std::vector<std::vector<double>>(request.curves.size())};
    std::size_t next = 3;
    if (request.hardening == HardeningForm::voce)
      {
        result.constants.isotropic = VoceHardening{table(at, 1), table(at, 2), table(at, 3)};
        next = 4;
      }
    for (unsigned i = 0; i < request.back_stresses; ++i, next += 2)
      result.constants.back_stresses.push_back({table(at, next), table(at, next + 1)});
    check_constants(result.constants);
    for (const PlasticityAt &one : at)
      for (const std::size_t i : one.curves)
        result.stress[i] = model_stress(request, one.fit.values(), request.curves[i]);
    return result;
  }
} // namespace sagitta::materials
