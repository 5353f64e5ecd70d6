#include <solver/model/start_space.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sagitta::model
{
  using layered::Vector;

  namespace
  {
    /// This rank's part of a . b.
    double product(const Vector<double> &a, const Vector<double> &b)
    {
      return std::inner_product(a.begin(), a.begin() + a.locally_owned_size(), b.begin(), 0.);
    }
  } // namespace

  void StartSpace::add(const Vector<double> &solution)
  {
    if (solutions_.size() == most_)
      solutions_.pop_front();
    solutions_.push_back(solution);
    solutions_.back().zero_out_ghost_values();
  }

  void StartSpace::combine(const layered::LayeredOperator<double> &matrix, const Vector<double> &b, Vector<double> &x) const
  {
    const std::size_t n = solutions_.size();
    if (n == 0)
      return;
    std::vector<Vector<double>> images(n);
    std::vector<Vector<double> *> to;
    std::vector<const Vector<double> *> from;
    for (std::size_t i = 0; i < n; ++i)
      {
        matrix.space().initialise(images[i]);
        to.push_back(&images[i]);
        from.push_back(&solutions_[i]);
      }
    matrix.vmult(to, from);
    std::vector<double> sums(n * n + n);
    for (std::size_t i = 0; i < n; ++i)
      {
        for (std::size_t j = 0; j < n; ++j)
          sums[i * n + j] = product(solutions_[i], images[j]);
        sums[n * n + i] = product(solutions_[i], b);
      }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, matrix.space().communicator());
    const auto end_of_gram = sums.begin() + static_cast<std::ptrdiff_t>(n * n);
    // Solutions are known to 1e-8 in the energy norm: what is left of one below the square of that is rounding.
    constexpr double share = 1e-14;
    const std::vector<double> factors = solve_gram({sums.begin(), end_of_gram}, {end_of_gram, sums.end()}, share);
    if (!std::all_of(factors.begin(), factors.end(), [](double factor) { return std::isfinite(factor); }))
      return;
    x = 0.;
    for (std::size_t i = 0; i < n; ++i)
      x.add(factors[i], solutions_[i]);
  }

  std::vector<double> solve_gram(std::vector<double> gram, std::vector<double> right, double share)
  {
    // Cholesky's factors with pivots, on rows scaled to a unit diagonal: G = S L L' S.
    const std::size_t n = right.size();
    std::vector<double> scale(n), rest(n, 1.), factors(n * n, 0.), solution(n, 0.), y;
    for (std::size_t i = 0; i < n; ++i)
      {
        scale[i] = gram[i * n + i] > 0 ? 1 / std::sqrt(gram[i * n + i]) : 0.;
        rest[i] = scale[i] > 0 ? 1. : 0.;
      }
    std::vector<std::size_t> pivots;
    while (pivots.size() < n)
      {
        const auto largest = static_cast<std::size_t>(std::max_element(rest.begin(), rest.end()) - rest.begin());
        if (!(rest[largest] > share))
          break;
        const std::size_t k = pivots.size();
        pivots.push_back(largest);
        const double diagonal = std::sqrt(rest[largest]);
        for (std::size_t i = 0; i < n; ++i)
          {
            double entry = gram[i * n + largest] * scale[i] * scale[largest];
            for (std::size_t j = 0; j < k; ++j)
              entry -= factors[i * n + j] * factors[largest * n + j];
            factors[i * n + k] = rest[i] > 0 ? entry / diagonal : 0.;
            rest[i] = i == largest ? 0. : std::max(0., rest[i] - factors[i * n + k] * factors[i * n + k]);
          }
        factors[largest * n + k] = diagonal;
        double sum = right[largest] * scale[largest];
        for (std::size_t j = 0; j < k; ++j)
          sum -= factors[largest * n + j] * y[j];
        y.push_back(sum / diagonal);
      }
    for (std::size_t k = pivots.size(); k-- > 0;)
      {
        double sum = y[k];
        for (std::size_t j = k + 1; j < pivots.size(); ++j)
          sum -= factors[pivots[j] * n + k] * solution[pivots[j]];
        solution[pivots[k]] = sum / factors[pivots[k] * n + k];
      }
    for (std::size_t i = 0; i < n; ++i)
      solution[i] *= scale[i];
    return solution;
  }
} // namespace sagitta::model
