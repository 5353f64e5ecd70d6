// Plans with ring tiles: constant strains, rigid motions, transfers to the lattice below, and the multigrid on bumps between plates.

#include <tests/layered/problem.h>
#include <tests/layered/ring_sample.h>
#include <tests/verification_record.h>

#include <solver/layered/multigrid/plan_transfer.h>

#include <meshing/plan/ring_mesh.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  double largest_entry(const layered::Vector<double> &v, const LayeredSpace &space)
  {
    double size = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      size = std::max(size, std::abs(v.begin()[i]));
    return largest(size, world);
  }

  /// Forces of a field in a material that is the same everywhere.
  layered::Vector<double> forces(const std::shared_ptr<const LayeredSpace> &space,
                                 const std::function<double(double, double, double, unsigned)> &field)
  {
    const layered::Coefficients coefficients = make_coefficients(*space, uniform_material(space->n_components()));
    const std::vector<char> all(coefficients.filled().size(), 1);
    const auto constrained = std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, all, {}));
    layered::Vector<double> u, f;
    interpolate(u, *space, *constrained, field);
    space->initialise(f);
    layered::LayeredOperator<double>(space, coefficients, constrained).vmult_all(f, u);
    return f;
  }

  TEST(RingSpace, LinearFieldsHaveNoInnerForceAndRigidMotionsNone)
  {
    constexpr unsigned n = 2;
    double worst = 0;
    for (const unsigned degree : {2u, 3u})
      for (const unsigned levels : {0u, 1u})
        {
          const auto mesh = meshing::make_ring_mesh(array_of_tiles(n, .3e-3, levels, degree), world);
          const auto space = make_space({mesh, degree, false, nonuniform_layers(), 2, 3, world});
          const auto stretch = forces(
              space, [](double x, double y, double z, unsigned c) { return scatter(c, 1) * x + scatter(c, 2) * y + scatter(c, 3) * z; });
          const double size = largest_entry(stretch, *space);
          const double inside = largest_inside(stretch, *space, n);
          worst = std::max(worst, largest(inside, world) / size);
          for (unsigned axis = 0; axis < 3; ++axis)
            {
              const auto turned = forces(space, [axis](double x, double y, double z, unsigned c) {
                const std::array<double, 3> at{{x, y, z}};
                return c == (axis + 1) % 3 ? -at[(axis + 2) % 3] : c == (axis + 2) % 3 ? at[(axis + 1) % 3] : 0.;
              });
              worst = std::max(worst, largest_entry(turned, *space) / size);
            }
        }
    EXPECT_LT(worst, 1e-12);
    record({"", worst, 0., "1", "rounding: 1e-12", "constant strain and rotations on ring tiles", ""});
  }

  /// Bumps between two plates, a quarter of the body: what docs/theory/column_multigrid.md measures.
  struct BumpProblem
  {
    unsigned n;          ///< bumps per side
    double radius = .25; ///< of pitches
    double height = .4;
    std::array<double, 2> bump{{117e9, .34}}, underfill{{8e9, .3}}; ///< E [Pa], nu; no underfill when E is 0
    unsigned n_components = 3;
    unsigned levels = 0;
    std::array<double, 2> plates{{1.5, 1.}}; ///< thicknesses in pitches
    double bulge = 0;                        ///< of barrels, of the radius at their ends

    Problem make() const
    {
      ProblemDescription description;
      meshing::Plan plan;
      plan.rings = array_of_tiles(n, radius * 1e-3, levels, 2);
      const meshing::AxisMap axis({0, double(n)}, {0, n * 1e-3});
      unsigned depth = 0;
      while (n % (2u << depth) == 0)
        ++depth;
      plan.below_rings = meshing::SnappedPlan{{{axis, axis}}, {{n >> depth, n >> depth}}, depth, depth, {}};
      description.plan = plan;
      description.mesh = meshing::make_plan_mesh(plan, world);
      const double low = plates[0] * 1e-3, high = low + height * 1e-3, top = high + plates[1] * 1e-3;
      description.grid = make_layers({0, low / 2, low, high, (high + top) / 2, top});
      if (bulge != 0)
        description.curves = make_curves(*plan.rings, barrel(low, high, bulge));
      description.n_components = n_components;
      description.material = [this](double x, double y, unsigned element) {
        const double distance = std::hypot(x - 1e-3 * (std::floor(x * 1e3) + .5), y - 1e-3 * (std::floor(y * 1e3) + .5));
        const bool is_plate = element != 2, is_bump = distance < radius * 1e-3;
        std::array<double, 2> constants = element < 2 ? std::array<double, 2>{{22e9, .3}} : std::array<double, 2>{{130e9, .28}};
        if (!is_plate)
          constants = is_bump ? bump : underfill;
        if (n_components == 1)
          {
            const double conductivity = is_plate ? (element < 2 ? 1. : 130.) : constants[0];
            return std::array<double, 9>{{conductivity, conductivity, conductivity}};
          }
        return constants[0] > 0 ? layered::pack(materials::isotropic_stiffness(constants[0], constants[1])) : std::array<double, 9>{};
      };
      description.is_prescribed = [this](double x, double y, double z, unsigned c) {
        if (n_components == 1)
          return z == 0;
        return (c == 0 && x < 1e-9) || (c == 1 && y < 1e-9) || (c == 2 && x < 1e-9 && y < 1e-9 && z == 0);
      };
      return Problem(description);
    }
  };

  /// Iterations until the relative residual is 1e-8, for the load of an eigenstrain and a rough one.
  std::array<unsigned, 2> count_iterations(const BumpProblem &bumps)
  {
    Problem problem = bumps.make();
    problem.set_up_multigrid();
    std::array<unsigned, 2> counts{};
    for (unsigned load = 0; load < 2; ++load)
      {
        layered::Vector<double> x;
        const layered::SolveOutcome outcome = problem.solve(x, load == 0 ? problem.load() : problem.rough_load(), 1e-11);
        for (counts[load] = 0; counts[load] + 1 < outcome.residual_history.size() && outcome.residual_history[counts[load]] > 1e-8;)
          ++counts[load];
      }
    return counts;
  }

  TEST(RingTransfer, TheLatticeBelowGivesLinearFieldsAndRotationsExactly)
  {
    double worst = 0;
    for (const auto &[levels, bulge] : {std::pair{0u, 0.}, std::pair{1u, 0.}, std::pair{0u, .3}, std::pair{1u, .3}})
      {
        BumpProblem bumps{3};
        bumps.levels = levels;
        bumps.bulge = bulge; // straight columns, and columns that move with the height
        const Problem problem = bumps.make();
        for (std::size_t l = 1; l < problem.levels.size(); ++l)
          {
            const auto &coarse = problem.levels[l - 1].space, &fine = problem.levels[l].space;
            const layered::PlanTransfer transfer(coarse, fine);
            const auto field = [](double x, double y, double z, unsigned c) {
              return scatter(c) + scatter(c, 1) * 1e3 * x + scatter(c, 2) * 1e3 * y + z;
            };
            const auto free = [](const LayeredSpace &space) {
              return find_constrained_unknowns(space, std::vector<char>(std::size_t(space.plan().n_cells()) * space.n_elements(), 1), {});
            };
            layered::Vector<double> from, to, expected;
            interpolate(from, *coarse, free(*coarse), field);
            interpolate(expected, *fine, free(*fine), field);
            fine->initialise(to);
            transfer.prolongate_and_add(to, from);
            to.add(-1., expected);
            worst = std::max(worst, largest_entry(to, *fine) / largest_entry(expected, *fine));
          }
      }
    EXPECT_LT(worst, 1e-12);
    record({"", worst, 0., "1", "rounding: 1e-12", "linear fields from the lattice to ring tiles", ""});
  }

  TEST(RingTransfer, AveragesOnTheLatticeKeepTheVolumeOfTheBumps)
  {
    for (const double g : {0., .3})
      {
        BumpProblem bumps{4};
        bumps.bulge = g;
        const Problem problem = bumps.make();
        const std::size_t rings = problem.levels.size() - 1;
        const layered::Coefficients coarse =
            layered::PlanTransfer(problem.levels[rings - 1].space, problem.levels[rings].space).average(problem.coefficients);
        const double bump = layered::pack(materials::isotropic_stiffness(117e9, .34))[0],
                     underfill = materials::isotropic_stiffness(8e9, .3).c11;
        const double square = .25 * .25 * (1 + 4. / 3 * g + 8. / 15 * g * g); // mean of r^2 over the height
        const double exact = underfill + (bump - underfill) * square * 3.14159265358979323846;
        for (unsigned cell = 0; cell < problem.levels[rings - 1].space->plan().n_cells(); ++cell)
          EXPECT_NEAR(coarse.at(cell, 2)[0], exact, 1e-12 * exact);
      }
  }

  TEST(RingMultigrid, ConvergesOnBumpsBetweenPlates)
  {
    struct Row
    {
      std::string name;
      BumpProblem bumps;
    };
    std::vector<Row> rows;
    const auto add = [&](const std::string &name, const BumpProblem &bumps) { rows.push_back({name, bumps}); };
    for (const unsigned n : {2u, 4u, 8u})
      add("Cu in 8 GPa, N = " + std::to_string(n), {n});
    BumpProblem slender{4};
    slender.height = .8;
    slender.underfill = {{.1e9, .3}};
    add("Cu in .1 GPa, h = .8", slender);
    BumpProblem air{4};
    air.underfill[0] = 0;
    add("Cu in air", air);
    air.height = .8;
    air.radius = .15;
    add("Cu in air, r = .15, h = .8", air);
    BumpProblem liquid{4};
    liquid.bump = {{3 * 53.6e9 * 1e-4, .49995}}; // K = 53.6 GPa, G = 1e-4 K
    add("liquid in 8 GPa", liquid);
    // Barrels: of solder in underfill, with a waist, slender in air, and liquid.
    BumpProblem barrels{4};
    barrels.bump = {{41e9, .36}};
    barrels.bulge = .25;
    add("barrels, g = .25, solder in 8 GPa", barrels);
    barrels.bulge = .5;
    add("barrels, g = .5, solder in 8 GPa", barrels);
    barrels.underfill[0] = 0;
    add("barrels, g = .5, solder in air", barrels);
    barrels.bulge = -.3;
    add("waists, g = -.3, solder in air", barrels);
    BumpProblem liquid_barrels = liquid;
    liquid_barrels.bulge = .25;
    add("barrels, g = .25, liquid in 8 GPa", liquid_barrels);
    BumpProblem refined{2};
    refined.levels = 1;
    add("Cu in 8 GPa, refined", refined);
    refined.bulge = .25;
    add("barrels, g = .25, Cu in 8 GPa, refined", refined);
    for (const unsigned n : {4u, 8u})
      for (const double k : {.5, 0.})
        {
          BumpProblem heat{n};
          heat.n_components = 1;
          heat.bump[0] = 400;
          heat.underfill[0] = k;
          add((k > 0 ? "heat, 400 in .5 W/(m K), N = " : "heat, 400 W/(m K) in air, N = ") + std::to_string(n), heat);
          if (n == 4)
            {
              heat.bulge = .25;
              add(k > 0 ? "heat, barrels, 400 in .5 W/(m K)" : "heat, barrels, 400 W/(m K) in air", heat);
            }
        }
    for (const auto &[name, bumps] : rows)
      {
        const auto counts = count_iterations(bumps);
        EXPECT_LE(counts[0], 20u) << name;
        EXPECT_LE(counts[1], 25u) << name;
        record({name + ", thermal load", double(counts[0]), 20., "iterations", "at most", "bumps between plates", ""});
        record({name + ", rough load", double(counts[1]), 25., "iterations", "at most", "bumps between plates", ""});
      }
  }
} // namespace
