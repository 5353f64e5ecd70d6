#pragma once

#include <solver/evaluation/evaluation.h>

#include <array>
#include <vector>

namespace sagitta::submodel
{
  /// The forces that hold the cuts of a submodel by the equations of the nodes on them [N], in the order of the cuts:
  ///   R_c = integral of s grad(phi_c),
  /// phi_c the interpolation of the share of cut c at the nodes on cuts: one, or one over the number of cuts that meet there, and zero at
  /// all others. Where nothing else loads the window, the R_c add up to the sum of the residuals, which is zero but for the solver's
  /// tolerance, while integrals of tractions also have the error of the mesh. Theory: docs/theory/submodel.md, Eq. (7). *Collective.*
  std::vector<std::array<double, 3>> find_reactions(const evaluation::SolvedState &state);
} // namespace sagitta::submodel
