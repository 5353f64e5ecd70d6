#pragma once

#include <solver/layered/space/layered_space.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// A rigid motion: translation t and rotation r about a centre c, u = t + r x (x - c); or a constant temperature (first entry only).
  using RigidMotion = std::array<double, 6>;

  /// The motions that the held unknowns leave free, as orthonormal vectors on the free unknowns: the null space of the operator.
  class RigidModes
  {
  public:
    /// `held` decides which of the six motions (or, with 1 component, the constant) remain; `has_film`, on one rank at least, removes the
    /// constant. *Collective.*
    RigidModes(const LayeredSpace &space, const ConstrainedUnknowns &held, bool has_film);

    unsigned size() const { return static_cast<unsigned>(motions_.size()); }

    /// The motions in the order of the vectors, before normalisation.
    const std::vector<RigidMotion> &motions() const { return motions_; }
    const std::array<double, 3> &centre() const { return centre_; }

    /// Rotations are counted per this length [m].
    double scale() const { return scale_; }

    /// Mode m on the owned unknowns.
    std::vector<double> mode(unsigned m) const;

    /// Removes the modes from the owned part of a vector; held unknowns are left as they are. Returns the norm of what was removed.
    /// *Collective.*
    double project(Vector<double> &vector) const;

    /// Displacement of a motion at a point, per component.
    std::array<double, 3> displacement(const RigidMotion &motion, double x, double y, double z) const;

  private:
    /// Motions as the raw six numbers per unknown: the sums of a vector times each of them over the owned unknowns.
    std::array<double, 6> raw_products(const double *values) const;
    void normalise(const ConstrainedUnknowns &held);

    // Modes are not stored as vectors: they are linear in the position, so a few numbers per column do.
    std::shared_ptr<const PlanSpace> plan_;
    std::vector<double> z_nodes_;
    std::vector<unsigned> held_;
    unsigned n_components_;
    MPI_Comm communicator_;
    std::array<double, 3> centre_;
    double scale_;
    std::vector<RigidMotion> motions_;
    std::vector<RigidMotion> orthonormal_; ///< combinations of motions_ that are orthonormal on the free unknowns
  };

  /// Owned unknowns (over all ranks as many as there are modes) that pin every motion of the given vectors, found by pivoted elimination:
  /// fixing them makes a matrix with that null space regular. *Collective.*
  std::vector<unsigned> find_determinate_set(const std::vector<std::vector<double>> &modes, MPI_Comm communicator);
} // namespace sagitta::layered
