#pragma once

#include <tests/oracles/reference_3d.h>

#include <solver/layered/operator/layered_operator.h>

#include <meshing/plan/plan_mesh.h>

#include <functional>
#include <memory>
#include <vector>

namespace sagitta::tests
{
  /// A small snapped plan whose axis maps have kinks inside coarse cells; neighbouring slopes from 1/2 to 2. 8 x 8 finest cells on one
  /// coarse cell; uniform ones, or coarse ones that are refined towards two corners and an inner point, with hanging nodes.
  meshing::SnappedPlan nonuniform_plan(bool is_graded, unsigned levels = 3);

  std::shared_ptr<meshing::PlanTriangulation> make_mesh(const meshing::SnappedPlan &plan, MPI_Comm communicator);

  /// A quadrilateral without a right angle in 2 x 2 cells, or more where it is graded.
  std::shared_ptr<meshing::PlanTriangulation> make_sheared_mesh(bool is_graded, MPI_Comm communicator);

  /// Layers of different heights [m] of a body about a tenth as thick as the nonuniform plan is wide.
  std::shared_ptr<const meshing::LayerGrid> nonuniform_layers();

  /// Deterministic number in [-1, 1) of any integers.
  double scatter(unsigned long long a, unsigned long long b = 0, unsigned long long c = 0);

  /// An orthotropic, positive definite stiffness (or three conductivities), another in every block of a plan and every element: the
  /// blocks are the cells of the uniformly refined plan. A column of blocks has no second element, one block is empty altogether.
  MaterialField scattered_material(const meshing::SnappedPlan &plan, unsigned n_components);

  /// The same material everywhere.
  MaterialField uniform_material(unsigned n_components);

  layered::Coefficients make_coefficients(const layered::LayeredSpace &space, const MaterialField &material);

  struct SpaceDescription
  {
    std::shared_ptr<const meshing::PlanTriangulation> mesh;
    unsigned degree; ///< in the plan
    bool is_rectangular;
    std::shared_ptr<const meshing::LayerGrid> grid;
    unsigned degree_z;
    unsigned n_components;
    MPI_Comm communicator;
    std::shared_ptr<const layered::ColumnCurves> curves = {}; ///< of columns that are not straight
  };

  std::shared_ptr<const layered::LayeredSpace> make_space(const SpaceDescription &description);

  /// Sets the owned free unknowns to value(x, y, z, component).
  void interpolate(layered::Vector<double> &vector, const layered::LayeredSpace &space, const layered::ConstrainedUnknowns &constrained,
                   const std::function<double(double, double, double, unsigned)> &value);

  /// Largest |value| over all ranks. *Collective.*
  double largest(double own, MPI_Comm communicator);
  double sum(double own, MPI_Comm communicator);
} // namespace sagitta::tests
