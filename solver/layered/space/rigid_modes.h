#pragma once

#include <solver/layered/space/layered_space.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// A rigid motion: translation t and rotation r about a centre c, u = t + r x (x - c); or a constant temperature (first entry only).
  using RigidMotion = std::array<double, 6>;

  /// The motions that the constrained unknowns leave free, as orthonormal vectors on the free unknowns: the null space of the operator.
  class RigidModes
  {
  public:
    /// The modes that remain of the six motions (or, with 1 component, of the constant). `has_film`, on one rank at least, removes the
    /// constant. *Collective.*
    RigidModes(const LayeredSpace &space, const ConstrainedUnknowns &constrained, bool has_film);

    unsigned size() const { return static_cast<unsigned>(motions_.size()); }

    /// The motions in the order of the vectors, before normalisation.
    const std::vector<RigidMotion> &motions() const { return motions_; }
    const std::array<double, 3> &centre() const { return centre_; }

    /// Rotations are counted per this length [m].
    double scale() const { return scale_; }

    /// Mode m on the owned unknowns.
    std::vector<double> mode(unsigned m) const;

    /// Removes the modes from the owned part of a vector; constrained unknowns are left as they are. Returns the norm of what was removed.
    /// *Collective.*
    double project(Vector<double> &vector) const;

    /// Displacement of a motion at a point, per component.
    std::array<double, 3> displacement(const RigidMotion &motion, double x, double y, double z) const;

  private:
    /// The scalar products of a vector with the six motions, over the owned unknowns.
    std::array<double, 6> raw_products(const double *values) const;
    /// Centre of the nodes and half the larger side of the plan.
    void find_frame(const LayeredSpace &space);
    void find_motions(const ConstrainedUnknowns &constrained);
    void normalise(const ConstrainedUnknowns &constrained);

    // Modes are not stored as vectors: they are linear in the position, and a few numbers per column describe them.
    /// Position of a node [m].
    std::array<double, 3> position(unsigned dof, std::size_t z_node) const;

    /// Motion of a node.
    std::array<double, 3> displacement(const RigidMotion &motion, unsigned dof, std::size_t z_node) const;

    /// Is the motion of a column linear in the height?
    bool is_straight(unsigned dof) const { return !shifts_ || !shifts_->is_curved_column(dof); }

    std::shared_ptr<const PlanSpace> plan_;
    std::vector<double> z_nodes_;
    std::vector<unsigned> constrained_;
    unsigned n_components_;
    MPI_Comm communicator_;
    std::array<double, 3> centre_;
    double scale_;
    std::vector<RigidMotion> motions_;
    std::vector<RigidMotion> orthonormal_; ///< combinations of motions_ that are orthonormal on the free unknowns
    std::shared_ptr<const NodeShifts> shifts_;
  };

  /// A determinate set of unknowns, over all ranks as many as there are modes; the owned ones of this rank, local indices. With these
  /// unknowns constrained, a matrix whose null space the modes span is regular. By pivoted elimination. *Collective.*
  std::vector<unsigned> find_determinate_set(const std::vector<std::vector<double>> &modes, MPI_Comm communicator);
} // namespace sagitta::layered
