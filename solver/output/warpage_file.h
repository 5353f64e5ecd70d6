#pragma once

#include <solver/output/vtu.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <filesystem>
#include <vector>

namespace sagitta::output
{
  /// Writes the warpage maps of all states to an HDF5 file, as docs/user_guide/results.md describes:
  ///   /                    attributes format, format_version, case_name, case_hash, version, revision
  ///   /STATE               attributes name, index, temperature_min and temperature_max [K], and temperature [K] when it is uniform
  ///   /STATE/bottom, /top  attributes face, value (signed), magnitude, diagonals, shape, sign_is_certain, curvature (kx, ky, kxy) and
  ///                        bows of the best quadratic with their uncertainties, limit and limit_source (if any),
  ///                        unit "m"
  ///   /STATE/faces/NAME    the same, of further faces
  ///   /STATE/gaps/NAME     attributes name, upper, lower, distance, smallest, largest, mean, unit "m"
  ///   .../x, y, w          datasets [m], w[j][i] at (x[i], y[j]): height after the plane fit, or change of the gap; NaN without material;
  ///                        attribute unit
  /// STATE and NAME are file_stem(name). Rank 0 writes. Throws FileError, the same on every rank. *Collective.*
  void write_warpage_file(const std::filesystem::path &file, const std::vector<results::StateResult> &states, const FileInfo &info,
                          MPI_Comm communicator);
} // namespace sagitta::output
