#pragma once

#include <materials/elasticity.h>
#include <materials/laws/law.h>
#include <materials/temperature_function.h>

#include <variant>
#include <vector>

namespace sagitta::materials
{
  /// Yield stress [Pa] that grows linearly with the equivalent plastic strain p: y(T) + H(T) p.
  struct LinearHardening
  {
    TemperatureFunction yield;   ///< [Pa]
    TemperatureFunction modulus; ///< H [Pa], >= 0
  };

  /// Yield stress that saturates: y(T) + Q(T) (1 - exp(-b(T) p)).
  struct VoceHardening
  {
    TemperatureFunction yield; ///< [Pa]
    TemperatureFunction range; ///< Q [Pa], >= 0
    TemperatureFunction rate;  ///< b [-], >= 0
  };

  /// Yield stress by points over the equivalent plastic strain, straight between them and constant behind the last.
  struct TableHardening
  {
    std::vector<double> strain;             ///< [-], rising from 0
    std::vector<TemperatureFunction> yield; ///< [Pa], not falling from point to point at any temperature
  };

  using IsotropicHardening = std::variant<LinearHardening, VoceHardening, TableHardening>;

  /// One back-stress of Armstrong and Frederick: X = 2/3 C a,  da = de_p - gamma a dp. It saturates at C/gamma in a uniaxial test;
  /// gamma = 0 is Prager's linear kinematic hardening.
  struct BackStress
  {
    TemperatureFunction modulus;  ///< C [Pa], >= 0
    TemperatureFunction recovery; ///< gamma [-], >= 0
  };

  /// Rate-independent plasticity: constants.
  struct PlasticConstants
  {
    IsotropicHardening isotropic;
    std::vector<BackStress> back_stresses; ///< any number
  };

  /// Refuses constants outside of the law's domain, at every temperature of their tables. Throws std::invalid_argument.
  void check_constants(const PlasticConstants &constants);

  /// Yield stress [Pa] and its slope by the equivalent plastic strain [Pa].
  std::pair<double, double> yield_stress(const IsotropicHardening &hardening, double plastic_strain, double temperature);

  /// J2 plasticity with isotropic and kinematic hardening, integrated by backward Euler.
  /// State: plastic strain (6, engineering shears), accumulated equivalent plastic strain, then per back-stress its strain a (6,
  /// engineering shears). Dissipation is the plastic work less what the back-stresses store. Equations: docs/theory/plasticity.md.
  struct Plasticity
  {
    IsotropicElasticity elasticity;
    PlasticConstants constants;

    unsigned state_size() const { return 7 + 6 * static_cast<unsigned>(constants.back_stresses.size()); }
    TangentForm tangent_form() const { return constants.back_stresses.empty() ? TangentForm::radial : TangentForm::full; }
    void initialise(double temperature, double cure, double *state) const;
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;
  };
} // namespace sagitta::materials
