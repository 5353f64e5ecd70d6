#pragma once

#include <solver/study/candidates.h>

#include <mpi.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// The estimated error of the mesh, for the base case.
  struct MeshError
  {
    struct State
    {
      std::string name;
      double warpage;              ///< of the bottom face, signed [m]
      std::optional<double> error; ///< [m]; absent: it could not be estimated
    };
    std::vector<State> states;
    std::string sentence; ///< why nothing is known; empty: something is
  };

  /// Runs the base case with its estimate, into the folder `base_case` of the study. Throws FileError. *Collective.*
  MeshError find_mesh_error(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm communicator);
} // namespace sagitta::study
