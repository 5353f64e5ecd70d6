// Cases made from files of other programs: what they hold, what is missing, that they are read when it is filled in, and mistakes.
#include <tests/input/import_samples.h>
#include <tests/input/sample_case.h>

#include <solver/input/text/gaps.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using input::ImportFormat;

    std::string refusal_of_import(const Files &files, const std::string &name, ImportFormat format)
    {
      try
        {
          import_files(files, name, format);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    void expect_words(const std::string &said, const std::string &part)
    {
      EXPECT_NE(said.find(part), std::string::npos) << part << "\n  is not in\n" << said;
    }

    /// Reads the written case, with values for its gaps by their paths. Every gap needs one, and every value a gap.
    Case complete(const input::Skeleton &skeleton, const Files &beside, const std::map<std::string, std::string> &values)
    {
      static const input::Library library = shipped_library();
      const std::string text = input::case_file_text(skeleton, "a file");
      std::vector<std::string> paths, overrides;
      for (const input::Gap &gap : input::find_gaps(skeleton.root))
        {
          paths.push_back(gap.path);
          if (values.count(gap.path))
            overrides.push_back(gap.path + "=" + values.at(gap.path));
        }
      EXPECT_EQ(paths.size(), values.size());
      EXPECT_EQ(overrides.size(), values.size());
      input::TableFiles tables;
      for (const Files *files : {&beside, &skeleton.files})
        for (const auto &[name, content] : *files)
          tables[name] = {name, content};
      if (!paths.empty())
        {
          try
            {
              input::parse_case({"case.yaml", text}, {}, library, tables);
              ADD_FAILURE() << "a case with gaps was accepted";
            }
          catch (const InputError &error)
            {
              expect_words(error.what(), fmt::format("{} value{} still missing", paths.size(), paths.size() == 1 ? " is" : "s are"));
              for (const std::string &path : paths)
                expect_words(error.what(), "(" + path + ")");
            }
        }
      return input::parse_case({"case.yaml", text}, overrides, library, tables);
    }

    const meshing::Body &body_named(const Case &problem, const std::string &name)
    {
      return problem.package.bodies[problem.package.find_body(name).value()];
    }

    double power_of_case(const Case &problem)
    {
      double power = 0;
      for (const meshing::Body &body : problem.package.bodies)
        for (const meshing::PowerBlock &block : body.power)
          power += block.power;
      return power;
    }

    TEST(Import, OfAHotSpotStackBecomesACase)
    {
      const input::Skeleton skeleton = import_files(hotspot, "two.lcf", ImportFormat::hotspot_stack);
      const Case problem = complete(skeleton, hotspot,
                                    {{"package.dies[0].power.floorplan.trace", "a.ptrace"},
                                     {"package.dies[0].power.floorplan.instant", "mean"},
                                     {"thermal.films[0].film.coefficient", "1e4 W/m2K"},
                                     {"thermal.films[0].film.ambient", "45 degC"}});
      ASSERT_EQ(problem.package.layers.size(), 2u);
      EXPECT_NEAR(problem.package.layers[0].thickness, 150e-6, 1e-15);
      EXPECT_NEAR(problem.package.layers[1].thickness, 20e-6, 1e-15);
      const auto outline = problem.package.bounding_box();
      EXPECT_NEAR(outline.x_max, 8e-3, 1e-12);
      EXPECT_NEAR(outline.y_max, 4e-3, 1e-12);
      EXPECT_NEAR(power_of_case(problem), 5.5, 1e-12);
      EXPECT_EQ(body_named(problem, "die_0").power.size(), 2u);
      const double conductivity = problem.materials[body_named(problem, "layer_1").material].conductivity->at(0).value(300);
      EXPECT_NEAR(conductivity, 4, 1e-12);
    }

    TEST(Import, OfAnIceStackBecomesACaseBottomToTopWithItsChannelsAsAGap)
    {
      const input::Skeleton skeleton = import_files(ice, "a.stk", ImportFormat::ice_stack);
      const Case problem =
          complete(skeleton, ice, {{"package.layers[1].material", "SILICON"}, {"package.dies[0].power.floorplan.instant", "2"}});
      ASSERT_EQ(problem.package.layers.size(), 4u);
      const std::vector<std::string> names = {"BOARD", "CHANNEL", "MEMORY_layer", "MEMORY_source"};
      const std::vector<double> thickness = {10e-6, 100e-6, 50e-6, 2e-6};
      for (std::size_t i = 0; i < 4; ++i)
        {
          EXPECT_EQ(problem.package.layers[i].name, names[i]);
          EXPECT_NEAR(problem.package.layers[i].thickness, thickness[i], 1e-15);
        }
      EXPECT_NEAR(power_of_case(problem), 6.5, 1e-12);
      EXPECT_EQ(body_named(problem, "MEMORY").power_place, meshing::PowerPlace::volume);
      const auto board = problem.materials[body_named(problem, "BOARD").material].conductivity.value();
      EXPECT_NEAR(board[0].value(300), 2.25, 1e-9);
      EXPECT_NEAR(board[2].value(300), 1, 1e-9);
      ASSERT_EQ(problem.conditions.thermal.films.size(), 1u);
      EXPECT_NEAR(problem.conditions.thermal.films[0].coefficient, 1e5, 1e-6);
      EXPECT_NEAR(problem.conditions.thermal.films[0].ambient, 300, 1e-9);
    }

    TEST(Import, OfCdxmlHasItsTerminalsAndReportsAPinThatIsListedTwice)
    {
      const input::Skeleton skeleton = import_files({{"u.xml", cdxml()}}, "u.xml", ImportFormat::cdxml);
      ASSERT_FALSE(skeleton.remarks.empty());
      expect_words(skeleton.remarks[0], "the pin A1 is listed twice, in lines 4 and 6, at the same position; it is used once");
      const Case problem = complete(skeleton, {},
                                    {{"package.outline.size", "[1580 um, 1620 um]"},
                                     {"package.stress_free_temperature", "217 degC"},
                                     {"package.layers[0].thickness", "250 um"},
                                     {"package.layers[1].thickness", "375 um"},
                                     {"package.bumps[0].fill", "none"},
                                     {"materials.body.like", "silicon"},
                                     {"materials.terminal.like", "SAC305"},
                                     {"states[0].temperature", "25 degC"}});
      EXPECT_NEAR(problem.package.bounding_box().x_max, .79e-3, 1e-12);
      EXPECT_EQ(std::count_if(problem.package.bodies.begin(), problem.package.bodies.end(),
                              [](const meshing::Body &body) { return body.name.rfind("balls", 0) == 0; }) > 0,
                true);
      expect_words(skeleton.files.at("u_terminals.csv"), "A2,0,250,300,n&A2\n");
    }

    TEST(Import, OfXmlReadsNeitherEntitiesNorOtherFiles)
    {
      const auto said = [](const std::string &text) { return refusal_of_import({{"u.xml", text}}, "u.xml", ImportFormat::cdxml); };
      const std::string bomb = "<!DOCTYPE cdxml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
      expect_words(said(cdxml(bomb)), "u.xml:2: the file has a document type declaration");
      expect_words(said(cdxml("<!DOCTYPE cdxml SYSTEM \"file:///etc/passwd\">\n")), "document type declaration");
      expect_words(said("<a><b></a>"), "u.xml:1: this is not valid XML");
      expect_words(said("<part><id>1</id></part>"), "the root element is <part>; that of a CDXML file is <cdxml>");
      std::string deep;
      for (unsigned i = 0; i < 200000; ++i)
        deep += "<a>";
      expect_words(said(deep), "this is not valid XML");
      expect_words(said(replaced(cdxml(), "<x>0</x>", "<x>zero</x>")), "\"zero\" is not a finite number");
      std::string moved = cdxml();
      moved.replace(moved.rfind("A2</pnum>"), 2, "A1");
      expect_words(said(moved), "the pin A1 is also in line 4, at another position");
    }

    TEST(Import, OfThreeDBloxStacksItsChiplets)
    {
      const input::Skeleton skeleton = import_files(blox, "s.3dbx", ImportFormat::three_d_blox);
      ASSERT_EQ(skeleton.remarks.size(), 2u);
      expect_words(skeleton.remarks[0], "the bump map t.bmap of Top.r1 is not read");
      const Case problem = complete(skeleton, {},
                                    {{"package.stress_free_temperature", "217 degC"},
                                     {"package.layers[1].material", "none"},
                                     {"package.layers[2].material", "none"},
                                     {"materials.chiplet_Base.like", "silicon"},
                                     {"materials.chiplet_Top.like", "silicon"},
                                     {"states[0].temperature", "25 degC"}});
      ASSERT_EQ(problem.package.layers.size(), 3u);
      const std::vector<double> z = problem.package.interfaces();
      EXPECT_NEAR(z[1], 100e-6, 1e-15);
      EXPECT_NEAR(z[2], 120e-6, 1e-15);
      EXPECT_NEAR(z[3], 420e-6, 1e-15);
      const auto area = std::get<meshing::Rectangle>(body_named(problem, "b").outline);
      EXPECT_NEAR(area.x_min, 6e-3, 1e-12);
      EXPECT_NEAR(area.x_max, 8e-3, 1e-12); // turned by a quarter
      EXPECT_NEAR(area.y_max, 4e-3, 1e-12);
    }

    TEST(Import, OfAListOfBumpsFindsPitchAndUnit)
    {
      const input::Skeleton skeleton = import_files(bumps, "b.txt", ImportFormat::bump_list);
      const Case problem = complete(skeleton, bumps,
                                    {{"package.outline.size", "[1 mm, 1 mm]"},
                                     {"package.stress_free_temperature", "217 degC"},
                                     {"package.layers[0].thickness", "100 um"},
                                     {"package.layers[1].thickness", "20 um"},
                                     {"package.layers[2].thickness", "100 um"},
                                     {"package.bumps[0].fill", "none"},
                                     {"package.bumps[0].list.padstacks.PAD", "20 um"},
                                     {"package.bumps[0].list.padstacks.BIG", "30 um"},
                                     {"materials.below.like", "silicon"},
                                     {"materials.bump.like", "SAC305"},
                                     {"materials.above.like", "silicon"},
                                     {"states[0].temperature", "25 degC"}});
      EXPECT_EQ(skeleton.root.find("package")->find("bumps")->items[0].find("pitch")->text, "40 um");
      EXPECT_NEAR(problem.package.bounding_box().x_max, .5e-3, 1e-12);
      const input::Skeleton map = import_files(bump_map, "c.bmap", ImportFormat::bump_list);
      EXPECT_EQ(map.files.at("c_bumps.csv"), "name,x [um],y [um],padstack,net\nb1,100,200,BUMP,N1\nb2,150,200,BUMP,N2\n");
      EXPECT_EQ(map.root.find("package")->find("bumps")->items[0].find("pitch")->text, "50 um");
    }

    TEST(Import, MistakesAreNamedWithTheirPlace)
    {
      const auto said = [](const Files &files, const std::string &name, const std::string &from, const std::string &to,
                           ImportFormat format) {
        Files changed = files;
        changed[name] = replaced(changed[name], from, to);
        return refusal_of_import(changed,
                                 files.begin()->first == "a.flp" && files.count("two.lcf") ? "two.lcf"
                                 : files.count("a.stk")                                    ? "a.stk"
                                                                                           : "s.3dbx",
                                 format);
      };
      using F = ImportFormat;
      expect_words(said(hotspot, "two.lcf", "0.00015", "-1", F::hotspot_stack), "two.lcf:7: the thickness is -1; it must be above zero");
      expect_words(said(hotspot, "two.lcf", "Y\nY", "X\nY", F::hotspot_stack), "two.lcf:3: \"X\" is found where Y or N is expected");
      expect_words(said(hotspot, "two.lcf", "0.25\n", "", F::hotspot_stack), "the file has 13 values; a layer has 7");
      expect_words(said(hotspot, "two.lcf", "a.flp", "b.flp", F::hotspot_stack), "there is no file b.flp");
      expect_words(said(ice, "a.stk", "die MEMORY TOP", "die MEMORY TIP", F::ice_stack), "a.stk:25: there is no die TIP");
      expect_words(said(ice, "a.stk", "2 SILICON", "2 SILICA", F::ice_stack), "TOP is of the material SILICA, which has no section");
      expect_words(said(ice, "a.stk", "height 10 ;", "height 10", F::ice_stack), "\"material\" is found where \";\" is expected");
      expect_words(said(ice, "a.stk", "stack:", "stick:", F::ice_stack), "a.stk:");
      expect_words(said(blox, "s.3dbx", "reference: Base", "reference: Basis", F::three_d_blox), "there is no chiplet Basis");
      expect_words(said(blox, "s.3dbx", "orient: R0", "orient: R45", F::three_d_blox), "\"R45\" is not an orientation of 3DBlox");
      expect_words(said(blox, "d.3dbv", "shrink: 1", "shrink: 0.9", F::three_d_blox), "a shrink of 0.9, so that its size is not known");
      expect_words(said(blox, "d.3dbv", "unit: micron", "unit: mil", F::three_d_blox), "the unit is mil");
      EXPECT_THROW(input::find_import_format("stack.odb"), InputError);
    }
  } // namespace
} // namespace sagitta::tests
