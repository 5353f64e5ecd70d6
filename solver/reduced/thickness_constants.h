#pragma once

#include <solver/base/stage_log.h>
#include <solver/layered/operator/layered_operator.h>
#include <solver/reduced/thickness_norm.h>

#include <memory>
#include <vector>

namespace sagitta::reduced
{
  /// A constant that was computed, and how.
  struct ThicknessConstant
  {
    double value = 0;    ///< the Ritz value less what it may be too large by
    double ritz = 0;     ///< the smallest Ritz value: above the eigenvalue
    unsigned solves = 0; ///< of the full model
  };

  /// Finds the smallest eigenvalues of the stiffness over the norm that follows the thicknesses,
  ///   T' A(h) T w = lambda X w,
  /// at the middle of the moduli, by a block of residuals that solves with A(h) precondition. Ritz values are above the eigenvalues.
  class ThicknessConstants
  {
  public:
    /// `energy`: X. The arguments outlive the object.
    ThicknessConstants(AffineProblem &problem, const ReducedModel &model, const layered::LayeredOperator<double> &energy,
                       const ThicknessNorm &norm);

    /// At thicknesses. *Collective.*
    ThicknessConstant find(const std::vector<double> &thicknesses, StageLog &log) const;

    /// The nodes of the table of a model: the ends of every range and some between them, evenly by logarithms.
    static std::vector<std::vector<double>> choose_nodes(const ReducedModel &model);

    /// The table at these nodes; adds the solves. *Collective.*
    ThicknessTable make_table(StageLog &log, unsigned &solves) const;

  private:
    AffineProblem &problem_;
    const ReducedModel &model_;
    const layered::LayeredOperator<double> &energy_;
    const ThicknessNorm &norm_;
  };
} // namespace sagitta::reduced
