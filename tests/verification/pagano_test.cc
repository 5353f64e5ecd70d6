// A simply supported cross-ply plate under a sinusoidal load: the exact three-dimensional solution of Pagano.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/evaluation/locate.h>
#include <solver/layered/space/point_values.h>
#include <solver/model/system.h>

#include <deal.II/base/quadrature_lib.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double side = 10e-3, transverse_modulus = 1e9, load_amplitude = 1e3; // [m], [Pa], [Pa]

  /// [0/90/0] with equal plies, E_L/E_T = 25, G_LT = 0.5 E_T, G_TT = 0.2 E_T, all Poisson's ratios 0.25. Poisson's ratios here are
  /// nu_ij = -e_j/e_i under s_i, so that of a pair whose first axis is across the fibres is 0.25 / 25.
  std::string cross_ply_plate(double thickness)
  {
    const std::string ply = fmt::format("thickness: {} mm, elements: 2, stress_free_temperature: 25 degC", thickness * 1e3 / 3);
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [10 mm, 10 mm], center: [5 mm, 5 mm]}}
  layers:
    - {{name: lower, {0}, material: along_x}}
    - {{name: middle, {0}, material: along_y}}
    - {{name: upper, {0}, material: along_x}}
materials:
  along_x:
    elasticity: {{model: orthotropic, young_x: 25 GPa, young_y: 1 GPa, young_z: 1 GPa, poisson_xy: 0.25, poisson_xz: 0.25, poisson_yz: 0.25,
                 shear_xy: 0.5 GPa, shear_xz: 0.5 GPa, shear_yz: 0.2 GPa}}
    expansion: {{model: tangent, coefficient: 0 ppm/K}}
  along_y:
    elasticity: {{model: orthotropic, young_x: 1 GPa, young_y: 25 GPa, young_z: 1 GPa, poisson_xy: 0.01, poisson_xz: 0.25, poisson_yz: 0.25,
                 shear_xy: 0.5 GPa, shear_xz: 0.2 GPa, shear_yz: 0.5 GPa}}
    expansion: {{model: tangent, coefficient: 0 ppm/K}}
mechanics:
  supports:
    - {{face: x_min, displacement: {{y: 0 um, z: 0 um}}}}
    - {{face: x_max, displacement: {{y: 0 um, z: 0 um}}}}
    - {{face: y_min, displacement: {{x: 0 um, z: 0 um}}}}
    - {{face: y_max, displacement: {{x: 0 um, z: 0 um}}}}
