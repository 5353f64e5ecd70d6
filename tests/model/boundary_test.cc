// Where conditions act: faces of parts and of the package on all plan levels, and the loads on them.

#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/model/boundary.h>
#include <solver/model/face_loads.h>
#include <solver/model/model.h>

#include <gtest/gtest.h>

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;

  const MPI_Comm world = MPI_COMM_WORLD;

  double sum_over_ranks(double value)
  {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, world);
    return value;
  }

  meshing::Body make_body(const std::string &name, unsigned first_layer, unsigned last_layer, const meshing::Outline &outline)
  {
    meshing::Body body;
    body.name = name;
    body.first_layer = first_layer;
    body.last_layer = last_layer;
    body.outline = outline;
    return body;
  }

  constexpr unsigned substrate = 0, die = 1, lid = 2;

  /// A die of 6 x 4 mm on a substrate of 10 x 8 mm, air beside it, and a lid of 8 x 8 mm on top.
  meshing::Package make_package()
  {
    meshing::Package package;
    package.layers = {{"substrate", .2e-3, 1}, {"die", .5e-3, 2}, {"lid", .3e-3, 1}};
    package.bodies = {make_body("substrate", 0, 0, meshing::Rectangle{-5e-3, 5e-3, -4e-3, 4e-3}),
                      make_body("die", 1, 1, meshing::Rectangle{-3e-3, 3e-3, -2e-3, 2e-3}),
                      make_body("lid", 2, 2, meshing::Rectangle{-4e-3, 4e-3, -4e-3, 4e-3})};
    return package;
  }

  struct Expected
  {
    FacePlace place;
    double area, outer; ///< [m2]
  };

  /// Areas of the parts by hand.
  const std::vector<Expected> all_faces = {
      {{std::nullopt, Side::bottom}, 80e-6, 80e-6},
      {{std::nullopt, Side::top}, 64e-6, 64e-6},
      {{std::nullopt, Side::x_min}, 8e-3 * .2e-3, 8e-3 * .2e-3}, // the substrate alone reaches x = -5 mm
      {{std::nullopt, Side::y_max}, 10e-3 * .2e-3 + 8e-3 * .3e-3, 10e-3 * .2e-3 + 8e-3 * .3e-3},
      {{substrate, Side::top}, 80e-6, 80e-6 - 24e-6},
      {{die, Side::bottom}, 24e-6, 0},
      {{die, Side::x_max}, 4e-3 * .5e-3, 4e-3 * .5e-3},
      {{die, Side::y_min}, 6e-3 * .5e-3, 6e-3 * .5e-3},
      {{lid, Side::bottom}, 64e-6, 64e-6 - 24e-6},
      {{lid, Side::top}, 64e-6, 64e-6},
      {{lid, Side::x_min}, 8e-3 * .3e-3, 8e-3 * .3e-3}};

  /// A film on each of the faces that carries one, else a fixed temperature.
  Conditions name_faces(const std::vector<Expected> &faces)
  {
    Conditions conditions;
    for (const Expected &face : faces)
      if (face.outer > 0)
        conditions.thermal.films.push_back({face.place, 1., 300.});
      else
        conditions.thermal.fixed_temperatures.push_back({face.place, 300.});
    return conditions;
  }

  Numerics make_numerics(meshing::SymmetryRequest symmetry = meshing::SymmetryRequest::none)
  {
    Numerics numerics;
    numerics.mesh.plan = meshing::PlanResolution{.5e-3, 2e-3};
    numerics.mesh.symmetry = symmetry;
    return numerics;
  }

  double area_of(const model::Model &model, const layered::PlanSpace &plan, const model::FaceParts &parts)
  {
    double area = 0;
    for (const model::FaceParts::Level &part : parts.levels)
      area += part.fraction * plan.area(part.cell);
    for (const model::FaceParts::Wall &part : parts.walls)
      {
        const auto &box = plan.box(part.cell);
        area += part.fraction * (part.face < 2 ? box[3] - box[1] : box[2] - box[0]) * model.grid().height(part.element);
      }
    return sum_over_ranks(area);
  }

  TEST(Boundary, HasTheAreasOfTheFacesOnTheFinestPlan)
  {
    const meshing::Package package = make_package();
    const Conditions conditions = name_faces(all_faces);
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    const model::Boundary &boundary = model.boundary(model.finest_plan());
    for (std::size_t i = 0; i < all_faces.size(); ++i)
      {
        const Expected &face = all_faces[i];
        EXPECT_NEAR(area_of(model, model.finest_plan(), boundary.parts(face.place)), face.area, 1e-12 * 80e-6) << "face " << i;
        EXPECT_NEAR(area_of(model, model.finest_plan(), boundary.outer_parts(face.place)), face.outer, 1e-12 * 80e-6) << "face " << i;
      }
  }

  TEST(Boundary, HasTheAreaOfTheBottomOnEveryLevelAndOnOtherDegrees)
  {
    const meshing::Package package = make_package();
    const Conditions conditions = name_faces({all_faces[0]});
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    ASSERT_GE(model.plan_levels().size(), 2u);
    for (const auto &plan : model.plan_levels())
      EXPECT_NEAR(area_of(model, *plan, model.boundary(*plan).parts(all_faces[0].place)), 80e-6, 1e-16);
    const auto cubic = model.make_plan_space(3);
    EXPECT_EQ(&model.boundary(*cubic), &model.boundary(model.finest_plan())) << "the cells are the same";
  }

  TEST(Boundary, HasOnlyTheFacesThatConditionsName)
  {
    const meshing::Package package = make_package();
    const Conditions conditions = name_faces({all_faces[0]});
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world), other(package, conditions, numerics, world);
    EXPECT_THROW(model.boundary(model.finest_plan()).parts({die, Side::top}), std::out_of_range);
    EXPECT_THROW(model.boundary(other.finest_plan()), std::logic_error);
  }

  TEST(Boundary, HasTheNodesOfARingOnEveryLevelAndOnOtherDegrees)
  {
    // Found once per level; the nodes are counted here among those of the plan.
    const meshing::Package package = make_package();
    const RimPlace ring{lid, Side::top, 1e-3};
    Conditions conditions;
    conditions.mechanical.supports.push_back({ring, {{0., 0., 0.}}});
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    const auto box = meshing::bounding_box(package.bodies[lid].outline);
    const auto check = [&](const layered::PlanSpace &plan, const std::string &where) {
      std::set<unsigned> found;
      model::for_each_node_of_rim(model.boundary(plan).rim(ring), plan, 2, [&](unsigned dof, unsigned z_node) {
        found.insert(dof);
        EXPECT_EQ(z_node, 2 * model.grid().n_elements()) << where;
      });
      std::set<unsigned> expected;
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        if (const auto centre = model::find_centre(plan, cell);
            centre[0] > box.x_min && centre[0] < box.x_max && centre[1] > box.y_min && centre[1] < box.y_max)
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            {
              const auto &at = plan.position(plan.cell_dofs(cell)[i]);
              const double inside = std::min({at[0] - box.x_min, box.x_max - at[0], at[1] - box.y_min, box.y_max - at[1]});
              if (inside > -1e-9 && inside < 1e-3 + 1e-9)
                expected.insert(plan.cell_dofs(cell)[i]);
            }
      EXPECT_EQ(found, expected) << where;
    };
    check(model.finest_plan(), "finest");
    for (const auto &plan : model.plan_levels())
      check(*plan, "a level");
    check(*model.make_plan_space(3), "cubic");
    EXPECT_THROW(model.boundary(model.finest_plan()).rim({lid, Side::top, 2e-3}), std::out_of_range);
  }

  TEST(Boundary, OfAQuarterIsAQuarterOfTheArea)
  {
    const meshing::Package package = make_package();
    const std::vector<Expected> faces = {all_faces[0], all_faces[1], all_faces[8]};
    const Conditions conditions = name_faces(faces);
    const Numerics numerics = make_numerics(meshing::SymmetryRequest::automatic);
    const model::Model model(package, conditions, numerics, world);
    ASSERT_EQ(meshing::to_string(model.mirror()), "quarter");
    for (const Expected &face : faces)
      EXPECT_NEAR(area_of(model, model.finest_plan(), model.boundary(model.finest_plan()).outer_parts(face.place)), face.outer / 4, 1e-17);
  }

  TEST(Boundary, OfARoundPartHasNoSides)
  {
    meshing::Package package = make_package();
    package.bodies.push_back(make_body("plug", 1, 1, meshing::Disc{0, 3e-3, .6e-3}));
    Conditions conditions;
    conditions.thermal.films.push_back({{3u, Side::x_max}, 1., 300., {"case.yaml:7", "thermal.films[0]"}});
    const Numerics numerics = make_numerics();
    const std::string sentence = tests::sentence_of<InputError>([&] { model::Model(package, conditions, numerics, world); });
    EXPECT_NE(sentence.find("thermal.films[0]"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("plug has no flat side"), std::string::npos) << sentence;
  }

  /// Force and moments about the origin of a load, by the work that it does on the rigid motions of the package.
  struct Resultant
  {
    std::array<double, 3> force{}, moment{};
  };

  Resultant find_resultant(const layered::LayeredSpace &space, const layered::Vector<double> &load)
  {
    Resultant sum;
    const layered::PlanSpace &plan = space.plan();
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        {
          const std::array<double, 3> at{{plan.position(dof)[0], plan.position(dof)[1], space.z_nodes()[k]}};
          const double *f = load.begin() + std::size_t(dof) * space.column_size() + k * 3;
          for (unsigned c = 0; c < 3; ++c)
            {
              const unsigned a = (c + 1) % 3, b = (c + 2) % 3;
              sum.force[c] += f[c];
              sum.moment[c] += at[a] * f[b] - at[b] * f[a];
            }
        }
    for (unsigned c = 0; c < 3; ++c)
      {
        sum.force[c] = sum_over_ranks(sum.force[c]);
        sum.moment[c] = sum_over_ranks(sum.moment[c]);
      }
    return sum;
  }

  TEST(FaceLoads, ATractionHasItsForceAndItsMoment)
  {
    const meshing::Package package = make_package();
    Conditions conditions;
    const FacePlace wall{die, Side::x_max}, roof{substrate, Side::top};
    conditions.mechanical.pressures = {{wall, 1.}, {roof, 1.}};
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    const auto space = model.make_spaces(3).back();
    const std::array<double, 3> traction{{2e5, -3e5, 7e5}};

    // On the side of the die, 4 x 0.5 mm about (3, 0, 0.45) mm.
    layered::Vector<double> load;
    space->initialise(load);
    model::add_traction(model, *space, wall, traction, load);
    const Resultant side = find_resultant(*space, load);
    const double area = 2e-6, scale = 7e5 * area;
    const std::array<double, 3> at{{3e-3, 0, .45e-3}};
    for (unsigned c = 0; c < 3; ++c)
      {
        const unsigned a = (c + 1) % 3, b = (c + 2) % 3;
        EXPECT_NEAR(side.force[c], traction[c] * area, 1e-12 * scale);
        EXPECT_NEAR(side.moment[c], (at[a] * traction[b] - at[b] * traction[a]) * area, 1e-12 * scale * 5e-3);
      }

    // On the substrate around the die: 80 - 24 mm2 about the axis.
    layered::Vector<double> ring;
    space->initialise(ring);
    model::add_traction(model, *space, roof, {{0, 0, -1e5}}, ring);
    const Resultant top = find_resultant(*space, ring);
    EXPECT_NEAR(top.force[2], -1e5 * 56e-6, 1e-12);
    for (unsigned c = 0; c < 3; ++c)
      EXPECT_NEAR(top.moment[c], 0, 1e-13);
  }

  TEST(FaceLoads, AHeatFluxHasItsPower)
  {
    const meshing::Package package = make_package();
    const Conditions conditions = name_faces({all_faces[3], all_faces[8]});
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    const auto space = model.make_spaces(1).back();
    for (const Expected &face : {all_faces[3], all_faces[8]})
      {
        layered::Vector<double> load;
        space->initialise(load);
        model::add_heat_flux(model, *space, face.place, 1e4, load);
        double power = 0;
        for (unsigned i = 0; i < space->n_local(); ++i)
          power += load.begin()[i];
        EXPECT_NEAR(sum_over_ranks(power), 1e4 * face.outer, 1e-12);
      }
  }

  TEST(Filling, DistinguishesCellsPointsAndCentres)
  {
    const meshing::Package package = make_package();
    const Conditions conditions;
    const Numerics numerics = make_numerics();
    const model::Model model(package, conditions, numerics, world);
    const layered::PlanSpace &plan = model.finest_plan();
    const model::Filling &filling = model.filling();
    double volume = 0;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned e = 0; e < model.grid().n_elements(); ++e)
        {
          const double fraction = meshing::filled_fraction(model.composition(cell, e));
          EXPECT_EQ(model.is_filled(cell, e), fraction > 0);
          EXPECT_EQ(filling.is_filled_at_centre(plan, cell, e), fraction > .5) << "lines follow all edges here";
          EXPECT_EQ(model.main_body(cell, e) >= 0, fraction > 0);
          volume += fraction * plan.area(cell) * model.grid().height(e);
        }
    EXPECT_NEAR(sum_over_ranks(volume), 80e-6 * .2e-3 + 24e-6 * .5e-3 + 64e-6 * .3e-3, 1e-20);
    EXPECT_TRUE(filling.bodies().has_material({{3e-3, 2e-3, .4e-3}})) << "the corner of the die";
    EXPECT_FALSE(filling.bodies().has_material({{3.1e-3, 2e-3, .4e-3}}));
    EXPECT_TRUE(filling.bodies().has_material({{4e-3, 4e-3, 1e-3}})) << "the corner of the lid";
    EXPECT_FALSE(filling.bodies().has_material({{4e-3, 4e-3, 1.1e-3}}));
  }
} // namespace
