#pragma once

#include <solver/case/parameters.h>
#include <solver/evaluation/evaluation.h>
#include <solver/sensitivity/card_derivatives.h>

#include <vector>

namespace sagitta::sensitivity
{
  /// Adds to `by_factor`, per parameter, the derivative of (load - A u) . z by a factor of the parameter at fixed displacement u,
  /// temperature and dual displacement z, of the cells of this rank: constants of materials and layer thicknesses. One pass over cells and
  /// layers serves all parameters.
  ///   constants     z . d(load - A u) = - integral of e(z) : dC (e(u) - e_free) + integral of e(z) : C de_free
  ///   a thickness   t d/dt - integral of s : e(z) = - integral of s : (e(z) - e_h(z)) + integral of e_h(u) : C e(z),
  ///                 e_h the part of a strain that is divided by the height; loads by volume and on walls grow with the height
  /// `dual` is complete and ghosted on the space of the state. Not collective.
  /// Theory: docs/theory/sensitivities.md, Eqs. (3), (4), (6).
  void add_mechanical_gradient(const evaluation::SolvedState &state, const layered::Vector<double> &dual,
                               const CardDerivatives &derivatives, const std::vector<Parameter> &parameters,
                               std::vector<double> &by_factor);
} // namespace sagitta::sensitivity
