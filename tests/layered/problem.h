#pragma once

#include <tests/layered/sample.h>

#include <solver/layered/multigrid/column_multigrid.h>
#include <solver/layered/multigrid/conjugate_gradients.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sagitta::tests
{
  /// What a small problem is made of.
  struct ProblemDescription
  {
    std::shared_ptr<meshing::PlanTriangulation> mesh; ///< of rectangles, or of `plan`
    std::shared_ptr<const meshing::LayerGrid> grid;
    MaterialField material;
    unsigned n_components = 3;
    unsigned degree = 2;
    unsigned degree_z = 2;
    MPI_Comm communicator = MPI_COMM_WORLD;
    std::function<bool(double, double, double, unsigned)> is_prescribed; ///< of (x, y, z, component); nothing when empty
    double film = 0;                                                     ///< on bottom and top [W/(m2 K)], with 1 component
    std::optional<meshing::Plan> plan = {};                              ///< with ring tiles, whose columns are smoothed together
    std::shared_ptr<const layered::ColumnCurves> curves = {};            ///< of tiles around barrels
  };

  /// Everything that is needed to solve it.
  struct Problem
  {
    explicit Problem(const ProblemDescription &description);

    const layered::LayeredSpace &space() const { return *levels.back().space; }
    const layered::ConstrainedUnknowns &constrained() const { return *levels.back().constrained; }

    /// The load of an eigenstrain (or of a flux) that differs from place to place, as heating the body gives it.
    layered::Vector<double> load() const;

    /// A load without any smoothness.
    layered::Vector<double> rough_load() const;

    void set_up_multigrid(const layered::MultigridOptions &options = {});

    /// The solution by the column multigrid, to the tolerance or as far as rounding lets it.
    layered::SolveOutcome solve(layered::Vector<double> &x, const layered::Vector<double> &b, double tolerance) const;

    /// The same by Cholesky factors of the assembled matrix (MUMPS); of a free body the solution without rigid motion.
    layered::Vector<double> solve_directly(const layered::Vector<double> &b) const;

    std::vector<layered::LevelDescription> levels;
    layered::Coefficients coefficients;
    std::unique_ptr<layered::LayeredOperator<double>> matrix;
    std::unique_ptr<layered::RigidModes> modes;
    std::unique_ptr<layered::ColumnMultigrid> multigrid;
  };

  /// A stack of isotropic materials, one pair (E [Pa], nu) per element.
  MaterialField stack_of(const std::vector<std::pair<double, double>> &materials);

  std::shared_ptr<const meshing::LayerGrid> make_layers(const std::vector<double> &z);
} // namespace sagitta::tests
