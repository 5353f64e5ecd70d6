// A path that ends early and is resumed from its checkpoints: to the last bit, on other ranks, with damaged files and a full disk.

#include <tests/output/scratch_directory.h>
#include <tests/process/pad_on_mould.h>
#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/restart/checkpoints.h>

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <sys/resource.h>

namespace sagitta::tests
{
  namespace
  {
    using restart::CheckpointRequest;
    using restart::Checkpoints;

    /// The end of a killed run, which leaves nothing but its files.
    struct Killed
    {
    };

    /// Steps that are short enough for some checkpoints, and a multigrid that each checkpoint sets up again.
    const std::vector<std::string> &add_to(std::vector<std::string> &overrides)
    {
      overrides.insert(overrides.end(), {"history.tolerance=1e-4", "solver.method=column_multigrid"});
      return overrides;
    }

    /// A run of the plate with checkpoints in a directory, that is killed after a number of steps.
    struct PathRun
    {
      PathRun(const std::string &directory, const CheckpointRequest &request, MPI_Comm communicator = MPI_COMM_WORLD,
              std::vector<std::string> overrides = {})
          : path(pad_on_mould("law: plastic, "), communicator, add_to(overrides)),
            checkpoints(directory, request, restart::notes_of(path.problem), communicator)
      {
      }

      process::PathState begin()
      {
        auto found = checkpoints.begin(path.solver, path.log);
        first_step = found ? found->steps : 0;
        return found ? std::move(*found) : path.solver.start();
      }

      /// To the end of the path, or to a number of steps. `at_step` is called after every step, before its checkpoint.
      template <typename F>
      process::PathState go(unsigned long long killed_after, const F &at_step)
      {
        process::PathState state = begin();
        while (state.next_state < path.problem.programme.states.size())
          {
            path.solver.advance(state, path.log, [&](const process::PathState &now) {
              at_step(now);
              const bool written = checkpoints.after_step(path.solver, now);
              if (now.steps == killed_after)
                throw Killed();
              return written;
            });
            checkpoints.write_reached(path.solver, state);
          }
        return state;
      }

      process::PathState go(unsigned long long killed_after = 0)
      {
        return go(killed_after, [](const process::PathState &) {});
      }

      FollowedPad path;
      Checkpoints checkpoints;
      unsigned long long first_step = 0;
    };

    constexpr unsigned interval = 3;

    double scale_of(const PathRun &run, const process::PathState &state)
    {
      return std::abs(run.path.probes(state)[0].displacement[2]);
    }

