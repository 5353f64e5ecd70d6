#pragma once

#include <solver/layered/operator/layered_operator.h>
#include <solver/reduced/affine_problem.h>

#include <functional>
#include <memory>
#include <vector>

namespace sagitta::reduced
{
  /// Products of the stiffness terms with displacements. With the heights of all elements multiplied by t, the stiffness of a layer is
  ///   A(t) = t P + M + Q / t,
  /// so that products at t = 1/2, 1 and 2 give those with P, M and Q.
  class TermImages
  {
  public:
    TermImages(AffineProblem &problem, const std::shared_ptr<const layered::ConstrainedUnknowns> &constrained);

    /// Calls f(q, A_q `from`) for every term of a model. *Collective.*
    using Receive = std::function<void(unsigned term, const layered::ConstColumns &images)>;
    void for_each_term(const ReducedModel &model, const layered::ConstColumns &from, const Receive &f);

  private:
    /// The products with the coefficients of a term at every matrix.
    void find_products(const StiffnessTerm &term, const layered::ConstColumns &from);

    AffineProblem &problem_;
    std::vector<std::unique_ptr<layered::LayeredOperator<double>>> matrices_; ///< at 1; with free thicknesses also at 1/2 and 2
    std::vector<std::vector<layered::Vector<double>>> products_;              ///< per matrix
  };
} // namespace sagitta::reduced
