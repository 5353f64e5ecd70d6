// A layered space within one of higher degree on the same plan.

#include <tests/layered/sample.h>
#include <tests/verification_record.h>

#include <solver/layered/operator/layered_operator.h>
#include <solver/layered/space/degree_embedding.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::DegreeEmbedding;
  using layered::LayeredSpace;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  struct Place
  {
    std::shared_ptr<const LayeredSpace> space;
    std::shared_ptr<const layered::ConstrainedUnknowns> constrained; ///< tied columns only
  };

  Place make_place(const std::shared_ptr<meshing::PlanTriangulation> &mesh, unsigned degree, unsigned degree_z, unsigned n_components)
  {
    const auto space = make_space({mesh, degree, true, nonuniform_layers(), degree_z, n_components, world});
    const std::vector<char> all(space->plan().n_cells() * space->n_elements(), 1);
    return {space, std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, all, {}))};
  }

  double rough(double x, double y, double z, unsigned c)
  {
    return std::sin(1e4 * x + 2e4 * y + 3e4 * z + c);
  }

  double polynomial(double x, double y, double z, unsigned c, unsigned degree)
  {
    return std::pow(1e3 * x - c, double(degree)) * std::pow(1e3 * y + 1, double(degree)) * std::pow(1e3 * z + c, double(degree));
  }

  struct DegreeIncrease
  {
    unsigned plan, z;
  };
  constexpr DegreeIncrease increases[] = {{1, 0}, {0, 1}, {1, 1}};

  TEST(DegreeEmbedding, KeepsPolynomialsOfTheLowerDegreeBothWays)
  {
    const auto mesh = make_mesh(nonuniform_plan(true, 4), world);
    EXPECT_GT(sum(double(make_place(mesh, 1, 1, 1).space->plan().hanging().column.size()), world), 0.) << "no node hangs";
    for (unsigned degree = 1; degree <= 3; ++degree)
      for (const DegreeIncrease &increase : increases)
        {
          const Place low = make_place(mesh, degree, degree, 3), high = make_place(mesh, degree + increase.plan, degree + increase.z, 3);
          const DegreeEmbedding embedding(low.space, high.space);
          const auto field = [degree](double x, double y, double z, unsigned c) { return polynomial(x, y, z, c, degree); };
          Vector<double> source, expected, embedded, back;
          interpolate(source, *low.space, *low.constrained, field);
          interpolate(expected, *high.space, *high.constrained, field);
          high.space->initialise(embedded);
          low.space->initialise(back);
          const double size = expected.linfty_norm();
          const Vector<double> original = source;
          low.space->complete(source);
          embedding.embed(embedded, source);
          expected.add(-1., embedded);
          // Sums of Lagrange polynomials of order 1, rounded at 1e-16.
          EXPECT_LT(expected.linfty_norm(), 1e-13 * size) << "degree " << degree;
          high.space->complete(embedded);
          embedding.sample(back, embedded);
          back.add(-1., original);
          EXPECT_LT(back.linfty_norm(), 1e-13 * size) << "degree " << degree;
        }
  }

  TEST(DegreeEmbedding, RestrictionIsTheTranspose)
  {
    const auto mesh = make_mesh(nonuniform_plan(true, 4), world);
    for (const DegreeIncrease &increase : increases)
      {
        const Place low = make_place(mesh, 2, 1, 3), high = make_place(mesh, 2 + increase.plan, 1 + increase.z, 3);
        const DegreeEmbedding embedding(low.space, high.space);
        Vector<double> coarse, fine, up, down;
        interpolate(coarse, *low.space, *low.constrained, rough);
        interpolate(fine, *high.space, *high.constrained, rough);
        high.space->initialise(up);
        low.space->initialise(down);
        embedding.restrict_to(down, fine);
        Vector<double> complete = coarse;
        low.space->complete(complete);
        embedding.embed(up, complete);
        EXPECT_NEAR(up * fine, coarse * down, 1e-13 * up.l2_norm() * fine.l2_norm());
      }
  }

  TEST(DegreeEmbedding, OfTheOperatorIsTheLowerOperator)
  {
    // P' A_high P = A_low on any field: rectangles with constant coefficients are integrated exactly at every degree.
    const meshing::SnappedPlan plan = nonuniform_plan(true, 4);
    const auto mesh = make_mesh(plan, world);
    double worst = 0;
    for (unsigned n_components : {1u, 3u})
      for (const DegreeIncrease &increase : increases)
        {
          const Place low = make_place(mesh, 2, 2, n_components), high = make_place(mesh, 2 + increase.plan, 2 + increase.z, n_components);
          const layered::Coefficients coefficients = make_coefficients(*low.space, scattered_material(plan, n_components));
          const layered::LayeredOperator<double> low_matrix(low.space, coefficients, low.constrained),
              high_matrix(high.space, coefficients, high.constrained);
          const DegreeEmbedding embedding(low.space, high.space);
          Vector<double> field, expected, embedded, product, result;
          interpolate(field, *low.space, *low.constrained, rough);
          low.space->initialise(expected);
          low.space->initialise(result);
          high.space->initialise(embedded);
          high.space->initialise(product);
          low_matrix.vmult(expected, field);
          low.space->complete(field);
          embedding.embed(embedded, field);
          high_matrix.vmult(product, embedded);
          embedding.restrict_to(result, product);
          low_matrix.clear_constrained(result);
          const double size = expected.l2_norm();
          result.add(-1., expected);
          // Rounding of sums whose terms are up to the aspect ratio squared (1e3) larger than their result.
          EXPECT_LT(result.l2_norm(), 1e-12 * size);
          worst = std::max(worst, result.l2_norm() / size);
        }
    record({"", worst, 0., "1", "1e-12 relative", "the operator of the lower degree", ""});
  }
} // namespace
