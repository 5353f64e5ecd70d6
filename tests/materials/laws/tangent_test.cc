#include <materials/laws/tangent.h>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    const IsotropicModuli moduli{9e9, 4e9};

    /// N of a radial return: a deviator with N:N = 2/3.
    Voigt direction()
    {
      Voigt n{{0.5, -0.2, -0.3, 0.1, -0.4, 0.2}};
      const double length = std::sqrt(1.5 * contract(n, n));
      for (double &component : n)
        component /= length;
      return n;
    }

    Voigt times(const VoigtMatrix &matrix, const Voigt &strain)
    {
      Voigt stress{};
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          stress[i] += matrix[i][j] * strain[j];
      return stress;
    }

    TEST(Tangent, OfARadialReturnActsSeparatelyOnThreePartsOfTheStrain)
    {
      const Voigt n = direction();
      const VoigtMatrix tangent = matrix(RadialTangent{moduli, 0.7, 0.1, n});
      // Volume by K.
      const Voigt pressure = times(tangent, {{1e-3, 1e-3, 1e-3, 0, 0, 0}});
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(pressure[i], i < 3 ? 3e-3 * moduli.bulk : 0, 1e-6);
      // A deviator along N by 2 G theta_bar; engineering shears are twice the tensor's.
      const Voigt along = times(tangent, {{n[0], n[1], n[2], 2 * n[3], 2 * n[4], 2 * n[5]}});
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(along[i], 2 * moduli.shear * 0.1 * n[i], 1e-5);
      // A deviator across N by 2 G theta.
      const Voigt across_n{{0, 0, 0, n[4], -n[3], 0}};
      ASSERT_NEAR(contract(across_n, n), 0, 1e-15);
      const Voigt across = times(tangent, {{0, 0, 0, 2 * n[4], -2 * n[3], 0}});
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(across[i], 2 * moduli.shear * 0.7 * across_n[i], 1e-5);
    }

    TEST(Tangent, OfEveryFormIsReadAsItWasWritten)
    {
      VoigtMatrix full;
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          full[i][j] = 10. * i + j;
      OrthotropicStiffness orthotropic = isotropic_stiffness(moduli);
      orthotropic.c22 *= 2;
      orthotropic.c55 *= 3;
      const unsigned numbers[] = {2, 10, 9, 36};
      unsigned form = 0;
      for (const Tangent &tangent :
           {Tangent(moduli), Tangent(RadialTangent{moduli, 0.7, 0.1, direction()}), Tangent(orthotropic), Tangent(full)})
        {
          ASSERT_EQ(n_scalars(form_of(tangent)), numbers[form++]);
          // The second of three points.
          std::vector<double> flat(3 * largest_n_scalars, -1.);
          write_tangent(tangent, 3, flat.data() + 1);
          const Tangent read = read_tangent(form_of(tangent), 3, flat.data() + 1);
          EXPECT_EQ(matrix(read), matrix(tangent));
          EXPECT_EQ(flat[0], -1);
          EXPECT_EQ(flat[2], -1);
        }
    }

    TEST(Tangent, OfAnIsotropicMaterialIsOneMatrixInEveryForm)
    {
      const VoigtMatrix expected = matrix(moduli);
      for (const Tangent &tangent : {Tangent(RadialTangent{moduli, 1, 1, direction()}), Tangent(isotropic_stiffness(moduli))})
        for (unsigned i = 0; i < 6; ++i)
          for (unsigned j = 0; j < 6; ++j)
            EXPECT_NEAR(matrix(tangent)[i][j], expected[i][j], 1e-5);
    }
  } // namespace
} // namespace sagitta::tests
