#include <solver/layered/multigrid/plate_level.h>

#include <solver/layered/multigrid/plate_matrix.h>

#include <cmath>
#include <string>
#include <utility>

namespace sagitta::layered
{
  PlateLevel::PlateLevel(const LevelDescription &level, const Coefficients &coefficients, const RigidModes &modes,
                         std::vector<ColumnFunction> functions, PlateKind kind)
      : space_(level.space), functions_(std::move(functions)), patterns_(*space_, *level.constrained, functions_),
        n_owned_(std::size_t(space_->plan().n_owned()) * functions_.size())
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

  void PlateLevel::project(double *coefficients) const
  {
    if (null_space_.empty())
      return;
    std::vector<double> products(null_space_.size(), 0.);
    for (std::size_t m = 0; m < null_space_.size(); ++m)
      for (std::size_t i = 0; i < n_owned_; ++i)
        products[m] += null_space_[m][i] * coefficients[i];
    MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM, space_->communicator());
    for (std::size_t m = 0; m < null_space_.size(); ++m)
      for (std::size_t i = 0; i < n_owned_; ++i)
        coefficients[i] -= products[m] * null_space_[m][i];
  }

  template <typename Number>
  void PlateLevel::restrict_to(double *right_side, const Vector<Number> &src) const
  {
    const unsigned n = static_cast<unsigned>(functions_.size()), column_size = space_->column_size();
    for (unsigned dof = 0; dof < space_->plan().n_owned(); ++dof)
      {
        const ColumnPattern &pattern = patterns_[dof];
        const Number *from = src.begin() + std::size_t(dof) * column_size;
        double *to = right_side + std::size_t(dof) * n;
        for (unsigned k = 0; k < column_size; ++k)
          for (unsigned f = 0; f < n; ++f)
            to[f] += pattern.values[std::size_t(k) * n + f] * double(from[k]);
      }
    project(right_side);
    for (const unsigned index : determinate_set_)
      right_side[index] = 0;
  }

  template <typename Number>
  void PlateLevel::prolongate_and_add(Vector<Number> &dst, const double *solution) const
  {
    const unsigned n = static_cast<unsigned>(functions_.size()), column_size = space_->column_size();
    for (unsigned dof = 0; dof < space_->plan().n_owned(); ++dof)
      {
        const ColumnPattern &pattern = patterns_[dof];
        const double *from = solution + std::size_t(dof) * n;
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

  template <typename Number>
  void PlateLevel::solve_and_add(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const
  {
    const std::size_t n_columns = dst.size();
    std::vector<double> right_sides(n_columns * n_owned_, 0.), solutions(right_sides.size(), 0.);
    for (std::size_t c = 0; c < n_columns; ++c)
      restrict_to(right_sides.data() + c * n_owned_, *src[c]);
    solver_->solve_columns(right_sides.data(), solutions.data(), static_cast<unsigned>(n_columns));
    for (std::size_t c = 0; c < n_columns; ++c)
      {
        project(solutions.data() + c * n_owned_);
        prolongate_and_add(*dst[c], solutions.data() + c * n_owned_);
      }
  }

  template void PlateLevel::solve_and_add<double>(const std::vector<Vector<double> *> &, const std::vector<const Vector<double> *> &) const;
  template void PlateLevel::solve_and_add<float>(const std::vector<Vector<float> *> &, const std::vector<const Vector<float> *> &) const;
} // namespace sagitta::layered
