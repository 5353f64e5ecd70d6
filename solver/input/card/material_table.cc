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
#include <stdexcept>

namespace sagitta::input
{
  MaterialTable::MaterialTable(const Library &library, const Node *materials) : library_(library), materials_(materials) {}

  Node MaterialTable::card(const std::string &name, const std::string &place, const std::string &path, std::vector<std::string> &chain)
  {
    const Node *own = materials_ ? materials_->find(name) : nullptr;
    // A card of the case file that is like its own name changes the library's card of that name.
    const bool is_own = own != nullptr && (chain.empty() || chain.back() != name);
    if (is_own && std::count(chain.begin(), chain.end(), name))
      throw input_error(place, path, fmt::format("{} is like itself in a circle: {}", name, enumerate(chain, "and")));
    if (!is_own)
      {
        const Node *found = library_.find(name);
        if (found == nullptr)
          {
            std::vector<std::string> known = library_.all_names();
            if (materials_)
              for (const auto &entry : materials_->entries)
                known.push_back(entry.first);
            if (library_.names().empty())
              throw input_error(
                  place, path,
                  fmt::format("there is no material {} under materials, and no library of cards was found; name its directory by "
                              "--library or SAGITTA_LIBRARY",
                              name));
            throw input_error(
                place, path,
                fmt::format("there is no material {}{} `sagitta materials list` shows the library; new ones go under materials.", name,
                            nearest(name, known).empty() ? "." : did_you_mean(name, known)));
          }
        used_cards_.emplace(library_.name_of(name), found);
        return *found;
      }
    const Node change = expand_shorthands(*own, "materials." + name);
    const Node *like = own->find("like");
    if (like == nullptr)
      {
        for (const auto &[key, value] : change.entries)
          if (value.kind == Node::Kind::empty)
            throw input_error(value.place, fmt::format("materials.{}.{}", name, key),
                              "null takes away what a card inherits, but this one is like no other; leave the key out");
        return change;
      }
    chain.push_back(name);
    return merge_cards(card(like->text, like->place, fmt::format("materials.{}.like", name), chain), change, "materials." + name);
  }

  MaterialTable::Entry MaterialTable::read(const std::string &name, const std::string &place, const std::string &path)
  {
    std::vector<std::string> chain;
    Node nested = card(name, place, path, chain);
    const Node *own = materials_ ? materials_->find(name) : nullptr;
    if (own == nullptr)
      return read_nested(library_.name_of(name), nested, "");
    const std::string card_path = "materials." + name;
    const materials::MechanicalLaw law = find_law(name);
    Entry entry = [&] {
      const std::size_t compounds = compounds_.size();
      try
        {
          return read_nested(name, nested, card_path);
        }
      catch (const InputError &error)
        {
          // An inherited relaxation need not fit moduli that the case changes where no law uses it.
          if (law == materials::MechanicalLaw::viscoelastic || find_own(name, "viscoelasticity") || !nested.erase("viscoelasticity"))
            throw;
          compounds_.resize(compounds);
          Entry without = read_nested(name, nested, card_path);
          without.material.provenance.push_back({"viscoelasticity", "left out", "case file", materials::Evidence::assumed,
                                                 std::string("the law of the case does not use it, and it does not fit: ") + error.what()});
          return without;
        }
    }();
    entry.law = law;
    const Value value(*own, *case_material_type(), card_path);
    if (value.has("stress_free_temperature"))
      entry.stress_free_temperature = value.at("stress_free_temperature").number();
    return entry;
  }

  MaterialTable::Entry MaterialTable::read_nested(const std::string &name, const Node &nested, const std::string &path)
  {
    check(nested, *case_card_type(), path);
    const Value checked(nested, *case_card_type(), path);
    Entry entry;
    entry.material = read_card(name, checked);
    complete_compound(entry, checked);
    return entry;
  }

  void MaterialTable::refuse_unasked_stress_free_temperatures(const std::set<unsigned> &asked) const
  {
    for (const auto &[name, index] : indices_)
      if (entries_[index].stress_free_temperature && !asked.count(index))
        {
          const std::string path = "materials." + name + ".stress_free_temperature";
          throw input_error(
              materials_->find(name)->find("stress_free_temperature")->place, path,
              fmt::format("no part takes it from here: {} is only the metal of redistribution layers, or a pad or the fill of "
                          "bumps; give stress_free_temperature to the part, or to the material around the metal",
                          name));
        }
  }

  const Node *MaterialTable::find_own(std::string name, const std::string &key) const
  {
    while (const Node *own = materials_->find(name))
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
    compounds_.push_back(entry.material.name);
    entry.recipe = predict_compound(entry.material, card, [this](const Value &reference) {
      const bool is_own = materials_ && materials_->find(reference.text());
      if (std::count(compounds_.begin(), compounds_.end(), is_own ? reference.text() : library_.name_of(reference.text())))
        reference.fail(fmt::format("{} is made of itself in a circle: {}", reference.text(), enumerate(compounds_, "and")));
      const Entry constituent = read(reference.text(), reference.place(), reference.path());
      if (constituent.law != materials::MechanicalLaw::elastic)
        reference.fail(
            fmt::format("{0} has a law of its own ({1}), which is lost in a compound; take law from {0} and give it to the compound",
                        reference.text(), mechanical_law_names().name(constituent.law)));
      return constituent.material;
    });
    compounds_.pop_back();
  }

  unsigned MaterialTable::index(const Value &reference)
  {
    const bool is_own = materials_ && materials_->find(reference.text());
    const std::string name = is_own || library_.name_of(reference.text()).empty() ? reference.text() : library_.name_of(reference.text());
    const auto known = indices_.find(name);
    if (known != indices_.end())
      return known->second;
    entries_.push_back(read(name, reference.place(), reference.path()));
    return indices_[name] = static_cast<unsigned>(entries_.size() - 1);
  }

  unsigned MaterialTable::add(materials::Material material, std::vector<unsigned> constituents)
  {
    entries_.push_back({std::move(material), std::nullopt, std::move(constituents), std::nullopt});
    return static_cast<unsigned>(entries_.size() - 1);
  }

  std::vector<unsigned> MaterialTable::constituents(unsigned index) const
  {
    return entries_[index].constituents.empty() ? std::vector<unsigned>{index} : entries_[index].constituents;
  }

  std::vector<materials::Material> MaterialTable::take_all() const
  {
    std::vector<materials::Material> result;
    for (const Entry &entry : entries_)
      result.push_back(entry.material);
    return result;
  }

  std::vector<materials::MechanicalLaw> MaterialTable::laws() const
  {
    std::vector<materials::MechanicalLaw> result;
    for (const Entry &entry : entries_)
      result.push_back(entry.law);
    return result;
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
    if (materials_ == nullptr)
      return;
    const std::map<std::string, const Node *> used = used_cards_;
    for (const auto &[name, node] : materials_->entries)
      if (!indices_.count(name))
        read(name, node.place, "materials." + name);
    used_cards_ = used;
  }
} // namespace sagitta::input
