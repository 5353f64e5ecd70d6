#include <tests/materials/fit_samples.h>
#include <tests/verification_record.h>

#include <materials/fit/anand_fit.h>
#include <materials/fit/cure_fit.h>
#include <materials/fit/viscoelastic_fit.h>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    void record_share(const Coverage &coverage, const std::string &noises)
    {
      record({"share of the 95 % ranges that hold the truth", coverage.share(), 0.95, "1", "by the binomial distribution",
              "the truth, " + noises, "synthetic data"});
    }

    TEST(FitCoverage, ShiftConstantsAreInTheirRangesInNineteenOfTwentyCases)
    {
      const Compound compound;
      Coverage coverage({{"c1", compound.c1}, {"c2", compound.c2}, {"activation_energy", compound.energy}});
      for (unsigned seed = 1; seed <= 60; ++seed)
        {
          ViscoelasticRequest asked{measure(compound, {393.15, 10, 8, 9, 0.01, 0.03}, seed),
                                    {},
                                    {ShiftForm::wlf_arrhenius, 423.15, 423.15, {}},
                                    {},
                                    MeasuredModulus::young,
                                    ConstantPoisson{0.3}};
          coverage.add(fit_viscoelasticity(asked).shift.fit.constants);
        }
      coverage.expect_stated_coverage();
      record_share(coverage, "60 noises");
    }

    TEST(FitCoverage, CureKineticsAreInTheirRangesInNineteenOfTwentyCases)
    {
      Coverage coverage({{"rate_factor_1", 2e5},
                         {"activation_energy_1", 75e3},
                         {"rate_factor_2", 4e5},
                         {"activation_energy_2", 65e3},
                         {"m", 0.8},
                         {"n", 1.4},
                         {"heat", 250e3}});
      for (unsigned seed = 101; seed <= 200; ++seed)
        coverage.add(fit_cure({kamal_resin().ramps(0.01, seed, 40),
                               ReactionForm::kamal_sourour,
                               DiffusionForm::none,
                               HeatBaseline::subtracted,
                               1e-3,
                               {},
                               {}})
                         .constants);
      coverage.expect_stated_coverage();
      record_share(coverage, "100 noises");
    }

    TEST(FitCoverage, AnandConstantsAreInTheirRangesInNineteenOfTwentyCases)
    {
      Coverage coverage({{"activation", 9320},
                         {"rate_factor", 3501},
                         {"rate_sensitivity", 0.25},
                         {"saturation", 30.2e6},
                         {"saturation_exponent", 0.01},
                         {"initial_resistance", 21e6},
                         {"hardening", 180e9},
                         {"hardening_exponent", 1.78}});
      for (unsigned seed = 1; seed <= 20; ++seed)
        {
          Noise deviate(seed);
          AnandRequest asked{{}, 0.4, TemperatureFunction(48e9), 4, {}};
          for (const double temperature : {298.15, 348.15, 398.15})
            for (const double rate : {1e-3, 1e-4, 1e-5})
              asked.curves.push_back(solder_curve(temperature, rate, 0.2e6, deviate));
          coverage.add(fit_anand(asked).constants);
        }
      coverage.expect_stated_coverage();
      record_share(coverage, "20 noises");
    }
  } // namespace
} // namespace sagitta::tests
