#include <materials/fit/spectrum.h>

#include <materials/fit/least_squares.h>
#include <materials/fit/spectrum_model.h>

#include <algorithm>
#include <cmath>

namespace sagitta::materials
{
  namespace
  {
    /// A fit with one strength of smoothing.
    struct Candidate
    {
      double strength;
      Minimum minimum;
      Matrix covariance;
      double misfit; ///< sum of squares of the points over their noise
      double roughness;
      double influence; ///< trace of the influence of the points

      /// The function that generalised cross validation minimises.
      double score(double points) const { return misfit / std::pow(1 - std::min(influence / points, 0.999999), 2); }
    };

    Candidate try_strength(const SpectrumModel &model, double strength, const std::vector<double> &start)
    {
      // A change of ln w by 1e-5 is negligible.
      Candidate result{strength, minimise(model.squares(strength), start, {200, 1e-6}), {}, 0, 0, 0};
      const Matrix &j = result.minimum.jacobian;
      result.covariance = inverse_normal_matrix(j);
      for (std::size_t row = 0; row < model.points(); ++row)
        {
          result.misfit += result.minimum.residuals[row] * result.minimum.residuals[row];
          for (std::size_t a = 0; a < j.columns; ++a)
            {
              double sum = 0;
              for (std::size_t b = 0; b < j.columns; ++b)
                sum += result.covariance(a, b) * j(row, b);
              result.influence += j(row, a) * sum;
            }
        }
      result.roughness = model.roughness(result.minimum.theta);
      return result;
    }

    /// The corner of log roughness against log misfit: the largest curvature (Menger's, of three neighbours). From candidate to candidate
    /// the strength and the misfit decrease and the roughness increases, more steeply beyond the corner.
    std::size_t corner(const std::vector<Candidate> &candidates)
    {
      std::size_t best = candidates.size() / 2;
      double largest = -1;
      for (std::size_t i = 1; i + 1 < candidates.size(); ++i)
        {
          double x[3], y[3];
          for (std::size_t k = 0; k < 3; ++k)
            {
              x[k] = std::log(candidates[i + k - 1].misfit);
              y[k] = std::log(candidates[i + k - 1].roughness);
            }
          const double area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
          const double sides =
              std::hypot(x[1] - x[0], y[1] - y[0]) * std::hypot(x[2] - x[1], y[2] - y[1]) * std::hypot(x[2] - x[0], y[2] - y[0]);
          if (sides > 0 && -2 * area / sides > largest)
            {
              largest = -2 * area / sides;
              best = i;
            }
        }
      return best;
    }

    /// Among candidates of falling strength.
    std::size_t choose(const std::vector<Candidate> &candidates, SmoothingRule rule, double points)
    {
      if (rule == SmoothingRule::l_curve)
        return corner(candidates);
      std::size_t best = 0;
      for (std::size_t i = 0; i < candidates.size(); ++i)
        if (rule == SmoothingRule::discrepancy)
          {
            // The first, which is the smoothest, within the noise; the roughest if none is.
            best = i;
            if (candidates[i].misfit <= points)
              break;
          }
        else if (candidates[i].score(points) < candidates[best].score(points))
          best = i;
      return best;
    }

    /// Strengths to try, decreasing. The corner of a curve needs many; the other rules first find a decade and refine it later.
    std::vector<double> strengths(const SpectrumOptions &options, double around)
    {
      switch (options.rule)
        {
        case SmoothingRule::given:
          return {options.strength};
        case SmoothingRule::cross_validation:
          return around > 0 ? std::vector<double>{3 * around, around, around / 3} : std::vector<double>{30, 3, 0.3, 0.03};
        case SmoothingRule::discrepancy:
          return around > 0 ? std::vector<double>{4 * around, 2 * around, around, around / 2, around / 4}
                            : std::vector<double>{30, 3, 0.3, 0.03};
        case SmoothingRule::l_curve:
          return {100, 30, 10, 3, 1, 0.3, 0.1, 0.03};
        }
      return {};
    }

    /// Fits from weak to strong smoothing, each starting from the one before: the first estimate of the spectrum is a rough one.
    std::vector<Candidate> try_strengths(const SpectrumModel &model, const std::vector<double> &falling, std::vector<double> start)
    {
      std::vector<Candidate> candidates;
      for (auto strength = falling.rbegin(); strength != falling.rend(); ++strength)
        {
          candidates.push_back(try_strength(model, *strength, start));
          start = candidates.back().minimum.theta;
        }
      std::reverse(candidates.begin(), candidates.end());
      return candidates;
    }

