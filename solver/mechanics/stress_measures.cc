#include <solver/mechanics/stress_measures.h>

#include <deal.II/base/vectorization.h>

#include <algorithm>
#include <limits>

namespace sagitta::mechanics
{
  namespace
  {
    /// cos(acos(r) / 3) for -1 <= r <= 1, within 1e-15 besides rounding: with s = sqrt((1 + r) / 2) it is cos(2 acos(s) / 3), which is
    /// smooth for 0 <= s <= 1 (the angle of a double root, r = -1, is at s = 0). Its Chebyshev series in x = 2 s - 1 to degree 16, as a
    /// polynomial.
    template <typename Number>
    Number cosine_of_third(const Number &r)
    {
      constexpr std::array<double, 17> coefficients{
          {0.7660444431189779, 0.24740906632284013, -0.015509188436466538, 0.002466352815702471, -0.0005041246916553286,
           0.00011642544440247494, -2.8919930996008654e-05, 7.541131605350304e-06, -2.035896969136149e-06, 5.639775268445229e-07,
           -1.5946448920768576e-07, 4.617955473808907e-08, -1.3482454942697049e-08, 3.6016321207210484e-09, -1.0522633347918922e-09,
           5.267350653124788e-10, -1.6368329253261365e-10}};
      const Number x = 2. * std::sqrt(.5 * (1. + r)) - 1.;
      Number sum = coefficients.back();
      for (unsigned i = coefficients.size() - 1; i > 0; --i)
        sum = sum * x + coefficients[i - 1];
      return sum;
    }

    /// Trigonometric solution of the characteristic cubic; Smith, Commun. ACM 4 (1961) 168.
    template <typename Number>
    Number largest_eigenvalue(const std::array<Number, 6> &s)
    {
      const Number mean = (s[0] + s[1] + s[2]) / 3.;
      const Number a = s[0] - mean, b = s[1] - mean, c = s[2] - mean;
      const Number p = std::sqrt((a * a + b * b + c * c + 2. * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5])) / 6.);
      const Number determinant = a * (b * c - s[3] * s[3]) - s[5] * (s[5] * c - s[3] * s[4]) + s[4] * (s[5] * s[3] - b * s[4]);
      // Equal principal stresses, p = 0, need a denominator only.
      const Number ratio = determinant / std::max(Number(2. * p * p * p), Number(std::numeric_limits<double>::min()));
      return mean + 2. * p * cosine_of_third(std::min(std::max(ratio, Number(-1.)), Number(1.)));
    }
  } // namespace

  double first_principal(const materials::Voigt &stress)
  {
    return largest_eigenvalue<double>(stress);
  }

  void find_first_principal(const std::array<std::vector<double>, 6> &stress, std::vector<double> &result)
  {
    using Lanes = dealii::VectorizedArray<double>;
    result.resize(stress[0].size());
    std::size_t p = 0;
    for (; p + Lanes::size() <= result.size(); p += Lanes::size())
      {
        std::array<Lanes, 6> s;
        for (unsigned i = 0; i < 6; ++i)
          s[i].load(&stress[i][p]);
        largest_eigenvalue(s).store(&result[p]);
      }
    for (; p < result.size(); ++p)
      result[p] = first_principal({{stress[0][p], stress[1][p], stress[2][p], stress[3][p], stress[4][p], stress[5][p]}});
  }
} // namespace sagitta::mechanics
