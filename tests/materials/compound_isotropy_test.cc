#include <materials/compound/elastic_estimate.h>
#include <materials/elasticity.h>
#include <tests/materials/law_paths.h>
#include <tests/materials/random_compound.h>

#include <gtest/gtest.h>

#include <cmath>

using namespace sagitta::materials;
using namespace sagitta::tests;

TEST(ElasticEstimates, AreIsotropicInFiveThousandRandomCompositionsAndDirections)
{
  // Particles of all orientations make an isotropic compound: its stress turns with the strain. 1e-12 of the largest product is rounding.
  RandomCompound random(6);
  RandomJourney directions(6);
  for (unsigned i = 0; i < 5000; ++i)
    {
      const auto particles = random.inclusions(1, false, 0.6);
      const ElasticEstimate estimate = estimate_elasticity(ElasticScheme::mori_tanaka, random.moduli(), particles);
      const OrthotropicStiffness stiffness = isotropic_stiffness(estimate.moduli.young(), estimate.moduli.poisson());
      ASSERT_TRUE(stiffness.is_positive_definite()) << i;
      const Rotation rotation = directions.rotation();
      Voigt strain;
      for (double &component : strain)
        component = directions.between(-1, 1);
      const Voigt turned = stiffness.stress(rotation.strain(strain)), expected = rotation.stress(stiffness.stress(strain));
      for (unsigned c = 0; c < 6; ++c)
        ASSERT_NEAR(turned[c], expected[c], 1e-12 * (std::abs(stiffness.c11) + std::abs(stiffness.c12)) * 10) << i;
    }
}