    /// Writes over a few of the values, which are most of the file.
    void damage(const std::filesystem::path &file)
    {
      MPI_Barrier(MPI_COMM_WORLD);
      if (tests::rank_in(MPI_COMM_WORLD) == 0)
        {
          std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
          stream.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) * 6 / 10));
          stream << std::string(16, 'Z');
        }
      MPI_Barrier(MPI_COMM_WORLD);
    }

    TEST(Checkpoints, ResumeAKilledPathBitForBit)
    {
      const tests::ScratchDirectory whole(MPI_COMM_WORLD), broken(MPI_COMM_WORLD);
      PathRun uninterrupted(whole.path(), {false, interval});
      const process::PathState expected = uninterrupted.go();
      ASSERT_GT(expected.steps, 3 * interval) << "the path is long enough to be killed on the way";

      EXPECT_THROW(PathRun(broken.path(), {false, interval}).go(2 * interval + 2), Killed);
      PathRun resumed(broken.path(), {true, interval});
      EXPECT_TRUE(resumed.go() == expected);
      EXPECT_EQ(resumed.first_step, 2 * interval) << "the newest checkpoint";
      EXPECT_EQ(resumed.path.probes(resumed.checkpoints.read_reached(0, resumed.path.solver)).size(),
                uninterrupted.path.problem.requests.probes.size());

      // On one rank: the sums over ranks have another order, and the iterations end at 1e-8.
      if (tests::rank_in(MPI_COMM_WORLD) == 0)
        {
          EXPECT_TRUE(std::filesystem::exists(whole.path() / "checkpoints" / "state_0000.h5"));
          PathRun alone(whole.path(), {true, interval}, MPI_COMM_SELF);
          const process::PathState mine = alone.begin();
          EXPECT_EQ(mine.steps, expected.steps) << "the last state is the newest checkpoint";
        }
    }

    TEST(Checkpoints, ResumeOnAnotherNumberOfRanks)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      EXPECT_THROW(PathRun(scratch.path(), {false, interval}).go(interval), Killed);
      const tests::ScratchDirectory other(MPI_COMM_WORLD);
      PathRun whole(other.path(), {false, interval});
      const process::PathState expected = whole.go();
      const auto probes = whole.path.probes(expected);
      if (tests::rank_in(MPI_COMM_WORLD) == 0)
        {
          PathRun alone(scratch.path(), {true, interval}, MPI_COMM_SELF);
          const process::PathState end = alone.go();
          EXPECT_EQ(alone.first_step, interval);
          EXPECT_LT(largest_difference(alone.path.probes(end), probes), 1e-6 * scale_of(alone, end));
        }
      MPI_Barrier(MPI_COMM_WORLD);
    }

    TEST(Checkpoints, UseThePreviousOneWhenTheNewestIsDamaged)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD), whole(MPI_COMM_WORLD);
      EXPECT_THROW(PathRun(scratch.path(), {false, interval}).go(2 * interval), Killed);
      damage(scratch.path() / "checkpoints" / "step_000000006.h5");
      PathRun resumed(scratch.path(), {true, interval});
      const process::PathState end = resumed.go();
      EXPECT_EQ(resumed.first_step, interval);
      PathRun uninterrupted(whole.path(), {false, interval});
      EXPECT_TRUE(end == uninterrupted.go());

      // None is left: the run does not start anew by itself.
      const tests::ScratchDirectory lost(MPI_COMM_WORLD);
      EXPECT_THROW(PathRun(lost.path(), {false, interval}).go(2 * interval), Killed);
      for (const char *file : {"step_000000003.h5", "step_000000006.h5", "state_0000.h5"})
        if (std::filesystem::exists(lost.path() / "checkpoints" / file))
          damage(lost.path() / "checkpoints" / file);
      const std::string sentence = sentence_of<FileError>([&] { PathRun(lost.path(), {true, interval}).begin(); });
      EXPECT_NE(sentence.find("can be used"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("its numbers do not have the checksum"), std::string::npos) << sentence;
    }

    TEST(Checkpoints, StopThePathAfterASignalOnAnyRank)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD), whole(MPI_COMM_WORLD);
      PathRun uninterrupted(whole.path(), {false, 0});
      const process::PathState expected = uninterrupted.go();
      PathRun run(scratch.path(), {false, 0});
      try
        {
          run.go(0, [](const process::PathState &state) {
            if (state.steps == 4 && tests::rank_in(MPI_COMM_WORLD) == tests::ranks_in(MPI_COMM_WORLD) - 1)
              std::raise(SIGUSR1);
          });
          ADD_FAILURE() << "it went on";
        }
      catch (const restart::Interrupted &stop)
        {
          EXPECT_NE(std::string(stop.what()).find("stopped by SIGUSR1"), std::string::npos) << stop.what();
          EXPECT_NE(std::string(stop.what()).find("after 4 steps"), std::string::npos) << stop.what();
        }
      PathRun resumed(scratch.path(), {true, 0});
      const process::PathState end = resumed.go();
      EXPECT_EQ(resumed.first_step, 4u);
      // The checkpoint has set up the multigrid again, and the iterations end at 1e-8.
      EXPECT_LT(largest_difference(resumed.path.probes(end), resumed.path.probes(expected)), 1e-6 * scale_of(resumed, end));
    }

    TEST(Checkpoints, OfAnotherCaseAreRefused)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD);
      EXPECT_THROW(PathRun(scratch.path(), {false, interval}).go(interval), Killed);
      const std::vector<std::string> change = {"materials.metal.inelasticity.mine.isotropic.yield=31 MPa"};
      EXPECT_THROW(PathRun(scratch.path(), {true, interval}, MPI_COMM_WORLD, change).begin(), InputError);
    }

    TEST(Checkpoints, OnAFullDiskReportItAndKeepTheEarlierOnes)
    {
      const tests::ScratchDirectory scratch(MPI_COMM_WORLD), whole(MPI_COMM_WORLD);
      PathRun uninterrupted(whole.path(), {false, interval});
      const process::PathState expected = uninterrupted.go();
      std::signal(SIGXFSZ, SIG_IGN); // as main() does
      rlimit before{};
      getrlimit(RLIMIT_FSIZE, &before);
      try
        {
          PathRun(scratch.path(), {false, interval}).go(0, [&](const process::PathState &state) {
            const rlimit small{20000, before.rlim_max};
            if (state.steps == 2 * interval)
              setrlimit(RLIMIT_FSIZE, &small);
          });
          ADD_FAILURE() << "it was written";
        }
      catch (const FileError &error)
        {
          const std::string sentence = error.what();
          EXPECT_NE(sentence.find("cannot write"), std::string::npos) << sentence;
          EXPECT_NE(sentence.find("step_000000006.h5"), std::string::npos) << sentence;
          EXPECT_NE(sentence.find("the checkpoints before it are kept"), std::string::npos) << sentence;
        }
      setrlimit(RLIMIT_FSIZE, &before);
      PathRun resumed(scratch.path(), {true, interval});
      EXPECT_TRUE(resumed.go() == expected);
      EXPECT_EQ(resumed.first_step, interval);
    }
  } // namespace
} // namespace sagitta::tests
