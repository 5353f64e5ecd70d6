#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/reduced/affine_problem.h>
#include <solver/reduced/reduction.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// The parameters by which a case differs from another one in a state of a uniform temperature: moduli of isotropic materials, factors of
  /// free strains.
  struct CaseDifference
  {
    std::vector<std::optional<std::array<double, 2>>> moduli; ///< per material: young, poisson; absent: those of the base
    std::vector<double> strains;                              ///< per material: factor
    std::vector<double> thicknesses;                          ///< per layer: of the other case [m]
  };

  /// mesh_text() of a case but for the thicknesses of its layers.
  std::string plan_text(const Case &problem);

  /// The difference of `other` from `base`, a case of equal plan_text(); nothing when it differs in more than that, so that no model
  /// of the base holds for it.
  std::optional<CaseDifference> find_difference(const Case &base, const Case &other, double temperature);

  /// Figures of the warpage of the bottom face, for which the bounds are narrow enough.
  struct CertifiedFace
  {
    results::Warpage warpage;            ///< of the reduced solution
    bool has_warpage, has_sign, has_bow; ///< which figures are certified; the sign of the warpage apart
    double bow;                          ///< of the best quadratic [m]
    double bound, bow_bound;             ///< of the errors of peak to valley and the bow [m]
  };

  /// What the models of the states of one mesh may share.
  struct FamilyRequest
  {
    std::shared_ptr<RandomVectors> vectors = {}; ///< made by the first model; absent: each has its own
    bool has_thicknesses = false;                ///< one model for all thicknesses of layers, with tabulated constants
  };

  /// A reduced model of one state for many cases which are known before: its ranges cover them, and its points are chosen among them.
  class CaseFamily
  {
  public:
    /// The family of the cases that one model can cover; `cases` have equal mesh_text(), or equal plan_text() for a model
    /// of all thicknesses; the first is the base. Throws InputError for a
    /// state that has no reduced model, or fewer than two cases in it, ConvergenceError. *Collective.*
    CaseFamily(const std::vector<Case> &cases, const std::string &state, MPI_Comm communicator, StageLog &log,
               const FamilyRequest &family = {});

    /// The face of a case; nothing when it does not belong to the family. Not collective.
    std::optional<CertifiedFace> find(const Case &problem) const;

    const ReducedModel &model() const { return model_; }
    const ReductionReport &report() const { return report_; }
    unsigned n_cases() const { return n_cases_; } ///< that it was made for

  private:
    std::string text_of(const Case &problem) const;
    bool covers(const CaseDifference &difference) const;
    Ranges find_ranges(const std::vector<CaseDifference> &differences) const;
    Query query_of(const CaseDifference &difference) const;
    std::vector<std::size_t> points_of_diagonals() const;

    std::shared_ptr<const Case> base_;
    bool has_thicknesses_;
    std::string mesh_; ///< mesh_text() of the base, or its plan_text()
    double temperature_;
    ReducedModel model_;
    ReductionReport report_;
    unsigned n_cases_ = 0;
    std::vector<std::size_t> diagonals_; ///< the points of the face that its sign is found from
  };
} // namespace sagitta::reduced
