#include <tests/metamorphic/relations.h>

#include <solver/evaluation/evaluation.h>
#include <solver/input/case/case_reader.h>
#include <solver/programme/plan_solution.h>
#include <solver/programme/state_sequence.h>
#include <solver/results/warpage.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace sagitta::tests
{
  namespace
  {
    /// Iterations end at a residual of 1e-11, which leaves up to 1e-6 of the displacement: the condition of a thin plate magnifies it.
    constexpr double of_the_solve = 1e-5;

    /// Elements of degree 2 and 3 on one coarse plan differ by the error at the edges of the dies.
    constexpr double of_the_mesh = .1;

    Figures figures_of_state(const evaluation::SolvedState &state, const WarpageRequest &request)
    {
      Figures figures;
      for (const auto &[index, face] : {std::pair{0u, evaluation::Face::bottom}, std::pair{1u, evaluation::Face::top}})
        {
          const results::Warpage warpage = programme::measure_warpage(state, face, request);
          figures.peak_to_valley[index] = warpage.peak_to_valley;
          figures.diagonals[index] = warpage.diagonals;
        }
      const evaluation::Survey survey = evaluation::survey(state, false);
      figures.temperature = {{survey.temperature_min, survey.temperature_max}};
      for (const results::Hotspot &hotspot : evaluation::find_hotspots(state.model, state.temperature))
        figures.hottest[hotspot.part] = hotspot.temperature;
      for (const results::PartStress &stress : survey.stresses)
        if (state.model.package().bodies[*state.model.package().find_body(stress.part)].kind == meshing::BodyKind::die)
          figures.stress[stress.part] = {{stress.von_mises, stress.first_principal, stress.von_mises_percentiles[0],
                                          stress.von_mises_percentiles[1], stress.first_principal_percentiles[0],
                                          stress.first_principal_percentiles[1]}};
      return figures;
    }

    /// The largest figures of a package, which differences are relative to.
    struct Scale
    {
      double length = 0, rise = 0, stress = 0;

      explicit Scale(const std::vector<Figures> &states)
      {
        for (const Figures &state : states)
          {
            length = std::max({length, state.peak_to_valley[0], state.peak_to_valley[1]});
            rise = std::max(rise, state.temperature[1] - 298.15);
            for (const auto &entry : state.stress)
              stress = std::max(stress, entry.second[0]);
          }
      }
    };

    void expect_changed(const Figures &before, const Figures &after, const Change &change, const Scale &scale, double tolerance)
    {
      for (unsigned face = 0; face < 2; ++face)
        {
          const double margin = tolerance * scale.length * change.lengths;
          EXPECT_NEAR(after.peak_to_valley[face], change.lengths * before.peak_to_valley[face], margin);
          // A diagonal is the sum of two deviations, and another mesh or degree errs in each of them.
          const double margin_of_sum = tolerance > of_the_solve ? 2 * margin : margin;
          for (unsigned d = 0; d < 2; ++d)
            EXPECT_NEAR(after.diagonals[face][change.swaps_diagonals ? 1 - d : d], change.lengths * before.diagonals[face][d],
                        margin_of_sum);
          EXPECT_NEAR(after.temperature[face], before.temperature[face], tolerance * scale.rise);
        }
      ASSERT_EQ(after.hottest.size(), before.hottest.size());
      for (const auto &[die, temperature] : before.hottest)
        EXPECT_NEAR(after.hottest.at(die), temperature, tolerance * scale.rise) << die;
      ASSERT_EQ(after.stress.size(), before.stress.size());
      if (!change.keeps_stresses)
        return;
      for (const auto &[die, values] : before.stress)
        for (std::size_t i = 0; i < values.size(); ++i)
          EXPECT_NEAR(after.stress.at(die)[i], change.stresses * values[i], tolerance * scale.stress * change.stresses) << die << " " << i;
    }

    void expect_same(const RandomPackage &before, const RandomPackage &after, const Change &change, MPI_Comm communicator)
    {
      expect_changed(solve(before, communicator), solve(after, communicator), change, of_the_solve);
    }
  } // namespace

  std::vector<Figures> solve(const RandomPackage &package, MPI_Comm communicator)
  {
    const Case problem = input::parse_case({"case.yaml", write_case(package)}, {}, input::Library());
    StageLog log(communicator, std::cout, StageLog::Style::silent);
    programme::PlanSolution solution(problem, model::PackagePlan(problem.package, problem.conditions, problem.numerics, communicator),
                                     communicator);
    std::vector<Figures> figures(problem.programme.states.size());
    for (const std::vector<unsigned> &group : solution.group(programme::all_states(problem.programme)))
      {
        solution.solve(group, log);
        for (const unsigned state : group)
          figures[state] = figures_of_state(solution.state(state), problem.requests.warpage);
      }
    return figures;
  }

  void expect_changed(const std::vector<Figures> &before, const std::vector<Figures> &after, const Change &change, double tolerance)
  {
    const char *const states[] = {"room", "reflow", "operating"};
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t state = 0; state < before.size(); ++state)
      {
        SCOPED_TRACE(change.name + ", " + states[state]);
        expect_changed(before[state], after[state], change, Scale(before), tolerance);
      }
  }

  void check_changes(std::uint64_t seed)
  {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const MPI_Comm self = MPI_COMM_SELF;
    const RandomPackage package = make_random_package(seed);
    SCOPED_TRACE(write_case(package));
    const std::vector<Figures> figures = solve(package, self);
    expect_changed(figures, solve(mirrored(package), self), {"mirrored", 1, 1, true}, of_the_solve);
    expect_changed(figures, solve(turned(package), self), {"turned", 1, 1, true}, of_the_solve);
    expect_changed(figures, solve(moved(package, {{13.7, -4.3}}), self), {"moved"}, of_the_solve);
    expect_changed(figures, solve(reordered(package, seed), self), {"reordered"}, of_the_solve);
    expect_changed(figures, solve(enlarged(package, 7), self), {"enlarged", 7}, of_the_solve);
    expect_changed(figures, solve(stiffened(package, .3), self), {"stiffened", 1, .3}, of_the_solve);
    expect_changed(figures, solve(split(package), self), {"split"}, of_the_solve);

    if (seed % 2 == 0) // it costs as much as the rest together
      {
        RandomPackage finer = package;
        finer.degree = 3;
        expect_changed(figures, solve(finer, self), {"of degree 3", 1, 1, false, false}, of_the_mesh);
      }

    // A lattice: cells of a given size may be others in the half than in the whole.
    RandomPackage symmetric = made_symmetric(package);
    symmetric.resolution = 0;
    RandomPackage whole = symmetric;
    whole.uses_symmetry = false;
    expect_same(whole, symmetric, {"cut by symmetry"}, self);
  }

  void check_ranks(std::uint64_t seed)
  {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const RandomPackage package = make_random_package(seed);
    expect_changed(solve(package, MPI_COMM_SELF), solve(package, MPI_COMM_WORLD), {"ranks"}, of_the_solve);
  }
} // namespace sagitta::tests
