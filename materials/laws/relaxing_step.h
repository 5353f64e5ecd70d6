#pragma once

#include <materials/laws/voigt.h>

#include <array>
#include <vector>

namespace sagitta::materials
{
  /// A deviator has no trace: five of its components are stored, and zz is the negative sum of xx and yy.
  constexpr unsigned n_deviator_values = 5;
  constexpr std::array<unsigned, n_deviator_values> deviator_components = {{0, 1, 3, 4, 5}};

  /// The deviator with these stored values.
  inline Voigt deviator_of(const double *stored)
  {
    return {{stored[0], stored[1], -stored[0] - stored[1], stored[2], stored[3], stored[4]}};
  }

  /// How many deviators q_j and mean stresses p_k a law has whose stress is their sum. They are the state of the law, in this form: the
  /// stored values of every deviator, then the mean stresses [Pa].
  struct RelaxingParts
  {
    unsigned shear;
    unsigned bulk;

    /// Numbers in the state of one point.
    unsigned state_size() const { return n_deviator_values * shear + bulk; }
  };

  /// What a step does to the state of a law that is isotropic and linear in the change of mechanical strain dm, for all points that share
  /// temperature and cure. The stress is a sum of deviators q_j and mean stresses p_k, and over the step
  ///   q_j <- decay_j q_j + 2 gain_j dev(dm),   p_k <- decay_k p_k + gain_k tr(dm).
  /// Source: docs/theory/history.md, Eqs. (1), (2).
  struct RelaxingStep
  {
    struct Part
    {
      double decay; ///< [-]
      double gain;  ///< [Pa]
    };

    std::vector<Part> shear;
    std::vector<Part> bulk;

    /// The tangent: 2 G dev + K 1 x 1 [Pa].
    double shear_modulus() const { return sum_of_gains(shear); }
    double bulk_modulus() const { return sum_of_gains(bulk); }

    /// Takes the state of one point over the step, in which the mechanical strain changes by `change`; `new_state` is written whole.
    /// Returns the stress at the end [Pa].
    Voigt advance(const Voigt &change, const double *old_state, double *new_state) const;

  private:
    static double sum_of_gains(const std::vector<Part> &parts)
    {
      double sum = 0;
      for (const Part &part : parts)
        sum += part.gain;
      return sum;
    }
  };
} // namespace sagitta::materials
