#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::materials
{
  /// Life by the dissipated energy density of a stable cycle: N = 1 / (factor dW).
  struct EnergyLife
  {
    double factor; ///< [m3/J]
  };

  /// Life by the inelastic strain of a stable cycle: N = 1 / (factor de).
  struct StrainLife
  {
    double factor; ///< [-]
  };

  /// Cycles to the start of a crack and growth of the crack through the joint, by the energy density in units of 1 MPa:
  ///   N = K1 (dW/MPa)^K2 + a / (K3 (dW/MPa)^K4)
  /// R. Darveaux, J. Electron. Packag. 124 (2002) 147.
  struct CrackLife
  {
    double initiation;          ///< K1 [cycles]
    double initiation_exponent; ///< K2 [-]
    double growth;              ///< K3 [m per cycle]
    double growth_exponent;     ///< K4 [-]
  };

  /// A model of fatigue with its constants.
  struct LifeModel
  {
    std::string name;        ///< "syed_2004_energy"
    std::string description; ///< what the constants belong to
    std::string alloy;       ///< "SnAgCu"
    std::string source;
    std::variant<EnergyLife, StrainLife, CrackLife> law;

    bool needs_crack_length() const { return std::holds_alternative<CrackLife>(law); }
  };

  /// All models. The user chooses one by name; there is no default.
  const std::vector<LifeModel> &life_models();

  /// The model of that name; null: there is none.
  const LifeModel *find_life_model(const std::string &name);

  /// What a joint goes through in one stable cycle, averaged over its volume or a layer of it.
  struct CycleDamage
  {
    double strain; ///< equivalent inelastic strain [-]
    double energy; ///< dissipated energy density [J/m3]
  };

  /// Cycles to failure; infinite without damage. `crack_length` [m]: the path of a crack through the joint; used where the model needs it.
  /// Theory: docs/theory/life.md.
  double cycles_to_failure(const LifeModel &model, const CycleDamage &damage, double crack_length);
} // namespace sagitta::materials
