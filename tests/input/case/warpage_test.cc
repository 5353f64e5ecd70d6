// What the section `warpage` measures: bottom and top, faces of parts, gaps.

#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using tests::parse;
  using tests::sample_case;
  using tests::sentence_of;

  WarpageRequest request_of(const std::string &warpage)
  {
    return parse(sample_case(), {"warpage=" + warpage}).requests.warpage;
  }

  TEST(WarpageSection, MeasuresTheFaceWithTheBalls)
  {
    // Layers of the sample: three pieces of ball_layer (pads at both ends), then rdl.
    const Case problem = parse(sample_case());
    ASSERT_TRUE(problem.requests.warpage.bottom_layer);
    EXPECT_EQ(problem.package.layers[*problem.requests.warpage.bottom_layer].name, "rdl");
    EXPECT_FALSE(problem.requests.warpage.bottom);
    EXPECT_TRUE(parse(sample_case(), {"warpage=null"}).requests.warpage.bottom_layer) << "without a section too";
    EXPECT_FALSE(parse(sample_case(), {"package.bumps=null", "package.layers.ball_layer.material=mould", "mechanics=null"})
                     .requests.warpage.bottom_layer);
  }

  TEST(WarpageSection, DoesNotTreatTheBumpsOfDiesAsBalls)
  {
    // Bumps 0.15 mm apart join parts inside a package; they are the terminals only where ball_pitch says so.
    const std::vector<std::string> fine = {"package.bumps.balls.pitch=0.15 mm", "package.bumps.balls.diameter=0.08 mm",
                                           "package.bumps.balls.pads.diameter=0.08 mm"};
    EXPECT_FALSE(parse(sample_case(), fine).requests.warpage.bottom_layer);
    std::vector<std::string> with_pitch = fine;
    with_pitch.push_back("warpage.ball_pitch=0.15 mm");
    EXPECT_TRUE(parse(sample_case(), with_pitch).requests.warpage.bottom_layer);
  }

  TEST(WarpageSection, AsAMapMayNameAFace)
  {
    const WarpageRequest top =
        request_of("{face: lid.top, zone: {size: [4 mm, 4 mm]}, ball_pitch: 0.5 mm, grid_points: 7, reflow_from: 183 degC}");
    EXPECT_FALSE(top.bottom);
    ASSERT_TRUE(top.top);
    EXPECT_EQ(top.top->name, "top");
    EXPECT_EQ(top.top->face.side, Side::top);
    EXPECT_EQ(top.top->face.body, parse(sample_case()).package.find_body("lid"));
    EXPECT_NEAR(top.top->zone.value().x_max, 2e-3, 1e-15);
    EXPECT_NEAR(top.top->ball_pitch.value(), 0.5e-3, 1e-15);
    EXPECT_NEAR(top.top->reflow_from, 456.15, 1e-9);
    EXPECT_EQ(top.top->grid_points, 7u);
    EXPECT_EQ(request_of("{face: rdl.bottom}").bottom->name, "bottom");
    EXPECT_FALSE(request_of("{face: rdl.bottom}").bottom->zone) << "the whole face";
    EXPECT_EQ(request_of("{}").reflow_from, default_reflow_from);
  }

  TEST(WarpageSection, AsAListHasFacesAndGapsWithNames)
  {
    const Case problem =
        parse(sample_case(), {"warpage=[{name: back, face: logic.top}, {name: lands, face: rdl.bottom}, {name: lid, face: lid.top}, "
                              "{name: under, gap: [rdl.top, lid.bottom], zone: {size: [2 mm, 2 mm]}}]"});
    const WarpageRequest &request = problem.requests.warpage;
    EXPECT_EQ(request.top.value().name, "back");
    EXPECT_EQ(request.bottom.value().name, "lands");
    ASSERT_EQ(request.further.size(), 1u);
    EXPECT_EQ(request.further[0].name, "lid");
    ASSERT_EQ(request.gaps.size(), 1u);
    EXPECT_EQ(request.gaps[0].upper.body, problem.package.find_body("lid")) << "whichever is named first";
    EXPECT_EQ(request.gaps[0].lower.side, Side::top);
    EXPECT_NEAR(request.gaps[0].zone.x_max, 1e-3, 1e-15);
  }

  TEST(WarpageSection, RefusesInvalidFacesAndZones)
  {
    const auto sentence = [](const std::string &warpage) { return sentence_of(sample_case(), {"warpage=" + warpage}); };
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"{face: lid.x_min}", "warpage is measured on a bottom or a top face; lid.x_min is neither"},
        {"{face: lidd.top}", "there is no part lidd; did you mean lid?"},
        {"{face: slot.top}", "the part slot is a gap and has no face of its own"},
        {"{face: lid.top, zone: {size: [7 mm, 2 mm]}}", "the zone reaches beyond lid.top"},
        {"{zone: {size: [1 mm, 1 mm]}}", "a zone belongs to a face: give face too, or terminal_zone"},
        {"{face: lid.top, zone: {size: [1 mm, 1 mm]}, terminal_zone: {size: [1 mm, 1 mm]}}", "terminal_zone and zone exclude each other"},
        {"[{name: a, face: lid.top}, {name: a, face: rdl.top}]", "two measurements are named a"},
        {"[{face: lid.top}]", "the key name is missing"},
        {"[{name: a}]", "face or gap is missing"},
        {"[{name: a, gap: [lid.top]}]", "gap"},
        {"[{name: a, gap: [top, lid.bottom]}]", "name the part too, as in PART.bottom"},
        {"[{name: a, gap: [rdl.top, die_zone.bottom]}]", "rdl.top and die_zone.bottom lie in one plane"},
        {"[{name: a, gap: [logic.bottom, memory.top]}]", "do not overlap in the plan"},
        {"[{name: a, gap: [rdl.top, lid.bottom], ball_pitch: 1 mm}]", "no limit is known for a gap"},
        {"[{name: a, gap: [rdl.top, lid.bottom], zone: {size: [9 mm, 1 mm]}}]", "the zone reaches beyond one of the two faces"}};
    for (const auto &[warpage, words] : wrong)
      EXPECT_NE(sentence(warpage).find(words), std::string::npos) << warpage << ": " << sentence(warpage);
  }
} // namespace
