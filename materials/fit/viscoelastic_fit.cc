#include <materials/fit/viscoelastic_fit.h>

#include <materials/fit/explanation.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    std::size_t nearest_curve(const std::vector<ModulusCurve> &curves, double temperature)
    {
      std::size_t best = 0;
      for (std::size_t k = 1; k < curves.size(); ++k)
        if (std::abs(curves[k].temperature - temperature) < std::abs(curves[best].temperature - temperature))
          best = k;
      return best;
    }

    std::vector<double> temperatures(const std::vector<ModulusCurve> &curves)
    {
      std::vector<double> result;
      for (const ModulusCurve &curve : curves)
        result.push_back(curve.temperature);
      return result;
    }

    /// The shifts of a function as unknowns of a spectrum: the logarithms of its constants that are not fixed.
    FreeShift shift_by_function(const ShiftFit &fitted, const ShiftRequest &request, const std::vector<double> &temperature)
    {
      FreeShift result;
      const std::vector<Unknown> unknowns = fitted.fit.unknowns;
      for (const Unknown &unknown : unknowns)
        if (!unknown.is_fixed)
          result.start.push_back(transformed(unknown, unknown.start));
      const ShiftOfTemperature known = fitted.function;
      result.log_shift = [=](const std::vector<double> &parameters) {
        std::vector<double> values;
        std::size_t next = 0;
        for (const Unknown &unknown : unknowns)
          values.push_back(unknown.is_fixed ? unknown.start : original(unknown, parameters[next++]));
        const Shift shift{parameters.empty() ? known : shift_function(request, values), {}};
        std::vector<double> log_shift;
        for (const double one : temperature)
          log_shift.push_back(shift.log_factor(one, 1));
        return log_shift;
      };
      return result;
    }

    /// The constants of the shift function as the spectrum refined them.
    void refine_shift(ViscoelasticFit &result, const ShiftRequest &request)
    {
      if (result.master.shift_parameters.empty())
        return;
      std::vector<Unknown> unknowns = result.shift.fit.unknowns;
      std::vector<double> values;
      std::size_t next = 0;
      for (Unknown &unknown : unknowns)
        {
          if (!unknown.is_fixed)
            unknown.start = original(unknown, result.master.shift_parameters[next++]);
          values.push_back(unknown.start);
        }
      result.shift.fit = describe(unknowns, result.master.shift_covariance(), result.master.freedom);
      result.shift.function = shift_function(request, values);
      result.shift.deviation = shift_deviation(*result.factors, result.shift.function);
    }

    /// A curve at a = 1.
    FreeShift unshifted()
    {
      return {{}, [](const std::vector<double> &) { return std::vector<double>{0}; }};
    }

    /// Weights as parts of the instantaneous modulus. Arms that change the modulus by less than a hundred-thousandth where they relax are
    /// omitted, since every arm needs memory at every point of a model.
    RelaxingModulus relaxing(const Spectrum &spectrum, double factor)
    {
      RelaxingModulus result{spectrum.equilibrium, {}, {}};
      const auto is_kept = [&](std::size_t i) {
        return spectrum.weights[i] > 1e-5 * spectrum.modulus(ModulusKind::relaxation, spectrum.times[i]);
      };
      for (std::size_t i = 0; i < spectrum.times.size(); ++i)
        if (is_kept(i))
          result.instantaneous += spectrum.weights[i];
      for (std::size_t i = 0; i < spectrum.times.size(); ++i)
        if (is_kept(i))
          result.arms.push_back({spectrum.weights[i] / result.instantaneous, spectrum.times[i]});
      result.instantaneous *= factor;
      return result;
    }

    std::complex<double> complex_modulus(const Spectrum &spectrum, double time)
    {
      return {spectrum.modulus(ModulusKind::storage, time), spectrum.modulus(ModulusKind::loss, time)};
    }

    /// Times at which a spectrum is sampled, ten per decade and `beyond` decades beyond its arms.
    std::vector<double> sample_times(const Spectrum &spectrum, double beyond)
    {
      std::vector<double> times;
      const double first = std::log10(spectrum.times.front()) - beyond, last = std::log10(spectrum.times.back()) + beyond;
      for (double exponent = first; exponent <= last; exponent += 0.1)
        times.push_back(std::pow(10., exponent));
      return times;
    }

    /// The shear modulus from a Young's modulus if the bulk modulus does not relax: G* = 3 K E* / (9 K - E*), frequency by frequency,
    /// as a spectrum again.
    Spectrum shear_of_young(const Spectrum &young, double bulk, const SpectrumOptions &options)
    {
      ModulusCurve curve{0, {}};
      // A number of arms that is prescribed stays at the times of the measured modulus.
      for (const double time : sample_times(young, options.arms ? 0 : 1))
        {
          const std::complex<double> e = complex_modulus(young, time), g = 3 * bulk * e / (9 * bulk - e);
          curve.points.push_back({ModulusKind::storage, time, g.real()});
          curve.points.push_back({ModulusKind::loss, time, g.imag()});
        }
      SpectrumOptions exact = options;
      exact.rule = SmoothingRule::given;
      exact.strength = 0.1;
      exact.noise = ModulusNoise{1e-3, 1e-3, 1e-3};
      exact.margin = 0;
      exact.is_vertical = false;
      return fit_spectrum({{curve}, unshifted(), 0, exact}).spectrum;
    }

    double error_of_shear(const Spectrum &young, const Spectrum &shear, double bulk)
    {
      double largest = 0;
      for (const double time : sample_times(young, 1))
        {
          const std::complex<double> e = complex_modulus(young, time), g = complex_modulus(shear, time);
          largest = std::max(largest, std::abs(9 * bulk * g / (3 * bulk + g) - e) / std::abs(e));
        }
      return largest;
    }

    /// What spectrum and shift explain of the logarithms of the storage and relaxation moduli. Losses are omitted: without relaxation
    /// they are noise about zero.
    Explanation explanation(const std::vector<ModulusCurve> &curves, const SpectrumFit &found)
    {
      Explanation result{0, 0, 0, found.effective_unknowns - 1, found.correlation};
      double sum = 0, squares = 0;
      for (std::size_t k = 0; k < curves.size(); ++k)
        for (const ModulusPoint &point : curves[k].points)
          if (point.kind != ModulusKind::loss)
            {
              const double data = std::log(point.value),
                           model = found.log_factor[k] +
                                   std::log(found.spectrum.modulus(point.kind, point.time / std::exp(found.log_shift[k])));
              result.points += 1;
              result.left_over += (model - data) * (model - data);
              sum += data;
              squares += data * data;
            }
      result.scatter = squares - sum * sum / result.points;
      result.size = result.points; // a logarithm that is wrong by one is wrong by the size of the modulus
      return result;
    }

    /// A master curve: its shift function comes from a table of factors, or all its constants are prescribed.
    ShiftFit shift_of_master_curve(const ViscoelasticRequest &request)
    {
      if (request.given_factors)
        return fit_shift(*request.given_factors, request.shift);
      return given_shift(request.shift);
    }
  } // namespace

  std::pair<ViscoelasticLaw, double> split_modulus(const Spectrum &spectrum, MeasuredModulus measured, const SplitAssumption &split,
                                                   const SpectrumOptions &options)
  {
    const bool is_young = measured == MeasuredModulus::young;
    if (const auto *poisson = std::get_if<ConstantPoisson>(&split))
      {
        const double nu = poisson->ratio, shear = is_young ? 0.5 / (1 + nu) : 1;
        return {{relaxing(spectrum, shear), relaxing(spectrum, shear * 2 * (1 + nu) / (3 * (1 - 2 * nu))), {}}, 0};
      }
    const double bulk = std::get<ConstantBulk>(split).modulus, whole = relaxing(spectrum, 1).instantaneous;
    if (is_young && !(bulk > whole / 3))
      throw std::invalid_argument("the bulk modulus of " + std::to_string(bulk / 1e9) +
                                  " GPa is below a third of the instantaneous Young's " + "modulus, " + std::to_string(whole / 1e9) +
                                  " GPa: Poisson's ratio would be negative");
    const RelaxingModulus constant{bulk, {}, {}};
    if (!is_young)
      return {{relaxing(spectrum, 1), constant, {}}, 0};
    const Spectrum shear = shear_of_young(spectrum, bulk, options);
    return {{relaxing(shear, 1), constant, {}}, error_of_shear(spectrum, shear, bulk)};
  }

  namespace
  {
    /// Writes what it finds into `result`, also where it throws.
    void find(const ViscoelasticRequest &request, ViscoelasticFit &result)
    {
      result.curves = request.curves;
      const std::size_t reference = nearest_curve(request.curves, request.shift.reference);
      if (request.curves.size() > 1)
        {
          result.curve_overlap = shifts_by_overlap(request.curves, reference);
          result.curves = without_losses(request.curves, result.curve_overlap->without_losses);
        }
      const std::vector<ModulusCurve> &curves = result.curves;
      if (curves.size() > 1)
        {
          const FreeShift free = independent_shifts(result.curve_overlap->log_shift, reference);
          result.overlap = fit_spectrum({curves, free, reference, request.spectrum});
          result.factors = ShiftFactors{temperatures(curves), result.overlap->log_shift, reference, result.overlap->shift_covariance()};
          result.shift = fit_shift(*result.factors, request.shift);
          result.master =
              fit_spectrum({curves, shift_by_function(result.shift, request.shift, temperatures(curves)), reference, request.spectrum});
          refine_shift(result, request.shift);
        }
      else
        {
          result.factors = request.given_factors;
          result.shift = shift_of_master_curve(request);
          result.master = fit_spectrum({curves, unshifted(), reference, request.spectrum});
        }
      check_knowledge(result.shift.fit.constants);
      check(explanation(curves, result.master));
      std::tie(result.law, result.split_error) = split_modulus(result.master.spectrum, request.measured, request.split, request.spectrum);
      result.law.shift = {result.shift.function, {}};
      result.law.check();
    }
  } // namespace

  ViscoelasticFit fit_viscoelasticity(const ViscoelasticRequest &request)
  {
    ViscoelasticFit result{};
    try
      {
        find(request, result);
      }
    catch (const std::runtime_error &)
      {
        const std::string reason =
            request.shift.form == ShiftForm::wlf && result.factors ? describe_wlf_below_its_range(*result.factors) : std::string();
        if (reason.empty())
          throw;
        throw std::runtime_error(reason);
      }
    return result;
  }
} // namespace sagitta::materials
