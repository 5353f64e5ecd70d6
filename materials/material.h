#pragma once

#include <materials/cure/cure.h>
#include <materials/elasticity.h>
#include <materials/estimate.h>
#include <materials/expansion.h>
#include <materials/laws/chile.h>
#include <materials/laws/inelastic.h>
#include <materials/laws/viscoelastic.h>
#include <materials/temperature_function.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// The kind of evidence for a value of a card.
  enum class Evidence
  {
    measured,
    datasheet,
    handbook,
    predicted,
    assumed
  };

  /// The source of one property of a card, for `sagitta materials show` and the report.
  struct Provenance
  {
    std::string property; ///< key path in the card, e.g. "elasticity.young"
    std::string value;    ///< as written, with its unit
    std::string source;
    Evidence evidence;
    std::string note;
    bool is_stated = true; ///< false: the card states no kind, and `evidence` is assumed
  };

  /// Heat conduction: conductivity per axis k(T) [W/(m K)].
  using Conductivity = std::array<TemperatureFunction, 3>;

  /// A material as a set of point-wise laws. What a card does not give is absent: a function that needs it throws and names it.
  struct Material
  {
    std::string name;
    std::string description;
    std::optional<Elasticity> elasticity;
    std::optional<Expansion> expansion;
    std::optional<Conductivity> conductivity;
    std::optional<TemperatureFunction> density;             ///< [kg/m3]
    std::optional<TemperatureFunction> specific_heat;       ///< [J/(kg K)]
    std::optional<double> glass_transition;                 ///< [K]
    std::optional<double> solidus;                          ///< [K], above which it begins to melt
    std::map<std::string, InelasticConstants> inelasticity; ///< by name; each belongs to the isotropic elasticity
    std::optional<Cure> cure;                               ///< absent: it does not cure
    std::optional<CureModuli> chile;                        ///< absent: the law chile uses the elasticity and the glass transition
    std::optional<ViscoelasticLaw> viscoelasticity;
    std::vector<Provenance> provenance;
    std::vector<ReportedEstimate> estimates; ///< of a filled compound: what was predicted, with its bounds
  };
} // namespace sagitta::materials
