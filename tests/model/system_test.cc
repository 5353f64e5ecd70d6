// The linear equations of one physics: every method, both kinds of coefficients, and the sentences of errors.

#include <tests/layered/matrix.h>
#include <tests/layered/tangents.h>
#include <tests/refusal.h>
#include <tests/verification/solved_case.h>

#include <solver/layered/operator/assembly.h>
#include <solver/model/system.h>

#include <petscsys.h>

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A package of two layers with a die, free, of 16 x 12 cells.
  constexpr const char *package = R"(sagitta: 1
package:
  outline: {size: [4 mm, 3 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: die_zone, thickness: 150 um, material: lmc_r4507}
    - {name: overmould, thickness: 100 um, material: lmc_r4507}
  dies: [{name: chip, material: silicon, size: [2 mm, 1.5 mm], position: [0 mm, 0 mm], layers: [die_zone]}]
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {lattice: [16, 12]}, symmetry: none}
output: {fields: false}
)";

  /// A system of the package's displacement, the coefficients at room temperature and the load of its cooling.
  struct Equations
  {
    explicit Equations(const std::vector<std::string> &overrides = {})
        : problem(parse(package, overrides)), package_model(problem.package, problem.conditions, problem.numerics, world),
          mechanics_problem(package_model, problem.materials), log(world, std::cout, StageLog::Style::silent),
          system(package_model, mechanics_problem.system().physics()),
          elastic(mechanics_problem.make_coefficients(mechanics::Temperature(298.15)))
    {
    }

    /// The load of a traction that balances itself: the operator applied to a smooth field.
    Vector<double> make_load() const
    {
      const layered::LayeredSpace &space = system.space();
      const auto none = std::make_shared<const layered::ConstrainedUnknowns>(
          find_constrained_unknowns(space, std::vector<char>(std::size_t(space.plan().n_cells()) * space.n_elements(), 1), {}));
      Vector<double> field, load;
      space.initialise(field);
      space.initialise(load);
      for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
        for (unsigned i = 0; i < space.column_size() && !space.plan().is_hanging(dof); ++i)
          field.begin()[std::size_t(dof) * space.column_size() + i] =
              1e-6 * std::sin(900 * space.plan().position(dof)[0] + 500 * space.plan().position(dof)[1] + i);
      layered::LayeredOperator<double>(system.space_pointer(), elastic, none).vmult(load, field);
      return load;
    }

    struct Solution
    {
      Vector<double> x;
      results::SolveInfo info;
    };

    Solution solve()
    {
      Solution solution;
      system.space().initialise(solution.x);
      Vector<double> load = make_load();
      solution.info = system.solve({&solution.x}, {&load}, log).front();
      return solution;
    }

    Case problem;
    model::Model package_model;
    mechanics::MechanicsProblem mechanics_problem;
    StageLog log;
    model::LayeredSystem system;
    layered::Coefficients elastic;
  };

  /// An option of PETSc's data base, taken back at the end, whatever happens.
  class PetscOption
  {
  public:
    PetscOption(const char *name, const char *value) : name_(name) { PetscOptionsSetValue(nullptr, name, value); }
    ~PetscOption() { PetscOptionsClearValue(nullptr, name_); }
    PetscOption(const PetscOption &) = delete;
    PetscOption &operator=(const PetscOption &) = delete;

  private:
    const char *name_;
  };

  /// Of owned values, relative to the largest; rigid motion is projected out of both.
  double difference(const Equations &equations, const Vector<double> &a, const Vector<double> &b)
  {
    Vector<double> rest(b), other(a);
    rest.zero_out_ghost_values();
    other.zero_out_ghost_values();
    rest.add(-1., other);
    equations.system.modes().project(rest);
    return rest.linfty_norm() / b.linfty_norm();
  }

  TEST(LayeredSystem, GivesTheSameFieldByEveryMethod)
  {
    Equations expected({"solver={method: direct, tolerance: 1e-12}"});
    expected.system.set_coefficients(expected.elastic, expected.log);
    const Equations::Solution direct = expected.solve();
    EXPECT_EQ(direct.info.method, "direct (MUMPS)");
    const auto expect_equal = [&](const std::string &method, const std::string &name) {
      Equations equations({"solver={method: " + method + ", tolerance: 1e-11, max_iterations: 1000}"});
      equations.system.set_coefficients(equations.elastic, equations.log);
      const Equations::Solution solution = equations.solve();
      EXPECT_EQ(solution.info.method, name);
      // A residual of 1e-11 leaves that times the condition number of a plate.
      EXPECT_LT(difference(equations, solution.x, direct.x), 1e-6) << name;
    };
    expect_equal("column_multigrid", "CG + column multigrid");
    const PetscOption aggregation("-displacement_pc_type", "gamg");
    expect_equal("direct", "CG + gamg (PETSc)");
  }

  TEST(LayeredSystem, UsesTheKrylovSolverThatPetscOptionsName)
  {
    // A package on its support: PETSc's own iteration does not take out the rigid motions of a free one.
    const std::vector<std::string> supported{"solver={method: column_multigrid, tolerance: 1e-9}",
                                             "mechanics={supports: [{face: bottom, displacement: {x: 0 um, y: 0 um, z: 0 um}}]}"};
    Equations own(supported), petsc(supported);
    own.system.set_coefficients(own.elastic, own.log);
    const Vector<double> expected = own.solve().x;
    const PetscOption option("-displacement_ksp_type", "cg");
    petsc.system.set_coefficients(petsc.elastic, petsc.log);
    // A residual of 1e-9 leaves that times the condition number of a thin block on its support.
    EXPECT_LT(difference(petsc, petsc.solve().x, expected), 1e-6);
  }

  TEST(LayeredSystem, IsSetUpAgainForOtherCoefficientsOnly)
  {
    Equations equations({"solver.method=column_multigrid"});
    EXPECT_TRUE(equations.system.set_coefficients(equations.elastic, equations.log));
    EXPECT_FALSE(equations.system.set_coefficients(equations.elastic, equations.log));
    layered::Coefficients softer = equations.elastic;
    for (double &modulus : softer.volume)
      modulus *= .5;
    const Equations::Solution stiff = equations.solve();
    EXPECT_TRUE(equations.system.set_coefficients(softer, equations.log));
    Equations::Solution soft = equations.solve();
    soft.x *= .5; // half the stiffness, twice the displacement
    EXPECT_LT(difference(equations, soft.x, stiff.x), 1e-4);
  }

  TEST(LayeredSystem, OfTangentsThatDoNotVaryIsTheOneOfCoefficients)
  {
    for (const char *method : {"column_multigrid", "direct"})
      {
        Equations constant({std::string("solver={tolerance: 1e-10, method: ") + method + "}"}),
            tangent({std::string("solver={tolerance: 1e-10, method: ") + method + "}"});
        constant.system.set_coefficients(constant.elastic, constant.log);
        tangent.system.set_tangents(as_tangents(tangent.system.space(), tangent.elastic), tangent.log);
        const Equations::Solution expected = constant.solve(), solution = tangent.solve();
        // One more or less where rounding decides at the end.
        EXPECT_NEAR(double(solution.info.iterations), double(expected.info.iterations), 1);
        EXPECT_LT(difference(constant, solution.x, expected.x), 1e-7);
        // And back: the operator changes its kind. Sums over ranks have another order from solve to solve, so that fields of a residual of
        // 1e-10 agree to that times the condition number of a plate only.
        tangent.system.set_coefficients(tangent.elastic, tangent.log);
        EXPECT_LT(difference(constant, tangent.solve().x, expected.x), 1e-7);
      }
  }

  /// The true relative residual of a solution by the matrix assembled of the tangents.
  double assembled_residual(const Equations &equations, const layered::TangentFunction &tangents, const Vector<double> &x)
  {
    const layered::LayeredSpace &space = equations.system.space();
    const layered::ConstrainedUnknowns constrained = find_constrained_unknowns(
        space, equations.package_model.filled(static_cast<unsigned>(equations.package_model.plan_levels().size()) - 1),
        equations.system.physics().find_prescribed(equations.package_model, space).unknowns);
    Vector<double> load = equations.make_load();
    space.condense(load);
    const std::vector<double> product =
        multiply(assemble(space, tangents, constrained), std::vector<double>(x.begin(), x.begin() + space.n_owned()));
    double square = 0, norm = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (!constrained.is_constrained[i])
        {
          square += std::pow(product[i] - load.begin()[i], 2);
          norm += std::pow(load.begin()[i], 2);
        }
    return std::sqrt(sum_over_ranks(square) / sum_over_ranks(norm));
  }

  TEST(LayeredSystem, SolvesWithTangentsThatVaryToTheToleranceOfTheAssembledMatrix)
  {
    for (const char *method : {"column_multigrid", "direct"})
      {
        Equations equations(
            {std::string("solver={tolerance: 1e-9, max_iterations: 500, method: ") + method + "}", "mesh.plan.lattice=[8, 6]"});
        // A fifth of the shear stiffness is left along a direction that differs from point to point.
        const layered::TangentFunction tangents = yielding_tangents(equations.system.space(), equations.elastic, .8);
        equations.system.set_tangents(tangents, equations.log);
        const Equations::Solution solution = equations.solve();
        EXPECT_LT(assembled_residual(equations, tangents, solution.x), 2e-9) << method; // and rounding
        // A sound preconditioner takes 6 to 25 iterations; with wrong averages it takes hundreds.
        EXPECT_TRUE(method != std::string("column_multigrid") || solution.info.iterations <= 30) << solution.info.iterations;
      }
  }

  TEST(LayeredSystem, KeepsAMultigridWhileTangentsChangeALittle)
  {
    Equations equations({"solver={tolerance: 1e-9, method: column_multigrid}"});
    equations.system.set_coefficients(equations.elastic, equations.log);
    const layered::TangentFunction tangents = yielding_tangents(equations.system.space(), equations.elastic, .3);
    equations.system.set_tangents(tangents, equations.log, true);
    const Equations::Solution solution = equations.solve();
    EXPECT_LT(assembled_residual(equations, tangents, solution.x), 2e-9);
    EXPECT_LE(solution.info.iterations, 30u);
  }

  TEST(LayeredSystem, NamesItsPhysicsWhenTheIterationDoesNotConverge)
  {
    Equations equations({"solver={method: column_multigrid, max_iterations: 2, tolerance: 1e-12}"});
    equations.system.set_coefficients(equations.elastic, equations.log);
    const std::string sentence = sentence_of<ConvergenceError>([&] { equations.solve(); });
    EXPECT_EQ(sentence.find("displacement: the solver ended at a relative residual of "), 0u) << sentence;
    EXPECT_NE(sentence.find("after 2 iterations; the requested tolerance is 1e-12"), std::string::npos) << sentence;
  }

  TEST(LayeredSystem, RefusesAnUnbalancedLoadAndNamesItsPhysics)
  {
    Equations equations;
    Vector<double> load;
    equations.system.space().initialise(load);
    for (unsigned i = 2; i < equations.system.space().n_owned(); i += 3)
      load.begin()[i] = 1;
    const std::string sentence = sentence_of<InputError>([&] { equations.system.check_equilibrium(load); });
    EXPECT_NE(sentence.find(equations.system.physics().unbalanced), std::string::npos) << sentence;
    Vector<double> balanced = equations.make_load();
    EXPECT_NO_THROW(equations.system.check_equilibrium(balanced));
  }
} // namespace
