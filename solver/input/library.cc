#include <solver/input/library.h>

#include <solver/input/card_schema.h>

#include <fmt/format.h>

namespace sagitta::input
{
  namespace
  {
    std::string name_of_card(const Node &card)
    {
      const Node *name = card.kind == Node::Kind::map ? card.find("name") : nullptr;
      if (name == nullptr || name->kind != Node::Kind::scalar || name->text.empty())
        throw input_error(card.place, "", "a material card begins with its name; see docs/user_guide/material_cards.md");
      return name->text;
    }
  } // namespace

  Library::Library(const std::vector<TextFile> &cards)
  {
    for (const TextFile &file : cards)
      add(file);
  }

  void Library::add(const TextFile &file)
  {
    Node card = parse_document(file.text, file.source);
    const std::string key = name_of_card(card);
    const auto [entry, is_new] = cards_.emplace(key, std::move(card));
    if (!is_new)
      return;
    if (const Node *aliases = entry->second.find("aliases"))
      for (const Node &alias : aliases->items)
        aliases_.emplace(alias.text, key);
  }

  void Library::put(const TextFile &card)
  {
    cards_.erase(name_of_card(parse_document(card.text, card.source)));
    add(card);
  }

  const Node *Library::find(const std::string &name) const
  {
    const auto found = cards_.find(name_of(name));
    if (found == cards_.end())
      return nullptr;
    check(found->second, *library_card_type(), "");
    return &found->second;
  }

  std::vector<std::string> Library::names() const
  {
    std::vector<std::string> result;
    for (const auto &card : cards_)
      result.push_back(card.first);
    return result;
  }

  std::vector<std::string> Library::all_names() const
  {
    std::vector<std::string> result = names();
    for (const auto &alias : aliases_)
      result.push_back(alias.first);
    return result;
  }

  std::string Library::name_of(const std::string &name_or_alias) const
  {
    if (cards_.count(name_or_alias))
      return name_or_alias;
    const auto alias = aliases_.find(name_or_alias);
    return alias == aliases_.end() ? "" : alias->second;
  }

  Library read_library(const std::vector<std::string> &extra_directories, MPI_Comm communicator)
  {
    return Library(read_on_root(communicator, [&] {
      std::vector<TextFile> cards;
      for (const std::filesystem::path &directory : library_directories(extra_directories))
        for (TextFile &card : read_cards(directory))
          cards.push_back(std::move(card));
      return cards;
    }));
  }
} // namespace sagitta::input
