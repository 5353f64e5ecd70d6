#pragma once

#include <solver/case/places.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>

namespace sagitta::model
{
  /// Adds the load of a traction [Pa] on the outer parts of a face: the integral of traction . v for every shape v of the displacement.
  /// `load` has 3 components and is summed cell by cell, not condensed. Not collective.
  void add_traction(const Model &model, const layered::LayeredSpace &space, const FacePlace &place, const std::array<double, 3> &traction,
                    layered::Vector<double> &load);

  /// Adds the load of a heat flux [W/m2] into the outer parts of a face: the integral of flux times every shape of the temperature.
  /// `load` has 1 component and is summed cell by cell, not condensed. Not collective.
  void add_heat_flux(const Model &model, const layered::LayeredSpace &space, const FacePlace &place, double flux,
                     layered::Vector<double> &load);

  /// Film coefficients [W/(m2 K)] of the outer parts of a face, shared parts by their fraction, added to those of the plan. Not
  /// collective.
  void add_film(const Model &model, const layered::PlanSpace &plan, const FacePlace &place, double coefficient,
                layered::Coefficients &coefficients);
} // namespace sagitta::model
