#pragma once

#include <solver/base/errors.h>
#include <solver/base/name_table.h>
#include <solver/input/text/schema.h>

#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// A checked node together with its type and key path, as the readers of the case see it. Units and defaults come from the type,
  /// so that readers repeat neither.
  class Value
  {
  public:
    /// `node` and `type` must outlive the value; the node must have passed check().
    Value(const Node &node, const Type &type, std::string path);

    bool has(const std::string &key) const { return node_->find(key) != nullptr; }

    /// Entry of a map; its default when the file does not give it. Throws std::logic_error when there is neither.
    Value at(const std::string &key) const;

    /// Entries of a list.
    std::vector<Value> items() const;

    /// Entries of a map with names of the user's own.
    std::vector<std::pair<std::string, Value>> entries() const;

    bool is_list() const { return type_->kind == Type::Kind::list; }
    bool is_map() const { return type_->kind == Type::Kind::map; }
    bool is_quantity() const { return type_->kind == Type::Kind::quantity; }
    bool is_choice() const { return type_->kind == Type::Kind::choice; }

    /// Quantity or number, in SI units.
    double number() const;
    unsigned count() const { return static_cast<unsigned>(number()); }
    bool flag() const { return node_->text == "true"; }
    const std::string &text() const { return node_->text; }

    /// Dimension and range that the type declares, for values that are checked only where they are read.
    Dimension dimension() const { return type_->dimension; }
    bool allows(double value) const;

    template <typename Enum>
    Enum choice(const NameTable<Enum> &table) const
    {
      return table.value(node_->text);
    }

    const std::string &path() const { return path_; }
    const std::string &place() const { return node_->place; }
    Source source() const { return {node_->place, path_}; }
    const Node &node() const { return *node_; }

    /// Throws InputError with place and path.
    [[noreturn]] void fail(const std::string &sentence) const;

  private:
    const Node *node_;
    const Type *type_;
    std::string path_;
  };
} // namespace sagitta::input
