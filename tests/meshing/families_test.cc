// Geometry that is generated: layers cut into pieces, bodies of arrays of bumps.

#include <tests/meshing/sample_packages.h>

#include <meshing/families/bump_array.h>
#include <meshing/families/layer_pieces.h>
#include <meshing/families/neighbours.h>

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  /// An array of bumps in a layer of 100 um between two others; with pads the layer is cut.
  struct Sample
  {
    std::vector<Layer> stack;
    Body array = make_body("balls", BodyKind::layer, 1, 1, Rectangle{0, 1e-3, 0, 2e-3}, 4);

    explicit Sample(const std::optional<Pads> &pads)
    {
      const std::vector<Layer> pieces = cut_layer({"ball_layer", 100e-6, 5}, pads ? find_pad_ends(*pads, 100e-6) : std::set<double>());
      stack = {{"board", 1e-3, 1}};
      stack.insert(stack.end(), pieces.begin(), pieces.end());
      stack.push_back({"rdl", 20e-6, 1});
      array.last_layer = static_cast<unsigned>(pieces.size());
    }
  };

  double thickness_of(const Body &body, const std::vector<Layer> &stack)
  {
    double sum = 0;
    for (unsigned l = body.first_layer; l <= body.last_layer; ++l)
      sum += stack[l].thickness;
    return sum;
  }

  TEST(LayerPieces, TogetherAreTheLayer)
  {
    const std::vector<Layer> pieces = cut_layer({"mould", 100e-6, 10}, {20e-6, 70e-6});
    ASSERT_EQ(pieces.size(), 3u);
    EXPECT_EQ(pieces[0].name, "mould_1");
    EXPECT_EQ(pieces[2].name, "mould_3");
    EXPECT_DOUBLE_EQ(pieces[0].thickness, 20e-6);
    EXPECT_DOUBLE_EQ(pieces[1].thickness, 50e-6);
    EXPECT_DOUBLE_EQ(pieces[2].thickness, 30e-6);
    EXPECT_EQ(pieces[0].elements, 2u);
    EXPECT_EQ(pieces[1].elements, 5u);
    EXPECT_EQ(pieces[2].elements, 3u);
  }

  TEST(LayerPieces, EachHasAnElement)
  {
    const std::vector<Layer> pieces = cut_layer({"mould", 100e-6, 1}, {5e-6, 95e-6});
    for (const Layer &piece : pieces)
      EXPECT_EQ(piece.elements, 1u);
    EXPECT_EQ(pieces.size(), 3u);
  }

  TEST(LayerPieces, ALayerWithoutCutsStaysAsItIs)
  {
    const std::vector<Layer> pieces = cut_layer({"mould", 100e-6, 3}, {});
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0].name, "mould");
    EXPECT_EQ(pieces[0].thickness, 100e-6);
    EXPECT_EQ(pieces[0].elements, 3u);
  }

  TEST(BumpArray, WithoutPadsIsOneBody)
  {
    const Sample sample(std::nullopt);
    const std::vector<BumpBody> bodies = make_bump_bodies(sample.array, 100e-6, sample.stack, std::nullopt);
    ASSERT_EQ(bodies.size(), 1u);
    EXPECT_EQ(bodies[0].part, BumpPart::bumps);
    EXPECT_EQ(bodies[0].height, 100e-6);
    EXPECT_EQ(bodies[0].body.name, "balls");
  }

  TEST(BumpArray, OfPadsAndBumpsFillsItsLayerWithoutOverlap)
  {
    for (const PadSides sides : {PadSides::both, PadSides::bottom, PadSides::top})
      {
        const Pads pads{10e-6, sides};
        const Sample sample(pads);
        const std::vector<BumpBody> bodies = make_bump_bodies(sample.array, 100e-6, sample.stack, pads);
        EXPECT_EQ(bodies.size(), sides == PadSides::both ? 3u : 2u);
        EXPECT_EQ(bodies.back().part, BumpPart::bumps);
        double sum = 0;
        std::vector<unsigned> holders(sample.stack.size(), 0);
        for (const BumpBody &body : bodies)
          {
            sum += body.height;
            EXPECT_NEAR(thickness_of(body.body, sample.stack), body.height, 1e-15) << body.body.name;
            for (unsigned l = body.body.first_layer; l <= body.body.last_layer; ++l)
              ++holders[l];
            EXPECT_TRUE(body.part == BumpPart::bumps || body.height == pads.thickness);
          }
        EXPECT_NEAR(sum, 100e-6, 1e-15);
        for (unsigned l = 0; l < holders.size(); ++l)
          EXPECT_EQ(holders[l], l == 0 || l + 1 == holders.size() ? 0u : 1u) << "layer " << l;
      }
  }

  TEST(BumpArray, PadsMayTakeSeveralPiecesOfALayerThatOtherPadsCut)
  {
    // Two arrays in one layer: thin pads at the bottom and at the top, thick pads at the bottom.
    const Pads thin{10e-6, PadSides::both}, thick{25e-6, PadSides::bottom};
    std::set<double> cuts = find_pad_ends(thin, 100e-6);
    cuts.merge(find_pad_ends(thick, 100e-6));
    const std::vector<Layer> stack = cut_layer({"ball_layer", 100e-6, 10}, cuts);
    ASSERT_EQ(stack.size(), 4u);
    const Body array = make_body("balls", BodyKind::layer, 0, 3, Rectangle{0, 1, 0, 1}, 0);
    const std::vector<BumpBody> bodies = make_bump_bodies(array, 100e-6, stack, thick);
    ASSERT_EQ(bodies.size(), 2u);
    EXPECT_EQ(bodies[0].body.name, "balls_bottom_pads");
    EXPECT_EQ(bodies[0].body.first_layer, 0u);
    EXPECT_EQ(bodies[0].body.last_layer, 1u);
    EXPECT_EQ(bodies[1].body.first_layer, 2u);
    EXPECT_EQ(bodies[1].body.last_layer, 3u);
    EXPECT_DOUBLE_EQ(bodies[1].height, 75e-6);
  }

  TEST(BumpArray, PadsMustLeaveHeightForTheBumps)
  {
    EXPECT_TRUE(leave_height({49e-6, PadSides::both}, 100e-6));
    EXPECT_FALSE(leave_height({50e-6, PadSides::both}, 100e-6));
    EXPECT_TRUE(leave_height({50e-6, PadSides::bottom}, 100e-6));
    EXPECT_FALSE(leave_height({100e-6, PadSides::top}, 100e-6));
  }

  /// Bumps between a substrate and a die beside a second one, with a film on the die and air beside.
  Package bumped()
  {
    Package package;
    package.layers = {{"substrate", 1e-3, 1}, {"bump_layer", 0.1e-3, 1}, {"film", 10e-6, 1}, {"silicon", 0.3e-3, 1}};
    const Rectangle all{0, 10e-3, 0, 10e-3};
    package.bodies = {make_body("substrate", BodyKind::layer, 0, 0, all, 0), make_body("bumps", BodyKind::layer, 1, 1, all, 1),
                      make_body("film", BodyKind::layer, 2, 2, Rectangle{0, 7e-3, 0, 10e-3}, 2),
                      make_body("die", BodyKind::die, 3, 3, Rectangle{0, 7e-3, 0, 10e-3}, 3)};
    return package;
  }

  TEST(Neighbours, AreTheLayersWithinTheDepthFromTheBumpsOutwards)
  {
    const Package package = bumped();
    const Neighbours found = find_neighbours(package, package.bodies[1], 0.1e-3);
    ASSERT_EQ(found.below.size(), 1u);
    EXPECT_EQ(found.below[0].body, 0u);
    EXPECT_DOUBLE_EQ(found.below[0].thickness, 0.1e-3);
    ASSERT_EQ(found.above.size(), 2u);
    EXPECT_EQ(found.above[0].body, 2u);
    EXPECT_DOUBLE_EQ(found.above[0].thickness, 10e-6);
    EXPECT_EQ(found.above[1].body, 3u);
    EXPECT_NEAR(found.above[1].thickness, 90e-6, 1e-18);
    // 8 of 12 columns of places lie below the die, at 7/12 of a millimetre and so on.
    EXPECT_NEAR(found.share, 8. / 12, 1e-12);
  }

  TEST(Neighbours, EndAtAGapAndAtTheEndOfTheStack)
  {
    Package package = bumped();
    EXPECT_NEAR(find_neighbours(package, package.bodies[1], 5e-3).below[0].thickness, 1e-3, 1e-18);
    package.bodies.push_back(make_body("gap", BodyKind::gap, 2, 2, Rectangle{0, 10e-3, 0, 10e-3}, 0));
    EXPECT_TRUE(find_neighbours(package, package.bodies[1], 0.1e-3).above.empty());
    package.bodies[4].first_layer = package.bodies[4].last_layer = 3;
    EXPECT_EQ(find_neighbours(package, package.bodies[1], 0.1e-3).above.size(), 1u) << "the film alone";
  }
} // namespace
