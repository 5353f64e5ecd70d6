// Transient conduction against series solutions, its order in time, and the heat that it stores.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/conduction/transient_heat.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sagitta::tests
{
  namespace
  {
    const MPI_Comm world = MPI_COMM_WORLD;
    constexpr double pi = 3.14159265358979323846;

    // A plate of 2 mm x 2 mm x 1 mm with a diffusivity of 1e-6 m2/s.
    constexpr double length = 2e-3, thickness = 1e-3, conductivity = 2, capacity = 2e6, start = 298.15, rate = 5;

    std::string plate(const std::string &thermal, const std::string &power, const std::string &lattice)
    {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [2 mm, 2 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: plate, thickness: 1 mm, elements: 6, material: none}}]
  dies: [{{name: die, layers: [plate], size: [2 mm, 2 mm], position: [0 mm, 0 mm], material: slab{}}}]
materials:
  slab: {{young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 2 W/mK, density: 2000 kg/m3, specific_heat: 1000 J/kgK}}
thermal: {{{}}}
history: {{start: {{temperature: 25 degC}}}}
states: [{{name: hot, temperature: solved, {}duration: 1 s}}]
mesh: {{symmetry: none, plan: {{lattice: {}}}}}
)",
                         power, thermal, thermal.find("surroundings") == std::string::npos ? "" : "surroundings: 30 degC, ", lattice);
    }

    struct Plate
    {
      explicit Plate(Case one)
          : problem(std::move(one)), model(problem.package, problem.conditions, problem.numerics, world),
            heat(model, problem.materials, start)
      {
      }

      /// The temperature after `duration` in equal steps in which the surroundings warm up.
      layered::Vector<double> warm(double duration, unsigned steps)
      {
        layered::Vector<double> temperature = heat.uniform(start);
        for (unsigned i = 0; i < steps; ++i)
          {
            temperature.update_ghost_values();
            const double from = start + rate * duration * i / steps, to = start + rate * duration * (i + 1) / steps;
            temperature = heat.advance({temperature, duration / steps, {{from, to}}, {}});
          }
        return temperature;
      }

      /// Largest deviation from f(position) at the nodes [K].
      template <typename F>
      double largest_error(const layered::Vector<double> &temperature, const F &f) const
      {
        const layered::LayeredSpace &space = *heat.space();
        double largest = 0;
        for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
          for (unsigned k = 0; k < space.n_z(); ++k)
            largest = std::max(largest, std::abs(temperature.begin()[std::size_t(dof) * space.n_z() + k] - f(space.position(dof, k))));
        return largest_over_ranks(largest);
      }

      Case problem;
      model::Model model;
      conduction::TransientHeat heat;
    };

    /// A wall whose one face warms up at a rate and whose other one, at a distance `wall`, is insulated: its temperature at a distance x
    /// from the latter. Carslaw and Jaeger, Conduction of Heat in Solids, 2nd ed. (1959), section 3.3.
    double warming_wall(double x, double wall, double time)
    {
      const double diffusivity = conductivity / capacity;
      double sum = rate * time - rate / (2 * diffusivity) * (wall * wall - x * x);
      for (unsigned n = 0; n < 40; ++n)
        {
          const double wave = (n + .5) * pi / wall;
          sum += 2 * rate / (diffusivity * wall) * (n % 2 == 0 ? 1 : -1) / std::pow(wave, 3) * std::exp(-diffusivity * wave * wave * time) *
                 std::cos(wave * x);
        }
      return start + sum;
    }

    TEST(TransientHeat, FollowsAWarmingWallWithOrderTwo)
    {
      struct Wall
      {
        const char *face;
        const char *lattice;
        double size;
        unsigned axis;
      };
      for (const Wall &wall : {Wall{"top", "[1, 1]", thickness, 2}, Wall{"x_max", "[8, 1]", length, 0}})
        {
          Plate plate(parse(
              tests::plate(fmt::format("fixed_temperatures: [{{face: {}, temperature: surroundings}}]", wall.face), "", wall.lattice)));
          const double duration = .2 * wall.size * wall.size * capacity / conductivity;
          const auto exact = [&](const std::array<double, 3> &at) {
            const double lowest = wall.axis == 2 ? 0 : -length / 2;
            return warming_wall(at[wall.axis] - lowest, wall.size, duration);
          };
          const double coarse = plate.largest_error(plate.warm(duration, 8), exact),
                       fine = plate.largest_error(plate.warm(duration, 16), exact),
                       finest = plate.largest_error(plate.warm(duration, 64), exact);
          const double range = rate * duration;
          // Halved steps leave a quarter; what is left at last is the error of the mesh.
          EXPECT_LT(fine, .3 * coarse) << wall.face;
          EXPECT_LT(finest, 2e-4 * range) << wall.face;
          record({"a wall that warms up, through " + std::string(wall.face), finest / range, 0, "largest error, share of the rise", "2e-4",
                  "series", "Carslaw and Jaeger 1959, section 3.3"});
        }
    }

    TEST(TransientHeat, StoresTheWholePowerWhereNoHeatLeaves)
    {
      Plate plate(parse(tests::plate("", ", active_face: volume, power: 0.1 W", "[3, 2]")));
      layered::Vector<double> temperature = plate.warm(4, 3);
      const layered::LayeredSpace &space = *plate.heat.space();
      layered::CellValues values(space);
      double stored = 0;
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        {
          values.load(cell, temperature);
          for (unsigned e = 0; e < space.n_elements(); ++e)
            stored += capacity * space.volume(cell, e) * (values.mean(e, 0) - start);
        }
      MPI_Allreduce(MPI_IN_PLACE, &stored, 1, MPI_DOUBLE, MPI_SUM, world);
      EXPECT_NEAR(stored, .4, 1e-8 * .4); // the tolerance of the linear solver
    }

    TEST(TransientHeat, EndsInTheSteadyState)
    {
      Plate plate(parse(tests::plate("films: [{face: top, film: {coefficient: 1e3 W/m2K, ambient: 40 degC}}]",
                                     ", active_face: volume, power: 0.1 W", "[2, 2]")));
      layered::Vector<double> temperature = plate.heat.uniform(start);
      for (const double duration : {1., 10., 100., 1e6})
        {
          temperature.update_ghost_values();
          temperature = plate.heat.advance({temperature, duration, {{start, start}}, {}});
        }
      StageLog log(world, std::cout, StageLog::Style::silent);
      const layered::Vector<double> steady = conduction::HeatProblem(plate.model, plate.problem.materials).solve(log).temperature;
      double largest = 0;
      for (unsigned i = 0; i < plate.heat.space()->n_owned(); ++i)
        largest = std::max(largest, std::abs(temperature.begin()[i] - steady.begin()[i]));
      // The mode of slowest decay has lost all but 1e-10 of its 65 K.
      EXPECT_LT(largest_over_ranks(largest), 1e-6 * 65);
    }
  } // namespace
} // namespace sagitta::tests
