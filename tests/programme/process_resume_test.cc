// A process that ends early and is resumed from its checkpoints: to the last bit, with the states before made again, on other ranks.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>

#include <solver/evaluation/evaluation.h>
#include <solver/programme/process_states.h>
#include <solver/restart/checkpoints.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;

  constexpr unsigned checkpoint_interval = 2;

  /// Parts with a memory and elastic ones join, a carrier leaves, and a reflow follows. `law`: of the compound.
  std::string process_text(const std::string &law)
  {
    const std::string compound =
        law == "viscoelastic"
            ? "{law: viscoelastic, expansion: {model: tangent, coefficient: 10 ppm/K}, viscoelasticity: {model: young, young: "
              "{instantaneous: 20 GPa, arms: [[1 s, 40 %], [1e3 s, 40 %]]}, poisson: 0.3, shift: {model: arrhenius, reference: 150 degC, "
              "activation_energy: 200 kJ/mol}}}"
            : "{law: plastic, elasticity: {model: isotropic, young: 20 GPa, poisson: 0.3}, expansion: {model: tangent, coefficient: 10 "
              "ppm/K}, inelasticity: {mine: {model: plastic, isotropic: {model: linear, yield: 10 MPa, modulus: 1 GPa}}}}";
    return R"(sagitta: 1
package:
  outline: {size: [8 mm, 8 mm]}
  layers:
    - {name: carrier, thickness: 500 um, material: glass}
    - {name: die, thickness: 200 um, material: base}
    - {name: mould, thickness: 200 um, material: compound}
    - {name: film, thickness: 20 um, material: metal}
materials:
  glass: {young: 77 GPa, poisson: 0.22, cte: 7.5 ppm/K}
  base: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  metal: {young: 60 GPa, poisson: 0.3, cte: 17 ppm/K}
  compound: )" +
           compound + R"(
history: {start: {temperature: 150 degC}, tolerance: 1e-4}
process:
  steps:
    - {step: attach, joins: [carrier, die], supports: carrier}
    - {step: mould, joins: [mould], temperature: 150 degC, duration: 1 min}
    - {step: cool, temperature: 25 degC, duration: 10 min}
    - {step: deposit, joins: [film]}
    - {step: debond, leaves: [carrier], supports: free}
    - {step: reflow, path: [{temperature: 220 degC, duration: 2 min}, {temperature: 25 degC, duration: 2 min}], reports: [100 degC]}
mesh: {plan: {lattice: [4, 4]}}
solver: {method: column_multigrid}
output: {fields: false}
)";
  }

  /// What is known of a state: numbers of this rank that are compared bitwise, and figures of the package.
  struct Reached
  {
    std::vector<double> displacement;
    double bow, stress;
  };

  class ProcessRun
  {
  public:
    ProcessRun(const std::string &directory, bool resume, const std::string &law, MPI_Comm communicator = MPI_COMM_WORLD)
        : problem_(tests::parse(process_text(law))), log_(communicator, std::cout, StageLog::Style::silent),
          checkpoints_(directory, {resume, checkpoint_interval}, restart::notes_of(problem_), communicator), states_(problem_, communicator)
    {
      states_.keep_checkpoints(checkpoints_);
      states_.prepare(log_);
    }

    /// To the end, or as if it were killed when it has written so many states. *Collective.*
    std::vector<Reached> go(std::size_t most = 1000)
    {
      std::vector<Reached> all;
      while (all.size() < most)
        {
          const auto reached = states_.next(log_);
          if (!reached)
            break;
          EXPECT_EQ(reached->index, all.size());
          const evaluation::SolvedState &state = reached->solved();
          const results::Warpage bottom = evaluation::measure_warpage(state, FaceRequest{"bottom", {Side::bottom}});
          double stress = 0;
          for (const results::PartStress &part : evaluation::survey(state, false).stresses)
            stress = std::max(stress, part.von_mises);
          all.push_back({{state.displacement.begin(), state.displacement.begin() + state.space.n_owned()}, bottom.value, stress});
        }
      return all;
    }

  private:
    Case problem_;
    StageLog log_;
    restart::Checkpoints checkpoints_;
    programme::ProcessStates states_;
  };

  void expect_same(const std::vector<Reached> &found, const std::vector<Reached> &expected)
  {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      {
        EXPECT_EQ(found[i].displacement, expected[i].displacement) << "state " << i;
        EXPECT_EQ(found[i].stress, expected[i].stress) << "state " << i;
      }
  }

  /// Removes a state that was reached, as if the run had been killed before it, on the way.
  void remove_state(const std::string &directory, const char *file)
  {
    MPI_Barrier(MPI_COMM_WORLD);
    std::filesystem::remove(std::filesystem::path(directory) / "checkpoints" / file);
    MPI_Barrier(MPI_COMM_WORLD);
  }

  class ResumedProcess : public testing::TestWithParam<const char *>
  {
  };

  TEST_P(ResumedProcess, ContinuesBitForBitAndOnOtherRanks)
  {
    const tests::ScratchDirectory whole(MPI_COMM_WORLD);
    const std::vector<Reached> expected = ProcessRun(whole.path(), false, GetParam()).go();
    ASSERT_EQ(expected.size(), 9u);
    double largest_bow = 0;
    for (const Reached &reached : expected)
      largest_bow = std::max(largest_bow, std::abs(reached.bow));
    EXPECT_GT(largest_bow, 1e-6) << "it warps";

    // Within the first stage; after a step that takes no time; when the last parts are there.
    for (const std::size_t states : {1u, 4u, 6u})
      {
        const tests::ScratchDirectory killed(MPI_COMM_WORLD);
        EXPECT_EQ(ProcessRun(killed.path(), false, GetParam()).go(states).size(), states);
        expect_same(ProcessRun(killed.path(), true, GetParam()).go(), expected);
      }

    // On the way to a state, from a checkpoint within a step.
    const tests::ScratchDirectory interrupted(MPI_COMM_WORLD);
    ProcessRun(interrupted.path(), false, GetParam()).go(3);
    remove_state(interrupted.path(), "state_0002.h5");
    expect_same(ProcessRun(interrupted.path(), true, GetParam()).go(), expected);

    // One rank goes on with what all have written; sums over ranks have another order, and the iterations end at 1e-8.
    const tests::ScratchDirectory fewer(MPI_COMM_WORLD);
    ProcessRun(fewer.path(), false, GetParam()).go(6);
    if (tests::rank_in(MPI_COMM_WORLD) == 0)
      {
        const std::vector<Reached> alone = ProcessRun(fewer.path(), true, GetParam(), MPI_COMM_SELF).go();
        ASSERT_EQ(alone.size(), expected.size());
        for (std::size_t i = 0; i < alone.size(); ++i)
          {
            EXPECT_NEAR(alone[i].bow, expected[i].bow, 1e-6 * largest_bow) << "state " << i;
            EXPECT_NEAR(alone[i].stress, expected[i].stress, 1e-6 * expected[5].stress) << "state " << i;
          }
      }
    MPI_Barrier(MPI_COMM_WORLD);
  }

  INSTANTIATE_TEST_SUITE_P(Laws, ResumedProcess, testing::Values("viscoelastic", "plastic"));
} // namespace
