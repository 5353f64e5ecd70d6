#include <materials/elasticity.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    [[noreturn]] void refuse(const std::string &what, double temperature)
    {
      std::ostringstream message;
      message << what << " (at " << temperature << " K)";
      throw std::invalid_argument(message.str());
    }

    /// The stiffness of each model at one temperature [K].
    struct StiffnessAt
    {
      double temperature;

      OrthotropicStiffness operator()(const IsotropicElasticity &elasticity) const
      {
        try
          {
            return isotropic_stiffness(elasticity.young.value(temperature), elasticity.poisson.value(temperature));
          }
        catch (const std::invalid_argument &error)
          {
            refuse(error.what(), temperature);
          }
      }

      OrthotropicStiffness operator()(const CubicElasticity &elasticity) const
      {
        const double c11 = elasticity.c11.value(temperature);
        const double c12 = elasticity.c12.value(temperature);
        const double c44 = elasticity.c44.value(temperature);
        if (!(c44 > 0 && c11 > c12 && c11 + 2 * c12 > 0))
          refuse("a cubic crystal needs c44 > 0, c11 > c12 and c11 + 2 c12 > 0 to be stable", temperature);

        OrthotropicStiffness result;
        result.c33 = c11;
        result.c13 = result.c23 = c12;
        result.c44 = result.c55 = c44;
        const double eighth_turn = std::atan(1.);
        const double rounding = 1e-9; // an angle in degrees has the rounding of its conversion
        if (std::abs(elasticity.in_plane_angle) < rounding)
          {
            result.c11 = result.c22 = c11;
            result.c12 = c12;
            result.c66 = c44;
          }
        else if (std::abs(elasticity.in_plane_angle - eighth_turn) < rounding)
          {
            result.c11 = result.c22 = (c11 + c12) / 2 + c44;
            result.c12 = (c11 + c12) / 2 - c44;
            result.c66 = (c11 - c12) / 2;
          }
        else
          {
            std::ostringstream message;
            message << "the in-plane angle of a cubic crystal is " << elasticity.in_plane_angle * 45 / eighth_turn
                    << " degrees; only 0 and 45 degrees leave it orthotropic in the axes of the plan";
            throw std::invalid_argument(message.str());
          }
        return result;
      }

      OrthotropicStiffness operator()(const OrthotropicElasticity &elasticity) const
      {
        const double ex = elasticity.young_x.value(temperature);
        const double ey = elasticity.young_y.value(temperature);
        const double ez = elasticity.young_z.value(temperature);
        const double gxy = elasticity.shear_xy.value(temperature);
        const double gxz = elasticity.shear_xz.value(temperature);
        const double gyz = elasticity.shear_yz.value(temperature);
        if (!(ex > 0 && ey > 0 && ez > 0 && gxy > 0 && gxz > 0 && gyz > 0))
          refuse("Young's and shear moduli of an orthotropic material must be positive", temperature);

        // Compliance of the normal components; e_j = -nu_ij s_i / E_i and symmetry.
        const double s11 = 1 / ex;
        const double s22 = 1 / ey;
        const double s33 = 1 / ez;
        const double s12 = -elasticity.poisson_xy.value(temperature) / ex;
        const double s13 = -elasticity.poisson_xz.value(temperature) / ex;
        const double s23 = -elasticity.poisson_yz.value(temperature) / ey;
        const double minor = s11 * s22 - s12 * s12;
        const double determinant = s33 * minor - s11 * s23 * s23 - s22 * s13 * s13 + 2 * s12 * s13 * s23;
        // Relative to s11 s22 s33, so that incompressibility within rounding is refused too.
        const double smallest = 1e-12;
        if (!(minor > smallest * s11 * s22 && determinant > smallest * s11 * s22 * s33))
          refuse("the Poisson's ratios of an orthotropic material make its stiffness not positive definite; they need "
                 "nu_xy^2 < E_x / E_y, nu_xz^2 < E_x / E_z, nu_yz^2 < E_y / E_z and a positive determinant of the compliance "
                 "(nu_ij is the contraction along j under stress along i)",
                 temperature);

        OrthotropicStiffness result;
        result.c11 = (s22 * s33 - s23 * s23) / determinant;
        result.c22 = (s11 * s33 - s13 * s13) / determinant;
        result.c33 = minor / determinant;
        result.c12 = (s13 * s23 - s12 * s33) / determinant;
        result.c13 = (s12 * s23 - s13 * s22) / determinant;
        result.c23 = (s12 * s13 - s23 * s11) / determinant;
        result.c44 = gyz;
        result.c55 = gxz;
        result.c66 = gxy;
        return result;
      }

      OrthotropicStiffness operator()(const StiffnessElasticity &elasticity) const
      {
        const OrthotropicStiffness stiffness = elasticity.value(temperature);
        if (!stiffness.is_positive_definite())
          throw std::invalid_argument("the given stiffness is not positive definite");
        return stiffness;
      }
    };

    /// All functions of temperature of a model.
    struct FunctionsOf
    {
      using Functions = std::vector<const TemperatureFunction *>;

      Functions operator()(const IsotropicElasticity &e) const { return {&e.young, &e.poisson}; }
      Functions operator()(const CubicElasticity &e) const { return {&e.c11, &e.c12, &e.c44}; }
      Functions operator()(const OrthotropicElasticity &e) const
      {
        return {&e.young_x, &e.young_y, &e.young_z, &e.poisson_xy, &e.poisson_xz, &e.poisson_yz, &e.shear_xy, &e.shear_xz, &e.shear_yz};
      }
      Functions operator()(const StiffnessElasticity &) const { return {}; }
    };
  } // namespace

  bool OrthotropicStiffness::is_positive_definite() const
  {
    // Leading minors of the block of normal components (Sylvester); a comparison with not-a-number is false.
    const double minor = c11 * c22 - c12 * c12;
    const double determinant = c33 * minor - c11 * c23 * c23 - c22 * c13 * c13 + 2 * c12 * c13 * c23;
    return c11 > 0 && minor > 0 && determinant > 0 && c44 > 0 && c55 > 0 && c66 > 0;
  }

  std::array<double, 6> OrthotropicStiffness::stress(const std::array<double, 6> &strain) const
  {
    return {{c11 * strain[0] + c12 * strain[1] + c13 * strain[2], c12 * strain[0] + c22 * strain[1] + c23 * strain[2],
             c13 * strain[0] + c23 * strain[1] + c33 * strain[2], c44 * strain[3], c55 * strain[4], c66 * strain[5]}};
  }

  OrthotropicStiffness OrthotropicStiffness::quarter_turned() const
  {
    OrthotropicStiffness result = *this;
    result.c11 = c22;
    result.c22 = c11;
    result.c13 = c23;
    result.c23 = c13;
    result.c44 = c55;
    result.c55 = c44;
    return result;
  }

  bool OrthotropicStiffness::operator==(const OrthotropicStiffness &other) const
  {
    return std::tie(c11, c22, c33, c12, c13, c23, c44, c55, c66) ==
           std::tie(other.c11, other.c22, other.c33, other.c12, other.c13, other.c23, other.c44, other.c55, other.c66);
  }

  OrthotropicStiffness &OrthotropicStiffness::operator+=(const OrthotropicStiffness &other)
  {
    c11 += other.c11;
    c22 += other.c22;
    c33 += other.c33;
    c12 += other.c12;
    c13 += other.c13;
    c23 += other.c23;
    c44 += other.c44;
    c55 += other.c55;
    c66 += other.c66;
    return *this;
  }

  OrthotropicStiffness &OrthotropicStiffness::operator*=(double factor)
  {
    for (double *modulus : {&c11, &c22, &c33, &c12, &c13, &c23, &c44, &c55, &c66})
      *modulus *= factor;
    return *this;
  }

  StiffnessElasticity::StiffnessElasticity(std::vector<double> temperatures, std::vector<OrthotropicStiffness> stiffness)
      : temperatures_(std::move(temperatures)), stiffness_(std::move(stiffness))
  {
    if (temperatures_.empty() || temperatures_.size() != stiffness_.size())
      throw std::invalid_argument("a table of stiffness needs one stiffness for each of its temperatures");
    for (std::size_t i = 1; i < temperatures_.size(); ++i)
      if (!(temperatures_[i] > temperatures_[i - 1]))
        throw std::invalid_argument("the temperatures of a table of stiffness must increase from point to point");
  }

  OrthotropicStiffness StiffnessElasticity::value(double temperature) const
  {
    if (!(temperature > temperatures_.front()))
      return stiffness_.front();
    if (temperature >= temperatures_.back())
      return stiffness_.back();
    const auto above = std::upper_bound(temperatures_.begin(), temperatures_.end(), temperature);
    const auto i = static_cast<std::size_t>(above - temperatures_.begin());
    const double share = (temperature - temperatures_[i - 1]) / (temperatures_[i] - temperatures_[i - 1]);
    // As a difference: between two equal stiffnesses the result equals them to the last bit, so that such states are solved together.
    OrthotropicStiffness result = stiffness_[i - 1], lower = result, change = stiffness_[i];
    lower *= -1;
    change += lower;
    change *= share;
    return result += change;
  }

  OrthotropicStiffness stiffness(const Elasticity &elasticity, double temperature)
  {
    return std::visit(StiffnessAt{temperature}, elasticity);
  }

  bool depends_on_temperature(const Elasticity &elasticity)
  {
    if (const auto *table = std::get_if<StiffnessElasticity>(&elasticity))
      return !table->is_constant();
    return !find_tables(elasticity).empty();
  }

  std::vector<const TemperatureFunction *> find_tables(const Elasticity &elasticity)
  {
    std::vector<const TemperatureFunction *> tables = std::visit(FunctionsOf{}, elasticity);
    tables.erase(std::remove_if(tables.begin(), tables.end(), [](const TemperatureFunction *table) { return table->is_constant(); }),
                 tables.end());
    return tables;
  }

  OrthotropicStiffness isotropic_stiffness(double young, double poisson)
  {
    if (!(young > 0 && std::isfinite(young)))
      throw std::invalid_argument("Young's modulus must be positive, not " + std::to_string(young) + " Pa");
    if (!(poisson > -1 && poisson < 0.5))
      throw std::invalid_argument("Poisson's ratio must lie between -1 and 0.5 (both excluded), not " + std::to_string(poisson));
    const double factor = young / ((1 + poisson) * (1 - 2 * poisson));
    OrthotropicStiffness result;
    result.c11 = result.c22 = result.c33 = factor * (1 - poisson);
    result.c12 = result.c13 = result.c23 = factor * poisson;
    result.c44 = result.c55 = result.c66 = young / (2 * (1 + poisson));
    return result;
  }
} // namespace sagitta::materials
