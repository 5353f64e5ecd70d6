// Laws of materials/laws at the quadrature points of one cell: what the driver of a single point finds, the mesh finds.

#include <tests/process/one_cell.h>

#include <solver/mechanics/thermoelastic_law.h>
#include <solver/process/law_failure.h>
#include <solver/process/relaxing_memory.h>
#include <solver/process/step_forms.h>

#include <materials/eigenstrain.h>
#include <materials/laws/law_table.h>
#include <materials/point/drive.h>
#include <materials/point/point_material.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;
    using process::MaterialPoints;
    using process::PointField;
    using process::PointsAt;
    using process::PointsTrial;
    using process::StateLayout;

    TemperatureFunction constant(double value)
    {
      return TemperatureFunction(value);
    }

    /// An isotropic metal that expands, without a law that flows.
    Material metal()
    {
      Material material;
      material.name = "metal";
      material.elasticity = IsotropicElasticity{TemperatureFunction({220, 450}, {60e9, 40e9}), constant(0.35)};
      const TemperatureFunction coefficient({250, 400}, {18e-6, 24e-6});
      material.expansion = TangentExpansion{{coefficient, coefficient, coefficient}};
      return material;
    }

    Material with_set(const InelasticConstants &constants)
    {
      Material material = metal();
      material.inelasticity.emplace("mine", constants);
      return material;
    }

    struct NamedLaw
    {
      MechanicalLaw law;
      std::string name; ///< at a point
      Material material;
    };

    std::vector<NamedLaw> laws_with_memory()
    {
      const VoceHardening voce{TemperatureFunction({220, 450}, {60e6, 20e6}), constant(50e6), constant(15)};
      const std::vector<BackStress> back_stresses = {{constant(20e9), constant(400)}, {constant(1e9), constant(0)}};
      Material relaxing = metal();
      relaxing.viscoelasticity =
          ViscoelasticLaw{{4e9, {{0.4, 1}, {0.3, 100}}, {}}, {8e9, {{0.2, 10}}, {}}, Shift{ArrheniusShift{350, 1e5}, {}}};
      return {{MechanicalLaw::garofalo, "mine", with_set(GarofaloConstants{277984, 0.02447e-6, 6.41, 6500})},
              {MechanicalLaw::anand, "mine", with_set(AnandConstants{21.0e6, 9320, 3501, 4.0, 0.25, 180000e6, 30.2e6, 0.01, 1.78})},
              {MechanicalLaw::plastic, "mine", with_set(PlasticConstants{voce, {}})},
              {MechanicalLaw::plastic, "mine", with_set(PlasticConstants{voce, back_stresses})},
              {MechanicalLaw::viscoelastic, "viscoelastic", relaxing}};
    }

    /// All strains prescribed: out, back beyond the start and round a corner, while it cools and is heated.
    PointPath cycle(unsigned points)
    {
      PointPath path{390, 1, {}};
      for (const auto &[duration, temperature, target] : {std::make_tuple(60., 300., Voigt{{4e-3, -1e-3, -2e-3, 1e-3, 0, 3e-3}}),
                                                          std::make_tuple(300., 350., Voigt{{-3e-3, 2e-3, 0, -2e-3, 1e-3, 0}}),
                                                          std::make_tuple(600., 350., Voigt{{-3e-3, 2e-3, 0, -2e-3, 1e-3, 0}})})
        {
          PathSegment segment{duration, temperature, 1, {}, target, points};
          segment.control.fill(Control::strain);
          path.segments.push_back(segment);
        }
      return path;
    }

    PointsAt points_at(const layered::Vector<double> &displacement, double temperature, double cure = 1)
    {
      return {displacement, PointField(temperature), PointField(cure), {PointField(0), PointField(0), PointField(0)}};
    }

    /// Largest |stress| and |stress - expected| over all points of a cell [Pa], and its mean dissipation.
    double largest_difference(const OneCell &cell, const PointsTrial &trial, const Voigt &expected)
    {
      const unsigned n = cell.blocks().n_points();
      double largest = 0;
      for (std::size_t b = 0; b < cell.blocks().size(); ++b)
        for (unsigned c = 0; c < 6; ++c)
          for (unsigned p = 0; p < n; ++p)
            largest = std::max(largest, std::abs(trial.stress[(b * 6 + c) * n + p] - expected[c]));
      return largest;
    }

    double largest(const Voigt &stress)
    {
      double result = 0;
      for (const double component : stress)
        result = std::max(result, std::abs(component));
      return result;
    }

    TEST(MaterialPoints, IntegrateCreepAndPlasticityLikeTheDriverOfAPoint)
    {
      // With this accuracy the driver takes every interval between two reported points in two equal steps, and so does the cell here.
      constexpr unsigned points = 40;
      const PointPath path = cycle(points);
      for (const NamedLaw &named : laws_with_memory())
        {
          SCOPED_TRACE(law_description(named.material, named.name));
          const std::vector<PointRecord> records =
              drive(make_law(named.material, named.name), make_free_strain(named.material, path.temperature), path, {1e9, 100000});
          const OneCell cell(named.material, named.law, path.temperature);
          const StateLayout states(cell.blocks(), cell.laws());
          const MaterialPoints mesh(states, cell.materials());
          layered::Vector<double> before = cell.displacement({}), after;
          std::vector<double> state = states.initial(PointField(path.temperature), PointField(1));
          PointsTrial trial;
          double scale = 0, difference = 0, dissipation = 0;
          std::size_t record = 0;
          for (const PathSegment &segment : path.segments)
            {
              const PointRecord start = records[record];
              const auto along = [&](unsigned i, double from, double to) { return from + (to - from) * i / (2. * points); };
              for (unsigned i = 1; i <= 2 * points; ++i)
                {
                  Voigt strain;
                  for (unsigned c = 0; c < 6; ++c)
                    strain[c] = along(i, start.strain[c], segment.target[c]);
                  after = cell.displacement(strain);
                  mesh.advance(points_at(before, along(i - 1, start.temperature, segment.temperature)),
                               points_at(after, along(i, start.temperature, segment.temperature)), segment.duration / (2. * points), state,
                               trial);
                  state.swap(trial.state);
                  std::swap(before, after);
                  if (!trial.dissipation.empty())
                    dissipation += trial.dissipation[0];
                  if (i % 2 == 0)
                    {
                      ++record;
                      scale = std::max(scale, largest(records[record].stress));
                      difference = std::max(difference, largest_difference(cell, trial, records[record].stress));
                    }
                }
            }
          EXPECT_GT(scale, 1e7);
          // Equal equations: what remains is the rounding of strains by the shapes, 1e-16 of the strain over its elastic part, amplified by
          // no more than the number of steps.
          EXPECT_LT(difference, 1e-10 * scale);
          if (cell.blocks().size() > 0)
            {
              EXPECT_NEAR(dissipation, records.back().dissipation, 1e-9 * records.back().dissipation);
            }
        }
    }

    TEST(MaterialPoints, GiveTheTangentOfTheLawInItsForm)
    {
      const Voigt strain{{8e-3, -1e-3, -2e-3, 1e-3, 2e-3, 3e-3}};
      const TangentForm forms[] = {TangentForm::radial, TangentForm::radial, TangentForm::radial, TangentForm::full,
                                   TangentForm::isotropic};
      unsigned i = 0;
      for (const NamedLaw &named : laws_with_memory())
        {
          SCOPED_TRACE(law_description(named.material, named.name));
          const OneCell cell(named.material, named.law, 300);
          const StateLayout states(cell.blocks(), cell.laws());
          const MaterialPoints mesh(states, cell.materials());
          const layered::Vector<double> none = cell.displacement({}), strained = cell.displacement(strain);
          PointsTrial trial;
          const std::vector<double> state = states.initial(PointField(300), PointField(1));
          mesh.advance(points_at(none, 300), points_at(strained, 300), 10, state, trial);
          const MaterialLaw law = make_law(named.material, named.name);
          EXPECT_EQ(law.tangent_form(), forms[i++]);
          std::vector<double> old_state(law.state_size()), new_state(law.state_size());
          law.initialise(300, 1, old_state.data());
          const PointResponse at_point = law.advance({10, {{300, 300}}, {{1, 1}}, {{Voigt{}, strain}}}, old_state.data(), new_state.data());
          const VoigtMatrix expected = matrix(at_point.tangent);
          for (std::size_t b = 0; b < cell.blocks().size(); ++b)
            for (unsigned p = 0; p < cell.blocks().n_points(); ++p)
              {
                const VoigtMatrix found =
                    matrix(read_tangent(mesh.law(b).tangent_form(), cell.blocks().n_points(), &trial.tangent[mesh.first_tangent(b) + p]));
                for (unsigned r = 0; r < 6; ++r)
                  for (unsigned c = 0; c < 6; ++c)
                    EXPECT_NEAR(found[r][c], expected[r][c], 1e-9 * expected[0][0]);
              }
        }
    }

    TEST(MaterialPoints, KeepTheCommittedStateDuringTrialSteps)
    {
      const NamedLaw named = laws_with_memory()[1];
      const OneCell cell(named.material, named.law, 300);
      const StateLayout states(cell.blocks(), cell.laws());
      const MaterialPoints mesh(states, cell.materials());
      const layered::Vector<double> none = cell.displacement({}), strained = cell.displacement({{5e-3, 0, 0, 0, 0, 1e-3}}),
                                    wild = cell.displacement({{-0.1, 0.2, 0, 0.1, 0, 0}});
      const std::vector<double> state = states.initial(PointField(300), PointField(1)), copy = state;
      PointsTrial first, second;
      mesh.advance(points_at(none, 300), points_at(strained, 300), 10, state, first);
      mesh.advance(points_at(none, 300), points_at(wild, 400), 1000, state, second);
      EXPECT_EQ(state, copy);
      mesh.advance(points_at(none, 300), points_at(strained, 300), 10, state, second);
      EXPECT_EQ(second.stress, first.stress);
      EXPECT_EQ(second.state, first.state);
    }

    TEST(MaterialPoints, HaveATemperatureEach)
    {
      const NamedLaw named = laws_with_memory()[0];
      const OneCell cell(named.material, named.law, 300);
      const StateLayout states(cell.blocks(), cell.laws());
      const MaterialPoints mesh(states, cell.materials());
      const unsigned n = cell.blocks().n_points();
      std::vector<double> temperature(n * cell.blocks().size());
      for (std::size_t i = 0; i < temperature.size(); ++i)
        temperature[i] = 310 + 3. * double(i);
      const Voigt strain{{3e-3, 0, -1e-3, 0, 0, 1e-3}};
      const layered::Vector<double> none = cell.displacement({}), strained = cell.displacement(strain);
      PointsAt end = points_at(strained, 0);
      end.temperature = PointField(temperature, n);
      EXPECT_FALSE(end.temperature.is_uniform());
      PointsTrial trial;
      mesh.advance(points_at(none, 300), end, 100, states.initial(PointField(300), PointField(1)), trial);

      const MaterialLaw law = make_law(named.material, named.name);
      std::vector<double> old_state(law.state_size()), new_state(law.state_size());
      law.initialise(300, 1, old_state.data());
      for (unsigned p = 0; p < n && cell.blocks().size() > 0; ++p)
        {
          // The expansion by hand: 18 ppm/K at 250 K that rise by 0.04 ppm/K every kelvin.
          const double t = temperature[p], mean = 18e-6 + 0.04e-6 * ((300 + t) / 2 - 250), thermal = mean * (t - 300);
          Voigt mechanical = strain;
          for (unsigned c = 0; c < 3; ++c)
            mechanical[c] -= thermal;
          const PointResponse expected =
              law.advance({100, {{300, t}}, {{1, 1}}, {{Voigt{}, mechanical}}}, old_state.data(), new_state.data());
          for (unsigned c = 0; c < 6; ++c)
            EXPECT_NEAR(trial.stress[c * n + p], expected.stress[c], 1e-9 * largest(expected.stress));
        }
    }

    TEST(MaterialPoints, FailOnEveryRankWithTheMessageOfTheLaw)
    {
      const NamedLaw named = laws_with_memory()[0];
      const OneCell cell(named.material, named.law, 300);
      const StateLayout states(cell.blocks(), cell.laws());
      const MaterialPoints mesh(states, cell.materials());
      const layered::Vector<double> none = cell.displacement({});
      const std::vector<double> state = states.initial(PointField(300), PointField(1));
      PointsTrial trial;
      try
        {
          mesh.advance(points_at(none, 300), points_at(none, -5), 1, state, trial);
          ADD_FAILURE() << "a temperature below 0 K was taken";
        }
      catch (const process::LawFailure &failure)
        {
          EXPECT_NE(std::string(failure.what()).find("above 0 K"), std::string::npos) << failure.what();
          EXPECT_EQ(failure.material, 0u);
          EXPECT_FALSE(failure.may_succeed_with_shorter_step);
        }
    }

    /// A resin that cures: relaxation that grows with the cure, shrinkage, CTE1/CTE2 about a transition that moves.
    Material resin()
    {
      Material material;
      material.name = "resin";
      material.expansion = GlassTransitionExpansion{{{10e-6, 10e-6, 10e-6}}, {{40e-6, 40e-6, 40e-6}}, 423.15};
      material.cure = Cure{{SingleStep{{1e6, 70e3}, 0, 1}, NoDiffusionControl{}},
                           1e5,
                           0.05,
                           0.5,
                           DiBenedetto{250, 423.15, 0.5},
                           NetworkShrinkage(0.5, 0.01)};
      material.viscoelasticity = ViscoelasticLaw{
          {4e9, {{0.4, 1}, {0.3, 100}}, ModulusGrowth{0.5, 2}}, {8e9, {{0.2, 10}}, {}}, Shift{ArrheniusShift{350, 1e5}, {}}};
      return material;
    }

    TEST(RelaxingMemory, EqualsTheStateOfTheLawAtEveryPoint)
    {
      // Some pairs of steps through the gel point; the same law evaluated at every point, and by its factors for all points at once.
      const OneCell cell(resin(), MechanicalLaw::viscoelastic, 350);
      PathRequest request;
      request.start_temperature = 350;
      request.initial_cure = {0.4};
      const process::MaterialPath path(cell.package(), cell.materials(), request);
      const StateLayout states(cell.blocks(), path.laws());
      const MaterialPoints mesh(states, cell.materials());
      const process::RelaxingMemory relaxing(states);

      process::Instant now = path.start();
      layered::Vector<double> start = cell.displacement({});
      mechanics::ThermoelasticLaw law(cell.package(), cell.materials());
      std::vector<double> memory = states.initial(PointField(now.temperature), PointField(now.cure[0])), state = memory;
      PointsTrial trial;
      double scale = 0, difference = 0;
      for (unsigned i = 1; i <= 8; ++i)
        {
          const process::Instant middle = path.later(now, 30. * i, 350 + 8. * i), end = path.later(middle, 30. * i, 355 + 8. * i);
          const process::RelaxingSteps first = path.steps(now, middle, 30. * i), second = path.steps(middle, end, 30. * i);
          const layered::Vector<double> half = cell.displacement({{1e-3 * i, -2e-4 * i, 0, 1e-4 * i, 0, 5e-4}}),
                                        full = cell.displacement({{1.2e-3 * i, 0, 1e-4 * i, 0, 1e-4 * i, -5e-4}});
          const mechanics::ThermoelasticLaw middle_law = path.law(middle, first), end_law = path.law(end, second);
          const std::array<process::StrainedBody, 3> strains = {process::StrainedBody{start, law, now.temperature},
                                                                process::StrainedBody{half, middle_law, middle.temperature},
                                                                process::StrainedBody{full, end_law, end.temperature}};

          const auto at = [&](const layered::Vector<double> &u, const process::Instant &instant) {
            const std::array<double, 3> by_cure = path.cure_strain(0, instant);
            return PointsAt{u,
                            PointField(instant.temperature),
                            PointField(instant.cure[0]),
                            {PointField(by_cure[0]), PointField(by_cure[1]), PointField(by_cure[2])}};
          };
          mesh.advance(at(start, now), at(half, middle), 30. * i, state, trial);
          state.swap(trial.state);
          mesh.advance(at(half, middle), at(full, end), 30. * i, state, trial);
          state.swap(trial.state);

          const unsigned n = cell.blocks().n_points();
          relaxing.evaluate(memory, {strains.begin(), strains.end()}, {process::stress_at_end(first, second)},
                            [&](std::size_t b, const std::vector<std::vector<double>> &stress, const std::vector<double> &) {
                              for (std::size_t k = 0; k < stress[0].size(); ++k)
                                {
                                  scale = std::max(scale, std::abs(stress[0][k]));
                                  difference = std::max(difference, std::abs(stress[0][k] - trial.stress[6 * b * n + k]));
                                }
                            });
          relaxing.advance(memory, strains, first, second);
          for (std::size_t v = 0; v < memory.size(); ++v) // one state in one form, whichever way it was advanced
            difference = std::max(difference, std::abs(memory[v] - state[v]));
          start = full;
          start.update_ghost_values();
          law = end_law;
          now = end;
        }
      EXPECT_GT(now.cure[0], 0.5) << "it gelled";
      MPI_Allreduce(MPI_IN_PLACE, &scale, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
      EXPECT_GT(scale, 1e6);
      EXPECT_LT(difference, 1e-11 * scale);
    }
  } // namespace
} // namespace sagitta::tests
