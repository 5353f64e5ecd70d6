#pragma once

#include <solver/layered/operator/layered_operator.h>
#include <solver/layered/space/layered_space.h>

#include <cstddef>
#include <deque>
#include <vector>

namespace sagitta::model
{
  /// The solutions of earlier equations that are close to the present ones. Their combination that is nearest to the present solution in
  /// the energy norm starts its iteration: with the solutions w_i as the columns of W, x = W c, (W' A W) c = W' b. Source: Fischer, Comput.
  /// Methods Appl. Mech. Engrg. 163 (1998) 193.
  class StartSpace
  {
  public:
    /// `most`: solutions to keep, the latest ones.
    explicit StartSpace(std::size_t most = 8) : most_(most) {}

    /// Adds a solution, zero at the constrained unknowns.
    void add(const layered::Vector<double> &solution);

    /// Makes x the nearest combination; leaves it as it is when there is nothing to combine. b: zero at the constrained unknowns and in
    /// equilibrium. *Collective.*
    void combine(const layered::LayeredOperator<double> &matrix, const layered::Vector<double> &b, layered::Vector<double> &x) const;

  private:
    std::size_t most_;
    std::deque<layered::Vector<double>> solutions_;
  };

  /// One per load case.
  using StartSpaces = std::vector<StartSpace *>;

  /// Coefficients c of a small symmetric, semidefinite system (Gram matrix) c = G^-1 r, where directions that depend on others but for
  /// `share` of their square get none. Row by row.
  std::vector<double> solve_gram(std::vector<double> gram, std::vector<double> right, double share);
} // namespace sagitta::model
