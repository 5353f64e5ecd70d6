// Manufactured solutions: errors in L2 fall with the order p + 1 on a nonuniform plan, for temperature and displacement.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/model/system.h>

#include <deal.II/base/quadrature_lib.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <iostream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  constexpr double width = 2e-3, depth = 3e-3, height = 1e-3;

  /// A block of one material, constrained or at 0 K (as a difference) on all faces. The die of the same material makes the axis maps kink,
  /// at the same places on every lattice of a multiple of four cells.
  std::string block(unsigned cells, unsigned elements, unsigned degree, unsigned degree_z)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [2 mm, 3 mm], center: [1 mm, 1.5 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: lower, thickness: 0.4 mm, elements: {1}, material: solid}}
    - {{name: upper, thickness: 0.6 mm, elements: {1}, material: solid}}
  dies: [{{name: inlay, material: solid, size: [0.5 mm, 0.75 mm], position: [0.8 mm, 1.175 mm], layers: [upper]}}]
materials:
  solid:
    elasticity: {{model: orthotropic, young_x: 4 GPa, young_y: 2 GPa, young_z: 3 GPa, poisson_xy: 0.3, poisson_xz: 0.2, poisson_yz: 0.25,
                 shear_xy: 1 GPa, shear_xz: 0.8 GPa, shear_yz: 1.2 GPa}}
    expansion: {{model: tangent, coefficient: 1 ppm/K}}
    conductivity: {{model: orthotropic, k_x: 3 W/mK, k_y: 1 W/mK, k_z: 2 W/mK}}
thermal:
  fixed_temperatures: [{{face: x_min, temperature: 300 K}}, {{face: x_max, temperature: 300 K}}, {{face: y_min, temperature: 300 K}},
                       {{face: y_max, temperature: 300 K}}, {{face: bottom, temperature: 300 K}}, {{face: top, temperature: 300 K}}]
