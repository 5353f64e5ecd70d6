#pragma once

#include <solver/study/decision.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// May a reduced model give this output?
  bool may_have_model(const Output &output);

  /// The name of the bound of an output in a record of the ledger.
  std::string bound_key(const Output &output);

  /// The bound of the error of a figure that a reduced model gave, SI; no_number: it was solved for, or is not known.
  double bound_of(const Output &output, const Entry &entry);

  /// How the figures of one output were found in a study with reduced models.
  struct OutputUse
  {
    std::size_t output;
    std::size_t by_model = 0, by_solve = 0; ///< cases, the base case included
    double largest_bound = 0;               ///< SI
  };

  /// How much of a study its reduced models gave.
  struct ModelUse
  {
    std::vector<OutputUse> outputs;                        ///< those that a model may give
    std::size_t n_cases = 0, n_by_model = 0, n_solved = 0; ///< solved cases; all these outputs by models; one at least by a solve
    double failure = 0;                                    ///< probability that any bound does not hold: a sum over the models, at most 1
    unsigned tabulated = 0;                                ///< constants in the largest table of a model of several thicknesses
  };

  ModelUse find_model_use(const Study &study, const Decision &decision);

  /// "40 of 42 cases by reduced models, ..." in one sentence, for the table and the page.
  std::string describe(const ModelUse &use);
} // namespace sagitta::study
