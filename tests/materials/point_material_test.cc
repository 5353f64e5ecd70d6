#include <materials/cure/cure_step.h>
#include <materials/point/material_law.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    constexpr double young = 10e9, poisson = 0.3;

    /// A resin that cures, with everything a card can give for it.
    Material resin()
    {
      Material material;
      material.name = "resin";
      material.elasticity = IsotropicElasticity{TemperatureFunction({398.15, 448.15}, {young, 0.1e9}), TemperatureFunction(poisson)};
      const TemperatureFunction coefficient(30e-6);
      material.expansion = TangentExpansion{{coefficient, coefficient, coefficient}};
      material.cure = Cure{{SingleStep{{1e6, 70e3}, 0, 1}, NoDiffusionControl{}},
                           1e5,
                           0.05,
                           0.5,
                           DiBenedetto{250, 423.15, 0.5},
                           NetworkShrinkage(0.5, 0.01)};
      return material;
    }

    CureRampTest ramp()
    {
      return {298.15, 423.15, 298.15, 5. / 60, 3600, Constraint::biaxial, 0.05, 50};
    }

    TEST(MaterialAtAPoint, OffersTheLawsItsCardHasConstantsFor)
    {
      Material material = resin();
      EXPECT_EQ(law_names(material), (std::vector<std::string>{"elastic", "chile"}));
      material.inelasticity.emplace("mine", PlasticConstants{LinearHardening{TemperatureFunction(50e6), TemperatureFunction(0)}, {}});
      EXPECT_EQ(law_names(material).back(), "mine");
      material.cure.reset();
      EXPECT_EQ(law_names(material), (std::vector<std::string>{"elastic", "mine"}));
      material.elasticity.reset();
      EXPECT_TRUE(law_names(material).empty());
    }

    TEST(MaterialAtAPoint, FreeStrainIsExpansionAndShrinkageTogether)
    {
      const FreeStrain free = free_strain(resin(), 298.15);
      const Voigt strain = free(398.15, 0.75);
      for (unsigned i = 0; i < 3; ++i)
        EXPECT_NEAR(strain[i], 30e-6 * 100 - 0.5 * 0.01, 1e-15); // half way from the gel point to full cure
      EXPECT_EQ(strain[3], 0);
    }

    TEST(MaterialAtAPoint, ACardWithoutExpansionIsNamedWhenThePathChangesTheTemperature)
    {
      Material material = resin();
      material.expansion.reset();
      const FreeStrain free = free_strain(material, 298.15);
      EXPECT_NO_THROW(free(298.15, 1));
      try
        {
          free(300, 1);
          FAIL();
        }
      catch (const std::invalid_argument &error)
        {
          EXPECT_NE(std::string(error.what()).find("resin gives no expansion"), std::string::npos) << error.what();
        }
    }

    TEST(MaterialAtAPoint, ACureRampFollowsTheKinetics)
    {
      // First order: -ln(1 - x) grows by the integral of k(T(t)), summed here by the midpoint rule on the ramps.
      const Material material = resin();
      const CureRampTest test = ramp();
      const PointPath path = cure_ramp_path(test, cure_after(material));
      const auto k = [](double temperature) { return 1e6 * std::exp(-70e3 / (8.31446261815324 * temperature)); };
      double exponent = k(test.temperature) * test.hold;
      const unsigned pieces = 20000;
      const double duration = (test.temperature - test.start) / test.rate;
      for (unsigned i = 0; i < pieces; ++i)
        exponent += 2 * k(test.start + (test.temperature - test.start) * (i + 0.5) / pieces) * duration / pieces;
      EXPECT_NEAR(path.segments.back().cure, 1 - 0.95 * std::exp(-exponent), 1e-6);
    }

    TEST(MaterialAtAPoint, ACureRampUnderChileEndsInTensionAndTheElasticOneWithTheStressOfItsEndState)
    {
      const Material material = resin();
      const PointPath path = cure_ramp_path(ramp(), cure_after(material));
      const FreeStrain free = free_strain(material, 298.15);
      const PointRecord elastic = drive(point_law(material, "elastic"), free, path).back();
      // The elastic law in total form only knows the end: back at the start, all that is left is the shrinkage.
      const double shrinkage = 0.01 * (elastic.cure - 0.5) / 0.5;
      EXPECT_NEAR(elastic.stress[0], young / (1 - poisson) * shrinkage, 1e-6 * elastic.stress[0]);
      const PointRecord chile = drive(point_law(material, "chile"), free, path).back();
      // CHILE keeps what was built while the resin was soft, so that the cold end is in tension, by cooling as well as by shrinkage.
      EXPECT_GT(chile.stress[0], 0);
      EXPECT_NEAR(chile.stress[2], 0, 1);
    }
    TEST(MaterialAtAPoint, ADynamicTestOfAViscoelasticCardIsItsClosedForm)
    {
      // Bulk elastic, shear of two arms: the bar has E* = 9 K G*/(3 K + G*). Straight pieces between 128 points alias by about (1/128)^2,
      // and eight cycles leave exp(-8) at most of the start.
      Material material = resin();
      const RelaxingModulus shear{4e9, {{0.4, 0.1}, {0.3, 2}}, {}}, bulk{8e9, {}, {}};
      material.viscoelasticity = ViscoelasticLaw{shear, bulk, Shift{TabulatedShift{TemperatureFunction(0)}, {}}};
      EXPECT_EQ(law_names(material).back(), "viscoelastic");
      const PointLaw law = point_law(material, "viscoelastic");
      const DynamicTest test{1e-3, 1, 8, 128};
      for (const double frequency : {0.1, 1., 10.})
        {
          const double omega = 2 * 3.14159265358979 * frequency;
          const std::complex<double> g(shear.storage(omega), shear.loss(omega)), e = 9 * 8e9 * g / (3 * 8e9 + g);
          const auto records = drive(law, free_strain(material, 300), dynamic_path(test, 300, frequency));
          const DynamicModulus modulus = dynamic_modulus(test, records, frequency);
          EXPECT_NEAR(modulus.storage / e.real(), 1, 2e-3);
          EXPECT_NEAR(modulus.loss, e.imag(), 2e-3 * e.real());
        }
    }
  } // namespace
} // namespace sagitta::tests
