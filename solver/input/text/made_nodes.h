#pragma once

#include <solver/input/text/document.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  // Nodes that the program makes: cases from files of other programs, cards of fits, and what a short form of a case stands for. `written`:
  // the place and key path by which errors name such a node, where the user wrote what it stands for; without a path the node is named by
  // where it stands.

  using Entries = std::vector<std::pair<std::string, Node>>; ///< in the order in which they are written

  Node text_node(const std::string &text, const Source &written = {});
  Node list_node(std::vector<Node> items, const Source &written = {});
  Node map_node(Entries entries, const Source &written = {});

  /// Key path by which errors name the item of a list at `path`: as the user wrote it.
  std::string item_path(const std::string &path, std::size_t index, const Node &item);

  /// A node that was read, by the name of what the user wrote in its place: errors in it, and in all that it holds, name `written`.
  Node standing_for(Node node, const Source &written);

  /// The same, but the places within the node remain: it was written there, and stands elsewhere now.
  Node written_at(Node node, const std::string &path);
} // namespace sagitta::input
