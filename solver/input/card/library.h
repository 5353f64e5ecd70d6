#pragma once

#include <solver/input/text/document.h>
#include <solver/input/text/files.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The available material cards, by name and alias. A card is parsed when it is asked for: a run uses a handful of the fifty that
  /// are shipped, and a mistake in another card does not stop it.
  class Library
  {
  public:
    Library() = default;

    /// The first of several cards with one name is used. Throws InputError when no name can be read from a card.
    explicit Library(const std::vector<TextFile> &cards);

    /// Adds a card, in place of one that has its name.
    void put(const TextFile &card);

    /// The card of that name or alias, as checked against library_card_type(); null when there is none.
    /// Throws InputError when the card is wrong.
    const Node *find(const std::string &name) const;

    /// The names, sorted; without aliases.
    std::vector<std::string> names() const;

    /// Names and aliases.
    std::vector<std::string> all_names() const;

    /// Name of a card that goes by this name or alias. Empty when there is none.
    std::string name_of(const std::string &name_or_alias) const;

  private:
    struct Card
    {
      TextFile file;
      std::optional<Node> parsed;
    };

    void add(const TextFile &file);

    mutable std::map<std::string, Card> cards_; // parsed on demand
    std::map<std::string, std::string> aliases_;
  };

  /// Reads all cards of the directories on rank 0 and gives them to every rank. *Collective.*
  Library read_library(const std::vector<std::string> &extra_directories, MPI_Comm communicator);
} // namespace sagitta::input
