#pragma once

#include <solver/adaptivity/warpage_estimator.h>
#include <solver/case/case.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::adaptivity
{
  /// Throws InputError when the plan that refinement starts from is larger than max_dofs allows. A case without refinement passes.
  /// *Collective.*
  void check_start(const meshing::Package &package, const Numerics &numerics, const model::PackagePlan &start);

  /// The same for a plan that is only counted: `unknowns` are those of its displacement, `has_rings` tells whether it follows round parts.
  void check_counted_start(const Numerics &numerics, unsigned long long unknowns, bool has_rings);

  /// Refines the plan of an adaptive case, cycle by cycle, until every state's warpage is known to the tolerance or a limit is met.
  class PlanRefinement
  {
  public:
    /// The case is adaptive; its programme and numerics outlive the object.
    PlanRefinement(const Case &problem, MPI_Comm communicator);

    /// A cycle begins on the plan of a model.
    void begin(const results::MeshInfo &mesh);

    /// States to solve on the present plan. A state whose error was within the tolerance on a coarser plan waits until all are.
    std::vector<unsigned> wanted() const;

    /// Records the figures of a state on the present plan with their estimated errors.
    void record(unsigned state, std::vector<GoalEstimate> estimates, const results::SolveInfo &solved);

    /// Records the figures of a state whose errors could not be estimated, for which `reason` is a sentence: refinement ends.
    void record_without_error(unsigned state, const std::vector<Goal> &goals, const std::string &reason, const results::SolveInfo &solved);

    /// The next plan after the wanted states have been solved: the present one while states wait, a finer one, or none at the end.
    /// *Collective.*
    std::optional<model::PackagePlan> next(const model::PackagePlan &plan, const model::Model &model);

    /// The present cycle in a few words.
    std::string describe() const;

    /// Largest error that is allowed for a figure of a recorded state [m].
    double tolerance(unsigned state, std::size_t figure) const;

    const results::AdaptiveResult &result() const { return result_; }

  private:
    /// A figure with its error, if that could be estimated.
    struct Figure
    {
      GoalFigure figure;
      std::optional<results::ErrorEstimate> error = {};
      std::vector<double> indicators = {};
    };

    struct Progress
    {
      bool is_wanted = true;
      unsigned cycle = 0; ///< of the last record
      std::vector<Figure> figures;
    };

    void record(unsigned state, std::vector<Figure> figures, unsigned iterations);
    double wanted_plan_error(unsigned state, std::size_t figure) const;
    bool is_plan_sufficient_for(unsigned state, std::size_t figure) const;
    /// Says why the error of a figure is above its tolerance.
    void explain(unsigned state, std::size_t figure);
    bool is_solved_here(unsigned state) const { return progress_[state].cycle == result_.cycles.size(); }
    std::optional<model::PackagePlan> refine(const model::PackagePlan &plan, const model::Model &model);
    void conclude();

    const Programme &programme_;
    const Numerics &numerics_;
    unsigned long long unknowns_per_node_; ///< of the plan
    double flat_;                          ///< smallest tolerance [m]
    MPI_Comm communicator_;
    std::vector<Progress> progress_;
    results::AdaptiveResult result_;
  };
} // namespace sagitta::adaptivity
