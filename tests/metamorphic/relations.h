#pragma once

#include <tests/metamorphic/random_package.h>

#include <mpi.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// What a run prints of one state, in SI units.
  struct Figures
  {
    std::array<double, 2> peak_to_valley;           ///< of bottom and top
    std::array<std::array<double, 2>, 2> diagonals; ///< of bottom and top
    std::array<double, 2> temperature;              ///< lowest and highest
    std::map<std::string, double> hottest;          ///< per die
    /// Per die: largest von Mises and first principal stress, and the 95 % and 99 % percentiles by volume of each.
    std::map<std::string, std::array<double, 6>> stress;
  };

  /// Solves a package for all its states. *Collective.*
  std::vector<Figures> solve(const RandomPackage &package, MPI_Comm communicator);

  /// Factors by which a change multiplies lengths and stresses, and whether it exchanges the diagonals.
  struct Change
  {
    std::string name;
    double lengths = 1, stresses = 1;
    bool swaps_diagonals = false;
    bool keeps_stresses = true; ///< false: those of the dies depend on the mesh, since they are unbounded at its edges
  };

  /// Expects that the figures of a changed package follow from those before by the change, to `tolerance` of the largest figure of its kind
  /// over all states.
  void expect_changed(const std::vector<Figures> &before, const std::vector<Figures> &after, const Change &change, double tolerance);

  /// The changes that leave the answer as it is, on one package on this rank alone.
  void check_changes(std::uint64_t seed);

  /// One package on all ranks against the same on one. *Collective.*
  void check_ranks(std::uint64_t seed);
} // namespace sagitta::tests
