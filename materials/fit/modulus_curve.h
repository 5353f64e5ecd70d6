#pragma once

#include <vector>

namespace sagitta::materials
{
  /// The kind of a point of a modulus curve.
  enum class ModulusKind
  {
    storage,
    loss,
    relaxation
  };

  /// One measured modulus.
  struct ModulusPoint
  {
    ModulusKind kind;
    double time;  ///< t of a relaxation, 1 / (2 pi f) of a vibration [s], > 0
    double value; ///< [Pa]
  };

  /// The moduli measured at one temperature.
  struct ModulusCurve
  {
    double temperature; ///< [K]
    std::vector<ModulusPoint> points;
  };
} // namespace sagitta::materials
