#include <solver/input/card/material_table.h>

#include <solver/case/names.h>

#include <solver/base/nearest.h>
#include <solver/input/card/card_merge.h>
#include <solver/input/card/card_reader.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/card/compound_reader.h>
#include <solver/input/card/shorthands.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sagitta::input
{
  Node MaterialTable::card(const std::string &name, const Source &source, std::vector<std::string> &chain)
  {
    const Node *own = names_.find_own(name);
    // A card of the case file that is like its own name changes the library's card of that name.
    const bool is_own = own != nullptr && (chain.empty() || chain.back() != name);
    if (is_own && std::count(chain.begin(), chain.end(), name))
      throw sagitta::input_error(source,
                                 fmt::format("the key like of {} refers back to the material itself: {}", name, enumerate(chain, "and")));
    if (!is_own)
      {
        const Node *found = names_.library().find(name);
        if (found == nullptr && own != nullptr)
          throw sagitta::input_error(source, fmt::format("{0} is based on {0} (key like), but the library has no card {0}; name another "
                                                         "card, or leave like out and give the properties",
                                                         name));
        if (found == nullptr)
          names_.refuse_unknown(name, source);
        used_cards_.emplace(names_.library().name_of(name), found);
        return *found;
      }
    const std::string path = "materials." + name;
    const Node change = expand_shorthands(*own, path);
    const Node *like = own->find("like");
    if (like == nullptr)
      {
        for (const auto &[key, value] : change.entries)
          if (value.kind == Node::Kind::empty)
            throw input_error(value.place, entry_path(path, key, value),
                              "null removes a section of the card that `like` names, but there is no `like` here; leave the key out");
        return change;
      }
    chain.push_back(name);
    return merge_cards(card(like->text, {like->place, path + ".like"}, chain), change, path);
  }

  void MaterialTable::read(const std::string &name, const Source &source)
  {
    Entry entry = read_entry(name, source);
    materials_.cards.push_back(std::move(entry.material));
    materials_.laws.push_back(entry.law);
    materials_.recipes.emplace_back();
    compounds_.push_back(std::move(entry.compound));
    read_.insert(name);
  }

  void MaterialTable::add(const materials::LayerRecipe &recipe)
  {
    materials_.cards.push_back(materials::homogenised(recipe, materials_.cards));
    materials_.laws.push_back(materials::MechanicalLaw::elastic);
    materials_.recipes.emplace_back(recipe);
    compounds_.emplace_back();
  }

  MaterialTable::Entry MaterialTable::read_entry(const std::string &name, const Source &source)
  {
    std::vector<std::string> chain;
    Node complete = card(name, source, chain);
    if (!names_.is_of_case(name))
      return read_card_of(names_.library().name_of(name), complete, "");
    const std::string path = "materials." + name;
    const materials::MechanicalLaw law = find_law(name);
    const std::size_t being_read = being_read_.size();
    Entry entry;
    try
      {
        entry = read_card_of(name, complete, path);
      }
    catch (const InputError &error)
      {
        // An inherited relaxation need not fit moduli that the case changes, unless the law uses it.
        if (materials::can_use(law, "viscoelasticity") || find_own(name, "viscoelasticity") || !complete.erase("viscoelasticity"))
          throw;
        being_read_.resize(being_read);
        entry = read_card_of(name, complete, path);
        entry.material.provenance.push_back({"viscoelasticity", "left out", "case file", materials::Evidence::assumed,
                                             std::string("the law of the case does not use it, and it is not valid: ") + error.what()});
      }
    entry.law = law;
    return entry;
  }

  MaterialTable::Entry MaterialTable::read_card_of(const std::string &name, const Node &card, const std::string &path)
  {
    check(card, *case_card_type(), path);
    const Value checked(card, *case_card_type(), path);
    Entry entry;
    entry.material = read_card(name, checked);
    complete_compound(entry, checked);
    return entry;
  }

  const Node *MaterialTable::find_own(std::string name, const std::string &key) const
  {
    while (const Node *own = names_.find_own(name))
      {
        if (const Node *found = own->find(key))
          return found;
        const Node *like = own->find("like");
        if (like == nullptr || like->text == name)
          break;
        name = like->text;
      }
    return nullptr;
  }

  materials::MechanicalLaw MaterialTable::find_law(const std::string &name) const
  {
    const Node *law = find_own(name, "law");
    return law == nullptr ? materials::MechanicalLaw::elastic : mechanical_law_names().value(law->text);
  }

  void MaterialTable::complete_compound(Entry &entry, const Value &card)
  {
    being_read_.push_back(entry.material.name);
    entry.compound = predict_compound(entry.material, card, [this](const Value &reference) {
      const std::string name = names_.find(reference);
      if (std::count(being_read_.begin(), being_read_.end(), name))
        reference.fail(fmt::format("the compound {} contains itself: {}", reference.text(), enumerate(being_read_, "and")));
      const Entry constituent = read_entry(name, reference.source());
      if (constituent.law != materials::MechanicalLaw::elastic)
        reference.fail(
            fmt::format("{0} has a law of its own ({1}), which a compound does not use; remove law from {0} and give it to the compound",
                        reference.text(), mechanical_law_names().name(constituent.law)));
      return constituent.material;
    });
    being_read_.pop_back();
  }

  std::vector<unsigned> MaterialTable::constituents(unsigned index) const
  {
    const auto &recipe = materials_.recipes[index];
    if (!recipe)
      return {index};
    std::vector<unsigned> cards; // a recipe may be made of homogenised materials before it
    for (const unsigned part : materials::constituents(*recipe))
      for (const unsigned card : constituents(part))
        cards.push_back(card);
    return cards;
  }

  std::string MaterialTable::used_cards() const
  {
    std::string text;
    for (const auto &card : used_cards_)
      text += "--- " + card.first + "\n" + canonical_text(*card.second);
    return text;
  }

  void MaterialTable::check_unused()
  {
    if (names_.section() == nullptr)
      return;
    const std::map<std::string, const Node *> used = used_cards_;
    for (const auto &[name, node] : names_.section()->entries)
      if (!read_.count(name))
        read_entry(name, {node.place, "materials." + name});
    used_cards_ = used;
  }
} // namespace sagitta::input
