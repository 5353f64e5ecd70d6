// The contour of a figure over two parameters; the oracle is a plane, whose lines of equal value are straight.

#include <tests/drawing/svg_reader.h>

#include <solver/study_report/contour_picture.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  using Points = std::vector<std::pair<double, double>>;

  /// A plane that is zero where x / 4 = y / 2, on a grid that is not equally spaced; no candidate is solved at one corner.
  study_report::ContourPlot plane()
  {
    const std::vector<double> x = {0, 1, 4}, y = {0, .5, 2};
    study_report::ContourPlot plot{{x, y, {}}, "filler [wt%]", "thickness [mm]", "warpage [um]"};
    for (const double at_y : y)
      for (const double at_x : x)
        plot.map.w.push_back(at_x / 4 - at_y / 2);
    plot.map.w[2] = std::nan("");
    return plot;
  }

  std::vector<std::string> tags(const std::string &svg, const std::string &name)
  {
    const std::regex pattern("<" + name + " [^>]*>");
    return {std::sregex_token_iterator(svg.begin(), svg.end(), pattern), std::sregex_token_iterator()};
  }

  /// The centres of all candidates [pixels].
  Points candidates(const std::string &svg)
  {
    Points result;
    for (const std::string &circle : tags(svg, "circle"))
      result.emplace_back(std::stod(attribute(circle, "cx")), std::stod(attribute(circle, "cy")));
    return result;
  }

  /// The corners of the thick lines [pixels].
  Points zero_line(const std::string &svg)
  {
    Points result;
    const std::regex corner("[ML]([0-9.]+) ([0-9.]+)");
    for (const std::string &path : tags(svg, "path"))
      if (attribute(path, "stroke-width") == "3")
        {
          const std::string d = attribute(path, "d");
          for (std::sregex_iterator at(d.begin(), d.end(), corner), end; at != end; ++at)
            result.emplace_back(std::stod((*at)[1]), std::stod((*at)[2]));
        }
    return result;
  }

  TEST(ContourPicture, HasADotForEverySolvedCandidate)
  {
    EXPECT_EQ(candidates(contour_picture(plane())).size(), 8u);
  }

  TEST(ContourPicture, DrawsTheZeroLineOfAPlaneAlongItsDiagonal)
  {
    const std::string svg = contour_picture(plane());
    const Points dots = candidates(svg), line = zero_line(svg);
    ASSERT_GE(line.size(), 2u);
    const Points::value_type origin = dots.front(), end = dots.back(); // (0, 0) and (4, 2)
    double first = 1, last = 0;
    for (const auto &[x, y] : line)
      {
        const double along_x = (x - origin.first) / (end.first - origin.first),
                     along_y = (y - origin.second) / (end.second - origin.second);
        // The picture has tenths of pixels, and the axes are more than 300 pixels long.
        EXPECT_NEAR(along_x, along_y, 1e-3);
        first = std::min(first, along_x);
        last = std::max(last, along_x);
      }
    EXPECT_NEAR(first, 0, 1e-3);
    EXPECT_NEAR(last, 1, 1e-3);
  }

  TEST(ContourPicture, NamesItsFigureAndBothParameters)
  {
    const std::string svg = contour_picture(plane());
    for (const std::string text : {"warpage [um]", "filler [wt%]", "thickness [mm]"})
      EXPECT_NE(svg.find(text), std::string::npos) << text;
  }
} // namespace
