#include <solver/material_tools/fitted_card.h>

#include <solver/case/names.h>
#include <solver/input/text/made_nodes.h>
#include <solver/material_tools/fitted_quantity.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sagitta::material_tools
{
  using input::list_node;
  using input::map_node;
  using input::Node;
  using input::text_node;
  using materials::FittedConstant;
  using materials::Knowledge;

  namespace
  {
    /// What stands under `key` of an entry, and how it is known.
    struct Entry
    {
      std::string key;
      Node value;
      std::string kind, source, note;
    };

    Node sourced(Entry entry)
    {
      Node node = map_node({{entry.key, std::move(entry.value)}, {"kind", text_node(entry.kind)}, {"source", text_node(entry.source)}});
      if (!entry.note.empty())
        node.set("note", text_node(entry.note));
      return node;
    }

    /// Turns back-stresses from a map of numbers into the list that a card has.
    void list_back_stresses(Node &root)
    {
      Node *sets = root.find("inelasticity");
      for (std::size_t i = 0; sets != nullptr && i < sets->entries.size(); ++i)
        if (Node *numbered = sets->entries[i].second.find("back_stresses"); numbered != nullptr && numbered->kind == Node::Kind::map)
          {
            Node list = list_node({});
            for (const auto &[number, back_stress] : numbered->entries)
              list.items.push_back(back_stress);
            *numbered = list;
          }
    }
  } // namespace

  std::string celsius(double kelvin)
  {
    return fmt::format("{:.6g} degC", to_celsius(kelvin));
  }

  void TableRows::add(const std::string &first, const std::string &second)
  {
    node_.kind = Node::Kind::list;
    node_.items.push_back(list_node({text_node(first), text_node(second)}));
  }

  FittedCard::FittedCard(const input::FitRequest &request) : request_(request), root_(map_node({}))
  {
    root_.set("name", text_node(request.name));
    root_.set("description", text_node(request.description));
    for (const auto &[key, value] : request.card.entries)
      root_.set(key, value);
  }

  void FittedCard::set_files(const std::vector<std::string> &files)
  {
    std::vector<std::string> distinct;
    for (const std::string &file : files)
      if (!std::count(distinct.begin(), distinct.end(), file))
        distinct.push_back(file);
    files_.clear();
    for (const std::string &file : distinct)
      files_ += (files_.empty() ? "" : ", ") + file;
  }

  void FittedCard::add_word(const Path &path, const std::string &text)
  {
    set(path, text_node(text));
  }

  void FittedCard::add_chosen(const Path &path, const std::string &value)
  {
    set(path, sourced({"value", text_node(value), "assumed", "given for the fit", ""}));
  }

  void FittedCard::add_constant(const Path &path, const FittedConstant &constant)
  {
    const std::string value = display_unit(constant.name).text(constant.value);
    if (constant.knowledge == Knowledge::fixed)
      return add_chosen(path, value);
    set(path, fitted(text_node(value), "value", note(constant), constant.knowledge == Knowledge::undetermined));
  }

  void FittedCard::add_table(const Path &path, const TableRows &rows, const std::string &note, bool is_assumed)
  {
    set(path, fitted(rows.node(), "table", note, is_assumed));
  }

  std::string FittedCard::note(const FittedConstant &constant)
  {
    if (constant.knowledge == Knowledge::undetermined)
      return "not determined by these data: the value at which the fit ended; other values fit as well";
    if (constant.knowledge == Knowledge::fixed)
      return "given for the fit";
    return "95 %: " + range_text(constant);
  }

  std::string FittedCard::text() const
  {
    Node root = root_;
    list_back_stresses(root);
    return input::yaml_text(root);
  }

  Node FittedCard::fitted(Node value, const std::string &key, const std::string &note, bool is_assumed) const
  {
    return sourced({key, std::move(value), is_assumed ? "assumed" : evidence_names().name(request_.evidence),
                    fmt::format("{}; fitted to {}", request_.source, files_), note});
  }

  void FittedCard::set(const Path &path, Node value)
  {
    Node *node = &root_;
    std::string name;
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
      {
        name += (name.empty() ? "" : ".") + path[i];
        if (node->find(path[i]) == nullptr)
          node->set(path[i], map_node({}));
        node = node->find(path[i]);
      }
    if (const Node *before = node->find(path.back()))
      throw input::input_error(before->place, "card." + name + "." + path.back(), "this value is fitted too; remove it from card");
    node->set(path.back(), std::move(value));
  }
} // namespace sagitta::material_tools
