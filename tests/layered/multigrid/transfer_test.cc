// Transfers between the plans of the multigrid levels.

#include <tests/layered/sample.h>
#include <tests/verification_record.h>

#include <solver/layered/multigrid/plan_transfer.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredSpace;
  using layered::PlanTransfer;

  const MPI_Comm world = MPI_COMM_WORLD;

  using Field = std::function<double(double, double, double, unsigned)>;

  struct Level
  {
    std::shared_ptr<const LayeredSpace> space;
    std::shared_ptr<const layered::ConstrainedUnknowns> constrained; ///< tied columns only
  };

  std::vector<Level> make_levels(const std::shared_ptr<meshing::PlanTriangulation> &mesh, bool is_rectangular, unsigned degree,
                                 unsigned n_components)
  {
    std::vector<Level> levels;
    for (const auto &plan : meshing::make_plan_levels(mesh))
      {
        const auto space = make_space({plan, degree, is_rectangular, nonuniform_layers(), 2, n_components, world});
        const std::vector<char> all(space->plan().n_cells() * space->n_elements(), 1);
        levels.push_back({space, std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, all, {}))});
      }
    return levels;
  }

  /// Largest error of a field carried from one level to the next, over the size of the field.
  double transfer_error(const Level &coarse, const Level &fine, const Field &field)
  {
    layered::Vector<double> source, expected, result;
    interpolate(source, *coarse.space, *coarse.constrained, field);
    interpolate(expected, *fine.space, *fine.constrained, field);
    fine.space->initialise(result);
    PlanTransfer(coarse.space, fine.space).prolongate_and_add(result, source);
    double error = 0, size = 0;
    for (unsigned i = 0; i < fine.space->n_owned(); ++i)
      {
        error = std::max(error, std::abs(result.begin()[i] - expected.begin()[i]));
        size = std::max(size, std::abs(expected.begin()[i]));
      }
    return largest(error, world) / largest(size, world);
  }

  TEST(Transfer, KeepsConstantsLinearsRotationsAndPolynomialsOfItsDegreeOnEveryLevelOfANonuniformGradedPlan)
  {
    const auto mesh = make_mesh(nonuniform_plan(true, 4), world);
    double worst = 0;
    bool have_both_hanging_nodes = false;
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        const auto levels = make_levels(mesh, true, degree, 3);
        EXPECT_GE(levels.size(), 4u);
        std::vector<Field> fields{[](double, double, double, unsigned c) { return c + 1.; },
                                  [](double x, double, double, unsigned c) { return (c + 1) * x; },
                                  [](double, double y, double, unsigned c) { return (c + 1) * y; },
                                  [](double, double, double z, unsigned c) { return (c + 1) * z; },
                                  [degree](double x, double y, double z, unsigned c) {
                                    return std::pow(1e3 * x - c, double(degree)) * std::pow(1e3 * y + 1, double(degree)) * (1 + 1e3 * z);
                                  }};
        for (unsigned axis = 0; axis < 3; ++axis)
          fields.push_back([axis](double x, double y, double z, unsigned c) {
            const std::array<double, 3> at{{x - 4e-3, y - 4e-3, z}};
            return c == (axis + 1) % 3 ? -at[(axis + 2) % 3] : c == (axis + 2) % 3 ? at[(axis + 1) % 3] : 0.;
          });
        for (std::size_t l = 0; l + 1 < levels.size(); ++l)
          {
            const auto has_hanging_nodes = [&](const Level &level) {
              return sum(double(level.space->plan().hanging().column.size()), world) > 0;
            };
            have_both_hanging_nodes |= has_hanging_nodes(levels[l]) && has_hanging_nodes(levels[l + 1]);
            for (std::size_t f = 0; f < fields.size(); ++f)
              {
                // Weights are Lagrange polynomials: sums of order 1, rounded at 1e-16, on nodes rounded as much.
                const double error = transfer_error(levels[l], levels[l + 1], fields[f]);
                EXPECT_LT(error, 1e-13) << "degree " << degree << ", level " << l << ", field " << f;
                worst = std::max(worst, error);
              }
          }
      }
    EXPECT_TRUE(have_both_hanging_nodes) << "no pair of levels has hanging nodes on both";
    record({"", worst, 0., "1", "1e-13 of the field", "the field itself", ""});
  }

  TEST(Transfer, KeepsConstantsOnADisc)
  {
    meshing::Plan plan;
    plan.disc = meshing::DiscPlan{{0, 0, 5e-3}, 2};
    const auto levels = make_levels(meshing::make_plan_mesh(plan, world), false, 2, 1);
    EXPECT_EQ(levels.size(), 3u);
    for (std::size_t l = 0; l + 1 < levels.size(); ++l)
      EXPECT_LT(transfer_error(levels[l], levels[l + 1], [](double, double, double, unsigned) { return 1.; }), 1e-13);
  }

  TEST(Transfer, RestrictionIsTheTranspose)
  {
    const auto levels = make_levels(make_mesh(nonuniform_plan(true, 4), world), true, 3, 3);
    for (std::size_t l = 0; l + 1 < levels.size(); ++l)
      {
        const PlanTransfer transfer(levels[l].space, levels[l + 1].space);
        const auto random = [](double x, double y, double z, unsigned c) { return std::sin(1e4 * x + 2e4 * y + 3e4 * z + c); };
        layered::Vector<double> coarse, fine, up, down;
        interpolate(coarse, *levels[l].space, *levels[l].constrained, random);
        interpolate(fine, *levels[l + 1].space, *levels[l + 1].constrained, random);
        levels[l + 1].space->initialise(up);
        levels[l].space->initialise(down);
        transfer.prolongate_and_add(up, coarse);
        transfer.restrict_to(down, fine);
        EXPECT_NEAR(up * fine, coarse * down, 1e-13 * up.l2_norm() * fine.l2_norm()) << "level " << l;
      }
  }

  TEST(Transfer, AveragesKeepTheIntegralsOfTheCoefficients)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 4);
    const auto levels = make_levels(make_mesh(plan, world), true, 1, 1);
    const LayeredSpace &finest = *levels.back().space;
    layered::Coefficients coefficients = make_coefficients(finest, scattered_material(plan, 1));
    const unsigned n = finest.n_elements();
    const auto at = [&](unsigned cell) {
      return static_cast<unsigned long long>(1e9 * finest.plan().box(cell)[0] + 1e6 * finest.plan().box(cell)[1]);
    };
    for (unsigned cell = 0; cell < finest.plan().n_cells(); ++cell)
      {
        for (unsigned b = 0; b <= n; ++b)
          coefficients.film_level.push_back(1 + scatter(at(cell), b));
        for (unsigned i = 0; i < 4 * n; ++i)
          coefficients.film_side.push_back(1 + scatter(at(cell), 100 + i));
        for (unsigned e = 0; e < n; ++e)
          coefficients.storage.push_back(1 + scatter(at(cell), 1000 + e));
      }
    const auto integrals = [&](const LayeredSpace &space, const layered::Coefficients &c) {
      std::vector<double> sums(3 * n + n + 1 + 4 * n + n, 0.);
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        {
          const auto &box = space.plan().box(cell);
          for (unsigned i = 0; i < 3 * n; ++i)
            sums[i] += space.plan().area(cell) * c.volume[cell * 3 * n + i];
          for (unsigned b = 0; b <= n; ++b)
            sums[3 * n + b] += space.plan().area(cell) * c.film_level[cell * (n + 1) + b];
          for (unsigned i = 0; i < 4 * n; ++i)
            sums[4 * n + 1 + i] += (i / n < 2 ? box[3] - box[1] : box[2] - box[0]) * c.film_side[cell * 4 * n + i];
          for (unsigned e = 0; e < n; ++e)
            sums[8 * n + 1 + e] += space.plan().area(cell) * c.storage[cell * n + e];
        }
      for (double &value : sums)
        value = sum(value, world);
      return sums;
    };
    const std::vector<double> expected = integrals(finest, coefficients);
    for (std::size_t l = levels.size() - 1; l > 0; --l)
      {
        coefficients = PlanTransfer(levels[l - 1].space, levels[l].space).average(coefficients);
        const std::vector<double> found = integrals(*levels[l - 1].space, coefficients);
        for (std::size_t i = 0; i < found.size(); ++i)
          EXPECT_NEAR(found[i], expected[i], 1e-13 * expected[i]) << "level " << l - 1 << ", integral " << i;
      }
  }
} // namespace
