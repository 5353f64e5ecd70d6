// The main program of tests that run on several ranks: rank 0 prints, failures on any rank fail the run.

#include <deal.II/base/mpi.h>

#include <gtest/gtest.h>

#include <petscsys.h>

#include <cstdio>

namespace
{
  /// Prints failures of other ranks with their rank; they would be silent otherwise.
  class FailuresOnly : public testing::EmptyTestEventListener
  {
  public:
    explicit FailuresOnly(int rank) : rank_(rank) {}

    void OnTestPartResult(const testing::TestPartResult &result) override
    {
      if (result.failed())
        std::fprintf(stderr, "[rank %d] %s:%d: %s\n", rank_, result.file_name() ? result.file_name() : "?", result.line_number(),
                     result.summary());
    }

  private:
    int rank_;
  };
} // namespace

int main(int argc, char **argv)
{
  // One thread per rank: deal.II would start a pool on every rank otherwise.
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  PetscPopSignalHandler();
  testing::InitGoogleTest(&argc, argv);

  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  auto &listeners = testing::UnitTest::GetInstance()->listeners();
  if (rank != 0)
    {
      delete listeners.Release(listeners.default_result_printer());
      delete listeners.Release(listeners.default_xml_generator()); // one file per run, not one rank over the other
      listeners.Append(new FailuresOnly(rank));
    }

  const int failed_here = RUN_ALL_TESTS();
  int failed = 0;
  MPI_Allreduce(&failed_here, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return failed;
}
