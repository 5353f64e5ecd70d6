#include <materials/cure/cure_slab.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    void require(bool holds, const std::string &sentence)
    {
      if (!holds)
        throw std::invalid_argument(sentence);
    }

    /// A tridiagonal system of equations.
    struct Tridiagonal
    {
      std::vector<double> below, diagonal, above; ///< coefficients of the previous unknown, its own, and the next one
    };

    /// One Newton correction by elimination; returns its size. The matrix is diagonally dominant, so that it needs no pivots.
    double correct(std::vector<double> &values, std::vector<double> residual, Tridiagonal matrix)
    {
      const std::size_t n = values.size();
      for (std::size_t i = 1; i < n; ++i)
        {
          const double factor = matrix.below[i] / matrix.diagonal[i - 1];
          matrix.diagonal[i] -= factor * matrix.above[i - 1];
          residual[i] -= factor * residual[i - 1];
        }
      double largest = 0, behind = 0;
      for (std::size_t i = n; i-- > 0;)
        {
          behind = (residual[i] - (i + 1 < n ? matrix.above[i] * behind : 0)) / matrix.diagonal[i];
          values[i] -= behind;
          largest = std::max(largest, std::abs(behind));
        }
      return largest;
    }

    double largest_difference(const std::vector<double> &a, const std::vector<double> &b)
    {
      double largest = 0;
      for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
      return largest;
    }

    /// A part of the programme in which the temperature of the face changes linearly.
    struct Segment
    {
      double start;    ///< [s]
      double duration; ///< [s]
      double face;     ///< temperature of the face at its end [K]
    };

    /// Advances through a segment in steps whose error is controlled.
    void follow(CuringSlab &slab, const Segment &segment, double tolerance, double &step)
    {
      const double begin = slab.face_temperature(), duration = segment.duration, face = segment.face;
      double elapsed = 0;
      while (elapsed < duration)
        {
          // No step of the size of rounding errors remains at the end of the segment.
          double size = std::min(step, duration - elapsed);
          if (duration - elapsed - size < 1e-3 * size)
            size = duration - elapsed;
          const auto face_at = [&](double t) { return begin + (face - begin) * (elapsed + t) / duration; };
          double error = 0;
          CuringSlab whole = slab, halves = slab;
          try
            {
              whole.advance(size, face_at(size));
              halves.advance(0.5 * size, face_at(0.5 * size));
              halves.advance(0.5 * size, face_at(size));
              error = std::max(largest_difference(whole.temperatures(), halves.temperatures()) / tolerance,
                               largest_difference(whole.cures(), halves.cures()) / (1e-2 * tolerance));
            }
          catch (const std::runtime_error &)
            {
              error = 1e3; // repeated with a shorter step
            }
          if (error <= 1)
            {
              slab = halves;
              elapsed = size == duration - elapsed ? duration : elapsed + size;
            }
          else if (size < 1e-9 * duration)
            throw std::runtime_error("the cure of the slab cannot be computed beyond " + std::to_string(segment.start + elapsed) +
                                     " s, even with the shortest step");
          // The error of a step is proportional to its third power.
          step = size * std::min(3., std::max(0.1, 0.9 * std::cbrt(1 / std::max(error, 1e-6))));
        }
    }
  } // namespace

  CuringSlab::CuringSlab(SlabMaterial material, double thickness, unsigned cells, double temperature)
      : material_(std::move(material)), size_(0.5 * thickness / cells), start_(temperature), face_(temperature),
        face_x_(material_.cure.initial), temperature_(cells, temperature), x_(cells, material_.cure.initial)
  {
    material_.cure.check();
    require(thickness > 0, "the thickness of a slab must be greater than zero");
    require(cells >= 2, "half of a slab needs at least two cells");
    require(temperature > 0, "the temperature of a slab must be above zero kelvin");
    require(material_.density > 0, "the density of a slab must be greater than zero");
    for (const double k : material_.conductivity.values())
      require(k > 0, "the conductivity of a slab must be greater than zero");
    for (const double c : material_.specific_heat.values())
      require(c > 0, "the specific heat of a slab must be greater than zero");
  }

  /// Heat into a cell per area and time [W/m2]: with k(T) the flux between two places is the integral of k over their temperatures, over
  /// their distance.
  double CuringSlab::inflow(const std::vector<double> &temperature, std::size_t cell, double face) const
  {
    const auto from = [&](double other) { return material_.conductivity.integral(temperature[cell], other) / size_; };
    const double inner = cell > 0 ? from(temperature[cell - 1]) : 0;
    return inner + (cell + 1 < temperature.size() ? from(temperature[cell + 1]) : 2 * from(face)); // half a cell to the face
  }

  double CuringSlab::heat_stored() const
  {
    double sum = 0;
    for (const double temperature : temperature_)
      sum += material_.density * size_ * material_.specific_heat.integral(start_, temperature);
    return sum;
  }

  void CuringSlab::advance(double duration, double face)
  {
    const std::size_t n = temperature_.size();
    const double capacity = material_.density * size_ / duration;
    const auto conduct = [&](double temperature) { return material_.conductivity.value(temperature) / size_; };
    std::vector<double> next = temperature_, next_x(n), residual(n);
    Tridiagonal matrix{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
    // A billionth of a kelvin is below the rounding of the balance of heat over a run.
    double largest = 1;
    unsigned iterations = 0;
    for (; largest > 1e-9 && iterations < 30; ++iterations)
      {
        for (std::size_t i = 0; i < n; ++i)
          {
            const CureAdvance cured = advance_cure(material_.cure.kinetics, x_[i], {duration, {{temperature_[i], next[i]}}});
            const CureHeat heat = heat_release(material_.cure, x_[i], cured);
            next_x[i] = cured.cure;
            residual[i] = capacity * (material_.specific_heat.integral(temperature_[i], next[i]) - heat.released) -
                          0.5 * (inflow(temperature_, i, face_) + inflow(next, i, face));
            matrix.below[i] = i > 0 ? -0.5 * conduct(next[i - 1]) : 0;
            matrix.above[i] = i + 1 < n ? -0.5 * conduct(next[i + 1]) : 0;
            matrix.diagonal[i] = capacity * (material_.specific_heat.value(next[i]) - heat.by_end_temperature) +
                                 0.5 * conduct(next[i]) * ((i > 0 ? 1 : 0) + (i + 1 < n ? 1 : 2));
          }
        largest = correct(next, residual, matrix);
        if (!std::isfinite(largest) || *std::min_element(next.begin(), next.end()) <= 0)
          throw std::runtime_error("Newton's method for the temperature of a curing slab reached a temperature below 0 K");
      }
    if (largest > 1e-9)
      throw std::runtime_error("Newton's method for the temperature of a curing slab did not converge in 30 iterations");
    most_iterations_ = std::max(most_iterations_, iterations);
    for (std::size_t i = 0; i < n; ++i)
      heat_released_ += material_.density * size_ * material_.cure.heat * (next_x[i] - x_[i]);
    heat_conducted_ += duration / size_ *
                       (material_.conductivity.integral(temperature_[n - 1], face_) + material_.conductivity.integral(next[n - 1], face));
    face_x_ = advance_cure(material_.cure.kinetics, face_x_, {duration, {{face_, face}}}).cure;
    temperature_ = next;
    x_ = next_x;
    face_ = face;
  }

  std::vector<SlabStretch> slab_programme(const CureSlabTest &test)
  {
    require(test.rate > 0, "the rate of the ramps of a curing slab must be positive");
    require(test.hold > 0, "the hold of a curing slab must be longer than 0 s");
    require(test.points > 0, "a curing slab needs at least one point per ramp");
    std::vector<SlabStretch> programme;
    const auto add = [&](double duration, double face) {
      if (duration > 0)
        programme.push_back({duration, face, test.points});
    };
    add(std::abs(test.temperature - test.start) / test.rate, test.temperature);
    add(test.hold, test.temperature);
    add(std::abs(test.end - test.temperature) / test.rate, test.end);
    return programme;
  }

  std::vector<SlabRecord> cure_slab(CuringSlab slab, const std::vector<SlabStretch> &programme, double tolerance)
  {
    double time = 0;
    std::vector<SlabRecord> records;
    const auto report = [&] {
      records.push_back({time, slab.face_temperature(), slab.middle_temperature(), slab.face_cure(), slab.middle_cure()});
    };
    report();
    for (const SlabStretch &stretch : programme)
      {
        const double begin = slab.face_temperature(), piece = stretch.duration / stretch.points;
        double step = piece;
        for (unsigned i = 1; i <= stretch.points; ++i)
          {
            follow(slab, {time, piece, begin + (stretch.face - begin) * i / stretch.points}, tolerance, step);
            time += piece;
            report();
          }
      }
    return records;
  }
} // namespace sagitta::materials
