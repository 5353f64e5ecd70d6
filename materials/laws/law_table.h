#pragma once

#include <materials/laws/material_law.h>
#include <materials/material.h>

#include <string>
#include <vector>

namespace sagitta::materials
{
  /// The mechanical laws; law_table() has a row for each of them.
  enum class MechanicalLaw
  {
    elastic,      ///< stress by temperature and strain alone
    chile,        ///< cure hardening, instantaneously linear elastic
    viscoelastic, ///< generalised Maxwell
    plastic,      ///< J2 plasticity
    anand,        ///< Anand viscoplasticity
    garofalo      ///< Garofalo creep
  };

  /// A section of a card from which a law takes its moduli.
  struct ModuliSection
  {
    std::string name; ///< "elasticity"
    bool (*is_given)(const Material &material);

    /// The tables of a section that is given, between whose temperatures the moduli are known. Null: they have no fixed range, as those
    /// that move with the glass transition.
    std::vector<const TemperatureFunction *> (*find_tables)(const Material &material);
  };

  /// A law without its equations, as the readers of cards and cases, `sagitta materials test` and the mesh use it.
  struct LawRow
  {
    MechanicalLaw law;
    std::string name;        ///< as in a case file and after --law: "viscoelastic"
    std::string description; ///< for the help and the schema of a case file
    bool has_memory;         ///< does the stress depend on the history?
    bool is_solved;          ///< can a package of the material be solved? Else the law serves at a point only.

    /// Where its moduli come from; of several sections the first that the card gives.
    std::vector<ModuliSection> moduli;

    /// Is this named set of inelasticity one of the law's? Null for a law that has no sets, of which a card has at most one.
    bool (*owns)(const InelasticConstants &constants);

    /// What the card would have to give for the law: "viscoelasticity", "cure.glass_transition", ...; empty when nothing is missing.
    std::string (*find_missing)(const Material &material);

    /// The law at a point with what the card gives; `constants` is the set of a law that has sets, else null. find_missing() must be empty.
    /// Throws std::invalid_argument for constants without meaning.
    MaterialLaw (*make)(const Material &material, const InelasticConstants *constants);

    /// The law in the mesh of a package, where a liquid is bounded (liquid.h); null: as at a point.
    MaterialLaw (*make_for_mesh)(const Material &material, const InelasticConstants *constants);
  };

  /// One row per law. To add a law, write its file beside law.h and its row here.
  const std::vector<LawRow> &law_table();

  const LawRow &row_of(MechanicalLaw law);

  bool has_memory(MechanicalLaw law);

  /// The section of a card that the law takes its moduli from; the last that it can take when the card gives none.
  const ModuliSection &moduli_section(const Material &material, MechanicalLaw law);

  /// The tables of the moduli that the card gives, as ModuliSection::find_tables.
  std::vector<const TemperatureFunction *> find_moduli_tables(const Material &material, MechanicalLaw law);

  /// Can the law take its moduli from this section?
  bool can_use(MechanicalLaw law, const std::string &section);

  /// The names of the laws that have sets of constants in the section inelasticity, or of those that have none.
  std::vector<std::string> names_of_laws(bool with_sets);

  /// What the card would have to give for the law: "viscoelasticity", "cure.glass_transition", ...; empty when nothing is missing.
  std::string find_missing(const Material &material, MechanicalLaw law);

  /// The same for a name: that of a law without sets; empty for any other name.
  std::string find_missing(const Material &material, const std::string &name);

  /// The names of the laws that a card gives constants for: those of laws without sets ("chile" by a section of its own, or by elasticity
  /// on both sides of a glass transition that follows the cure), and the names of its inelastic sets.
  std::vector<std::string> law_names(const Material &material);

  /// The law of that name, one of law_names(). Throws std::invalid_argument with a message about what the card lacks for it.
  MaterialLaw make_law(const Material &material, const std::string &name);

  /// The law as the mesh of a package uses it. Throws std::invalid_argument for constants without meaning; find_missing() must be empty,
  /// and the card of a law with sets must have one set of it.
  MaterialLaw make_law_for_mesh(const Material &material, MechanicalLaw law);

  /// What a law is, with its set: "Anand viscoplasticity, set motalab_2012".
  std::string law_description(const Material &material, const std::string &name);
} // namespace sagitta::materials