mechanics:
  supports:
    - {{face: x_min, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
    - {{face: x_max, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
    - {{face: y_min, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
    - {{face: y_max, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
    - {{face: bottom, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
    - {{face: top, displacement: {{x: 0 um, y: 0 um, z: 0 um}}}}
states: [{{name: on, temperature: solved}}]
mesh: {{plan: {{lattice: [{0}, {0}]}}, degree: {2}, degree_z: {3}, symmetry: none}}
solver: {{tolerance: 1e-10}}
)",
                       cells, elements, degree, degree_z);
  }

  /// Sines that vanish on all faces, and their derivatives: of order a, b, c along x, y, z.
  double bump(double x, double y, double z, unsigned a, unsigned b, unsigned c)
  {
    const auto factor = [](double t, double length, unsigned order) {
      const double w = M_PI / length;
      return order == 0 ? std::sin(w * t) : order == 1 ? w * std::cos(w * t) : -w * w * std::sin(w * t);
    };
    return factor(x, width, a) * factor(y, depth, b) * factor(z, height, c);
  }

  constexpr double amplitude[3] = {1, -2, 1.5}; ///< of the displacement components

  using Field = std::function<double(double x, double y, double z, unsigned component)>;

  /// Calls f(x, y, z, weight, values of a field, plan cell, element, plan shapes, layer shapes) at `n` Gauss points per direction.
  void for_each_point(const layered::LayeredSpace &space, unsigned n,
                      const std::function<void(const std::array<double, 3> &, double, unsigned, unsigned, const std::vector<double> &,
                                               const std::vector<double> &)> &f)
  {
    const dealii::QGauss<1> rule(n);
    const layered::ReferenceElement &plane = space.plan().element(), &through = space.element_z();
    std::vector<double> in_plan(space.plan().dofs_per_cell());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned qx = 0; qx < n; ++qx)
        for (unsigned qy = 0; qy < n; ++qy)
          {
            const double xi = rule.point(qx)[0], eta = rule.point(qy)[0];
            const auto &box = space.plan().box(cell);
            const std::vector<double> sx = plane.evaluate(xi), sy = plane.evaluate(eta);
            for (unsigned i = 0; i < in_plan.size(); ++i)
              in_plan[i] = sx[i % plane.n] * sy[i / plane.n];
            for (unsigned e = 0; e < space.n_elements(); ++e)
              for (unsigned qz = 0; qz < n; ++qz)
                {
                  const double zeta = rule.point(qz)[0];
                  const double volume = (box[2] - box[0]) * (box[3] - box[1]) * space.grid().height(e);
                  f({{box[0] + xi * (box[2] - box[0]), box[1] + eta * (box[3] - box[1]),
                      space.grid().z[e] + zeta * space.grid().height(e)}},
                    rule.weight(qx) * rule.weight(qy) * rule.weight(qz) * volume, cell, e, in_plan, through.evaluate(zeta));
                }
          }
  }

  std::size_t first_of_column(const layered::LayeredSpace &space, unsigned cell, unsigned i)
  {
    return std::size_t(space.plan().cell_dofs(cell)[i]) * space.column_size();
  }

  layered::Vector<double> make_load(const layered::LayeredSpace &space, const Field &source)
  {
    layered::Vector<double> load;
    space.initialise(load);
    const unsigned nc = space.n_components(), q = space.degree_z();
    for_each_point(space, std::max(space.plan().element().n, space.element_z().n) + 1,
                   [&](const auto &at, double weight, unsigned cell, unsigned e, const auto &in_plan, const auto &through) {
                     for (unsigned c = 0; c < nc; ++c)
                       {
                         const double density = weight * source(at[0], at[1], at[2], c);
                         for (unsigned i = 0; i < in_plan.size(); ++i)
                           for (unsigned k = 0; k < through.size(); ++k)
                             load.begin()[first_of_column(space, cell, i) + (e * q + k) * nc + c] += density * in_plan[i] * through[k];
                       }
                   });
    return load;
  }

  /// |u_h - u| in L2 over |u|.
  double error_of(const layered::LayeredSpace &space, const layered::Vector<double> &field, const Field &exact)
  {
    const unsigned nc = space.n_components(), q = space.degree_z();
    double difference = 0, norm = 0;
    for_each_point(space, std::max(space.plan().element().n, space.element_z().n) + 1,
                   [&](const auto &at, double weight, unsigned cell, unsigned e, const auto &in_plan, const auto &through) {
                     for (unsigned c = 0; c < nc; ++c)
                       {
                         double value = 0;
                         for (unsigned i = 0; i < in_plan.size(); ++i)
                           for (unsigned k = 0; k < through.size(); ++k)
                             value += in_plan[i] * through[k] * field.begin()[first_of_column(space, cell, i) + (e * q + k) * nc + c];
                         const double wanted = exact(at[0], at[1], at[2], c);
                         difference += weight * (value - wanted) * (value - wanted);
                         norm += weight * wanted * wanted;
                       }
                   });
    return std::sqrt(sum_over_ranks(difference) / sum_over_ranks(norm));
  }

  double temperature_error(unsigned cells, unsigned elements, unsigned degree, unsigned degree_z)
  {
    const Case problem = parse(block(cells, elements, degree, degree_z));
    StageLog log(world, std::cout, StageLog::Style::silent);
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    model::LayeredSystem system(model, {1, "temperature", {}, "the power is out of balance", model::find_prescribed_temperatures});
    const layered::LayeredSpace &space = system.space();
    layered::Coefficients coefficients;
    coefficients.n_components = 1;
    coefficients.n_elements = space.n_elements();
    for (unsigned cell = 0; cell < space.plan().n_cells() * space.n_elements(); ++cell)
      coefficients.volume.insert(coefficients.volume.end(), {3., 1., 2.});
    system.set_coefficients(coefficients, log);
    layered::Vector<double> load = make_load(space, [](double x, double y, double z, unsigned) {
      return -(3 * bump(x, y, z, 2, 0, 0) + 1 * bump(x, y, z, 0, 2, 0) + 2 * bump(x, y, z, 0, 0, 2));
    });
    layered::Vector<double> field;
    space.initialise(field);
    system.solve({&field}, {&load}, log, 300.);
    return error_of(space, field, [](double x, double y, double z, unsigned) { return bump(x, y, z, 0, 0, 0); });
  }

  double displacement_error(unsigned cells, unsigned elements, unsigned degree, unsigned degree_z)
  {
    const Case problem = parse(block(cells, elements, degree, degree_z));
    StageLog log(world, std::cout, StageLog::Style::silent);
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    const mechanics::MechanicsProblem mechanics(model, problem.materials);
    const mechanics::Temperature temperature = 298.15;
    model::LayeredSystem system(model, {3, "displacement", {}, "the load is out of balance", model::find_prescribed_displacements});
    const layered::LayeredSpace &space = system.space();
    system.set_coefficients(mechanics.make_coefficients(temperature), log);
    const materials::OrthotropicStiffness s =
        materials::stiffness(*problem.materials[problem.package.bodies[0].material].elasticity, 298.15);
    // - div s of u_i = a_i bump, by components.
    layered::Vector<double> load = make_load(space, [&](double x, double y, double z, unsigned c) {
      const auto d = [&](unsigned i, unsigned j) {
        unsigned order[3] = {0, 0, 0};
        ++order[i];
        ++order[j];
        return bump(x, y, z, order[0], order[1], order[2]);
      };
      const double *a = amplitude;
      switch (c)
        {
        case 0:
          return -(s.c11 * a[0] * d(0, 0) + s.c66 * a[0] * d(1, 1) + s.c55 * a[0] * d(2, 2) + (s.c12 + s.c66) * a[1] * d(0, 1) +
                   (s.c13 + s.c55) * a[2] * d(0, 2));
        case 1:
          return -(s.c66 * a[1] * d(0, 0) + s.c22 * a[1] * d(1, 1) + s.c44 * a[1] * d(2, 2) + (s.c12 + s.c66) * a[0] * d(0, 1) +
                   (s.c23 + s.c44) * a[2] * d(1, 2));
        default:
          return -(s.c55 * a[2] * d(0, 0) + s.c44 * a[2] * d(1, 1) + s.c33 * a[2] * d(2, 2) + (s.c13 + s.c55) * a[0] * d(0, 2) +
                   (s.c23 + s.c44) * a[1] * d(1, 2));
        }
    });
    layered::Vector<double> field;
    space.initialise(field);
    system.solve({&field}, {&load}, log);
    return error_of(space, field, [](double x, double y, double z, unsigned c) { return amplitude[c] * bump(x, y, z, 0, 0, 0); });
  }

  struct Degrees
  {
    unsigned in_plan, through, cells, elements;
  };
  // The coarser of two meshes; low degrees need finer ones to reach their order.
  constexpr Degrees degrees[] = {{1, 1, 8, 4}, {2, 2, 8, 2}, {3, 3, 4, 2}, {2, 1, 8, 4}, {1, 3, 8, 2}, {3, 2, 4, 2}};

  void expect_order(const std::string &what, double (*error)(unsigned, unsigned, unsigned, unsigned))
  {
    for (const Degrees &d : degrees)
      {
        const double coarse = error(d.cells, d.elements, d.in_plan, d.through),
                     fine = error(2 * d.cells, 2 * d.elements, d.in_plan, d.through);
        const double order = std::log2(coarse / fine), expected = std::min(d.in_plan, d.through) + 1;
        // A lower order is a defect; a higher one comes from the direction of the higher degree while its error is still significant.
        EXPECT_GT(order, expected - .15) << what << ", degrees " << d.in_plan << " and " << d.through << ": errors " << coarse << ", "
                                         << fine;
        if (d.in_plan == d.through)
          {
            EXPECT_LT(order, expected + .35) << what << ", degrees " << d.in_plan << " and " << d.through << ": errors " << coarse << ", "
                                             << fine;
          }
        EXPECT_LT(fine, .02);
        record({fmt::format("{}_degrees_{}_{}", what, d.in_plan, d.through), order, expected, "1", "-0.15",
                "manufactured solution, L2 norm", "Strang and Fix, An Analysis of the Finite Element Method"});
      }
  }

  TEST(ManufacturedSolution, OfTemperatureConvergesWithOneOrderMoreThanTheDegree)
  {
    expect_order("temperature", temperature_error);
  }

  TEST(ManufacturedSolution, OfDisplacementConvergesWithOneOrderMoreThanTheDegree)
  {
    expect_order("displacement", displacement_error);
  }
} // namespace
