#include <solver/layered/space/load_basis.h>

#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    /// Scalar products of all pairs, full and symmetric.
    std::vector<double> scalar_products(const std::vector<const Vector<double> *> &vectors)
    {
      const std::size_t n = vectors.size();
      std::vector<double> products(n * n, 0.);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j)
          {
            const double *a = vectors[i]->begin(), *b = vectors[j]->begin();
            double sum = 0;
            for (std::size_t k = 0; k < vectors[i]->locally_owned_size(); ++k)
              sum += a[k] * b[k];
            products[i * n + j] = products[j * n + i] = sum;
          }
      MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM,
                    vectors.front()->get_mpi_communicator());
      return products;
    }
  } // namespace

  LoadBasis find_load_basis(const std::vector<const Vector<double> *> &vectors, double share)
  {
    LoadBasis basis;
    const std::size_t n = vectors.size();
    if (n == 0)
      return basis;
    const std::vector<double> products = scalar_products(vectors);
    // Column c of L belongs to the c-th chosen vector: products = L L' on the chosen ones.
    std::vector<std::vector<double>> factor;
    std::vector<double> outside(n); // squared length outside the span
    std::vector<char> is_chosen(n, 0);
    for (std::size_t i = 0; i < n; ++i)
      outside[i] = products[i * n + i];
    for (;;)
      {
        std::size_t pivot = n;
        double largest = share * share;
        for (std::size_t i = 0; i < n; ++i)
          if (!is_chosen[i] && outside[i] > largest * products[i * n + i])
            {
              largest = outside[i] / products[i * n + i];
              pivot = i;
            }
        // Of vectors with equal shares outside, as all have at the beginning, every rank takes the first.
        if (pivot == n)
          break;
        const double root = std::sqrt(outside[pivot]);
        std::vector<double> column(n);
        for (std::size_t i = 0; i < n; ++i)
          {
            column[i] = products[i * n + pivot];
            for (const std::vector<double> &earlier : factor)
              column[i] -= earlier[i] * earlier[pivot];
            column[i] /= root;
            outside[i] -= column[i] * column[i];
          }
        factor.push_back(std::move(column));
        is_chosen[pivot] = 1;
        basis.chosen.push_back(static_cast<unsigned>(pivot));
      }

    for (unsigned i = 0; i < n; ++i)
      if (!is_chosen[i])
        {
          // L' f = (row i of the factor): backward substitution over the chosen vectors.
          std::vector<double> f(factor.size());
          for (std::size_t c = factor.size(); c-- > 0;)
            {
              f[c] = factor[c][i];
              for (std::size_t d = c + 1; d < factor.size(); ++d)
                f[c] -= factor[c][basis.chosen[d]] * f[d];
              f[c] /= factor[c][basis.chosen[c]];
            }
          basis.others.push_back(i);
          basis.combination.push_back(std::move(f));
        }
    return basis;
  }
} // namespace sagitta::layered
