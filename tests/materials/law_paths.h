#pragma once

#include <materials/laws/law.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace sagitta::tests
{
  /// Walks one point of a law along steps and commits each of them.
  template <typename Law>
  class Path
  {
  public:
    Path(const Law &law, double temperature, double cure)
        : law_(law), state_(law.state_size(), 0.), temperature_(temperature), cure_(cure), strain_{}, response_{}
    {
      law_.initialise(temperature, cure, state_.data());
    }

    /// The response to a step that is not committed.
    materials::PointResponse try_step(double duration, double temperature, double cure, const materials::Voigt &strain) const
    {
      std::vector<double> next(state_.size());
      return law_.advance({duration, {{temperature_, temperature}}, {{cure_, cure}}, {{strain_, strain}}}, state_.data(), next.data());
    }

    void go(const materials::PointStep &step)
    {
      std::vector<double> next(state_.size());
      response_ = law_.advance(step, state_.data(), next.data());
      state_ = next;
      temperature_ = step.temperature[1];
      cure_ = step.cure[1];
      strain_ = step.strain[1];
    }

    void go(double duration, double temperature, double cure, const materials::Voigt &strain)
    {
      go({duration, {{temperature_, temperature}}, {{cure_, cure}}, {{strain_, strain}}});
    }

    /// A step to a given stress by Newton's method on the tangent.
    void drive(double duration, double temperature, double cure, const materials::Voigt &stress)
    {
      materials::Voigt strain = strain_;
      for (unsigned iteration = 0; iteration < 20; ++iteration)
        {
          const materials::PointResponse tried = try_step(duration, temperature, cure, strain);
          materials::Voigt residual;
          double largest = 0;
          for (unsigned i = 0; i < 6; ++i)
            {
              residual[i] = stress[i] - tried.stress[i];
              largest = std::max(largest, std::abs(residual[i]));
            }
          if (largest < 1e-9)
            break;
          const materials::Voigt change = solve(matrix(tried.tangent), residual);
          for (unsigned i = 0; i < 6; ++i)
            strain[i] += change[i];
        }
      go(duration, temperature, cure, strain);
    }

    const materials::Voigt &stress() const { return response_.stress; }
    const materials::Voigt &strain() const { return strain_; }
    const materials::PointResponse &response() const { return response_; }
    const std::vector<double> &state() const { return state_; }
    double temperature() const { return temperature_; }
    double cure() const { return cure_; }

  private:
    /// Gaussian elimination with row exchange.
    static materials::Voigt solve(materials::VoigtMatrix matrix, materials::Voigt right)
    {
      for (unsigned k = 0; k < 6; ++k)
        {
          unsigned pivot = k;
          for (unsigned i = k + 1; i < 6; ++i)
            if (std::abs(matrix[i][k]) > std::abs(matrix[pivot][k]))
              pivot = i;
          std::swap(matrix[k], matrix[pivot]);
          std::swap(right[k], right[pivot]);
          for (unsigned i = k + 1; i < 6; ++i)
            {
              const double factor = matrix[i][k] / matrix[k][k];
              for (unsigned j = k; j < 6; ++j)
                matrix[i][j] -= factor * matrix[k][j];
              right[i] -= factor * right[k];
            }
        }
      for (unsigned i = 6; i-- > 0;)
        {
          for (unsigned j = i + 1; j < 6; ++j)
            right[i] -= matrix[i][j] * right[j];
          right[i] /= matrix[i][i];
        }
      return right;
    }

    const Law law_;
    std::vector<double> state_;
    double temperature_, cure_;
    materials::Voigt strain_;
    materials::PointResponse response_;
  };

  /// A rotation, applied to strains with engineering shears and to stresses by the full tensor R A R^T.
  struct Rotation
  {
    std::array<std::array<double, 3>, 3> matrix;

    materials::Voigt stress(const materials::Voigt &voigt) const
    {
      const double tensor[3][3] = {{voigt[0], voigt[5], voigt[4]}, {voigt[5], voigt[1], voigt[3]}, {voigt[4], voigt[3], voigt[2]}};
      double turned[3][3] = {};
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = 0; j < 3; ++j)
          for (unsigned a = 0; a < 3; ++a)
            for (unsigned b = 0; b < 3; ++b)
              turned[i][j] += matrix[i][a] * matrix[j][b] * tensor[a][b];
      return {{turned[0][0], turned[1][1], turned[2][2], turned[1][2], turned[0][2], turned[0][1]}};
    }

    materials::Voigt strain(materials::Voigt voigt) const
    {
      for (unsigned i = 3; i < 6; ++i)
        voigt[i] /= 2;
      voigt = stress(voigt);
      for (unsigned i = 3; i < 6; ++i)
        voigt[i] *= 2;
      return voigt;
    }
  };

  /// Random steps with a fixed seed: 1e-4 s to 1e5 s, 280 K to 520 K, strains to 1 %, cure that grows.
  class RandomJourney
  {
  public:
    explicit RandomJourney(unsigned seed) : engine_(seed) {}

    double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }

    template <typename Law>
    materials::PointStep step_from(const Path<Law> &path)
    {
      materials::PointStep step;
      step.duration = std::pow(10., between(-4, 5));
      step.temperature = {{path.temperature(), between(0, 1) < 0.3 ? path.temperature() : between(280, 520)}};
      step.cure = {{path.cure(), path.cure() + (1 - path.cure()) * between(0, 0.3)}};
      step.strain[0] = path.strain();
      step.strain[1] = path.strain();
      if (between(0, 1) < 0.8)
        for (double &component : step.strain[1])
          component = between(-1e-2, 1e-2);
      return step;
    }

    Rotation rotation()
    {
      // From a random unit quaternion.
      std::array<double, 4> q;
      double norm = 0;
      std::normal_distribution<double> normal;
      for (double &component : q)
        {
          component = normal(engine_);
          norm += component * component;
        }
      for (double &component : q)
        component /= std::sqrt(norm);
      const auto [w, x, y, z] = q;
      return {{{{{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)}},
                {{2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)}},
                {{2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}}}}};
    }

  private:
    std::mt19937 engine_;
  };

  /// Largest difference of the tangent from central differences of the stress, relative to its largest entry.
  template <typename Law>
  double tangent_error(const Law &law, const std::vector<double> &state, const materials::PointStep &step, double size)
  {
    std::vector<double> next(state.size());
    const materials::VoigtMatrix tangent = matrix(law.advance(step, state.data(), next.data()).tangent);
    double largest = 0, error = 0;
    for (unsigned j = 0; j < 6; ++j)
      {
        materials::PointStep up = step, down = step;
        up.strain[1][j] += size;
        down.strain[1][j] -= size;
        const materials::Voigt high = law.advance(up, state.data(), next.data()).stress;
        const materials::Voigt low = law.advance(down, state.data(), next.data()).stress;
        for (unsigned i = 0; i < 6; ++i)
          {
            largest = std::max(largest, std::abs(tangent[i][j]));
            error = std::max(error, std::abs((high[i] - low[i]) / (2 * size) - tangent[i][j]));
          }
      }
    return error / largest;
  }
} // namespace sagitta::tests
