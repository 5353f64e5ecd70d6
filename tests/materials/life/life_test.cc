// Models of fatigue: their formulas, and a package whose life was measured.

#include <tests/verification_record.h>

#include <materials/life/life.h>

#include <gtest/gtest.h>

#include <cmath>

namespace sagitta::tests
{
  namespace
  {
    const materials::LifeModel &model(const std::string &name)
    {
      return *materials::find_life_model(name);
    }

    TEST(LifeModels, AreTheirPublishedFormulas)
    {
      const materials::CycleDamage damage{.05, .2e6};
      EXPECT_DOUBLE_EQ(cycles_to_failure(model("syed_2004_energy"), damage, 0), 1 / (.0019 * .2));
      EXPECT_DOUBLE_EQ(cycles_to_failure(model("syed_2004_strain"), damage, 0), 1 / (.0513 * .05));
      // Cycles to the start of a crack and along its path of 0.4 mm, with the energy in MPa.
      const double start = 37.97 / std::pow(.2, 2.8), growth = 3.99e-6 * std::pow(.2, 2.05);
      EXPECT_NEAR(cycles_to_failure(model("darveaux_motalab_2012"), damage, .4e-3), start + .4e-3 / growth, 1e-9 * start);
    }

    TEST(LifeModels, GiveAnInfiniteLifeWithoutDamage)
    {
      for (const materials::LifeModel &any : materials::life_models())
        EXPECT_TRUE(std::isinf(cycles_to_failure(any, {0, 0}, 1e-3))) << any.name;
    }

    TEST(LifeModels, PredictTheMeasuredLifeOfABallGridArrayFromItsPublishedEnergy)
    {
      // 19 mm package, 288 balls of SAC305, -40/125 degC: dW of about 0.20 MPa per cycle, N63.2 = 4719.
      const double life = cycles_to_failure(model("syed_2004_energy"), {0, .20e6}, 0);
      EXPECT_GT(life, 4719. / 2);
      EXPECT_LT(life, 4719. * 2);
      record({"19 mm PBGA", life, 4719, "cycles", "factor 2", "measured N63.2, from the published dW of 0.20 MPa", "docs/theory/life.md"});
    }

    TEST(LifeModels, HaveNamesAndSources)
    {
      EXPECT_EQ(materials::find_life_model("syed"), nullptr);
      for (const materials::LifeModel &any : materials::life_models())
        EXPECT_FALSE(any.source.empty() || any.description.empty() || any.alloy.empty()) << any.name;
    }
  } // namespace
} // namespace sagitta::tests
