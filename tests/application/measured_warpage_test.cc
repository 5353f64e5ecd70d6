// The measured warpage that a case names is refused before anything is solved.

#include <tests/refusal.h>

#include <solver/application/measured_warpage.h>
#include <solver/base/errors.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::application;

  struct MeasuredWarpage : testing::Test
  {
    std::filesystem::path directory = std::filesystem::temp_directory_path() / "sagitta_measured_warpage";
    OutputRequest request;
    Programme programme;

    void SetUp() override
    {
      std::filesystem::create_directories(directory);
      std::ofstream(directory / "case.yaml") << "sagitta: 1\n";
      request.measured = "curve.csv";
      programme.has_displacement = true;
      programme.states = {{"cold", 298.15}, {"hot", 533.15}, {"cold again", 298.15}};
    }

    void TearDown() override { std::filesystem::remove_all(directory); }

    std::optional<report::MeasuredCurve> read(const std::string &table) const
    {
      std::ofstream(directory / "curve.csv") << table;
      return read_measured_warpage(request, programme, (directory / "case.yaml").string());
    }
  };

  TEST_F(MeasuredWarpage, IsFoundBesideTheCase)
  {
    const auto measured = read("temperature [degC],warpage [um],state\n25,10,cold\n260,-40,hot\n");
    ASSERT_TRUE(measured.has_value());
    EXPECT_EQ(measured->states, (std::vector<std::string>{"cold", "hot"}));
    EXPECT_TRUE(read_measured_warpage(request, programme, directory.string()).has_value());
    EXPECT_FALSE(read_measured_warpage({}, programme, directory.string()).has_value());
  }

  TEST_F(MeasuredWarpage, OfAStateThatTheCaseDoesNotHaveIsRefused)
  {
    const auto warm = [&] { read("temperature [degC],warpage [um],state\n25,10,warm\n"); };
    EXPECT_NE(tests::sentence_of<InputError>(warm).find("the case has no state warm; its states are cold, hot, cold again"),
              std::string::npos);
    const auto unnamed = [&] { read("temperature [degC],warpage [um]\n25,10\n"); };
    EXPECT_NE(tests::sentence_of<InputError>(unnamed).find("the states cold and cold again of the case have the same temperature"),
              std::string::npos);
  }

  TEST_F(MeasuredWarpage, OfHeatAloneIsRefused)
  {
    programme.has_displacement = false;
    EXPECT_NE(tests::sentence_of<InputError>([&] { read("temperature [degC],warpage [um]\n25,10\n"); }).find("computes no warpage"),
              std::string::npos);
  }
} // namespace
