#pragma once

#include <materials/laws/law.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace sagitta::tests
{
  using materials::PointResponse;
  using materials::PointStep;
  using materials::Voigt;
  using materials::VoigtMatrix;

  /// One material point under a law: tries steps and commits them.
  template <typename Law>
  struct Point
  {
    explicit Point(const Law &law, double temperature = 300) : law(law), state(law.state_size()), strain{}, temperature(temperature)
    {
      law.initialise(temperature, 1, state.data());
    }

    PointStep step_to(const Voigt &end, double duration, double end_temperature) const
    {
      return {duration, {temperature, end_temperature}, {1, 1}, {strain, end}};
    }

    PointResponse go(const Voigt &end, double duration, double end_temperature)
    {
      std::vector<double> next(state.size());
      const PointResponse response = law.advance(step_to(end, duration, end_temperature), state.data(), next.data());
      state.swap(next);
      strain = end;
      temperature = end_temperature;
      return response;
    }

    PointResponse go(const Voigt &end, double duration) { return go(end, duration, temperature); }

    const Law &law;
    std::vector<double> state;
    Voigt strain;
    double temperature;
  };

  /// A stretch without change of volume along x, whose von Mises stress is 3 G (e - p).
  inline Voigt isochoric(double strain)
  {
    return {strain, -strain / 2, -strain / 2, 0, 0, 0};
  }

  inline double von_mises(const Voigt &s)
  {
    const double a = s[0] - s[1], b = s[1] - s[2], c = s[2] - s[0];
    return std::sqrt(0.5 * (a * a + b * b + c * c) + 3 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]));
  }

  /// Largest difference of the tangent from central differences of the stress, relative to the largest entry. The width 1e-8 of the
  /// differences leaves about 1e-9 of rounding (stress 1e-15 relative to 1e8 Pa, over 1e-8 of 5e10 Pa) and less of curvature.
  template <typename Law>
  double tangent_error(const Law &law, const PointStep &step, const std::vector<double> &state)
  {
    const double width = 1e-8;
    std::vector<double> scratch(state.size());
    const VoigtMatrix tangent = matrix(law.advance(step, state.data(), scratch.data()).tangent);
    double largest = 0, difference = 0;
    for (unsigned j = 0; j < 6; ++j)
      {
        PointStep up = step, down = step;
        up.strain[1][j] += width;
        down.strain[1][j] -= width;
        const double h = up.strain[1][j] - down.strain[1][j];
        const Voigt above = law.advance(up, state.data(), scratch.data()).stress;
        const Voigt below = law.advance(down, state.data(), scratch.data()).stress;
        for (unsigned i = 0; i < 6; ++i)
          {
            largest = std::max(largest, std::abs(tangent[i][j]));
            difference = std::max(difference, std::abs(tangent[i][j] - (above[i] - below[i]) / h));
          }
      }
    return difference / largest;
  }

  /// Random steps: strain increments of 1e-6 to 1e-1, durations of 1e-6 to 1e7 s, temperatures of 220 to 450 K.
  class RandomSteps
  {
  public:
    explicit RandomSteps(unsigned seed) : random_(seed) {}

    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    double logarithmic(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }

    Voigt strain_from(const Voigt &start, double low = 1e-6, double high = 1e-1)
    {
      const double size = logarithmic(low, high);
      Voigt end = start;
      for (double &component : end)
        component += size * uniform(-1, 1);
      return end;
    }

    double duration() { return logarithmic(1e-6, 1e7); }
    double temperature() { return uniform(220, 450); }

    /// A random rotation, by three angles.
    std::array<std::array<double, 3>, 3> rotation()
    {
      const double a = uniform(0, 6.28), b = uniform(0, 3.14), c = uniform(0, 6.28);
      const double ca = std::cos(a), sa = std::sin(a), cb = std::cos(b), sb = std::sin(b), cc = std::cos(c), sc = std::sin(c);
      return {{{{ca * cc - sa * cb * sc, -ca * sc - sa * cb * cc, sa * sb}},
               {{sa * cc + ca * cb * sc, -sa * sc + ca * cb * cc, -ca * sb}},
               {{sb * sc, sb * cc, cb}}}};
    }

  private:
    std::mt19937 random_;
  };

  /// R t R^T of a symmetric tensor; `shear` is 1 for tensor components and 2 for engineering shears.
  inline Voigt rotated(const Voigt &t, const std::array<std::array<double, 3>, 3> &r, double shear)
  {
    const double full[3][3] = {{t[0], t[5] / shear, t[4] / shear}, {t[5] / shear, t[1], t[3] / shear}, {t[4] / shear, t[3] / shear, t[2]}};
    const unsigned pairs[6][2] = {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
    Voigt result{};
    for (unsigned c = 0; c < 6; ++c)
      {
        for (unsigned a = 0; a < 3; ++a)
          for (unsigned b = 0; b < 3; ++b)
            result[c] += r[pairs[c][0]][a] * r[pairs[c][1]][b] * full[a][b];
        if (c >= 3)
          result[c] *= shear;
      }
    return result;
  }

  /// Whether stress turns with the strain along a random path: largest difference relative to the largest stress.
  template <typename Law>
  double objectivity_error(const Law &law, unsigned seed)
  {
    RandomSteps random(seed);
    const auto rotation = random.rotation();
    Point<Law> point(law), turned(law);
    double largest = 0, difference = 0;
    for (unsigned i = 0; i < 20; ++i)
      {
        const Voigt strain = random.strain_from(point.strain, 1e-4, 1e-2);
        const double duration = random.duration(), temperature = random.temperature();
        const Voigt stress = rotated(point.go(strain, duration, temperature).stress, rotation, 1);
        const Voigt other = turned.go(rotated(strain, rotation, 2), duration, temperature).stress;
        for (unsigned c = 0; c < 6; ++c)
          {
            largest = std::max(largest, std::abs(stress[c]));
            difference = std::max(difference, std::abs(stress[c] - other[c]));
          }
      }
    return difference / largest;
  }

  /// Walks random paths: everything stays finite, dissipation never falls below zero.
  template <typename Law>
  void expect_robust_on_random_paths(const Law &law, unsigned paths, unsigned steps)
  {
    for (unsigned seed = 0; seed < paths; ++seed)
      {
        RandomSteps random(seed);
        Point<Law> point(law);
        for (unsigned i = 0; i < steps; ++i)
          {
            const Voigt strain = random.strain_from(point.strain);
            const PointResponse response = point.go(strain, random.duration(), random.temperature());
            ASSERT_GE(response.dissipation, 0) << "path " << seed << " step " << i;
            ASSERT_TRUE(std::isfinite(response.dissipation));
            const VoigtMatrix tangent = matrix(response.tangent);
            for (unsigned c = 0; c < 6; ++c)
              {
                ASSERT_TRUE(std::isfinite(response.stress[c])) << "path " << seed << " step " << i;
                for (unsigned d = 0; d < 6; ++d)
                  ASSERT_TRUE(std::isfinite(tangent[c][d])) << "path " << seed << " step " << i;
              }
            for (const double value : point.state)
              ASSERT_TRUE(std::isfinite(value));
          }
      }
  }
} // namespace sagitta::tests
