#pragma once

#include <solver/base/stage_log.h>
#include <solver/reduced/affine_problem.h>
#include <solver/reduced/random_vectors.h>
#include <solver/reduced/reduced_model.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// How a reduced model is made.
  struct ReductionRequest
  {
    unsigned candidates = 2000;      ///< among which the greedy algorithm looks for the worst one
    unsigned largest_size = 90;      ///< of the space
    unsigned sketch_rows = 64;       ///< of the certificate
    unsigned choice_rows = 16;       ///< of the sketch that the points are chosen by, which certifies nothing
    std::vector<Query> queries = {}; ///< the candidates, where they are known; empty: points of the ranges
    unsigned tests = 1000;           ///< random queries, independent of the candidates, of the stated shares
    unsigned long long seed = 20260; ///< of the sketches and the test queries
    /// Relative error of the snapshots in the energy norm. The residual and the bound include this error.
    double snapshot_tolerance = 1e-6;
    /// Functionals whose bounds count in the choice of points; absent: all. Sets of points count too.
    std::optional<std::vector<std::string>> functionals = {};
    bool has_sets_last = false; ///< sets of points count only once the functionals are within their tolerances
    /// Random vectors to use, or to make for models to come; absent: the model has its own.
    std::shared_ptr<RandomVectors> vectors = {};
  };

  /// What was reached, on the test queries with the certificate.
  struct ReductionReport
  {
    std::vector<double> shares;           ///< per figure: of the queries whose bound is within its tolerance [-]
    double share = 0;                     ///< of the queries for which all are
    std::vector<double> candidate_bounds; ///< after every point: the largest bound over its tolerance among the candidates
    unsigned solves = 0;                  ///< of the full model, those of the sketches included
    unsigned table_solves = 0;            ///< of the table of constants, to a few digits; not in solves
    unsigned tests = 0;
    double failure = 0; ///< probability that any bound of the test queries fails: docs/theory/reduced_models.md, Eq. (8)
  };

  struct Reduction
  {
    ReducedModel model;
    ReductionReport report;
  };

  /// Makes the reduced model of a problem: a greedy choice of points by the bound, one space of the solutions for all loads and of the
  /// duals. Throws ConvergenceError when a solve of the full model fails. *Collective.*
  /// Theory: docs/theory/reduced_models.md.
  Reduction reduce(AffineProblem &problem, const ReductionRequest &request, StageLog &log);

  /// Queries within the ranges of a model: moduli by their logarithm, the rest uniformly. `points` of a low-discrepancy sequence (Halton),
  /// or random ones of a seed.
  std::vector<Query> spread_queries(const ReducedModel &model, unsigned count);
  std::vector<Query> random_queries(const ReducedModel &model, unsigned count, unsigned long long seed);
} // namespace sagitta::reduced
