// A mesh that is too large to be made for a check is counted; the oracle is the mesh itself, made where it is small.

#include <tests/adaptivity/sample_package.h>
#include <tests/refusal.h>
#include <tests/verification/solved_case.h>

#include <solver/base/errors.h>
#include <solver/programme/case_check.h>
#include <solver/programme/memory_estimate.h>

#include <gtest/gtest.h>

#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  constexpr double few_cells = 1000; // fewer than those of the cases below

  /// An empty layer around a lid, and a mould with a memory.
  const char *const path_in_time = R"(sagitta: 1
package:
  outline: {size: [8 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers: [{name: base, thickness: 1 mm, elements: 2, material: mould}, {name: upper, thickness: 1 mm, material: none}]
  parts: [{name: lid, layers: [upper], material: plate, size: [4 mm, 3 mm], position: [-2 mm, -1.5 mm]}]
materials:
  plate: {young: 100 GPa, poisson: 0.3, cte: 5 ppm/K}
  mould:
    law: viscoelastic
    expansion: {model: tangent, coefficient: 10 ppm/K}
    viscoelasticity:
      model: young
      young: {instantaneous: 20 GPa, arms: [[10 s, 0.5], [1 h, 0.3]]}
      poisson: 0.30
      shift: {model: arrhenius, reference: 100 degC, activation_energy: 200 kJ/mol}
history: {start: {temperature: 150 degC}}
states: [{name: room, temperature: 25 degC, duration: 10 min}]
mesh: {plan: {lattice: [32, 24]}}
)";

  void expect_near(double found, double expected, double share, const char *what)
  {
    EXPECT_NEAR(found, expected, share * expected) << what;
  }

  TEST(CheckByCounts, HasTheCountsOfTheMesh)
  {
    for (const std::string &text : {asymmetric_package("{plan: {lattice: [60, 50]}}"), std::string(path_in_time)})
      {
        const Case problem = parse(text);
        const results::MeshInfo made = programme::check(problem, world).mesh;
        const programme::CheckedMesh counted = programme::check(problem, world, few_cells);
        ASSERT_TRUE(counted.is_estimated);
        ASSERT_EQ(counted.remarks.size(), 2u);
        const results::MeshInfo &mesh = counted.mesh;
        EXPECT_EQ(mesh.plan_cells, made.plan_cells);
        EXPECT_EQ(mesh.layer_elements, made.layer_elements);
        EXPECT_EQ(mesh.symmetry, made.symmetry);
        // The sides of the package are not counted (1/60 of the cells and more), and a lid may cross cells of the coarse plan.
        expect_near(double(mesh.cells), double(made.cells), .15, "filled cells");
        expect_near(double(mesh.dofs), double(made.dofs), .15, "displacements");
        expect_near(double(mesh.dofs_temperature), double(made.dofs_temperature), .15, "temperatures");
        expect_near(mesh.estimated_memory, made.estimated_memory, .15, "memory");
        // Materials are averaged by area, so that volumes do not depend on the plan.
        ASSERT_EQ(mesh.volumes.size(), made.volumes.size());
        for (std::size_t i = 0; i < made.volumes.size(); ++i)
          expect_near(mesh.volumes[i].volume, made.volumes[i].volume, 1e-9, made.volumes[i].part.c_str());
      }
  }

  TEST(CheckByCounts, CountsThePointsOfNewtonsMethodWhereHeatIsSolvedInTime)
  {
    const Case uniform = parse(path_in_time);
    std::string text(path_in_time);
    const auto replace = [&text](const std::string &found, const std::string &by) { text.replace(text.find(found), found.size(), by); };
    replace("    law: viscoelastic\n",
            "    law: viscoelastic\n    conductivity: 1 W/mK\n    density: 2000 kg/m3\n    specific_heat: 900 J/kgK\n");
    replace("plate: {", "plate: {conductivity: 10 W/mK, density: 3000 kg/m3, specific_heat: 800 J/kgK, ");
    replace("history: ", "thermal: {fixed_temperatures: [{face: bottom, temperature: surroundings}]}\nhistory: ");
    replace("temperature: 25 degC, duration", "temperature: solved, surroundings: 25 degC, duration");
    const Case heated = parse(text);
    ASSERT_TRUE(heated.programme.is_heated_path());
    unsigned mould = 0;
    while (heated.materials[mould].name != "mould")
      ++mould;
    // Newton's method keeps old and new state, stress and tangent of three steps: at least thrice the stress and the two moduli of a
    // tangent.
    const unsigned one_solve = programme::count_history_variables(uniform.materials, uniform.programme, mould);
    EXPECT_GT(programme::count_history_variables(heated.materials, heated.programme, mould), one_solve + 3 * (6 + 2));
  }

  TEST(CheckByCounts, RefusesAStartOfRefinementThatIsTooLarge)
  {
    const std::string package = asymmetric_package("{plan: {lattice: [60, 50]}, adaptive: {warpage_tolerance: 5 %, max_dofs: 10000}}");
    const auto sentence = sentence_of<InputError>([&] { programme::check(parse(package), world, few_cells); });
    EXPECT_NE(sentence.find("mesh.adaptive.max_dofs: the plan that refinement starts from has"), std::string::npos) << sentence;
  }

  TEST(CheckByCounts, ReportsWhatItCouldNotFindOnACoarsePlan)
  {
    const std::string air = "probes=[{name: nowhere, at: [3.5 mm, 2.5 mm, 1.5 mm]}]"; // beside the lid
    const programme::CheckedMesh counted = programme::check(parse(path_in_time, {air}), world, few_cells);
    ASSERT_EQ(counted.remarks.size(), 2u);
    EXPECT_EQ(counted.remarks[1].find("volumes are not computed: on a coarser plan, "), 0u) << counted.remarks[1];
    EXPECT_NE(counted.remarks[1].find("probes[0]"), std::string::npos) << counted.remarks[1];
    EXPECT_TRUE(counted.mesh.volumes.empty());
  }
} // namespace
