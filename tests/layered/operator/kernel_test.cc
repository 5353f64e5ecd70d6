// The matrix-free operator against the assembled matrix, which is formed another way: for every pair of degrees.

#include <tests/layered/matrix.h>
#include <tests/layered/sample.h>
#include <tests/layered/tangents.h>
#include <tests/verification_record.h>

#include <solver/layered/operator/assembly.h>

#include <materials/elasticity.h>

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

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

  /// A vector of scattered numbers that single precision holds exactly; constrained unknowns are zero.
  template <typename Number>
  layered::Vector<Number> scattered_vector(const LayeredSpace &space, const layered::ConstrainedUnknowns &constrained, unsigned seed)
  {
    layered::Vector<Number> vector;
    space.initialise(vector);
    const auto first = space.partitioner()->local_range().first;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (!constrained.is_constrained[i])
        vector.begin()[i] = static_cast<float>(scatter(first + i, seed));
    return vector;
  }

  template <typename Number>
  std::vector<double> owned_values(const layered::Vector<Number> &vector)
  {
    return std::vector<double>(vector.begin(), vector.begin() + vector.locally_owned_size());
  }

  /// Difference of owned values over the largest expected one. *Collective.*
  double relative_difference(const std::vector<double> &values, const std::vector<double> &expected)
  {
    double size = 0, difference = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      {
        size = std::max(size, std::abs(expected[i]));
        difference = std::max(difference, std::abs(values[i] - expected[i]));
      }
    size = largest(size, world);
    return largest(difference, world) / size;
  }

  template <typename Number>
  std::vector<double> product(const LayeredOperator<Number> &matrix)
  {
    layered::Vector<Number> dst;
    matrix.space().initialise(dst);
    matrix.vmult(dst, scattered_vector<Number>(matrix.space(), matrix.constrained(), 0));
    return owned_values(dst);
  }

  /// Difference of the products with a random vector, the worst of all lane widths.
  Difference compare_with_matrix(const std::shared_ptr<const LayeredSpace> &space, const layered::Coefficients &coefficients)
  {
    const auto constrained =
        std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, coefficients.filled(), {}));
    const std::vector<double> expected =
        multiply(assemble(*space, coefficients, *constrained), owned_values(scattered_vector<double>(*space, *constrained, 0)));
    Difference worst{0, 0};
    for (const std::size_t width : layered::lane_widths)
      {
        if (width != layered::lane_bytes && space->degree_z() != space->plan().degree())
          continue; // narrow registers have kernels for equal degrees
        const std::vector<double> in_double = product(LayeredOperator<double>(space, coefficients, constrained, width));
        const std::vector<double> in_float = product(LayeredOperator<float>(space, coefficients, constrained, width));
        worst.in_double = std::max(worst.in_double, relative_difference(in_double, expected));
        worst.in_float = std::max(worst.in_float, relative_difference(in_float, expected));
      }
    return worst;
  }

  void compare_all_degrees(const std::shared_ptr<const meshing::PlanTriangulation> &mesh, bool is_rectangular,
                           const std::function<MaterialField(unsigned)> &material, bool has_film)
  {
    // Single precision rounds at 6e-8; an entry is a sum of some hundred products, of which a random vector leaves about a tenth.
    constexpr double rounding = 1e-12, single_rounding = 1e-6;
    Difference worst{0, 0};
    for (unsigned p = 1; p <= 4; ++p)
      {
        const auto plan = std::make_shared<const layered::PlanSpace>(mesh, p, is_rectangular, world);
        for (unsigned q = 1; q <= 4; ++q)
          for (const unsigned n_components : {1u, 3u})
            {
              const auto space = std::make_shared<const LayeredSpace>(plan, nonuniform_layers(), q, n_components);
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
    record({"single", worst.in_float, 0., "1", "1e-6 of the largest entry", "assembled matrix", ""});
  }

  TEST(Kernel, EqualsTheAssembledMatrixOnRectanglesWithHangingNodesAndVoids)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
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

  /// Products with several vectors at once against products with one after another.
  template <typename Number>
  void compare_blocks(const std::shared_ptr<const LayeredSpace> &space, const layered::Coefficients &coefficients)
  {
    const auto constrained =
        std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, coefficients.filled(), {}));
    const LayeredOperator<Number> matrix(space, coefficients, constrained);
    std::vector<layered::Vector<Number>> src, dst(3);
    for (unsigned v = 0; v < 3; ++v)
      {
        src.push_back(scattered_vector<Number>(*space, *constrained, v));
        space->initialise(dst[v]);
      }
    src[1].update_ghost_values(); // a source may be ghosted or not
    matrix.vmult({&dst[0], &dst[1], &dst[2]}, {&src[0], &src[1], &src[2]});
    EXPECT_FALSE(src[0].has_ghost_elements());
    EXPECT_TRUE(src[1].has_ghost_elements());
    for (unsigned v = 0; v < 3; ++v)
      {
        layered::Vector<Number> expected;
        space->initialise(expected);
        matrix.vmult(expected, src[v]);
        EXPECT_EQ(owned_values(dst[v]), owned_values(expected)) << "vector " << v; // the same sums in the same order
      }
  }

  TEST(Kernel, GivesForSeveralVectorsTheResultsOfSingleVectors)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 3);
    for (const unsigned n_components : {1u, 3u})
      {
        const auto space = make_space({make_mesh(plan, world), 2, true, nonuniform_layers(), 2, n_components, world});
        layered::Coefficients coefficients = make_coefficients(*space, scattered_material(plan, n_components));
        if (n_components == 1)
          add_films(coefficients, *space);
        compare_blocks<double>(space, coefficients);
        compare_blocks<float>(space, coefficients);
      }
  }

  TEST(Kernel, WithTangentsThatDoNotVaryIsTheOneOfConstantCoefficientsForEveryPairOfDegrees)
  {
    const meshing::SnappedPlan snapped = nonuniform_plan(true, 2);
    Difference worst{0, 0};
    for (const bool is_rectangular : {true, false})
      {
        const auto mesh = is_rectangular ? make_mesh(snapped, world) : make_sheared_mesh(true, world);
        for (unsigned p = 1; p <= 4; ++p)
          for (unsigned q = 1; q <= 4; ++q)
            for (const unsigned n_components : {1u, 3u})
              {
                const auto space = make_space({mesh, p, is_rectangular, nonuniform_layers(), q, n_components, world});
                const layered::Coefficients coefficients =
                    make_coefficients(*space, is_rectangular ? scattered_material(snapped, n_components) : uniform_material(n_components));
                const auto constrained =
                    std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, coefficients.filled(), {}));
                const std::vector<double> expected = product(LayeredOperator<double>(space, coefficients, constrained));
                const layered::TangentFunction tangents = as_tangents(*space, coefficients);
                worst.in_double = std::max(worst.in_double,
                                           relative_difference(product(LayeredOperator<double>(space, tangents, constrained)), expected));
                worst.in_float =
                    std::max(worst.in_float, relative_difference(product(LayeredOperator<float>(space, tangents, constrained)), expected));
              }
      }
    EXPECT_LT(worst.in_double, 1e-12); // both sides sum some hundred products
    EXPECT_LT(worst.in_float, 1e-6);
  }

  /// Three isotropic layers with air beside the second.
  std::array<double, 9> isotropic_stack(double x, double, unsigned element)
  {
    if (element == 1 && x < 1e-3)
      return {};
    return layered::pack(materials::isotropic_stiffness(element == 1 ? 22e9 : 131e9, element == 1 ? .3 : .28));
  }

  TEST(Kernel, WithTangentsThatVaryEqualsTheMatrixAssembledOfThem)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
    Difference worst{0, 0};
    for (const auto &[p, q] : {std::pair{1u, 1u}, std::pair{2u, 2u}, std::pair{3u, 2u}, std::pair{2u, 3u}})
      {
        const auto space = make_space({make_mesh(plan, world), p, true, nonuniform_layers(), q, 3, world});
        const layered::Coefficients elastic = make_coefficients(*space, isotropic_stack);
        const layered::TangentFunction tangents = yielding_tangents(*space, elastic, .9);
        const auto constrained =
            std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, elastic.filled(), {}));
        const std::vector<double> expected =
            multiply(assemble(*space, tangents, *constrained), owned_values(scattered_vector<double>(*space, *constrained, 0)));
        worst.in_double =
            std::max(worst.in_double, relative_difference(product(LayeredOperator<double>(space, tangents, constrained)), expected));
        // The tangents matter: the elastic operator differs.
        EXPECT_GT(relative_difference(product(LayeredOperator<double>(space, elastic, constrained)), expected), .01);
      }
    EXPECT_LT(worst.in_double, 1e-12); // both sides sum some hundred products
    record({"", worst.in_double, 0., "1", "1e-12 of the largest entry", "assembled matrix", ""});
  }

  TEST(Kernel, UpdatesTangentsInPlace)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
    const auto space = make_space({make_mesh(plan, world), 2, true, nonuniform_layers(), 2, 3, world});
    const layered::Coefficients first = make_coefficients(*space, uniform_material(3));
    const layered::Coefficients second = make_coefficients(*space, scattered_material(plan, 3));
    const auto constrained = std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, second.filled(), {}));
    LayeredOperator<double> matrix(space, as_tangents(*space, first), constrained);
    for (const layered::Coefficients &coefficients : {second, first})
      {
        matrix.set_tangents(as_tangents(*space, coefficients));
        EXPECT_EQ(product(matrix), product(LayeredOperator<double>(space, as_tangents(*space, coefficients), constrained)));
      }
  }

  TEST(Kernel, UpdatesCoefficientsInPlace)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
    const auto space = make_space({make_mesh(plan, world), 2, true, nonuniform_layers(), 2, 1, world});
    const layered::Coefficients first = make_coefficients(*space, uniform_material(1));
    layered::Coefficients second = make_coefficients(*space, scattered_material(plan, 1));
    add_films(second, *space);
    const auto constrained = std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, second.filled(), {}));
    LayeredOperator<double> matrix(space, first, constrained);
    matrix.set_coefficients(second);
    EXPECT_EQ(product(matrix), product(LayeredOperator<double>(space, second, constrained)));
    matrix.set_coefficients(first); // elements that were empty are filled again, and the films are gone
    EXPECT_EQ(product(matrix), product(LayeredOperator<double>(space, first, constrained)));
  }
} // namespace
