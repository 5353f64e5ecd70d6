// How the cells between followed lines are shared out.

#include <meshing/plan/division.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace
{
  using sagitta::meshing::Division;

  std::vector<unsigned> cells_of(const std::vector<double> &lines, unsigned total)
  {
    Division division(lines);
    fill(division, 1., total);
    return division.cells;
  }

  // Without an oracle of its own: a package that is mirrored gets the mirrored mesh, so that its figures do not change.
  TEST(Division, OfMirroredLinesIsTheMirrorImage)
  {
    // Intervals of equal widths compete for the last cell; the third of thirty is rounded otherwise than the first.
    const std::vector<std::vector<double>> samples{
        {0, .9, 1.8, 4.3}, {0, .1, .2, .3, 1.1}, {-2, -1.2, -.4, .4, 3.1}, {0, 1, 2, 3, 3.5}, {0, .7, 1.4, 2.1, 2.8, 3.2, 5}};
    for (const std::vector<double> &lines : samples)
      {
        std::vector<double> mirrored;
        for (auto line = lines.rbegin(); line != lines.rend(); ++line)
          mirrored.push_back(-*line);
        for (unsigned total = 9; total < 25; ++total)
          {
            std::vector<unsigned> cells = cells_of(mirrored, total);
            std::reverse(cells.begin(), cells.end());
            EXPECT_EQ(cells_of(lines, total), cells) << total << " cells from " << lines.front() << " to " << lines.back();
          }
      }
  }
} // namespace
