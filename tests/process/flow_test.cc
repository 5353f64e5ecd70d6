// The inelastic strain and work of parts that flow, against a plate whose plastic strain has a closed form.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/process/flow.h>

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    // Two layers of one part: its volume lies in both, in shares of 1 and 2.
    const std::string plate = R"(sagitta: 1
package:
  outline: {size: [4 mm, 3 mm]}
  stress_free_temperature: 125 degC
  layers: [{name: lower, thickness: 0.1 mm, material: none}, {name: upper, thickness: 0.2 mm, material: none}]
  parts: [{name: plate, layers: [lower, upper], size: [4 mm, 3 mm], position: [0 mm, 0 mm], material: metal}]
materials:
  metal: {law: plastic, elasticity: {model: isotropic, young: 100 GPa, poisson: 0.3}, expansion: {model: tangent, coefficient: 20 ppm/K}, inelasticity: {mine: {model: plastic, isotropic: {model: linear, yield: 60 MPa, modulus: 0 GPa}}}}
history: {start: {temperature: 125 degC}}
states: [{name: cold, temperature: 25 degC, duration: 1 min}]
mesh: {plan: {lattice: [2, 2]}}
)" + normal_supports({"x_min", "x_max", "y_min", "y_max", "bottom"});

    TEST(FlowOfParts, IsTheClosedFormOfAPlateThatCannotShrink)
    {
      const Case problem = parse(plate);
      StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
      const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
      mechanics::MechanicsProblem mechanics(model, problem.materials);
      process::PathSolver solver(model, problem.materials, problem.programme, mechanics);
      process::PathState state = solver.start();
      solver.advance(state, log);
      const std::vector<results::PartFlow> flows = process::measure_flow(solver, state);

      // Equibiaxial: plastic strains (e, e, -2e) with e = alpha dT - Y (1 - nu)/E, equivalent 2 e; all work is heat.
      constexpr double yield = 60e6, expected = 2 * (20e-6 * 100 - yield * .7 / 100e9);
      ASSERT_EQ(flows.size(), 5u) << "the part, what lies of it in its two layers, and its outer elements";
      EXPECT_EQ(flows[0].part, "plate");
      EXPECT_EQ(flows[0].layer, "");
      EXPECT_EQ(flows[1].layer, "lower");
      EXPECT_EQ(flows[2].layer, "upper");
      EXPECT_EQ(flows[3].layer, "lowest_element");
      EXPECT_EQ(flows[4].layer, "highest_element");
      EXPECT_NEAR(flows[2].volume, 2 * flows[1].volume, 1e-12 * flows[0].volume);
      for (const results::PartFlow &flow : flows)
        {
          // Uniform strain is in the space, and Newton's method ends at 1e-7.
          EXPECT_NEAR(flow.strain, expected, 1e-5 * expected);
          EXPECT_NEAR(flow.largest_strain, expected, 1e-5 * expected);
          // Every step does its work at the yield stress but the one that begins elastic.
          EXPECT_NEAR(flow.energy, yield * expected, 1e-5 * yield * expected);
        }
      record({"equivalent plastic strain", flows[0].strain, expected, "1", "1e-5 relative", "closed form of an equibiaxial plate",
              "docs/theory/life.md"});
      const std::vector<results::Field> fields = process::make_flow_fields(solver, state);
      ASSERT_EQ(fields.size(), 2u);
      for (const double strain : fields[0].data)
        EXPECT_NEAR(strain, expected, 1e-5 * expected);
      EXPECT_EQ(fields[0].data.size(), fields[1].data.size());
    }
  } // namespace
} // namespace sagitta::tests
