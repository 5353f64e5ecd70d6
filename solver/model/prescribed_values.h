#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::model
{
  /// A point at which a temperature or components of a displacement are prescribed.
  struct PrescribedPoint
  {
    std::array<double, 3> at;
    std::vector<std::optional<double>> values; ///< of the components, 1 or 3
  };

  /// Its image in the modelled part of the package; components across a mirror plane change their sign.
  PrescribedPoint image_in_model(const Model &model, PrescribedPoint point);

  /// Sentences about the points of supports and fixed temperatures that are not at a node of the finest plan. *Collective.*
  std::vector<std::string> describe_moved_points(const Model &model);

  /// Unknowns with prescribed values on one plan level, local and ghosts, ascending.
  struct PrescribedValues
  {
    std::vector<unsigned> unknowns;
    std::vector<double> values; ///< [m] or [K]
    /// Unknowns on the cuts of a submodel, ascending; they may be among the others too. They keep the value that a solve starts from.
    std::vector<unsigned> kept = {};

    /// The unknowns of both kinds, with repetitions.
    std::vector<unsigned> all() const;
  };

  /// Displacements on the mirror planes of the model, at the supports, and on the cuts of a submodel. Where several meet at one node,
  /// their mean; on a cut that of the source.
  /// Throws InputError when supports prescribe different displacements at one node of the finest plan. *Collective.*
  PrescribedValues find_prescribed_displacements(const Model &model, const layered::LayeredSpace &space);

  /// Calls f(plan node, z-node) for the nodes of a space on the cuts of a submodel, several times where cells or cuts meet. Local.
  void for_each_node_of_cuts(const Model &model, const layered::LayeredSpace &space, const std::function<void(unsigned, unsigned)> &f);

  /// The same for one of the cuts, an index into Conditions::cuts, where each of its nodes comes once. Local.
  void for_each_node_of_cut(const Model &model, const layered::LayeredSpace &space, unsigned cut,
                            const std::function<void(unsigned, unsigned)> &f);

  /// Fixed temperatures, and those on the cuts of a submodel. *Collective.*
  PrescribedValues find_prescribed_temperatures(const Model &model, const layered::LayeredSpace &space);

  /// The same where the surroundings have a temperature [K]. *Collective.*
  PrescribedValues find_prescribed_temperatures(const Model &model, const layered::LayeredSpace &space, double surroundings);
} // namespace sagitta::model
