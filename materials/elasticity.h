#pragma once

#include <materials/temperature_function.h>

#include <array>
#include <variant>
#include <vector>

namespace sagitta::materials
{
  /// Stiffness that is orthotropic in the axes of the plan: the nine moduli [Pa] of
  ///   s_xx = c11 e_xx + c12 e_yy + c13 e_zz,  (and so on)   s_yz = 2 c44 e_yz,  s_xz = 2 c55 e_xz,  s_xy = 2 c66 e_xy
  /// Isotropic, cubic (axes along the plan or turned by 45 degrees about z) and orthotropic materials all have this form.
  struct OrthotropicStiffness
  {
    double c11 = 0, c22 = 0, c33 = 0, c12 = 0, c13 = 0, c23 = 0, c44 = 0, c55 = 0, c66 = 0;

    /// Smallest eigenvalue is positive.
    bool is_positive_definite() const;

    /// Stress (xx, yy, zz, yz, xz, xy) [Pa] of a strain in the same order with *engineering* shears (2 e_yz, ...) [-].
    std::array<double, 6> stress(const std::array<double, 6> &strain) const;

    /// The same material turned by 90 degrees about z.
    OrthotropicStiffness quarter_turned() const;

    bool operator==(const OrthotropicStiffness &other) const;

    OrthotropicStiffness &operator+=(const OrthotropicStiffness &other);
    OrthotropicStiffness &operator*=(double factor);
  };

  /// Isotropic elasticity: Young's modulus E(T) [Pa] and Poisson's ratio nu(T) [-].
  struct IsotropicElasticity
  {
    TemperatureFunction young;
    TemperatureFunction poisson;
  };

  /// Cubic crystal: C11, C12, C44 (T) [Pa]. `in_plane_angle` is the angle [rad] from the plan's x axis to the crystal's
  /// [100]; only 0 and pi/4 (the usual <110> flat) give an orthotropic stiffness in plan axes and are allowed.
  struct CubicElasticity
  {
    TemperatureFunction c11, c12, c44;
    double in_plane_angle;
  };

  /// Orthotropic elasticity by engineering constants: E [Pa], nu_ij = -e_j/e_i under s_i [-], G [Pa].
  struct OrthotropicElasticity
  {
    TemperatureFunction young_x, young_y, young_z;
    TemperatureFunction poisson_xy, poisson_xz, poisson_yz;
    TemperatureFunction shear_xy, shear_xz, shear_yz;
  };

  /// Orthotropic elasticity by its stiffness at given temperatures (the product of a homogenisation): linear between them, which keeps it
  /// positive definite, constant outside them.
  class StiffnessElasticity
  {
  public:
    /// A constant.
    explicit StiffnessElasticity(const OrthotropicStiffness &stiffness) : temperatures_{0}, stiffness_{stiffness} {}

    /// @param temperatures [K]
    /// Throws std::invalid_argument when the table is empty, the sizes differ, or the temperatures do not increase strictly.
    StiffnessElasticity(std::vector<double> temperatures, std::vector<OrthotropicStiffness> stiffness);

    OrthotropicStiffness value(double temperature) const;

    bool is_constant() const { return temperatures_.size() == 1; }

    const std::vector<double> &temperatures() const { return temperatures_; }

  private:
    std::vector<double> temperatures_; ///< [K]
    std::vector<OrthotropicStiffness> stiffness_;
  };

  using Elasticity = std::variant<IsotropicElasticity, CubicElasticity, OrthotropicElasticity, StiffnessElasticity>;

  /// Stiffness at temperature [K].
  OrthotropicStiffness stiffness(const Elasticity &elasticity, double temperature);

  bool depends_on_temperature(const Elasticity &elasticity);

  /// The tables of a model that have more than one point; none of a stiffness.
  std::vector<const TemperatureFunction *> find_tables(const Elasticity &elasticity);

  /// Lame form from E [Pa] and nu [-]: c11 = E (1-nu) / ((1+nu)(1-2nu)), c12 = E nu / ((1+nu)(1-2nu)), c44 = E / (2 (1+nu)).
  OrthotropicStiffness isotropic_stiffness(double young, double poisson);
} // namespace sagitta::materials
