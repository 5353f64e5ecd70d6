#pragma once

#include <solver/base/errors.h>
#include <solver/case/places.h>

#include <array>
#include <optional>
#include <vector>

namespace sagitta
{
  /// q = coefficient (T - ambient) leaves through the face.
  struct FilmCondition
  {
    FacePlace face;
    double coefficient; ///< [W/(m2 K)]
    double ambient;     ///< [K]
    Source source = {};
    bool is_surroundings = false; ///< the ambient is State::surroundings, on a path in time
  };

  struct FixedTemperature
  {
    Place place;
    double temperature; ///< [K]
    Source source = {};
    bool is_surroundings = false; ///< it is State::surroundings, on a path in time
  };

  /// Prescribed displacement components on a face or at a point; an absent component is free.
  struct Support
  {
    Place place;
    std::array<std::optional<double>, 3> displacement; ///< [m]
    Source source = {};
  };

  /// Pressure [Pa] on a face, positive when it pushes into the body.
  struct Pressure
  {
    FacePlace face;
    double pressure;
    Source source = {};
  };

  /// Boundary conditions of heat conduction.
  struct ThermalConditions
  {
    std::vector<FilmCondition> films;
    std::vector<FixedTemperature> fixed_temperatures;
    Source source = {}; ///< of the section as a whole
  };

  /// Boundary conditions and body force of the mechanics.
  struct MechanicalConditions
  {
    std::vector<Support> supports;
    std::vector<Pressure> pressures;
    std::array<double, 3> acceleration = {{0, 0, 0}}; ///< [m/s2], the acceleration of gravity as felt: body force = density * acceleration
    Source source = {};                               ///< of the section as a whole

    bool has_acceleration() const { return acceleration != std::array<double, 3>{{0, 0, 0}}; }

    /// Is there a load besides those of temperature and cure?
    bool has_loads() const { return !pressures.empty() || has_acceleration(); }
  };

  /// A plane at which the window of a submodel cuts the package: displacement and temperature there are those of the source.
  struct CutPlane
  {
    Side side;       ///< of the window
    double position; ///< along the axis of the side [m]
  };

  struct Conditions
  {
    ThermalConditions thermal;
    MechanicalConditions mechanical;
    std::vector<CutPlane> cuts = {};
  };
} // namespace sagitta
