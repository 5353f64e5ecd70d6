#pragma once

#include <materials/cure/cure.h>
#include <materials/temperature_function.h>

#include <string>
#include <vector>

namespace sagitta::materials
{
  /// A material that cures and conducts.
  struct SlabMaterial
  {
    Cure cure;
    TemperatureFunction conductivity;  ///< through the slab [W/(m K)]
    double density;                    ///< [kg/m3]; the mass in a cell does not change
    TemperatureFunction specific_heat; ///< [J/(kg K)]
  };

  /// A plate that heats itself while it cures, both faces at one prescribed temperature: conduction and reaction heat over its thickness,
  ///   rho c dT/dt = d/dz (k dT/dz) + rho H dx/dt,   dx/dt = f(x, T).
  /// Half of it, from the middle (insulated by symmetry) to the face, in cells of equal size: finite volumes and the trapezoidal rule, both
  /// of second order; cure by advance_cure(), coupled by Newton's method with the consistent derivative.
  /// Source: docs/theory/cure.md, Eqs. (9), (12) to (14); Bogetti and Gillespie, J. Compos. Mater. 25 (1991) 239.
  class CuringSlab
  {
  public:
    /// @param thickness   of the whole slab [m], > 0
    /// @param cells       of the half, at least 2
    /// @param temperature at the start, everywhere [K], > 0
    /// Throws std::invalid_argument with a message for a value that is not positive, and as Cure::check().
    CuringSlab(SlabMaterial material, double thickness, unsigned cells, double temperature);

    /// A step of `duration` [s] in which the temperature of the faces changes linearly to `face` [K]. Throws std::runtime_error if
    /// Newton's method does not converge.
    void advance(double duration, double face);

    const std::vector<double> &temperatures() const { return temperature_; } ///< of the cells, from the middle [K]
    const std::vector<double> &cures() const { return x_; }                  ///< of the cells, from the middle [-]
    double middle_temperature() const { return in_the_middle(temperature_); }
    double middle_cure() const { return in_the_middle(x_); }
    double face_temperature() const { return face_; }
    double face_cure() const { return face_x_; } ///< of the material at the face itself

    double heat_released() const { return heat_released_; }   ///< since the start, half slab, per area of its face [J/m2]
    double heat_conducted() const { return heat_conducted_; } ///< inwards through the face [J/m2]
    double heat_stored() const;                               ///< [J/m2]
    unsigned most_iterations() const { return most_iterations_; }

  private:
    /// Value in the middle of the even parabola through the first two cell centres.
    static double in_the_middle(const std::vector<double> &values) { return (9 * values[0] - values[1]) / 8; }

    double inflow(const std::vector<double> &temperature, std::size_t cell, double face) const;

    SlabMaterial material_;
    double size_, start_, face_, face_x_;
    std::vector<double> temperature_, x_;
    double heat_released_ = 0, heat_conducted_ = 0;
    unsigned most_iterations_ = 0;
  };

  /// A segment of the temperature programme of the faces.
  struct SlabStretch
  {
    double duration; ///< [s], > 0
    double face;     ///< temperature of the faces at its end, reached linearly [K]
    unsigned points; ///< that are reported, equally spaced
  };

  /// Heating to the temperature of cure, hold and cooling; segments of zero duration are omitted.
  struct CureSlabTest
  {
    double thickness;   ///< of the whole slab [m]
    double start;       ///< [K]
    double temperature; ///< of the faces, for cure [K]
    double end;         ///< [K]
    double rate;        ///< of the ramps, > 0 [K/s]
    double hold;        ///< > 0 [s]
    unsigned cells;     ///< of the half
    unsigned points;    ///< per ramp and in the hold
  };
  std::vector<SlabStretch> slab_programme(const CureSlabTest &test);

  /// The values reported at one time.
  struct SlabRecord
  {
    double time;                                 ///< [s]
    double face_temperature, middle_temperature; ///< [K]
    double face_cure, middle_cure;               ///< [-]
  };

  /// The response of the slab at its start and at the points of the programme. The step size is controlled by comparing one step with two
  /// half steps: they may differ by `tolerance` [K] in temperature, and by a hundredth of that number in the degree of cure. Throws
  /// std::runtime_error with a message with the time when no step, however short, is accepted.
  std::vector<SlabRecord> cure_slab(CuringSlab slab, const std::vector<SlabStretch> &programme, double tolerance = 0.01);
} // namespace sagitta::materials
