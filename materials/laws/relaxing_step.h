#pragma once

#include <vector>

namespace sagitta::materials
{
  /// How many deviators q_j and mean stresses p_k a law has whose stress is their sum.
  struct RelaxingParts
  {
    unsigned shear;
    unsigned bulk;
  };

  /// What a step does to the memory of a law that is isotropic and linear in the change of mechanical strain dm, for all points that share
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
