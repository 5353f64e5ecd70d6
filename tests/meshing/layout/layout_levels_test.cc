// Levels of a layout above each other: how much of the metal of one lies on that of the next, against areas by hand.

#include <meshing/layout/layout_levels.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace sagitta::tests
{
  using namespace meshing;

  namespace
  {
    LayoutLevel make_level(unsigned layer, const std::vector<Rectangle> &metal, const TileGrid &grid)
    {
      LayoutLevel level;
      level.body.first_layer = level.body.last_layer = layer;
      level.body.outline = grid.area;
      for (const Rectangle &rectangle : metal)
        level.polygons.push_back(make_polygon(rectangle));
      level.grid = grid;
      level.of_tile.assign(grid.n_tiles(), 0);
      level.n_classes = 1;
      return level;
    }

    TEST(LayoutLevels, MeasureTheViasThatTouchLines)
    {
      const TileGrid grid{{0, 40, 0, 40}, 2, 1};
      std::vector<Rectangle> lines, vias;
      for (unsigned i = 0; i < 8; ++i)
        {
          const double y = 5. * i;
          lines.push_back({0, 40, y, y + 2});
          vias.push_back({5, 7, y, y + 2});         // on its line
          vias.push_back({25, 27, y + 1.5, y + 3}); // a third of it
        }
      vias.push_back(vias.front()); // twice, which counts once
      LayoutLevel level = make_level(1, vias, grid);
      level.of_tile = {0, 1};
      level.n_classes = 2;
      const MeetingMetal meeting = measure_meeting(level, make_level(0, lines, grid));
      ASSERT_EQ(meeting.of_class.size(), 2u);
      EXPECT_NEAR(meeting.of_class[0], 1, 1e-12);
      EXPECT_NEAR(meeting.of_class[1], 1 / 3., 1e-12);
      EXPECT_NEAR(meeting.share, (4 + 1) / (4 + 3.), 1e-12);
      tests::record({"share on lines", meeting.share, 5 / 7., "1", "1e-12", "areas by hand", ""});
    }

    TEST(LayoutLevels, FindTheLevelThatTouchesAndCovers)
    {
      const TileGrid whole{{0, 40, 0, 40}, 1, 1}, window{{10, 20, 10, 20}, 1, 1};
      const std::vector<Rectangle> metal = {{0, 40, 0, 2}};
      const std::vector<LayoutLevel> levels = {make_level(0, metal, whole), make_level(1, metal, whole), make_level(3, metal, whole),
                                               make_level(1, metal, window)};
      EXPECT_EQ(find_next_level(levels, levels[1], LevelSide::below), &levels[0]);
      EXPECT_EQ(find_next_level(levels, levels[1], LevelSide::above), nullptr) << "a layer lies between";
      EXPECT_EQ(find_next_level(levels, levels[3], LevelSide::below), &levels[0]);
      EXPECT_EQ(find_next_level(levels, levels[0], LevelSide::above), &levels[1]) << "the window does not cover it";
    }
  } // namespace
} // namespace sagitta::tests
