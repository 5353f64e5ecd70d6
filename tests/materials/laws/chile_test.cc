#include <materials/laws/chile.h>
#include <materials/laws/elastic.h>

#include <tests/materials/law_paths.h>
#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

using namespace sagitta::materials;
using namespace sagitta::tests;

namespace
{
  const DiBenedetto transition{260, 423, 0.4};

  /// Glass below Tg - 20 K, rubber above Tg + 10 K, a liquid up to the gel point.
  ChileLaw by_transition(double gel_point = 0)
  {
    return {
        TransitionModuli{TemperatureFunction({-20, 10}, {20e9, 1e9}), TemperatureFunction({-20, 10}, {0.3, 0.42}), transition, gel_point}};
  }

  ChileLaw by_cure(double curvature)
  {
    return {
        CureModuli{TemperatureFunction(1e7), TemperatureFunction({300, 450}, {4e9, 2e9}), TemperatureFunction(0.35), 0.3, 0.9, curvature}};
  }

  ElasticLaw elastic()
  {
    return {IsotropicElasticity{TemperatureFunction({300, 450}, {20e9, 2e9}), TemperatureFunction(0.3)}};
  }

  /// Young's modulus [Pa] that a law shows at fixed temperature and cure: stress of a uniaxial strain, at nu known.
  double apparent_young(const ChileLaw &law, double temperature, double cure, double poisson)
  {
    Path path(law, temperature, cure);
    Voigt strain{{1e-3, -poisson * 1e-3, -poisson * 1e-3, 0, 0, 0}};
    path.go(1, temperature, cure, strain);
    return path.stress()[0] / 1e-3;
  }
} // namespace

TEST(Chile, HasItsModuliAtFixedTemperatureAndCure)
{
  for (const double x : {0.2, 0.6, 1.})
    {
      const double tg = transition.value(x);
      EXPECT_NEAR(apparent_young(by_transition(), tg - 50, x, 0.3), 20e9, 1);
      EXPECT_NEAR(apparent_young(by_transition(), tg + 50, x, 0.42), 1e9, 1);
      EXPECT_NEAR(apparent_young(by_transition(), tg - 5, x, 0.36), 10.5e9, 1e-6 * 10.5e9);
    }
  EXPECT_NEAR(apparent_young(by_cure(0), 300, 0.1, 0.35), 1e7, 1e-3);
  EXPECT_NEAR(apparent_young(by_cure(0), 300, 0.95, 0.35), 4e9, 1);
  EXPECT_NEAR(apparent_young(by_cure(0), 375, 0.6, 0.35), 0.5 * 1e7 + 0.5 * 3e9, 1);
  // Bogetti and Gillespie's curvature adds c m (1 - m) of the difference.
  EXPECT_NEAR(apparent_young(by_cure(0.4), 375, 0.6, 0.35), 0.5 * 1e7 + 0.5 * 3e9 + 0.1 * (3e9 - 1e7), 1);
}

TEST(Chile, ReadsTheModuliOfFullCureFromACardAndShiftsThemWithTheTransition)
{
  const IsotropicElasticity cured{TemperatureFunction({300, 400, 440}, {20e9, 15e9, 1e9}), TemperatureFunction(0.3)};
  const ChileLaw law = chile_from_cured(cured, transition, 0.5);
  for (const double temperature : {290., 350., 410., 500.})
    {
      EXPECT_NEAR(apparent_young(law, temperature, 1, 0.3), cured.young.value(temperature), 1e-6 * 1e9);
      EXPECT_NEAR(apparent_young(law, temperature - 423 + transition.value(0.7), 0.7, 0.3), cured.young.value(temperature), 1e-6 * 1e9);
    }
}

