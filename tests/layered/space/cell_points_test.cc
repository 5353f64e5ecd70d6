// Quadrature points of cells and elements: volumes, integrals of polynomials, gradients, and loads as the transpose of values.

#include <tests/layered/sample.h>

#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/face_points.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::CellLoads;
  using layered::CellPoints;
  using layered::CellValues;
  using layered::LayeredSpace;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;
  const double radius = 4e-3; // of the disc [m]

  /// A plan to integrate on, its area and first moments in closed form.
  struct SamplePlan
  {
    std::string name;
    std::shared_ptr<const meshing::PlanTriangulation> mesh;
    bool is_rectangular;
    double area, moment_x, moment_y; ///< [m2], [m3]
    double tolerance;                ///< relative: rounding, or what polynomials of degree 2 make of a circle in 80 cells
  };

  SamplePlan rectangles()
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 3);
    const double x = plan.map[0].physical().back(), y = plan.map[1].physical().back();
    return {"rectangles with hanging nodes", make_mesh(plan, world), true, x * y, x * x * y / 2, x * y * y / 2, 1e-13};
  }

  /// Area and centroid of a polygon, by the shoelace formula.
  SamplePlan sheared()
  {
    const std::vector<std::array<double, 2>> corners{{{0, 0}}, {{3e-3, .5e-3}}, {{4e-3, 3.5e-3}}, {{.7e-3, 2e-3}}};
    double area = 0, moment_x = 0, moment_y = 0;
    for (std::size_t i = 0; i < corners.size(); ++i)
      {
        const auto &a = corners[i], &b = corners[(i + 1) % corners.size()];
        const double cross = a[0] * b[1] - b[0] * a[1];
        area += cross / 2;
        moment_x += cross * (a[0] + b[0]) / 6;
        moment_y += cross * (a[1] + b[1]) / 6;
      }
    return {"sheared quadrilaterals", make_sheared_mesh(true, world), false, area, moment_x, moment_y, 1e-13};
  }

  SamplePlan disc()
  {
    meshing::Plan plan;
    plan.disc = meshing::DiscPlan{{1e-3, -2e-3, radius}, 2};
    const double area = std::acos(-1.) * radius * radius;
    return {"disc", meshing::make_plan_mesh(plan, world), false, area, area * 1e-3, -area * 2e-3, 1e-5};
  }

  std::vector<SamplePlan> sample_plans()
  {
    return {rectangles(), sheared(), disc()};
  }

  std::shared_ptr<const LayeredSpace> make_space_on(const SamplePlan &plan, unsigned degree, unsigned degree_z, unsigned n_components)
  {
    return make_space({plan.mesh, degree, plan.is_rectangular, nonuniform_layers(), degree_z, n_components, world});
  }

  /// Sum over the points of all elements and ranks.
  template <typename F>
  double integrate(const LayeredSpace &space, const F &f)
  {
    CellPoints points(space);
    double total = 0;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (unsigned q = 0; q < points.n_plan(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              total += points.jxw(e, q, qz) * f(points.position(e, q, qz));
      }
    return sum(total, world);
  }

  double linear(double x, double y, double z, unsigned c)
  {
    return 1e-3 * scatter(c) + scatter(c, 1) * x + scatter(c, 2) * y + scatter(c, 3) * z;
  }

  /// A linear field at all nodes, ghosts and hanging ones too.
  Vector<double> make_linear_field(const LayeredSpace &space)
  {
    Vector<double> field;
    space.initialise(field);
    for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        for (unsigned c = 0; c < space.n_components(); ++c)
          field.begin()[(std::size_t(dof) * space.n_z() + k) * space.n_components() + c] =
              linear(space.plan().position(dof)[0], space.plan().position(dof)[1], space.z_nodes()[k], c);
    return field;
  }

  TEST(CellPoints, SumToTheVolumeAndTheFirstMomentsOfTheBody)
  {
    const double thickness = nonuniform_layers()->thickness();
    for (const SamplePlan &plan : sample_plans())
      for (unsigned degree = 2; degree <= 4; ++degree)
        {
          const auto space = make_space_on(plan, degree, degree == 4 ? 1 : degree, 3);
          const double volume = plan.area * thickness, size = std::sqrt(plan.area);
          const auto check = [&](double measured, double expected, double scale) {
            EXPECT_NEAR(measured, expected, plan.tolerance * volume * scale) << plan.name << ", degree " << degree;
          };
          using Point = std::array<double, 3>;
          check(integrate(*space, [](const Point &) { return 1.; }), volume, 1);
          check(integrate(*space, [](const Point &at) { return at[0]; }), plan.moment_x * thickness, size);
          check(integrate(*space, [](const Point &at) { return at[1]; }), plan.moment_y * thickness, size);
          check(integrate(*space, [](const Point &at) { return at[2]; }), volume * thickness / 2, thickness);
          CellPoints points(*space);
          double volumes = 0, shares = 0;
          for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
            {
              points.enter(cell);
              for (unsigned e = 0; e < space->n_elements(); ++e)
                volumes += points.volume(e);
              for (unsigned q = 0; q < points.n_plan(); ++q)
                for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                  shares += points.share(0, q, qz);
            }
          check(sum(volumes, world), volume, 1);
          EXPECT_NEAR(sum(shares, world), sum(space->plan().n_cells(), world), 1e-11);
        }
  }

  TEST(CellPoints, IntegratePolynomialsOfDegreeTwoPPlusOneExactlyOnRectangles)
  {
    const SamplePlan plan = rectangles();
    const double x = 2 * plan.moment_x / plan.area, y = 2 * plan.moment_y / plan.area, z = nonuniform_layers()->thickness();
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        const auto space = make_space_on(plan, degree, degree, 1);
        for (unsigned power = 0; power <= 2 * degree + 1; ++power)
          {
            // x^a y^b z^c, each power up to 2 p + 1, lengths over the size of the body.
            const unsigned a = power, b = 2 * degree + 1 - power, c = 2 * degree + 1;
            const double measured = integrate(*space, [&](const std::array<double, 3> &at) {
              return std::pow(at[0] / x, a) * std::pow(at[1] / y, b) * std::pow(at[2] / z, c);
            });
            const double expected = x * y * z / ((a + 1) * (b + 1) * (c + 1));
            EXPECT_NEAR(measured, expected, 1e-12 * expected) << "degree " << degree << ", powers " << a << ' ' << b << ' ' << c;
          }
      }
  }

  TEST(CellPoints, IntegralsOfShapesAndGradientsAreTheSumsOverThePoints)
  {
    for (const SamplePlan &plan : sample_plans())
      {
        const auto space = make_space_on(plan, 3, 2, 1);
        CellPoints points(*space);
        for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
          {
            points.enter(cell);
            const unsigned e = cell % space->n_elements();
            double partition = 0;
            for (unsigned i = 0; i < points.n_plan(); ++i)
              for (unsigned k = 0; k < points.n_layer(); ++k)
                {
                  double value = 0;
                  std::array<double, 3> gradient{};
                  for (unsigned q = 0; q < points.n_plan(); ++q)
                    for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                      {
                        value += points.jxw(e, q, qz) * points.value(i, k, q, qz);
                        for (unsigned a = 0; a < 3; ++a)
                          gradient[a] += points.jxw(e, q, qz) * points.gradient(e, i, k, q, qz)[a];
                      }
                  EXPECT_NEAR(points.integral(e, i, k), value, 1e-14 * points.volume(e));
                  const double width = std::sqrt(space->plan().area(cell));
                  const double length[3] = {width, width, points.height(e)};
                  for (unsigned a = 0; a < 3; ++a)
                    EXPECT_NEAR(points.gradient_integral(e, i, k)[a], gradient[a], 1e-13 * points.volume(e) / length[a]);
                  partition += points.integral(e, i, k);
                }
            EXPECT_NEAR(partition, points.volume(e), 1e-13 * points.volume(e)) << plan.name;
          }
      }
  }

  TEST(FacePoints, OfTheUpperFacesSumToTheAreaAndItsFirstMoments)
  {
    for (const SamplePlan &plan : sample_plans())
      {
        const auto space = make_space_on(plan, 2, 1, 1);
        const unsigned top = space->n_elements() - 1;
        CellPoints points(*space);
        std::array<double, 3> sums{}; // area, moments
        for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
          {
            points.enter(cell);
            for (const layered::FacePoint &point : layered::level_points(points, top, true))
              {
                EXPECT_NEAR(point.position[2], nonuniform_layers()->thickness(), 1e-15);
                sums[0] += point.jxw;
                for (unsigned axis = 0; axis < 2; ++axis)
                  sums[1 + axis] += point.jxw * point.position[axis];
              }
          }
        const double expected[3] = {plan.area, plan.moment_x, plan.moment_y};
        for (unsigned i = 0; i < 3; ++i)
          EXPECT_NEAR(sum(sums[i], world), expected[i], plan.tolerance * plan.area * (i == 0 ? 1 : std::sqrt(plan.area))) << plan.name;
      }
  }

  TEST(FacePoints, OfAStraightSideLieOnItAndSumToItsAreaAndItsMiddle)
  {
    for (const SamplePlan &plan : {rectangles(), sheared()})
      {
        const auto space = make_space_on(plan, 2, 2, 1);
        const layered::PlanSpace &cells = space->plan();
        CellPoints points(*space);
        for (unsigned cell = 0; cell < cells.n_cells(); ++cell)
          {
            points.enter(cell);
            const unsigned e = cell % space->n_elements(), *dofs = cells.cell_dofs(cell);
            const unsigned ends[4][2] = {{0, 6}, {2, 8}, {0, 2}, {6, 8}}; // plan nodes of a cell of degree 2: x0, x1, y0, y1
            for (unsigned side = 0; side < 4; ++side)
              {
                const auto &from = cells.position(dofs[ends[side][0]]), &to = cells.position(dofs[ends[side][1]]);
                const double length = std::hypot(to[0] - from[0], to[1] - from[1]), area = length * points.height(e);
                std::array<double, 4> sums{}; // area, first moments
                for (const layered::FacePoint &point : layered::side_points(points, e, side))
                  {
                    const double off =
                        (point.position[0] - from[0]) * (to[1] - from[1]) - (point.position[1] - from[1]) * (to[0] - from[0]);
                    EXPECT_NEAR(off, 0, 1e-14 * length) << plan.name; // lengths are millimetres
                    sums[0] += point.jxw;
                    for (unsigned axis = 0; axis < 3; ++axis)
                      sums[1 + axis] += point.jxw * point.position[axis];
                  }
                EXPECT_NEAR(sums[0], area, 1e-13 * area) << plan.name << ", side " << side;
                const double middle[3] = {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (space->grid().z[e] + space->grid().z[e + 1]) / 2};
                for (unsigned axis = 0; axis < 3; ++axis)
                  EXPECT_NEAR(sums[1 + axis] / area, middle[axis], 1e-15) << plan.name << ", side " << side;
              }
          }
      }
  }

  TEST(CellValues, OfALinearFieldAreThatFieldAndItsGradientEverywhere)
  {
    for (const SamplePlan &plan : sample_plans())
      for (unsigned degree = 2; degree <= 4; ++degree) // degree 1 does not hold a linear field in the curved cells of a disc
        {
          const auto space = make_space_on(plan, degree, degree - 1, 3);
          const Vector<double> field = make_linear_field(*space);
          CellValues values(*space);
          std::array<std::vector<double>, 6> strains;
          double worst = 0; // gradients are of order 1; the field over the thinnest height rounds them
          for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
            {
              values.load(cell, field);
              const CellPoints &points = values.points();
              for (unsigned e = 0; e < space->n_elements(); ++e)
                {
                  values.strains(e, strains);
                  double mean = 0;
                  for (unsigned q = 0; q < points.n_plan(); ++q)
                    for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                      {
                        const std::array<double, 3> at = points.position(e, q, qz);
                        for (unsigned c = 0; c < 3; ++c)
                          {
                            EXPECT_NEAR(values.value(e, q, qz, c), linear(at[0], at[1], at[2], c), 1e-16);
                            for (unsigned axis = 0; axis < 3; ++axis)
                              worst = std::max(worst, std::abs(values.derivative(e, q, qz, c, axis) - scatter(c, axis + 1)));
                          }
                        mean += points.share(e, q, qz) * linear(at[0], at[1], at[2], 1);
                        const std::array<double, 6> strain = values.strain(e, q, qz);
                        worst = std::max(worst, std::abs(strain[5] - scatter(0, 2) - scatter(1, 1)));
                        for (unsigned s = 0; s < 6; ++s)
                          worst = std::max(worst, std::abs(strains[s][points.index(q, qz)] - strain[s]));
                      }
                  EXPECT_NEAR(values.mean(e, 1), mean, 1e-16);
                }
            }
          EXPECT_LT(largest(worst, world), 1e-11) << plan.name << ", degree " << degree;
        }
  }

  /// load . u over the entries of all cells.
  double work(const Vector<double> &load, const Vector<double> &u, const LayeredSpace &space)
  {
    double product = 0;
    for (unsigned i = 0; i < space.n_local(); ++i)
      product += load.begin()[i] * u.begin()[i];
    return sum(product, world);
  }

  TEST(CellLoads, DoTheWorkOfForcesAndStressesOnALinearDisplacement)
  {
    const std::array<double, 6> stress{{3., -2., 5., .7, -1.3, 2.1}};
    for (const SamplePlan &plan : sample_plans())
      {
        const auto space = make_space_on(plan, 2, 2, 3);
        const Vector<double> u = make_linear_field(*space);
        Vector<double> force, uniform, pointwise, face;
        for (Vector<double> *load : {&force, &uniform, &pointwise, &face})
          space->initialise(*load);
        CellPoints points(*space);
        CellLoads forces(points, force), uniform_stress(points, uniform), point_stress(points, pointwise), traction(points, face);
        const std::vector<std::array<double, 6>> at_points(points.n_points(), stress);
        for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
          {
            points.enter(cell);
            traction.add_on_boundary(space->n_elements(), 2, 7.);
            for (unsigned e = 0; e < space->n_elements(); ++e)
              {
                forces.add_uniform(e, 1, 4.);
                uniform_stress.subtract_stress(e, stress);
                point_stress.subtract_stress(e, at_points);
              }
          }
        const double h = nonuniform_layers()->thickness(), volume = plan.area * h, x = plan.moment_x / plan.area,
                     y = plan.moment_y / plan.area;
        // The field is of order 1e-3, its gradient of order 1.
        EXPECT_NEAR(work(force, u, *space), 4 * volume * linear(x, y, h / 2, 1), 2 * plan.tolerance * 1e-2 * volume) << plan.name;
        EXPECT_NEAR(work(face, u, *space), 7 * plan.area * linear(x, y, h, 2), 2 * plan.tolerance * 1e-2 * plan.area) << plan.name;
        const auto strain = [&](unsigned a, unsigned b) { return scatter(a, b + 1) + (a == b ? 0. : scatter(b, a + 1)); };
        const double energy = stress[0] * strain(0, 0) + stress[1] * strain(1, 1) + stress[2] * strain(2, 2) + stress[3] * strain(1, 2) +
                              stress[4] * strain(0, 2) + stress[5] * strain(0, 1);
        const double tolerance = std::max(plan.tolerance, 1e-11) * 20 * volume; // rounding of u over the thinnest height
        EXPECT_NEAR(work(uniform, u, *space), -energy * volume, tolerance) << plan.name;
        EXPECT_NEAR(work(pointwise, u, *space), -energy * volume, tolerance) << plan.name;
      }
  }

  TEST(CellLoads, OfADensityAtThePointsAreThatDensityTimesTheFieldIntegrated)
  {
    for (const SamplePlan &plan : sample_plans())
      {
        const auto space = make_space_on(plan, 3, 2, 1);
        const Vector<double> field = make_linear_field(*space);
        Vector<double> load;
        space->initialise(load);
        CellPoints points(*space);
        CellLoads loads(points, load);
        const auto density_at = [](const std::array<double, 3> &at) { return 1 + std::sin(500 * at[0]) * at[2] * 1e3; };
        std::vector<double> density(points.n_points());
        for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
          {
            points.enter(cell);
            for (unsigned e = 0; e < space->n_elements(); ++e)
              {
                for (unsigned q = 0; q < points.n_plan(); ++q)
                  for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                    density[points.index(q, qz)] = density_at(points.position(e, q, qz));
                loads.add(e, density);
              }
          }
        const double expected =
            integrate(*space, [&](const std::array<double, 3> &at) { return density_at(at) * linear(at[0], at[1], at[2], 0); });
        EXPECT_NEAR(work(load, field, *space), expected, 1e-12 * plan.area * 1e-3 * 1e-2) << plan.name;
      }
  }
} // namespace
