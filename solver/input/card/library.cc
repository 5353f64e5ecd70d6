#include <solver/input/card/library.h>

#include <solver/input/card/card_heading.h>
#include <solver/input/card/card_schema.h>

#include <utility>

namespace sagitta::input
{
  namespace
  {
    CardHeading heading_of(const Node &card)
    {
      const Node *name = card.kind == Node::Kind::map ? card.find("name") : nullptr;
      if (name == nullptr || name->kind != Node::Kind::scalar || name->text.empty())
        throw input_error(card.place, "", "a material card must begin with its name; see docs/user_guide/material_cards.md");
      CardHeading heading{name->text, {}};
      if (const Node *aliases = card.find("aliases"))
        for (const Node &alias : aliases->items)
          heading.aliases.push_back(alias.text);
      return heading;
    }

    CardHeading heading_of(const TextFile &file)
    {
      std::optional<CardHeading> plain = plain_heading(file.text);
      return plain ? std::move(*plain) : heading_of(parse_document(file.text, file.source));
    }
  } // namespace

  Library::Library(const std::vector<TextFile> &cards)
  {
    for (const TextFile &file : cards)
      add(file);
  }

  void Library::add(const TextFile &file)
  {
    const CardHeading heading = heading_of(file);
    if (!cards_.emplace(heading.name, Card{file, std::nullopt}).second)
      return;
    for (const std::string &alias : heading.aliases)
      aliases_.emplace(alias, heading.name);
  }

  void Library::put(const TextFile &card)
  {
    cards_.erase(heading_of(card).name);
    add(card);
  }

  const Node *Library::find(const std::string &name) const
  {
    const auto found = cards_.find(name_of(name));
    if (found == cards_.end())
      return nullptr;
    Card &card = found->second;
    if (!card.parsed)
      card.parsed = parse_document(card.file.text, card.file.source);
    check(*card.parsed, *library_card_type(), "");
    return &*card.parsed;
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