TEST(Chile, IsALiquidUpToTheGelPoint)
{
  const ChileLaw law = by_transition(0.6);
  // K of the rubber: E / (3 (1 - 2 nu)). Of the shear modulus a millionth of the glassy one is left: 20 GPa / 2.6 * 1e-6.
  const double bulk = 1e9 / (3 * 0.16), shear = 20e9 / 2.6 * 1e-6;
  for (const double x : {0., 0.3, 0.6})
    {
      Path path(law, 473, x);
      path.go(1, 473, x, {{1e-2, 0, 0, 0, 0, 1e-2}});
      EXPECT_NEAR(path.stress()[5], 1e-2 * shear, 1e-9 * shear);
      EXPECT_NEAR(path.stress()[0] - path.stress()[1], 2e-2 * shear, 1e-6 * shear);
      EXPECT_NEAR((path.stress()[0] + path.stress()[1] + path.stress()[2]) / 3, 1e-2 * bulk, 1e-9 * bulk) << "it has a pressure";
    }
  EXPECT_NEAR(apparent_young(law, 473, 0.61, 0.42), 1e9, 1) << "beyond the gel point it is what the cured one is there";
  // A step over the gel point: the shear strain before it gives no stress. From 0.4 to 0.9 three fifths of the strain are left.
  Path over(law, 473, 0.4);
  over.go(1, 473, 0.9, {{0, 0, 0, 0, 0, 1e-3}});
  EXPECT_NEAR(over.stress()[5], 1e-3 * (0.6 * 1e9 / 2.84 + 0.4 * shear), 1e-9 * 1e6);
  // The law in a mesh: no bulk modulus either, but no less than that of a solid without lateral contraction.
  ChileLaw in_mesh = law;
  std::get<TransitionModuli>(in_mesh.moduli).liquid_bulk = 0;
  const RelaxingStep step = in_mesh.relaxing_step({1, {473, 473}, {0.3, 0.3}, {}});
  EXPECT_NEAR(step.shear_modulus(), shear, 1e-9 * shear);
  EXPECT_NEAR(step.bulk_modulus(), 2. / 3 * shear, 1e-9 * shear);
}

TEST(Chile, StiffeningAtConstantStrainAddsNoStress)
{
  Path path(by_cure(0), 300, 0.1);
  const Voigt strain{{1e-2, 0, 0, 0, 0, 1e-2}};
  path.go(1, 300, 0.1, strain);
  const Voigt before = path.stress();
  path.go(100, 300, 1, strain);
  for (unsigned i = 0; i < 6; ++i)
    EXPECT_EQ(path.stress()[i], before[i]);
}

TEST(Chile, IsIndependentOfTheStep)
{
  // The mean of the moduli over a step is integrated to 1e-12 of the moduli but for corners of tables, 1e-11 with 100 steps.
  for (const ChileLaw &law : {by_transition(), by_transition(0.5), by_cure(0.3)})
    {
      const Voigt end{{2e-3, -1e-3, 5e-4, 1e-3, 0, -2e-3}};
      Path whole(law, 480, 0.2), parts(law, 480, 0.2);
      whole.go(600, 300, 0.95, end);
      for (unsigned i = 1; i <= 100; ++i)
        {
          Voigt strain = end;
          for (double &component : strain)
            component *= i / 100.;
          parts.go(6, 480 - 1.8 * i, 0.2 + 0.0075 * i, strain);
        }
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(parts.stress()[i], whole.stress()[i], 1e-9 * 2e7);
    }
}

TEST(Chile, StressAfterACoolDownIsTheIntegralOfTheModulus)
{
  // Strain in proportion to the temperature: s_xy = integral of G d(gamma), with G from the closed form of the table (nu fixed here).
  ChileLaw law = by_transition();
  std::get<TransitionModuli>(law.moduli).poisson = TemperatureFunction(0.3);
  Path path(law, 463, 1);
  Voigt strain{};
  strain[5] = 1e-3;
  path.go(100, 363, 1, strain);
  // 30 K at 1 GPa, 30 K between, 40 K at 20 GPa of the 100 K.
  EXPECT_NEAR(path.stress()[5], 1e-3 / 2.6 * (0.3 * 1e9 + 0.3 * 10.5e9 + 0.4 * 20e9), 1e-8 * 1e7);
}

TEST(Chile, ReturnsMoreWorkThanWasDoneWhenHeatedUnderStrain)
{
  // The known limit of the law, stated in its documentation: strained cold and released hot it gives (E_cold - E_hot) e^2 / 2 more work
  // than it has taken. Where this matters, the elastic or the viscoelastic law is to be used.
  const ChileLaw law = by_transition();
  Path path(law, 300, 1);
  Voigt strain{};
  strain[5] = 1e-3;
  path.go(1, 300, 1, strain);
  const double cold = path.stress()[5];
  double work = 0.5 * cold * 1e-3;
  path.go(1, 480, 1, strain);
  EXPECT_EQ(path.stress()[5], cold);
  path.go(1, 480, 1, {});
  work -= 0.5 * (cold + path.stress()[5]) * 1e-3;
  const double cold_shear = 20e9 / 2.6, hot_shear = 1e9 / 2.84;
  EXPECT_NEAR(work, -0.5 * (cold_shear - hot_shear) * 1e-6, 1e-9 * cold_shear * 1e-6);
}

