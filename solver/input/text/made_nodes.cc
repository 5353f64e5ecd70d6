#include <solver/input/text/made_nodes.h>

#include <fmt/format.h>

namespace sagitta::input
{
  namespace
  {
    Node make(Node::Kind kind, const Source &written)
    {
      Node node;
      node.kind = kind;
      node.place = written.place;
      node.written_path = written.path;
      return node;
    }
  } // namespace

  Node text_node(const std::string &text, const Source &written)
  {
    Node node = make(Node::Kind::scalar, written);
    node.text = text;
    return node;
  }

  Node list_node(std::vector<Node> items, const Source &written)
  {
    Node node = make(Node::Kind::list, written);
    node.items = std::move(items);
    return node;
  }

  Node map_node(Entries entries, const Source &written)
  {
    Node node = make(Node::Kind::map, written);
    for (auto &[key, value] : entries)
      node.set(key, std::move(value));
    return node;
  }

  std::string item_path(const std::string &path, std::size_t index, const Node &item)
  {
    return item.written_path.empty() ? fmt::format("{}[{}]", path, index) : item.written_path;
  }

  Node standing_for(Node node, const Source &written)
  {
    node.place = written.place;
    node.written_path = written.path;
    for (std::string &place : node.key_places)
      place = written.place;
    for (Node &item : node.items)
      item = standing_for(std::move(item), written);
    for (auto &entry : node.entries)
      entry.second = standing_for(std::move(entry.second), written);
    return node;
  }

  Node written_at(Node node, const std::string &path)
  {
    node.written_path = path;
    return node;
  }
} // namespace sagitta::input
