// Von Mises and first principal stress against closed forms and the eigenvalues of deal.II.

#include <solver/mechanics/stress_measures.h>

#include <deal.II/base/symmetric_tensor.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace
{
  using namespace sagitta;
  using mechanics::first_principal;
  using mechanics::von_mises;

  TEST(VonMises, IsTheAxialStressInTensionAndRootThreeTimesTheShearInShear)
  {
    EXPECT_NEAR(von_mises({{0, -5e6, 0, 0, 0, 0}}), 5e6, 1e-8);
    EXPECT_NEAR(von_mises({{7e6, 7e6, 7e6, 0, 0, 0}}), 0, 1e-8);
    for (const unsigned shear : {3u, 4u, 5u})
      {
        materials::Voigt stress{};
        stress[shear] = 2e6;
        EXPECT_NEAR(von_mises(stress), std::sqrt(3.) * 2e6, 1e-8);
      }
  }

  TEST(FirstPrincipal, IsTheLargestEigenvalueAndAtMostTheMeanAndTwoThirdsOfVonMises)
  {
    std::mt19937 generator(3);
    for (unsigned sample = 0; sample < 200; ++sample)
      {
        materials::Voigt s;
        for (unsigned i = 0; i < 6; ++i)
          s[i] = 1e8 * (generator() / 2147483648. - 1);
        dealii::SymmetricTensor<2, 3> tensor;
        for (unsigned i = 0; i < 3; ++i)
          tensor[i][i] = s[i];
        tensor[1][2] = s[3];
        tensor[0][2] = s[4];
        tensor[0][1] = s[5];
        EXPECT_NEAR(first_principal(s), dealii::eigenvalues(tensor)[0], 1e-6); // of 1e8
        EXPECT_LE(first_principal(s), (s[0] + s[1] + s[2]) / 3 + 2. / 3 * von_mises(s) + 1e-6);
      }
    // Two equal principal stresses, above or below the third.
    EXPECT_NEAR(first_principal({{2e8, 2e8, -1e8, 0, 0, 0}}), 2e8, 3.); // a double root loses half of the digits
    EXPECT_NEAR(first_principal({{-1e8, 2e8, -1e8, 0, 0, 0}}), 2e8, 1e-6);
    EXPECT_EQ(first_principal({{3e6, 3e6, 3e6, 0, 0, 0}}), 3e6);
  }

  TEST(FirstPrincipal, IsTheSameAtManyPointsAsAtOne)
  {
    std::mt19937 generator(4);
    std::array<std::vector<double>, 6> stress;
    for (unsigned p = 0; p < 27; ++p) // more than the lanes of a vector, and not a multiple of them
      for (unsigned i = 0; i < 6; ++i)
        stress[i].push_back(p == 5 ? 0. : 1e8 * (generator() / 2147483648. - 1));
    std::vector<double> values;
    mechanics::find_first_principal(stress, values);
    ASSERT_EQ(values.size(), 27u);
    EXPECT_EQ(values[5], 0.);
    for (unsigned p = 0; p < 27; ++p)
      // Rounding of 1e8 with and without fused operations.
      EXPECT_NEAR(values[p], first_principal({{stress[0][p], stress[1][p], stress[2][p], stress[3][p], stress[4][p], stress[5][p]}}), 1e-6);
  }
} // namespace
