#include <solver/reduced/random_vectors.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace sagitta::reduced
{
  namespace
  {
    using Elasticity = std::array<double, 9>; // c11 c22 c33 c12 c13 c23 c44 c55 c66

    /// The three shears apart, the normal components by Sylvester's criterion; what is zero but for rounding is not definite.
    bool is_positive(const Elasticity &c)
    {
      const double minor = c[0] * c[1] - c[3] * c[3];
      const double determinant = c[2] * minor - c[0] * c[5] * c[5] - c[1] * c[4] * c[4] + 2 * c[3] * c[4] * c[5];
      return c[6] > 0 && c[7] > 0 && c[8] > 0 && c[0] > 0 && minor > 0 && determinant > 0;
    }

    bool exceeds(const Elasticity &a, const Elasticity &b, double share)
    {
      Elasticity difference;
      for (unsigned i = 0; i < 9; ++i)
        difference[i] = a[i] - share * b[i];
      return is_positive(difference);
    }

    /// Of one element, by bisection; at most `highest`.
    double ratio_of(const Elasticity &a, const Elasticity &b, double highest)
    {
      if (exceeds(a, b, highest))
        return highest;
      constexpr double accuracy = 1e-3;
      double low = 0, high = highest;
      while (high - low > accuracy * high && high > std::numeric_limits<double>::min())
        {
          const double middle = (low + high) / 2;
          (exceeds(a, b, middle) ? low : high) = middle;
        }
      return low;
    }

    Elasticity elasticity_of(const layered::Coefficients &coefficients, unsigned cell, unsigned element)
    {
      Elasticity result;
      std::copy_n(coefficients.at(cell, element), 9, result.begin());
      return result;
    }
  } // namespace

  double smallest_ratio(const layered::Coefficients &a, const layered::Coefficients &b, MPI_Comm communicator)
  {
    if (a.n_components != 3 || b.n_components != 3 || a.volume.size() != b.volume.size())
      throw std::logic_error("two elasticities on one mesh are expected");
    double ratio = 1;
    const auto n_cells = static_cast<unsigned>(a.volume.size() / (std::size_t(9) * a.n_elements));
    for (unsigned cell = 0; cell < n_cells; ++cell)
      for (unsigned e = 0; e < a.n_elements; ++e)
        if (const Elasticity other = elasticity_of(b, cell, e); other[0] > 0)
          ratio = std::min(ratio, ratio_of(elasticity_of(a, cell, e), other, ratio));
    MPI_Allreduce(MPI_IN_PLACE, &ratio, 1, MPI_DOUBLE, MPI_MIN, communicator);
    return ratio;
  }

  bool adopt(const RandomVectors &vectors, const AffineProblem &problem, ReducedModel &model)
  {
    if (vectors.is_empty() || !model.conductors.empty() || !model.thicknesses.empty() ||
        !std::equal(model.materials.begin(), model.materials.end(), vectors.materials.begin(), vectors.materials.end(),
                    [](const FreeMaterial &a, const FreeMaterial &b) { return a.name == b.name; }))
      return false;
    std::vector<double> fixed(model.n_coefficients(), 0.);
    fixed.front() = 1;
    const double ratio = smallest_ratio(problem.combine(fixed), vectors.fixed, problem.model().communicator());
    if (!(ratio > 0))
      return false;
    model.reference = vectors.reference;
    model.fixed_ratio = ratio;
    return true;
  }
} // namespace sagitta::reduced
