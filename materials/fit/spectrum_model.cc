#include <materials/fit/spectrum_model.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    const double ln10 = std::log(10.);
    constexpr double weight_prior = 20;
    const double shift_prior = 3 * ln10;

    void check(const SpectrumProblem &problem)
    {
      std::size_t number = 0;
      for (const ModulusCurve &curve : problem.curves)
        for (const ModulusPoint &point : curve.points)
          {
            ++number;
            if (point.kind != ModulusKind::loss && !(point.value > 0))
              {
                std::ostringstream message;
                message << "a modulus of " << point.value << " Pa at " << curve.temperature << " K is not positive";
                throw std::invalid_argument(message.str());
              }
          }
      if (number < 4)
        throw std::invalid_argument("there are " + std::to_string(number) + " moduli; a spectrum needs at least 4");
      if (!(problem.options.arms_per_decade > 0))
        throw std::invalid_argument("the number of arms per decade must be positive");
      if (problem.options.arms && *problem.options.arms < 2)
        throw std::invalid_argument("a spectrum needs at least two arms");
    }

    /// Relaxation times that cover the reduced times of the data.
    std::vector<double> arm_times(const SpectrumProblem &problem)
    {
      const std::vector<double> log_shift = problem.shift.log_shift(problem.shift.start);
      double low = std::numeric_limits<double>::infinity(), high = -low;
      for (std::size_t k = 0; k < problem.curves.size(); ++k)
        for (const ModulusPoint &point : problem.curves[k].points)
          {
            const double reduced = (std::log(point.time) - log_shift[k]) / ln10;
            low = std::min(low, reduced);
            high = std::max(high, reduced);
          }
      const SpectrumOptions &options = problem.options;
      low -= options.margin;
      high += options.margin;
      const double count = options.arms ? *options.arms - 1. : std::max(2., std::ceil((high - low) * options.arms_per_decade)),
                   per_decade = options.arms ? count / (high - low) : options.arms_per_decade;
      if (!(count <= 400))
        throw std::invalid_argument("the data span " + std::to_string(static_cast<int>(high - low)) +
                                    " decades of reduced time and need too many arms; check the shifts, or request fewer arms per decade");
      std::vector<double> times;
      for (double i = 0; i <= count; ++i)
        times.push_back(std::pow(10., 0.5 * (low + high) + (i - 0.5 * count) / per_decade));
      return times;
    }

    double nearest(const std::vector<std::pair<double, double>> &points, double x)
    {
      const auto above = std::lower_bound(points.begin(), points.end(), std::make_pair(x, 0.));
      if (above == points.begin())
        return above->second;
      const auto below = above - 1;
      return above == points.end() || x - below->first < above->first - x ? below->second : above->second;
    }
  } // namespace

  ArmKernel arm_kernel(ModulusKind kind, double x)
  {
    const double denominator = 1 + x * x;
    switch (kind)
      {
      case ModulusKind::storage:
        return {1 / denominator, 2 * x * x / (denominator * denominator)};
      case ModulusKind::loss:
        return {x / denominator, -x * (1 - x * x) / (denominator * denominator)};
      case ModulusKind::relaxation:
        return {std::exp(-x), x * std::exp(-x)};
      }
    throw std::logic_error("a kind of modulus without a kernel");
  }

  SpectrumModel::SpectrumModel(const SpectrumProblem &problem)
      : problem_(problem), noise_(problem.options.noise.value_or(ModulusNoise{0.02, 0.02, 0.02}))
  {
    check(problem);
    times_ = arm_times(problem);
    per_decade_ = static_cast<double>(times_.size() - 1) / std::log10(times_.back() / times_.front());
    const std::size_t others = problem.curves.size() - 1;
    first_shift_ = times_.size() + 1;
    first_factor_ = first_shift_ + problem.shift.start.size();
    unknowns_ = first_factor_ + (problem.options.is_vertical ? others : 0);
    std::vector<double> data;
    for (const ModulusCurve &curve : problem.curves)
      for (const ModulusPoint &point : curve.points)
        {
          data.push_back(point.value);
          if (point.kind != ModulusKind::loss)
            lowest_ = std::min(lowest_, point.value);
        }
    points_ = data.size();
    if (!std::isfinite(lowest_))
      throw std::invalid_argument("there are loss moduli only; a spectrum also needs storage or relaxation moduli");
    set_scales(data);
  }

  std::vector<double> SpectrumModel::start() const
  {
    const std::vector<std::pair<double, double>> densities = first_densities();
    std::vector<double> theta(unknowns_, 0.);
    for (std::size_t i = 0; i < times_.size(); ++i)
      theta[i] = std::log(nearest(densities, std::log(times_[i])) * ln10 / per_decade_);
    theta[times_.size()] = std::log(lowest_);
    std::copy(problem_.shift.start.begin(), problem_.shift.start.end(), theta.begin() + static_cast<std::ptrdiff_t>(first_shift_));
    return theta;
  }

  /// (ln of reduced time, H) by rising time, from the losses or, without them, from the falls of the relaxation.
  std::vector<std::pair<double, double>> SpectrumModel::first_densities() const
  {
    const std::vector<double> log_shift = problem_.shift.log_shift(problem_.shift.start);
    std::vector<std::pair<double, double>> losses, moduli, falls;
    for (std::size_t k = 0; k < problem_.curves.size(); ++k)
      for (const ModulusPoint &point : problem_.curves[k].points)
        {
          const double time = std::log(point.time) - log_shift[k];
          if (point.kind == ModulusKind::loss)
            losses.emplace_back(time, std::max(0.64 * point.value, 1e-6 * lowest_));
          else
            moduli.emplace_back(time, point.value);
        }
    std::sort(losses.begin(), losses.end());
    std::sort(moduli.begin(), moduli.end());
    // Over at least half a decade, to reduce the influence of noise.
    for (std::size_t i = 0, j = 0; j < moduli.size(); ++j)
      if (const double span = moduli[j].first - moduli[i].first; span > 0.5 * ln10)
        {
          falls.emplace_back(0.5 * (moduli[i].first + moduli[j].first),
                             std::max((moduli[i].second - moduli[j].second) / span, 1e-6 * lowest_));
          i = j;
        }
    if (losses.empty() && falls.empty())
      falls.emplace_back(0, lowest_);
    return losses.empty() ? falls : losses;
  }

  std::vector<double> SpectrumModel::shift_parameters(const std::vector<double> &theta) const
  {
    const auto begin = theta.begin() + static_cast<std::ptrdiff_t>(first_shift_);
    return {begin, begin + static_cast<std::ptrdiff_t>(problem_.shift.start.size())};
  }

  std::vector<double> SpectrumModel::log_shifts(const std::vector<double> &theta) const
  {
    return problem_.shift.log_shift(shift_parameters(theta));
  }

  /// Derivatives of ln a of the curves by the parameters of the shift.
  Matrix SpectrumModel::shift_slopes(const std::vector<double> &theta) const
  {
    std::vector<double> parameters = shift_parameters(theta);
    Matrix slopes(problem_.curves.size(), parameters.size());
    for (std::size_t p = 0; p < parameters.size(); ++p)
      {
        constexpr double step = 1e-5;
        const double at = parameters[p];
        parameters[p] = at + step;
        const std::vector<double> above = problem_.shift.log_shift(parameters);
        parameters[p] = at - step;
        const std::vector<double> below = problem_.shift.log_shift(parameters);
        parameters[p] = at;
        for (std::size_t k = 0; k < slopes.rows; ++k)
          slopes(k, p) = (above[k] - below[k]) / (2 * step);
      }
    return slopes;
  }

  double SpectrumModel::log_factor(const std::vector<double> &theta, std::size_t curve) const
  {
    return has_factor(curve) ? theta[first_factor_ + other(curve)] : 0;
  }

  /// A loss is compared with the storage modulus measured with it, if that makes its scale larger.
  void SpectrumModel::set_scales(const std::vector<double> &values)
  {
    scales_.assign(points_, 0);
    is_floored_.assign(points_, false);
    std::size_t index = 0;
    for (const ModulusCurve &curve : problem_.curves)
      {
        const std::size_t begin = index;
        for (const ModulusPoint &point : curve.points)
          {
            double scale = std::abs(values[index]), floor = 0;
            if (point.kind == ModulusKind::loss)
              for (std::size_t j = 0; j < curve.points.size(); ++j)
                if (curve.points[j].kind == ModulusKind::storage && curve.points[j].time == point.time)
                  floor = std::max(floor, problem_.options.smallest_loss * values[begin + j]);
            is_floored_[index] = floor > scale;
            scales_[index++] = std::max({scale, floor, 1e-12 * lowest_});
          }
      }
  }

  void SpectrumModel::scale_by_model(const std::vector<double> &theta)
  {
    set_scales(moduli(theta));
  }

  void SpectrumModel::estimate_noise(const std::vector<double> &theta, double influence)
  {
    if (problem_.options.noise)
      return;
    const std::vector<double> residuals = relative(theta);
    ModulusNoise sum{}, number{};
    std::size_t index = 0;
    for (const ModulusCurve &curve : problem_.curves)
      for (const ModulusPoint &point : curve.points)
        {
          const auto kind = static_cast<std::size_t>(point.kind);
          if (!is_floored_[index])
            {
              sum[kind] += residuals[index] * residuals[index];
              number[kind] += 1;
            }
          ++index;
        }
    const double left = std::max(1e-3, 1 - influence / static_cast<double>(points_));
    for (std::size_t kind = 0; kind < 3; ++kind)
      if (number[kind] > 0)
        noise_[kind] = std::max(1e-9, std::sqrt(sum[kind] / (number[kind] * left)));
  }

  std::vector<double> SpectrumModel::moduli(const std::vector<double> &theta) const
  {
    std::vector<double> weights(times_.size() + 1), values;
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights[i] = std::exp(theta[i]);
    values.reserve(points_);
    const std::vector<double> log_shift = log_shifts(theta);
    for (std::size_t k = 0; k < problem_.curves.size(); ++k)
      {
        const double shift = std::exp(log_shift[k]), factor = std::exp(log_factor(theta, k));
        for (const ModulusPoint &point : problem_.curves[k].points)
          {
            double sum = point.kind == ModulusKind::loss ? 0 : weights.back();
            for (std::size_t i = 0; i < times_.size(); ++i)
              sum += weights[i] * arm_kernel(point.kind, point.time / (shift * times_[i])).value;
            values.push_back(factor * sum);
          }
      }
    return values;
  }

  std::vector<double> SpectrumModel::relative(const std::vector<double> &theta) const
  {
    std::vector<double> result = moduli(theta);
    std::size_t index = 0;
    for (const ModulusCurve &curve : problem_.curves)
      for (const ModulusPoint &point : curve.points)
        {
          result[index] = (result[index] - point.value) / scales_[index];
          ++index;
        }
    return result;
  }

  void SpectrumModel::differentiate_points(const std::vector<double> &theta, Matrix &jacobian) const
  {
    const std::size_t n = times_.size();
    const std::vector<double> log_shift = log_shifts(theta);
    const Matrix slopes = shift_slopes(theta);
    std::size_t row = 0;
    for (std::size_t k = 0; k < problem_.curves.size(); ++k)
      {
        const double shift = std::exp(log_shift[k]), factor = std::exp(log_factor(theta, k));
        for (const ModulusPoint &point : problem_.curves[k].points)
          {
            const double scale = factor / (scales_[row] * noise_[static_cast<std::size_t>(point.kind)]);
            double by_shift = 0, value = 0;
            if (point.kind != ModulusKind::loss)
              value = jacobian(row, n) = scale * std::exp(theta[n]);
            for (std::size_t i = 0; i < n; ++i)
              {
                const ArmKernel one = arm_kernel(point.kind, point.time / (shift * times_[i]));
                const double weight = scale * std::exp(theta[i]);
                jacobian(row, i) = weight * one.value;
                value += weight * one.value;
                by_shift += weight * one.by_log_shift;
              }
            for (std::size_t p = 0; p < slopes.columns; ++p)
              jacobian(row, first_shift_ + p) = by_shift * slopes(k, p);
            if (has_factor(k))
              jacobian(row, first_factor_ + other(k)) = value;
            ++row;
          }
      }
  }

  double SpectrumModel::smoothing(double strength) const
  {
    return strength * std::pow(per_decade_, 1.5);
  }

  void SpectrumModel::add_regular_residuals(const std::vector<double> &theta, double smooth, std::vector<double> &residuals) const
  {
    const std::size_t n = times_.size();
    std::size_t row = points_;
    for (std::size_t i = 1; i + 1 < n; ++i)
      residuals[row++] = smooth * (theta[i - 1] - 2 * theta[i] + theta[i + 1]);
    for (std::size_t i = 0; i <= n; ++i)
      residuals[row++] = (theta[i] - std::log(lowest_)) / weight_prior;
    for (std::size_t p = 0; p < problem_.shift.start.size(); ++p)
      residuals[row++] = (theta[first_shift_ + p] - problem_.shift.start[p]) / shift_prior;
  }

  void SpectrumModel::add_regular_derivatives(double smooth, Matrix &jacobian) const
  {
    const std::size_t n = times_.size();
    std::size_t row = points_;
    for (std::size_t i = 1; i + 1 < n; ++i, ++row)
      {
        jacobian(row, i - 1) = jacobian(row, i + 1) = smooth;
        jacobian(row, i) = -2 * smooth;
      }
    for (std::size_t i = 0; i <= n; ++i)
      jacobian(row++, i) = 1 / weight_prior;
    for (std::size_t p = 0; p < problem_.shift.start.size(); ++p)
      jacobian(row++, first_shift_ + p) = 1 / shift_prior;
  }

  SquaresProblem SpectrumModel::squares(double strength) const
  {
    const std::size_t n = times_.size(), shifts = first_factor_ - first_shift_;
    const double smooth = smoothing(strength);
    SquaresProblem result{points_ + n - 2 + n + 1 + shifts, {}, {}};
    result.residuals = [this, smooth](const std::vector<double> &theta, std::vector<double> &residuals) {
      const std::vector<double> data = relative(theta);
      std::size_t row = 0;
      for (const ModulusCurve &curve : problem_.curves)
        for (const ModulusPoint &point : curve.points)
          {
            residuals[row] = data[row] / noise_[static_cast<std::size_t>(point.kind)];
            ++row;
          }
      add_regular_residuals(theta, smooth, residuals);
    };
    result.jacobian = [this, smooth](const std::vector<double> &theta, Matrix &jacobian) {
      differentiate_points(theta, jacobian);
      add_regular_derivatives(smooth, jacobian);
    };
    return result;
  }

  double SpectrumModel::roughness(const std::vector<double> &theta) const
  {
    double sum = 0;
    for (std::size_t i = 1; i + 1 < times_.size(); ++i)
      sum += std::pow(theta[i - 1] - 2 * theta[i] + theta[i + 1], 2);
    return sum * std::pow(per_decade_, 3);
  }
} // namespace sagitta::materials
