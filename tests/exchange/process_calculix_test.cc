// Parts that join and leave, beside CalculiX, which has them as *MODEL CHANGE.

#include <tests/exchange/calculix_run.h>
#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/process/process_path.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    constexpr unsigned n_cells = 6;         // of a quarter, in each direction of the plan
    constexpr double half_width = 4e-3;     // of the package [m]
    constexpr double cold = 25, warm = 125; // [degC]; all but the mould are free of stress at 150 degC
    const std::array<double, 4> heights{{0, .5e-3, .7e-3, .9e-3}};
    const std::array<std::string, 3> parts{{"carrier", "die", "mould"}};

    /// Carrier and die are bonded and cooled, a mould that yields joins them on their warped top, all is heated, and the carrier leaves.
    const std::string process_case = R"(sagitta: 1
package:
  outline: {size: [8 mm, 8 mm]}
  layers:
    - {name: carrier, thickness: 500 um, material: glass, elements: 1}
    - {name: die, thickness: 200 um, material: base, elements: 1}
    - {name: mould, thickness: 200 um, material: compound, elements: 1}
materials:
  glass: {young: 77 GPa, poisson: 0.22, cte: 7.5 ppm/K}
  base: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  compound: {law: plastic, elasticity: {model: isotropic, young: 20 GPa, poisson: 0.3}, expansion: {model: tangent, coefficient: 10 ppm/K}, inelasticity: {mine: {model: plastic, isotropic: {model: linear, yield: 12 MPa, modulus: 2 GPa}}}}
history: {start: {temperature: 150 degC}, tolerance: 1e-4}
process:
  steps:
    - {step: attach, joins: [carrier, die]}
    - {step: cool, temperature: 25 degC, duration: 5 min}
    - {step: mould, joins: [mould]}
    - {step: heat, temperature: 125 degC, duration: 5 min}
    - {step: debond, leaves: [carrier]}
