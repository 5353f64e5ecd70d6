// What `sagitta check` prints of a case.

#include <tests/input/sample_case.h>

#include <solver/application/check_report.h>

#include <gtest/gtest.h>

#include <sstream>

namespace
{
  using namespace sagitta;

  std::string check(const std::string &text)
  {
    std::ostringstream out;
    application::print_check(out, test::parse(text), {}, {1e12, "this machine has 1000 GB"});
    return out.str();
  }

  std::size_t count(const std::string &text, const std::string &words)
  {
    std::size_t n = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
      ++n;
    return n;
  }

  TEST(CheckReport, PrintsHomogenisedLayersAtTheTemperaturesOfTheStates)
  {
    const std::string room = check(test::sample_case());
    EXPECT_NE(room.find("Homogenised layers, by the moduli of their materials at each temperature"), std::string::npos);
    EXPECT_EQ(count(room, "    at 25 degC\n"), 4u) << "the redistribution layer, two layers of pads, the balls";
    EXPECT_EQ(count(room, "    at "), 4u);
    const std::string states = "  - {name: operating, temperature: solved}\n";
    const std::string two = check(test::replaced(test::sample_case(), states, states + "  - {name: peak, temperature: 260 degC}\n"));
    EXPECT_EQ(count(two, "    at 260 degC\n"), 4u);

    std::string many = states;
    for (const std::string celsius : {"50", "75", "100", "125", "150", "175", "200", "225", "250"})
      many += "  - {name: at_" + celsius + ", temperature: " + celsius + " degC}\n";
    const std::string all = check(test::replaced(test::sample_case(), states, many));
    EXPECT_LE(count(all, "    at "), 4 * 5u) << "a few of them";
    EXPECT_EQ(count(all, "    at 250 degC\n"), 4u) << "the hottest among them";
  }

  TEST(CheckReport, WarnsOfWhatIsKnownBeforeAnythingIsSolved)
  {
    EXPECT_EQ(check(test::sample_case()).find("[above_solidus]"), std::string::npos);
    const std::string hot =
        check(test::replaced(test::sample_case(), "{name: room, temperature: 25 degC}", "{name: room, temperature: 240 degC}"));
    EXPECT_NE(hot.find("warning: room, balls: solder is at 240 degC, above its solidus, 217 degC"), std::string::npos) << hot;
  }
} // namespace
