// The state of a path in a file: back to the last bit, on other ranks, on another plan.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>

#include <solver/base/errors.h>
#include <solver/process/path_solver.h>
#include <solver/restart/path_file.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    /// A film that flows over a part of a plate that relaxes.
    std::string package(const std::string &metal_law)
    {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 8 mm]}}
  stress_free_temperature: 125 degC
  layers:
    - {{name: mould, thickness: 0.3 mm, material: compound}}
    - {{name: film, thickness: 0.05 mm, material: none}}
  parts: [{{name: pad, layers: [film], size: [4 mm, 4 mm], position: [0 mm, 0 mm], material: metal}}]
materials:
  compound: {{law: viscoelastic, expansion: {{model: tangent, coefficient: 10 ppm/K}}, viscoelasticity: {{model: young, young: {{instantaneous: 20 GPa, arms: [[10 s, 50 %]]}}, poisson: 0.3, shift: {{model: arrhenius, reference: 125 degC, activation_energy: 100 kJ/mol}}}}}}
  metal: {{{}elasticity: {{model: isotropic, young: 100 GPa, poisson: 0.34}}, expansion: {{model: tangent, coefficient: 17 ppm/K}}, inelasticity: {{mine: {{model: plastic, isotropic: {{model: linear, yield: 30 MPa, modulus: 1 GPa}}}}}}}}
history: {{start: {{temperature: 125 degC}}, tolerance: 1e-2}}
states:
  - {{name: cooled, temperature: 60 degC, duration: 1 min}}
  - {{name: cold, temperature: 0 degC, duration: 1 min}}
probes: [{{name: corner, at: [3.7 mm, 3.1 mm, 0.1 mm]}}, {{name: middle, at: [0.3 mm, 0.4 mm, 0.31 mm]}}]
mesh: {{plan: {{lattice: [4, 4]}}}}
)",
                         metal_law);
    }

    struct Followed
    {
      Followed(const std::string &text, MPI_Comm communicator, const std::vector<std::string> &overrides = {})
          : problem(parse(text, overrides)), log(communicator, std::cout, StageLog::Style::silent),
            model(problem.package, problem.conditions, problem.numerics, communicator), mechanics(model, problem.materials),
            solver(model, problem.materials, problem.programme, mechanics)
      {
      }

      std::vector<results::ProbeValue> probes(const process::PathState &state) const
      {
        return evaluation::evaluate_probes(solver.solved(state), problem.requests.probes);
      }

      Case problem;
      StageLog log;
      model::Model model;
      mechanics::MechanicsProblem mechanics;
      process::PathSolver solver;
    };

    double largest_difference(const std::vector<results::ProbeValue> &a, const std::vector<results::ProbeValue> &b)
    {
      double largest = 0;
      for (std::size_t i = 0; i < a.size(); ++i)
        for (unsigned c = 0; c < 3; ++c)
          largest = std::max(largest, std::abs(a[i].displacement[c] - b[i].displacement[c]));
      return largest;
    }

    class PathFile : public testing::TestWithParam<const char *>
    {
    };

    TEST_P(PathFile, ReturnsTheStateToTheLastBitAndOnOtherRanksAndPlans)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      const std::string text = package(GetParam());
      Followed path(text, MPI_COMM_WORLD);
      process::PathState state = path.solver.start();
      path.solver.advance(state, path.log);
      restart::write_path(scratch.path() / "state.h5", path.solver, state);
      const std::vector<results::ProbeValue> before = path.probes(state);

      process::PathState again = restart::read_path(scratch.path() / "state.h5", path.solver);
      EXPECT_TRUE(again == state);
      path.solver.advance(state, path.log);
      path.solver.advance(again, path.log);
      EXPECT_TRUE(again == state) << "the path goes on in the same way";
      const std::vector<results::ProbeValue> after = path.probes(state);
      const double scale = std::abs(after[0].displacement[2]);

      // Every rank by itself reads what all of them wrote.
      Followed alone(text, MPI_COMM_SELF);
      process::PathState mine = restart::read_path(scratch.path() / "state.h5", alone.solver);
      EXPECT_LT(largest_difference(alone.probes(mine), before), 1e-15);
      alone.solver.advance(mine, alone.log);
      // The sums over ranks have another order, and the iterations end at 1e-8.
      EXPECT_LT(largest_difference(alone.probes(mine), after), 1e-6 * scale);

      // Cells of half the size hold the polynomials of the old ones.
      Followed fine(text, MPI_COMM_WORLD, {"mesh.plan.lattice=[8, 8]"});
      process::PathState moved = restart::read_path(scratch.path() / "state.h5", fine.solver);
      EXPECT_LT(largest_difference(fine.probes(moved), before), 1e-12 * scale);
      fine.solver.advance(moved, fine.log);
      process::PathState whole = fine.solver.start();
      fine.solver.advance(whole, fine.log);
      fine.solver.advance(whole, fine.log);
      // The coarse plan's part of the way differs by the error of its mesh.
      EXPECT_LT(largest_difference(fine.probes(moved), fine.probes(whole)), 1e-2 * scale);
      EXPECT_GT(largest_difference(fine.probes(moved), before), 1e-1 * scale) << "it went on";
    }

    INSTANTIATE_TEST_SUITE_P(Laws, PathFile, testing::Values("", "law: plastic, "));

    TEST(PathFileErrors, NameTheFileAndWhatIsWrong)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      Followed path(package(""), MPI_COMM_WORLD);
      const auto sentence = [&](const std::string &name) -> std::string {
        try
          {
            restart::read_path(scratch.path() / name, path.solver);
          }
        catch (const FileError &error)
          {
            return error.what();
          }
        return "accepted";
      };
      EXPECT_NE(sentence("absent.h5").find("absent.h5"), std::string::npos);
      process::PathState state = path.solver.start();
      path.solver.advance(state, path.log);
      restart::write_path(scratch.path() / "state.h5", path.solver, state);
      Followed other(package("law: plastic, "), MPI_COMM_WORLD);
      EXPECT_THROW(restart::read_path(scratch.path() / "state.h5", other.solver), FileError);
    }
  } // namespace
} // namespace sagitta::tests
