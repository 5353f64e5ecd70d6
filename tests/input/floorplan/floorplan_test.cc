// Power from floorplans: where their units lie on the die, which powers they have, and the sentences about mistakes.
#include <tests/input/sample_case.h>
#include <tests/verification_record.h>

#include <solver/input/text/files.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using meshing::PowerBlock;

    /// A die of 4 x 3 mm in the middle of its package, with the given power.
    std::string die_with(const std::string &power, const std::string &more = "")
    {
      return R"(sagitta: 1
physics: heat
package:
  outline: {size: [10 mm, 10 mm]}
  layers: [{name: layer, thickness: 0.1 mm, material: silicon}]
  dies:
    - {name: logic, material: silicon, size: [4 mm, 3 mm], position: [1 mm, 2 mm], layers: [layer], active_face: top, power: )" +
             power + more + R"(}
materials: {silicon: {conductivity: 148 W/mK}}
thermal: {films: [{face: bottom, film: {coefficient: 1e4 W/m2K, ambient: 25 degC}}]}
states: [{name: on, temperature: solved}]
mesh: {plan: {resolution: 500 um}}
)";
    }

    input::TableFiles files_of(const std::vector<std::pair<std::string, std::string>> &files)
    {
      input::TableFiles tables;
      for (const auto &[name, text] : files)
        tables[name] = {name, text};
      return tables;
    }

    Case parse_with_files(const std::string &text, const input::TableFiles &tables)
    {
      static const input::Library library = shipped_library();
      return input::parse_case({"case.yaml", text}, {}, library, tables);
    }

    std::vector<PowerBlock> blocks_of(const std::string &text, const input::TableFiles &tables)
    {
      const Case problem = parse_with_files(text, tables);
      return problem.package.bodies[*problem.package.find_body("logic")].power;
    }

    std::string refusal_of(const std::string &text, const input::TableFiles &tables)
    {
      try
        {
          parse_with_files(text, tables);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    /// Compares with sides in mm, in the coordinates of the package.
    void expect_block(const PowerBlock &block, const std::string &name, const std::vector<double> &sides, double power)
    {
      EXPECT_EQ(block.name, name);
      EXPECT_NEAR(1e3 * block.area.x_min, sides[0], 1e-12) << name;
      EXPECT_NEAR(1e3 * block.area.x_max, sides[1], 1e-12) << name;
      EXPECT_NEAR(1e3 * block.area.y_min, sides[2], 1e-12) << name;
      EXPECT_NEAR(1e3 * block.area.y_max, sides[3], 1e-12) << name;
      EXPECT_NEAR(block.power, power, 1e-12) << name;
    }

    const std::string plan = "# remark\nwide\t0.003\t0.001\t0.0\t0.0\nhigh\t0.001\t0.002\t0.003\t0.0\t1.75e6\t0.01\n";
    const std::string trace = "wide high\n1.0 2.0\n2.0 5.0\n";
    const std::string with_mean = "{floorplan: {file: a.flp, trace: a.ptrace, instant: mean}}";

    TEST(Floorplan, OfHotSpotBeginsAtTheLowerLeftCornerAndHasTheMeanOfItsTrace)
    {
      const auto blocks = blocks_of(die_with(with_mean), files_of({{"a.flp", plan}, {"a.ptrace", trace}}));
      ASSERT_EQ(blocks.size(), 2u);
      // The lower left corner of the die lies at (-1 mm, 0.5 mm).
      expect_block(blocks[0], "wide", {-1, 2, .5, 1.5}, 1.5);
      expect_block(blocks[1], "high", {2, 3, .5, 2.5}, 3.5);
    }

    TEST(Floorplan, IsMovedRotatedMirroredAndScaled)
    {
      const auto tables = files_of({{"a.flp", plan}, {"a.ptrace", trace}});
      const auto placed = [&](const std::string &keys, const std::string &more = "") {
        return blocks_of(die_with("{floorplan: {file: a.flp, trace: a.ptrace, instant: 2, " + keys + "}}", more), tables);
      };
      expect_block(placed("origin: [0 mm, 1 mm]")[0], "wide", {-1, 2, 1.5, 2.5}, 2);
      // The box of 4 x 2 mm becomes 2 x 4 mm: the lower side lies right.
      expect_block(placed("rotation: 90 deg, scale: 0.5")[0], "wide", {-.5, 0, .5, 2}, 2);
      expect_block(placed("mirror: x")[0], "wide", {0, 3, .5, 1.5}, 2);
      expect_block(placed("mirror: y")[0], "wide", {-1, 2, 1.5, 2.5}, 2);
      expect_block(placed("scale: die")[0], "wide", {-1, 2, .5, 2}, 2);
      // The die turned by 180 deg: its lower left corner lies at (3 mm, 3.5 mm).
      expect_block(placed("origin: [0 mm, 0 mm]", ", rotation: 180 deg")[1], "high", {-1, 0, 1.5, 3.5}, 5);
    }

    TEST(Floorplan, OfIceHasUnitsOfSeveralRectanglesThatShareTheirPowerByArea)
    {
      const std::string elements = "// two elements\nbank: rectangle (0, 0, 1000, 3000) ; rectangle (1000, 0, 2000, 500) ;\n"
                                   "  power values 4.0,\n 8.0 ;\nrest : position 1000, 500 ; dimension 3000, 2500 ; power values 1, 2;";
      const auto blocks = blocks_of(die_with("{floorplan: {file: a.flp, instant: mean}}"), files_of({{"a.flp", elements}}));
      ASSERT_EQ(blocks.size(), 3u);
      expect_block(blocks[0], "bank", {-1, 0, .5, 3.5}, 6. * 3 / 4);
      expect_block(blocks[1], "bank", {0, 2, .5, 1}, 6. * 1 / 4);
      expect_block(blocks[2], "rest", {0, 3, 1, 3.5}, 1.5);
    }

    TEST(Floorplan, OfAGridAndOfATableHasItsUnits)
    {
      const auto grid = blocks_of(die_with("{floorplan: {file: a.txt, format: grid, unit: W/cm2, first_row: top}}"),
                                  files_of({{"a.txt", "10 20\n30, 40\n50\t60\n"}}));
      ASSERT_EQ(grid.size(), 6u);
      expect_block(grid[0], "row_1_column_1", {-1, 1, 2.5, 3.5}, 10 * .02); // 2 x 1 mm
      expect_block(grid[5], "row_3_column_2", {1, 3, .5, 1.5}, 60 * .02);
      const auto watts = blocks_of(die_with("{floorplan: {file: a.txt, format: grid, unit: mW, first_row: bottom}}"),
                                   files_of({{"a.txt", "10 20\n30 40\n50 60\n"}}));
      expect_block(watts[0], "row_1_column_1", {-1, 1, .5, 1.5}, .01);
      const std::string table = "x [um],y [um],width [um],height [um],power [mW]\n500,500,1000,1000,20\n";
      const auto centred = blocks_of(die_with("{floorplan: {file: a.csv, x_and_y: center}}"), files_of({{"a.csv", table}}));
      expect_block(centred[0], "unit_1", {-1, 0, .5, 1.5}, .02);
      const auto cornered = blocks_of(die_with("{floorplan: {file: a.csv, x_and_y: corner}}"), files_of({{"a.csv", table}}));
      expect_block(cornered[0], "unit_1", {-.5, .5, 1, 2}, .02);
    }

    TEST(Floorplan, WithAHundredThousandUnitsIsReadInSecondsAndKeepsItsPower)
    {
      constexpr unsigned n = 320;
      std::string units, names, powers;
      long double total = 0;
      for (unsigned i = 0; i < n * n; ++i)
        {
          units += fmt::format("u{}\t{:.9f}\t{:.9f}\t{:.9f}\t{:.9f}\n", i, 4e-3 / n, 3e-3 / n, i % n * (4e-3 / n), i / n * (3e-3 / n));
          names += fmt::format("u{} ", i);
          powers += fmt::format("{:.6f} ", 1e-4 * (1 + i % 97));
          total += std::stold(fmt::format("{:.6f}", 1e-4 * (1 + i % 97)));
        }
      const std::clock_t start = std::clock();
      const auto blocks = blocks_of(die_with("{floorplan: {file: a.flp, trace: a.ptrace}}"),
                                    files_of({{"a.flp", units}, {"a.ptrace", names + "\n" + powers + "\n"}}));
      const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
      EXPECT_EQ(blocks.size(), std::size_t(n) * n);
      EXPECT_LT(seconds, 30) << "a step per pair of units would take minutes of processor time";
      long double sum = 0;
      for (const PowerBlock &block : blocks)
        sum += block.power;
      EXPECT_NEAR(double(sum / total), 1, 1e-12);
      tests::record(
          {"total power of 102,400 units", double(sum), double(total), "W", "1e-12 relative", "sum of the numbers in the file", ""});
    }

    TEST(Floorplan, MistakesAreNamedWithTheirPlace)
    {
      const auto sentence = [](const std::string &floorplan, const std::string &units, const std::string &powers = trace) {
        return refusal_of(die_with("{floorplan: " + floorplan + "}"), files_of({{"a.flp", units}, {"a.ptrace", powers}}));
      };
      const auto expect_part = [](const std::string &said, const std::string &part) {
        EXPECT_NE(said.find(part), std::string::npos) << part << "\n  is not in\n" << said;
      };
      const std::string traced = "{file: a.flp, trace: a.ptrace, instant: mean}";
      expect_part(sentence("a.flp", plan), "a.flp:2: the unit wide has no power");
      expect_part(sentence("{file: a.flp, trace: a.ptrace}", plan), "the file a.flp has powers at 2 instants; give instant: mean");
      expect_part(sentence("{file: a.flp, trace: a.ptrace, instant: 3}", plan), "there are only 2 instants");
      expect_part(sentence(traced, plan, "wide hihg\n1 2\n"), "a.flp:3: the unit high has no column in a.ptrace; did you mean hihg?");
      expect_part(sentence(traced, plan, "wide high rest\n1 2 3\n"), "a.ptrace:1: there is no unit rest in the floorplans");
      expect_part(sentence(traced, plan, "wide high wide\n1 2 3\n"), "two columns are called wide");
      expect_part(sentence(traced, plan, "wide high\n1\n"), "a.ptrace:2: the line has 1 powers, but 2 units are named");
      expect_part(sentence(traced, plan, "wide high\n1 x\n"), "a.ptrace:2: \"x\" is not a finite number");
      expect_part(sentence(traced, plan, "wide high\n1 -1\n"), "a.flp:3: the power of high is -1 W");
      expect_part(sentence(traced, plan + "third 0.001 0.001 0.001 0.0005\n"), "a.flp:4: the units wide (line 2) and third overlap");
      expect_part(sentence(traced, plan + "wide 0.001 0.001 0 0.002\n"), "a.flp:4: the unit wide is already defined in line 2");
      expect_part(sentence(traced, "wide 0.003 0.001 0 0\nhigh 0.001 0 0.003 0\n"), "a.flp:2: the unit high has no area");
      expect_part(sentence(traced, "wide 0.003 0.001 0 0\nhigh 0.002 0.002 0.003 0\n"),
                  "a.flp:2: the unit high spans x = 3 mm to 5 mm, y = 0 mm to 2 mm from the lower left corner of the die logic, which is 4 "
                  "mm x 3 mm");
      expect_part(sentence(traced, "wide 0.003\n"), "a.flp:1: the line has 2 words");
      expect_part(sentence("{file: a.flp, unit: W}", plan), "a floorplan of the format hotspot does not use this");
      expect_part(sentence("{file: a.flp, format: grid}", "1 2\n"), "a grid needs unit");
      expect_part(sentence("{file: a.flp, format: grid, unit: mm, first_row: top}", "1 2\n"), "neither a unit of power");
      expect_part(sentence("{file: a.flp, format: grid, unit: W, first_row: top}", "1 2\n3\n"), "a.flp:2: the row has 1 numbers");
      expect_part(sentence("a.flp", "a: position 0, 0; dimension 1000, 1000; material X; power values 1;"),
                  "a.flp:1: the unit a has a material of its own (X)");
      expect_part(sentence("a.flp", "a: position 0, 0; power values 1;"), "the element a has a position without a dimension");
      expect_part(sentence("a.flp", "a: position 0, 0; dimension 1000 ;\n"), "the dimension of a has 1 numbers");
      expect_part(sentence("a.flp", "a: rectangle (0, 0, 1000;\n"), "\";\" is found where \",\" is expected");
      expect_part(sentence("a.flp", "/* a: ;\n"), "is not closed");
      expect_part(sentence("{file: a.flp, format: table}", "x [mm],y [mm],width [mm],height [mm],power [W]\n1,1,1,1,1\n"), "x_and_y");
    }

    TEST(Floorplan, TraceOfAStackHasThePowersOfAllItsDies)
    {
      const std::string text = replaced(die_with(with_mean), "    - {name: logic",
                                        "    - {name: other, material: silicon, size: [1 mm, 1 mm], position: [-4 mm, -4 mm], layers: "
                                        "[layer], active_face: top, power: {floorplan: {file: b.flp, trace: a.ptrace, instant: mean}}}\n"
                                        "    - {name: logic");
      const auto blocks =
          blocks_of(text, files_of({{"a.flp", plan}, {"b.flp", "far 0.001 0.001 0 0\n"}, {"a.ptrace", "far wide high\n7 1 2\n"}}));
      EXPECT_DOUBLE_EQ(blocks[0].power, 1);
    }
  } // namespace
} // namespace sagitta::tests
