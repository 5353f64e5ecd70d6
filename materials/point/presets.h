#pragma once

#include <materials/point/drive.h>

#include <functional>
#include <vector>

namespace sagitta::materials
{
  /// Which of the strains xx, yy, zz are prescribed to be zero; the stresses of all other components are zero.
  enum class Constraint
  {
    none,     ///< free
    uniaxial, ///< xx: a bar between walls
    biaxial,  ///< xx and yy: a thin layer on a stiff body
    full      ///< xx, yy and zz
  };

  /// A bar pulled along x at a constant rate of strain and a constant temperature, free across.
  struct StressStrainTest
  {
    double rate;        ///< of total strain [1/s]; negative: compression
    double strain;      ///< its magnitude at the end, > 0 [-]
    double temperature; ///< [K]
    double cure;        ///< degree of cure [-]
    unsigned points;
  };
  PointPath stress_strain_path(const StressStrainTest &test);

  /// A bar stretched along x within `rise`, then at constant strain; reported at logarithmically spaced times after the rise.
  struct RelaxationTest
  {
    double strain;      ///< [-]
    double rise;        ///< [s]
    double duration;    ///< of the hold [s]
    double temperature; ///< [K]
    double cure;
    unsigned points_per_decade;
  };
  PointPath relaxation_path(const RelaxationTest &test);

  /// Temperature changes at a constant rate from one value to another; the material is unconstrained.
  struct ExpansionTest
  {
    double from, to; ///< [K]
    double rate;     ///< > 0 [K/s]
    double cure;
    unsigned points;
  };
  PointPath expansion_path(const ExpansionTest &test);

  /// Begins without stress at `start`, then cycles between `high` and `low` with dwells at both.
  struct ThermalCycleTest
  {
    double start, low, high; ///< [K]
    double rate;             ///< of the ramps, > 0 [K/s]
    double dwell;            ///< >= 0 [s]
    unsigned cycles;
    Constraint constraint;
    double cure;
    unsigned points; ///< per ramp and per dwell
  };
  PointPath thermal_cycle_path(const ThermalCycleTest &test);

  /// Degree of cure after a step: (cure before, duration [s], temperature at start and end [K]).
  using CureAfter = std::function<double(double cure, double duration, double from, double to)>;

  /// Heats to the temperature of cure, holds and cools under a constraint; the cure follows its kinetics.
  struct CureRampTest
  {
    double start;       ///< [K]
    double temperature; ///< of cure [K]
    double end;         ///< [K]
    double rate;        ///< of the ramps, > 0 [K/s]
    double hold;        ///< [s]
    Constraint constraint;
    double initial_cure;
    unsigned points; ///< per ramp and in the hold
  };
  PointPath cure_ramp_path(const CureRampTest &test, const CureAfter &cure_after);

  /// A bar under oscillating strain along x: strain amplitude times sin(2 pi f t) for some cycles, of which the last is evaluated.
  struct DynamicTest
  {
    double amplitude; ///< [-]
    double cure;
    unsigned cycles;
    unsigned points_per_cycle;
  };
  PointPath dynamic_path(const DynamicTest &test, double temperature, double frequency);

  /// What a dynamic mechanical analysis reports at one temperature [K] and frequency [Hz].
  struct DynamicModulus
  {
    double temperature, frequency;
    double storage, loss; ///< [Pa]
  };

  /// Ratio of the first harmonics of stress and strain over the last cycle of a record of dynamic_path. A remaining drift of the
  /// stress over that cycle is removed first.
  DynamicModulus dynamic_modulus(const DynamicTest &test, const std::vector<PointRecord> &records, double frequency);
} // namespace sagitta::materials
