// Frames, copies and fillets: places, and volumes by hand.

#include <tests/meshing/sample_packages.h>

#include <meshing/families/layer_pieces.h>
#include <meshing/families/structures.h>

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <variant>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  double area(const Body &body)
  {
    const auto &r = std::get<Rectangle>(body.outline);
    return (r.x_max - r.x_min) * (r.y_max - r.y_min);
  }

  TEST(Ring, IsFourBarsAroundItsOpening)
  {
    const Body ring = make_body("foot", BodyKind::layer, 1, 2, Rectangle{-10, 10, -5, 7}, 4);
    const std::vector<Body> bars = make_ring(ring, 2);
    ASSERT_EQ(bars.size(), 4u);
    double sum = 0;
    for (const Body &bar : bars)
      {
        sum += area(bar);
        EXPECT_EQ(bar.first_layer, 1u);
        EXPECT_EQ(bar.last_layer, 2u);
        EXPECT_EQ(bar.material, 4u);
      }
    EXPECT_DOUBLE_EQ(sum, 20 * 12 - 16 * 8) << "outer less inner area: no bar overlaps another";
    EXPECT_EQ(bars[0].name, "foot_x_min");
    EXPECT_DOUBLE_EQ(std::get<Rectangle>(bars[0].outline).x_max, -8);
    EXPECT_DOUBLE_EQ(std::get<Rectangle>(bars[0].outline).y_max, 5);
    EXPECT_DOUBLE_EQ(std::get<Rectangle>(bars[3].outline).y_min, 5);
  }

  TEST(Copies, AreCentredOnThePositionOfThePart)
  {
    const Body disc = make_body("post", BodyKind::layer, 0, 0, Disc{1, 2, .1}, 0);
    const std::vector<Body> copies = make_copies(disc, {{3, 2}}, {{.5, .25}});
    ASSERT_EQ(copies.size(), 6u);
    EXPECT_EQ(copies[0].name, "post_1_1");
    EXPECT_EQ(copies[2].name, "post_3_1");
    EXPECT_EQ(copies[3].name, "post_1_2");
    double x = 0, y = 0;
    for (const Body &copy : copies)
      {
        x += std::get<Disc>(copy.outline).x / 6;
        y += std::get<Disc>(copy.outline).y / 6;
      }
    EXPECT_NEAR(x, 1, 1e-15);
    EXPECT_NEAR(y, 2, 1e-15);
    EXPECT_DOUBLE_EQ(std::get<Disc>(copies[5].outline).x - std::get<Disc>(copies[3].outline).x, 1);
  }

  /// A gap of 0.1 below a die of 0.5, cut by a fillet of the height 0.4.
  struct FilletSample
  {
    Fillet fillet{Rectangle{-2, 2, -1, 1}, .8, .4, 3};
    std::vector<Layer> stack = {{"substrate", 1, 1}, {"gap", .1, 1}};
    std::vector<Body> steps;

    FilletSample()
    {
      std::set<double> cuts;
      for (const double end : find_steps(fillet))
        if (end > .1)
          cuts.insert(end - .1);
      for (const Layer &piece : cut_layer({"die", .5, 5}, cuts))
        stack.push_back(piece);
      steps = make_fillet(make_body("fillet", BodyKind::layer, 1, 1, Rectangle{0, 0, 0, 0}, 0), fillet, stack);
    }
  };

  TEST(Fillet, HasTheVolumeOfAStraightFlank)
  {
    const FilletSample sample;
    ASSERT_EQ(sample.steps.size(), 4u) << "the gap and three pieces of the die";
    double volume = 0, height = 0;
    for (const Body &step : sample.steps)
      {
        const double thickness = sample.stack[step.first_layer].thickness;
        volume += (area(step) - 4 * 2) * thickness;
        height += thickness;
      }
    EXPECT_NEAR(height, .4, 1e-15);
    // Around a x b: (a + b) w h for the sides, and 4 w^2 h / 3 for four corners, each a pyramid.
    EXPECT_NEAR(volume, (4 + 2) * .8 * .4 + 4 * .8 * .8 * .4 / 3, 1e-14);
  }

  TEST(Fillet, NarrowsUpwardsWithinItsWidth)
  {
    const FilletSample sample;
    double before = .8;
    for (const Body &step : sample.steps)
      {
        const double width = std::get<Rectangle>(step.outline).x_max - 2;
        EXPECT_LT(width, before);
        EXPECT_GT(width, 0);
        EXPECT_NEAR(std::get<Rectangle>(step.outline).y_max - 1, width, 1e-15) << "equal at all flanks";
        before = width;
      }
  }

  TEST(Fillet, OfManyStepsFollowsTheFlank)
  {
    const Fillet fillet{Rectangle{-2, 2, -1, 1}, .8, .4, 40};
    std::vector<Layer> stack;
    double below = 0;
    for (const double end : find_steps(fillet))
      {
        stack.push_back({"piece", end - below, 1});
        below = end;
      }
    const std::vector<Body> steps = make_fillet(make_body("fillet", BodyKind::layer, 0, 0, Rectangle{0, 0, 0, 0}, 0), fillet, stack);
    ASSERT_EQ(steps.size(), 40u);
    // The step's width is that of the flank at its middle, up to the curvature of the corners' area: w''s are linear, so (step)^2.
    for (unsigned i = 0; i < 40; ++i)
      EXPECT_NEAR(std::get<Rectangle>(steps[i].outline).x_max - 2, .8 * (1 - (i + .5) / 40), std::pow(.8 / 40, 2));
  }
} // namespace
