#pragma once

#include <materials/compound/compound.h>
#include <materials/homogenise/layer_material.h>
#include <materials/laws/law_table.h>
#include <solver/case/materials.h>
#include <solver/input/card/material_names.h>
#include <solver/input/text/value.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The cards of the materials of a case, of the library and of the case file, and the homogenised materials that are made of them.
  class MaterialTable
  {
  public:
    /// `names` must outlive the table.
    explicit MaterialTable(const MaterialNames &names) : names_(names) {}

    /// Reads the card of a name of MaterialNames and adds its material. Throws InputError for what is wrong in the card; `source` is where
    /// the name stands.
    void read(const std::string &name, const Source &source);

    /// Adds a material that is homogenised of those before it.
    void add(const materials::LayerRecipe &recipe);

    /// All that were added, in this order.
    const Materials &materials() const { return materials_; }

    /// What a filled compound is made of; absent for all else.
    const std::optional<materials::CompoundRecipe> &compound(unsigned index) const { return compounds_[index]; }

    /// The materials that one is made of: itself, or the constituents of a homogenised one.
    std::vector<unsigned> constituents(unsigned index) const;

    const MaterialNames &names() const { return names_; }

    /// Canonical text of the library cards that were used, for the hash.
    std::string used_cards() const;

    /// Reads the materials of the case file that were not read, so that errors there are found too.
    void check_unused();

  private:
    struct Entry
    {
      materials::Material material;
      std::optional<materials::CompoundRecipe> compound;
      materials::MechanicalLaw law = materials::MechanicalLaw::elastic;
    };

    /// The card of a name without shorthands: the case file's, on top of what it is `like`; or the library's.
    /// `chain`: the names that are like one another so far.
    Node card(const std::string &name, const Source &source, std::vector<std::string> &chain);

    Entry read_entry(const std::string &name, const Source &source);

    /// The material of a card without shorthands; `path` is its key path.
    Entry read_card_of(const std::string &name, const Node &card, const std::string &path);

    /// A key beside the name, or beside what it is `like` in the case file; null when the case file gives none.
    const Node *find_own(std::string name, const std::string &key) const;

    /// The law beside the name, or beside what it is `like` in the case file.
    materials::MechanicalLaw find_law(const std::string &name) const;

    /// Adds what its resin and fillers predict to a card that is a filled compound.
    void complete_compound(Entry &entry, const Value &card);

    const MaterialNames &names_;
    Materials materials_;
    std::vector<std::optional<materials::CompoundRecipe>> compounds_; ///< per material
    std::set<std::string> read_;                                      ///< names
    std::map<std::string, const Node *> used_cards_;
    std::vector<std::string> being_read_; ///< compounds, each made of the next
  };
} // namespace sagitta::input
