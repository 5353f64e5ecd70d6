#include <materials/fit/overlap.h>

#include <materials/display_units.h>
#include <materials/fit/least_squares.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    /// Logarithm of a modulus over the logarithm of time, rising in time.
    using LogCurve = std::vector<std::pair<double, double>>;

    LogCurve log_curve(const ModulusCurve &curve, ModulusKind kind)
    {
      LogCurve result;
      for (const ModulusPoint &point : curve.points)
        if (point.kind == kind && point.value > 0)
          result.emplace_back(std::log(point.time), std::log(point.value));
      std::sort(result.begin(), result.end());
      return result;
    }

    double interpolate(const LogCurve &curve, double x)
    {
      auto above = std::upper_bound(curve.begin(), curve.end(), std::make_pair(x, 1e300));
      if (above == curve.end())
        --above;
      if (above == curve.begin())
        ++above;
      const auto below = above - 1;
      const double span = above->first - below->first;
      return span > 0 ? below->second + (above->second - below->second) * (x - below->first) / span : below->second;
    }

    /// Sum of squared distances of the points of `moved`, by `shift` later in time, to the curve `fixed` where they lie over it.
    void add_mismatch(const LogCurve &fixed, const LogCurve &moved, double shift, double &sum, double &number)
    {
      if (fixed.size() < 2)
        return;
      for (const auto &[time, value] : moved)
        if (time + shift >= fixed.front().first && time + shift <= fixed.back().first)
          {
            const double distance = value - interpolate(fixed, time + shift);
            sum += distance * distance;
            number += 1;
          }
    }

    /// The curves of one temperature, by kind.
    using LogCurves = std::array<LogCurve, 3>;

    /// Mean squared distance of two temperatures and the number of points that it has.
    struct Mismatch
    {
      double mean_square, points;
    };

    /// If the hotter one is shifted to later times by `shift`; in both directions, so that neither is preferred.
    Mismatch mismatch(const LogCurves &colder, const LogCurves &hotter, double shift)
    {
      double sum = 0, number = 0;
      for (std::size_t kind = 0; kind < 3; ++kind)
        {
          add_mismatch(colder[kind], hotter[kind], shift, sum, number);
          add_mismatch(hotter[kind], colder[kind], -shift, sum, number);
        }
      return {number > 0 ? sum / number : 1e300, number};
    }

    std::string celsius(double temperature)
    {
      char text[32];
      std::snprintf(text, sizeof text, "%.4g", to_celsius(temperature));
      return text;
    }

    LogCurves log_curves(const ModulusCurve &curve)
    {
      LogCurves result{log_curve(curve, ModulusKind::storage), log_curve(curve, ModulusKind::loss),
                       log_curve(curve, ModulusKind::relaxation)};
      if (std::max({result[0].size(), result[1].size(), result[2].size()}) < 3)
        throw std::invalid_argument("there are fewer than three frequencies or times at " + celsius(curve.temperature) +
                                    " degC; a shift by overlap needs a curve at every temperature");
      return result;
    }

    /// Largest shift at which two neighbouring times of the curves still overlap.
    double largest_shift(const LogCurves &colder, const LogCurves &hotter)
    {
      double largest = 0;
      for (std::size_t kind = 0; kind < 3; ++kind)
        if (colder[kind].size() > 1 && hotter[kind].size() > 1)
          largest = std::max(largest, colder[kind].back().first - hotter[kind][1].first);
      return largest;
    }

    /// Refuses neighbouring temperatures whose moduli do not overlap.
    void check_common_modulus(const ModulusCurve &colder, const ModulusCurve &hotter, const LogCurves &a, const LogCurves &b)
    {
      for (const ModulusKind kind : {ModulusKind::storage, ModulusKind::relaxation})
        {
          const LogCurve &first = a[static_cast<std::size_t>(kind)], &second = b[static_cast<std::size_t>(kind)];
          if (first.empty() || second.empty())
            continue;
          const auto less = [](const auto &one, const auto &other) { return one.second < other.second; };
          const double lowest = std::min_element(first.begin(), first.end(), less)->second;
          const double highest = std::max_element(second.begin(), second.end(), less)->second;
          if (highest < lowest)
            throw std::invalid_argument("the curves at " + celsius(colder.temperature) + " and " + celsius(hotter.temperature) +
                                        " degC have no modulus in common, so that their shift cannot be found; measure at temperatures "
                                        "between the two, or over more decades");
        }
    }

    /// The shift with the smallest distance: by a scan, then by golden section around the best.
    double best_shift(const LogCurves &colder, const LogCurves &hotter)
    {
      const double largest = largest_shift(colder, hotter);
      if (!(largest > 0))
        return 0;
      constexpr unsigned steps = 200;
      unsigned best = 0;
      double least = 1e300;
      for (unsigned i = 0; i <= steps; ++i)
        if (const double value = mismatch(colder, hotter, largest * i / steps).mean_square; value < least)
          {
            least = value;
            best = i;
          }
      double low = largest * (best > 0 ? best - 1 : 0) / steps, high = largest * std::min(best + 1, steps) / steps;
      constexpr double golden = 0.6180339887498949;
      for (unsigned i = 0; i < 30; ++i)
        {
          const double left = high - golden * (high - low), right = low + golden * (high - low);
          if (mismatch(colder, hotter, left).mean_square < mismatch(colder, hotter, right).mean_square)
            high = right;
          else
            low = left;
        }
      return 0.5 * (low + high);
    }

    /// Some kinds of the curves of one temperature.
    LogCurves only(const LogCurves &curves, std::initializer_list<ModulusKind> kinds)
    {
      LogCurves result;
      for (const ModulusKind kind : kinds)
        result[static_cast<std::size_t>(kind)] = curves[static_cast<std::size_t>(kind)];
      return result;
    }

    /// Whether the storage moduli, which have the shift `storage`, exclude the shift `all`: by more than 0.3 decades, and by Fisher's test.
    bool is_excluded(const LogCurves &cold, const LogCurves &hot, double all, double storage)
    {
      if (!(std::abs(storage - all) > 0.3 * std::log(10.)))
        return false;
      const Mismatch there = mismatch(cold, hot, all), best = mismatch(cold, hot, storage);
      // Every overlapping stretch counts twice, from both curves.
      const double freedom = std::max(1., 0.5 * best.points - 1);
      return there.mean_square - best.mean_square > fisher_quantile(1e-3, 1, freedom) / freedom * best.mean_square;
    }

    /// The shift of two neighbours by all moduli and by the storage and relaxation moduli alone.
    struct PairShift
    {
      double all, storage;
      bool is_contradiction;
    };

    PairShift shift_of_pair(const LogCurves &colder, const LogCurves &hotter)
    {
      const double all = best_shift(colder, hotter);
      const auto loss = static_cast<std::size_t>(ModulusKind::loss);
      const LogCurves cold = only(colder, {ModulusKind::storage, ModulusKind::relaxation}),
                      hot = only(hotter, {ModulusKind::storage, ModulusKind::relaxation});
      if (colder[loss].empty() || hotter[loss].empty() || std::max(cold[0].size(), cold[2].size()) < 3 ||
          std::max(hot[0].size(), hot[2].size()) < 3)
        return {all, all, false};
      const double storage = best_shift(cold, hot);
      return {all, storage, is_excluded(cold, hot, all, storage)};
    }
  } // namespace

  Overlap shifts_by_overlap(const std::vector<ModulusCurve> &curves, std::size_t reference)
  {
    Overlap result;
    std::vector<PairShift> pairs(1);
    LogCurves before;
    for (std::size_t k = 0; k < curves.size(); ++k)
      {
        LogCurves now = log_curves(curves[k]);
        if (k > 0)
          {
            if (!(curves[k].temperature > curves[k - 1].temperature))
              throw std::invalid_argument("the temperatures of the curves do not increase: " + celsius(curves[k].temperature) +
                                          " degC follows " + celsius(curves[k - 1].temperature) + " degC");
            check_common_modulus(curves[k - 1], curves[k], before, now);
            pairs.push_back(shift_of_pair(before, now));
            if (pairs.back().is_contradiction)
              result.without_losses = k;
          }
        before = std::move(now);
      }
    result.log_shift.assign(curves.size(), 0.);
    for (std::size_t k = 1; k < curves.size(); ++k)
      {
        const bool is_cold = k <= result.without_losses;
        // Later by s in reduced time: t / a(hotter) = t e^s / a(colder).
        result.log_shift[k] = result.log_shift[k - 1] - (is_cold ? pairs[k].storage : pairs[k].all);
        result.shift_of_all += is_cold ? pairs[k].all : 0;
        result.shift_of_storage_moduli += is_cold ? pairs[k].storage : 0;
      }
    const double offset = result.log_shift[reference];
    for (double &value : result.log_shift)
      value -= offset;
    return result;
  }

  std::vector<ModulusCurve> without_losses(std::vector<ModulusCurve> curves, std::size_t number)
  {
    for (std::size_t k = 0; k < number; ++k)
      {
        std::vector<ModulusPoint> &points = curves[k].points;
        points.erase(
            std::remove_if(points.begin(), points.end(), [](const ModulusPoint &point) { return point.kind == ModulusKind::loss; }),
            points.end());
      }
    return curves;
  }
} // namespace sagitta::materials
