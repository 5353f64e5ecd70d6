#include <materials/fit/shift_fit.h>

#include <materials/display_units.h>
#include <materials/fit/explanation.h>

#include <gsl/gsl_linalg.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    const double ln10 = std::log(10.);

    /// Starts from rubbery to glassy slopes.
    std::vector<std::vector<double>> starts_of(const ShiftRequest &request)
    {
      std::vector<std::vector<double>> starts;
      for (const double energy : {5e4, 2e5, 6e5})
        {
          if (request.form == ShiftForm::arrhenius)
            starts.push_back({energy});
          else
            for (const double c2 : {30., 80., 200.})
              for (const double c1 : {8., 16., 40.})
                starts.push_back({c1, c2, energy});
        }
      return starts;
    }

    /// Solves L x = r with L L^T the covariance: residuals of unit variance without correlation.
    class Whitening
    {
    public:
      explicit Whitening(Matrix covariance) : factor_(std::move(covariance))
      {
        gsl_matrix_view view = gsl_matrix_view_array(factor_.values.data(), factor_.rows, factor_.columns);
        for (std::size_t i = 0; i < factor_.rows; ++i)
          if (!(factor_(i, i) > 0))
            throw std::invalid_argument("a shift factor has an uncertainty of zero; it must be greater than zero");
        gsl_linalg_cholesky_decomp1(&view.matrix);
      }

      void apply(std::vector<double> &residuals) const
      {
        for (std::size_t i = 0; i < residuals.size(); ++i)
          {
            for (std::size_t j = 0; j < i; ++j)
              residuals[i] -= factor_(i, j) * residuals[j];
            residuals[i] /= factor_(i, i);
          }
      }

    private:
      Matrix factor_;
    };

    /// ln a(T) minus that of the base and minus the measured factor.
    double difference(const ShiftFactors &factors, const Shift &shift, std::size_t k)
    {
      return shift.log_factor(factors.temperature[k], 1) - shift.log_factor(factors.temperature[factors.base], 1) - factors.log_factor[k];
    }

    /// The factors without those that the data do not determine.
    ShiftFactors determined(const ShiftFactors &factors, std::vector<std::size_t> &left_out)
    {
      if (factors.covariance.rows == 0)
        return factors;
      ShiftFactors result;
      std::vector<std::size_t> rows;
      for (std::size_t k = 0; k < factors.temperature.size(); ++k)
        {
          const std::size_t row = k < factors.base ? k : k - 1;
          if (k != factors.base && std::sqrt(factors.covariance(row, row)) > ln10)
            {
              left_out.push_back(k);
              continue;
            }
          if (k == factors.base)
            result.base = result.temperature.size();
          else
            rows.push_back(row);
          result.temperature.push_back(factors.temperature[k]);
          result.log_factor.push_back(factors.log_factor[k]);
        }
      result.covariance = Matrix(rows.size(), rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows.size(); ++j)
          result.covariance(i, j) = factors.covariance(rows[i], rows[j]);
      return result;
    }

    /// Refuses too few factors: there must be more of them than constants.
    void check_number(const ShiftFactors &factors, const ShiftFactors &all, const ShiftRequest &request)
    {
      const auto constants = static_cast<std::size_t>(number_fitted(shift_unknowns(request)));
      const std::size_t counted = factors.temperature.size() - 1, measured = all.temperature.size() - 1;
      if (counted > constants)
        return;
      const std::string wanted = " has " + std::to_string(constants) + (constants == 1 ? " constant" : " constants");
      if (counted < measured)
        throw std::invalid_argument(
            (counted > 0 ? "only " + std::to_string(counted) : "none") + " of the " + std::to_string(measured) +
            " temperatures besides the reference overlap enough with their neighbours to give a shift factor; the shift" + wanted +
            " and needs more factors; measure over more decades or at closer temperatures");
      throw std::invalid_argument("there are " + std::to_string(measured) +
                                  " temperatures besides the reference, with one shift factor each; the shift" + wanted +
                                  " and needs more factors; measure at more temperatures, or fix constants by hold");
    }

    /// Refuses a function whose constants have diverged in the fit.
    void check_values(const Fit &fit)
    {
      for (std::size_t i = 0; i < fit.constants.size(); ++i)
        if (!fit.unknowns[i].is_fixed && !(fit.constants[i].value > 1e-100 && fit.constants[i].value < 1e100))
          throw std::runtime_error("the shift factors do not follow the chosen function of temperature: the fit diverged in " +
                                   fit.constants[i].name + "; check that the modulus decreases with temperature");
    }

    void check_sides(const ShiftFactors &factors, const ShiftFactors &all, const ShiftRequest &request)
    {
      const bool is_reduced = factors.temperature.size() < all.temperature.size();
      const auto below = std::count_if(factors.temperature.begin(), factors.temperature.end(),
                                       [&](double temperature) { return temperature < request.junction; });
      const auto above = static_cast<std::ptrdiff_t>(factors.temperature.size()) - below;
      if (request.fixed.count("activation_energy") == 0 && below < 1)
        throw std::invalid_argument(std::string("no temperature ") + (is_reduced ? "with a shift factor " : "") +
                                    "is below the junction, so that the activation energy there cannot be fitted; give it, or choose wlf");
      if (request.fixed.count("c1") + request.fixed.count("c2") < 2 && above < 3)
        throw std::invalid_argument(
            std::string("fewer than three temperatures ") + (is_reduced ? "with a shift factor " : "") +
            "are above the junction, so that C1 and C2 cannot both be fitted; measure at more temperatures, or give them");
    }

    /// The factors themselves as a table, counted from the reference.
    TabulatedShift tabulated(const ShiftFactors &factors, double reference)
    {
      std::vector<double> decades;
      for (const double value : factors.log_factor)
        decades.push_back(value / ln10);
      const double offset = TemperatureFunction(factors.temperature, decades).value(reference);
      for (double &value : decades)
        value -= offset;
      for (std::size_t k = 1; k < decades.size(); ++k)
        if (decades[k] > decades[k - 1])
          throw std::invalid_argument("the measured shift factors increase between " + std::to_string(factors.temperature[k - 1]) +
                                      " and " + std::to_string(factors.temperature[k]) +
                                      " K; a table of shift factors must not increase with temperature: choose a function");
      return {TemperatureFunction(factors.temperature, decades)};
    }
  } // namespace

  ShiftOfTemperature shift_function(const ShiftRequest &request, const std::vector<double> &values)
  {
    switch (request.form)
      {
      case ShiftForm::wlf:
        return WlfShift{request.reference, values[0], values[1]};
      case ShiftForm::arrhenius:
        return ArrheniusShift{request.reference, values[0]};
      case ShiftForm::wlf_arrhenius:
        return WlfArrheniusShift{{request.reference, values[0], values[1]}, request.junction, values[2]};
      case ShiftForm::table:
        break;
      }
    throw std::logic_error("a table of shifts has no constants");
  }

  std::vector<Unknown> shift_unknowns(const ShiftRequest &request)
  {
    std::vector<Unknown> unknowns;
    if (request.form != ShiftForm::arrhenius)
      unknowns = {{"c1", 15, UnknownRange::positive}, {"c2", 50, UnknownRange::positive}};
    if (request.form != ShiftForm::wlf)
      unknowns.push_back({"activation_energy", 2e5, UnknownRange::positive});
    for (Unknown &unknown : unknowns)
      if (const auto fixed = request.fixed.find(unknown.name); fixed != request.fixed.end())
        {
          unknown.start = fixed->second;
          unknown.is_fixed = true;
        }
    return unknowns;
  }

  ShiftFit fit_shift(const ShiftFactors &all, const ShiftRequest &request)
  {
    ShiftFit result{ArrheniusShift{}, {}, {}, {}};
    const ShiftFactors factors = determined(all, result.left_out);
    if (request.form == ShiftForm::table)
      {
        result.function = tabulated(factors, request.reference);
        result.deviation = shift_deviation(all, result.function);
        return result;
      }
    if (factors.temperature.size() < all.temperature.size())
      check_number(factors, all, request);
    if (request.form == ShiftForm::wlf_arrhenius)
      check_sides(factors, all, request);
    check_number(factors, all, request);

    std::optional<Whitening> whitening;
    if (factors.covariance.rows > 0)
      whitening.emplace(factors.covariance);
    FitProblem problem;
    problem.unknowns = shift_unknowns(request);
    problem.number_of_residuals = factors.temperature.size() - 1;
    if (whitening)
      problem.deviation = 1;
    problem.residuals = [&](const std::vector<double> &values, std::vector<double> &residuals) {
      const Shift shift{shift_function(request, values), {}};
      std::size_t row = 0;
      for (std::size_t k = 0; k < factors.temperature.size(); ++k)
        if (k != factors.base)
          residuals[row++] = difference(factors, shift, k);
      if (whitening)
        whitening->apply(residuals);
    };
    result.fit = fit_from(problem, starts_of(request));
    check_values(result.fit);
    result.function = shift_function(request, result.fit.values());
    result.deviation = shift_deviation(all, result.function);
    return result;
  }

  std::vector<double> shift_deviation(const ShiftFactors &factors, const ShiftOfTemperature &function)
  {
    std::vector<double> result;
    for (std::size_t k = 0; k < factors.temperature.size(); ++k)
      result.push_back(difference(factors, Shift{function, {}}, k));
    return result;
  }

  std::string describe_wlf_below_its_range(const ShiftFactors &all)
  {
    std::vector<std::size_t> left_out;
    const ShiftFactors factors = determined(all, left_out);
    double first = 0, steepest = 0, where = 0;
    for (std::size_t k = 1; k < factors.temperature.size(); ++k)
      {
        const double step = factors.temperature[k] - factors.temperature[k - 1],
                     slope = (factors.log_factor[k - 1] - factors.log_factor[k]) / step / ln10;
        if (k == 1)
          first = slope;
        if (slope > steepest)
          {
            steepest = slope;
            where = 0.5 * (factors.temperature[k] + factors.temperature[k - 1]);
          }
      }
    if (first < 0 || first >= 0.7 * steepest)
      return ""; // no polymer has a shift that rises with temperature
    char text[400];
    std::snprintf(text, sizeof text,
                  "WLF is used below its range: its slope grows towards low temperatures, but the measured shift is steepest near %.4g "
                  "degC (%.3g decades/K) and has %.3g decades/K at the lowest temperature; choose model: wlf_arrhenius with the junction "
                  "near the glass transition, or model: table",
                  to_celsius(where), steepest, first);
    return text;
  }

  ShiftFit given_shift(const ShiftRequest &request)
  {
    if (request.form == ShiftForm::table)
      throw std::invalid_argument(
          "a master curve alone does not determine the shift: give a table of shift factors, or a function with all of its constants");
    std::vector<double> values;
    ShiftFit result{ArrheniusShift{}, {}, {}, {}};
    for (const Unknown &unknown : shift_unknowns(request))
      {
        if (!unknown.is_fixed)
          throw std::invalid_argument(
              "a master curve alone does not determine the shift: give a table of shift factors, or all constants of the function (" +
              unknown.name + " is missing)");
        values.push_back(unknown.start);
        result.fit.constants.push_back({unknown.name, unknown.start, unknown.start, unknown.start, Knowledge::fixed});
      }
    result.function = shift_function(request, values);
    return result;
  }
} // namespace sagitta::materials
