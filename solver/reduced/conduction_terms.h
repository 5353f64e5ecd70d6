#pragma once

#include <solver/conduction/heat_problem.h>
#include <solver/reduced/affine_problem.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// The temperature of a state as a function of the conductivities of isotropic materials; figures are the hottest nodes of the dies and
  /// of the parts with power, as in the results. Films and powers are fixed.
  class ConductionTerms final : public AffineProblem
  {
  public:
    /// Throws InputError for a state or a material that does not allow it, such as a conductivity that depends on temperature. `problem`
    /// outlives the object. *Collective.*
    ConductionTerms(const Case &problem, const std::string &state, const Ranges &ranges, MPI_Comm communicator);

    layered::Coefficients combine(const std::vector<double> &coefficients) const override;
    void add_load(unsigned load, layered::Vector<double> &vector) const override;
    void add_functional(unsigned functional, layered::Vector<double> &vector) const override;
    std::vector<double> sample(unsigned set, const layered::Vector<double> &field) const override;

  private:
    void add_terms(ReducedModel &model) const override;
    void check_state();
    void find_conductors(const Ranges &ranges);
    void find_nodes();

    conduction::HeatProblem heat_; ///< loads, and what the sums are compared with
    conduction::ConductionLaw law_;
    std::vector<FreeConductor> conductors_;          ///< the free materials
    std::vector<std::string> parts_;                 ///< with a hotspot
    std::vector<std::vector<std::size_t>> unknowns_; ///< of their nodes on this rank
  };
} // namespace sagitta::reduced
