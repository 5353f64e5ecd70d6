// The estimated error of conjugate gradients for sequences of steps whose error is known.

#include <solver/layered/multigrid/energy_error.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using sagitta::layered::EnergyError;

  TEST(EnergyError, IsExactForAConstantReductionPerStep)
  {
    const double energy = 7, factor = .1;
    EnergyError error;
    double squared = energy, residual = 1;
    for (unsigned step = 1; step <= 6; ++step)
      {
        const double left = factor * factor * squared;
        error.add_step(squared - left, residual, factor * residual);
        squared = left;
        residual *= factor;
        error.set_energy(energy);
        EXPECT_NEAR(error.after_step(residual), std::sqrt(squared / energy), 1e-12 * factor);
      }
  }

  TEST(EnergyError, OfATrueResidualIsComputedAfterAStep)
  {
    EnergyError error;
    error.add_step(1., 1., 1e-9);
    EXPECT_FALSE(error.has_true_error());
    error.restart();
    // The true residual was 1e-6, but its energy is 1e-20 of the whole.
    error.add_step(1e-20, 1e-6, 1e-7);
    EXPECT_TRUE(error.has_true_error());
    EXPECT_NEAR(error.at_begin(), 1e-10, 1e-12);
    EXPECT_FALSE(error.is_at_rounding()) << "nothing to compare with";
    error.restart();
    error.add_step(.9e-20, 1e-6, 1e-7);
    EXPECT_TRUE(error.is_at_rounding());
  }

  TEST(EnergyError, IsUnknownWithoutEnergy)
  {
    EnergyError error;
    error.add_step(0., 1., .5);
    EXPECT_EQ(error.at_begin(), EnergyError::unknown);
    EXPECT_EQ(error.after_step(.5), EnergyError::unknown);
    EXPECT_EQ(error.after_step(0.), 0.);
  }
} // namespace
