#include <solver/reduced/dense.h>

#include <array>
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

  double product(const double *a, const double *b, std::size_t n)
  {
    std::array<double, 4> sums{}; // independent chains
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4)
      for (std::size_t chain = 0; chain < 4; ++chain)
        sums[chain] += a[i + chain] * b[i + chain];
    for (; i < n; ++i)
      sums[0] += a[i] * b[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  Dense factorise(Dense a, std::size_t n)
  {
    for (std::size_t i = 0; i < n; ++i)
      {
        for (std::size_t j = 0; j < i; ++j)
          a[i * n + j] = (a[i * n + j] - product(&a[i * n], &a[j * n], j)) / a[j * n + j];
        const double pivot = a[i * n + i] - product(&a[i * n], &a[i * n], i);
        if (!(pivot > 0))
          throw std::invalid_argument("the reduced stiffness is not positive definite");
        a[i * n + i] = std::sqrt(pivot);
      }
    return a;
  }

  std::vector<double> solve(const Dense &factor, std::vector<double> x)
  {
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i)
      x[i] = (x[i] - product(&factor[i * n], x.data(), i)) / factor[i * n + i];
    for (std::size_t i = n; i-- > 0;)
      {
        x[i] /= factor[i * n + i];
        for (std::size_t j = 0; j < i; ++j)
          x[j] -= factor[i * n + j] * x[i];
      }
    return x;
  }

  double product(const std::vector<double> &a, const std::vector<double> &b)
  {
    return product(a.data(), b.data(), a.size());
  }
} // namespace sagitta::reduced
