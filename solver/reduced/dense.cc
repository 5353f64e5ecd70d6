#include <solver/reduced/dense.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::reduced
{
  Dense combine(const std::vector<Dense> &terms, const std::vector<double> &coefficients)
  {
    Dense sum(terms.front().size(), 0.);
    for (std::size_t q = 0; q < terms.size(); ++q)
      for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += coefficients[q] * terms[q][i];
    return sum;
  }

  Dense factorise(Dense a, std::size_t n)
  {
    for (std::size_t j = 0; j < n; ++j)
      {
        for (std::size_t k = 0; k < j; ++k)
          for (std::size_t i = j; i < n; ++i)
            a[i * n + j] -= a[i * n + k] * a[j * n + k];
        if (!(a[j * n + j] > 0))
          throw std::invalid_argument("the reduced stiffness is not positive definite");
        const double pivot = std::sqrt(a[j * n + j]);
        for (std::size_t i = j; i < n; ++i)
          a[i * n + j] /= pivot;
      }
    return a;
  }

  std::vector<double> solve(const Dense &factor, std::vector<double> x)
  {
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i)
      {
        for (std::size_t j = 0; j < i; ++j)
          x[i] -= factor[i * n + j] * x[j];
        x[i] /= factor[i * n + i];
      }
    for (std::size_t i = n; i-- > 0;)
      {
        for (std::size_t j = i + 1; j < n; ++j)
          x[i] -= factor[j * n + i] * x[j];
        x[i] /= factor[i * n + i];
      }
    return x;
  }

  double product(const std::vector<double> &a, const std::vector<double> &b)
  {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      sum += a[i] * b[i];
    return sum;
  }
} // namespace sagitta::reduced
