#include <solver/output/line_plot.h>

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    output::LinePlot sample()
    {
      return {"a < b & c",
              "test",
              "strain [%]",
              false,
              {{"stress [MPa]", false, {{"cold", {0, 1, 2}, {0, 40, 42}}, {"hot", {0, 1, 2}, {0, 24, 26}}}}}};
    }

    std::size_t count(const std::string &text, const std::string &what)
    {
      std::size_t found = 0;
      for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++found;
      return found;
    }

    TEST(LinePlot, HasAxesWithUnitsACurvePerSeriesAndALegend)
    {
      const std::string picture = output::svg(sample());
      EXPECT_EQ(count(picture, "stroke-width=\"1.8\""), 2u);
      for (const char *words : {"strain [%]", "stress [MPa]", "cold", "hot", "a &lt; b &amp; c", ">40<", ">0.5<"})
        EXPECT_NE(picture.find(words), std::string::npos) << words;
      EXPECT_EQ(picture.find("nan"), std::string::npos);
      EXPECT_EQ(picture.find("inf"), std::string::npos);
    }

    TEST(LinePlot, MeasuredPointsAreCirclesAndInTheLegendToo)
    {
      output::LinePlot plot = sample();
      plot.panels[0].series[0].is_points = true;
      plot.panels[0].series[0].y[1] = std::nan("");
      const std::string picture = output::svg(plot);
      EXPECT_EQ(count(picture, "<circle"), 3u); // two of the three points can be shown, and one in the legend
      EXPECT_EQ(picture.find("nan"), std::string::npos);
      // Limits of points are bars, one each, and no band.
      plot.panels[0].series[0].lower = {0, 30, 40};
      plot.panels[0].series[0].upper = {1, 50, 44};
      const std::string with_bars = output::svg(plot);
      EXPECT_EQ(count(with_bars, "<path"), count(picture, "<path") + 3);
      EXPECT_EQ(with_bars.find("fill-opacity"), std::string::npos);
    }

    TEST(LinePlot, PointsAreAtTheirTicks)
    {
      // The curve ends at x = 2: there is a grid line of the same position.
      const std::string picture = output::svg(sample());
      const std::regex last_point("L([0-9.]+) [0-9.]+\"");
      std::smatch match;
      ASSERT_TRUE(std::regex_search(picture, match, last_point));
      const std::string x = match[1].str().substr(0, match[1].str().size() - 1); // two decimals there, one in lines
      EXPECT_NE(picture.find("<line x1=\"" + x), std::string::npos);
    }

    TEST(LinePlot, LogarithmicAxesLeaveOutWhatIsNotPositive)
    {
      output::LinePlot plot = sample();
      plot.x_is_logarithmic = true;
      plot.panels[0].y_is_logarithmic = true;
      plot.panels[0].series = {{"", {0, 1e-3, 1, 1e3, 1e6}, {5, 1, std::nan(""), 10, 1e4}}};
      const std::string picture = output::svg(plot);
      EXPECT_EQ(count(picture, "M"), 2u + count(picture, "MPa")); // two pieces: before and behind the gap
      EXPECT_EQ(picture.find("nan"), std::string::npos);
      EXPECT_NE(picture.find(">1000<"), std::string::npos);
    }

    TEST(LinePlot, LimitsAreABandThatFollowsThem)
    {
      output::LinePlot plot = sample();
      plot.panels[0].series = {{"predicted", {0, 1, 2}, {20, 40, 60}, {0, 20, 40}, {40, 60, std::nan("")}}};
      const std::string picture = output::svg(plot);
      EXPECT_EQ(count(picture, "fill-opacity"), 1u);
      // Two points have both limits: four corners. The upper limit at x = 0 is as high as the curve at x = 1.
      const std::regex pieces("<path d=\"M([0-9.]+) ([0-9.]+)L[0-9. ]+L[0-9. ]+L[0-9. ]+Z\"");
      std::smatch match;
      ASSERT_TRUE(std::regex_search(picture, match, pieces));
      const std::regex curve("<path d=\"M[0-9.]+ [0-9.]+L[0-9.]+ ([0-9.]+)L[0-9.]+ [0-9.]+\" fill=\"none\"");
      std::smatch middle;
      ASSERT_TRUE(std::regex_search(picture, middle, curve));
      EXPECT_EQ(match[2].str(), middle[1].str());
      plot.panels[0].series[0].upper.pop_back();
      EXPECT_THROW(output::svg(plot), std::invalid_argument);
    }

    TEST(LinePlot, ASeriesKeepsItsColourAndDashesInEveryPanel)
    {
      output::LinePlot plot = sample();
      plot.panels.push_back({"strain [%]", false, {{"", {0, 1}, {1, 2}}}});
      plot.panels[1].series[0].colour = 1;
      plot.panels[1].series[0].dash = 1;
      const std::string picture = output::svg(plot);
      // Once as a curve and in the legend of the first panel, once as the curve of the second.
      EXPECT_EQ(count(picture, "stroke=\"#d55e00\""), 3u);
      EXPECT_EQ(count(picture, "stroke-dasharray"), 1u);
    }

    TEST(LinePlot, ALongLegendHasSeveralLines)
    {
      output::LinePlot plot = sample();
      const auto height = [&] {
        std::smatch match;
        const std::string picture = output::svg(plot);
        EXPECT_TRUE(std::regex_search(picture, match, std::regex("height=\"([0-9.]+)\" viewBox")));
        return std::stod(match[1].str());
      };
      const double before = height();
      for (unsigned i = 0; i < 5; ++i)
        plot.panels[0].series.push_back({"a rather long name of a material " + std::to_string(i), {0, 1}, {1, 2}});
      EXPECT_GT(height(), before + 17) << "one line more at least";
    }

    TEST(LinePlot, AConstantAndAnEmptySeriesCanBeDrawn)
    {
      for (const std::vector<double> &y : {std::vector<double>{3, 3}, std::vector<double>{0, 0}})
        {
          output::LinePlot plot = sample();
          plot.panels[0].series = {{"", {1, 1}, y}};
          const std::string picture = output::svg(plot);
          EXPECT_EQ(picture.find("nan"), std::string::npos);
          EXPECT_LT(picture.size(), 20000u);
        }
      output::LinePlot plot = sample();
      plot.panels[0].series.clear();
      EXPECT_NO_THROW(output::svg(plot));
      plot.panels[0].series = {{"", {1, 2}, {1}}};
      EXPECT_THROW(output::svg(plot), std::invalid_argument);
    }
  } // namespace
} // namespace sagitta::tests
