#include <solver/layered/rigid_modes.h>

#include <deal.II/lac/lapack_full_matrix.h>

#include <algorithm>
#include <cmath>

namespace sagitta::layered
{
  RigidModes::RigidModes(const LayeredSpace &space, const HeldUnknowns &held, bool has_film)
      : n_components_(space.n_components()), communicator_(space.communicator()), centre_{{0, 0, 0}}, scale_(1)
  {
    // A rank without cells sees no film: one rank that does is enough.
    int is_any_film = has_film;
    MPI_Allreduce(MPI_IN_PLACE, &is_any_film, 1, MPI_INT, MPI_MAX, communicator_);
    if (is_any_film)
      return;
    const PlanSpace &plan = space.plan();
    const unsigned n_motions = n_components_ == 1 ? 1 : 6, n_z = space.n_z();

    // Rotations about the centre of the nodes, scaled to the body's size, so that the six motions are of like magnitude.
    std::array<double, 4> box{{1e300, 1e300, 1e300, 1e300}};
    for (unsigned d = 0; d < plan.n_owned(); ++d)
      for (unsigned a = 0; a < 2; ++a)
        {
          box[a] = std::min(box[a], plan.position(d)[a]);
          box[2 + a] = std::min(box[2 + a], -plan.position(d)[a]);
        }
    MPI_Allreduce(MPI_IN_PLACE, box.data(), 4, MPI_DOUBLE, MPI_MIN, communicator_);
    for (unsigned a = 0; a < 2; ++a)
      centre_[a] = (box[a] - box[2 + a]) / 2;
    centre_[2] = space.grid().thickness() / 2;
    scale_ = std::max(-box[2] - box[0], -box[3] - box[1]) / 2;

    // A motion survives if it moves no unknown that has a given value: the null space of sum of v v' over those unknowns.
    // Unknowns that are held since they touch nothing, or hang, do not count.
    dealii::LAPACKFullMatrix<double> moved(n_motions, n_motions);
    std::vector<double> sums(n_motions * n_motions, 0.);
    for (const unsigned index : held.owned)
      {
        const unsigned node = index / n_components_, dof = node / n_z;
        if (held.is_inactive[node] || plan.is_hanging(dof))
          continue;
        std::array<double, 6> values{};
        for (unsigned m = 0; m < n_motions; ++m)
          {
            RigidMotion motion{};
            motion[m] = 1;
            values[m] =
                displacement(motion, plan.position(dof)[0], plan.position(dof)[1], space.z_nodes()[node % n_z])[index % n_components_];
          }
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
      for (unsigned m = 0; m < n_motions; ++m)
        {
          motions_.push_back(RigidMotion{});
          motions_.back()[m] = 1;
        }
    else
      {
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

    for (const RigidMotion &motion : motions_)
      {
        std::vector<double> mode(space.n_owned(), 0.);
        for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
          for (unsigned k = 0; k < n_z; ++k)
            {
              const auto value = displacement(motion, plan.position(dof)[0], plan.position(dof)[1], space.z_nodes()[k]);
              for (unsigned c = 0; c < n_components_; ++c)
                {
                  const std::size_t index = (std::size_t(dof) * n_z + k) * n_components_ + c;
                  if (!held.is_held[index])
                    mode[index] = value[c];
                }
            }
        // Twice: one pass of Gram-Schmidt leaves 1e-8 where modes are nearly parallel.
        for (unsigned pass = 0; pass < 2; ++pass)
          for (const std::vector<double> &other : modes_)
            {
              double product = 0;
              for (std::size_t i = 0; i < mode.size(); ++i)
                product += mode[i] * other[i];
              MPI_Allreduce(MPI_IN_PLACE, &product, 1, MPI_DOUBLE, MPI_SUM, communicator_);
              for (std::size_t i = 0; i < mode.size(); ++i)
                mode[i] -= product * other[i];
            }
        double square = 0;
        for (const double value : mode)
          square += value * value;
        MPI_Allreduce(MPI_IN_PLACE, &square, 1, MPI_DOUBLE, MPI_SUM, communicator_);
        for (double &value : mode)
          value /= std::sqrt(square);
        modes_.push_back(std::move(mode));
      }
  }

  double RigidModes::project(Vector<double> &vector) const
  {
    if (modes_.empty())
      return 0;
    std::vector<double> products(modes_.size(), 0.);
    double *values = vector.begin();
    for (std::size_t m = 0; m < modes_.size(); ++m)
      for (std::size_t i = 0; i < modes_[m].size(); ++i)
        products[m] += modes_[m][i] * values[i];
    MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM, communicator_);
    double square = 0;
    for (std::size_t m = 0; m < modes_.size(); ++m)
      {
        square += products[m] * products[m];
        for (std::size_t i = 0; i < modes_[m].size(); ++i)
          values[i] -= products[m] * modes_[m][i];
      }
    return std::sqrt(square);
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
    // Pivoted elimination on the null space: every step fixes the coefficient that the remaining motions move most.
    std::vector<std::vector<double>> remaining = modes;
    std::vector<unsigned> fixed;
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
            fixed.push_back(static_cast<unsigned>(place));
            for (std::size_t m = 0; m < remaining.size(); ++m)
              pivot[m] = remaining[m][place];
          }
        MPI_Bcast(pivot.data(), static_cast<int>(pivot.size()), MPI_DOUBLE, best.rank, communicator);
        // Turn the motions so that only one moves the pivot, and drop that one.
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
    return fixed;
  }
} // namespace sagitta::layered