TEST(Chile, TangentIsTheDerivativeOfTheStress)
{
  RandomJourney random(5);
  for (unsigned i = 0; i < 200; ++i)
    for (const ChileLaw &law : {by_transition(), by_transition(0.4), by_cure(-0.5)})
      {
        Path path(law, 440, 0.3);
        path.go(random.step_from(path));
        EXPECT_LT(tangent_error(law, path.state(), random.step_from(path), 1e-4), 1e-8);
      }
}

TEST(Chile, RotatedStrainGivesRotatedStress)
{
  RandomJourney random(31);
  for (unsigned i = 0; i < 1000; ++i)
    {
      const Rotation rotation = random.rotation();
      Path path(by_transition(), 440, 0.2), turned(by_transition(), 440, 0.2);
      for (unsigned j = 0; j < 3; ++j)
        {
          PointStep step = random.step_from(path);
          path.go(step);
          for (Voigt &strain : step.strain)
            strain = rotation.strain(strain);
          turned.go(step);
        }
      const Voigt expected = rotation.stress(path.stress());
      for (unsigned k = 0; k < 6; ++k)
        EXPECT_NEAR(turned.stress()[k], expected[k], 1e-12 * 4e8); // 1 % of 20 GPa and the bulk
    }
}

TEST(ElasticLaw, IsInTotalFormAndIndependentOfThePath)
{
  const ElasticLaw law = elastic();
  const Voigt strain{{1e-3, -2e-4, 3e-4, 4e-4, -5e-4, 6e-4}};
  Path direct(law, 400, 1), around(law, 400, 1);
  direct.go(1, 400, 1, strain);
  around.go(1, 300, 1, {{5e-3, 0, 0, 0, 0, 0}});
  around.go(1, 450, 1, strain);
  around.go(1, 400, 1, strain);
  const Voigt expected = stiffness(law.elasticity, 400).stress(strain);
  for (unsigned i = 0; i < 6; ++i)
    {
      EXPECT_EQ(direct.stress()[i], expected[i]);
      EXPECT_EQ(around.stress()[i], expected[i]);
    }
  EXPECT_EQ(around.response().dissipation, 0);
}

TEST(ElasticLaw, TangentIsTheDerivativeOfTheStressForCrystalsToo)
{
  RandomJourney random(5);
  const ElasticLaw silicon{CubicElasticity{TemperatureFunction(165.7e9), TemperatureFunction(63.9e9), TemperatureFunction(79.6e9), 0}};
  for (const ElasticLaw &law : {elastic(), silicon})
    {
      Path path(law, 400, 1);
      EXPECT_LT(tangent_error(law, path.state(), random.step_from(path), 1e-4), 1e-8);
    }
}

TEST(Chile, RefusesInvalidConstantsWithAMessage)
{
  const auto refused = [](const ChileLaw &law) {
    std::vector<double> state(6);
    return refusal([&] { law.initialise(300, 1, state.data()); });
  };
  const auto spoilt_transition = [&](const std::function<void(TransitionModuli &)> &spoil) {
    ChileLaw law = by_transition();
    spoil(std::get<TransitionModuli>(law.moduli));
    return refused(law);
  };
  const auto spoilt_cure = [&](const std::function<void(CureModuli &)> &spoil) {
    ChileLaw law = by_cure(0);
    spoil(std::get<CureModuli>(law.moduli));
    return refused(law);
  };
  EXPECT_EQ(refused(by_transition()), "");
  EXPECT_NE(spoilt_transition([](auto &m) {
              m.young = TemperatureFunction({-20, 10}, {20e9, -1});
            }).find("must be positive"),
            std::string::npos);
  EXPECT_NE(spoilt_transition([](auto &m) { m.poisson = TemperatureFunction(0.5); }).find("Poisson"), std::string::npos);
  EXPECT_NE(spoilt_transition([](auto &m) {
              m.glass_transition = DiBenedetto{260, 100, 0.4};
            }).find("increase with the degree of cure"),
            std::string::npos);
  EXPECT_NE(spoilt_transition([](auto &m) { m.gel_point = 1; }).find("gel point"), std::string::npos);
  EXPECT_NE(spoilt_cure([](auto &m) { m.end = 0.2; }).find("begin"), std::string::npos);
  EXPECT_NE(spoilt_cure([](auto &m) { m.curvature = 2; }).find("curvature"), std::string::npos);
  EXPECT_NE(spoilt_cure([](auto &m) { m.cured = TemperatureFunction(0.); }).find("after hardening"), std::string::npos);
  EXPECT_NE(refusal([] {
              ElasticLaw{IsotropicElasticity{TemperatureFunction(1e9), TemperatureFunction(0.5)}}.initialise(300, 1, nullptr);
            }).find("Poisson"),
            std::string::npos);
}
