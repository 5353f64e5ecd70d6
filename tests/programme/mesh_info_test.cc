// What is counted of a mesh, by hand.

#include <tests/verification/solved_case.h>

#include <solver/programme/mesh_info.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  TEST(Unknowns, AreCountedAtTheNodesOfFilledCellsOnly)
  {
    // A base of 8 x 6 cells and 2 elements, and a lid over 4 x 3 of them in a layer of air of one element; degree 2 and 3.
    for (const unsigned degree_z : {2u, 3u})
      {
        const Case problem = parse(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 6 mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: base, thickness: 1 mm, elements: 2, material: m}}, {{name: upper, thickness: 1 mm, material: none}}]
  parts: [{{name: lid, layers: [upper], material: m, size: [4 mm, 3 mm], position: [-2 mm, -1.5 mm]}}]
materials: {{m: {{young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 1 W/mK}}}}
thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: operating, temperature: solved}}]
mesh: {{plan: {{lattice: [8, 6]}}, degree_z: {}}}
)",
                                               degree_z));
        const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
        const results::MeshInfo mesh = programme::describe_mesh(problem, model);
        const unsigned long long base = 17 * 13 * (2 * degree_z + 1), lid = 9 * 7 * degree_z; // the lid shares its lower face
        EXPECT_EQ(mesh.dofs, 3 * (base + lid));
        EXPECT_EQ(mesh.dofs_temperature, base + lid);
        EXPECT_EQ(mesh.cells, 8u * 6 * 2 + 4 * 3);
      }
  }
} // namespace
