// The matrix-free operator against the assembled matrix, which is formed another way: for every pair of degrees.

#include <tests/layered/matrix.h>
#include <tests/layered/sample.h>
#include <tests/verification_record.h>

#include <solver/layered/assembly.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredOperator;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  struct Difference
  {
    double in_double, in_float;
  };

  /// Films on the bottom, on an inner level and on all sides of some cells.
  void add_films(layered::Coefficients &coefficients, const LayeredSpace &space)
  {
    const unsigned n = space.n_elements();
    coefficients.film_level.assign(std::size_t(space.plan().n_cells()) * (n + 1), 0.);
    coefficients.film_side.assign(std::size_t(space.plan().n_cells()) * 4 * n, 0.);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        coefficients.film_level[cell * (n + 1)] = 1e4;
        coefficients.film_level[cell * (n + 1) + 1] = cell % 2 ? 3e3 : 0.;
        for (unsigned face = 0; face < 4 && cell % 3 == 0; ++face)
          coefficients.film_side[(cell * 4 + face) * n + n - 1] = 1e3 * (face + 1);
      }
  }

  /// Difference of the products with a random vector, over the largest entry of the product.
  Difference compare_with_matrix(const std::shared_ptr<const LayeredSpace> &space, const layered::Coefficients &coefficients)
  {
    const auto held = std::make_shared<const layered::HeldUnknowns>(find_held_unknowns(*space, coefficients.filled(), {}));
    layered::Vector<double> src, dst;
    layered::Vector<float> src_float, dst_float;
    space->initialise(src);
    space->initialise(dst);
    space->initialise(src_float);
    space->initialise(dst_float);
    const auto first = space->partitioner()->local_range().first;
    for (unsigned i = 0; i < space->n_owned(); ++i)
      if (!held->is_held[i])
        {
          src.begin()[i] = float(scatter(first + i)); // the same number in single precision
          src_float.begin()[i] = static_cast<float>(src.begin()[i]);
        }
    LayeredOperator<double>(space, coefficients, held).vmult(dst, src);
    LayeredOperator<float>(space, coefficients, held).vmult(dst_float, src_float);
    const std::vector<double> expected =
        multiply(assemble(*space, coefficients, *held), std::vector<double>(src.begin(), src.begin() + space->n_owned()));
    double size = 0;
    Difference difference{0, 0};
    for (unsigned i = 0; i < space->n_owned(); ++i)
      {
        size = std::max(size, std::abs(expected[i]));
        difference.in_double = std::max(difference.in_double, std::abs(dst.begin()[i] - expected[i]));
        difference.in_float = std::max(difference.in_float, std::abs(double(dst_float.begin()[i]) - expected[i]));
      }
    size = largest(size, world);
    return {largest(difference.in_double, world) / size, largest(difference.in_float, world) / size};
  }

  void compare_all_degrees(const std::shared_ptr<const meshing::PlanTriangulation> &mesh, bool is_rectangular,
                           const std::function<MaterialField(unsigned)> &material, bool has_film)
  {
    // Single precision rounds at 6e-8; an entry is a sum of some hundred products, of which a random vector leaves about a tenth.
    constexpr double rounding = 1e-12, single_rounding = 1e-5;
    Difference worst{0, 0};
    for (unsigned p = 1; p <= 4; ++p)
      {
        const auto plan = std::make_shared<const layered::PlanSpace>(mesh, p, is_rectangular, world);
        for (unsigned q = 1; q <= 4; ++q)
          for (const unsigned n_components : {1u, 3u})
            {
              const auto space = std::make_shared<const LayeredSpace>(plan, uneven_layers(), q, n_components);
              layered::Coefficients coefficients = make_coefficients(*space, material(n_components));
              if (has_film && n_components == 1)
                add_films(coefficients, *space);
              const Difference difference = compare_with_matrix(space, coefficients);
              EXPECT_LT(difference.in_double, rounding) << "p = " << p << ", q = " << q << ", components " << n_components;
              EXPECT_LT(difference.in_float, single_rounding) << "p = " << p << ", q = " << q << ", components " << n_components;
              worst.in_double = std::max(worst.in_double, difference.in_double);
              worst.in_float = std::max(worst.in_float, difference.in_float);
            }
      }
    record({"double", worst.in_double, 0., "1", "1e-12 of the largest entry", "assembled matrix", ""});
    record({"single", worst.in_float, 0., "1", "1e-5 of the largest entry", "assembled matrix", ""});
  }

  TEST(Kernel, EqualsTheAssembledMatrixOnRectanglesWithHangingNodesAndVoids)
  {
    const meshing::SnappedPlan plan = uneven_plan(true, 2);
    compare_all_degrees(
        make_mesh(plan, world), true, [&](unsigned n) { return scattered_material(plan, n); }, true);
  }

  TEST(Kernel, EqualsTheAssembledMatrixOnShearedQuadrilateralsWithHangingNodes)
  {
    compare_all_degrees(make_sheared_mesh(true, world), false, uniform_material, false);
  }

  TEST(Kernel, EqualsTheAssembledMatrixOnADisc)
  {
    meshing::Plan plan;
    plan.disc = meshing::DiscPlan{{1e-3, -2e-3, 5e-3}, 0};
    compare_all_degrees(meshing::make_plan_mesh(plan, world), false, uniform_material, false);
  }
} // namespace
