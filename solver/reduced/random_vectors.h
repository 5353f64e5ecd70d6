#pragma once

#include <solver/reduced/affine_problem.h>
#include <solver/reduced/reduced_model.h>

#include <vector>

namespace sagitta::reduced
{
  /// The random vectors of a sketch with the energy X that they belong to. Models of several states on one mesh may share them: they are
  /// most of the solves that a model needs.
  struct RandomVectors
  {
    std::vector<FreeMaterial> materials;                      ///< that are free in the state that they were made for
    std::vector<double> reference;                            ///< its coefficients
    layered::Coefficients energy, fixed;                      ///< of X; of what is not free in it
    std::vector<layered::Vector<double>> choice, certificate; ///< omega_k; none yet: empty

    bool is_empty() const { return certificate.empty(); }
  };

  /// Makes X the energy of a model: its reference, and the ratio of the model's fixed part to that of X. False, and nothing is changed,
  /// when other materials are free in the model, or thicknesses. Theory: docs/theory/reduced_models.md, Eq. (10). *Collective.*
  bool adopt(const RandomVectors &vectors, const AffineProblem &problem, ReducedModel &model);

  /// The largest t with a >= t b, as pointwise energies of elasticity, from below by a share of 1e-3 at most; elements where b is zero do
  /// not count. *Collective.*
  double smallest_ratio(const layered::Coefficients &a, const layered::Coefficients &b, MPI_Comm communicator);
} // namespace sagitta::reduced
