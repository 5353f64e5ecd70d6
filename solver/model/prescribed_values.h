#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>
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
  };

  /// Displacements on the mirror planes of the model and at the supports. Where several meet at one node, their mean.
  /// Throws InputError when supports prescribe different displacements at one node of the finest plan. *Collective.*
  PrescribedValues find_prescribed_displacements(const Model &model, const layered::LayeredSpace &space);

  /// Fixed temperatures. *Collective.*
  PrescribedValues find_prescribed_temperatures(const Model &model, const layered::LayeredSpace &space);
} // namespace sagitta::model
