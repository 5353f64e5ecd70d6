#pragma once

#include <solver/case.h>
#include <solver/report/results.h>
#include <solver/report/stage_log.h>

#include <mpi.h>

#include <filesystem>

namespace sagitta
{
  /// Solves every state of a checked case and writes the files of the run to `directory`:
  /// results.json, warpage.h5, and the VTU files if the case asks for them.
  /// Throws InputError, ConvergenceError or FileError, the same on every rank. *Collective.*
  report::RunResult run(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, report::StageLog &log);

  /// Builds the mesh and counts, solves nothing. Throws InputError. *Collective.*
  report::MeshInfo check(const Case &problem, MPI_Comm communicator);

  /// Writes the whole model as a CalculiX input file (format "inp"). Throws InputError or FileError. *Collective.*
  void export_model(const Case &problem, const std::string &format, const std::filesystem::path &file, MPI_Comm communicator);
} // namespace sagitta
