#pragma once

#include <solver/base/errors.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// A node of the YAML tree of a case file or a card, with its place; anchors and tags are resolved.
  struct Node
  {
    enum class Kind
    {
      empty, ///< nothing, null or ~
      scalar,
      list,
      map
    };

    Kind kind = Kind::empty;
    std::string text;                                  ///< of a scalar
    bool quoted = false;                               ///< a scalar in quotes is a text, never a keyword
    std::string place;                                 ///< "case.yaml:12", or "--set a.b=c"
    std::vector<Node> items;                           ///< of a list
    std::vector<std::pair<std::string, Node>> entries; ///< of a map, in the order of the file; keys are unique
    std::vector<std::string> key_places;               ///< of the keys of a map

    /// The key path under which the user wrote this, where a shorthand was rewritten; empty: the path at which it stands.
    std::string written_path;
    /// Of a map that stands for shorthands: its keys, each with the shorthand for it, whether it is given or not.
    std::vector<std::pair<std::string, std::string>> shorthands;

    /// The name under which the user writes a key of this map: the shorthand for it, or the key itself.
    const std::string &written_key(const std::string &key) const;

    const Node *find(const std::string &key) const;
    Node *find(const std::string &key);

    /// Adds or replaces an entry of a map.
    void set(const std::string &key, Node value);

    /// Takes an entry of a map away. False: there was none.
    bool erase(const std::string &key);
  };

  /// Key path by which errors name the entry `key` of a map at `path`: as the user wrote it.
  std::string entry_path(const std::string &path, const std::string &key, const Node &entry);

  /// Sentence with place and key path. `path` may be empty.
  InputError input_error(const std::string &place, const std::string &path, const std::string &sentence);

  /// Largest file that is read [bytes].
  constexpr std::size_t largest_file = 10 * 1024 * 1024;

  /// Throws InputError for what is not text in UTF-8; `expected` names what is expected, "a YAML file".
  void check_is_text(const std::string &text, const std::string &source, const std::string &expected);

  /// Reads one YAML document. `source` is the name of the file in errors.
  /// Throws InputError for: what is not UTF-8 text or not YAML, an empty file, duplicate keys, tags, several documents, an alias
  /// within its own anchor, more than 32 levels or 100,000 nodes after aliases are resolved.
  Node parse_document(const std::string &text, const std::string &source);

  /// The same content always gives the same text: comments gone, keys sorted, one way to quote. It is YAML again.
  std::string canonical_text(const Node &node);

  /// The node as a YAML file for people: in its own order, lists of plain values in one line.
  std::string yaml_text(const Node &node);
} // namespace sagitta::input
