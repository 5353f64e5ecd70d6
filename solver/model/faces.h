#pragma once

#include <solver/case/case.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>
#include <optional>
#include <vector>

namespace sagitta::model
{
  /// A point at which a temperature or components of a displacement are given.
  struct PrescribedPoint
  {
    std::array<double, 3> at;
    std::vector<std::optional<double>> values; ///< of the components, 1 or 3
  };

  /// Its image in the modelled part of the package: mirrored into it, components across a mirror plane with the sign turned.
  PrescribedPoint image_in_model(const Model &model, PrescribedPoint point);

  /// Sentences about the points of supports and fixed temperatures that are not at a node of the finest plan. *Collective.*
  std::vector<std::string> describe_moved_points(const Model &model);

  /// The parts of a face on the cells of one plan level that this rank owns.
  struct FaceCover
  {
    struct Level ///< on a horizontal plane
    {
      unsigned cell;
      unsigned boundary; ///< element boundary, 0 .. n_elements
      double fraction;   ///< of the cell's area
    };
    struct Wall ///< on a vertical cell face
    {
      unsigned cell;
      unsigned face; ///< 0..3: x0, x1, y0, y1
      unsigned element;
      double fraction; ///< of the cell face's length
    };
    std::vector<Level> levels;
    std::vector<Wall> walls;
  };

  /// Finds a face on a plan of the model (any level). Whole-package faces are the outermost planes where the stack is filled there.
  /// A face on a part of the package that symmetry leaves out is empty. Throws InputError for the side of a round part. Not collective.
  FaceCover find_face(const Model &model, const layered::PlanSpace &plan, const FacePlace &place);

  /// The parts of a face with material on one side only.
  FaceCover keep_outer(const Model &model, const layered::PlanSpace &plan, const FacePlace &place, FaceCover cover);

  /// Adds the integral of `density` times every shape over the outer parts of a face: a heat flux [W/m2] or, on one
  /// component of the displacement, a traction [Pa]. `load` is summed cell by cell, not condensed. Not collective.
  void add_face_load(const Model &model, const layered::LayeredSpace &space, const FacePlace &place, unsigned component, double density,
                     layered::Vector<double> &load);

  /// Film coefficients [W/(m2 K)] of the outer parts of a face, shared parts by their fraction, added to those of the finest plan. Not
  /// collective.
  void add_film(const Model &model, const layered::PlanSpace &plan, const FacePlace &place, double coefficient,
                layered::Coefficients &coefficients);

  /// Is anything of the package in this layer at this cell? (by its centre)
  bool is_filled_at(const Model &model, const layered::PlanSpace &plan, unsigned cell, unsigned element);

  /// Unknowns with given values on one plan level: the mirror planes of the model and the supports (component 0..2), or fixed
  /// temperatures (1 component). Local unknowns, ghosts included, ascending. *Collective.*
  struct PrescribedValues
  {
    std::vector<unsigned> unknowns;
    std::vector<double> values;
  };
  PrescribedValues find_prescribed_displacements(const Model &model, const layered::LayeredSpace &space);
  PrescribedValues find_prescribed_temperatures(const Model &model, const layered::LayeredSpace &space);
} // namespace sagitta::model
