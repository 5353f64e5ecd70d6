#pragma once

#include <solver/layered/space/layered_space.h>

#include <mpi.h>

#include <vector>

namespace sagitta::reduced
{
  /// Scalar products over the owned unknowns of every one of `right` with every one of `left`: [right][left]. The vectors are read once, a
  /// piece that fits the cache after another. *Collective.*
  std::vector<std::vector<double>> find_products(const std::vector<layered::Vector<double>> &left,
                                                 const std::vector<const layered::Vector<double> *> &right, MPI_Comm communicator);

  /// The same of one vector.
  std::vector<double> find_products(const std::vector<layered::Vector<double>> &left, const layered::Vector<double> &right,
                                    MPI_Comm communicator);

  /// Adds to every target, on the owned unknowns, the sum of the vectors by its factors: [target][vector]. In pieces as above.
  void add_combinations(const std::vector<std::vector<double>> &factors, const std::vector<layered::Vector<double>> &vectors,
                        const std::vector<layered::Vector<double> *> &targets);
} // namespace sagitta::reduced
