#pragma once

#include <solver/input/document.h>
#include <solver/input/files.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The material cards that are at hand, by name and alias.
  class Library
  {
  public:
    Library() = default;

    /// Reads the cards; of cards that share a name the first one holds.
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
    void add(const TextFile &file);

    std::map<std::string, Node> cards_;
    std::map<std::string, std::string> aliases_;
  };

  /// Reads all cards of the directories on rank 0 and gives them to every rank. *Collective.*
  Library read_library(const std::vector<std::string> &extra_directories, MPI_Comm communicator);
} // namespace sagitta::input
