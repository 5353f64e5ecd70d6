// The dual problems' right-hand sides: derivatives, against what they are derivatives of.

#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>

#include <solver/layered/space/layered_space.h>
#include <solver/mechanics/temperature_weights.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A smooth field that is no polynomial, on all columns.
  Vector<double> make_field(const layered::LayeredSpace &space, double scale, double offset = 0)
  {
    Vector<double> field;
    space.initialise(field);
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        for (unsigned c = 0; c < space.n_components(); ++c)
          {
            const auto &at = space.plan().position(dof);
            field.begin()[(std::size_t(dof) * space.n_z() + k) * space.n_components() + c] =
                offset + scale * std::sin(900 * at[0] + 700 * at[1] + 2000 * space.z_nodes()[k] + c);
          }
    space.complete(field);
    return field;
  }

  TEST(SurfaceLoad, IsTheTransposeOfTheWarpageMap)
  {
    // With hanging nodes, on a quarter, on a disc; the zone ends inside cells.
    const std::string disc = R"(sagitta: 1
package: {outline: {diameter: 10 mm}, stress_free_temperature: 150 degC, layers: [{name: wafer, thickness: 0.5 mm, material: m}, {name: film, thickness: 20 um, material: n}]}
materials: {m: {young: 131 GPa, poisson: 0.28, cte: 2.6 ppm/K}, n: {young: 60 GPa, poisson: 0.3, cte: 20 ppm/K}}
states: [{name: room, temperature: 25 degC}]
warpage: {grid_points: 21}
mesh: {plan: {resolution: 2 mm}}
)";
    const std::string graded = asymmetric_package("{plan: {resolution: 0.4 mm, elsewhere: 1.6 mm}}");
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {graded, {}}, {graded, {"package.dies.chip.position=[0 mm, 0 mm]"}}, {disc, {}}};
    for (const auto &[text, overrides] : cases)
      {
        const Case problem = parse(text, overrides);
        const model::Model model(problem.package, problem.conditions, problem.numerics, world);
        const mechanics::MechanicsProblem mechanics(model, problem.materials);
        const layered::LayeredSpace &space = mechanics.space();
        const mechanics::Temperature temperature = 298.15;
        const Vector<double> field = make_field(space, 1e-6);
        for (const auto face : {evaluation::Face::bottom, evaluation::Face::top})
          {
            const results::SurfaceMap map = evaluation::sample_surface(
                {model, problem.materials, space, field, temperature, mechanics.law()}, {face, problem.requests.warpage});
            std::vector<double> weights;
            double expected = 0, size = 0;
            for (std::size_t i = 0; i < map.heights.size(); ++i)
              {
                weights.push_back(std::sin(double(i)));
                expected += std::isfinite(map.heights[i]) ? weights[i] * map.heights[i] : 0;
                size += std::isfinite(map.heights[i]) ? std::abs(weights[i] * map.heights[i]) : 0;
                if (!std::isfinite(map.heights[i]))
                  weights[i] = 0;
              }
            Vector<double> load;
            space.initialise(load);
            evaluation::add_surface_load(model, space, evaluation::request_of(model, {face, problem.requests.warpage}), weights, load);
            space.condense(load);
            Vector<double> free = field;
            free.zero_out_ghost_values();
            EXPECT_NEAR(load * free, expected, 1e-13 * size); // rounding of the sum
          }
      }
  }

  TEST(TemperatureWeights, AreTheDerivativeOfTheForcesWorkByTheTemperature)
  {
    // Between two temperature fields: [load(T) . z - z . A(T) u] by central differences; its part from the load is linear in T here, that
    // from the stiffness piecewise linear.
    const Case problem = parse(asymmetric_package("{plan: {resolution: 0.5 mm, elsewhere: 1 mm}}"));
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    mechanics::MechanicsProblem mechanics(model, problem.materials);
    const layered::LayeredSpace &space = mechanics.space();
    const auto temperatures =
        std::make_shared<const layered::LayeredSpace>(space.plan_pointer(), space.grid_pointer(), space.degree_z(), 1);
    const Vector<double> u = make_field(space, 1e-6), z = make_field(space, 3e-7, 1e-7), t = make_field(*temperatures, 5., 340.),
                         direction = make_field(*temperatures, 1.);
    const auto constrained = std::make_shared<layered::ConstrainedUnknowns>(
        layered::find_constrained_unknowns(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1), {}));
    const auto work = [&](double step) {
      Vector<double> moved = t;
      for (unsigned i = 0; i < temperatures->n_local(); ++i)
        moved.begin()[i] += step * direction.begin()[i];
      const mechanics::Temperature temperature = mechanics::TemperatureField{temperatures, &moved};
      Vector<double> load, product;
      mechanics.set_load(temperature, load);
      space.condense(load);
      space.initialise(product);
      layered::LayeredOperator<double>(mechanics.system().space_pointer(), mechanics.make_coefficients(temperature), constrained)
          .vmult_all(product, u);
      load.add(-1., product);
      Vector<double> dual = z;
      dual.zero_out_ghost_values();
      return load * dual;
    };
    const mechanics::Temperature temperature = mechanics::TemperatureField{temperatures, &t};
    Vector<double> weights =
        mechanics::make_temperature_weights({model, mechanics.law(), space, temperature, u}, z, mechanics::StiffnessTemperature::point);
    temperatures->condense(weights);
    Vector<double> free = direction;
    free.zero_out_ghost_values();
    const double expected = (work(1.) - work(-1.)) / 2;
    EXPECT_NE(expected, 0);
    // The stiffness is that of the cell's mean temperature, the weights take it as that of the node: the fields vary by a tenth of
    // a wave over a cell at most.
    EXPECT_NEAR(weights * free, expected, .02 * std::abs(expected));
  }
} // namespace
