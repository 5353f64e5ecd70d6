#include <solver/input/text/schema.h>

#include <solver/base/nearest.h>
#include <solver/input/text/made_nodes.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sagitta::input
{
  namespace
  {
    std::string shown(const Node &node)
    {
      switch (node.kind)
        {
        case Node::Kind::empty:
          return "nothing";
        case Node::Kind::scalar:
          return "\"" + (node.text.size() > 80 ? node.text.substr(0, 80) + "..." : node.text) + "\"";
        case Node::Kind::list:
          return "a list";
        case Node::Kind::map:
          return "a map of keys";
        }
      return "";
    }

    /// The unit in which the limits of a quantity are given; nothing where they are zero.
    std::string unit_of(const Type &type)
    {
      const auto is_number = [](double limit) { return std::isfinite(limit) && limit != 0; };
      const std::string &unit = info(type.dimension).shown_si;
      if (type.dimension == Dimension::temperature && is_number(type.range.max))
        return fmt::format(" {} ({:g} degC)", unit, to_celsius(type.range.max));
      return type.dimension == Dimension::fraction || !(is_number(type.range.min) || is_number(type.range.max)) ? "" : " " + unit;
    }

    /// `declared` is the type itself, or the choice of types that it is one of.
    void check_quantity(const Node &node, const Type &type, const Type &declared, const std::string &path)
    {
      double value = 0;
      try
        {
          value = to_si(node.text, type.dimension);
        }
      catch (const UnitError &error)
        {
          const bool is_choice_of_dimensions =
              std::count_if(declared.options.begin(), declared.options.end(),
                            [](const TypePointer &option) { return option->kind == Type::Kind::quantity; }) > 1;
          throw input_error(node.place, path,
                            is_choice_of_dimensions ? fmt::format("{} is not {}", shown(node), expectation(declared)) : error.what());
        }
      if (is_within(type.range, value))
        return;
      // A share that is given in per cent has its limits in per cent.
      const bool is_percentage = type.dimension == Dimension::fraction && node.text.find('%') != std::string::npos;
      Range range = type.range;
      if (is_percentage)
        for (double *limit : {&range.min, &range.max})
          *limit *= 100;
      throw input_error(node.place, path,
                        fmt::format("{} must be {}{}", shown(node), to_string(range), is_percentage ? " %" : unit_of(type)));
    }

    void check_number(const Node &node, const Type &type, const std::string &path)
    {
      double value = 0;
      const char *end = node.text.data() + node.text.size();
      const auto [stopped, error] = std::from_chars(node.text.data(), end, value);
      const bool whole = type.kind != Type::Kind::integer || value == std::floor(value);
      if (error != std::errc() || stopped != end || !whole)
        throw input_error(node.place, path, fmt::format("{} is not {}", shown(node), expectation(type)));
      if (!is_within(type.range, value))
        throw input_error(node.place, path, fmt::format("{} must be {}", shown(node), to_string(type.range)));
    }

    void check_name(const Node &node, const std::string &path)
    {
      static const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
      if (node.text.empty() || node.text.size() > 80 || node.text.find_first_not_of(allowed) != std::string::npos)
        throw input_error(node.place, path,
                          fmt::format("{} is not a name; a name consists of letters, digits, _ and -, at most 80 of them", shown(node)));
    }

    std::vector<std::string> allowed_keys(const Type &type, const std::string &selected)
    {
      std::vector<std::string> keys;
      for (const Key &key : type.keys)
        if (selected.empty() || key.only_with.empty() || std::count(key.only_with.begin(), key.only_with.end(), selected))
          keys.push_back(key.name);
      return keys;
    }

    /// Of the sets of a rule those that the user can write; of a map that stands for shorthands only sets that have shorthands.
    std::vector<std::string> writable_sets(const Node &node, const Alternatives &rule)
    {
      const auto has_shorthand = [&](const std::string &key) {
        return std::any_of(node.shorthands.begin(), node.shorthands.end(), [&](const auto &shorthand) { return shorthand.first == key; });
      };
      std::vector<std::string> result;
      for (const auto &set : rule.sets)
        {
          if (!node.shorthands.empty() && !std::all_of(set.begin(), set.end(), has_shorthand))
            continue;
          std::vector<std::string> keys;
          for (const std::string &key : set)
            keys.push_back(node.written_key(key));
          result.push_back(enumerate(keys, "and"));
        }
      return result;
    }

    /// "; it goes with cte1 and cte2" for a map that stands for shorthands, else nothing.
    std::string shorthands_beside(const Node &node)
    {
      std::vector<std::string> given;
      for (const auto &[key, shorthand] : node.shorthands)
        if (node.find(key))
          given.push_back(shorthand);
      return given.empty() ? "" : "; it is needed with " + enumerate(given, "and");
    }

    void check_rule(const Node &node, const Alternatives &rule, bool complete, const std::string &path)
    {
      const std::vector<std::string> *chosen = nullptr;
      std::string chosen_key;
      for (const auto &set : rule.sets)
        for (const std::string &key : set)
          {
            const Node *found = node.find(key);
            if (found == nullptr)
              continue;
            // A key may stand in several sets; it then decides nothing by itself.
            if (chosen != nullptr && chosen != &set && !std::count(chosen->begin(), chosen->end(), key))
              throw input_error(found->place, path,
                                fmt::format("{} and {} exclude each other; give either {}", node.written_key(chosen_key),
                                            node.written_key(key), enumerate(writable_sets(node, rule))));
            if (chosen == nullptr)
              {
                chosen = &set;
                chosen_key = key;
              }
          }
      if (!complete)
        return;
      if (chosen == nullptr && !rule.optional)
        throw input_error(node.place, path, fmt::format("{} is missing{}", enumerate(writable_sets(node, rule)), shorthands_beside(node)));
      if (chosen != nullptr)
        for (const std::string &key : *chosen)
          if (!node.find(key))
            throw input_error(node.place, path,
                              fmt::format("{} is missing; it is needed with {}", node.written_key(key), node.written_key(chosen_key)));
    }

    /// Checks the keys that are given.
    void check_entries(const Node &node, const Type &type, const std::string &selected, const std::string &path)
    {
      const std::vector<std::string> allowed = allowed_keys(type, selected);
      for (std::size_t i = 0; i < node.entries.size(); ++i)
        {
          const auto &[name, value] = node.entries[i];
          const std::string inner = entry_path(path, name, value);
          const Key *key = type.find(name);
          if (key == nullptr)
            throw input_error(node.key_places[i], inner,
                              fmt::format("unknown key {}{} Allowed here: {}.", name,
                                          nearest(name, allowed).empty() ? "." : did_you_mean(name, allowed), enumerate(allowed, "and")));
          if (!std::count(allowed.begin(), allowed.end(), name))
            throw input_error(node.key_places[i], inner,
                              fmt::format("{}: {} does not use the key {}; it belongs to {}. Used here: {}.", type.selector, selected, name,
                                          enumerate(key->only_with), enumerate(allowed, "and")));
          check(value, *key->type, inner);
        }
    }

    void check_map(const Node &node, const Type &type, const std::string &path)
    {
      std::string selected;
      if (!type.selector.empty())
        if (const Node *selector = node.find(type.selector))
          {
            check(*selector, *type.find(type.selector)->type, entry_path(path, type.selector, *selector));
            selected = selector->text;
          }
      check_entries(node, type, selected, path);
      const std::vector<std::string> allowed = allowed_keys(type, selected);
      for (const Key &key : type.keys)
        if (type.complete && key.required && !node.find(key.name) && std::count(allowed.begin(), allowed.end(), key.name))
          throw input_error(node.place, path,
                            fmt::format("the key {} is missing: {} ({} belongs there){}", node.written_key(key.name), key.description,
                                        expectation(*key.type), shorthands_beside(node)));
      for (const Alternatives &rule : type.rules)
        if (rule.only_with.empty() || rule.only_with == selected)
          check_rule(node, rule, type.complete, path);
    }

    void check_list(const Node &node, const Type &type, const std::string &path)
    {
      if (node.items.size() < type.min_items || node.items.size() > type.max_items)
        throw input_error(node.place, path,
                          type.min_items == type.max_items
                              ? fmt::format("the list has {} entries instead of {}", node.items.size(), type.min_items)
                              : fmt::format("the list has {} entries; at least {} belong here", node.items.size(), type.min_items));
      for (std::size_t i = 0; i < node.items.size(); ++i)
        check(node.items[i], *type.item, item_path(path, i, node.items[i]));
    }
  } // namespace

  void check(const Node &node, const Type &declared, const std::string &path)
  {
    const Type *resolved = resolve(declared, node);
    if (resolved == nullptr || !has_form(*resolved, node))
      throw input_error(node.place, path, fmt::format("this is {}; {} belongs here", shown(node), expectation(declared)));
    const Type &type = *resolved;
    switch (type.kind)
      {
      case Type::Kind::quantity:
        return check_quantity(node, type, declared, path);
      case Type::Kind::integer:
      case Type::Kind::number:
        return check_number(node, type, path);
      case Type::Kind::boolean:
        if (node.text != "true" && node.text != "false")
          throw input_error(node.place, path, fmt::format("{} is neither true nor false", shown(node)));
        return;
      case Type::Kind::text:
        return;
      case Type::Kind::name:
        return check_name(node, path);
      case Type::Kind::choice:
        if (!is_word_of(type, node.text))
          throw input_error(
              node.place, path,
              fmt::format("{} is unknown{} Allowed here: {}.", shown(node),
                          nearest(node.text, names_of(type.words)).empty() ? "." : did_you_mean(node.text, names_of(type.words)),
                          declared.kind == Type::Kind::any_of ? expectation(declared) : enumerate(names_of(type.words))));
        return;
      case Type::Kind::list:
        return check_list(node, type, path);
      case Type::Kind::map:
        return check_map(node, type, path);
      case Type::Kind::named:
        for (const auto &[key, value] : node.entries)
          check(value, *type.item, entry_path(path, key, value));
        return;
      case Type::Kind::any_of:
      case Type::Kind::null:
        return;
      }
  }
} // namespace sagitta::input
