// A conductivity that depends on temperature: its derivative, and the error that a mean per element makes.

#include <tests/adaptivity/quiet_run.h>
#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/adaptivity/point_conductivity.h>
#include <solver/layered/space/cell_values.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using adaptivity::PointConductivity;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  Vector<double> make_field(const layered::LayeredSpace &space, double scale, double phase, double offset = 0)
  {
    Vector<double> field;
    space.initialise(field);
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        {
          const auto &at = space.plan().position(dof);
          field.begin()[std::size_t(dof) * space.n_z() + k] =
              offset + scale * std::sin(900 * at[0] + 700 * at[1] + 2000 * space.z_nodes()[k] + phase);
        }
    space.complete(field);
    return field;
  }

  /// The integral of grad z . k(T) grad T, k at the points or at the mean temperature of `means` in every element.
  double flux_product(const model::Model &model, const conduction::ConductionLaw &law, const Vector<double> &t, const Vector<double> &z,
                      const layered::LayeredSpace &space, const Vector<double> *means = nullptr)
  {
    layered::CellValues temperature(space), dual(space), mean(space);
    const layered::CellPoints &points = temperature.points();
    double sum = 0;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        temperature.load(cell, t);
        dual.load(cell, z);
        mean.load(cell, means ? *means : t);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (unsigned q = 0; q < points.n_plan() && !model.composition(cell, e).empty(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              {
                const double at = means ? mean.mean(e, 0) : temperature.value(e, q, qz, 0);
                const std::array<double, 3> k = law.conductivity(model.composition(cell, e), at);
                for (unsigned axis = 0; axis < 3; ++axis)
                  sum += points.jxw(e, q, qz) * k[axis] * temperature.derivative(e, q, qz, 0, axis) * dual.derivative(e, q, qz, 0, axis);
              }
      }
    MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, world);
    return sum;
  }

  double product_of_load(const layered::LayeredSpace &space, Vector<double> &load, const Vector<double> &field)
  {
    space.condense(load);
    Vector<double> free = field;
    free.zero_out_ghost_values();
    return load * free;
  }

  /// The sample package with a die whose conductivity falls, on a plan with hanging nodes.
  Case package_of_varying_silicon()
  {
    return parse(asymmetric_package("{plan: {resolution: 0.5 mm, elsewhere: 1 mm}}"),
                 {"materials.chip.conductivity={model: isotropic, k: {table: [[0 degC, 160 W/mK], [400 degC, 40 W/mK]]}}"});
  }

  TEST(PointConductivity, HasTheDerivativeOfTheHeatFlow)
  {
    const Case problem = package_of_varying_silicon();
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    const conduction::ConductionLaw law(problem.package, problem.materials);
    const auto space = model.make_spaces(1).back();
    const Vector<double> t = make_field(*space, 20., 0, 370.), z = make_field(*space, 1., .7), direction = make_field(*space, 1., 1.9);
    const auto moved = [&](double step) {
      Vector<double> sum = t; // without its ghosts
      for (unsigned i = 0; i < space->n_owned(); ++i)
        sum.begin()[i] += step * direction.begin()[i];
      space->complete(sum);
      return flux_product(model, law, sum, z, *space);
    };
    // k is linear here, and the flux quadratic: central differences are exact.
    const double expected = (moved(1.) - moved(-1.)) / 2;
    const PointConductivity conductivity(model, law, *space, t);
    ASSERT_TRUE(conductivity.varies());
    Vector<double> load;
    space->initialise(load);
    conductivity.add_transposed(1., z, load);
    const double matrix = flux_product(model, law, direction, z, *space, &t);
    EXPECT_GT(std::abs(expected - matrix), .01 * std::abs(expected));
    EXPECT_NEAR(matrix + product_of_load(*space, load, direction), expected, 1e-9 * std::abs(expected));
  }

  TEST(PointConductivity, LeavesTheDifferenceOfBothHeatFlows)
  {
    const Case problem = package_of_varying_silicon();
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    const conduction::ConductionLaw law(problem.package, problem.materials);
    const auto space = model.make_spaces(1).back();
    const Vector<double> t = make_field(*space, 20., 0, 370.), z = make_field(*space, 1., .7);
    const PointConductivity conductivity(model, law, *space, t);
    const double expected = flux_product(model, law, t, z, *space, &t) - flux_product(model, law, t, z, *space);
    double by_load = 0, by_cells = 0;
    for (const auto part : {PointConductivity::Part::thickness, PointConductivity::Part::plan})
      {
        Vector<double> load;
        space->initialise(load);
        conductivity.add_residual(part, load);
        by_load += product_of_load(*space, load, z);
        for (const double value : conductivity.residual_against(part, z))
          by_cells += value;
      }
    MPI_Allreduce(MPI_IN_PLACE, &by_cells, 1, MPI_DOUBLE, MPI_SUM, world);
    EXPECT_NE(expected, 0);
    EXPECT_NEAR(by_load, expected, 1e-9 * std::abs(expected));
    EXPECT_NEAR(by_cells, expected, 1e-9 * std::abs(expected));
  }

  /// A free plate between faces at 40 and 200 degC whose conductivity rises from 1 to 5 W/mK.
  std::string plate(unsigned elements)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [60 mm, 60 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: body, thickness: 1 mm, elements: {}, material: m}}]
materials:
  m: {{young: 20 GPa, poisson: 0.3, cte: 8 ppm/K, conductivity: {{model: isotropic, k: {{table: [[40 degC, 1 W/mK], [200 degC, 5 W/mK]]}}}}}}
thermal: {{fixed_temperatures: [{{face: bottom, temperature: 40 degC}}, {{face: top, temperature: 200 degC}}]}}
states: [{{name: hot, temperature: solved}}]
warpage: {{terminal_zone: {{size: [40 mm, 40 mm]}}}}
mesh: {{adaptive: {{warpage_tolerance: 1 %}}}}
output: {{fields: false}}
)",
                       elements);
  }

  /// k = 1 + 4 u W/mK with u from 0 at 40 to 1 at 200 degC: its integral u + 2 u^2 rises linearly from face to face (Kirchhoff), and the
  /// plate, of one modulus and one CTE, bends by 12 times the first moment of the free strain about its middle.
  double plate_warpage()
  {
    double moment = 0;
    const unsigned n = 4000;
    for (unsigned i = 0; i < n; ++i)
      {
        const double z = (i + .5) / n, u = (std::sqrt(1 + 24 * z) - 1) / 4;
        moment += 8e-6 * 160 * u * (z - .5) / n;
      }
    return 12 * moment / 1e-3 * 20e-3 * 20e-3;
  }

  TEST(EstimatedError, CountsAConductivityThatVariesThroughAnElement)
  {
    const double expected = plate_warpage();
    for (const unsigned elements : {1u, 8u, 16u})
      {
        const results::RunResult result = run_quietly(parse(plate(elements)));
        const results::StateResult &state = result.states.front();
        const double truth = std::abs(state.bottom.peak_to_valley - expected);
        EXPECT_EQ(result.adaptive->is_met, elements == 16) << result.adaptive->end;
        EXPECT_EQ(truth <= .01 * expected, elements == 16);
        EXPECT_GE(state.error->value, truth) << elements << " elements";
        EXPECT_LE(state.error->value, 4 * truth) << elements << " elements";
        EXPECT_GE(*state.error->properties, truth) << elements << " elements";
        record({fmt::format("{}_elements", elements), state.error->value / truth, 1., "1", "1 to 4",
                "Kirchhoff's transform and plate theory", ""});
      }
  }
} // namespace
