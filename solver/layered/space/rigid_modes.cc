#include <solver/layered/space/rigid_modes.h>

#include <deal.II/lac/lapack_full_matrix.h>

#include <algorithm>
#include <cmath>

namespace sagitta::layered
{
  RigidModes::RigidModes(const LayeredSpace &space, const ConstrainedUnknowns &constrained, bool has_film)
      : plan_(space.plan_pointer()), z_nodes_(space.z_nodes()), constrained_(constrained.owned), n_components_(space.n_components()),
        communicator_(space.communicator()), centre_{{0, 0, 0}}, scale_(1), shifts_(space.shifts())
  {
    // A rank without cells has no film: one rank that has one is enough.
    int is_any_film = has_film;
    MPI_Allreduce(MPI_IN_PLACE, &is_any_film, 1, MPI_INT, MPI_MAX, communicator_);
    if (is_any_film)
      return;
    find_frame(space);
    find_motions(constrained);
    normalise(constrained);
  }

  void RigidModes::find_frame(const LayeredSpace &space)
  {
    // Rotations about the centre of the nodes, scaled to the body's size, so that the six motions are of similar magnitude.
    std::array<double, 4> box{{1e300, 1e300, 1e300, 1e300}};
    for (unsigned d = 0; d < plan_->n_owned(); ++d)
      for (unsigned a = 0; a < 2; ++a)
        {
          box[a] = std::min(box[a], plan_->position(d)[a]);
          box[2 + a] = std::min(box[2 + a], -plan_->position(d)[a]);
        }
    MPI_Allreduce(MPI_IN_PLACE, box.data(), 4, MPI_DOUBLE, MPI_MIN, communicator_);
    for (unsigned a = 0; a < 2; ++a)
      centre_[a] = (box[a] - box[2 + a]) / 2;
    centre_[2] = space.grid().thickness() / 2;
    scale_ = std::max(-box[2] - box[0], -box[3] - box[1]) / 2;
  }