states: [{{name: loaded, temperature: 25 degC}}]
mesh: {{plan: {{lattice: [12, 12]}}, degree: 4, degree_z: 3, symmetry: none}}
solver: {{tolerance: 1e-10}}
)",
                       ply);
  }

  /// The load q sin(pi x / a) sin(pi y / a) along z on the top face.
  layered::Vector<double> make_top_load(const layered::LayeredSpace &space)
  {
    layered::Vector<double> load;
    space.initialise(load);
    const layered::ReferenceElement &plane = space.plan().element();
    const dealii::QGauss<2> rule(plane.n + 2);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned q = 0; q < rule.size(); ++q)
        {
          const auto &box = space.plan().box(cell);
          const double width = box[2] - box[0], depth = box[3] - box[1];
          const std::vector<double> sx = plane.evaluate(rule.point(q)[0]), sy = plane.evaluate(rule.point(q)[1]);
          const double pressure = load_amplitude * std::sin(M_PI / side * (box[0] + rule.point(q)[0] * width)) *
                                  std::sin(M_PI / side * (box[1] + rule.point(q)[1] * depth));
          for (unsigned i = 0; i < plane.n * plane.n; ++i)
            load.begin()[(std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z() + space.n_z() - 1) * 3 + 2] +=
                pressure * rule.weight(q) * width * depth * sx[i % plane.n] * sy[i / plane.n];
        }
    return load;
  }

  class CrossPlyPlate
  {
  public:
    explicit CrossPlyPlate(double thickness)
        : problem_(parse(cross_ply_plate(thickness))), log_(MPI_COMM_WORLD, std::cout, StageLog::Style::silent),
          model_(problem_.package, problem_.conditions, problem_.numerics, MPI_COMM_WORLD),
          system_(model_, {3, "displacement", {}, "the load is out of balance", model::find_prescribed_displacements})
    {
      const mechanics::MechanicsProblem mechanics(model_, problem_.materials);
      system_.set_coefficients(mechanics.make_coefficients(mechanics::Temperature(298.15)), log_);
      layered::Vector<double> load = make_top_load(space());
      space().initialise(field_);
      system_.solve({&field_}, {&load}, log_);
      space().complete(field_);
    }

    const layered::LayeredSpace &space() const { return system_.space(); }

    /// Deflection [m] and stress (xx, yy, zz, yz, xz, xy) [Pa] at a point of an element; by the symmetry of the plate they are the same
    /// from all cells that share it. *Collective.*
    std::array<double, 7> at(double x, double y, unsigned element, double z) const
    {
      std::array<double, 7> result;
      result.fill(-std::numeric_limits<double>::infinity());
      for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
        if (const auto reference = evaluation::locate(space().plan(), cell, x, y))
          {
            const auto u = layered::evaluate_at(space(), field_, {cell, *reference, element, z});
            const std::array<double, 6> strain{{u[0][0], u[1][1], u[2][2], u[1][2] + u[2][1], u[0][2] + u[2][0], u[0][1] + u[1][0]}};
            const unsigned layer = element / 2;
            const std::array<double, 6> stress =
                materials::stiffness(*problem_.materials[problem_.package.bodies[layer].material].elasticity, 298.15).stress(strain);
            result[0] = u[2][3];
            std::copy(stress.begin(), stress.end(), result.begin() + 1);
          }
      for (double &value : result)
        value = largest_over_ranks(value);
      return result;
    }

  private:
    Case problem_;
    StageLog log_;
    model::Model model_;
    model::LayeredSystem system_;
    layered::Vector<double> field_;
  };

  /// Published: w at the centre of the mid-plane, sxx on top and bottom, syy at the upper and lower end of the middle ply, txz and tyz at
  /// the middle of the edges; 100 E_T h3 w / (q a4), s h2 / (q a2), t h / (q a).
  void compare(double ratio, const std::array<double, 7> &published)
  {
    const double h = side / ratio, middle = side / 2;
    const CrossPlyPlate plate(h);
    const double stress_unit = load_amplitude * ratio * ratio, shear_unit = load_amplitude * ratio;
    const std::array<double, 7> found{
        {100 * transverse_modulus * std::pow(h, 3) / (load_amplitude * std::pow(side, 4)) * plate.at(middle, middle, 2, h / 2)[0],
         plate.at(middle, middle, 5, h)[1] / stress_unit, plate.at(middle, middle, 0, 0)[1] / stress_unit,
         plate.at(middle, middle, 3, 2 * h / 3)[2] / stress_unit, plate.at(middle, middle, 2, h / 3)[2] / stress_unit,
         plate.at(0, middle, 2, h / 2)[5] / shear_unit, plate.at(middle, 0, 2, h / 2)[4] / shear_unit}};
    const std::array<const char *, 7> names{{"w_centre", "sxx_top", "sxx_bottom", "syy_upper", "syy_lower", "txz_edge", "tyz_edge"}};
    for (unsigned i = 0; i < found.size(); ++i)
      {
        // Half a unit of the last published digit, and what quartic elements a twelfth of the side wide leave of a stress: 0.3 %.
        const double tolerance = 5e-5 + 3e-3 * std::abs(published[i]);
        EXPECT_NEAR(found[i], published[i], tolerance) << names[i] << " at a/h = " << ratio;
        record({fmt::format("pagano_a_over_h_{}_{}", ratio, names[i]), found[i], published[i], "1", fmt::format("{:.1e}", tolerance),
                "exact three-dimensional elasticity", "Pagano, J. Composite Materials 4 (1970) 20"});
      }
  }

  TEST(CrossPlyPlate, BendsAsPaganosThickPlateDoes)
  {
    compare(10, {{.7530, .5906, -.5898, .2845, -.2882, .3573, .1228}});
  }

  TEST(CrossPlyPlate, BendsAsPaganosThinPlateDoes)
  {
    compare(100, {{.4347, .5393, -.5393, .1808, -.1808, .3947, .0828}});
  }
} // namespace
