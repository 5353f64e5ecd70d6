// Uses one thing of each installed library, deal.II behind the second: a plan of 4 x 4 cells, and its sum of areas.

#include <materials/elasticity.h>
#include <meshing/plan/plan_mesh.h>
#include <solver/results/warpage_limits.h>
#include <solver/revision.h>

#include <deal.II/base/mpi.h>
#include <deal.II/grid/grid_tools.h>

#include <cmath>
#include <iostream>

int main(int argc, char **argv)
{
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);

  sagitta::meshing::Package package;
  package.layers = {{"mould", 1e-4, 1}};
  sagitta::meshing::Body mould;
  mould.name = "mould";
  mould.outline = sagitta::meshing::Rectangle{0, 0.01, 0, 0.01};
  package.bodies = {mould};
  sagitta::meshing::MeshRequest request;
  request.plan = sagitta::meshing::PlanLattice{{{4, 4}}};
  const auto mesh = make_plan_mesh(make_plan(package, request, {}), MPI_COMM_WORLD);
  const double area = dealii::GridTools::volume(*mesh);

  sagitta::materials::OrthotropicStiffness stiffness;
  stiffness.c11 = stiffness.c22 = stiffness.c33 = 1;
  stiffness.c44 = stiffness.c55 = stiffness.c66 = 1;
  const auto limit = sagitta::results::jeita_limit(0.4e-3);

  std::cout << "Sagitta " << sagitta::version << ": " << mesh->n_global_active_cells() << " cells of " << area << " m2\n";
  const bool correct = mesh->n_global_active_cells() == 16 && std::abs(area - 1e-4) < 1e-16 && stiffness.is_positive_definite() && limit;
  return correct ? 0 : 1;
}
