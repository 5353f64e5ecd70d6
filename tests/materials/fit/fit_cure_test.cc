#include <tests/materials/fit_samples.h>
#include <tests/verification_record.h>

#include <materials/fit/cure_fit.h>

#include <optional>
#include <stdexcept>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    CureRequest request(std::vector<CalorimetryRun> runs, ReactionForm reaction = ReactionForm::kamal_sourour)
    {
      return {std::move(runs), reaction, DiffusionForm::none, HeatBaseline::subtracted, 1e-3, {}, {}};
    }

    TEST(FitCure, KamalSourourConstantsAreRecoveredFromNoisyRamps)
    {
      Coverage coverage({{"rate_factor_1", 2e5},
                         {"activation_energy_1", 75e3},
                         {"rate_factor_2", 4e5},
                         {"activation_energy_2", 65e3},
                         {"m", 0.8},
                         {"n", 1.4},
                         {"heat", 250e3}});
      for (unsigned seed = 1; seed <= 8; ++seed)
        {
          coverage.add(fit_cure(request(kamal_resin().ramps(0.01, seed, 40))).constants);
        }
      coverage.expect_stated_coverage();
      record({"share of the 95 % ranges that hold the truth", coverage.share(), 0.95, "1", "by the binomial distribution",
              "the truth, 8 noises", "synthetic data"});
    }

    TEST(FitCure, ExactRampsRecoverTheConstants)
    {
      const CureFit fit = fit_cure(request(kamal_resin().ramps(0, 1)));
      // The integration within the fit errs by 1e-7 of the cure per substep.
      EXPECT_NEAR(constant(fit.constants, "rate_factor_1").value, 2e5, 2e5 * 1e-4);
      EXPECT_NEAR(constant(fit.constants, "activation_energy_1").value, 75e3, 5);
      EXPECT_NEAR(constant(fit.constants, "rate_factor_2").value, 4e5, 4e5 * 1e-4);
      EXPECT_NEAR(constant(fit.constants, "activation_energy_2").value, 65e3, 5);
      EXPECT_NEAR(constant(fit.constants, "m").value, 0.8, 1e-4);
      EXPECT_NEAR(constant(fit.constants, "n").value, 1.4, 1e-4);
      EXPECT_NEAR(fit.heat, 250e3, 10);
      EXPECT_NEAR(fit.cure[0].back(), 1, 0.01);
    }

    TEST(FitCure, OneStepKineticsAreRecoveredFromIsothermalsAndARamp)
    {
      Resin resin{
          [](double x, double t) { return arrhenius(3e7, 82e3, t) * std::pow(std::max(x, 0.), 0.4) * std::pow(std::max(1 - x, 0.), 1.6); }};
      resin.initial = 0.01;
      Noise deviate(3);
      CureRequest asked = request({resin.run({120, 0, 3600, 60}, 0.01, deviate), resin.run({140, 0, 1800, 60}, 0.01, deviate),
                                   resin.run({30, 10, 1380, 60}, 0.01, deviate)},
                                  ReactionForm::one_step);
      asked.initial = 0.01;
      const CureFit fit = fit_cure(asked);
      EXPECT_NEAR(constant(fit.constants, "activation_energy").value, 82e3, 1e3);
      EXPECT_NEAR(constant(fit.constants, "m").value, 0.4, 0.03);
      EXPECT_NEAR(constant(fit.constants, "n").value, 1.6, 0.05);
      EXPECT_NEAR(std::log(constant(fit.constants, "rate_factor").value / 3e7), 0, 0.3);
      // Fixed constants at their true values, the others are fitted.
      asked.fixed = {{"rate_factor", 3e7}, {"heat", 250e3}, {"m", 0.4}};
      const CureFit fixed = fit_cure(asked);
      EXPECT_EQ(constant(fixed.constants, "rate_factor").knowledge, Knowledge::fixed);
      EXPECT_NEAR(constant(fixed.constants, "activation_energy").value, 82e3, 100);
    }

    TEST(FitCure, ABaselineIsFoundWithTheReaction)
    {
      std::vector<CalorimetryRun> runs = kamal_resin().ramps(0.005, 5);
      for (std::size_t r = 0; r < runs.size(); ++r)
        for (std::size_t i = 0; i < runs[r].time.size(); ++i)
          runs[r].heat_flow[i] += 20 * (1. + static_cast<double>(r)) + 0.1 * (runs[r].temperature[i] - 400);
      CureRequest asked = request(runs);
      asked.baseline = HeatBaseline::linear;
      const CureFit fit = fit_cure(asked);
      EXPECT_NEAR(fit.heat, 250e3, 3e3);
      EXPECT_NEAR(constant(fit.constants, "activation_energy_2").value, 65e3, 2e3);
    }

    TEST(FitCure, DiffusionControlIsFoundWhereItActs)
    {
      // x_c(T) = 0.0045 T - 1: 0.68 at 100 degC, 0.86 at 140 degC.
      Resin resin = kamal_resin();
      const auto chemical = resin.rate;
      resin.rate = [chemical](double x, double t) { return chemical(x, t) / (1 + std::exp(40 * (x - (0.0045 * t - 1)))); };
      Noise deviate(2);
      CureRequest asked = request({resin.run({100, 0, 5400, 60}, 0.01, deviate), resin.run({120, 0, 5400, 60}, 0.01, deviate),
                                   resin.run({140, 0, 5400, 60}, 0.01, deviate), resin.run({30, 10, 1380, 60}, 0.01, deviate)});
      asked.diffusion = DiffusionForm::critical;
      const CureFit fit = fit_cure(asked);
      const auto &found = std::get<CriticalCure>(fit.kinetics.diffusion);
      for (const double temperature : {373.15, 393.15, 413.15})
        EXPECT_NEAR(found.critical.value(temperature), 0.0045 * temperature - 1, 0.02) << temperature;
      EXPECT_NEAR(found.sharpness, 40, 8);
      EXPECT_NEAR(fit.heat, 250e3, 5e3);
      EXPECT_EQ(constant(fit.constants, "sharpness").knowledge, Knowledge::determined);
    }

    TEST(FitCure, UndeterminedConstantsAreReported)
    {
      // One isothermal run does not determine the activation energies.
      Noise deviate(2);
      CureRequest asked = request({kamal_resin().run({140, 0, 3600, 60}, 0.01, deviate)});
      const CureFit fit = fit_cure(asked);
      EXPECT_EQ(constant(fit.constants, "activation_energy_1").knowledge, Knowledge::undetermined);
      EXPECT_EQ(constant(fit.constants, "activation_energy_2").knowledge, Knowledge::undetermined);
      EXPECT_EQ(constant(fit.constants, "n").knowledge, Knowledge::determined);
      // The rate is known at this temperature; the factor, which is one at infinite temperature, is not without the energy.
      EXPECT_EQ(constant(fit.constants, "rate_factor_2").knowledge, Knowledge::undetermined);
    }

    TEST(FitCure, NoiseIsNotFittedAsAReaction)
    {
      // About zero, and about a level that looks like heat.
      for (const double level : {0., 500.})
        {
          Noise deviate(2);
          CalorimetryRun noise;
          for (int i = 0; i < 40; ++i)
            {
              noise.time.push_back(30 * i);
              noise.temperature.push_back(303.15 + 5 * i);
              noise.heat_flow.push_back(level + 300 * deviate());
            }
          const std::string said = finding([&] { fit_cure(request({noise}, ReactionForm::one_step)); });
          EXPECT_TRUE(said.find("as large as the signal") != std::string::npos ||
                      said.find("determine none of the constants") != std::string::npos)
              << level << ": " << said;
        }
    }

    TEST(FitCure, ARunThatContradictsTheOthersIsNamed)
    {
      const std::vector<CalorimetryRun> good = kamal_resin().ramps(0.01, 1, 30);
      EXPECT_FALSE(fit_cure(request(good)).outlier);
      struct Mistake
      {
        std::size_t run;
        double factor; ///< half or twice the mass, or the sign of the other convention
      };
      for (const Mistake &mistake : {Mistake{0, 0.5}, Mistake{1, -1}, Mistake{2, 2}})
        {
          std::vector<CalorimetryRun> runs = good;
          runs[mistake.run].name = "odd.csv";
          for (double &flow : runs[mistake.run].heat_flow)
            flow *= mistake.factor;
          std::string said;
          try
            {
              if (const auto outlier = fit_cure(request(runs)).outlier)
                said = describe(*outlier, request(runs));
            }
          catch (const std::runtime_error &error)
            {
              said = error.what();
            }
          EXPECT_NE(said.find("odd.csv contradicts the other runs"), std::string::npos) << mistake.run << ": " << said;
        }
      // Noise alone is no contradiction.
      std::vector<CalorimetryRun> noisy = good;
      Noise deviate(5);
      for (double &flow : noisy[1].heat_flow)
        flow += 0.08 * 250e3 * 0.004 * deviate();
      EXPECT_FALSE(fit_cure(request(noisy)).outlier);
    }

    TEST(FitCure, InvalidRunsAreRefusedWithAMessage)
    {
      Noise deviate(2);
      const CalorimetryRun good = kamal_resin().run({140, 0, 3600, 30}, 0.01, deviate);
      const auto refused = [](const CureRequest &asked) { return refusal([&] { fit_cure(asked); }); };
      EXPECT_NE(refused(request({})).find("no run"), std::string::npos);

      CalorimetryRun changed = good;
      for (double &flow : changed.heat_flow)
        flow = -flow;
      EXPECT_NE(refused(request({changed})).find("check the sign of the heat flow"), std::string::npos) << refused(request({changed}));

      changed = good;
      changed.time[5] = changed.time[4];
      EXPECT_NE(refused(request({good, changed})).find("run 2: the time does not increase"), std::string::npos);

      changed = good;
      changed.time.resize(3);
      EXPECT_NE(refused(request({changed})).find("a run needs at least 5"), std::string::npos);

      changed = good;
      std::fill(changed.heat_flow.begin(), changed.heat_flow.end(), 0.);
      EXPECT_NE(refused(request({changed})).find("has no heat flow above zero"), std::string::npos);

      CureRequest volume = request({good});
      volume.diffusion = DiffusionForm::free_volume;
      EXPECT_NE(refused(volume).find("needs the glass transition"), std::string::npos);
      volume.initial = 1.5;
      EXPECT_NE(refused(volume).find("must lie between 0 and 1"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
