// The life of joints from the files of a run: increments of a cycle, ranks, warnings, refusals.

#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/life/life.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace sagitta::tests
{
  namespace
  {
    std::string flow(const std::string &part, double strain, double energy, const std::string &layer = "null")
    {
      return fmt::format(
          R"({{"part": "{}", "material": "sac305", "layer": {}, "place": {{"value": [0.001, 0.002], "unit": "m"}}, "equivalent_strain": {{"value": {}, "unit": "1"}}, "dissipated_energy": {{"value": {}, "unit": "J/m3"}}}})",
          part, layer, strain, energy);
    }

    /// A run of which two joints are known at the end of three cycles.
    class CycledRun
    {
    public:
      explicit CycledRun(double last_energy = 5e5)
          : directory(std::filesystem::temp_directory_path() / ("sagitta_life_" + std::to_string(getpid())))
      {
        std::filesystem::create_directories(directory);
        std::ofstream file(directory / "results.json");
        file << R"({"format": "sagitta results", "case": {"name": "sample"}, "flow": [)";
        const double energies[] = {3e5, 4e5, last_energy};
        for (unsigned i = 0; i < 3; ++i)
          file << fmt::format(R"({}{{"state": "cold{}", "parts": [{}, {}, {}]}})", i > 0 ? ", " : "",
                              i > 0 ? fmt::format("_{}", i + 1) : "", flow("middle", .01 * (i + 1), energies[i] / 2),
                              flow("corner", .02 * (i + 1), energies[i]), flow("corner", .04 * (i + 1), 3 * energies[i], "\"pad_side\""));
        file << "]}";
      }
      ~CycledRun() { std::filesystem::remove_all(directory); }

      std::filesystem::path directory;
    };

    life::LifeRequest request(const CycledRun &run, const std::vector<std::string> &models)
    {
      life::LifeRequest request;
      request.run = run.directory;
      request.models = models;
      return request;
    }

    TEST(LifeOfJoints, IsComputedFromTheLastCycleAndRanksThem)
    {
      const CycledRun run;
      const life::LifeResult result = life::evaluate_life(request(run, {"syed_2004_energy", "syed_2004_strain"}));
      ASSERT_EQ(result.joints.size(), 2u);
      EXPECT_EQ(result.joints[0].part, "corner");
      EXPECT_EQ(result.ends, (std::vector<std::string>{"cold", "cold_2", "cold_3"}));
      // 0.1 MPa and a strain of 0.02 in the third cycle.
      EXPECT_NEAR(result.joints[0].lives[0], 1 / (.0019 * .1), 1e-6);
      EXPECT_NEAR(result.joints[0].lives[1], 1 / (.0513 * .02), 1e-6);
      EXPECT_NEAR(result.joints[1].lives[0], 2 / (.0019 * .1), 1e-6);
      EXPECT_TRUE(result.warnings.empty()) << result.warnings.front();

      life::LifeRequest in_layer = request(run, {"syed_2004_energy"});
      in_layer.layer = "pad_side";
      const life::LifeResult of_layer = life::evaluate_life(in_layer);
      ASSERT_EQ(of_layer.joints.size(), 1u);
      EXPECT_NEAR(of_layer.joints[0].lives[0], 1 / (.0019 * .3), 1e-6);
    }

    TEST(LifeOfJoints, IsWrittenAsTableAndMap)
    {
      const CycledRun run;
      const auto files = life::make_life_files(life::evaluate_life(request(run, {"syed_2004_energy"})));
      ASSERT_EQ(files.size(), 3u);
      EXPECT_NE(files[1].second.find("1,corner,sac305,1,2,0.02,0.1,5263.16\n"), std::string::npos) << files[1].second;
      EXPECT_EQ(std::count(files[2].second.begin(), files[2].second.end(), '\n') > 3, true);
      EXPECT_NE(files[2].second.find("<title>corner: 5263</title>"), std::string::npos);
    }

    TEST(LifeOfJoints, WarnsOfALoopThatIsNotStable)
    {
      const CycledRun run(6e5);
      const life::LifeResult result = life::evaluate_life(request(run, {"syed_2004_energy"}));
      ASSERT_EQ(result.warnings.size(), 1u);
      EXPECT_NE(result.warnings[0].find("by 100.0 %"), std::string::npos) << result.warnings[0];
    }

    TEST(LifeOfJoints, RefusesRunsThatItCannotEvaluate)
    {
      const CycledRun run;
      const auto sentence = [](const life::LifeRequest &wrong) { return sentence_of<InputError>([&] { life::evaluate_life(wrong); }); };
      EXPECT_NE(sentence(request(run, {"syed_2004_enrgy"})).find("did you mean syed_2004_energy?"), std::string::npos);
      EXPECT_NE(sentence(request(run, {"darveaux_motalab_2012"})).find("--crack-length"), std::string::npos);
      life::LifeRequest wrong = request(run, {"syed_2004_energy"});
      wrong.end_of_cycle = "hot";
      EXPECT_NE(sentence(wrong).find("there is no state hot"), std::string::npos);
      wrong = request(run, {"syed_2004_energy"});
      wrong.layer = "top";
      EXPECT_NE(sentence(wrong).find("--layer"), std::string::npos);
      wrong.run = run.directory / "absent";
      EXPECT_NE(sentence(wrong).find("cannot be read"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
