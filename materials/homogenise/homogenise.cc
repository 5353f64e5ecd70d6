#include <materials/homogenise/homogenise.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    using Vector = std::array<double, 3>;

    /// A 3 x 3 matrix by rows: the block that couples the normal components of strain and stress.
    using Matrix = std::array<Vector, 3>;

    constexpr Matrix identity = {{{{1, 0, 0}}, {{0, 1, 0}}, {{0, 0, 1}}}};

    Matrix product(const Matrix &a, const Matrix &b)
    {
      Matrix result{};
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = 0; j < 3; ++j)
          for (unsigned k = 0; k < 3; ++k)
            result[i][j] += a[i][k] * b[k][j];
      return result;
    }

    Vector product(const Matrix &a, const Vector &b)
    {
      Vector result{};
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned k = 0; k < 3; ++k)
          result[i] += a[i][k] * b[k];
      return result;
    }

    Vector transposed_product(const Matrix &a, const Vector &b)
    {
      Vector result{};
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned k = 0; k < 3; ++k)
          result[i] += a[k][i] * b[k];
      return result;
    }

    /// factor_a a + factor_b b.
    Matrix combination(double factor_a, const Matrix &a, double factor_b, const Matrix &b)
    {
      Matrix result;
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = 0; j < 3; ++j)
          result[i][j] = factor_a * a[i][j] + factor_b * b[i][j];
      return result;
    }

    Matrix inverse(const Matrix &a)
    {
      Matrix result;
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = 0; j < 3; ++j)
          {
            // Cyclic indices give the cofactors with their sign.
            const unsigned r = (j + 1) % 3, s = (j + 2) % 3, t = (i + 1) % 3, u = (i + 2) % 3;
            result[i][j] = a[r][t] * a[s][u] - a[r][u] * a[s][t];
          }
      const double determinant = a[0][0] * result[0][0] + a[0][1] * result[1][0] + a[0][2] * result[2][0];
      for (Vector &row : result)
        for (double &entry : row)
          entry /= determinant;
      return result;
    }

    Matrix normal_block(const OrthotropicStiffness &c)
    {
      return {{{{c.c11, c.c12, c.c13}}, {{c.c12, c.c22, c.c23}}, {{c.c13, c.c23, c.c33}}}};
    }

    /// Shear moduli yz, xz, xy.
    Vector shear_moduli(const OrthotropicStiffness &c)
    {
      return {{c.c44, c.c55, c.c66}};
    }

    /// The unit vectors over which the polarisation of an inclusion is averaged: the normal of a sheet; for a circular
    /// cylinder the normals in its cross-section, of which one quadrant is enough (the integrands are even functions of each component).
    std::vector<Vector> inclusion_normals(Arrangement arrangement)
    {
      if (arrangement == Arrangement::sheet)
        return {{{0, 0, 1}}};

      // The midpoint rule of a smooth periodic function converges exponentially; for an isotropic matrix two points are exact.
      const unsigned points = 64;
      const unsigned fibre = arrangement == Arrangement::lines_x ? 0 : arrangement == Arrangement::lines_y ? 1 : 2;
      std::vector<Vector> normals;
      for (unsigned i = 0; i < points; ++i)
        {
          const double angle = (i + 0.5) / points * 2 * std::atan(1.);
          Vector normal{};
          normal[(fibre + 1) % 3] = std::cos(angle);
          normal[(fibre + 2) % 3] = std::sin(angle);
          normals.push_back(normal);
        }
      return normals;
    }

    /// Hill's polarisation tensor P of an inclusion in an orthotropic matrix:
    ///   P_ijkl = mean over n of the part of N_ik n_j n_l that is symmetric in ij and in kl,  N^-1_ik = C_ijkl n_j n_l.
    struct Polarisation
    {
      Matrix normal{}; ///< P_iikk [1/Pa]
      Vector shear{};  ///< 4 P_ijij [1/Pa], which maps a shear stress to an engineering shear strain
    };

    Polarisation polarisation(const OrthotropicStiffness &c, const std::vector<Vector> &normals)
    {
      Polarisation result;
      for (const Vector &n : normals)
        {
          const double xx = n[0] * n[0], yy = n[1] * n[1], zz = n[2] * n[2];
          const double k_xy = (c.c12 + c.c66) * n[0] * n[1];
          const double k_xz = (c.c13 + c.c55) * n[0] * n[2];
          const double k_yz = (c.c23 + c.c44) * n[1] * n[2];
          const Matrix inverse_acoustic = inverse({{{{c.c11 * xx + c.c66 * yy + c.c55 * zz, k_xy, k_xz}},
                                                    {{k_xy, c.c66 * xx + c.c22 * yy + c.c44 * zz, k_yz}},
                                                    {{k_xz, k_yz, c.c55 * xx + c.c44 * yy + c.c33 * zz}}}});
          for (unsigned i = 0; i < 3; ++i)
            {
              for (unsigned k = 0; k < 3; ++k)
                result.normal[i][k] += n[i] * n[k] * inverse_acoustic[i][k] / normals.size();
              const unsigned a = (i + 1) % 3, b = (i + 2) % 3;
              result.shear[i] +=
                  (n[b] * n[b] * inverse_acoustic[a][a] + 2 * n[a] * n[b] * inverse_acoustic[a][b] + n[a] * n[a] * inverse_acoustic[b][b]) /
                  normals.size();
            }
        }
      return result;
    }

    /// Mean normal strains of the phases: `matrix` and `inclusion` times the mean strain of the layer.
    struct Concentration
    {
      Matrix inclusion;
      Matrix matrix;
    };

    /// Mori-Tanaka: the inclusion is alone in a matrix under the mean strain of the matrix.
    Concentration concentration(const Matrix &inclusion, const Matrix &matrix, const Matrix &polarisation, double fraction)
    {
      const Matrix dilute = inverse(combination(1, identity, 1, product(polarisation, combination(1, inclusion, -1, matrix))));
      const Matrix in_matrix = inverse(combination(1 - fraction, identity, fraction, dilute));
      return {product(dilute, in_matrix), in_matrix};
    }

    /// The same for one uncoupled component (a shear modulus or a conductivity): its effective value.
    double effective_scalar(double inclusion, double matrix, double polarisation, double fraction)
    {
      const double dilute = 1 / (1 + polarisation * (inclusion - matrix));
      return ((1 - fraction) * matrix + fraction * inclusion * dilute) / (1 - fraction + fraction * dilute);
    }

    void homogenise_mechanics(const Phase &inclusion, const Phase &matrix, double fraction, const std::vector<Vector> &normals,
                              Phase &result)
    {
      const Matrix c_inclusion = normal_block(inclusion.stiffness);
      const Matrix c_matrix = normal_block(matrix.stiffness);
      const Polarisation p = polarisation(matrix.stiffness, normals);
      const Concentration share = concentration(c_inclusion, c_matrix, p.normal, fraction);
      const Matrix c = combination(fraction, product(c_inclusion, share.inclusion), 1 - fraction, product(c_matrix, share.matrix));

      Vector shear;
      for (unsigned i = 0; i < 3; ++i)
        shear[i] = effective_scalar(shear_moduli(inclusion.stiffness)[i], shear_moduli(matrix.stiffness)[i], p.shear[i], fraction);
      // The off-diagonal entries are equal but for rounding.
      result.stiffness = {c[0][0],  c[1][1],  c[2][2], (c[0][1] + c[1][0]) / 2, (c[0][2] + c[2][0]) / 2, (c[1][2] + c[2][1]) / 2,
                          shear[0], shear[1], shear[2]};

      // Levin: the thermal stress of the whole is the mean of the phases' thermal stresses weighted by the strain concentrations.
      const Vector of_inclusion = transposed_product(share.inclusion, product(c_inclusion, inclusion.expansion));
      const Vector of_matrix = transposed_product(share.matrix, product(c_matrix, matrix.expansion));
      Vector thermal_stress;
      for (unsigned i = 0; i < 3; ++i)
        thermal_stress[i] = fraction * of_inclusion[i] + (1 - fraction) * of_matrix[i];
      result.expansion = product(inverse(normal_block(result.stiffness)), thermal_stress);
    }

    void homogenise_conduction(const Phase &inclusion, const Phase &matrix, double fraction, const std::vector<Vector> &normals,
                               Phase &result)
    {
      Vector polarisation{};
      for (const Vector &n : normals)
        {
          double along = 0;
          for (unsigned i = 0; i < 3; ++i)
            along += n[i] * n[i] * matrix.conductivity[i];
          for (unsigned i = 0; i < 3; ++i)
            polarisation[i] += n[i] * n[i] / along / normals.size();
        }
      for (unsigned i = 0; i < 3; ++i)
        result.conductivity[i] = effective_scalar(inclusion.conductivity[i], matrix.conductivity[i], polarisation[i], fraction);
    }

    /// Refuses invalid constants; not-a-number means that a constant is not known.
    void check(const Phase &phase, const std::string &name)
    {
      const OrthotropicStiffness &c = phase.stiffness;
      const double sum = c.c11 + c.c22 + c.c33 + c.c12 + c.c13 + c.c23 + c.c44 + c.c55 + c.c66;
      if (!std::isnan(sum) && !(std::isfinite(sum) && c.is_positive_definite()))
        throw std::invalid_argument("the stiffness of the " + name +
                                    " of a homogenised layer is not positive definite; both phases must be solids");
      for (const double value : phase.expansion)
        if (std::isinf(value))
          throw std::invalid_argument("the expansion of the " + name + " of a homogenised layer is infinite");
      for (const double value : phase.conductivity)
        if (!std::isnan(value) && !(value > 0 && std::isfinite(value)))
          throw std::invalid_argument("the conductivity of the " + name + " of a homogenised layer must be positive, not " +
                                      std::to_string(value) + " W/(m K)");
      for (const double value : {phase.density, phase.specific_heat})
        if (!std::isnan(value) && !(value > 0 && std::isfinite(value)))
          throw std::invalid_argument("density and specific heat of the " + name + " of a homogenised layer must be positive");
    }
  } // namespace

  Phase homogenise(const Phase &inclusion, const Phase &matrix, double fraction, Arrangement arrangement)
  {
    if (!(fraction >= 0 && fraction <= 1))
      throw std::invalid_argument("the volume fraction of a homogenised layer must lie between 0 and 1, not " + std::to_string(fraction));
    check(inclusion, "inclusion");
    check(matrix, "matrix");
    if (fraction == 0)
      return matrix;
    if (fraction == 1)
      return inclusion;

    if (arrangement == Arrangement::mesh)
      return homogenise(homogenise(inclusion, matrix, fraction, Arrangement::lines_x),
                        homogenise(inclusion, matrix, fraction, Arrangement::lines_y), 0.5, Arrangement::sheet);

    const std::vector<Vector> normals = inclusion_normals(arrangement);
    Phase result;
    homogenise_mechanics(inclusion, matrix, fraction, normals, result);
    homogenise_conduction(inclusion, matrix, fraction, normals, result);
    result.density = fraction * inclusion.density + (1 - fraction) * matrix.density;
    result.specific_heat =
        (fraction * inclusion.density * inclusion.specific_heat + (1 - fraction) * matrix.density * matrix.specific_heat) / result.density;
    return result;
  }
} // namespace sagitta::materials
