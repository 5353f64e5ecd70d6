#include <solver/reduced/term_images.h>

namespace sagitta::reduced
{
  TermImages::TermImages(AffineProblem &problem, const std::shared_ptr<const layered::ConstrainedUnknowns> &constrained) : problem_(problem)
  {
    const std::vector<double> factors = problem.thicknesses().empty() ? std::vector<double>{1.} : std::vector<double>{1., .5, 2.};
    const layered::Coefficients start = problem.combine(problem.describe().reference);
    for (const double factor : factors)
      {
        const layered::LayeredSpace &space = problem.space();
        auto grid = std::make_shared<meshing::LayerGrid>(space.grid());
        for (double &z : grid->z)
          z *= factor;
        const auto stretched =
            factor == 1 ? problem.system().space_pointer()
                        : std::make_shared<const layered::LayeredSpace>(space.plan_pointer(), grid, space.degree_z(), space.n_components());
        matrices_.push_back(std::make_unique<layered::LayeredOperator<double>>(stretched, start, constrained));
      }
  }

  void TermImages::find_products(const StiffnessTerm &term, const layered::ConstColumns &from)
  {
    const layered::Coefficients coefficients = problem_.term_coefficients(term);
    products_.resize(term.thickness ? matrices_.size() : 1);
    for (std::size_t m = 0; m < products_.size(); ++m)
      {
        matrices_[m]->set_coefficients(coefficients);
        products_[m].resize(from.size());
        layered::Columns to;
        for (layered::Vector<double> &product : products_[m])
          {
            problem_.space().initialise(product);
            to.push_back(&product);
          }
        matrices_[m]->vmult(to, from);
      }
  }

  void TermImages::for_each_term(const ReducedModel &model, const layered::ConstColumns &from, const Receive &f)
  {
    // With a = A(1/2) - A(1) = -P/2 + Q and b = A(2) - A(1) = P - Q/2: Q = (4 a + 2 b) / 3, P = b + Q/2, M = A(1) - P - Q.
    const std::array<double, 3> of_q{{-2., 4. / 3, 2. / 3}}, of_p{{-2., 2. / 3, 4. / 3}}; // of A(1), A(1/2), A(2)
    std::vector<layered::Vector<double>> sums(from.size());
    for (unsigned q = 0; q < model.n_terms() && !from.empty(); ++q)
      {
        const StiffnessTerm &term = model.terms[q];
        const bool is_same =
            q > 0 && term.thickness && model.terms[q - 1].thickness == term.thickness && model.terms[q - 1].modulus == term.modulus;
        if (!is_same)
          find_products(term, from);
        layered::ConstColumns images;
        for (std::size_t i = 0; i < from.size(); ++i)
          {
            if (!term.thickness)
              {
                images.push_back(&products_.front()[i]);
                continue;
              }
            problem_.space().initialise(sums[i]);
            for (unsigned m = 0; m < 3; ++m)
              sums[i].add(term.power > 0 ? of_p[m] : term.power < 0 ? of_q[m] : (m == 0 ? 1. : 0.) - of_p[m] - of_q[m], products_[m][i]);
            images.push_back(&sums[i]);
          }
        f(q, images);
      }
  }
} // namespace sagitta::reduced
