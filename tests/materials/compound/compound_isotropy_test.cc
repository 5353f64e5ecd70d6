#include <materials/compound/elastic_estimate.h>
#include <tests/materials/random_compound.h>
#include <tests/materials/spheroid_tensor.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace sagitta::materials;
using namespace sagitta::tests;

namespace
{
  Matrix6 product(const Matrix6 &a, const Matrix6 &b)
  {
    Matrix6 result{};
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        for (unsigned k = 0; k < 6; ++k)
          result[i][j] += a[i][k] * b[k][j];
    return result;
  }

  Matrix6 isotropic(const IsotropicModuli &moduli)
  {
    Matrix6 result{};
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        result[i][j] = (i < 3 && j < 3 ? moduli.bulk - 2 * moduli.shear / 3 : 0) + (i == j ? 2 * moduli.shear : 0);
    return result;
  }

  /// What turns symmetric tensors, in the orthonormal basis, as a rotation turns vectors.
  Matrix6 turning(const std::array<std::array<double, 3>, 3> &rotation)
  {
    const unsigned index[6][2] = {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
    Matrix6 result{};
    for (unsigned a = 0; a < 6; ++a)
      for (unsigned b = 0; b < 6; ++b)
        {
          const auto [i, j] = index[a];
          const auto [k, l] = index[b];
          const double scale = (a < 3 ? 1 : std::sqrt(2.)) * (b < 3 ? 1 : std::sqrt(0.5));
          result[a][b] = scale * (rotation[i][k] * rotation[j][l] + (k != l ? rotation[i][l] * rotation[j][k] : 0));
        }
    return result;
  }

  Matrix6 turned(const Matrix6 &tensor, const Matrix6 &turning)
  {
    Matrix6 transposed;
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        transposed[i][j] = turning[j][i];
    return product(turning, product(tensor, transposed));
  }

  /// A rotation that takes z to a direction.
  std::array<std::array<double, 3>, 3> towards(std::array<double, 3> z)
  {
    const double length = std::sqrt(z[0] * z[0] + z[1] * z[1] + z[2] * z[2]);
    for (double &component : z)
      component /= length;
    // Across z and the axis that it is farthest from.
    const unsigned far = static_cast<unsigned>(
        std::min_element(z.begin(), z.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }) - z.begin());
    std::array<double, 3> x{}, y{};
    x[far] = 1;
    for (unsigned i = 0; i < 3; ++i)
      x[i] -= z[far] * z[i];
    const double across = std::sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
    for (double &component : x)
      component /= across;
    for (unsigned i = 0; i < 3; ++i)
      y[i] = z[(i + 1) % 3] * x[(i + 2) % 3] - z[(i + 2) % 3] * x[(i + 1) % 3];
    std::array<std::array<double, 3>, 3> result;
    for (unsigned i = 0; i < 3; ++i)
      result[i] = {{x[i], y[i], z[i]}};
    return result;
  }

  /// The mean over all orientations of the axis: the corners of an icosahedron average tensors of fourth order exactly.
  Matrix6 mean_over_orientations(const Matrix6 &tensor)
  {
    const double golden = (1 + std::sqrt(5.)) / 2;
    Matrix6 mean{};
    for (unsigned axis = 0; axis < 3; ++axis)
      for (const double sign : {-1., 1.})
        {
          std::array<double, 3> corner{};
          corner[axis] = sign;
          corner[(axis + 1) % 3] = golden;
          const Matrix6 one = turned(tensor, turning(towards(corner)));
          for (unsigned i = 0; i < 6; ++i)
            for (unsigned j = 0; j < 6; ++j)
              mean[i][j] += one[i][j] / 6;
        }
    return mean;
  }

  /// Mori and Tanaka with whole tensors: C = C_m + v (C_f - C_m) <T> [(1 - v) I + v <T>]^-1.
  Matrix6 mori_tanaka(const IsotropicModuli &resin, const ElasticInclusion &filler, const Matrix6 &mean)
  {
    const double v = filler.fraction;
    const Matrix6 matrix = isotropic(resin), particle = isotropic(filler.moduli);
    Matrix6 difference{}, system{}, result = matrix;
    for (unsigned i = 0; i < 6; ++i)
      for (unsigned j = 0; j < 6; ++j)
        {
          difference[i][j] = v * (particle[i][j] - matrix[i][j]);
          system[j][i] = (i == j ? 1 - v : 0) + v * mean[i][j]; // transposed: rows of X system = difference <T> are solved for
        }
    const Matrix6 right = product(difference, mean);
    for (unsigned i = 0; i < 6; ++i)
      {
        const std::array<double, 6> row = solve<6>(system, right[i]);
        for (unsigned j = 0; j < 6; ++j)
          result[i][j] += row[j];
      }
    return result;
  }
} // namespace

TEST(ElasticEstimates, AreThoseOfAnAggregateOfWholeTensorsInAllOrientationsWhichIsIsotropic)
{
  RandomCompound random(6);
  for (unsigned trial = 0; trial < 40; ++trial)
    {
      const IsotropicModuli resin = isotropic_moduli(random.over_decades(1e8, 1e10), random.between(0, 0.45));
      ElasticInclusion filler{isotropic_moduli(random.over_decades(1e8, 1e12), random.between(0, 0.45)), random.between(0.05, 0.6),
                              random.over_decades(0.05, 20), 1e-5};
      const Matrix6 single = concentration_tensor(filler.moduli, resin, filler.aspect_ratio);
      const Matrix6 mean = mean_over_orientations(single);
      const Matrix6 whole = mori_tanaka(resin, filler, mean);
      const Matrix6 estimate = isotropic(estimate_elasticity(ElasticScheme::mori_tanaka, resin, {filler}).moduli);
      const Matrix6 turn = turning(towards({{random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)}}));
      const Matrix6 again = turned(whole, turn);
      const double size = whole[0][0];
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          {
            EXPECT_NEAR(again[i][j], whole[i][j], 1e-10 * size) << "the aggregate has no direction but for rounding";
            // The midpoint rule of the tensor has an error of some 1e-4 for long fibres and thin plates.
            EXPECT_NEAR(estimate[i][j], whole[i][j], 5e-4 * size) << trial << " " << i << j << ", aspect " << filler.aspect_ratio;
          }
    }
}
