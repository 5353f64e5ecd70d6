// Columns that are not straight: volumes of barrels and cones, constant strain, rigid motions, deal.II's own elements on the same mesh,
// loads as the transpose of values.

#include <tests/layered/matrix.h>
#include <tests/layered/ring_sample.h>
#include <tests/layered/sample.h>
#include <tests/verification_record.h>

#include <solver/layered/operator/assembly.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/rigid_modes.h>

#include <meshing/plan/ring_mesh.h>

#include <deal.II/fe/mapping_q_cache.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredOperator;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;
  const double pi = std::acos(-1.);

  /// Tiles of 1 mm around circles of radius 0.3 mm whose radius changes with the height.
  struct CurvedTiles
  {
    unsigned n = 1, levels = 0, degree = 2, degree_z = 2, n_components = 3;
    std::function<double(double)> growth = {};
    std::shared_ptr<const meshing::LayerGrid> grid = nonuniform_layers();

    double radius() const { return .3e-3; }
    meshing::RingPlan plan() const { return array_of_tiles(n, radius(), levels, degree); }
    std::shared_ptr<const LayeredSpace> make() const
    {
      return make_space(
          {meshing::make_ring_mesh(plan(), world), degree, false, grid, degree_z, n_components, world, make_curves(plan(), growth)});
    }
  };

  /// Does the middle of the box of a cell lie in the circle of its tile?
  bool is_round(const LayeredSpace &space, unsigned cell, double radius)
  {
    const auto &box = space.plan().box(cell);
    const double x = 500 * (box[0] + box[2]), y = 500 * (box[1] + box[3]); // in tiles
    return std::hypot(x - std::floor(x) - .5, y - std::floor(y) - .5) < 1e3 * radius;
  }

  TEST(CurvedColumns, HaveTheVolumesOfBarrelsAndCones)
  {
    const auto grid = nonuniform_layers();
    const double low = grid->z[1], height = grid->z[2] - low;
    double worst = 0;
    for (const unsigned degree : {2u, 3u})
      for (const unsigned levels : {0u, 1u})
        for (const double g : {.4, -.3})
          {
            // A barrel of one layer; a cone through all of them, from the radius r to r (1 + g).
            const CurvedTiles barrels{2, levels, degree, 2, 1, barrel(low, low + height, g)},
                cones{2, levels, degree, 1, 1, [&](double z) { return g * z / grid->thickness(); }};
            for (const CurvedTiles &tiles : {barrels, cones})
              {
                const auto space = tiles.make();
                const double radius = tiles.radius(), cylinder = pi * radius * radius;
                const bool is_cone = tiles.degree_z == 1;
                double round = 0, all = 0;
                for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
                  for (unsigned e = is_cone ? 0 : 1; e < (is_cone ? space->n_elements() : 2); ++e)
                    {
                      round += is_round(*space, cell, radius) ? space->volume(cell, e) : 0;
                      all += space->volume(cell, e);
                    }
                const double thickness = is_cone ? grid->thickness() : height;
                const double exact = 4 * cylinder * thickness * (is_cone ? 1 + g + g * g / 3 : 1 + 4. / 3 * g + 8. / 15 * g * g);
                worst = std::max(worst, std::abs(sum(round, world) / exact - 1));
                worst = std::max(worst, std::abs(sum(all, world) / (4e-6 * thickness) - 1));
              }
          }
    EXPECT_LT(worst, 1e-12);
    record({"", worst, 0., "1", "rounding: 1e-12", "volumes of barrels, cones and of what lies around them", ""});
  }

  double largest_entry(const layered::Vector<double> &v, const LayeredSpace &space)
  {
    double size = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      size = std::max(size, std::abs(v.begin()[i]));
    return largest(size, world);
  }

  std::shared_ptr<const layered::ConstrainedUnknowns> constrain_nothing(const LayeredSpace &space)
  {
    const std::vector<char> all(std::size_t(space.plan().n_cells()) * space.n_elements(), 1);
    return std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(space, all, {}));
  }

  /// Forces of a field in a material that is the same everywhere.
  layered::Vector<double> forces(const std::shared_ptr<const LayeredSpace> &space,
                                 const std::function<double(double, double, double, unsigned)> &field)
  {
    const auto constrained = constrain_nothing(*space);
    layered::Vector<double> u, f;
    interpolate(u, *space, *constrained, field);
    space->initialise(f);
    LayeredOperator<double>(space, make_coefficients(*space, uniform_material(space->n_components())), constrained).vmult_all(f, u);
    return f;
  }

  double linear(double x, double y, double z, unsigned c)
  {
    return scatter(c, 1) * x + scatter(c, 2) * y + scatter(c, 3) * z;
  }

  std::function<double(double)> wavy(const meshing::LayerGrid &grid)
  {
    return [thickness = grid.thickness()](double z) { return .3 * std::sin(4 * z / thickness); }; // no polynomial
  }

  TEST(CurvedColumns, HaveNoInnerForceUnderConstantStrainAndNoneInRigidMotion)
  {
    constexpr unsigned n = 2;
    double patch = 0, rigid = 0;
    for (const unsigned degree : {2u, 3u})
      for (const unsigned levels : {0u, 1u})
        for (const unsigned degree_z : {1u, 2u})
          {
            CurvedTiles tiles{n, levels, degree, degree_z, 3};
            tiles.growth = wavy(*tiles.grid);
            const auto space = tiles.make();
            const auto stretch = forces(space, linear);
            const double size = largest_entry(stretch, *space);
            const double inside = largest_inside(stretch, *space, n);
            // The cofactors of a map of degree 3 in the plan are of degree 8, above the 7 that Gauss's four points integrate exactly.
            if (degree == 2)
              patch = std::max(patch, largest(inside, world) / size);
            for (unsigned motion = 0; motion < 6; ++motion)
              {
                const auto f = forces(space, [motion](double x, double y, double z, unsigned c) {
                  const std::array<double, 3> at{{x - 1e-3, y - 1e-3, z}};
                  const unsigned axis = motion % 3;
                  if (motion < 3)
                    return motion == c ? 1e-3 : 0.;
                  return c == (axis + 1) % 3 ? -at[(axis + 2) % 3] : c == (axis + 2) % 3 ? at[(axis + 1) % 3] : 0.;
                });
                rigid = std::max(rigid, largest_entry(f, *space) / size);
              }
          }
    EXPECT_LT(patch, 1e-12);
    EXPECT_LT(rigid, 1e-12);
    record({"patch", patch, 0., "1", "rounding: 1e-12", "constant strain on curved columns", ""});
    record({"rigid", rigid, 0., "1", "rounding: 1e-12", "rigid motions of curved columns", ""});
  }

  /// The same mesh of deal.II's hexahedra: the plan's cells extruded, their map through the plan's nodes, which move with the height.
  std::shared_ptr<const dealii::Mapping<3>> map_like(const LayeredSpace &space, const CurvedTiles &tiles,
                                                     const dealii::Triangulation<3> &extruded)
  {
    const dealii::FE_Q<3> nodes(tiles.degree);
    const auto curves = make_curves(tiles.plan(), tiles.growth);
    auto mapping = std::make_shared<dealii::MappingQCache<3>>(tiles.degree);
    mapping->initialize(extruded, [&](const dealii::Triangulation<3>::cell_iterator &cell) {
      // The plan cell below, by its middle.
      const layered::PlanSpace &plan = space.plan();
      unsigned below = 0;
      const auto distance = [&](unsigned c) {
        return std::hypot(plan.cell(c)->center()[0] - cell->center()[0], plan.cell(c)->center()[1] - cell->center()[1]);
      };
      for (unsigned c = 1; c < plan.n_cells(); ++c)
        if (distance(c) < distance(below))
          below = c;
      std::vector<dealii::Point<3>> points;
      for (const dealii::Point<3> &unit : nodes.get_unit_support_points())
        {
          const dealii::Point<2> at = plan.mapping().transform_unit_to_real_cell(plan.cell(below), {unit[0], unit[1]});
          const double z = cell->vertex(0)[2] + unit[2] * (cell->vertex(4)[2] - cell->vertex(0)[2]);
          points.emplace_back(at[0], at[1], z);
          if (const auto column = curves->find({{at[0], at[1]}}))
            for (unsigned d = 0; d < 2; ++d)
              points.back()[d] += tiles.growth(z) * column->direction[d];
        }
      return points;
    });
    return mapping;
  }

  struct Difference
  {
    double in_double = 0, in_float = 0, assembled = 0;
  };

  /// Largest difference of A u over the largest |A u|, for a random u on one rank.
  template <typename CoefficientSet, typename Oracle>
  void compare(const std::shared_ptr<const LayeredSpace> &space, const CoefficientSet &coefficients, const Reference3d &reference,
               const Oracle &oracle, Difference &worst)
  {
    const auto constrained = constrain_nothing(*space);
    dealii::Vector<double> u(reference.n_dofs());
    for (unsigned i = 0; i < u.size(); ++i)
      u(i) = scatter(i, 5);
    const dealii::Vector<double> expected = oracle(u);
    const LayeredOperator<double> in_double(space, coefficients, constrained);
    const LayeredOperator<float> in_float(space, coefficients, constrained);
    layered::Vector<double> x, y;
    layered::Vector<float> x_float, y_float;
    for (auto *v : {&x, &y})
      space->initialise(*v);
    for (auto *v : {&x_float, &y_float})
      space->initialise(*v);
    std::vector<int> places;
    const unsigned n_c = space->n_components();
    for (unsigned i = 0; i < space->n_owned(); ++i)
      {
        const auto at = space->position(i / space->column_size(), i / n_c % space->n_z());
        places.push_back(reference.find({at[0], at[1], at[2]}, i % n_c));
        ASSERT_GE(places.back(), 0) << "no reference node at " << at[0] << ' ' << at[1] << ' ' << at[2];
        x.begin()[i] = u(places[i]);
        x_float.begin()[i] = static_cast<float>(u(places[i]));
      }
    in_double.vmult(y, x);
    in_float.vmult(y_float, x_float);
    std::vector<double> z(y.begin(), y.begin() + space->n_owned());
    if (space->plan().degree() == 2) // the matrix of degree 3 takes long
      z = multiply(layered::assemble(*space, coefficients, *constrained), std::vector<double>(x.begin(), x.begin() + space->n_owned()));
    for (unsigned i = 0; i < space->n_owned(); ++i)
      {
        const double exact = expected(places[i]), size = expected.linfty_norm();
        worst.in_double = std::max(worst.in_double, std::abs(y.begin()[i] - exact) / size);
        worst.in_float = std::max(worst.in_float, std::abs(double(y_float.begin()[i]) - exact) / size);
        worst.assembled = std::max(worst.assembled, std::abs(z[i] - exact) / size);
      }
  }

  /// Tangents at the quadrature points of a space.
  layered::TangentFunction make_tangents(const std::shared_ptr<const LayeredSpace> &space, const TangentField &field)
  {
    return [points = std::make_shared<layered::CellPoints>(*space), space, field](unsigned cell, unsigned e, double *numbers) {
      points->enter(cell);
      const unsigned size = space->n_components() == 1 ? 3 : 6;
      for (unsigned qz = 0; qz < points->n_layer(); ++qz)
        for (unsigned q = 0; q < points->n_plan(); ++q)
          {
            const auto at = points->position(e, q, qz);
            const Tangent tangent = field({at[0], at[1], at[2]}, {}, e);
            for (unsigned a = 0; a < size; ++a)
              for (unsigned b = a; b < size; ++b)
                *numbers++ = tangent[a][b];
          }
      return true;
    };
  }

  TEST(CurvedColumns, EqualThreeDimensionalElementsOfDealII)
  {
    int rank = 0;
    MPI_Comm_rank(world, &rank);
    for (const unsigned degree : {2u, 3u})
      for (const unsigned n_components : {1u, 3u})
        {
          // A barrel of the second layer: the cells have curved and upright elements. Nine cells: every rank has its own mesh.
          CurvedTiles tiles{1, 0, degree, degree, n_components};
          tiles.growth = barrel(tiles.grid->z[1], tiles.grid->z[2], .4);
          const auto space = make_space({meshing::make_ring_mesh(tiles.plan(), MPI_COMM_SELF), degree, false, tiles.grid, degree,
                                         n_components, MPI_COMM_SELF, make_curves(tiles.plan(), tiles.growth)});
          std::vector<std::array<dealii::Point<2>, 4>> cells;
          for (unsigned c = 0; c < space->plan().n_cells(); ++c)
            {
              const auto &cell = space->plan().cell(c);
              cells.push_back({{cell->vertex(0), cell->vertex(1), cell->vertex(2), cell->vertex(3)}});
            }
          dealii::Triangulation<3> extruded;
          extrude_plan(extruded, cells, tiles.grid->z);
          const MaterialField material = [n_components](double, double, unsigned element) {
            std::array<double, 9> c = uniform_material(n_components)(0, 0, element);
            for (double &value : c)
              value *= 1 + element;
            return c;
          };
          const Reference3d reference({extruded, map_like(*space, tiles, extruded)}, degree, n_components, tiles.grid->z, material);
          const std::string name = "degree_" + std::to_string(degree) + "_components_" + std::to_string(n_components);
          Difference worst;
          compare(
              space, make_coefficients(*space, material), reference, [&](const dealii::Vector<double> &u) { return reference.apply(u); },
              worst);
          const TangentField tangent = [n_components](const dealii::Point<3> &at, const dealii::Point<3> &, unsigned) {
            Tangent t{};
            for (unsigned a = 0; a < 6; ++a)
              for (unsigned b = 0; b < 6; ++b)
                if (n_components == 3 || std::max(a, b) < 3)
                  t[a][b] = (a == b ? 5 : 1) * (1 + .3 * std::cos(900 * at[0] + 700 * at[1] + 4000 * at[2] + a + b + a * b));
            return t;
          };
          compare(
              space, make_tangents(space, tangent), reference, [&](const dealii::Vector<double> &u) { return reference.apply(u, tangent); },
              worst);
          EXPECT_LT(worst.in_double, 1e-12) << name;
          EXPECT_LT(worst.assembled, 1e-12) << name;
          EXPECT_LT(worst.in_float, 1e-6) << name;
          record({name, worst.in_double, 0., "1", "1e-12 of the largest entry", "FE_Q<3> on curved hexahedra", "deal.II 9.4.1"});
          record({name + "_single", worst.in_float, 0., "1", "1e-6 of the largest entry", "FE_Q<3> on curved hexahedra", "deal.II 9.4.1"});
        }
  }

  TEST(CurvedColumns, HaveTheValuesGradientsAndLoadsOfALinearField)
  {
    CurvedTiles tiles{2, 0, 2, 2, 3};
    tiles.growth = wavy(*tiles.grid);
    const auto space = tiles.make();
    layered::Vector<double> field, load;
    interpolate(field, *space, *constrain_nothing(*space), linear);
    space->complete(field);
    space->initialise(load);
    layered::CellValues values(*space);
    layered::CellLoads loads(values.points(), load);
    std::array<std::vector<double>, 6> strains;
    double worst = 0, work = 0, top = 0;
    for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
      {
        values.load(cell, field);
        const layered::CellPoints &points = values.points();
        for (unsigned e = 0; e < space->n_elements(); ++e)
          {
            values.strains(e, strains);
            std::vector<std::array<double, 6>> stress(points.n_points());
            double volume = 0;
            for (unsigned q = 0; q < points.n_plan(); ++q)
              for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                {
                  const auto at = points.position(e, q, qz);
                  volume += points.jxw(e, q, qz);
                  for (unsigned c = 0; c < 3; ++c)
                    {
                      worst = std::max(worst, 1e3 * std::abs(values.value(e, q, qz, c) - linear(at[0], at[1], at[2], c)));
                      for (unsigned axis = 0; axis < 3; ++axis)
                        worst = std::max(worst, std::abs(values.derivative(e, q, qz, c, axis) - scatter(c, axis + 1)));
                    }
                  worst = std::max(worst, std::abs(strains[4][points.index(q, qz)] - scatter(0, 3) - scatter(2, 1)));
                  // Subtracting the stress twice, point by point and as its half that is uniform.
                  stress[points.index(q, qz)] = {{1, 2, 3, 4, 5, 6}};
                }
            loads.subtract_stress(e, stress);
            loads.subtract_stress(e, std::array<double, 6>{{1, 2, 3, 4, 5, 6}});
            worst = std::max(worst, std::abs(volume / points.volume(e) - 1));
            const std::array<double, 6> strain = values.strain(e, 0, 0);
            for (unsigned s = 0; s < 6; ++s)
              work += 2 * (s + 1) * strain[s] * volume;
          }
        for (unsigned i = 0; i < points.n_plan(); ++i)
          top += points.level_integral(space->n_elements() - 1, i);
      }
    space->condense(load);
    double done = 0;
    for (unsigned i = 0; i < space->n_owned(); ++i)
      done += load.begin()[i] * field.begin()[i];
    EXPECT_LT(largest(worst, world), 1e-11);
    EXPECT_NEAR(-sum(done, world), sum(work, world), 1e-12 * std::abs(sum(work, world)));
    EXPECT_NEAR(sum(top, world), 4e-6, 1e-17) << "the shifted cells of a level cover the plan";
  }

  TEST(CurvedColumns, HaveSixRigidModesInTheNullSpaceOfTheirOperator)
  {
    CurvedTiles tiles{2, 0, 2, 2, 3};
    tiles.growth = wavy(*tiles.grid);
    const auto space = tiles.make();
    const auto constrained = constrain_nothing(*space);
    const layered::RigidModes modes(*space, *constrained, false);
    ASSERT_EQ(modes.size(), 6u);
    const LayeredOperator<double> matrix(space, make_coefficients(*space, uniform_material(3)), constrained);
    const double size = largest_entry(forces(space, linear), *space) / 1e-3; // of displacements of order 1
    for (unsigned m = 0; m < 6; ++m)
      {
        const std::vector<double> mode = modes.mode(m);
        layered::Vector<double> u, f;
        space->initialise(u);
        space->initialise(f);
        std::copy(mode.begin(), mode.end(), u.begin());
        matrix.vmult(f, u);
        EXPECT_LT(largest_entry(f, *space), 1e-12 * size);
        EXPECT_NEAR(modes.project(u), 1, 1e-12) << "the mode is removed as a whole";
        EXPECT_LT(largest_entry(u, *space), 1e-12);
      }
  }
} // namespace
