#include <materials/compound/spheroid.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// Power series in b = 1 - w^2: the closed forms below lose digits near the sphere.
    SpheroidMoments nearly_sphere(double b)
    {
      SpheroidMoments result{0, 0};
      double second = 1. / 3, fourth = 1. / 5, power = 1;
      for (int k = 0; k < 16; ++k)
        {
          result.second += power * second;
          result.fourth += (k + 1) * power * fourth;
          power *= b;
          second *= 2. * (k + 1) / (2 * (k + 1) + 3);
          fourth *= 2. * (k + 1) / (2 * (k + 1) + 5);
        }
      return result;
    }
  } // namespace

  SpheroidMoments spheroid_moments(double aspect_ratio)
  {
    if (!(aspect_ratio > 0) || !std::isfinite(aspect_ratio))
      throw std::invalid_argument("the aspect ratio of a particle must be greater than zero");
    const double w = aspect_ratio, b = 1 - w * w;
    if (std::abs(b) < 0.05)
      return nearly_sphere(b);
    // J = integral of dt / (w^2 + b t^2)
    const double root = std::sqrt(std::abs(b));
    const double j = b > 0 ? std::atan2(root, w) / (w * root) : std::atanh(root / w) / (w * root);
    return {(1 - w * w * j) / b, (1 - 2 * w * w * j + 0.5 * w * w * (1 + j)) / (b * b)};
  }

  std::array<double, 3> depolarisation(double aspect_ratio)
  {
    const double along = spheroid_moments(aspect_ratio).second;
    return {{(1 - along) / 2, (1 - along) / 2, along}};
  }

  StrainConcentration strain_concentration(const IsotropicModuli &inclusion, const IsotropicModuli &matrix, const SpheroidMoments &shape)
  {
    const double g = matrix.shear, m2 = shape.second, m4 = shape.fourth;
    // P = sym[delta_ik n_j n_l] / G - c n_i n_j n_k n_l; its trace over ij is k n_k n_l.
    const double k = 3 / (3 * matrix.bulk + 4 * g), c = 1 / g - k;
    // In the basis of the unit tensors delta / sqrt(3) and (2 e3 e3 - e1 e1 - e2 e2) / sqrt(6), and the two kinds of shear.
    const double p_vv = k / 3, p_vd = k * (3 * m2 - 1) / std::sqrt(18.), p_dd = (9 * (m2 / g - c * m4) - 6 * k * m2 + k) / 6;
    const double p_across = (1 - m2) / (2 * g) - c * (1 - 2 * m2 + m4) / 4, p_along = (1 + m2) / (4 * g) - c * (m2 - m4);
    const double d_bulk = 3 * (inclusion.bulk - matrix.bulk), d_shear = 2 * (inclusion.shear - g);
    const double a = 1 + p_vv * d_bulk, d = 1 + p_dd * d_shear;
    const double determinant = a * d - p_vd * d_shear * p_vd * d_bulk;
    return {d / determinant, (a / determinant + 2 / (1 + p_across * d_shear) + 2 / (1 + p_along * d_shear)) / 5};
  }
} // namespace sagitta::materials