mesh: {plan: {lattice: [12, 12]}}
solver: {method: column_multigrid, tolerance: 1e-10}
output: {fields: false}
)";

    /// What is compared after a step.
    struct Figures
    {
      std::array<double, 2> rise{}; ///< of the die's lower face: from the middle to half its way along x, and to its edge [m]
      double stress = 0;            ///< xx in the mould beside the middle, at the centre of an element [Pa]; 0: it is not there
    };

    /// Bricks of 20 nodes on a quarter of the package, the same elements as those of the case.
    class Deck
    {
    public:
      Deck()
      {
        text_ << "*NODE, NSET=ALL\n";
        std::ostringstream elements;
        for (unsigned layer = 0; layer < 3; ++layer)
          {
            elements << "*ELEMENT, TYPE=C3D20, ELSET=" << parts[layer] << "\n";
            for (unsigned j = 0; j < n_cells; ++j)
              for (unsigned i = 0; i < n_cells; ++i)
                add_element(i, j, layer, elements);
          }
        text_ << elements.str();
        add_set("SX", [](const Place &at) { return at[0] == 0; });
        add_set("SY", [](const Place &at) { return at[1] == 0; });
        add_set("FIX", [](const Place &at) { return at == Place{{0, 0, 2}}; });
        add_set("N_BOTTOM", [](const Place &at) { return at[2] == 2 && at[1] == 0; });
        add_set("N_TOP", [](const Place &at) { return at[2] == 4 && at[1] == 0; });
        // Without a law that is not linear CalculiX adds no elements free of strain: the yield stress of glass and base is out of reach.
        add_material(0, 77e9, .22, 7.5e-6, "1e12, 0.\n2e12, 1.");
        add_material(1, 130e9, .28, 2.6e-6, "1e12, 0.\n2e12, 1.");
        add_material(2, 20e9, .3, 10e-6, "12e6, 0.\n2.012e9, 1.");
        text_ << "*INITIAL CONDITIONS, TYPE=TEMPERATURE\nALL, 150.\n*BOUNDARY\nSX, 1, 1\nSY, 2, 2\nFIX, 3, 3\n";
        add_step("*MODEL CHANGE, TYPE=ELEMENT, REMOVE\nmould\n", cold);
        add_step("*MODEL CHANGE, TYPE=ELEMENT, ADD=STRAIN FREE\nmould\n", cold);
        add_step("", warm);
        add_step("*MODEL CHANGE, TYPE=ELEMENT, REMOVE\ncarrier\n", warm);
      }

      std::string text() const { return text_.str(); }
      unsigned first_of_mould() const { return 2 * n_cells * n_cells + 1; }

    private:
      using Place = std::array<unsigned, 3>; ///< in halves of an element

      unsigned node(const Place &at)
      {
        const auto [entry, is_new] = nodes_.emplace(at, nodes_.size() + 1);
        if (is_new)
          {
            const unsigned layer = at[2] / 2;
            const double z = at[2] % 2 == 0 ? heights[layer] : (heights[layer] + heights[layer + 1]) / 2;
            const double step = half_width / (2 * n_cells);
            text_ << fmt::format("{}, {:.12g}, {:.12g}, {:.12g}\n", entry->second, step * at[0], step * at[1], z);
          }
        return entry->second;
      }

      void add_element(unsigned i, unsigned j, unsigned layer, std::ostream &elements)
      {
        // Corners, then middles of the edges, as CalculiX numbers them.
        constexpr std::array<std::array<unsigned, 3>, 20> local{{{{0, 0, 0}}, {{2, 0, 0}}, {{2, 2, 0}}, {{0, 2, 0}}, {{0, 0, 2}},
                                                                 {{2, 0, 2}}, {{2, 2, 2}}, {{0, 2, 2}}, {{1, 0, 0}}, {{2, 1, 0}},
                                                                 {{1, 2, 0}}, {{0, 1, 0}}, {{1, 0, 2}}, {{2, 1, 2}}, {{1, 2, 2}},
                                                                 {{0, 1, 2}}, {{0, 0, 1}}, {{2, 0, 1}}, {{2, 2, 1}}, {{0, 2, 1}}}};
        elements << ++n_elements_;
        for (unsigned k = 0; k < local.size(); ++k)
          elements << (k == 10 ? ",\n" : ", ") << node({{2 * i + local[k][0], 2 * j + local[k][1], 2 * layer + local[k][2]}});
        elements << "\n";
      }

      template <typename Predicate>
      void add_set(const char *name, const Predicate &is_in)
      {
        text_ << "*NSET, NSET=" << name << "\n";
        for (const auto &[at, number] : nodes_)
          if (is_in(at))
            text_ << number << ",\n";
      }

      void add_material(unsigned part, double young, double poisson, double expansion, const char *yield)
      {
        text_ << fmt::format("*MATERIAL, NAME={0}\n*ELASTIC\n{1:g}, {2:g}\n*PLASTIC\n{4}\n*EXPANSION, ZERO=150.\n{3:g}\n*SOLID SECTION, "
                             "ELSET={0}, MATERIAL={0}\n",
                             parts[part], young, poisson, expansion, yield);
      }

      void add_step(const char *change, double temperature)
      {
        text_ << "*STEP, INC=1000\n*STATIC\n.1, 1.\n"
              << change << fmt::format("*TEMPERATURE\nALL, {:g}\n", temperature)
              << "*NODE PRINT, NSET=N_BOTTOM, FREQUENCY=1000\nU\n*NODE PRINT, NSET=N_TOP, FREQUENCY=1000\nU\n"
              << "*EL PRINT, ELSET=mould, FREQUENCY=1000\nS\n*END STEP\n";
      }

      std::ostringstream text_;
      std::map<Place, unsigned> nodes_;
      unsigned n_elements_ = 0;
    };

    /// xx at the centre, the 14th of 27 points, of an element after every step; 0 where it is not printed.
    std::vector<double> read_stresses(const std::filesystem::path &file, unsigned element)
    {
      std::vector<double> stresses;
      std::ifstream stream(file);
      bool is_stress = false;
      for (std::string line; std::getline(stream, line);)
        {
          std::istringstream entries(line);
          unsigned number = 0, point = 0;
          double xx = 0;
          if (line.find(" for set ") != std::string::npos)
            {
              is_stress = line.find("stresses") != std::string::npos;
              if (is_stress)
                stresses.push_back(0);
            }
          else if (is_stress && entries >> number >> point >> xx && number == element && point == 14)
            stresses.back() = xx;
        }
      return stresses;
    }

    std::vector<Figures> solve_with_calculix(const std::filesystem::path &directory)
    {
      const Deck deck;
      std::ofstream(directory / "process.inp") << deck.text();
      const CalculixResult result = run_calculix(directory, "process");
      const std::vector<double> stresses = read_stresses(directory / "process.dat", deck.first_of_mould());
      std::vector<Figures> figures;
      for (std::size_t s = 0; result.is_done && s < result.bottom.size() && s < stresses.size(); ++s)
        {
          const auto height = [&](double x) {
            return result.bottom[s].displacement.at(node_at(result, result.bottom[s], {{x, 0, heights[1]}}))[2];
          };
          figures.push_back({{{height(half_width / 2) - height(0), height(half_width) - height(0)}}, stresses[s]});
        }
      return figures;
    }

    /// *Collective.*
    std::vector<Figures> solve_with_sagitta()
    {
      const Case problem = parse(process_case);
      StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
      process::ProcessPath path({problem.package, problem.materials, problem.conditions, problem.programme, problem.numerics},
                                MPI_COMM_WORLD);
      process::ProcessState reached = path.start();
      std::vector<Figures> figures;
      for (const State &state : problem.programme.states)
        {
          path.advance(reached, log);
          if (state.name == "attach")
            continue;
          // Of the whole package; without the carrier the die is the lowest part.
          const double shift = state.name == "debond" ? heights[1] : 0, centre = half_width / n_cells / 2;
          const bool has_mould = state.name != "cool";
          std::vector<Probe> probes;
          for (const double x : {0., half_width / 2, half_width})
            probes.push_back({"face", {{x, 0, heights[1] - shift}}, {}});
          if (has_mould)
            probes.push_back({"mould", {{centre, centre, (heights[2] + heights[3]) / 2 - shift}}, {}});
          const std::vector<results::ProbeValue> at = evaluation::evaluate_probes(path.solved(reached), probes);
          const auto rise = [&](unsigned i) { return at[i].displacement[2] - at[0].displacement[2]; };
          figures.push_back({{{rise(1), rise(2)}}, has_mould ? at[3].stress[0] : 0});
        }
      return figures;
    }

    TEST(CalculixModelChange, JoinsAndRemovesPartsAsAProcessDoes)
    {
      const ScratchDirectory scratch(MPI_COMM_WORLD);
      const std::vector<Figures> ours = solve_with_sagitta();
      if (rank_in(MPI_COMM_WORLD) != 0)
        return;
      const std::vector<Figures> theirs = solve_with_calculix(scratch.path());
      ASSERT_EQ(theirs.size(), 4u);
      ASSERT_EQ(ours.size(), 4u);
      const std::array<const char *, 4> names{{"cooled", "mould joined", "heated", "debonded"}};
      for (unsigned s = 0; s < 4; ++s)
        {
          for (unsigned i = 0; i < 2; ++i)
            {
              // Serendipity bricks against triquadratic ones on the same mesh: at the free edges they differ by this much.
              EXPECT_NEAR(ours[s].rise[i], theirs[s].rise[i], 1e-2 * std::abs(theirs[s].rise[1])) << names[s] << ", point " << i;
              record({fmt::format("{}, rise {}", names[s], i == 0 ? "half way" : "at the edge"), 1e6 * ours[s].rise[i],
                      1e6 * theirs[s].rise[i], "um", "1 % of the edge's", "CalculiX, *MODEL CHANGE", "ccx 2.20"});
            }
          if (s < 2)
            {
              EXPECT_NEAR(theirs[s].stress, 0, 1e3) << "it joins strain-free, or is not there";
            }
          EXPECT_NEAR(ours[s].stress, theirs[s].stress, .01 * std::abs(theirs[2].stress)) << names[s];
          record({fmt::format("{}, stress of the mould", names[s]), 1e-6 * ours[s].stress, 1e-6 * theirs[s].stress, "MPa",
                  "1 % of the largest", "CalculiX, *MODEL CHANGE", "ccx 2.20"});
        }
      EXPECT_GT(std::abs(theirs[2].stress), 12e6) << "the mould yields";
    }
  } // namespace
} // namespace sagitta::tests
