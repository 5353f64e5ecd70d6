#include <solver/mechanics/mean_motion.h>

#include <solver/layered/space/cell_values.h>

#include <mpi.h>

namespace sagitta::mechanics
{
  namespace
  {
    /// Coefficients of each component of a motion on {1, distances to the centre}: u = t + r x (x - c).
    std::array<std::array<double, 4>, 3> linear_field(const layered::RigidMotion &m)
    {
      return {{{{m[0], 0, -m[5], m[4]}}, {{m[1], m[5], 0, -m[3]}}, {{m[2], -m[4], m[3], 0}}}};
    }
  } // namespace

  MeanMotion::MeanMotion(const model::Model &model, const layered::LayeredSpace &space, const layered::RigidModes &modes)
      : model_(model), space_(space), motions_(modes.motions()), centre_(modes.centre())
  {
    for (layered::RigidMotion &motion : motions_)
      for (unsigned i = 3; i < 6; ++i)
        motion[i] /= modes.scale();
    if (motions_.empty())
      return;
    const auto distances = integrate_products_of_distances();
    for (const layered::RigidMotion &motion : motions_)
      {
        const auto field = linear_field(motion);
        Moments moments{};
        for (unsigned c = 0; c < 3; ++c)
          for (unsigned a = 0; a < 4; ++a)
            for (unsigned b = 0; b < 4; ++b)
              moments[c][b] += field[c][a] * distances[a][b];
        matrix_.push_back(products(moments));
      }
  }

  template <typename F>
  void MeanMotion::for_each_point(const layered::CellPoints &points, const F &f) const
  {
    for (unsigned e = 0; e < space_.n_elements(); ++e)
      if (model_.is_filled(points.cell(), e))
        for (unsigned q = 0; q < points.n_plan(); ++q)
          for (unsigned qz = 0; qz < points.n_layer(); ++qz)
            {
              const std::array<double, 3> at = points.position(e, q, qz);
              const std::array<double, 4> distances{{1, at[0] - centre_[0], at[1] - centre_[1], at[2] - centre_[2]}};
              f(points.jxw(e, q, qz), distances, e, q, qz);
            }
  }

  MeanMotion::Moments MeanMotion::integrate(const layered::Vector<double> &displacement) const
  {
    Moments moments{};
    layered::CellValues values(space_);
    for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
      {
        values.load(cell, displacement);
        for_each_point(values.points(), [&](double jxw, const std::array<double, 4> &distances, unsigned e, unsigned q, unsigned qz) {
          for (unsigned c = 0; c < 3; ++c)
            {
              const double weighted = jxw * values.value(e, q, qz, c);
              for (unsigned a = 0; a < 4; ++a)
                moments[c][a] += weighted * distances[a];
            }
        });
      }
    MPI_Allreduce(MPI_IN_PLACE, moments.data(), 12, MPI_DOUBLE, MPI_SUM, space_.communicator());
    return moments;
  }

  std::array<std::array<double, 4>, 4> MeanMotion::integrate_products_of_distances() const
  {
    std::array<std::array<double, 4>, 4> integrals{};
    layered::CellPoints points(space_);
    for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        for_each_point(points, [&](double jxw, const std::array<double, 4> &distances, unsigned, unsigned, unsigned) {
          for (unsigned a = 0; a < 4; ++a)
            for (unsigned b = 0; b < 4; ++b)
              integrals[a][b] += jxw * distances[a] * distances[b];
        });
      }
    MPI_Allreduce(MPI_IN_PLACE, integrals.data(), 16, MPI_DOUBLE, MPI_SUM, space_.communicator());
    return integrals;
  }

  std::vector<double> MeanMotion::products(const Moments &m) const
  {
    // (r x x) . u = r . (x x u)
    const std::array<double, 6> sums{{m[0][0], m[1][0], m[2][0], m[2][2] - m[1][3], m[0][3] - m[2][1], m[1][1] - m[0][2]}};
    std::vector<double> result(motions_.size(), 0.);
    for (std::size_t k = 0; k < motions_.size(); ++k)
      for (unsigned i = 0; i < 6; ++i)
        result[k] += motions_[k][i] * sums[i];
    return result;
  }

  void MeanMotion::remove_from(layered::Vector<double> &displacement) const
  {
    const std::size_t n = motions_.size();
    if (n == 0)
      return;
    const unsigned column_size = space_.column_size();
    std::vector<double> right = products(integrate(displacement));

    // Positive definite: elimination without pivoting.
    std::vector<std::vector<double>> matrix = matrix_;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t row = 0; row < n; ++row)
        if (row != p)
          {
            const double factor = matrix[row][p] / matrix[p][p];
            for (std::size_t column = 0; column < n; ++column)
              matrix[row][column] -= factor * matrix[p][column];
            right[row] -= factor * right[p];
          }
    layered::RigidMotion motion{};
    for (std::size_t m = 0; m < n; ++m)
      for (unsigned i = 0; i < 6; ++i)
        motion[i] += right[m] / matrix[m][m] * motions_[m][i];
    const auto field = linear_field(motion);
    for (unsigned dof = 0; dof < space_.plan().n_local(); ++dof)
      for (unsigned k = 0; k < space_.n_z(); ++k)
        {
          const std::array<double, 3> at = space_.position(dof, k);
          const double x = at[0] - centre_[0], y = at[1] - centre_[1], z = at[2] - centre_[2];
          for (unsigned c = 0; c < 3; ++c)
            displacement.begin()[std::size_t(dof) * column_size + k * 3 + c] -=
                field[c][0] + field[c][1] * x + field[c][2] * y + field[c][3] * z;
        }
  }
} // namespace sagitta::mechanics
