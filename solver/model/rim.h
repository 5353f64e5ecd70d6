#pragma once

#include <solver/case/places.h>
#include <solver/model/model.h>

#include <functional>

namespace sagitta::model
{
  /// The outline that a rim follows: of its part; of the package that of a body that spans it.
  meshing::Outline outline_of_rim(const meshing::Package &package, const RimPlace &place);

  /// Calls f(plan node, z-node) for the nodes of a rim on a plan of the model, with `degree_z` elements through the thickness: on the
  /// lateral surface the nodes on the outline, in a ring those of the face that are no farther from the outline than its width. A node may
  /// come several times, once for each cell with material that it belongs to. Of the cells of this rank.
  void for_each_node_of_rim(const Model &model, const layered::PlanSpace &plan, const RimPlace &place, unsigned degree_z,
                            const std::function<void(unsigned dof, unsigned z_node)> &f);
} // namespace sagitta::model
