// Sensitivities as a run gives them: the key of the case, on fixed and refined plans, with heat alone, and their files.

#include <tests/adaptivity/quiet_run.h>
#include <tests/adaptivity/sample_package.h>
#include <tests/sensitivity/differentiated_case.h>

#include <solver/output/results_json.h>
#include <solver/results/sensitivity_summary.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <sstream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const std::string asked = "sensitivities: {of: [bow, hotspot], standard_deviations: {mould.young: 5 %, overmould.thickness: 10 um}}\n";

  TEST(SensitivitiesOfARun, AreThoseOfItsStates)
  {
    const Case problem = parse(asymmetric_package("{plan: {resolution: 1 mm, elsewhere: 2 mm}}", asked));
    const tests::ScratchDirectory directory(MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const results::RunResult run = programme::run(problem, directory.path(), MPI_COMM_WORLD, log);
    ASSERT_TRUE(run.sensitivities);
    const auto &gradients = run.sensitivities->gradients;
    ASSERT_EQ(gradients.size(), 3u);
    EXPECT_EQ(results::title_of(gradients[0]), "bow, room");
    EXPECT_EQ(results::title_of(gradients[1]), "bow, operating");
    EXPECT_EQ(results::title_of(gradients[2]), "hotspot, operating");
    EXPECT_NEAR(gradients[0].value, run.states[0].bottom.quadratic->mean_bow.value, 1e-12);
    EXPECT_NEAR(gradients[2].value, run.states[1].hotspots.front().temperature, 1e-9);

    const results::SensitivityResult direct = differentiate(problem, {SensitiveQuantity::bow, SensitiveQuantity::hotspot});
    for (std::size_t g = 0; g < gradients.size(); ++g)
      for (std::size_t p = 0; p < direct.parameters.size(); ++p)
        EXPECT_NEAR(gradients[g].by_factor[p], direct.gradients[g].by_factor[p],
                    1e-6 * std::abs(direct.gradients[g].by_factor[direct.by_effect(direct.gradients[g]).front()])); // solved to 1e-8

    double variance = 0;
    for (std::size_t p = 0; p < direct.parameters.size(); ++p)
      {
        const std::string &name = run.sensitivities->parameters[p].name;
        variance += std::pow(gradients[0].by_factor[p] * (name == "mould.young" ? .05 : name == "overmould.thickness" ? .1 : 0.), 2);
      }
    EXPECT_NEAR(*run.sensitivities->deviation(gradients[0]), std::sqrt(variance), 1e-12 * std::sqrt(variance));
    EXPECT_TRUE(std::filesystem::exists(directory.path() / "sensitivities.svg"));
    const nlohmann::ordered_json json = output::to_json(run);
    EXPECT_EQ(json["sensitivities"]["gradients"][0]["by_parameter"].size(), direct.parameters.size());
    std::ostringstream printed;
    results::print_sensitivities(printed, *run.sensitivities);
    EXPECT_NE(printed.str().find("Sensitivities of bow, room"), std::string::npos);
    EXPECT_NE(printed.str().find("um/GPa"), std::string::npos) << printed.str();
  }

  TEST(SensitivitiesOfARun, AreThoseOfTheLastPlanWhereItIsRefined)
  {
    const Case problem =
        parse(asymmetric_package("{plan: {resolution: 1 mm, elsewhere: 2 mm}, adaptive: {warpage_tolerance: 20 %, max_cycles: 2}}", asked));
    const results::RunResult run = run_quietly(problem);
    ASSERT_TRUE(run.sensitivities);
    ASSERT_EQ(run.sensitivities->gradients.size(), 3u);
    EXPECT_NEAR(run.sensitivities->gradients[0].value, run.states[0].bottom.quadratic->mean_bow.value,
                1e-6 * std::abs(run.sensitivities->gradients[0].value));
  }

  TEST(SensitivitiesOfARun, OfHeatAloneAreThoseOfTheHotspot)
  {
    const std::string text = asymmetric_package("{plan: {resolution: 1 mm, elsewhere: 2 mm}}", "sensitivities: {of: hotspot}\n");
    const std::vector<std::string> both = {"states=[{name: operating, temperature: solved}]"},
                                   heat = {"states=[{name: operating, temperature: solved}]", "physics=heat"};
    const results::RunResult run = run_quietly(parse(text, heat)), whole = run_quietly(parse(text, both));
    ASSERT_TRUE(run.sensitivities && whole.sensitivities);
    const auto &gradient = run.sensitivities->gradients.front(), &other = whole.sensitivities->gradients.front();
    for (std::size_t p = 0; p < run.sensitivities->parameters.size(); ++p)
      for (std::size_t q = 0; q < whole.sensitivities->parameters.size(); ++q)
        if (run.sensitivities->parameters[p].name == whole.sensitivities->parameters[q].name)
          {
            EXPECT_NEAR(gradient.by_factor[p], other.by_factor[q], 1e-6 * (gradient.value - 298.15));
          }
  }
} // namespace
