// The state of a path in a file: back to the last bit, on other ranks, on another plan.

#include <tests/output/scratch_directory.h>
#include <tests/process/pad_on_mould.h>

#include <solver/base/errors.h>
#include <solver/restart/path_file.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    class PathFile : public testing::TestWithParam<const char *>
    {
    };

    TEST_P(PathFile, RestoresTheStateBitForBitAndOnOtherRanksAndPlans)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      const std::string text = pad_on_mould(GetParam());
      FollowedPad path(text, MPI_COMM_WORLD);
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
      FollowedPad alone(text, MPI_COMM_SELF);
      process::PathState mine = restart::read_path(scratch.path() / "state.h5", alone.solver);
      EXPECT_LT(largest_difference(alone.probes(mine), before), 1e-15);
      alone.solver.advance(mine, alone.log);
      // The sums over ranks have another order, and the iterations end at 1e-8.
      EXPECT_LT(largest_difference(alone.probes(mine), after), 1e-6 * scale);

      // Cells of half the size hold the polynomials of the old ones.
      FollowedPad fine(text, MPI_COMM_WORLD, {"mesh.plan.lattice=[8, 8]"});
      process::PathState moved = restart::read_path(scratch.path() / "state.h5", fine.solver);
      EXPECT_LT(largest_difference(fine.probes(moved), before), 1e-12 * scale);
      fine.solver.advance(moved, fine.log);
      process::PathState whole = fine.solver.start();
      fine.solver.advance(whole, fine.log);
      fine.solver.advance(whole, fine.log);
      // The coarse plan's part of the path differs by the error of its mesh.
      EXPECT_LT(largest_difference(fine.probes(moved), fine.probes(whole)), 1e-2 * scale);
      EXPECT_GT(largest_difference(fine.probes(moved), before), 1e-1 * scale) << "it went on";
    }

    INSTANTIATE_TEST_SUITE_P(Laws, PathFile, testing::Values("", "law: plastic, "));

    TEST(PathFileErrors, NameTheFileAndWhatIsWrong)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      FollowedPad path(pad_on_mould(""), MPI_COMM_WORLD);
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
      FollowedPad other(pad_on_mould("law: plastic, "), MPI_COMM_WORLD);
      EXPECT_THROW(restart::read_path(scratch.path() / "state.h5", other.solver), FileError);
    }
  } // namespace
} // namespace sagitta::tests
