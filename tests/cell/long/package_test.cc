// Packages with a homogenised layer of bumps against the same packages with every bump resolved by ring tiles.

#include <tests/verification_record.h>

#include <materials/homogenise/homogenise.h>
#include <materials/pi.h>
#include <meshing/plan/ring_mesh.h>
#include <solver/cell/bump_solver.h>
#include <solver/layered/operator/assembly.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/linear/direct_solver.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace
{
  using namespace sagitta;
  using layered::LayeredSpace;
  using layered::Vector;
  using materials::Phase;

  constexpr double radius = 0.25, height = 0.4;

  Phase solid(double young, double poisson, double conductivity, double expansion)
  {
    return {materials::isotropic_stiffness(young, poisson),
            {{expansion, expansion, expansion}},
            {{conductivity, conductivity, conductivity}},
            1,
            1};
  }

  const Phase copper = solid(110e9, 0.34, 390, 17e-6), substrate = solid(22e9, 0.3, 5, 15e-6), die = solid(130e9, 0.28, 148, 2.6e-6);

  /// A quarter of a package of substrate, bumps and die: tiles of one pitch, mirrored at x = 0 and y = 0.
  struct Package
  {
    std::shared_ptr<const layered::PlanSpace> plan;
    std::shared_ptr<meshing::LayerGrid> grid = std::make_shared<meshing::LayerGrid>();
    std::vector<char> is_bump; ///< per plan cell

    Package(unsigned tiles, double substrate_thickness, double die_thickness)
    {
      std::vector<double> lines;
      std::vector<meshing::RingPlace> places;
      for (unsigned i = 0; i <= tiles; ++i)
        lines.push_back(i);
      for (unsigned i = 0; i < tiles * tiles; ++i)
        {
          const double x = i % tiles, y = i / tiles;
          places.push_back({{x + 0.5, y + 0.5, radius}, {x, x + 1, y, y + 1}, radius});
        }
      plan = std::make_shared<const layered::PlanSpace>(
          meshing::make_ring_mesh(meshing::make_ring_plan({lines, lines}, places, 0, 2), MPI_COMM_SELF), 2, false, MPI_COMM_SELF);
      grid->z.push_back(0);
      add_layer(0, {substrate_thickness * 2 / 3, substrate_thickness / 3});
      add_layer(1, {height / 4, height / 2, height / 4});
      add_layer(2, {die_thickness / 3, die_thickness * 2 / 3});
      for (unsigned c = 0; c < plan->n_cells(); ++c)
        {
          double farthest = 0;
          for (const unsigned v : plan->cell(c)->vertex_indices())
            {
              const auto vertex = plan->cell(c)->vertex(v), center = plan->cell(c)->center();
              farthest = std::max(farthest, std::hypot(vertex[0] - std::floor(center[0]) - 0.5, vertex[1] - std::floor(center[1]) - 0.5));
            }
          is_bump.push_back(farthest < 1.05 * radius);
        }
    }

    void add_layer(unsigned layer, const std::vector<double> &heights)
    {
      for (const double h : heights)
        {
          grid->z.push_back(grid->z.back() + h);
          grid->layer.push_back(layer);
        }
    }
  };

  /// What the layer of bumps is made of: bump and fill, or one homogenised material; nothing where a phase is null.
  struct Filling
  {
    const Phase *bump, *around;
  };

  const Phase *phase_of(const Package &package, const Filling &filling, unsigned cell, unsigned element)
  {
    const unsigned layer = package.grid->layer[element];
    return layer == 0 ? &substrate : layer == 2 ? &die : package.is_bump[cell] ? filling.bump : filling.around;
  }

  layered::Coefficients coefficients_of(const Package &package, const Filling &filling, const LayeredSpace &space)
  {
    layered::Coefficients coefficients;
    coefficients.n_components = space.n_components();
    coefficients.n_elements = space.n_elements();
    for (unsigned c = 0; c < package.plan->n_cells(); ++c)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const Phase *phase = phase_of(package, filling, c, e);
          std::array<double, 9> numbers{};
          if (phase != nullptr && space.n_components() == 3)
            numbers = layered::pack(phase->stiffness);
          else if (phase != nullptr)
            std::copy(phase->conductivity.begin(), phase->conductivity.end(), numbers.begin());
          coefficients.volume.insert(coefficients.volume.end(), numbers.begin(), numbers.begin() + (space.n_components() == 3 ? 9 : 3));
        }
    return coefficients;
  }

  void solve(const LayeredSpace &space, const layered::Coefficients &coefficients, const std::vector<unsigned> &prescribed,
             Vector<double> &load)
  {
    const layered::ConstrainedUnknowns constrained = layered::find_constrained_unknowns(space, coefficients.filled(), prescribed);
    for (const unsigned index : constrained.owned)
      load.begin()[index] = 0;
    const linear::KrylovSolver solver(layered::assemble(space, coefficients, constrained), {"test"});
    std::vector<double> x(space.n_owned());
    solver.solve(load.begin(), x.data());
    std::copy(x.begin(), x.end(), load.begin());
  }

  /// Warpage of bottom and top of the free package, cooled by 100 K.
  std::array<double, 2> warpage(const Package &package, const Filling &filling)
  {
    const LayeredSpace space(package.plan, package.grid, 2, 3);
    const layered::Coefficients coefficients = coefficients_of(package, filling, space);
    Vector<double> field;
    space.initialise(field);
    layered::CellPoints points(space);
    layered::CellLoads loads(points, field);
    for (unsigned c = 0; c < package.plan->n_cells(); ++c)
      {
        points.enter(c);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (const Phase *phase = phase_of(package, filling, c, e))
            {
              const std::array<double, 3> &a = phase->expansion;
              loads.subtract_stress(e, phase->stiffness.stress({{100 * a[0], 100 * a[1], 100 * a[2], 0, 0, 0}}));
            }
      }
    std::vector<unsigned> prescribed;
    for (unsigned d = 0; d < package.plan->n_local(); ++d)
      for (unsigned k = 0; k < space.n_z(); ++k)
        {
          const std::array<double, 2> at = package.plan->position(d);
          const unsigned first = (d * space.n_z() + k) * 3;
          if (at[0] < 1e-9)
            prescribed.push_back(first);
          if (at[1] < 1e-9)
            prescribed.push_back(first + 1);
          if (at[0] < 1e-9 && at[1] < 1e-9 && k == 0)
            prescribed.push_back(first + 2);
        }
    solve(space, coefficients, prescribed, field);
    std::array<double, 2> range;
    for (unsigned face = 0; face < 2; ++face)
      {
        double low = 1e300, high = -1e300;
        for (unsigned d = 0; d < package.plan->n_local(); ++d)
          {
            const double uz = field.begin()[(d * space.n_z() + (face == 0 ? 0 : space.n_z() - 1)) * 3 + 2];
            low = std::min(low, uz);
            high = std::max(high, uz);
          }
        range[face] = high - low;
      }
    return range;
  }

  /// Heat through a package whose bottom is 1 K warmer than its top [W].
  double heat(const Package &package, const Filling &filling)
  {
    const LayeredSpace space(package.plan, package.grid, 2, 1);
    const layered::Coefficients coefficients = coefficients_of(package, filling, space);
    const double whole = package.grid->thickness();
    Vector<double> field;
    space.initialise(field);
    layered::CellPoints points(space);
    const auto for_all = [&](const auto &f) {
      for (unsigned c = 0; c < package.plan->n_cells(); ++c)
        {
          points.enter(c);
          for (unsigned e = 0; e < space.n_elements(); ++e)
            for (unsigned i = 0; i < points.n_plan(); ++i)
              for (unsigned k = 0; k < points.n_layer(); ++k)
                f(field.begin()[std::size_t(package.plan->cell_dofs(c)[i]) * space.column_size() + e * 2 + k],
                  coefficients.at(c, e)[2] * points.gradient_integral(e, i, k)[2]);
        }
    };
    for_all([&](double &entry, double weight) { entry -= weight / whole; });
    std::vector<unsigned> prescribed;
    for (unsigned d = 0; d < package.plan->n_local(); ++d)
      prescribed.insert(prescribed.end(), {d * space.n_z(), (d + 1) * space.n_z() - 1});
    solve(space, coefficients, prescribed, field);
    double flux = 0; // integral of k dT/dz over the package, over its height
    for_all([&](double &entry, double weight) { flux += weight * entry / whole; });
    for (unsigned c = 0; c < package.plan->n_cells(); ++c)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        flux += coefficients.at(c, e)[2] * package.plan->area(c) * package.grid->height(e) / (whole * whole);
    return flux;
  }

  Phase by_cell(const std::optional<Phase> &fill)
  {
    materials::BumpCell cell;
    cell.pitch = {{1, 1}};
    cell.pieces = {{height, 2 * radius, 0, fill ? std::optional<unsigned>(1) : std::nullopt}};
    cell.below = {{0.5, 2, false}};
    cell.above = {{0.5, 3, false}};
    return cell::BumpSolver(cell).layer({{copper}, {fill}, {{0.5, substrate}}, {{0.5, die}}});
  }

  struct Fill
  {
    std::string name;
    std::optional<Phase> phase;
  };
  const std::vector<Fill> fills = {
      {"8 GPa", solid(8e9, 0.3, 0.5, 30e-6)}, {"0.1 GPa", solid(0.1e9, 0.3, 0.5, 80e-6)}, {"air", std::nullopt}};

  TEST(HomogenisedBumps, BendAPackageAsResolvedBumpsDo)
  {
    // 10 x 10 bumps between thick plates and between thin ones, whose resolved bumps stiffen them where they stand.
    for (const auto &[name, below, above, tolerance] : {std::make_tuple("thick", 1.5, 1., 0.02), std::make_tuple("thin", 0.4, 0.3, 0.03)})
      {
        const Package package(5, below, above);
        for (const Fill &fill : fills)
          {
            const Phase layer = by_cell(fill.phase);
            const std::array<double, 2> resolved = warpage(package, {&copper, fill.phase ? &*fill.phase : nullptr}),
                                        homogenised = warpage(package, {&layer, &layer});
            for (unsigned face = 0; face < 2; ++face)
              {
                const std::string quantity = std::string(name) + " " + fill.name + (face == 0 ? " bottom" : " top");
                EXPECT_NEAR(homogenised[face], resolved[face], tolerance * resolved[face]) << quantity;
                tests::record({quantity, 1e6 * homogenised[face], 1e6 * resolved[face], "1e-6 of a pitch", "2 %, thin plates 3 %",
                               "the same package with resolved bumps", "docs/theory/bump_layers.md"});
              }
          }
        const Phase &soft = *fills[1].phase,
                    formula = materials::homogenise(copper, soft, materials::pi / 16, materials::Arrangement::posts);
        EXPECT_LT(warpage(package, {&formula, &formula})[0], 0.7 * warpage(package, {&copper, &soft})[0])
            << "closed formulas miss the shear of bonded bumps in a soft fill";
      }
  }

  TEST(HomogenisedBumps, ConductAsResolvedBumpsDo)
  {
    const Package package(1, 1.5, 1);
    for (const Fill &fill : fills)
      {
        const Phase layer = by_cell(fill.phase);
        const double resolved = heat(package, {&copper, fill.phase ? &*fill.phase : nullptr}),
                     homogenised = heat(package, {&layer, &layer});
        // Of the mesh of the resolved package, which has two elements in the constriction.
        EXPECT_NEAR(homogenised, resolved, 0.02 * resolved) << fill.name;
        tests::record(
            {fill.name, homogenised, resolved, "W/K", "2 %", "the same package with resolved bumps", "docs/theory/bump_layers.md"});
        Phase formula = layer;
        formula.conductivity[2] = materials::pi / 16 * 390 + (fill.phase ? (1 - materials::pi / 16) * 0.5 : 0);
        EXPECT_GT(heat(package, {&formula, &formula}), 1.1 * resolved) << "closed formulas know no constriction";
      }
  }
} // namespace
