#pragma once

#include <tests/output/scratch_directory.h>

#include <solver/programme/driver.h>

#include <mpi.h>

#include <iostream>

namespace sagitta::tests
{
  /// The results of a case, without its files and its log. *Collective.*
  inline results::RunResult run_quietly(const Case &problem, MPI_Comm communicator = MPI_COMM_WORLD)
  {
    const tests::ScratchDirectory directory(communicator);
    StageLog log(communicator, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory.path(), communicator, log);
  }
} // namespace sagitta::tests
