#include <tests/materials/point_checks.h>
#include <tests/refusal.h>

#include <materials/expansion.h>
#include <materials/laws/anand.h>
#include <materials/laws/garofalo.h>
#include <materials/laws/plasticity.h>
#include <materials/point/drive.h>
#include <materials/point/presets.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    constexpr double young = 50e9, poisson = 0.35;

    TemperatureFunction constant(double value)
    {
      return TemperatureFunction(value);
    }

    const IsotropicElasticity elastic{constant(young), constant(poisson)};

    /// Elastic: plasticity that never yields.
    MaterialLaw elastic_law()
    {
      return MaterialLaw(Plasticity{elastic, {LinearHardening{constant(1e15), constant(0)}, {}}});
    }

    MaterialLaw plastic_law(double yield, double modulus)
    {
      return MaterialLaw(Plasticity{elastic, {LinearHardening{constant(yield), constant(modulus)}, {}}});
    }

    const AnandConstants motalab{21.0e6, 9320, 3501, 4.0, 0.25, 180000e6, 30.2e6, 0.01, 1.78};

    const FreeStrain nothing{[](double, double) { return std::array<double, 3>{}; }, {}};

    /// 20 ppm/K, and 1 % of shrinkage over the cure.
    const FreeStrain expands{[](double temperature, double cure) {
                               const double strain = 20e-6 * temperature - 0.01 * cure;
                               return std::array<double, 3>{{strain, strain, strain}};
                             },
                             {}};

    PathSegment segment(double duration, double temperature, const std::string &control, const Voigt &target, unsigned points = 1,
                        double cure = 1)
    {
      PathSegment result{duration, temperature, cure, {}, target, points};
      for (unsigned i = 0; i < 6; ++i)
        result.control[i] = control[i] == 'e' ? Control::strain : Control::stress;
      return result;
    }

    /// A linear viscoelastic bar of one Maxwell arm, incompressible on the side: only its uniaxial stress matters. Stress and strain along
    /// x follow s' + s/tau = E e', integrated exactly for a constant rate; the other stresses are elastic and uncoupled.
    struct MaxwellBar
    {
      double modulus, time;
      unsigned state_size() const { return 1; }
      TangentForm tangent_form() const { return TangentForm::full; }
      void initialise(double, double, double *state) const { state[0] = 0; }
      PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const
      {
        const double decay = std::exp(-step.duration / time), part = time / step.duration * (1 - decay);
        PointResponse response{};
        new_state[0] = old_state[0] * decay + modulus * part * (step.strain[1][0] - step.strain[0][0]);
        response.stress[0] = new_state[0];
        VoigtMatrix tangent{};
        tangent[0][0] = modulus * part;
        for (unsigned i = 1; i < 6; ++i)
          {
            response.stress[i] = modulus * step.strain[1][i];
            tangent[i][i] = modulus;
          }
        response.tangent = tangent;
        return response;
      }
    };

    TEST(PointDriver, AnyMixtureOfControlsFollowsHookesLaw)
    {
      const PointPath path{300, 1, {segment(1, 300, "esesse", {1e-3, 20e6, -5e-4, 3e6, 0, 2e-4}, 4)}};
      const std::vector<PointRecord> records = drive(elastic_law(), nothing, path);
      ASSERT_EQ(records.size(), 5u);
      const PointRecord &end = records.back();
      const double shear = young / (2 * (1 + poisson));
      EXPECT_NEAR(end.time, 1, 1e-12);
      EXPECT_EQ(end.strain[0], 1e-3);
      EXPECT_NEAR(end.stress[1], 20e6, 1);
      EXPECT_NEAR(end.strain[3], 3e6 / shear, 1e-12);
      EXPECT_NEAR(end.stress[5], shear * 2e-4, 1);
      for (unsigned i = 0; i < 3; ++i)
        {
          const unsigned j = (i + 1) % 3, k = (i + 2) % 3;
          EXPECT_NEAR(end.strain[i], (end.stress[i] - poisson * (end.stress[j] + end.stress[k])) / young, 1e-12);
        }
    }

    TEST(PointDriver, FollowsABackStressWhereverYieldBegins)
    {
      // Of Armstrong and Frederick, C and g, under uniaxial stress: s = Y + C / g (1 - exp(-g p)), strain s / E + p.
      constexpr double kinematic = 30e9, recovery = 300, strain = 4e-3;
      for (const double share : {.3, .505, .6, .7, .8, .9}) // of the strain is elastic
        {
          const double yield = share * strain * young;
          const MaterialLaw law(
              Plasticity{elastic, {LinearHardening{constant(yield), constant(0)}, {{constant(kinematic), constant(recovery)}}}});
          const auto stress = [&](double plastic) { return yield + kinematic / recovery * (1 - std::exp(-recovery * plastic)); };
          double low = 0, high = strain;
          for (unsigned i = 0; i < 60; ++i)
            {
              const double plastic = (low + high) / 2;
              (stress(plastic) / young + plastic < strain ? low : high) = plastic;
            }
          const PointPath path{300, 1, {segment(1, 300, "esssss", {strain})}};
          // Steps of backward Euler, each of an error of 1e-5: some tens of them.
          EXPECT_NEAR(drive(law, nothing, path, {1e-5, 100000}).back().stress[0], stress(low), 1e-3 * stress(low)) << share;
        }
    }

    TEST(PointDriver, AFreePointExpandsAndShrinksWithoutStress)
    {
      const PointPath path{300, 0.2, {segment(10, 400, "ssssss", {}, 10, 0.9)}};
      for (const PointRecord &record : drive(elastic_law(), expands, path))
        {
          const double expected = 20e-6 * (record.temperature - 300) - 0.01 * (record.cure - 0.2);
          for (unsigned i = 0; i < 6; ++i)
            {
              EXPECT_NEAR(record.stress[i], 0, 1);
              EXPECT_NEAR(record.strain[i], i < 3 ? expected : 0, 1e-11);
            }
        }
    }

    TEST(PointDriver, AClampedPointHasTheThermalStressInFull)
    {
      // A fully clamped hot cube must not come out without stress: -3 K alpha dT.
      const PointPath path{300, 1, {segment(10, 400, "eeeeee", {})}};
      const double expected = -young / (1 - 2 * poisson) * 20e-6 * 100;
      const PointRecord end = drive(elastic_law(), expands, path).back();
      for (unsigned i = 0; i < 3; ++i)
        EXPECT_NEAR(end.stress[i] / expected, 1, 1e-9);
    }

    TEST(PointDriver, UniaxialPlasticityFollowsItsClosedForm)
    {
      const double yield = 100e6, modulus = 3e9;
      const StressStrainTest test{1e-3, 0.02, 300, 1, 20};
      for (const PointRecord &record : drive(plastic_law(yield, modulus), nothing, stress_strain_path(test)))
        {
          const double e = record.strain[0];
          const double expected = e < yield / young ? young * e : (yield + modulus * e) / (1 + modulus / young);
          EXPECT_NEAR(record.stress[0], expected, 1e-4 * yield);
          EXPECT_NEAR(record.stress[1], 0, 1);
          // Plastic strain keeps the volume, elastic strain does not.
          EXPECT_NEAR(record.strain[0] + 2 * record.strain[1], (1 - 2 * poisson) * record.stress[0] / young, 1e-9);
        }
    }

    TEST(PointDriver, StressControlFindsThePlasticStrain)
    {
      const double yield = 100e6, modulus = 3e9;
      const PointPath path{300, 1, {segment(1, 300, "ssssss", {130e6, 0, 0, 0, 0, 0})}};
      const PointRecord end = drive(plastic_law(yield, modulus), nothing, path).back();
      EXPECT_NEAR(end.strain[0], 130e6 / young + 30e6 / modulus, 1e-7);
    }

    TEST(PointDriver, AStressBeyondTheStrengthIsRefusedWithAMessage)
    {
      const PointPath path{300, 1, {segment(1, 300, "ssssss", {130e6, 0, 0, 0, 0, 0})}};
      try
        {
          drive(plastic_law(100e6, 0), nothing, path);
          FAIL();
        }
      catch (const std::runtime_error &error)
        {
          EXPECT_NE(std::string(error.what()).find("more than the material can carry"), std::string::npos) << error.what();
          EXPECT_NE(std::string(error.what()).find("0.76"), std::string::npos) << "the time it was reached: " << error.what();
        }
    }

    TEST(PointDriver, RefusesStrainsThatAreNotSmall)
    {
      // 100 MPa within 10 s: at 25 degC Anand's solder saturates below that and flows without limit.
      const PointPath path{298.15, 1, {segment(10, 298.15, "ssssss", {100e6, 0, 0, 0, 0, 0})}};
      try
        {
          // With this message, and long before the number of steps is used up.
          drive(MaterialLaw(AnandViscoplasticity{elastic, motalab}), nothing, path, {1e-5, 20000});
          FAIL();
        }
      catch (const std::runtime_error &error)
        {
          const std::string said = error.what();
          EXPECT_EQ(said.rfind("the path leaves the range of small strain at 6.", 0), 0u) << said;
          EXPECT_NE(said.find("at 25.000000 degC: the largest strain is 50."), std::string::npos) << said;
          EXPECT_NE(said.find("more than the 50 % up to which small strain is valid"), std::string::npos) << said;
        }
      // Up to that strain it is followed: an elastic bar of 2 MPa that is pulled by 0.8 MPa has 40 %.
      const MaterialLaw soft(Plasticity{{constant(2e6), constant(poisson)}, {LinearHardening{constant(1e15), constant(0)}, {}}});
      const auto pulled = [&](double stress) {
        return drive(soft, nothing, {300, 1, {segment(1, 300, "ssssss", {stress, 0, 0, 0, 0, 0})}}).back().strain[0];
      };
      EXPECT_NEAR(pulled(0.8e6), 0.4, 1e-9);
      EXPECT_THROW(pulled(1.2e6), std::runtime_error);
    }

    TEST(PointDriver, AnandsStressStrainDoesNotDependOnTheReportedPoints)
    {
      const MaterialLaw law(AnandViscoplasticity{elastic, motalab});
      double reference = 0;
      for (const unsigned points : {1u, 7u, 200u})
        {
          const StressStrainTest test{1e-3, 0.005, 298.15, 1, points};
          const double stress = drive(law, nothing, stress_strain_path(test)).back().stress[0];
          reference = reference == 0 ? stress : reference;
          EXPECT_NEAR(stress / reference, 1, 1e-3); // steps are controlled to 1e-5 each
        }
    }

    TEST(PointDriver, AnandsUniaxialSaturationIsTheClosedForm)
    {
      for (const auto &[rate, temperature, expected] :
           std::vector<std::array<double, 3>>{{1e-3, 298.15, 42.085e6}, {1e-3, 373.15, 26.442e6}, {1e-4, 298.15, 36.135e6}})
        {
          // At 30 % of strain s is within 1e-3 of its saturation.
          const StressStrainTest test{rate, 0.3, temperature, 1, 3};
          const PointRecord end = drive(MaterialLaw(AnandViscoplasticity{elastic, motalab}), nothing, stress_strain_path(test)).back();
          EXPECT_NEAR(end.stress[0] / expected, 1, 2e-3);
        }
    }

    TEST(PointDriver, CreepUnderConstantStressHasTheRateOfTheFormula)
    {
      const GarofaloConstants constants{277984, 0.02447e-6, 6.41, 6500};
      const double stress = 20e6, hold = 360;
      const PointPath path{
          398.15, 1, {segment(1e-6, 398.15, "ssssss", {stress, 0, 0, 0, 0, 0}), segment(hold, 398.15, "ssssss", {stress, 0, 0, 0, 0, 0})}};
      const std::vector<PointRecord> records = drive(MaterialLaw(GarofaloCreep{elastic, constants}), nothing, path);
      const double crept = records[2].strain[0] - records[1].strain[0];
      const double expected = creep_rate(constants, stress, 398.15) * hold;
      EXPECT_NEAR(crept / expected, 1, 1e-6);
      EXPECT_NEAR(records[2].dissipation / (stress * expected), 1, 1e-5);
    }

    TEST(PointDriver, RelaxationOfAMaxwellBarIsItsExponential)
    {
      const RelaxationTest test{0.01, 1e-6, 1000, 300, 1, 10};
      std::vector<PointRecord> records = drive(MaterialLaw(MaxwellBar{1e9, 100}), nothing, relaxation_path(test));
      records.erase(records.begin()); // before the rise
      for (const PointRecord &record : records)
        EXPECT_NEAR(record.stress[0], 1e7 * std::exp(-record.time / 100), 1e-6 * 1e7);
    }

    TEST(PointDriver, DynamicModulusOfAMaxwellBarIsItsClosedForm)
    {
      // E' = E w^2 t^2/(1 + w^2 t^2), E'' = E w t/(1 + w^2 t^2). The strain is straight between 128 points per cycle, whose
      // overtones alias by about (1/128)^2.
      const DynamicTest test{1e-3, 1, 12, 128};
      for (const double frequency : {0.01, 0.1, 1.})
        {
          const double product = 2 * 3.14159265358979 * frequency * 2;
          const auto records = drive(MaterialLaw(MaxwellBar{1e9, 2}), nothing, dynamic_path(test, 300, frequency));
          const DynamicModulus modulus = dynamic_modulus(test, records, frequency);
          EXPECT_NEAR(modulus.storage, 1e9 * product * product / (1 + product * product), 2e-3 * 1e9);
          EXPECT_NEAR(modulus.loss, 1e9 * product / (1 + product * product), 2e-3 * 1e9);
        }
    }

    TEST(PointDriver, AThermalCycleReturnsToTheStartForAnElasticBar)
    {
      const ThermalCycleTest test{398.15, 233.15, 398.15, 0.25, 600, 2, Constraint::biaxial, 1, 5};
      const std::vector<PointRecord> records = drive(elastic_law(), expands, thermal_cycle_path(test));
      const PointRecord &coldest = records[5];
      EXPECT_NEAR(coldest.temperature, 233.15, 1e-9);
      EXPECT_NEAR(coldest.time, 660, 1e-9);
      EXPECT_NEAR(coldest.stress[0] / (young / (1 - poisson) * 20e-6 * 165), 1, 1e-9);
      EXPECT_NEAR(coldest.stress[2], 0, 1);
      EXPECT_NEAR(records.back().stress[0], 0, 1);
      EXPECT_NEAR(records.back().time, 4 * (660 + 600), 1e-6);
    }

    TEST(PointDriver, ACycledSolderDissipatesInEveryCycle)
    {
      const ThermalCycleTest test{398.15, 233.15, 398.15, 0.25, 600, 3, Constraint::biaxial, 1, 5};
      const auto records = drive(MaterialLaw(AnandViscoplasticity{elastic, motalab}), expands, thermal_cycle_path(test));
      double last = 0;
      for (const PointRecord &record : records)
        {
          EXPECT_GE(record.dissipation, last);
          last = record.dissipation;
        }
      EXPECT_GT(last, 1e3);
    }

    TEST(PointDriver, ACureRampFollowsItsKineticsAndShrinks)
    {
      // First-order kinetics at one rate in place of a resin's: x = 1 - exp(-k t).
      const double k = 1e-3;
      const CureRampTest test{300, 400, 300, 1, 5000, Constraint::biaxial, 0, 20};
      const auto cure_after = [&](double cure, double duration, double, double) { return 1 - (1 - cure) * std::exp(-k * duration); };
      const auto records = drive(elastic_law(), expands, cure_ramp_path(test, cure_after));
      EXPECT_NEAR(records.back().cure, 1 - std::exp(-k * 5200), 1e-12);
      EXPECT_NEAR(records.back().stress[0] / (young / (1 - poisson) * 0.01 * records.back().cure), 1, 1e-9);
      EXPECT_NEAR(records[20].temperature, 400, 1e-9);
    }

    TEST(PointDriver, RandomPathsUnderMixedControlAreFollowedOrRefused)
    {
      const MaterialLaw law(AnandViscoplasticity{elastic, motalab});
      unsigned followed = 0;
      for (unsigned seed = 0; seed < 10; ++seed)
        {
          RandomSteps random(seed);
          PointPath path{300, 1, {}};
          for (unsigned i = 0; i < 6; ++i)
            {
              PathSegment part{random.logarithmic(1e-2, 1e5), random.temperature(), 1, {}, {}, 1};
              for (unsigned c = 0; c < 6; ++c)
                {
                  part.control[c] = random.uniform(0, 1) < 0.5 ? Control::strain : Control::stress;
                  part.target[c] = part.control[c] == Control::strain ? random.uniform(-0.01, 0.01) : random.uniform(-5e6, 5e6);
                }
              path.segments.push_back(part);
            }
          std::vector<PointRecord> records;
          try
            {
              records = drive(law, expands, path, {1e-2, 100000});
            }
          catch (const std::runtime_error &error)
            {
              // A day under a stress that the hot solder cannot carry: an invalid state is refused, not returned.
              ASSERT_EQ(std::string(error.what()).rfind("the path leaves the range of small strain at ", 0), 0u) << error.what();
              continue;
            }
          ++followed;
          double last = 0;
          for (const PointRecord &record : records)
            {
              for (const double strain : record.strain)
                ASSERT_LE(std::abs(strain), 0.5) << seed;
              for (unsigned c = 0; c < 6; ++c)
                ASSERT_TRUE(std::isfinite(record.stress[c]) && std::isfinite(record.strain[c])) << seed;
              ASSERT_GE(record.dissipation, last) << seed;
              last = record.dissipation;
            }
        }
      EXPECT_GE(followed, 3u);
    }

    TEST(PointDriver, RefusesInvalidPaths)
    {
      const auto sentence = [](const PointPath &path) { return refusal([&] { drive(elastic_law(), nothing, path); }); };
      EXPECT_NE(sentence({300, 1, {}}).find("no segment"), std::string::npos);
      EXPECT_NE(sentence({-1, 1, {segment(1, 300, "eeeeee", {})}}).find("above 0 K"), std::string::npos);
      EXPECT_NE(sentence({300, 1, {segment(0, 300, "eeeeee", {})}}).find("longer than 0 s"), std::string::npos);
      EXPECT_NE(sentence({300, 1, {segment(1, 0, "eeeeee", {})}}).find("above 0 K"), std::string::npos);
      EXPECT_NE(sentence({300, 1, {segment(1, 300, "eeeeee", {}, 0)}}).find("has no output point"), std::string::npos);
      EXPECT_NE(sentence({300, 1, {segment(1, 300, "eeeeee", {}, 1, 1.5)}}).find("between 0 and 1"), std::string::npos);
      EXPECT_NE(sentence({300, 1, {segment(1, 300, "eeeeee", {std::nan("")})}}).find("not a finite number"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
