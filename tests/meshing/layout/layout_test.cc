// Layouts in tiles: areas against counts of squares and closed forms, patterns against the lines and holes that were drawn.

#include <materials/pi.h>
#include <meshing/layout/metal_index.h>
#include <meshing/layout/metal_map.h>
#include <meshing/layout/resolved_metal.h>
#include <meshing/layout/tile_bodies.h>
#include <meshing/layout/tile_classes.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace sagitta::tests
{
  using namespace meshing;

  namespace
  {
    using materials::pi;

    Polygon box(double x_min, double x_max, double y_min, double y_max)
    {
      return make_polygon(Rectangle{x_min, x_max, y_min, y_max});
    }

    Polygon regular(unsigned n, double radius, double x, double y, double phase = 0)
    {
      Polygon polygon;
      for (unsigned i = 0; i < n; ++i)
        polygon.push_back({{x + radius * std::cos(2 * pi * i / n + phase), y + radius * std::sin(2 * pi * i / n + phase)}});
      return polygon;
    }

    TEST(Layout, HasInEveryTileTheSquaresThatAreCounted)
    {
      constexpr int n = 60, n_tiles = 7; // squares along a side; tiles cut squares
      std::mt19937 random(7);
      std::vector<Polygon> polygons;
      std::vector<char> squares(n * n, 0);
      for (unsigned k = 0; k < 80; ++k)
        {
          const auto place = [&] { return static_cast<int>(random() % (n - 1)); };
          const int x = place(), y = place();
          const int width = 1 + static_cast<int>(random() % 12), height = 1 + static_cast<int>(random() % 12);
          for (int j = y; j < std::min(y + height, n); ++j)
            for (int i = x; i < std::min(x + width, n); ++i)
              squares[static_cast<std::size_t>(j * n + i)] = 1;
          polygons.push_back(box(x, x + width, y, y + height));
          if (k % 3 == 0)
            std::reverse(polygons.back().begin(), polygons.back().end());
          if (k % 10 == 0)
            polygons.push_back(polygons.back());
        }
      const MetalMap map = make_metal_map(polygons, {{0, n, 0, n}, n_tiles, n_tiles});
      const double side = double(n) / n_tiles;
      const auto overlap = [&](int square, int tile) {
        return std::max(std::min(square + 1., (tile + 1) * side) - std::max(double(square), tile * side), 0.);
      };
      for (int row = 0; row < n_tiles; ++row)
        for (int column = 0; column < n_tiles; ++column)
          {
            double counted = 0;
            for (int j = 0; j < n; ++j)
              for (int i = 0; i < n; ++i)
                counted += squares[static_cast<std::size_t>(j * n + i)] * overlap(i, column) * overlap(j, row);
            EXPECT_NEAR(map.tiles[static_cast<std::size_t>(row * n_tiles + column)].fraction, counted / (side * side), 1e-12);
          }
      const double all = static_cast<double>(std::count(squares.begin(), squares.end(), 1));
      EXPECT_NEAR(map.area, all, 1e-9 * all);
      tests::record({"rectangles", map.area, all, "1", "1e-9 relative", "squares that are counted", ""});
    }

    TEST(Layout, KeepsTheAreaOfPolygonsWithObliqueEdges)
    {
      const Rectangle area{-2, 2, -2, 2};
      const double polygon = 10'000 / 2. * 1.5 * 1.5 * std::sin(2 * pi / 10'000);
      EXPECT_NEAR(make_metal_map({regular(10'000, 1.5, .1, .2)}, TileGrid::fill(area, .13)).area, polygon, 1e-11 * polygon);
      // Two unit squares, one turned by 45 degrees, share a regular octagon of area 2 (sqrt(2) - 1).
      const double star = 2 - 2 * (std::sqrt(2.) - 1);
      const std::vector<Polygon> squares = {regular(4, std::sqrt(.5), 0, 0), regular(4, std::sqrt(.5), 0, 0, pi / 4)};
      EXPECT_NEAR(make_metal_map(squares, TileGrid::fill(area, .21)).area, star, 1e-12);
      EXPECT_NEAR(make_metal_map(squares, {area, 1, 1}).area, star, 1e-12);
      tests::record({"star", make_metal_map(squares, TileGrid::fill(area, .21)).area, star, "1", "1e-12", "closed form", ""});
    }

    TEST(Layout, KeepsTheHoleThatACutReaches)
    {
      const Polygon ring = {{{0, 0}}, {{4, 0}}, {{4, 4}}, {{0, 4}}, {{0, 0}}, {{1, 1}}, {{1, 3}}, {{3, 3}}, {{3, 1}}, {{1, 1}}};
      const MetalMap map = make_metal_map({ring}, {{0, 4, 0, 4}, 4, 4});
      EXPECT_NEAR(map.area, 12, 1e-12);
      EXPECT_EQ(map.tiles[5].fraction, 0);
      EXPECT_NEAR(map.tiles[0].fraction, 1, 1e-12);
    }

    TEST(Layout, DrawsPathsWithTheirEndsAndCorners)
    {
      const Rectangle area{-5, 15, -5, 15};
      const auto area_of = [&](const LayoutPath &path) { return make_metal_map(make_polygons(path), {area, 3, 3}).area; };
      const std::vector<LayoutPoint> bent = {{{0, 0}}, {{10, 0}}, {{10, 8}}};
      EXPECT_NEAR(area_of({bent, 2, PathEnd::flush, {}}), 2 * 18, 1e-12); // what the corner lacks outside it has twice inside
      EXPECT_NEAR(area_of({bent, 2, PathEnd::extended, {{1, 1}}}), 2 * 20, 1e-12);
      EXPECT_NEAR(area_of({bent, 2, PathEnd::round, {}}), 2 * 18 + 64 / 2. * std::sin(2 * pi / 64), 1e-12);
    }

    TEST(Layout, FindsTheLinesThatWereDrawn)
    {
      std::vector<Polygon> comb;
      for (unsigned i = 0; i < 40; ++i)
        comb.push_back(box(-1, 100, 5. * i, 5. * i + 2));
      const MetalMap map = make_metal_map(comb, {{0, 90, 0, 90}, 3, 3});
      const TileClasses tiles = classify(map, 10);
      ASSERT_EQ(tiles.classes.size(), 1u);
      EXPECT_EQ(tiles.classes[0].pattern, TilePattern::lines_x);
      EXPECT_NEAR(tiles.classes[0].fraction, .4, 1e-12);
      EXPECT_NEAR(tiles.classes[0].pitch[1], 5 * 36 / 35., 1e-4); // half of the edges on the outer sides of the tiles is not known
      EXPECT_NEAR(tiles.classes[0].block[1] / tiles.classes[0].pitch[1], .4, 1e-9);
    }

    TEST(Layout, CountsEdgesOnTheSidesOfTilesHalfForEachOfThem)
    {
      // Lines of 30 at a pitch of 100 in tiles of 100: centred in the tiles, or with an edge on their sides.
      const auto pitch_of = [](double first, bool is_along_x) {
        std::vector<Polygon> lines;
        for (unsigned i = 0; i < 8; ++i)
          {
            const double low = 100. * i + first;
            lines.push_back(is_along_x ? box(-10, 900, low, low + 30) : box(low, low + 30, -10, 900));
          }
        const TileClasses tiles = classify(make_metal_map(lines, {{0, 800, 0, 800}, 8, 8}), 10);
        double edges = 0;
        for (const TileClass &tile : tiles.classes)
          edges += static_cast<double>(tile.n_tiles) / 64 / tile.pitch[is_along_x ? 1 : 0];
        return 1 / edges;
      };
      for (const bool is_along_x : {true, false})
        {
          EXPECT_NEAR(pitch_of(35, is_along_x), 100, 1e-4);
          EXPECT_NEAR(pitch_of(0, is_along_x), 100 * 16 / 15., 1e-3) << "half of the edges on the outer sides is not known";
        }
    }

    TEST(Layout, FindsIslandsAndHoles)
    {
      std::vector<Polygon> islands;
      for (unsigned j = 0; j < 12; ++j)
        for (unsigned i = 0; i < 12; ++i)
          islands.push_back(box(10. * i + 2, 10. * i + 8, 10. * j + 3, 10. * j + 7));
      const TileClasses tiles = classify(make_metal_map(islands, {{0, 120, 0, 120}, 4, 4}), 10);
      ASSERT_EQ(tiles.classes.size(), 1u);
      EXPECT_EQ(tiles.classes[0].pattern, TilePattern::islands);
      EXPECT_NEAR(tiles.classes[0].block[0], 6, 1e-5);
      EXPECT_NEAR(tiles.classes[0].block[1], 4, 1e-5);
      EXPECT_NEAR(tiles.classes[0].pitch[0] * tiles.classes[0].pitch[1], 100, 1e-3);
      std::vector<Polygon> plane;
      for (unsigned i = 0; i <= 12; ++i)
        {
          plane.push_back(box(10. * i - 2, 10. * i + 2, -10, 130));
          plane.push_back(box(-10, 130, 10. * i - 2, 10. * i + 2));
        }
      const TileClasses holes = classify(make_metal_map(plane, {{0, 120, 0, 120}, 4, 4}), 10);
      ASSERT_EQ(holes.classes.size(), 1u);
      EXPECT_EQ(holes.classes[0].pattern, TilePattern::plane);
      EXPECT_NEAR(holes.classes[0].fraction, .64, 1e-12);
      for (unsigned axis = 0; axis < 2; ++axis)
        {
          EXPECT_NEAR(holes.classes[0].block[axis], 6, 1e-5);
          EXPECT_NEAR(holes.classes[0].pitch[axis], 10, 1e-5);
        }
    }

    TEST(Layout, HasAtMostTheAllowedClassesAndKeepsTheMetal)
    {
      std::mt19937 random(3);
      std::uniform_real_distribution<double> place(0, 100), size(.5, 9);
      std::vector<Polygon> polygons;
      for (unsigned k = 0; k < 500; ++k)
        {
          const double x = place(random), y = place(random);
          polygons.push_back(box(x, x + size(random), y, y + size(random)));
        }
      const MetalMap map = make_metal_map(polygons, {{0, 100, 0, 100}, 25, 20});
      for (const unsigned most : {500u, 60u})
        {
          const TileClasses tiles = classify(map, most);
          EXPECT_LE(tiles.classes.size(), most);
          double metal = 0;
          for (const TileClass &tile : tiles.classes)
            metal += tile.fraction * static_cast<double>(tile.n_tiles) * map.grid.tile_area();
          EXPECT_NEAR(metal, map.area, 1e-9 * map.area);
          EXPECT_LT(tiles.largest_difference, .1);
        }
      // Fewer than the coarsest division has: classes of like fractions are joined.
      for (const unsigned most : {5u, 1u})
        {
          const TileClasses tiles = classify(map, most);
          const auto mixed =
              std::count_if(tiles.classes.begin(), tiles.classes.end(), [](const TileClass &tile) { return !tile.is_uniform(); });
          EXPECT_LE(mixed, static_cast<std::ptrdiff_t>(most));
          double metal = 0;
          std::size_t n = 0;
          for (const TileClass &tile : tiles.classes)
            {
              metal += tile.fraction * static_cast<double>(tile.n_tiles) * map.grid.tile_area();
              n += tile.n_tiles;
            }
          EXPECT_EQ(n, map.tiles.size());
          EXPECT_NEAR(metal, map.area, 1e-9 * map.area);
        }
    }

    TEST(Layout, ResolvesTracesByRectanglesOfTheSameArea)
    {
      const ResolvedMetal lines = resolve({box(0, 10, 1, 3), box(2, 4, 0, 6), box(2, 4, 3, 5)}, {0, 10, 0, 6}, .5);
      EXPECT_EQ(lines.rectangles.size(), 3u); // below, beside and above the line along x
      EXPECT_NEAR(lines.area, 28, 1e-12);
      EXPECT_LT(lines.misplaced, 1e-12);
      const ResolvedMetal disc = resolve({regular(360, 4, 5, 5)}, {0, 10, 0, 10}, .1);
      const double expected = 360 / 2. * 16 * std::sin(2 * pi / 360);
      double area = 0;
      for (const Rectangle &r : disc.rectangles)
        area += (r.x_max - r.x_min) * (r.y_max - r.y_min);
      EXPECT_NEAR(area, expected, 1e-9 * expected);
      EXPECT_GT(disc.misplaced, 0);
      EXPECT_LT(disc.misplaced, .02 * expected);
    }

    TEST(Layout, FindsTheMetalInRectanglesThatObliqueEdgesCross)
    {
      // Below the line x + y = 10.
      const std::vector<Trapezoid> metal = decompose({{{{0, 0}}, {{10, 0}}, {{0, 10}}}, box(1, 2, 3, 4)}, {0, 10, 0, 10});
      const MetalIndex index(metal);
      std::mt19937 random(11);
      std::uniform_real_distribution<double> place(0, 10);
      const auto square = [](double x) { return x > 0 ? x * x : 0; };
      for (unsigned i = 0; i < 100; ++i)
        {
          const auto [a, b] = std::minmax({place(random), place(random)});
          const auto [c, d] = std::minmax({place(random), place(random)});
          const double expected = (square(10 - a - c) - square(10 - b - c) - square(10 - a - d) + square(10 - b - d)) / 2;
          EXPECT_NEAR(index.area_in({a, b, c, d}), expected, 1e-12 * 100);
          EXPECT_EQ(index.is_metal_at(a, c), a + c < 10);
        }
      const Rectangle cut{1.5, 9, .75, 6.25};
      const double expected = (square(10 - 1.5 - .75) - square(10 - 9 - .75) - square(10 - 1.5 - 6.25)) / 2;
      EXPECT_NEAR(index.area_in(cut), expected, 1e-12 * expected);
      tests::record({"below an oblique edge", index.area_in(cut), expected, "1", "1e-12 relative: rounding", "closed form", ""});
    }

    TEST(Layout, SaysHowMuchMetalTheStepsOfObliqueEdgesMisplace)
    {
      // A line at 45 degrees, 8 high: each of its two edges has triangles of half a step by half a step, one in two of them outside of it.
      constexpr double height = 8, step = .5, width = 2;
      const ResolvedMetal line = resolve({{{{0, 0}}, {{width, 0}}, {{width + height, height}}, {{height, height}}}}, {0, 10, 0, 8}, step);
      EXPECT_NEAR(line.area, width * height, 1e-12);
      EXPECT_NEAR(line.misplaced, height * step / 4, 1e-12);
      tests::record({"oblique line", line.misplaced, height * step / 4, "1", "1e-12: rounding", "triangles of half a step", ""});
      // A line so narrow that the steps of its edges lie apart: all metal beside what each step shares with the line.
      constexpr double narrow = .1;
      const ResolvedMetal hair = resolve({{{{0, 0}}, {{narrow, 0}}, {{narrow + height, height}}, {{height, height}}}}, {0, 10, 0, 8}, step);
      const double shared = 2 * narrow * narrow / 2; // two triangles beside the diagonal of a step
      EXPECT_NEAR(hair.misplaced, height / step * (narrow * step - shared), 1e-12);
      // A disc as a polygon, whose corners make the strips: an edge of a strip misplaces an eighth of its height times its width.
      constexpr unsigned n = 720;
      constexpr double radius = 4;
      const ResolvedMetal disc = resolve({regular(n, radius, 5, 5)}, {0, 10, 0, 10}, .1);
      double expected = 0;
      for (unsigned i = 0; i < n; ++i)
        expected += std::abs(std::sin(2 * pi * i / n) - std::sin(2 * pi * (i + 1) / n)) *
                    std::abs(std::cos(2 * pi * i / n) - std::cos(2 * pi * (i + 1) / n)) * radius * radius / 8;
      EXPECT_NEAR(disc.misplaced, expected, 1e-6 * expected); // corners at equal heights differ by rounding
      tests::record({"disc", disc.misplaced, expected, "1", "1e-6 relative: rounding of the corners", "sum over its edges", ""});
    }

    TEST(Layout, CoversEveryTileOnceByRectanglesOfItsClass)
    {
      std::mt19937 random(5);
      const TileGrid grid{{0, 30, 0, 20}, 30, 20};
      std::vector<std::uint16_t> classes;
      for (std::size_t i = 0; i < grid.n_tiles(); ++i)
        classes.push_back(static_cast<std::uint16_t>(random() % 3));
      std::vector<int> covered(grid.n_tiles(), 0);
      for (const TileRectangle &r : merge_tiles(grid, classes, 1))
        for (auto j = static_cast<std::size_t>(std::lround(r.area.y_min)); j < static_cast<std::size_t>(std::lround(r.area.y_max)); ++j)
          for (auto i = static_cast<std::size_t>(std::lround(r.area.x_min)); i < static_cast<std::size_t>(std::lround(r.area.x_max)); ++i)
            {
              ++covered[j * grid.n_x + i];
              EXPECT_EQ(classes[j * grid.n_x + i], r.tile_class);
            }
      for (std::size_t i = 0; i < covered.size(); ++i)
        EXPECT_EQ(covered[i], classes[i] == 1 ? 0 : 1);
    }

    TEST(Layout, MakesABodyOfMostTilesAndBodiesOfTheOthers)
    {
      Body body;
      body.name = "rdl";
      body.outline = Rectangle{0, 3, 0, 2};
      const TileGrid grid{{0, 3, 0, 2}, 3, 2};
      TileClasses tiles;
      tiles.classes.resize(2);
      tiles.classes[0].n_tiles = 2;
      tiles.classes[1].n_tiles = 4;
      tiles.of_tile = {1, 0, 1, 1, 0, 1};
      const std::vector<Body> bodies = make_tile_bodies(body, grid, tiles, {7, 8});
      ASSERT_EQ(bodies.size(), 2u);
      EXPECT_EQ(bodies[0].material, 8u);
      EXPECT_EQ(bodies[0].name, "rdl");
      EXPECT_EQ(bodies[1].material, 7u);
      EXPECT_EQ(bodies[1].name, "rdl:1");
      EXPECT_EQ(bodies[1].group, "rdl");
      EXPECT_EQ(bodies[1].kind, BodyKind::tile);
      EXPECT_TRUE(is_equal(bounding_box(bodies[1].outline), {1, 2, 0, 2}, 0));
    }

    TEST(Layout, MakesABodyOfDielectricAndTracesOfMetal)
    {
      Body body;
      body.name = "rdl";
      const std::vector<Body> bodies = make_trace_bodies(body, {{0, 1, 0, 1}, {2, 3, 0, 1}}, 4, 5);
      ASSERT_EQ(bodies.size(), 3u);
      EXPECT_EQ(bodies[0].material, 4u);
      for (const std::size_t trace : {1u, 2u})
        {
          EXPECT_EQ(bodies[trace].material, 5u);
          EXPECT_EQ(bodies[trace].group, "rdl:metal");
        }
      EXPECT_EQ(bodies[2].name, "rdl:2");
    }
  } // namespace
} // namespace sagitta::tests
