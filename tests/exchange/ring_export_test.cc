// Packages with round parts that the plan resolves by ring tiles, solved by Sagitta and by CalculiX on the same curved bricks.

#include <solver/exchange/export_model.h>
#include <solver/input/case/case_reader.h>
#include <solver/programme/driver.h>

#include <tests/exchange/calculix_run.h>
#include <tests/output/scratch_directory.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace sagitta::test
{
  namespace
  {
    using Stress = std::array<double, 6>; // xx, yy, zz, yz, xz, xy [Pa]

    Case read(const std::string &text, const ScratchDirectory &scratch)
    {
      const std::filesystem::path file = scratch.path() / "sample.yaml";
      if (rank_in(MPI_COMM_WORLD) == 0)
        std::ofstream(file) << text;
      MPI_Barrier(MPI_COMM_WORLD);
      return input::read_case(file.string(), {}, {std::string(SAGITTA_SOURCE_DIR) + "/materials/library"}, MPI_COMM_WORLD);
    }

    /// The set of bricks of a part whose name begins so: "E_2_BUMPS_A2".
    std::string find_set(const std::string &deck, const std::string &part)
    {
      std::string upper;
      for (const char c : part)
        upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      const std::size_t at = deck.find("_" + upper);
      const std::size_t begin = deck.rfind("ELSET=", at) + 6;
      return at == std::string::npos ? "" : deck.substr(begin, deck.find('\n', at) - begin);
    }

    /// Asks CalculiX for the stresses and volumes of a set in every step.
    void print_stresses(const std::filesystem::path &file, const std::string &set)
    {
      std::ostringstream text;
      text << std::ifstream(file).rdbuf();
      std::string deck = text.str();
      const std::string end = "*END STEP", request = "*EL PRINT, ELSET=" + set + "\nS\n*EL PRINT, ELSET=" + set + "\nEVOL\n";
      for (std::size_t at = deck.find(end); at != std::string::npos; at = deck.find(end, at + request.size() + end.size()))
        deck.insert(at, request);
      std::ofstream(file) << deck;
    }

    /// The mean stress of a set in each step, from the 27 points of its bricks: Gauss's weights, and the volumes of the bricks.
    std::vector<Stress> read_mean_stresses(const std::filesystem::path &file)
    {
      struct Step
      {
        std::map<unsigned, Stress> of_brick;
        std::map<unsigned, double> volume;
      };
      std::vector<Step> steps;
      std::ifstream stream(file);
      int table = 0; // 1: stresses, 2: volumes
      for (std::string line; std::getline(stream, line);)
        {
          if (line.find(" for set ") != std::string::npos)
            {
              table = line.find("stresses") != std::string::npos ? 1 : line.find("volume") != std::string::npos ? 2 : 0;
              if (table == 1)
                steps.emplace_back();
              continue;
            }
          std::istringstream entries(line);
          unsigned brick = 0, point = 0;
          if (table == 0 || !(entries >> brick))
            continue;
          if (table == 2)
            {
              entries >> steps.back().volume[brick];
              continue;
            }
          entries >> point;
          const auto weight = [](unsigned i) { return i == 1 ? 8. / 18 : 5. / 18; };
          const double share = weight((point - 1) % 3) * weight((point - 1) / 3 % 3) * weight((point - 1) / 9);
          for (const unsigned c : {0u, 1u, 2u, 5u, 4u, 3u}) // xx, yy, zz, xy, xz, yz
            {
              double stress = 0;
              entries >> stress;
              steps.back().of_brick[brick][c] += share * stress;
            }
        }
      std::vector<Stress> means;
      for (const Step &step : steps)
        {
          double volume = 0;
          means.push_back({});
          for (const auto &[brick, size] : step.volume)
            {
              volume += size;
              for (unsigned c = 0; c < 6; ++c)
                means.back()[c] += size * step.of_brick.at(brick)[c];
            }
          for (double &stress : means.back())
            stress /= volume;
        }
      return means;
    }

    /// Warpage of both faces and the mean stress of a round part. *Collective.*
    void compare(const std::string &text, const std::string &part)
    {
      const ScratchDirectory scratch(MPI_COMM_WORLD);
      const Case problem = read(text, scratch);
      std::ostringstream log_text;
      StageLog log(MPI_COMM_WORLD, log_text, StageLog::Style::silent);
      const results::RunResult ours = programme::run(problem, scratch.path() / "results", MPI_COMM_WORLD, log);
      exchange::export_model(problem, "inp", scratch.path() / "model.inp", MPI_COMM_WORLD);
      if (rank_in(MPI_COMM_WORLD) != 0)
        return;
      std::ostringstream deck;
      deck << std::ifstream(scratch.path() / "model.inp").rdbuf();
      const std::string set = find_set(deck.str(), part);
      ASSERT_NE(set, "");
      print_stresses(scratch.path() / "model.inp", set);
      const CalculixResult theirs = run_calculix(scratch.path(), "model");
      if (!theirs.is_done)
        return;
      const std::vector<Stress> means = read_mean_stresses(scratch.path() / "model.dat");
      ASSERT_EQ(means.size(), ours.states.size());
      for (std::size_t s = 0; s < ours.states.size(); ++s)
        {
          const results::StateResult &state = ours.states[s];
          for (const bool is_bottom : {true, false})
            {
              const results::Warpage &warpage = is_bottom ? state.bottom : state.top;
              const LaidSurface surface = lay_onto_map(theirs, (is_bottom ? theirs.bottom : theirs.top)[s], warpage.map);
              const std::string what = part + ", " + state.name + (is_bottom ? ", bottom" : ", top");
              EXPECT_NEAR(surface.peak_to_valley, warpage.peak_to_valley, .01 * warpage.peak_to_valley) << what;
              tests::record({what, warpage.peak_to_valley * 1e6, surface.peak_to_valley * 1e6, "um", "1 %",
                             "CalculiX, curved 20-node bricks", "sagitta export, run by ccx"});
            }
          // Serendipity bricks and triquadratic ones on the same arcs; the mean over the part has no singular points.
          const auto same = [&](const results::PartStress &stress) {
            std::string upper;
            for (const char c : stress.part)
              upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            return set.substr(set.find('_', 2) + 1) == upper;
          };
          const auto found = std::find_if(state.stresses.begin(), state.stresses.end(), same);
          ASSERT_NE(found, state.stresses.end()) << set;
          double largest = 0;
          for (const double stress : found->mean)
            largest = std::max(largest, std::abs(stress));
          for (unsigned c = 0; c < 6; ++c)
            EXPECT_NEAR(found->mean[c], means[s][c], .01 * largest) << set << ", " << state.name << ", component " << c;
          tests::record({found->part + ", " + state.name + ", mean stress along z", 1e-6 * found->mean[2], 1e-6 * means[s][2], "MPa",
                         "1 % of the largest component", "CalculiX, curved 20-node bricks", "sagitta export, run by ccx"});
        }
    }
  } // namespace

  TEST(RingExport, OfResolvedBumpsBendsAndLoadsThemAsSagittaDoes)
  {
    compare(R"(sagitta: 1
package:
  outline: {size: [1 mm, 0.8 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 150 um, elements: 2, material: board}
    - {name: joints, thickness: 100 um, elements: 2, material: none}
    - {name: die, thickness: 100 um, elements: 2, material: chip}
  bumps:
    - {name: bumps, layer: joints, material: metal, fill: soft, pitch: 0.4 mm, diameter: 0.2 mm, array: [2, 2], model: resolved}
materials:
  board: {young: 22 GPa, poisson: 0.3, cte: 15 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
  metal: {young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}
  soft: {young: {table: [[25 degC, 3 GPa], [120 degC, 0.2 GPa]], source: a test, kind: assumed}, poisson: 0.35, cte: 60 ppm/K}
states: [{name: cold, temperature: 25 degC}, {name: warm, temperature: 120 degC}]
mesh: {plan: {resolution: 100 um}}
output: {fields: false}
)",
            "bumps_A");
  }

  TEST(RingExport, OfViasThroughADieLoadsThemAsSagittaDoes)
  {
    compare(R"(sagitta: 1
package:
  outline: {size: [0.2 mm, 0.2 mm]}
  stress_free_temperature: 275 degC
  layers:
    - {name: below, thickness: 20 um, material: polymer}
    - {name: die, thickness: 60 um, elements: 4, material: chip}
  vias:
    - {name: tsv, layers: [die], material: metal, diameter: 30 um, pitch: 100 um, array: [2, 2], model: resolved}
materials:
  polymer: {young: 3 GPa, poisson: 0.3, cte: 50 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
  metal: {young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}
states: [{name: cold, temperature: 25 degC}]
mesh: {plan: {resolution: 25 um}}
output: {fields: false}
)",
            "tsv_A");
  }
} // namespace sagitta::test