    /// Correlation of neighbouring residuals over their noise, along the points of one kind of every curve.
    double correlation_along_curves(const SpectrumProblem &problem, const ModulusNoise &noise, const std::vector<double> &relative)
    {
      std::vector<double> ordered;
      std::vector<std::size_t> runs;
      std::size_t begin = 0;
      for (const ModulusCurve &curve : problem.curves)
        {
          for (const ModulusKind kind : {ModulusKind::storage, ModulusKind::loss, ModulusKind::relaxation})
            {
              runs.push_back(ordered.size());
              for (std::size_t i = 0; i < curve.points.size(); ++i)
                if (curve.points[i].kind == kind)
                  ordered.push_back(relative[begin + i] / noise[static_cast<std::size_t>(kind)]);
              runs.back() = ordered.size() - runs.back();
            }
          begin += curve.points.size();
        }
      return neighbour_correlation(ordered, runs);
    }

    /// Widens the covariance for residuals larger than the prescribed noise, and for the correlation of neighbouring errors.
    void widen(SpectrumFit &fit, const SpectrumProblem &problem, double misfit, const std::vector<double> &relative)
    {
      fit.misfit = problem.options.noise ? std::max(1., std::sqrt(misfit / std::max(fit.freedom, 1.))) : 1;
      const double correlation = correlation_along_curves(problem, fit.noise, relative),
                   growth = variance_growth(correlation, relative.size());
      fit.correlation = growth > 1 ? correlation : 0;
      for (double &entry : fit.covariance.values)
        entry *= fit.misfit * fit.misfit * growth;
    }

    SpectrumFit assemble(const SpectrumProblem &problem, const SpectrumModel &model, const Candidate &found)
    {
      const std::vector<double> &theta = found.minimum.theta;
      SpectrumFit result{{model.times(), {}, std::exp(theta[model.times().size()])},
                         model.shift_parameters(theta),
                         model.log_shifts(theta),
                         {},
                         model.noise(),
                         found.strength,
                         found.influence,
                         static_cast<double>(model.points()) - found.influence,
                         0,
                         1,
                         {},
                         found.covariance,
                         found.minimum.is_converged};
      for (std::size_t i = 0; i < model.times().size(); ++i)
        result.spectrum.weights.push_back(std::exp(theta[i]));
      const std::vector<double> relative = model.relative(theta);
      auto begin = relative.begin();
      for (std::size_t k = 0; k < problem.curves.size(); ++k)
        {
          const auto end = begin + static_cast<std::ptrdiff_t>(problem.curves[k].points.size());
          result.residuals.emplace_back(begin, end);
          result.log_factor.push_back(model.log_factor(theta, k));
          begin = end;
        }
      widen(result, problem, found.misfit, relative);
      return result;
    }
  } // namespace

  double Spectrum::modulus(ModulusKind kind, double time) const
  {
    double sum = kind == ModulusKind::loss ? 0 : equilibrium;
    for (std::size_t i = 0; i < times.size(); ++i)
      sum += weights[i] * arm_kernel(kind, time / times[i]).value;
    return sum;
  }

  FreeShift independent_shifts(const std::vector<double> &log_shift, std::size_t reference)
  {
    FreeShift result{log_shift, {}};
    result.start.erase(result.start.begin() + static_cast<std::ptrdiff_t>(reference));
    const double fixed = log_shift.at(reference);
    result.log_shift = [fixed, reference](const std::vector<double> &parameters) {
      std::vector<double> all = parameters;
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(reference), fixed);
      return all;
    };
    return result;
  }

  Matrix SpectrumFit::shift_covariance() const
  {
    const std::size_t n = shift_parameters.size(), first = spectrum.times.size() + 1;
    Matrix result(n, n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        result(i, j) = covariance(first + i, first + j);
    return result;
  }

  std::pair<double, double> SpectrumFit::log_relaxation(double time) const
  {
    const std::size_t n = spectrum.times.size();
    const double value = spectrum.modulus(ModulusKind::relaxation, time);
    std::vector<double> slope(n + 1);
    for (std::size_t i = 0; i < n; ++i)
      slope[i] = spectrum.weights[i] * std::exp(-time / spectrum.times[i]) / value;
    slope[n] = spectrum.equilibrium / value;
    double variance = 0;
    for (std::size_t i = 0; i <= n; ++i)
      for (std::size_t j = 0; j <= n; ++j)
        variance += slope[i] * covariance(i, j) * slope[j];
    return {std::log(value), std::sqrt(std::max(0., variance))};
  }

  SpectrumFit fit_spectrum(const SpectrumProblem &problem)
  {
    SpectrumModel model(problem);
    const auto points = static_cast<double>(model.points());
    std::vector<double> theta = model.start();
    std::optional<Candidate> found;
    // Noise and scales come from the fit itself and are found in rounds; the later ones start from the strength of the one before.
    for (unsigned round = 0; round < 3; ++round)
      {
        if (found)
          {
            model.scale_by_model(theta);
            model.estimate_noise(theta, found->influence);
          }
        std::vector<Candidate> candidates = try_strengths(model, strengths(problem.options, found ? found->strength : 0), theta);
        found = candidates[choose(candidates, problem.options.rule, points)];
        theta = found->minimum.theta;
      }
    return assemble(problem, model, *found);
  }
} // namespace sagitta::materials
