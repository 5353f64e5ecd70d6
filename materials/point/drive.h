#pragma once

#include <materials/laws/material_law.h>
#include <materials/point/point_path.h>

#include <array>
#include <functional>
#include <vector>

namespace sagitta::materials
{
  /// Strain [-] per axis of an unloaded point: thermal expansion and cure shrinkage.
  struct FreeStrain
  {
    /// The part that depends on temperature [K] and degree of cure [-] alone.
    std::function<std::array<double, 3>(double temperature, double cure)> at;
    /// What a step adds because the glass transition moves with the cure: temperatures and degrees of cure at its two ends; may be empty.
    std::function<std::array<double, 3>(const std::array<double, 2> &temperature, const std::array<double, 2> &cure)> over_step;
  };

  /// The state of a point at an instant that is reported.
  struct PointRecord
  {
    double time;        ///< [s]
    double temperature; ///< [K]
    double cure;        ///< [-]
    Voigt strain;       ///< total [-], engineering shears
    Voigt stress;       ///< [Pa]
    double dissipation; ///< since the start [J/m3]
    std::vector<double> state;
  };

  /// How accurately a path is integrated in time.
  struct StepControl
  {
    /// Allowed difference between one step and two halves of it, and between the second half and three parts of it: of stress relative to
    /// the largest stress so far, of strain relative to the elastic strain of that stress.
    double accuracy = 1e-5;
    unsigned largest_number_of_steps = 100000;
  };

  /// Drives a law along a path. Strain that is not prescribed is found by Newton's method with the law's tangent, the time step by
  /// comparing one step with two halves, and the second with parts of it; it is cut when Newton fails. Strain counts from the start of the
  /// path. Mechanical strain is total strain less the free strain since the start (materials/eigenstrain.h). Returns the start and every
  /// point that the path's segments report. Throws std::invalid_argument for a path without meaning, and std::runtime_error with time and
  /// temperature when no step, however short, has a solution or a strain exceeds one half: the prescribed stress is more than the material
  /// can carry.
  std::vector<PointRecord> drive(const MaterialLaw &law, const FreeStrain &free_strain, const PointPath &path,
                                 const StepControl &control = StepControl());
} // namespace sagitta::materials
