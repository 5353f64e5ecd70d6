// The mechanics of a model whose materials change, and the rigid motion that it leaves.

#include <tests/adaptivity/sample_package.h>
#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>

#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/mean_motion.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  Vector<double> solve(mechanics::MechanicsProblem &mechanics, const mechanics::Temperature &temperature)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    Vector<double> displacement;
    mechanics.space().initialise(displacement);
    mechanics.solve({temperature}, {&displacement}, log);
    return displacement;
  }

  double largest_difference(const Vector<double> &a, const Vector<double> &b)
  {
    double difference = 0;
    for (unsigned i = 0; i < a.locally_owned_size(); ++i)
      difference = std::max(difference, std::abs(a.begin()[i] - b.begin()[i]));
    return largest_over_ranks(difference);
  }

  TEST(MechanicsProblem, WithAnotherExpansionOrModulusGivesWhatANewProblemGives)
  {
    const std::string text = asymmetric_package("{plan: {resolution: 0.5 mm, elsewhere: 1 mm}}");
    const Case problem = parse(text);
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    mechanics::MechanicsProblem changed(model, problem.materials);
    Vector<double> before = solve(changed, 298.15);
    for (const char *change : {"materials.rdl.cte=30 ppm/K", "materials.chip.young=160 GPa"})
      {
        const Case other = parse(text, {change});
        changed.set_materials(other.materials);
        const Vector<double> after = solve(changed, 298.15);
        mechanics::MechanicsProblem fresh(model, other.materials);
        // The same operations in the same order; but on three ranks what two of them add to a node of the third comes in any order,
        // and the solves differ within their tolerance.
        const double allowed = tests::ranks_in(world) > 2 ? 1e-8 * largest_difference(after, before) : 0.;
        EXPECT_LE(largest_difference(after, solve(fresh, 298.15)), allowed) << change;
        EXPECT_GT(largest_difference(after, before), 1e-8) << change;
        before = after;
      }
  }

  TEST(MechanicsProblem, SolvesStatesTogetherOnlyWhereHomogenisedLayersAreEquallyStiff)
  {
    const std::string layer = "package.layers[0].material={rdl: {copper: 40 %, metal: copper, dielectric: soft, arrangement: mesh}}",
                      elastic = "materials.mould.young=20 GPa";
    const auto groups = [&](const std::string &young) {
      const Case problem =
          parse(asymmetric_package("{plan: {lattice: [4, 4]}}"),
                {layer, elastic, "materials.soft={young: " + young + ", poisson: 0.35, cte: 50 ppm/K, conductivity: 0.3 W/mK}"});
      const model::Model model(problem.package, problem.conditions, problem.numerics, world);
      return mechanics::MechanicsProblem(model, problem.materials).group({298.15, 398.15, 523.15, 298.15});
    };
    using Groups = std::vector<std::vector<unsigned>>;
    EXPECT_EQ(groups("3 GPa"), (Groups{{0, 1, 2, 3}}));
    EXPECT_EQ(groups("{table: [[25 degC, 3 GPa], [125 degC, 3 GPa], [150 degC, 1 GPa]]}"), (Groups{{0, 1, 3}, {2}}));
    EXPECT_EQ(groups("{table: [[25 degC, 3 GPa], [250 degC, 1 GPa]]}"), (Groups{{0, 3}, {1}, {2}}));
  }

  TEST(MechanicsProblem, UnderAUniformFieldGivesWhatTheUniformTemperatureGives)
  {
    const Case problem = parse(asymmetric_package("{plan: {resolution: 0.5 mm, elsewhere: 1 mm}}"));
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    mechanics::MechanicsProblem mechanics(model, problem.materials);
    const auto space = model.make_spaces(1).back();
    Vector<double> values, uniform, field;
    space->initialise(values);
    for (unsigned i = 0; i < space->n_local(); ++i)
      values.begin()[i] = 310;
    mechanics.set_load(310., uniform);
    mechanics.set_load(mechanics::TemperatureField{space, &values}, field);
    double difference = 0, size = 0;
    for (unsigned i = 0; i < mechanics.space().n_local(); ++i)
      {
        difference = std::max(difference, std::abs(field.begin()[i] - uniform.begin()[i]));
        size = std::max(size, std::abs(uniform.begin()[i]));
      }
    EXPECT_GT(size, 0);
    EXPECT_LT(difference, 1e-12 * size);
  }

  /// A free plate, so that all six motions are free, on rectangles and on a disc.
  std::string plate(const std::string &outline)
  {
    return "sagitta: 1\npackage: {outline: " + outline +
           R"(, stress_free_temperature: 25 degC, layers: [{name: a, thickness: 0.4 mm, material: m}, {name: b, thickness: 0.2 mm, material: m}]}
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 2 mm}, symmetry: none}
)";
  }

  TEST(MeanMotion, RemovesARigidMotionCompletely)
  {
    for (const char *outline : {"{size: [8 mm, 6 mm]}", "{diameter: 10 mm}"})
      {
        const Case problem = parse(plate(outline));
        const model::Model model(problem.package, problem.conditions, problem.numerics, world);
        const mechanics::MechanicsProblem mechanics(model, problem.materials);
        const layered::LayeredSpace &space = mechanics.space();
        const layered::ConstrainedUnknowns constrained =
            layered::find_constrained_unknowns(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1), {});
        const layered::RigidModes modes(space, constrained, false);
        ASSERT_EQ(modes.size(), 6u);
        const double t[3] = {1e-6, -2e-6, 3e-6}, r[3] = {4e-4, -5e-4, 6e-4};
        Vector<double> u;
        space.initialise(u);
        for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
          for (unsigned k = 0; k < space.n_z(); ++k)
            {
              const double x[3] = {space.plan().position(dof)[0], space.plan().position(dof)[1], space.z_nodes()[k]};
              for (unsigned c = 0; c < 3; ++c)
                u.begin()[(std::size_t(dof) * space.n_z() + k) * 3 + c] =
                    t[c] + r[(c + 1) % 3] * x[(c + 2) % 3] - r[(c + 2) % 3] * x[(c + 1) % 3];
            }
        mechanics::MeanMotion(model, space, modes).remove_from(u);
        double left = 0;
        for (unsigned i = 0; i < space.n_local(); ++i)
          left = std::max(left, std::abs(u.begin()[i]));
        EXPECT_LT(largest_over_ranks(left), 1e-12 * 5e-6) << outline;
      }
  }

  TEST(MeanMotion, LeavesAZeroMeanDisplacementAndRotation)
  {
    const SolvedCase solved(asymmetric_package("{plan: {resolution: 0.5 mm, elsewhere: 1 mm}}"));
    const layered::LayeredSpace &space = solved.space();
    layered::CellValues values(space);
    std::array<double, 3> displacement{}, rotation{};
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        values.load(cell, solved.displacement());
        const layered::CellPoints &points = values.points();
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (unsigned q = 0; q < points.n_plan(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              {
                const std::array<double, 3> at = points.position(e, q, qz);
                for (unsigned c = 0; c < 3; ++c)
                  {
                    const unsigned a = (c + 1) % 3, b = (c + 2) % 3;
                    displacement[c] += points.jxw(e, q, qz) * values.value(e, q, qz, c);
                    rotation[c] += points.jxw(e, q, qz) * (at[a] * values.value(e, q, qz, b) - at[b] * values.value(e, q, qz, a));
                  }
              }
      }
    const double volume = 6e-3 * 5e-3 * .28e-3, size = solved.largest_displacement();
    for (unsigned c = 0; c < 3; ++c)
      {
        EXPECT_NEAR(sum_over_ranks(displacement[c]) / volume, 0, 1e-12 * size);
        EXPECT_NEAR(sum_over_ranks(rotation[c]) / volume / 6e-3, 0, 1e-12 * size);
      }
  }
} // namespace
