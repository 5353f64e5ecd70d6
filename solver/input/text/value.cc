#include <solver/input/text/value.h>

#include <solver/input/text/made_nodes.h>

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    /// Defaults as nodes. They live as long as the program, because a Value only points at its node.
    const Node &default_node(const Key &key)
    {
      static std::map<const Key *, Node> nodes;
      Node &node = nodes[&key];
      if (node.kind == Node::Kind::empty)
        node = text_node(key.default_text, {"default", ""});
      return node;
    }
  } // namespace

  Value::Value(const Node &node, const Type &type, std::string path) : node_(&node), type_(resolve(type, node)), path_(std::move(path))
  {
    if (type_ == nullptr)
      throw std::logic_error("a node that was not checked is read at " + path_);
  }

  Value Value::at(const std::string &key) const
  {
    const Key *declared = type_->find(key);
    if (declared == nullptr)
      throw std::logic_error(fmt::format("the table of keys has no {} at {}", key, path_));
    const Node *found = node_->find(key);
    if (found == nullptr && declared->default_text.empty())
      throw std::logic_error(fmt::format("{} at {} is neither given nor has it a default", key, path_));
    const Node &node = found ? *found : default_node(*declared);
    return Value(node, *declared->type, entry_path(path_, key, node));
  }

  std::vector<Value> Value::items() const
  {
    std::vector<Value> result;
    for (std::size_t i = 0; i < node_->items.size(); ++i)
      result.emplace_back(node_->items[i], *type_->item, item_path(path_, i, node_->items[i]));
    return result;
  }

  std::vector<std::pair<std::string, Value>> Value::entries() const
  {
    std::vector<std::pair<std::string, Value>> result;
    for (const auto &[key, node] : node_->entries)
      result.emplace_back(key, Value(node, *type_->item, entry_path(path_, key, node)));
    return result;
  }

  double Value::number() const
  {
    if (type_->kind == Type::Kind::quantity)
      return to_si(node_->text, type_->dimension);
    double value = 0;
    std::from_chars(node_->text.data(), node_->text.data() + node_->text.size(), value);
    return value;
  }

  bool Value::allows(double value) const
  {
    return is_within(type_->range, value);
  }

  void Value::fail(const std::string &sentence) const
  {
    throw input_error(node_->place, path_, sentence);
  }
} // namespace sagitta::input
