// Loads and displacements of a small package against deal.II's three-dimensional elements.

#include <tests/layered/sample.h>
#include <tests/oracles/plan_embedding.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>
#include <solver/case/case.h>
#include <solver/mechanics/mechanics_problem.h>

#include <deal.II/base/tensor.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  // Sums of some 1e3 products with factors up to the inverse of the thinnest layer, rounded at 1e-16 each.
  constexpr double rounding = 1e-12;

  // Both iterate until rounding stops them: at a residual of about eps |A| |u| / |b|, 1e-13 for the thermal load and 3e-9 for the
  // clamped plate under pressure, whose deflection is large. That residual is rounding of A u and changes the displacement by less still.
  constexpr double solved = 1e-7;

  const meshing::Rectangle outline{0, 6.2e-3, 0, 5e-3};
  const meshing::Rectangle centred_die{1.9e-3, 4.3e-3, 1.7e-3, 3.3e-3};
  const meshing::Rectangle die_off_centre{1.1e-3, 3.0e-3, 1.9e-3, 4.1e-3};

  /// Interfaces of board, mould with die, lid [m]. The lid lies on the die alone: beside it there is air.
  constexpr std::array<double, 4> interface {
    {
      0, .1e-3, .5e-3, .8e-3
    }
  };

  enum Part
  {
    board, ///< orthotropic, its axes turned by 90 degrees
    mould, ///< isotropic, its modulus falls with temperature, glass transition
    die,   ///< isotropic, secant expansion
    lid    ///< isotropic, orthotropic expansion
  };

  constexpr std::array<double, 4> stress_free{{420, 448, 433, 400}}; // [K]
  constexpr std::array<double, 4> density{{1900, 2000, 2330, 8900}}; // [kg/m3]
  constexpr double glass_transition = 430;                           // [K]
  constexpr double secant_reference = 293;                           // [K]

  materials::Material isotropic(const std::string &name, const materials::TemperatureFunction &young, double poisson, double mass)
  {
    materials::Material material;
    material.name = name;
    material.elasticity = materials::IsotropicElasticity{young, materials::TemperatureFunction(poisson)};
    material.density = materials::TemperatureFunction(mass);
    return material;
  }

  std::array<materials::TemperatureFunction, 3> constants(double x, double y, double z)
  {
    using materials::TemperatureFunction;
    return {{TemperatureFunction(x), TemperatureFunction(y), TemperatureFunction(z)}};
  }

  std::vector<materials::Material> make_materials()
  {
    using materials::TemperatureFunction;
    materials::Material laminate;
    laminate.name = "laminate";
    laminate.elasticity = materials::OrthotropicElasticity{
        TemperatureFunction(24e9), TemperatureFunction(18e9), TemperatureFunction(9e9), TemperatureFunction(.15),  TemperatureFunction(.3),
        TemperatureFunction(.28),  TemperatureFunction(8e9),  TemperatureFunction(3e9), TemperatureFunction(2.6e9)};
    laminate.expansion = materials::TangentExpansion{constants(14e-6, 17e-6, 45e-6)};
    laminate.density = TemperatureFunction(density[board]);
    materials::Material compound = isotropic("compound", TemperatureFunction({300, 500}, {22e9, 6e9}), .28, density[mould]);
    compound.expansion = materials::GlassTransitionExpansion{{{8e-6, 8e-6, 9e-6}}, {{30e-6, 30e-6, 33e-6}}, glass_transition};
    materials::Material chip = isotropic("chip", TemperatureFunction(160e9), .23, density[die]);
    chip.expansion = materials::SecantExpansion{constants(2.8e-6, 2.8e-6, 2.8e-6), secant_reference};
    materials::Material plate = isotropic("plate", TemperatureFunction(117e9), .34, density[lid]);
    plate.expansion = materials::TangentExpansion{constants(17e-6, 16e-6, 18e-6)};
    return {laminate, compound, chip, plate};
  }

  /// The package; the middle layer has two elements where degrees are low.
  Case make_case(const meshing::Rectangle &die_outline, const meshing::PlanRequest &plan, unsigned degree)
  {
    Case problem;
    problem.package.layers = {{"base", interface[1] - interface[0], 1},
                              {"middle", interface[2] - interface[1], degree <= 2 ? 2u : 1u},
                              {"cover", interface[3] - interface[2], 1}};
    const std::array<const char *, 4> names{{"board", "mould", "die", "lid"}};
    const std::array<unsigned, 4> layer{{0, 1, 1, 2}};
    for (unsigned part = 0; part < 4; ++part)
      {
        meshing::Body body;
        body.name = names[part];
        body.kind = part == die ? meshing::BodyKind::die : meshing::BodyKind::layer;
        body.first_layer = body.last_layer = layer[part];
        body.outline = part == board || part == mould ? outline : die_outline;
        body.material = part;
        body.stress_free_temperature = stress_free[part];
        body.quarter_turns = part == board ? 1 : 0;
        problem.package.bodies.push_back(body);
      }
    problem.materials.cards = make_materials();
    problem.numerics.mesh = {plan, meshing::SymmetryRequest::automatic, degree, degree};
    problem.programme.states = {{"hot", 300.}};
    return problem;
  }

  /// Stiffness by inverting the compliance; Poisson's ratios xy, xz, yz, shear moduli yz, xz, xy.
  std::array<double, 9> hooke(const std::array<double, 3> &young, const std::array<double, 3> &poisson, const std::array<double, 3> &shear)
  {
    dealii::Tensor<2, 3> compliance;
    for (unsigned i = 0; i < 3; ++i)
      compliance[i][i] = 1 / young[i];
    compliance[0][1] = compliance[1][0] = -poisson[0] / young[0];
    compliance[0][2] = compliance[2][0] = -poisson[1] / young[0];
    compliance[1][2] = compliance[2][1] = -poisson[2] / young[1];
    const dealii::Tensor<2, 3> c = dealii::invert(compliance);
    return {{c[0][0], c[1][1], c[2][2], c[0][1], c[0][2], c[1][2], shear[0], shear[1], shear[2]}};
  }

  std::array<double, 9> isotropic_hooke(double young, double poisson)
  {
    const double shear = young / (2 * (1 + poisson));
    return hooke({{young, young, young}}, {{poisson, poisson, poisson}}, {{shear, shear, shear}});
  }

  std::array<double, 9> expected_stiffness(int part, double temperature)
  {
    if (part == board) // along the plan's x lies the material's y
      return hooke({{18e9, 24e9, 9e9}}, {{.15 * 18 / 24, .28, .3}}, {{3e9, 2.6e9, 8e9}});
    if (part == mould)
      return isotropic_hooke(22e9 - 16e9 * (temperature - 300) / 200, .28);
    if (part == die)
      return isotropic_hooke(160e9, .23);
    return part == lid ? isotropic_hooke(117e9, .34) : std::array<double, 9>{};
  }

  std::array<double, 3> expected_free_strain(int part, double temperature)
  {
    const double rise = temperature - stress_free[part];
    if (part == board)
      return {{17e-6 * rise, 14e-6 * rise, 45e-6 * rise}};
    if (part == mould)
      {
        const double below = std::min(temperature, glass_transition) - glass_transition; // it is free of stress above the transition
        const double above = std::max(temperature, glass_transition) - stress_free[mould];
        return {{8e-6 * below + 30e-6 * above, 8e-6 * below + 30e-6 * above, 9e-6 * below + 33e-6 * above}};
      }
    if (part == die)
      return {{2.8e-6 * rise, 2.8e-6 * rise, 2.8e-6 * rise}};
    return {{17e-6 * rise, 16e-6 * rise, 18e-6 * rise}};
  }

  bool is_inside(const meshing::Rectangle &r, double x, double y)
  {
    return x > r.x_min && x < r.x_max && y > r.y_min && y < r.y_max;
  }

  /// The part at a place, by the picture above; -1 for air.
  int part_at(const meshing::Rectangle &die_outline, double x, double y, double z)
  {
    if (z < interface[1])
      return board;
    if (z < interface[2])
      return is_inside(die_outline, x, y) ? die : mould;
    return is_inside(die_outline, x, y) ? lid : -1;
  }

  using TemperatureField = std::function<double(const dealii::Point<3> &)>;

  /// A case on all ranks and its three-dimensional twin on the finest lattice, whole on every rank.
  struct ProblemPair
  {
    ProblemPair(Case given, const meshing::Rectangle &die_outline_, const TemperatureField &temperature_)
        : problem(std::move(given)), die_outline(die_outline_), temperature(temperature_),
          model(problem.package, problem.conditions, problem.numerics, world), mechanics(model, problem.materials)
    {
      EXPECT_TRUE(model.plan().averaged.empty()) << "the oracle's cells hold one part each";
      const auto lines = [&](unsigned axis) {
        const meshing::AxisMap &map = model.plan().snapped->map[axis];
        std::vector<double> result;
        for (unsigned i = 0; i <= map.lattice().back(); ++i)
          result.push_back(map.to_physical(i));
        return result;
      };
      make_box_mesh(box, {{lines(0), lines(1), model.grid().z}});
      const auto material = [this](double x, double y, unsigned e) {
        const dealii::Point<3> centre(x, y, (model.grid().z[e] + model.grid().z[e + 1]) / 2);
        return expected_stiffness(part_at(die_outline, x, y, centre[2]), temperature(centre));
      };
      reference = std::make_unique<Reference3d>(box, problem.numerics.mesh.degree, 3, model.grid().z, material);
    }

    std::array<double, 6> free_stress(const dealii::Point<3> &at, const dealii::Point<3> &centre) const
    {
      const int part = part_at(die_outline, centre[0], centre[1], centre[2]);
      const std::array<double, 9> c = expected_stiffness(part, temperature(centre));
      const std::array<double, 3> e = expected_free_strain(part, temperature(at));
      return {{c[0] * e[0] + c[3] * e[1] + c[4] * e[2], c[3] * e[0] + c[1] * e[1] + c[5] * e[2], c[4] * e[0] + c[5] * e[1] + c[2] * e[2], 0,
               0, 0}};
    }

    Load3d thermal_load() const
    {
      Load3d load;
      load.free_stress = [this](const dealii::Point<3> &at, const dealii::Point<3> &centre, unsigned) { return free_stress(at, centre); };
      return load;
    }

    /// Index in the reference of an unknown of the layered space.
    unsigned number(unsigned i) const
    {
      const auto &space = mechanics.space();
      const auto &at = space.plan().position(i / space.column_size());
      const int index = reference->find({at[0], at[1], space.z_nodes()[i / 3 % space.n_z()]}, i % 3);
      EXPECT_GE(index, 0) << "no reference node at " << at[0] << ' ' << at[1];
      return static_cast<unsigned>(std::max(index, 0));
    }

    Case problem;
    meshing::Rectangle die_outline;
    TemperatureField temperature;
    model::Model model;
    mechanics::MechanicsProblem mechanics;
    dealii::Triangulation<3> box;
    std::unique_ptr<Reference3d> reference;
  };

  TemperatureField everywhere(double temperature)
  {
    return [temperature](const dealii::Point<3> &) { return temperature; };
  }

  layered::Vector<double> condensed_load(const ProblemPair &pair, const mechanics::Temperature &temperature)
  {
    layered::Vector<double> load;
    pair.mechanics.set_load(temperature, load);
    pair.mechanics.space().condense(load);
    return load;
  }

  /// Largest difference of a load on a plan without hanging nodes and the reference's over the largest entry.
  double compare_loads(const ProblemPair &pair, const layered::Vector<double> &load, const dealii::Vector<double> &expected)
  {
    EXPECT_EQ(pair.mechanics.space().n_dofs(), expected.size());
    EXPECT_GT(expected.linfty_norm(), 0.);
    double difference = 0;
    for (unsigned i = 0; i < pair.mechanics.space().n_owned(); ++i)
      difference = std::max(difference, std::abs(load.begin()[i] - expected(pair.number(i))));
    return largest(difference, world) / expected.linfty_norm();
  }

  /// Largest difference of the displacements over the largest displacement. `is_floating`: a shift along z is taken out of both.
  double compare_displacements(const ProblemPair &pair, const layered::Vector<double> &u, const dealii::Vector<double> &expected,
                               bool is_floating)
  {
    const std::vector<char> is_active = pair.reference->find_active();
    const unsigned n = pair.mechanics.space().n_owned();
    double count = 0, mean = 0, expected_mean = 0;
    for (unsigned i = 2; i < n; i += 3)
      if (is_floating && is_active[pair.number(i)])
        {
          count += 1;
          mean += u.begin()[i];
          expected_mean += expected(pair.number(i));
        }
    count = std::max(1., sum(count, world));
    mean = sum(mean, world) / count;
    expected_mean = sum(expected_mean, world) / count;
    double difference = 0, size = 0;
    for (unsigned i = 0; i < n; ++i)
      if (const unsigned dof = pair.number(i); is_active[dof])
        {
          const double value = expected(dof) - (i % 3 == 2 ? expected_mean : 0);
          size = std::max(size, std::abs(value));
          difference = std::max(difference, std::abs(u.begin()[i] - (i % 3 == 2 ? mean : 0) - value));
        }
    EXPECT_GT(largest(size, world), 1e-12);
    return largest(difference, world) / largest(size, world);
  }

  /// The displacement at the smallest tolerance, a power of ten, that rounding allows.
  layered::Vector<double> solve_to_stagnation(ProblemPair &pair, const mechanics::Temperature &temperature)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    layered::Vector<double> u;
    pair.mechanics.space().initialise(u);
    double &tolerance = pair.problem.numerics.solver.tolerance;
    double reached = 1;
    for (tolerance = 1e-8; tolerance > 1e-17; tolerance /= 10)
      {
        layered::Vector<double> next(u);
        try
          {
            pair.mechanics.solve({temperature}, {&next}, log);
          }
        catch (const ConvergenceError &error)
          {
            EXPECT_NE(std::string(error.what()).find("rounding prevents a smaller error"), std::string::npos) << error.what();
            break;
          }
        u = next;
        reached = tolerance;
      }
    EXPECT_LT(reached, 1.1e-8) << "rounding of A u is some 3e-9 of the load at worst";
    EXPECT_GT(tolerance, 1e-17) << "rounding must have ended this";
    return u;
  }

  void expect_within(double difference, double tolerance, const std::string &quantity, unsigned degree)
  {
    EXPECT_LT(difference, tolerance) << quantity << ", degree " << degree;
    record({quantity + "_degree_" + std::to_string(degree), difference, 0., "1",
            tolerance == rounding ? "1e-12 of the largest entry" : "1e-7 of the largest", "FE_Q<3>", "deal.II 9.4.1"});
  }

  meshing::PlanLattice lattice(unsigned degree)
  {
    return degree <= 2 ? meshing::PlanLattice{{{8, 8}}} : meshing::PlanLattice{{{4, 4}}};
  }

  TEST(Load, OfAUniformTemperatureAndItsDisplacementEqualThoseOfThreeDimensionalElements)
  {
    const double temperature = 300;
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        ProblemPair pair(make_case(centred_die, lattice(degree), degree), centred_die, everywhere(temperature));
        const meshing::Mirror &symmetry = pair.model.plan().symmetry;
        EXPECT_TRUE(symmetry.in_x && symmetry.in_y);
        const dealii::Vector<double> expected = pair.reference->load(pair.thermal_load());
        expect_within(compare_loads(pair, condensed_load(pair, temperature), expected), rounding, "load", degree);

        // Constrained on the mirror planes, and at one node against the shift along z.
        std::vector<char> is_constrained(pair.reference->n_dofs(), 0);
        for (unsigned dof = 0; dof < is_constrained.size(); ++dof)
          for (unsigned c = 0; c < 2; ++c)
            {
              const dealii::Point<3> &at = pair.reference->position(dof);
              const double centre = c == 0 ? symmetry.centre_x : symmetry.centre_y;
              if (std::abs(at[c] - centre) < 1e-9 && pair.reference->find(at, c) == static_cast<int>(dof))
                is_constrained[dof] = 1;
            }
        is_constrained[pair.reference->find({symmetry.centre_x, symmetry.centre_y, 0}, 2)] = 1;
        const dealii::Vector<double> u = pair.reference->solve(expected, is_constrained);
        expect_within(compare_displacements(pair, solve_to_stagnation(pair, temperature), u, true), solved, "displacement", degree);
      }
  }

  /// Pressures on the lid, on a side of it and on a side of the package, an acceleration in all directions, clamped at x_min.
  Case make_mechanical_case(unsigned degree, const meshing::PlanRequest &plan)
  {
    Case problem = make_case(die_off_centre, plan, degree);
    for (meshing::Body &body : problem.package.bodies)
      body.stress_free_temperature = 300;
    problem.conditions.mechanical.pressures = {
        {{std::nullopt, Side::top}, 3e5}, {{unsigned(lid), Side::y_min}, 2e5}, {{std::nullopt, Side::x_max}, 1e5}};
    problem.conditions.mechanical.acceleration = {{3e4, -5e4, 8e4}}; // a drop on a hard floor, so that it counts beside the pressures
    problem.conditions.mechanical.supports = {{FacePlace{std::nullopt, Side::x_min}, {{0., 0., 0.}}}};
    return problem;
  }

  Load3d expected_mechanical_load(const ProblemPair &pair)
  {
    Load3d load;
    load.traction = [&pair](const dealii::Point<3> &centre, const dealii::Tensor<1, 3> &normal) {
      const bool is_on_lid = centre[2] > interface[2] && std::abs(centre[1] - pair.die_outline.y_min) < 1e-9 && normal[1] < -.5;
      const bool is_on_top = std::abs(centre[2] - interface[3]) < 1e-9 && normal[2] > .5;
      const bool is_on_side = std::abs(centre[0] - outline.x_max) < 1e-9 && normal[0] > .5;
      return -normal * (is_on_lid ? 2e5 : is_on_top ? 3e5 : is_on_side ? 1e5 : 0.);
    };
    load.body_force = [&pair](const dealii::Point<3> &centre, unsigned) {
      const int part = part_at(pair.die_outline, centre[0], centre[1], centre[2]);
      return density[part] * dealii::Tensor<1, 3>({3e4, -5e4, 8e4});
    };
    return load;
  }

  TEST(Load, OfPressuresAndAccelerationAndItsDisplacementEqualThoseOfThreeDimensionalElements)
  {
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        ProblemPair pair(make_mechanical_case(degree, lattice(degree)), die_off_centre, everywhere(300));
        const dealii::Vector<double> expected = pair.reference->load(expected_mechanical_load(pair));
        expect_within(compare_loads(pair, condensed_load(pair, 300.), expected), rounding, "load", degree);

        std::vector<char> is_constrained(pair.reference->n_dofs(), 0);
        for (unsigned dof = 0; dof < is_constrained.size(); ++dof)
          is_constrained[dof] = std::abs(pair.reference->position(dof)[0] - outline.x_min) < 1e-9;
        const dealii::Vector<double> u = pair.reference->solve(expected, is_constrained);
        expect_within(compare_displacements(pair, solve_to_stagnation(pair, 300.), u, false), solved, "displacement", degree);
      }
  }

  TEST(Load, OfATemperatureFieldThatEveryElementContainsEqualsThatOfThreeDimensionalElements)
  {
    // Linear, so that its interpolant is itself and its mean over a cell the value at the centre; all below the glass transition.
    const TemperatureField field = [](const dealii::Point<3> &at) { return 310 + 9e3 * at[0] - 4e3 * at[1] + 4e4 * at[2]; };
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        Case problem = make_case(die_off_centre, lattice(degree), degree);
        ProblemPair pair(problem, die_off_centre, field);
        const auto space_pointer = pair.model.make_spaces(1).back();
        const layered::LayeredSpace &space = *space_pointer;
        layered::Vector<double> values;
        space.initialise(values);
        for (unsigned i = 0; i < space.n_owned(); ++i)
          {
            const auto &at = space.plan().position(i / space.n_z());
            values.begin()[i] = field({at[0], at[1], space.z_nodes()[i % space.n_z()]});
          }
        space.complete(values);
        expect_within(compare_loads(pair, condensed_load(pair, mechanics::TemperatureField{space_pointer, &values}),
                                    pair.reference->load(pair.thermal_load())),
                      rounding, "load", degree);
      }
  }

  /// Largest difference of a load on a graded plan and P' f over the largest entry: f is the reference's load on the uniformly refined
  /// plan, P the embedding of PlanEmbedding.
  double compare_hanging(const ProblemPair &pair, const layered::Vector<double> &load, const dealii::Vector<double> &fine)
  {
    const layered::LayeredSpace &space = pair.mechanics.space();
    std::vector<PlanBox> boxes;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        const auto &b = space.plan().box(cell);
        boxes.push_back({b[0], b[1], b[2], b[3], static_cast<unsigned>(space.plan().cell(cell)->level())});
      }
    const PlanEmbedding embedding(pair.problem.numerics.mesh.degree, gather_boxes(boxes, world));
    EXPECT_GT(sum(double(space.plan().hanging().column.size()), world), 0) << "the plan has no hanging nodes";

    const unsigned n_z = space.n_z();
    const auto index = [&](unsigned node, unsigned k, unsigned c) { return (node * n_z + k) * 3 + c; };
    dealii::Vector<double> expected(embedding.nodes().size() * n_z * 3);
    PointTable<2> plan_points(1e-8);
    std::vector<std::map<unsigned, double>> expansions;
    for (unsigned dof = 0; dof < fine.size(); ++dof)
      {
        const dealii::Point<3> &at = pair.reference->position(dof);
        const unsigned plan_point = plan_points.insert({at[0], at[1]});
        if (plan_point == expansions.size())
          expansions.push_back(embedding.expand({at[0], at[1]}));
        unsigned k = 0, c = 0;
        while (k + 1 < n_z && std::abs(space.z_nodes()[k] - at[2]) > 1e-9)
          ++k;
        while (pair.reference->find(at, c) != static_cast<int>(dof))
          ++c;
        for (const auto &[node, weight] : expansions[plan_point])
          expected(index(node, k, c)) += weight * fine(dof);
      }

    double difference = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (const unsigned column = i / space.column_size(); !space.plan().is_hanging(column))
        {
          const int node = embedding.nodes().find({space.plan().position(column)[0], space.plan().position(column)[1]});
          EXPECT_GE(node, 0);
          if (node >= 0)
            difference = std::max(difference, std::abs(load.begin()[i] - expected(index(node, i / 3 % n_z, i % 3))));
        }
    return largest(difference, world) / expected.linfty_norm();
  }

  TEST(Load, WithHangingNodesIsTheThreeDimensionalOneRestrictedToTheContinuousFields)
  {
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        const meshing::PlanResolution graded = degree <= 2 ? meshing::PlanResolution{.4e-3, 1.6e-3} : meshing::PlanResolution{.8e-3, 3e-3};
        const ProblemPair hot(make_case(die_off_centre, graded, degree), die_off_centre, everywhere(340));
        expect_within(compare_hanging(hot, condensed_load(hot, 340.), hot.reference->load(hot.thermal_load())), rounding, "thermal",
                      degree);
        const ProblemPair loaded(make_mechanical_case(degree, graded), die_off_centre, everywhere(300));
        expect_within(compare_hanging(loaded, condensed_load(loaded, 300.), loaded.reference->load(expected_mechanical_load(loaded))),
                      rounding, "loaded", degree);
      }
  }
} // namespace
