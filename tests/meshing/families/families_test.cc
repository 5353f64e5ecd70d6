// Geometry that is generated: layers cut into pieces, bodies of arrays of bumps.

#include <tests/meshing/sample_packages.h>

#include <meshing/families/bump_array.h>
#include <meshing/families/layer_pieces.h>
#include <meshing/families/neighbours.h>

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  /// Bumps in a layer of 100 um with pads of 10 um at both ends, one end or none.
  std::vector<BumpPart> make_parts(const std::optional<PadSides> &sides, double thickness = 10e-6)
  {
    const bool has_bottom = sides && *sides != PadSides::top, has_top = sides && *sides != PadSides::bottom;
    std::vector<BumpPart> parts;
    if (has_bottom)
      parts.push_back({"bottom_pad", 0, thickness, .5e-4});
    parts.push_back({"", has_bottom ? thickness : 0, has_top ? 100e-6 - thickness : 100e-6, std::nullopt});
    if (has_top)
      parts.push_back({"top_pad", 100e-6 - thickness, 100e-6, .5e-4});
    return parts;
  }

  const std::vector<CoveredArea> one_area = {{Rectangle{0, 1e-3, 0, 2e-3}, 1 / 1e-8, .25e-8}};

  /// An array of bumps in a layer of 100 um between two others; with pads the layer is cut.
  struct Sample
  {
    std::vector<Layer> stack;
    Body array = make_body("balls", BodyKind::layer, 1, 1, Rectangle{0, 1e-3, 0, 2e-3}, 4);

    explicit Sample(const std::vector<BumpPart> &parts)
    {
      const std::vector<Layer> pieces = cut_layer({"ball_layer", 100e-6, 5}, find_part_ends(parts));
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

  TEST(LayerPieces, ALayerWithoutCutsIsUnchanged)
  {
    const std::vector<Layer> pieces = cut_layer({"mould", 100e-6, 3}, {});
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0].name, "mould");
    EXPECT_EQ(pieces[0].thickness, 100e-6);
    EXPECT_EQ(pieces[0].elements, 3u);
  }

  TEST(BumpArray, WithoutPadsIsOneBodyInAnUncutLayer)
  {
    const std::vector<BumpPart> parts = make_parts(std::nullopt);
    const Sample sample(parts);
    EXPECT_EQ(sample.stack[1].name, "ball_layer");
    const std::vector<BumpBody> bodies = make_bump_bodies(sample.array, sample.stack, parts, one_area);
    ASSERT_EQ(bodies.size(), 1u);
    EXPECT_EQ(bodies[0].height, 100e-6);
    EXPECT_EQ(bodies[0].body.name, "balls");
    EXPECT_NEAR(bodies[0].cover.pitch(), 1e-4, 1e-18);
    EXPECT_NEAR(bodies[0].diameter, .5e-4, 1e-18);
  }

  TEST(BumpArray, OfPadsAndBumpsFillsItsLayerWithoutOverlap)
  {
    for (const PadSides sides : {PadSides::both, PadSides::bottom, PadSides::top})
      {
        const std::vector<BumpPart> parts = make_parts(sides);
        const Sample sample(parts);
        const std::vector<BumpBody> bodies = make_bump_bodies(sample.array, sample.stack, parts, one_area);
        EXPECT_EQ(bodies.size(), sides == PadSides::both ? 3u : 2u);
        EXPECT_TRUE(parts[bodies.back().part].is_bump()) << "pads come first";
        double sum = 0;
        std::vector<unsigned> holders(sample.stack.size(), 0);
        for (const BumpBody &body : bodies)
          {
            sum += body.height;
            EXPECT_NEAR(thickness_of(body.body, sample.stack), body.height, 1e-15) << body.body.name;
            for (unsigned l = body.body.first_layer; l <= body.body.last_layer; ++l)
              ++holders[l];
          }
        EXPECT_NEAR(sum, 100e-6, 1e-15);
        for (unsigned l = 0; l < holders.size(); ++l)
          EXPECT_EQ(holders[l], l == 0 || l + 1 == holders.size() ? 0u : 1u) << "layer " << l;
      }
  }

  TEST(BumpArray, PadsMayTakeSeveralPiecesOfALayerThatOtherPadsCut)
  {
    // Two arrays in one layer: thin pads at the bottom and at the top, thick pads at the bottom.
    const std::vector<BumpPart> thick = make_parts(PadSides::bottom, 25e-6);
    std::set<double> cuts = find_part_ends(make_parts(PadSides::both));
    cuts.merge(find_part_ends(thick));
    const std::vector<Layer> stack = cut_layer({"ball_layer", 100e-6, 10}, cuts);
    ASSERT_EQ(stack.size(), 4u);
    const Body array = make_body("balls", BodyKind::layer, 0, 3, Rectangle{0, 1, 0, 1}, 0);
    const std::vector<BumpBody> bodies = make_bump_bodies(array, stack, thick, one_area);
    ASSERT_EQ(bodies.size(), 2u);
    EXPECT_EQ(bodies[0].body.name, "balls_bottom_pads");
    EXPECT_EQ(bodies[0].body.first_layer, 0u);
    EXPECT_EQ(bodies[0].body.last_layer, 1u);
    EXPECT_EQ(bodies[1].body.first_layer, 2u);
    EXPECT_EQ(bodies[1].body.last_layer, 3u);
    EXPECT_DOUBLE_EQ(bodies[1].height, 75e-6);
  }

  TEST(BumpArray, HasLinersAroundItsDiscsAndABodyInEveryArea)
  {
    const std::vector<BumpPart> metal = {{"", 0, 100e-6, std::nullopt}};
    const Sample sample(metal);
    const ResolvedBumps vias{metal, {{"A1", 0, 0, 0}, {"A2", 1e-4, 0, 0}}, {{20e-6, 0, 100e-6}, {15e-6, 0, 100e-6}}};
    const std::vector<BumpDisc> liners = make_liners(sample.array, sample.stack, vias, 1e-6);
    ASSERT_EQ(liners.size(), 2u);
    EXPECT_EQ(liners[0].body.name, "balls_A1_liner");
    EXPECT_EQ(liners[0].body.group, "balls_liner");
    EXPECT_DOUBLE_EQ(std::get<Disc>(liners[1].body.outline).radius, 16e-6);

    const CoveredArea left{{0, 1, 0, 1}, 1, 1}, right{{2, 3, 0, 1}, 1, 1};
    const std::vector<Body> one = spread(sample.array, {left}), two = spread(sample.array, {left, right});
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0].name, "balls");
    ASSERT_EQ(two.size(), 2u);
    EXPECT_EQ(two[1].name, "balls_2");
    EXPECT_EQ(two[1].group, "balls");
    EXPECT_EQ(bounding_box(two[1].outline).x_min, 2.);
  }

  TEST(BumpArray, ResolvedHasADiscForEachPartOfEachBumpAndARingForEachShape)
  {
    const std::vector<BumpPart> parts = make_parts(PadSides::both);
    const Sample sample(parts);
    const BumpShape ball{20e-6, .25, 80e-6}, small{15e-6, 0, 80e-6};
    const ResolvedBumps bumps{parts, {{"A1", 0, 0, 0}, {"A2", 1e-4, 0, 0}, {"B1", 0, -1e-4, 0}}, {ball, small, ball}};
    const std::vector<BumpDisc> discs = make_discs(sample.array, sample.stack, bumps);
    ASSERT_EQ(discs.size(), 9u);
    EXPECT_EQ(discs[0].body.name, "balls_A1_bottom_pad");
    EXPECT_EQ(discs[0].body.group, "balls_bottom_pad");
    EXPECT_EQ(discs[1].body.name, "balls_A1");
    EXPECT_EQ(discs[1].body.group, "balls");
    EXPECT_EQ(std::get<Disc>(discs[1].body.outline).radius, 20e-6) << "of the ends, not of the belly";
    EXPECT_EQ(std::get<Disc>(discs[4].body.outline).radius, 15e-6);
    EXPECT_EQ(std::get<Disc>(discs[0].body.outline).radius, 25e-6);
    EXPECT_EQ(std::get<Disc>(discs[7].body.outline).y, -1e-4);

    const std::vector<RingArray> rings = make_rings(sample.array, sample.stack, bumps, 1e-4);
    ASSERT_EQ(rings.size(), 2u);
    EXPECT_EQ(rings[0].radius, 15e-6);
    EXPECT_FALSE(rings[0].barrel);
    EXPECT_EQ(rings[0].block_radius, 25e-6) << "of the pads";
    EXPECT_EQ(rings[1].radius, 20e-6);
    ASSERT_EQ(rings[1].centers.size(), 2u);
    ASSERT_TRUE(rings[1].barrel);
    EXPECT_EQ(rings[1].barrel->bulge, .25);
    EXPECT_EQ(rings[1].barrel->first_layer, 2u) << "above the pad";
    EXPECT_EQ(rings[1].barrel->last_layer, 2u);
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
