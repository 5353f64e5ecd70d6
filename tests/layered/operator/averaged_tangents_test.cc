// Cell-constant coefficients of tangents.

#include <tests/layered/sample.h>
#include <tests/layered/tangents.h>

#include <solver/layered/operator/averaged_tangents.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  TEST(AveragedTangents, OfTangentsThatDoNotVaryAreTheCoefficients)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
    for (const bool is_rectangular : {true, false})
      for (const unsigned n_components : {1u, 3u})
        {
          const auto space = make_space({is_rectangular ? make_mesh(plan, world) : make_sheared_mesh(true, world), 2, is_rectangular,
                                         nonuniform_layers(), 3, n_components, world});
          const layered::Coefficients coefficients =
              make_coefficients(*space, is_rectangular ? scattered_material(plan, n_components) : uniform_material(n_components));
          const layered::Coefficients means = average_tangents(*space, as_tangents(*space, coefficients));
          ASSERT_EQ(means.volume.size(), coefficients.volume.size());
          EXPECT_FALSE(means.has_film());
          EXPECT_EQ(means.filled(), coefficients.filled());
          for (std::size_t i = 0; i < means.volume.size(); ++i)
            EXPECT_NEAR(means.volume[i], coefficients.volume[i], 1e-13 * std::abs(coefficients.volume[i]));
        }
  }

  /// A number of a tangent at a point: quadratic along each axis, another for each number.
  double quadratic(const std::array<double, 3> &at, unsigned number)
  {
    const double x = 1e3 * at[0], y = 1e3 * at[1], z = 1e3 * at[2];
    return 100 + number + x - 2 * y + .1 * number * x * x - .3 * y * y + 5 * z - z * z + x * y;
  }

  /// Its mean over a box, by integration by hand.
  double mean_quadratic(const std::array<double, 4> &box, double bottom, double top, unsigned number)
  {
    const auto mean = [](double a, double b) { return 1e3 * (a + b) / 2; };
    const auto mean_square = [](double a, double b) { return 1e6 * (a * a + a * b + b * b) / 3; };
    const double x = mean(box[0], box[2]), y = mean(box[1], box[3]), z = mean(bottom, top);
    return 100 + number + x - 2 * y + .1 * number * mean_square(box[0], box[2]) - .3 * mean_square(box[1], box[3]) + 5 * z -
           mean_square(bottom, top) + x * y;
  }

  TEST(AveragedTangents, AreTheMeansOverTheVolumeOfNineModuliOrThreeConductivities)
  {
    for (const unsigned n_components : {1u, 3u})
      {
        const auto space = make_space({make_mesh(nonuniform_plan(true, 2), world), 2, true, nonuniform_layers(), 1, n_components, world});
        const unsigned n_numbers = layered::n_coefficients(n_components, layered::CoefficientKind::tangent);
        const layered::Coefficients means = average_tangents(*space, [&](unsigned cell, unsigned element, double *numbers) {
          for (unsigned point = 0; point < space->plan().dofs_per_cell() * (space->degree_z() + 1); ++point)
            for (unsigned k = 0; k < n_numbers; ++k)
              *numbers++ = quadratic(quadrature_point(*space, cell, element, point), k);
          return true;
        });
        // Places in the upper triangle of 6 rows, 0 6 11 15 18 20 on its diagonal; or of 3 rows, 0 3 5.
        const std::vector<unsigned> places =
            n_components == 1 ? std::vector<unsigned>{0, 3, 5} : std::vector<unsigned>{0, 6, 11, 1, 2, 7, 15, 18, 20};
        for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
          for (unsigned e = 0; e < space->n_elements(); ++e)
            for (unsigned k = 0; k < places.size(); ++k)
              {
                const double expected = mean_quadratic(space->plan().box(cell), space->grid().z[e], space->grid().z[e + 1], places[k]);
                EXPECT_NEAR(means.at(cell, e)[k], expected, 1e-13 * std::abs(expected)) << "coefficient " << k;
              }
      }
  }
} // namespace
