#pragma once

#include <materials/compound/compound.h>
#include <materials/homogenise/layer_material.h>
#include <materials/point/mechanical_law.h>
#include <solver/input/card/library.h>
#include <solver/input/text/value.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The materials of a case: cards of the library and of the case file, read when a part asks for them, and the homogenised ones.
  class MaterialTable
  {
  public:
    /// `materials` is the case file's section, or null. Both must outlive the table.
    MaterialTable(const Library &library, const Node *materials);

    /// Index of the material that `reference` names. Throws InputError for an unknown name, with the nearest one.
    unsigned index(const Value &reference);

    /// Index of a new material, made of those with the indices `constituents`.
    unsigned add(materials::Material material, std::vector<unsigned> constituents);

    const materials::Material &material(unsigned index) const { return entries_[index].material; }

    /// What a filled compound is made of; absent for all else.
    const std::optional<materials::CompoundRecipe> &recipe(unsigned index) const { return entries_[index].recipe; }

    /// The mechanical law that the case file gives to a material.
    materials::MechanicalLaw law(unsigned index) const { return entries_[index].law; }

    /// Does the case file itself give the material of this name?
    bool is_of_case(const std::string &name) const { return materials_ != nullptr && materials_->find(name) != nullptr; }

    /// The materials that one is made of: itself, or the constituents of a homogenised one.
    std::vector<unsigned> constituents(unsigned index) const;

    /// The stress-free temperature [K] that the case file gives to a material.
    std::optional<double> stress_free_temperature(unsigned index) const { return entries_[index].stress_free_temperature; }

    /// Throws InputError for a material with a stress-free temperature that is used, but by no part that takes it from there. `asked`: the
    /// materials that parts look at for theirs.
    void refuse_unasked_stress_free_temperatures(const std::set<unsigned> &asked) const;

    std::vector<materials::Material> take_all() const;
    std::vector<materials::MechanicalLaw> laws() const;

    /// Canonical text of the library cards that were used, for the hash.
    std::string used_cards() const;

    /// Reads what no part asked for, so that errors there are found too.
    void check_unused();

  private:
    struct Entry
    {
      materials::Material material;
      std::optional<double> stress_free_temperature;
      std::vector<unsigned> constituents;
      std::optional<materials::CompoundRecipe> recipe;
      materials::MechanicalLaw law = materials::MechanicalLaw::elastic;
    };

    /// The card of a name in nested form: the case file's, on top of what it is `like`; or the library's.
    Node card(const std::string &name, const std::string &place, const std::string &path, std::vector<std::string> &chain);

    Entry read(const std::string &name, const std::string &place, const std::string &path);

    /// The material of a card in nested form.
    Entry read_nested(const std::string &name, const Node &nested, const std::string &path);

    /// A key beside the name, or beside what it is `like` in the case file; null when the case file gives none.
    const Node *find_own(std::string name, const std::string &key) const;

    /// The law beside the name, or beside what it is `like` in the case file.
    materials::MechanicalLaw find_law(const std::string &name) const;

    /// Adds what its resin and fillers predict to a card that is a filled compound.
    void complete_compound(Entry &entry, const Value &card);

    const Library &library_;
    const Node *materials_;
    std::vector<Entry> entries_;
    std::map<std::string, unsigned> indices_;
    std::map<std::string, const Node *> used_cards_;
    std::vector<std::string> compounds_; ///< being read, one made of the next
  };
} // namespace sagitta::input
