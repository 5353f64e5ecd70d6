#pragma once

#include <materials/laws/law.h>

#include <array>
#include <vector>

namespace sagitta::materials
{
  /// Which of strain and stress is prescribed for a component; the law gives the other.
  enum class Control
  {
    strain,
    stress
  };

  /// A period of time in which all that is prescribed changes at constant rates.
  struct PathSegment
  {
    double duration;                ///< [s], > 0
    double temperature;             ///< at its end [K]
    double cure;                    ///< degree of cure at its end [-]
    std::array<Control, 6> control; ///< xx, yy, zz, yz, xz, xy
    Voigt target;                   ///< at its end: total strain [-] (engineering shears) or stress [Pa], component by component
    unsigned points = 1;            ///< how many equally spaced instants are reported, its end among them
  };

  /// The path of a material point. It begins without total strain and without stress.
  struct PointPath
  {
    double temperature; ///< [K]
    double cure;        ///< degree of cure [-]
    std::vector<PathSegment> segments;
  };
} // namespace sagitta::materials
