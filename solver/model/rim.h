#pragma once

#include <solver/case/places.h>
#include <solver/model/filling.h>

#include <functional>
#include <vector>

namespace sagitta::model
{
  /// The elements at a rim on the cells of one plan level that this rank owns.
  struct RimParts
  {
    struct Element
    {
      unsigned cell, element;
    };

    RimPlace place;
    meshing::Outline outline;      ///< that the rim follows: of its part; of the package that of a body that spans it
    double rounding;               ///< of a distance from it [m]
    std::vector<Element> elements; ///< with material, where the cell is not far from the outline; by cell
  };

  /// Finds the elements at a rim. Not collective.
  RimParts find_rim(const Filling &filling, const layered::PlanSpace &plan, const RimPlace &place);

  /// Calls f(plan node, z-node) for the nodes of a rim on a plan of any degree with the cells of its level, and `degree_z` elements through
  /// the thickness: on the lateral surface the nodes on the outline, in a ring those of the face that are no farther from the outline than
  /// its width. A node may come several times, once for each element that it belongs to.
  void for_each_node_of_rim(const RimParts &rim, const layered::PlanSpace &plan, unsigned degree_z,
                            const std::function<void(unsigned dof, unsigned z_node)> &f);
} // namespace sagitta::model
