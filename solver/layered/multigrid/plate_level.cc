#include <solver/layered/multigrid/plate_level.h>

#include <solver/layered/multigrid/plate_matrix.h>

#include <cmath>
#include <string>
#include <utility>

namespace sagitta::layered
{
  PlateLevel::PlateLevel(const LevelDescription &level, const Coefficients &coefficients, const RigidModes &modes,
                         std::vector<ColumnFunction> functions, PlateKind kind)
      : space_(level.space), functions_(std::move(functions)), patterns_(*space_, *level.constrained, functions_)
  {
    linear::SparseMatrix matrix = assemble_plate(*space_, functions_, patterns_, coefficients);
    std::string prefix = space_->n_components() == 1 ? "heat_plate" : "plate";
    if (kind == PlateKind::laminate)
      {
        find_null_space(modes);
        determinate_set_ = find_determinate_set(null_space_, space_->communicator());
        matrix.make_identity(determinate_set_);
      }
    else
      {
        // Waves as long as four cells have (thickness / 4 width)^2 of the diagonal: 6e-6 for cells a hundred times as wide as thick.
        matrix.scale_diagonal(1 + 1e-8);
        prefix = "bending";
      }
    solver_ = std::make_unique<linear::KrylovSolver>(std::move(matrix), linear::KrylovSettings{prefix, 1e-10, 200});
  }

  PlateLevel::~PlateLevel() = default;

  void PlateLevel::find_null_space(const RigidModes &modes)
  {
    const PlanSpace &plan = space_->plan();
    const unsigned n = static_cast<unsigned>(functions_.size()), n_z = space_->n_z();
    for (const RigidMotion &motion : modes.motions())
      {
        std::vector<double> mode(std::size_t(plan.n_owned()) * n, 0.);
        for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
          {
            if (plan.is_hanging(dof))
              continue;
            // Functions are orthonormal over the nodes, so the coefficients of a motion are its scalar products with them.
            for (unsigned f = 0; f < n; ++f)
              if (patterns_[dof].is_used[f])
                for (unsigned k = 0; k < n_z; ++k)
                  mode[std::size_t(dof) * n + f] +=
                      functions_[f].values[k] * modes.displacement(motion, plan.position(dof)[0], plan.position(dof)[1],
                                                                   space_->z_nodes()[k])[functions_[f].component];
          }
        for (unsigned pass = 0; pass < 2; ++pass)
          for (const std::vector<double> &other : null_space_)
            {
              double product = dot(mode, other);
              MPI_Allreduce(MPI_IN_PLACE, &product, 1, MPI_DOUBLE, MPI_SUM, space_->communicator());
              for (std::size_t i = 0; i < mode.size(); ++i)
                mode[i] -= product * other[i];
            }
        double square = dot(mode, mode);
        MPI_Allreduce(MPI_IN_PLACE, &square, 1, MPI_DOUBLE, MPI_SUM, space_->communicator());
        for (double &value : mode)
          value /= std::sqrt(square);
        null_space_.push_back(std::move(mode));
      }
  }

  void PlateLevel::project(std::vector<double> &coefficients) const
  {
    if (null_space_.empty())
      return;
    std::vector<double> products;
    for (const std::vector<double> &mode : null_space_)
      products.push_back(dot(mode, coefficients));
    MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM, space_->communicator());
    for (std::size_t m = 0; m < null_space_.size(); ++m)
      for (std::size_t i = 0; i < coefficients.size(); ++i)
        coefficients[i] -= products[m] * null_space_[m][i];
  }

  template <typename Number>
  void PlateLevel::solve_and_add(Vector<Number> &dst, const Vector<Number> &src) const
  {
    const unsigned n = static_cast<unsigned>(functions_.size()), column_size = space_->column_size(), n_owned = space_->plan().n_owned();
    std::vector<double> right_side(std::size_t(n_owned) * n, 0.), solution(right_side.size(), 0.);
    for (unsigned dof = 0; dof < n_owned; ++dof)
      {
        const ColumnPattern &pattern = patterns_[dof];
        const Number *from = src.begin() + std::size_t(dof) * column_size;
        double *to = &right_side[std::size_t(dof) * n];
        for (unsigned k = 0; k < column_size; ++k)
          for (unsigned f = 0; f < n; ++f)
            to[f] += pattern.values[std::size_t(k) * n + f] * double(from[k]);
      }
    project(right_side);
    for (const unsigned index : determinate_set_)
      right_side[index] = 0;
    solver_->solve(right_side.data(), solution.data());
    project(solution);
    for (unsigned dof = 0; dof < n_owned; ++dof)
      {
        const ColumnPattern &pattern = patterns_[dof];
        const double *from = &solution[std::size_t(dof) * n];
        Number *to = dst.begin() + std::size_t(dof) * column_size;
        for (unsigned k = 0; k < column_size; ++k)
          {
            double sum = 0;
            for (unsigned f = 0; f < n; ++f)
              sum += pattern.values[std::size_t(k) * n + f] * from[f];
            to[k] += Number(sum);
          }
      }
  }

  template void PlateLevel::solve_and_add<double>(Vector<double> &, const Vector<double> &) const;
  template void PlateLevel::solve_and_add<float>(Vector<float> &, const Vector<float> &) const;
} // namespace sagitta::layered