  void RigidModes::find_motions(const ConstrainedUnknowns &constrained)
  {
    // A motion remains if it moves no unknown that has a prescribed value: the null space of the sum of v v' over those unknowns.
    // Unknowns that are constrained since they touch no filled cell, or hang, do not count.
    const unsigned n_motions = n_components_ == 1 ? 1 : 6, n_z = static_cast<unsigned>(z_nodes_.size());
    const auto unit_motion = [](unsigned m) {
      RigidMotion motion{};
      motion[m] = 1;
      return motion;
    };
    dealii::LAPACKFullMatrix<double> moved(n_motions, n_motions);
    std::vector<double> sums(n_motions * n_motions, 0.);
    for (const unsigned index : constrained.owned)
      {
        const unsigned node = index / n_components_, dof = node / n_z;
        if (constrained.is_inactive[node] || plan_->is_hanging(dof))
          continue;
        std::array<double, 6> values{};
        for (unsigned m = 0; m < n_motions; ++m)
          values[m] = displacement(unit_motion(m), dof, node % n_z)[index % n_components_];
        for (unsigned a = 0; a < n_motions; ++a)
          for (unsigned b = 0; b < n_motions; ++b)
            sums[a * n_motions + b] += values[a] * values[b];
      }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, communicator_);
    double trace = 0;
    for (unsigned a = 0; a < n_motions; ++a)
      {
        trace += sums[a * n_motions + a];
        for (unsigned b = 0; b < n_motions; ++b)
          moved(a, b) = sums[a * n_motions + b];
      }
    if (trace == 0)
      {
        for (unsigned m = 0; m < n_motions; ++m)
          motions_.push_back(unit_motion(m));
        return;
      }
    dealii::Vector<double> eigenvalues;
    dealii::FullMatrix<double> eigenvectors;
    // Below 1e-10 of the trace: a thin package resists a rotation about an in-plane axis by (thickness / width)^2 or more.
    moved.compute_eigenvalues_symmetric(-1e-10 * trace, 1e-10 * trace, 0., eigenvalues, eigenvectors);
    for (unsigned m = 0; m < eigenvalues.size(); ++m)
      {
        motions_.push_back(RigidMotion{});
        for (unsigned a = 0; a < n_motions; ++a)
          motions_.back()[a] = eigenvectors(a, m);
      }
  }

  void RigidModes::normalise(const ConstrainedUnknowns &constrained)
  {
    // Gram matrix on the free unknowns and its Cholesky factor L; the modes are the motions times the inverse of L'. Motions are scaled
    // to similar magnitude, so the matrix is well conditioned.
    const std::size_t n = motions_.size(), n_z = z_nodes_.size();
    if (n == 0)
      return;
    std::vector<double> gram(n * n, 0.);
    std::vector<std::array<double, 3>> values(n);
    for (unsigned dof = 0; dof < plan_->n_owned(); ++dof)
      for (std::size_t k = 0; k < n_z; ++k)
        {
          for (std::size_t m = 0; m < n; ++m)
            values[m] = displacement(motions_[m], dof, k);
          for (unsigned c = 0; c < n_components_; ++c)
            if (!constrained.is_constrained[(dof * n_z + k) * n_components_ + c])
              for (std::size_t a = 0; a < n; ++a)
                for (std::size_t b = 0; b <= a; ++b)
                  gram[a * n + b] += values[a][c] * values[b][c];
        }
    MPI_Allreduce(MPI_IN_PLACE, gram.data(), static_cast<int>(gram.size()), MPI_DOUBLE, MPI_SUM, communicator_);
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b <= a; ++b)
        {
          for (std::size_t k = 0; k < b; ++k)
            gram[a * n + b] -= gram[a * n + k] * gram[b * n + k];
          gram[a * n + b] = a == b ? std::sqrt(gram[a * n + a]) : gram[a * n + b] / gram[b * n + b];
        }
    for (std::size_t m = 0; m < n; ++m)
      {
        RigidMotion motion = motions_[m];
        for (std::size_t k = 0; k < m; ++k)
          for (unsigned i = 0; i < 6; ++i)
            motion[i] -= gram[m * n + k] * orthonormal_[k][i];
        for (double &value : motion)
          value /= gram[m * n + m];
        orthonormal_.push_back(motion);
      }
  }

  std::vector<double> RigidModes::mode(unsigned m) const
  {
    const std::size_t n_z = z_nodes_.size();
    std::vector<double> result(plan_->n_owned() * n_z * n_components_);
    for (unsigned dof = 0; dof < plan_->n_owned(); ++dof)
      for (std::size_t k = 0; k < n_z; ++k)
        {
          const auto value = displacement(orthonormal_[m], dof, k);
          for (unsigned c = 0; c < n_components_; ++c)
            result[(dof * n_z + k) * n_components_ + c] = value[c];
        }
    for (const unsigned index : constrained_)
      result[index] = 0;
    return result;
  }

  std::array<double, 6> RigidModes::raw_products(const double *values) const
  {
    const std::size_t n_z = z_nodes_.size();
    std::array<double, 6> sums{};
    for (unsigned dof = 0; dof < plan_->n_owned(); ++dof)
      {
        const double *column = values + dof * n_z * n_components_;
        if (n_components_ == 1)
          {
            for (std::size_t k = 0; k < n_z; ++k)
              sums[0] += column[k];
            continue;
          }
        if (!is_straight(dof))
          {
            for (std::size_t k = 0; k < n_z; ++k)
              {
                const std::array<double, 3> at = position(dof, k);
                const double dx = (at[0] - centre_[0]) / scale_, dy = (at[1] - centre_[1]) / scale_, dz = (at[2] - centre_[2]) / scale_;
                const double *f = column + k * 3;
                for (unsigned c = 0; c < 3; ++c)
                  sums[c] += f[c];
                sums[3] += dy * f[2] - dz * f[1];
                sums[4] += dz * f[0] - dx * f[2];
                sums[5] += dx * f[1] - dy * f[0];
              }
            continue;
          }
        // Force and its first moment about the centre, from which the six products follow.
        std::array<double, 3> force{}, moment{};
        for (std::size_t k = 0; k < n_z; ++k)
          {
            const double dz = (z_nodes_[k] - centre_[2]) / scale_;
            for (unsigned c = 0; c < 3; ++c)
              {
                force[c] += column[k * 3 + c];
                moment[c] += dz * column[k * 3 + c];
              }
          }
        const double dx = (plan_->position(dof)[0] - centre_[0]) / scale_, dy = (plan_->position(dof)[1] - centre_[1]) / scale_;
        for (unsigned c = 0; c < 3; ++c)
          sums[c] += force[c];
        sums[3] += dy * force[2] - moment[1];
        sums[4] += moment[0] - dx * force[2];
        sums[5] += dx * force[1] - dy * force[0];
      }
    return sums;
  }

  double RigidModes::project(Vector<double> &vector) const
  {
    if (motions_.empty())
      return 0;
    double *values = vector.begin();
    std::vector<double> kept(constrained_.size());
    for (std::size_t i = 0; i < constrained_.size(); ++i)
      {
        kept[i] = values[constrained_[i]];
        values[constrained_[i]] = 0;
      }
    std::array<double, 6> sums = raw_products(values);
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), 6, MPI_DOUBLE, MPI_SUM, communicator_);
    RigidMotion removed{};
    double square = 0;
    for (const RigidMotion &mode : orthonormal_)
      {
        double product = 0;
        for (unsigned i = 0; i < 6; ++i)
          product += mode[i] * sums[i];
        square += product * product;
        for (unsigned i = 0; i < 6; ++i)
          removed[i] += product * mode[i];
      }
    const std::size_t n_z = z_nodes_.size();
    for (unsigned dof = 0; dof < plan_->n_owned(); ++dof)
      {
        if (!is_straight(dof))
          {
            for (std::size_t k = 0; k < n_z; ++k)
              {
                const auto value = displacement(removed, dof, k);
                for (unsigned c = 0; c < n_components_; ++c)
                  values[(dof * n_z + k) * n_components_ + c] -= value[c];
              }
            continue;
          }
        // Linear along the column.
        const auto &at = plan_->position(dof);
        const auto bottom = displacement(removed, at[0], at[1], z_nodes_.front()),
                   top = displacement(removed, at[0], at[1], z_nodes_.back());
        const double height = z_nodes_.back() - z_nodes_.front();
        for (std::size_t k = 0; k < n_z; ++k)
          {
            const double share = (z_nodes_[k] - z_nodes_.front()) / height;
            for (unsigned c = 0; c < n_components_; ++c)
              values[(dof * n_z + k) * n_components_ + c] -= bottom[c] + share * (top[c] - bottom[c]);
          }
      }
    for (std::size_t i = 0; i < constrained_.size(); ++i)
      values[constrained_[i]] = kept[i];
    return std::sqrt(square);
  }

  std::array<double, 3> RigidModes::position(unsigned dof, std::size_t z_node) const
  {
    const auto &[x, y] = plan_->position(dof);
    const std::array<double, 2> shift = shifts_ ? shifts_->shift(dof, static_cast<unsigned>(z_node)) : std::array<double, 2>{{0, 0}};
    return {{x + shift[0], y + shift[1], z_nodes_[z_node]}};
  }

  std::array<double, 3> RigidModes::displacement(const RigidMotion &motion, unsigned dof, std::size_t z_node) const
  {
    const auto [x, y, z] = position(dof, z_node);
    return displacement(motion, x, y, z);
  }

  std::array<double, 3> RigidModes::displacement(const RigidMotion &motion, double x, double y, double z) const
  {
    if (n_components_ == 1)
      return {{motion[0], 0, 0}};
    const double dx = (x - centre_[0]) / scale_, dy = (y - centre_[1]) / scale_, dz = (z - centre_[2]) / scale_;
    return {{motion[0] + motion[4] * dz - motion[5] * dy, motion[1] + motion[5] * dx - motion[3] * dz,
             motion[2] + motion[3] * dy - motion[4] * dx}};
  }

  std::vector<unsigned> find_determinate_set(const std::vector<std::vector<double>> &modes, MPI_Comm communicator)
  {
    // Pivoted elimination on the null space: every step takes the unknown that the remaining motions move most.
    std::vector<std::vector<double>> remaining = modes;
    std::vector<unsigned> determinate;
    for (std::size_t step = 0; step < modes.size(); ++step)
      {
        struct
        {
          double size;
          int rank;
        } best{-1, 0};
        std::size_t place = 0;
        MPI_Comm_rank(communicator, &best.rank);
        const std::size_t n_owned = remaining.front().size();
        for (std::size_t i = 0; i < n_owned; ++i)
          {
            double size = 0;
            for (const std::vector<double> &mode : remaining)
              size += mode[i] * mode[i];
            if (size > best.size)
              {
                best.size = size;
                place = i;
              }
          }
        const int my_rank = best.rank;
        MPI_Allreduce(MPI_IN_PLACE, &best, 1, MPI_DOUBLE_INT, MPI_MAXLOC, communicator);
        std::vector<double> pivot(remaining.size());
        if (my_rank == best.rank)
          {
            determinate.push_back(static_cast<unsigned>(place));
            for (std::size_t m = 0; m < remaining.size(); ++m)
              pivot[m] = remaining[m][place];
          }
        MPI_Bcast(pivot.data(), static_cast<int>(pivot.size()), MPI_DOUBLE, best.rank, communicator);
        // Combine the motions so that only one moves the pivot, and remove that one.
        std::size_t largest = 0;
        for (std::size_t m = 1; m < pivot.size(); ++m)
          if (std::abs(pivot[m]) > std::abs(pivot[largest]))
            largest = m;
        for (std::size_t m = 0; m < remaining.size(); ++m)
          if (m != largest)
            for (std::size_t i = 0; i < n_owned; ++i)
              remaining[m][i] -= pivot[m] / pivot[largest] * remaining[largest][i];
        remaining.erase(remaining.begin() + static_cast<std::ptrdiff_t>(largest));
      }
    return determinate;
  }
} // namespace sagitta::layered
