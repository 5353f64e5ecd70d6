#pragma once

#include <solver/study/decision.h>
#include <solver/study/first_order.h>
#include <solver/study/uncertainty.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// How an output spreads with the uncertain parameters.
  struct UncertainOutput
  {
    std::size_t output;
    Moments moments;              ///< of independent samples
    std::vector<double> adjoint;  ///< slope per parameter by adjoint solves at the means, SI by unit of the parameter; no_number: unknown
    std::vector<double> fitted;   ///< the same of the linear function that fits the samples best
    double r_squared = no_number; ///< share of the variance that this function explains
    double at_means = no_number;  ///< the output at the means of all parameters
    /// Standard deviation to first order: by the adjoint slopes, and for parameters that have none by the fitted ones.
    double first_order = no_number;
    bool is_by_adjoint = false;           ///< all slopes are
    std::vector<SobolIndex> indices = {}; ///< per group; empty: the samples do not give them
    bool hardly_varies = false;           ///< less than what solves are accurate to: indices would divide noise among the parameters
  };

  /// The spread of all outputs of a study of uncertain parameters.
  struct Uncertainty
  {
    std::vector<std::vector<std::size_t>> groups; ///< parameters that are correlated with one another
    FirstOrder first_order;
    std::vector<UncertainOutput> outputs;
  };

  /// Do all parameters of a study have distributions?
  bool is_uncertain(const Study &study);

  /// From the solved candidates.
  Uncertainty find_uncertainty(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision,
                               FirstOrder first_order);
} // namespace sagitta::study
