// Arrays of bumps and vias: their positions, parts, bodies, and the sentences about mistakes.
#include <tests/input/sample_case.h>

#include <meshing/package/ring_array.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using meshing::Disc;
    using meshing::Rectangle;

    /// A die on a board with the given entry of bumps, and perhaps vias and power.
    std::string case_with(const std::string &bumps, const std::string &vias = "", const std::string &power = "")
    {
      return R"(sagitta: 1
physics: heat
package:
  outline: {size: [4 mm, 4 mm]}
  layers:
    - {name: board, thickness: 1 mm, material: board}
    - {name: gap, thickness: 200 um, elements: 4, material: none}
    - {name: top, thickness: 300 um, material: none}
  dies: [{name: logic, material: silicon, size: [4 mm, 4 mm], position: [0 mm, 0 mm], layers: [top])" +
             power + "}]\n  bumps:\n    - " + bumps + "\n" + vias + R"(
materials:
  board: {conductivity: 1 W/mK}
  solder: {conductivity: 58 W/mK}
  copper: {conductivity: 390 W/mK}
  tin: {conductivity: 30 W/mK}
  glue: {conductivity: 0.5 W/mK}
  silicon: {conductivity: 148 W/mK}
thermal:
  fixed_temperatures: [{face: bottom, temperature: 25 degC}, {face: top, temperature: 30 degC}]
states: [{name: on, temperature: solved}]
mesh: {plan: {resolution: 500 um}}
)";
    }

    const std::string balls =
        "{name: balls, layer: gap, kind: solder_ball, material: solder, fill: none, pitch: 0.5 mm, diameter: 0.25 mm, ";

    Case parse_lists(const std::string &text, const input::TableFiles &tables)
    {
      static const input::Library library = shipped_library();
      return input::parse_case({"case.yaml", text}, {}, library, tables);
    }

    input::TableFiles file(const std::string &name, const std::string &text)
    {
      return {{name, {name, text}}};
    }

    std::string sentence_with(const std::string &text, const input::TableFiles &tables = {})
    {
      try
        {
          parse_lists(text, tables);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    std::vector<const Body *> in_group(const Case &problem, const std::string &group)
    {
      std::vector<const Body *> bodies;
      for (const Body &body : problem.package.bodies)
        if (body.group == group)
          bodies.push_back(&body);
      return bodies;
    }

    const Body &body_of(const Case &problem, const std::string &name)
    {
      const auto index = problem.package.find_body(name);
      if (!index)
        throw std::runtime_error("no body " + name);
      return problem.package.bodies[*index];
    }

    double area_of(const Rectangle &r)
    {
      return (r.x_max - r.x_min) * (r.y_max - r.y_min);
    }

    TEST(RoundArrays, ResolvedAreDiscsInAGapWithARing)
    {
      const Case problem = parse_lists(case_with(balls + "array: [6, 6], model: resolved}"), {});
      EXPECT_EQ(body_of(problem, "balls_fill").kind, BodyKind::gap);
      EXPECT_NEAR(area_of(std::get<Rectangle>(body_of(problem, "balls_fill").outline)), 9e-6, 1e-15);
      EXPECT_EQ(in_group(problem, "balls").size(), 36u);
      const Disc corner = std::get<Disc>(body_of(problem, "balls_A1").outline);
      EXPECT_NEAR(corner.x, -1.25e-3, 1e-15);
      EXPECT_NEAR(corner.y, 1.25e-3, 1e-15);
      EXPECT_NEAR(corner.radius, .125e-3, 1e-15);
      ASSERT_EQ(problem.package.rings.size(), 1u);
      EXPECT_EQ(problem.package.rings[0].centers.size(), 36u);
      EXPECT_DOUBLE_EQ(problem.package.rings[0].pitch, .5e-3);
      EXPECT_FALSE(problem.package.rings[0].barrel);
    }

    TEST(RoundArrays, ABallIsABarrelOfItsVolumeWhereItIsResolvedAndACylinderOfItWhereItIsNot)
    {
      const std::string barrel =
          "{name: balls, layer: gap, material: solder, fill: glue, pitch: 0.5 mm, shape: barrel, ball_diameter: 0.25 mm, "
          "end_diameter: 0.22 mm, array: [6, 6]";
      const Case resolved = parse_lists(case_with(barrel + ", model: resolved}"), {});
      ASSERT_EQ(resolved.package.rings.size(), 1u);
      const meshing::RingArray &ring = resolved.package.rings[0];
      ASSERT_TRUE(ring.barrel);
      const double g = ring.barrel->bulge, ball = M_PI * std::pow(.25e-3, 3) / 6;
      EXPECT_NEAR(M_PI * ring.radius * ring.radius * 200e-6 * (1 + 4. / 3 * g + 8. / 15 * g * g), ball, 1e-12 * ball);
      EXPECT_EQ(body_of(resolved, "balls_fill").kind, BodyKind::layer);
      const Case homogenised = parse_lists(case_with(barrel + "}"), {});
      // Conduction along z of posts in a fill: f k + (1 - f) k_fill by the volume of the ball over that of its tile.
      const double f = ball / (.25e-6 * 200e-6);
      const materials::Material &layer = homogenised.materials[body_of(homogenised, "balls").material];
      EXPECT_NEAR((*layer.conductivity)[2].value(300), f * 58 + (1 - f) * .5, 1e-9);
    }

    TEST(RoundArrays, UnderBumpMetalCutsTheLayerFromThePadToTheBump)
    {
      const Case problem = parse_lists(
          case_with(
              "{name: balls, layer: gap, kind: solder_ball, material: solder, fill: none, pitch: 0.5 mm, shape: barrel, ball_diameter: "
              "0.25 mm, end_diameter: 0.2 mm, array: [2, 2], model: resolved, ubm: {end: top, diameter: 0.22 mm, wettable: "
              "{material: copper, thickness: 5 um}, barrier: {material: tin, thickness: 0.1 um}, opening: {diameter: 0.18 mm, "
              "thickness: 4 um, passivation: glue}, pad: {material: silicon, diameter: 0.21 mm, thickness: 1 um}}, intermetallic: "
              "[{material: tin, end: top, thickness: 2 um}], pads: {diameter: 0.23 mm, thickness: 20 um, material: copper, sides: "
              "bottom}}"),
          {});
      const std::vector<std::pair<std::string, double>> stack = {{"balls_A1_bottom_pad", 20},
                                                                 {"balls_A1", 168},
                                                                 {"balls_A1_top_intermetallic", 2},
                                                                 {"balls_A1_top_wettable", 5},
                                                                 {"balls_A1_top_opening", 3.9},
                                                                 {"balls_A1_top_barrier", .1},
                                                                 {"balls_A1_top_pad", 1}};
      unsigned layer = 1; // above the board
      for (const auto &[name, thickness] : stack)
        {
          EXPECT_EQ(body_of(problem, name).first_layer, layer) << name;
          EXPECT_EQ(body_of(problem, name).last_layer, layer) << name;
          EXPECT_NEAR(problem.package.layers[layer].thickness, 1e-6 * thickness, 1e-15) << name;
          ++layer;
        }
      EXPECT_DOUBLE_EQ(std::get<Disc>(body_of(problem, "balls_A1_top_opening").outline).radius, .09e-3);
      EXPECT_DOUBLE_EQ(std::get<Disc>(body_of(problem, "balls_A1_top_wettable").outline).radius, .11e-3);
      EXPECT_DOUBLE_EQ(std::get<Disc>(body_of(problem, "balls_A1_top_intermetallic").outline).radius, .1e-3);
      EXPECT_EQ(body_of(problem, "balls_fill").kind, BodyKind::gap);
      EXPECT_EQ(body_of(problem, "balls_fill").last_layer, 4u) << "up to the wettable layer";
      EXPECT_EQ(body_of(problem, "balls_top_passivation").first_layer, 5u);
      EXPECT_EQ(body_of(problem, "balls_top_passivation").last_layer, 7u);
      EXPECT_DOUBLE_EQ(problem.package.rings.at(0).block_radius, .115e-3);
      EXPECT_EQ(problem.package.rings[0].barrel->first_layer, 2u);
    }

    TEST(RoundArrays, AgedIntermetallicIsThickerByTheParabolicLaw)
    {
      const Case problem = parse_lists(
          case_with(balls + "array: [2, 2], intermetallic: [{material: tin, end: bottom, thickness: 3 um, growth: {thickness: 9 um, after: "
                            "60 d, at: 150 degC, activation_energy: 65.4 kJ/mol, source: a test}, aging: {temperature: 150 degC, duration: "
                            "1000 h}}]}"),
          {});
      const double square = 9e-12 + 81e-12 * 1000 / (60 * 24);
      EXPECT_NEAR(problem.package.layers[1].thickness, std::sqrt(square), 1e-15);
      EXPECT_EQ(body_of(problem, "balls_bottom_intermetallic").first_layer, 1u);
    }

    TEST(RoundArrays, ACapIsSolderAtOneEndOfAPillar)
    {
      const Case problem = parse_lists(
          case_with(
              "{name: pillars, layer: gap, kind: copper_pillar, material: copper, fill: glue, pitch: 0.5 mm, diameter: 0.2 mm, array: "
              "[2, 2], cap: {material: solder, thickness: 40 um, end: bottom}, intermetallic: [{material: tin, end: both, thickness: "
              "2 um}], model: resolved}"),
          {});
      EXPECT_NEAR(problem.package.layers[body_of(problem, "pillars_A1_cap").first_layer].thickness, 36e-6, 1e-15);
      EXPECT_EQ(body_of(problem, "pillars_A1_bottom_intermetallic").first_layer, 1u);
      EXPECT_EQ(body_of(problem, "pillars_A1_cap").first_layer, 2u);
      EXPECT_EQ(body_of(problem, "pillars_A1_cap_intermetallic").first_layer, 3u);
      EXPECT_EQ(body_of(problem, "pillars_A1").first_layer, 4u);
    }

    TEST(RoundArrays, AWindowIsResolvedAndTheRestHomogenised)
    {
      const Case problem =
          parse_lists(case_with(balls + "array: [6, 6], model: mixed, window: {size: [1.1 mm, 1.1 mm], center: [1 mm, 1 mm]}}"), {});
      EXPECT_EQ(in_group(problem, "balls").size(), 4u + 2) << "four discs and two rectangles of the rest";
      double area = 0;
      for (const Body *body : in_group(problem, "balls"))
        if (const auto *r = std::get_if<Rectangle>(&body->outline))
          area += area_of(*r);
      EXPECT_NEAR(area, 32 * .25e-6, 1e-15);
      EXPECT_NEAR(area_of(std::get<Rectangle>(body_of(problem, "balls_fill").outline)), 4 * .25e-6, 1e-15);
      EXPECT_EQ(problem.package.rings.at(0).centers.size(), 4u);
    }

    TEST(RoundArrays, EqualBumpsAroundAWindowShareOneMaterial)
    {
      const Case problem = parse_lists(case_with(balls + "array: [6, 6], model: mixed, window: {size: [0.9 mm, 0.9 mm]}}"), {});
      std::set<unsigned> materials;
      unsigned n_rectangles = 0;
      for (const Body *body : in_group(problem, "balls"))
        if (std::holds_alternative<Rectangle>(body->outline))
          {
            materials.insert(body->material);
            ++n_rectangles;
          }
      EXPECT_EQ(n_rectangles, 4u);
      EXPECT_EQ(materials.size(), 1u) << "their densities differ by rounding only";
    }

    TEST(RoundArrays, PositionsThatAreLeftOutHaveNoBody)
    {
      const Case problem = parse_lists(
          case_with(balls + "array: [6, 6], model: resolved, omit: {names: [A1, F6], regions: [{size: [1.1 mm, 1.1 mm]}]}}"), {});
      EXPECT_EQ(in_group(problem, "balls").size(), 36u - 2 - 4);
      EXPECT_FALSE(problem.package.find_body("balls_A1"));
      EXPECT_FALSE(problem.package.find_body("balls_C3"));
      EXPECT_TRUE(problem.package.find_body("balls_B2"));
    }

    // -------------------------------------------------------------------------------------------------------------------- lists

    const std::string list_entry = "{name: balls, layer: gap, material: solder, fill: none, pitch: 0.4 mm, model: resolved, ";

    TEST(BumpLists, AreReadBelowTheirPreambleWithPadstacks)
    {
      const std::string text = "File: C:\\A.TXT\t\t\t\t\t\t\r\n\"Units: microns, 2 decimal places\"\t\t\t\t\t\t\r\n\t\t\t\t\t\t\r\n"
                               "Pin Number\tPadstack\tX Coord\tY Coord\tRotation\tPin Use\tNet Name\r\n"
                               "1\tSMALL\t-810.00\t810.00\t0\tBI\tD_4\r\n2\tLARGE\t90.00\t-810.00\t0\tPOWER\tVDD\r\n";
      const Case problem = parse_lists(
          case_with(list_entry + "list: {file: a.txt, unit: um, padstacks: {SMALL: 90 um, LARGE: 120 um}}, center: [1 um, 0 um]}"),
          file("a.txt", text));
      const Disc first = std::get<Disc>(body_of(problem, "balls_1").outline), second = std::get<Disc>(body_of(problem, "balls_2").outline);
      EXPECT_NEAR(first.x, -809e-6, 1e-15);
      EXPECT_NEAR(first.y, 810e-6, 1e-15);
      EXPECT_NEAR(first.radius, 45e-6, 1e-15);
      EXPECT_NEAR(second.radius, 60e-6, 1e-15);
      EXPECT_EQ(problem.package.rings.size(), 2u) << "one for each diameter";
    }

    TEST(BumpLists, AreMirroredThenRotated)
    {
      const Case problem =
          parse_lists(case_with(list_entry + "list: {file: a.csv, columns: {name: Ball, diameter: Size}, mirror: x, rotation: 90 deg}}"),
                      file("a.csv", "Ball,x [mm],y [mm],Size [um]\nP,0.5,0.1,100\n"));
      const Disc disc = std::get<Disc>(body_of(problem, "balls_P").outline);
      EXPECT_NEAR(disc.x, -.1e-3, 1e-15);
      EXPECT_NEAR(disc.y, -.5e-3, 1e-15);
      EXPECT_NEAR(disc.radius, 50e-6, 1e-15);
    }

    TEST(BumpLists, HomogenisedKeepTheirMetal)
    {
      const std::string text = "name,x [mm],y [mm],diameter [mm]\na,-0.2,0,0.2\nb,0.2,0,0.2\nc,0.2,0.4,0.3\n";
      const Case problem = parse_lists(
          case_with("{name: balls, layer: gap, material: solder, fill: glue, pitch: 0.4 mm, list: {file: a.csv}}"), file("a.csv", text));
      double metal = 0;
      for (const Body *body : in_group(problem, "balls"))
        {
          const double k = (*problem.materials[body->material].conductivity)[2].value(300);
          metal += (k - .5) / (58 - .5) * area_of(std::get<Rectangle>(body->outline));
        }
      EXPECT_NEAR(metal, M_PI / 4 * (2 * .04e-6 + .09e-6), 1e-15);
    }

    TEST(BumpLists, MistakesNameFileLineAndBump)
    {
      const std::string text = case_with(list_entry + "diameter: 0.2 mm, list: {file: a.csv}}");
      const std::string head = "remark\nname,x [mm],y [mm]\na,0,0\n";
      const auto sentence = [&](const std::string &rows) { return sentence_with(text, file("a.csv", head + rows)); };
      EXPECT_EQ(sentence("b,0.4,0\n"), "");
      EXPECT_NE(sentence("a,0.4,0\n").find("a.csv:4: the name a is already used in line 3"), std::string::npos) << sentence("a,0.4,0\n");
      EXPECT_NE(sentence("b,0.4,0\nc,zero,1\n").find("a.csv:5: column 2 (x): \"zero\" is not a number"), std::string::npos);
      EXPECT_NE(sentence("b,0.1,0\n").find("a and b of balls overlap: their centres are 0.1 mm apart"), std::string::npos);
      EXPECT_NE(sentence("b,1.95,0\n")
                    .find("the bump b of balls (0.2 mm wide at x = 1.95 mm, y = 0 mm) reaches beyond the outline of its "
                          "layer gap"),
                std::string::npos);
      EXPECT_NE(sentence_with(text, file("a.csv", "x [mm],y [mm]\n0,0\n")).find("no line of a.csv has the headings name, x and y"),
                std::string::npos);
      const std::string padstacks = case_with(list_entry + "list: {file: a.csv, padstacks: {SMALL: 20 um}}}");
      EXPECT_NE(sentence_with(padstacks, file("a.csv", "name,x [mm],y [mm],padstack\na,0,0,LARGE\n"))
                    .find("a.csv:2: the padstack LARGE of a is not known; give its diameter in padstacks"),
                std::string::npos);
    }

    TEST(BumpLists, DiametersWithoutEffectAreRefused)
    {
      const std::string own = list_entry + "diameter: 0.2 mm, list: {file: a.csv";
      const std::string with_column = "name,x [mm],y [mm],diameter [mm],padstack\na,0,0,0.1,P\n",
                        with_padstack = "name,x [mm],y [mm],padstack\na,0,0,P\nb,1,0,Q\n";
      const auto sentence = [](const std::string &entry, const std::string &rows) {
        return sentence_with(case_with(entry), file("a.csv", rows));
      };
      EXPECT_NE(sentence(own + "}}", with_column)
                    .find("package.bumps[0].diameter: the column diameter [mm] of a.csv gives the diameter of "
                          "every bump of balls, so that this one has no effect"),
                std::string::npos)
          << sentence(own + "}}", with_column);
      EXPECT_NE(
          sentence(own + ", padstacks: {P: 0.1 mm, Q: 0.2 mm}}}", with_padstack).find("padstacks of the list give the diameter of every"),
          std::string::npos);
      EXPECT_EQ(sentence(own + ", padstacks: {P: 0.1 mm}}}", with_padstack), "") << "Q has that of the array";
      EXPECT_NE(sentence(list_entry + "list: {file: a.csv, padstacks: {P: 0.1 mm}}}", with_column).find("padstacks have no effect"),
                std::string::npos);
      // A heading that the table knows as that of a diameter, and the list does not.
      EXPECT_NO_THROW(sentence(own + "}}", "name,x [mm],y [mm],diameter [um]1e6J/mol\na,0,0,100\n"));
    }

    TEST(BumpLists, ABumpWiderThanItsPadIsNamed)
    {
      const std::string entry = list_entry + "list: {file: a.csv}, pads: {diameter: 0.2 mm, thickness: 10 um, material: copper}}";
      EXPECT_EQ(sentence_with(case_with(entry), file("a.csv", "name,x [mm],y [mm],diameter [mm]\na,0,0,0.2\n")), "");
      const std::string wide = sentence_with(case_with(entry), file("a.csv", "name,x [mm],y [mm],diameter [mm]\na,0,0,0.2\nb,1,0,0.21\n"));
      EXPECT_NE(wide.find("the bump b of balls is outside its pad or under-bump metal: it has a diameter of 0.21 mm, and this has 0.2 mm"),
                std::string::npos)
          << wide;
    }

    TEST(RoundArrays, MistakesAreOneSentence)
    {
      const auto expect = [](const std::string &entry, const std::string &sentence) {
        const std::string found = sentence_with(case_with(entry));
        EXPECT_NE(found.find(sentence), std::string::npos) << entry << "\n" << found;
      };
      expect(balls + "array: [2, 2], pads: {diameter: 0.2 mm, thickness: 10 um, material: copper}, shape: barrel, end_diameter: 0.22 mm}",
             "package.bumps[0].pads.diameter: the bumps balls are outside their pads: their ends have a diameter of 0.22 mm, and this has "
             "0.2 mm");
      for (const std::string more : {"pads: {diameter: 0.2 mm, thickness: 10 um, material: copper}}",
                                     "ubm: {end: top, diameter: 0.2 mm, wettable: {material: copper, thickness: 5 um}}}"})
        {
          const std::string cylinders =
              "layer: gap, material: solder, fill: none, pitch: 0.5 mm, diameter: 0.25 mm, array: [2, 2], " + more;
          expect("{name: balls, " + cylinders,
                 "their ends have a diameter of 0.25 mm, and this has 0.2 mm; if they are balls, for which the "
                 "cylinder stands, add kind: solder_ball");
          expect("{name: balls, kind: copper_post, " + replaced(cylinders, "fill: none", "fill: glue"),
                 "their ends have a diameter of 0.25 mm, and this has 0.2 mm");
          EXPECT_EQ(sentence_with(case_with("{name: balls, kind: solder_ball, " + cylinders)), "");
        }
      expect(balls + "array: [2, 2], omit: {regions: [{size: [0.1 mm, 0.1 mm]}]}}",
             "package.bumps[0].omit.regions[0]: no centre of balls lies in this region, so that it omits nothing");
      expect("{name: balls, layer: gap, material: solder, fill: none, pitch: 0.3 mm, shape: barrel, ball_diameter: 0.28 mm, end_diameter: "
             "0.2 mm, array: [2, 2]}",
             "package.bumps[0].ball_diameter: a ball of 0.28 mm makes a bump");
      expect("{name: balls, layer: gap, material: solder, fill: none, pitch: 0.5 mm, shape: barrel, ball_diameter: 0.1 mm, end_diameter: "
             "0.2 mm, array: [2, 2]}",
             "a ball of 0.1 mm has too little solder for ends of 0.2 mm that are 0.2 mm apart");
      expect(balls + "array: [2, 2], intermetallic: [{material: tin, end: top, thickness: 1 um, aging: {temperature: 100 degC, duration: 1 "
                     "h}}]}",
             "package.bumps[0].intermetallic[0]: growth and aging must be given together");
      expect(balls + "array: [2, 2], shape: barrel}", "shape: barrel and end_diameter must be given together");
      expect(balls + "array: [2, 2], model: mixed}", "window and model: mixed must be given together");
      expect(balls + "array: [2, 2], model: mixed, window: {size: [0.1 mm, 0.1 mm]}}", "no centre of balls lies in the window");
      expect(balls + "array: [2, 2], omit: {names: [C1]}}", "package.bumps[0].omit.names[0]: there is no position C1 in balls");
      expect(balls + "staggered: {array: [4, 4], row_pitch: 0.02 mm}}", "of balls overlap: their centres are");
      expect(balls + "array: [2, 2], pads: {diameter: 0.3 mm, thickness: 0.1 nm, material: copper}}",
             "package.bumps[0]: the part bottom_pad (1e-07 mm) is thinner than 1e-06 of the layer gap (0.2 mm)");
      expect(balls + "array: [9, 2]}", "the bumps balls cover 4.5 mm x 1 mm, which reaches beyond the outline of their layer gap");
      expect(balls + "array: [2, 2], cap: {material: tin, thickness: 10 um, end: top}}", "bumps of the kind solder_ball have no cap");
      expect("{name: posts, layer: gap, kind: copper_post, material: copper, fill: none, pitch: 0.5 mm, diameter: 0.2 mm, array: [2, 2]}",
             "copper posts are surrounded by a mould");
      expect(balls + "array: [2, 2]}\n    - {name: more, layer: gap, material: solder, fill: none, pitch: 0.5 mm, diameter: 0.2 mm, array: "
                     "[3, 1]}",
             "package.bumps[1]: balls and more overlap in the layer gap");
    }

    // --------------------------------------------------------------------------------------------------------------------- vias

    const std::string vias = "  vias:\n    - {name: tsv, layers: [top], material: copper, diameter: 0.1 mm, pitch: 0.4 mm, array: [4, 4]";

    TEST(Vias, HomogenisedAreMetalInThePartTheyLieIn)
    {
      const Case problem = parse_lists(case_with(balls + "array: [2, 2]}", vias + "}\n"), {});
      const Body &body = body_of(problem, "tsv");
      const double f = M_PI / 4 / 16;
      EXPECT_NEAR((*problem.materials[body.material].conductivity)[2].value(300), f * 390 + (1 - f) * 148, 1e-9);
      EXPECT_NEAR(area_of(std::get<Rectangle>(body.outline)), 2.56e-6, 1e-15);
    }

    TEST(Vias, ResolvedHaveLinersUnderTheMetal)
    {
      const Case problem =
          parse_lists(case_with(balls + "array: [2, 2]}", vias + ", model: resolved, liner: {material: glue, thickness: 5 um}}\n"), {});
      const auto liner = problem.package.find_body("tsv_A1_liner"), metal = problem.package.find_body("tsv_A1");
      ASSERT_TRUE(liner && metal);
      EXPECT_LT(*liner, *metal) << "the later one holds";
      EXPECT_NEAR(std::get<Disc>(problem.package.bodies[*liner].outline).radius, 55e-6, 1e-15);
      EXPECT_NEAR(problem.package.rings.at(0).radius, 50e-6, 1e-15);
      EXPECT_NEAR(problem.package.rings[0].block_radius, 55e-6, 1e-15);
    }

    TEST(Vias, BesideOrAcrossPartsAreRefused)
    {
      const auto sentence = [&](const std::string &more) { return sentence_with(case_with(balls + "array: [2, 2]}", vias + more)); };
      EXPECT_NE(sentence(", center: [1.5 mm, 0 mm]}\n").find("is not inside a part in the layer top"), std::string::npos);
      EXPECT_NE(sentence(", center: [1.36 mm, 0 mm]}\n").find("of tsv (0.1 mm wide at"), std::string::npos)
          << sentence(", center: [1.36 mm, 0 mm]}\n");
    }

    // -------------------------------------------------------------------------------------------------------------------- power

    TEST(PowerTables, AreBlocksByTheirSidesOrByCentreAndSize)
    {
      for (const std::string text : {"name,x_min [mm],x_max [mm],y_min [mm],y_max [mm],power [mW]\na,-1,0,0,2,500\nb,0,1,0,2,250\n",
                                     "name,x [mm],y [mm],width [mm],height [mm],power [W]\na,-0.5,1,1,2,0.5\nb,0.5,1,1,2,0.25\n"})
        {
          const Case problem =
              parse_lists(case_with(balls + "array: [2, 2]}", "", ", active_face: bottom, power: {table: p.csv}"), file("p.csv", text));
          const std::vector<meshing::PowerBlock> &blocks = body_of(problem, "logic").power;
          ASSERT_EQ(blocks.size(), 2u);
          EXPECT_EQ(blocks[0].name, "a");
          EXPECT_NEAR(blocks[0].power, .5, 1e-15);
          EXPECT_TRUE(meshing::is_equal(blocks[0].area, {-1e-3, 0, 0, 2e-3}, 1e-15));
        }
    }

    TEST(PowerTables, MistakesNameTheLine)
    {
      const auto sentence = [](const std::string &rows) {
        return sentence_with(case_with(balls + "array: [2, 2]}", "", ", active_face: bottom, power: {table: p.csv}"),
                             file("p.csv", "name,x_min [mm],x_max [mm],y_min [mm],y_max [mm],power [W]\n" + rows));
      };
      EXPECT_NE(sentence("a,0,1,0,1,1\na,1,2,0,1,1\n").find("p.csv:3: the power block a is already defined in line 2"), std::string::npos);
      EXPECT_NE(sentence("a,1,2.1,0,1,1\n").find("p.csv:2: the power block a reaches beyond the die logic"), std::string::npos);
      EXPECT_NE(sentence("a,1,0,0,1,1\n").find("p.csv:2: the power block a has no area"), std::string::npos);
      EXPECT_NE(sentence("a,0,1,0,1,much\n").find("p.csv:2: column 6 (power): \"much\" is not a number"), std::string::npos);
      EXPECT_NE(sentence("a,0,1,0,1,2e5\n").find("are plausible"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
