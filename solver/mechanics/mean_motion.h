#pragma once

#include <solver/layered/space/cell_points.h>
#include <solver/layered/space/rigid_modes.h>
#include <solver/model/model.h>

#include <array>
#include <vector>

namespace sagitta::mechanics
{
  /// The rigid motion R = sum of c_m R_m nearest to a displacement u of the body,
  ///   integral of (u - R) . R_m over the body = 0 for every motion m,
  /// so that u - R has no displacement and no rotation in the mean, whatever the mesh and the symmetry.
  class MeanMotion
  {
  public:
    /// Removes the motions of `modes`. `model` and `space` must outlive this. *Collective.*
    MeanMotion(const model::Model &model, const layered::LayeredSpace &space, const layered::RigidModes &modes);

    /// u -= R on owned, tied and ghost unknowns of a complete, ghosted vector. *Collective.*
    void remove_from(layered::Vector<double> &displacement) const;

  private:
    /// Integrals over the body of each component times 1 and times the distances in x, y and z to the centre.
    using Moments = std::array<std::array<double, 4>, 3>;

    /// Calls f(jxw, {1, distances to the centre}, element, q, qz) for every point of the body in the plan cell that `points` are in.
    template <typename F>
    void for_each_point(const layered::CellPoints &points, const F &f) const;

    /// Integrals of a complete, ghosted displacement. *Collective.*
    Moments integrate(const layered::Vector<double> &displacement) const;

    /// Integrals of r_a r_b over the body, r = {1, distances to the centre}. *Collective.*
    std::array<std::array<double, 4>, 4> integrate_products_of_distances() const;

    /// Integrals of the field with these moments times each motion.
    std::vector<double> products(const Moments &moments) const;

    const model::Model &model_;
    const layered::LayeredSpace &space_;
    std::vector<layered::RigidMotion> motions_; ///< rotations [1/m] times displacement
    std::array<double, 3> centre_;
    std::vector<std::vector<double>> matrix_; ///< integrals of R_m . R_n
  };
} // namespace sagitta::mechanics
