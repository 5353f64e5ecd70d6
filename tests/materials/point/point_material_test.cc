#include <materials/cure/cure_step.h>
#include <materials/laws/law_table.h>
#include <materials/point/point_material.h>

#include <tests/refusal.h>

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

    TEST(MaterialAtAPoint, HasTheLawsThatItsCardHasConstantsFor)
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
      const FreeStrain free = make_free_strain(resin(), 298.15);
      const std::array<double, 3> strain = free.at(398.15, 0.75);
      for (unsigned i = 0; i < 3; ++i)
        EXPECT_NEAR(strain[i], 30e-6 * 100 - 0.5 * 0.01, 1e-15); // half way from the gel point to full cure
    }

    /// One segment without stress.
    PathSegment free_segment(double temperature, double cure)
    {
      PathSegment segment;
      segment.duration = 600;
      segment.temperature = temperature;
      segment.cure = cure;
      segment.control.fill(Control::stress);
      segment.target = {};
      segment.points = 1;
      return segment;
    }

    TEST(MaterialAtAPoint, ExpandsByTheGlassTransitionOfItsCure)
    {
      Material material = resin();
      material.expansion = GlassTransitionExpansion{{{10e-6, 10e-6, 10e-6}}, {{40e-6, 40e-6, 40e-6}}, 423.15};
      const auto transition = [](double x) { return 250 + 173.15 * .5 * x / (1 - .5 * x); }; // as in resin()
      const MaterialLaw law = make_law(material, "elastic");
      // Half cured it passes 307.7 K, there and back.
      const PointPath path{280, .5, {free_segment(340, .5), free_segment(280, .5)}};
      const std::vector<PointRecord> records = drive(law, make_free_strain(material, 280), path);
      EXPECT_NEAR(records[1].strain[0], 10e-6 * (transition(.5) - 280) + 40e-6 * (340 - transition(.5)), 1e-9);
      EXPECT_NEAR(records[2].strain[0], 0, 1e-9);
      // Curing while it is heated, beyond the gel point: the slope summed up, less the shrinkage.
      const PointPath curing{300, .5, {free_segment(440, .9)}};
      constexpr unsigned n = 100000;
      double expected = -.01 * (.9 - .5) / .5;
      for (unsigned i = 0; i < n; ++i)
        {
          const double share = (i + .5) / n;
          expected += (300 + 140 * share < transition(.5 + .4 * share) ? 10e-6 : 40e-6) * 140 / n;
        }
      // The steps resolve the strain to 1e-5 of the elastic strain of the largest stress, which is none; to 1e-6 of a strain of one then.
      EXPECT_NEAR(drive(law, make_free_strain(material, 300), curing).back().strain[0], expected, 1e-7);
    }

    TEST(MaterialAtAPoint, ACardWithoutExpansionIsNamedWhenThePathChangesTheTemperature)
    {
      Material material = resin();
      material.expansion.reset();
      const FreeStrain free = make_free_strain(material, 298.15);
      EXPECT_NO_THROW(free.at(298.15, 1));
      const std::string said = refusal([&] { free.at(300, 1); });
      EXPECT_NE(said.find("resin gives no expansion"), std::string::npos) << said;
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
      const FreeStrain free = make_free_strain(material, 298.15);
      const PointRecord elastic = drive(make_law(material, "elastic"), free, path).back();
      // The elastic law in total form depends on the end alone: back at the start, all that is left is the shrinkage.
      const double shrinkage = 0.01 * (elastic.cure - 0.5) / 0.5;
      EXPECT_NEAR(elastic.stress[0], young / (1 - poisson) * shrinkage, 1e-6 * elastic.stress[0]);
      const PointRecord chile = drive(make_law(material, "chile"), free, path).back();
      // CHILE keeps the stress that arose while the resin was soft, so that the cold end is in tension, by cooling as well as by shrinkage.
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
      const MaterialLaw law = make_law(material, "viscoelastic");
      const DynamicTest test{1e-3, 1, 8, 128};
      for (const double frequency : {0.1, 1., 10.})
        {
          const double omega = 2 * 3.14159265358979 * frequency;
          const std::complex<double> g(shear.storage(omega), shear.loss(omega)), e = 9 * 8e9 * g / (3 * 8e9 + g);
          const auto records = drive(law, make_free_strain(material, 300), dynamic_path(test, 300, frequency));
          const DynamicModulus modulus = dynamic_modulus(test, records, frequency);
          EXPECT_NEAR(modulus.storage / e.real(), 1, 2e-3);
          EXPECT_NEAR(modulus.loss, e.imag(), 2e-3 * e.real());
        }
    }
  } // namespace
} // namespace sagitta::tests
