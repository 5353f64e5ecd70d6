// The options of pictures, and the sentences that refuse a cut.

#include <tests/drawing/sample_package.h>
#include <tests/refusal.h>

#include <solver/application/command_line.h>
#include <solver/application/draw_pictures.h>
#include <solver/base/errors.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::application;

  Options parse(std::vector<std::string> words)
  {
    words.insert(words.begin(), "sagitta");
    return parse_command_line(words);
  }

  TEST(CommandLine, OfCheckNamesDirectoryCutsAndStretch)
  {
    const Options options =
        parse({"check", "a.yaml", "--draw", "out", "--cut", "y=0mm", "--cut", "-1mm,0mm:1mm,2mm", "--z-stretch", "4", "--mesh"});
    EXPECT_EQ(options.draw, "out");
    EXPECT_EQ(options.cuts, (std::vector<std::string>{"y=0mm", "-1mm,0mm:1mm,2mm"}));
    EXPECT_EQ(options.z_stretch, 4.);
    EXPECT_TRUE(options.draw_mesh);
    EXPECT_TRUE(parse({"check", "a.yaml"}).draw.empty());
    for (const std::vector<std::string> &words : {std::vector<std::string>{"check", "a.yaml", "--cut", "y=0mm"},
                                                  {"check", "a.yaml", "--mesh"},
                                                  {"check", "a.yaml", "--draw", "out", "--z-stretch", "0"},
                                                  {"check", "a.yaml", "--draw", "out", "--z-stretch", "much"}})
      EXPECT_EQ(tests::sentence_of<InputError>([&] { parse(words); }).rfind("command line: ", 0), 0u) << words.back();
  }

  TEST(Cuts, AreReadWithTheirUnits)
  {
    const Case problem = tests::make_sample();
    const drawing::Cut along_x = read_cut("y=250um", problem.package);
    EXPECT_NEAR(along_x.from[0], -1.25e-3, 1e-15);
    EXPECT_NEAR(along_x.to[0], 1.25e-3, 1e-15);
    EXPECT_NEAR(along_x.from[1], 0.25e-3, 1e-15);
    EXPECT_EQ(along_x.along, 0u);
    EXPECT_EQ(read_cut("x=0mm", problem.package).along, 1u);
    const drawing::Cut line = read_cut("-1mm,0mm:1mm,2000um", problem.package);
    EXPECT_NEAR(line.from[0], -1e-3, 1e-15);
    EXPECT_NEAR(line.to[1], 2e-3, 1e-15);
    EXPECT_FALSE(line.along);
  }

  TEST(Cuts, ThatAreInvalidAreRefusedWithAMessage)
  {
    const Case problem = tests::make_sample();
    const auto sentence = [&](const std::string &words) {
      return tests::sentence_of<InputError>([&] { read_cut(words, problem.package); });
    };
    EXPECT_EQ(sentence("z=1mm"),
              "--cut z=1mm: \"z\" is not an axis of the plan; write x=LENGTH, y=LENGTH or x1,y1:x2,y2, every length with its unit, for "
              "instance y=0mm or -4mm,-4mm:4mm,4mm");
    for (const char *words : {"", "y", "y=", "y=0", "y=0 K", "0mm,0mm", "0mm:1mm", "0mm,0mm:1mm", "1,2:3,4"})
      EXPECT_EQ(sentence(words).rfind("--cut " + std::string(words) + ": ", 0), 0u) << words << " -> " << sentence(words);
  }
} // namespace
