#include <solver/input/text/schema.h>

#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sagitta::input
{
  bool is_within(const Range &range, double value)
  {
    return (range.above_min ? value > range.min : value >= range.min) && (range.below_max ? value < range.max : value <= range.max);
  }

  const Key *Type::find(const std::string &key) const
  {
    for (const Key &candidate : keys)
      if (candidate.name == key)
        return &candidate;
    return nullptr;
  }

  namespace
  {
    TypePointer make(Type type)
    {
      return std::make_shared<const Type>(std::move(type));
    }

    Type of_kind(Type::Kind kind)
    {
      Type type{};
      type.kind = kind;
      return type;
    }
  } // namespace

  TypePointer quantity(Dimension dimension, Range range)
  {
    Type type = of_kind(Type::Kind::quantity);
    type.dimension = dimension;
    type.range = range;
    return make(type);
  }

  TypePointer integer(double min, double max)
  {
    Type type = of_kind(Type::Kind::integer);
    type.range = {min, max, false, false};
    return make(type);
  }

  TypePointer number(Range range)
  {
    Type type = of_kind(Type::Kind::number);
    type.range = range;
    return make(type);
  }

  TypePointer boolean()
  {
    return make(of_kind(Type::Kind::boolean));
  }
  TypePointer text()
  {
    return make(of_kind(Type::Kind::text));
  }
  TypePointer name()
  {
    return make(of_kind(Type::Kind::name));
  }

  TypePointer reference(const std::string &to)
  {
    Type type = of_kind(Type::Kind::name);
    type.refers_to = to;
    return make(type);
  }

  TypePointer choice(std::vector<Word> words)
  {
    Type type = of_kind(Type::Kind::choice);
    type.words = std::move(words);
    return make(type);
  }

  TypePointer list(TypePointer item, std::size_t min_items, std::size_t max_items)
  {
    Type type = of_kind(Type::Kind::list);
    type.item = std::move(item);
    type.min_items = min_items;
    type.max_items = max_items;
    return make(type);
  }

  TypePointer map(std::vector<Key> keys, std::vector<Alternatives> rules, std::string selector)
  {
    Type type = of_kind(Type::Kind::map);
    type.keys = std::move(keys);
    type.rules = std::move(rules);
    type.selector = std::move(selector);
    return make(type);
  }

  TypePointer named(TypePointer item)
  {
    Type type = of_kind(Type::Kind::named);
    type.item = std::move(item);
    return make(type);
  }

  TypePointer any_of(std::vector<TypePointer> options)
  {
    Type type = of_kind(Type::Kind::any_of);
    type.options = std::move(options);
    return make(type);
  }

  TypePointer null()
  {
    return make(of_kind(Type::Kind::null));
  }

  TypePointer defined(const std::string &definition, TypePointer type)
  {
    Type copy = *type;
    copy.definition = definition;
    return make(copy);
  }

  namespace
  {
    bool has_form(const Type &type, const Node &node)
    {
      switch (type.kind)
        {
        case Type::Kind::list:
          return node.kind == Node::Kind::list;
        case Type::Kind::map:
        case Type::Kind::named:
          return node.kind == Node::Kind::map;
        case Type::Kind::any_of:
          return resolve(type, node) != nullptr;
        case Type::Kind::null:
          return node.kind == Node::Kind::empty;
        default:
          return node.kind == Node::Kind::scalar;
        }
    }

    bool is_word_of(const Type &type, const std::string &text)
    {
      return std::any_of(type.words.begin(), type.words.end(), [&](const Word &word) { return word.name == text; });
    }

    std::vector<std::string> names_of(const std::vector<Word> &words)
    {
      std::vector<std::string> names;
      for (const Word &word : words)
        names.push_back(word.name);
      return names;
    }

    std::string range_sentence(const Range &range)
    {
      std::string sentence;
      if (range.min == range.max)
        return fmt::format("{:g}", range.min);
      if (std::isfinite(range.min))
        sentence = range.above_min
                       ? (range.min == 0 ? "greater than zero" : fmt::format("greater than {:g}", range.min))
                       : (range.min == 0 && !std::isfinite(range.max) ? "zero or greater" : fmt::format("at least {:g}", range.min));
      if (std::isfinite(range.max))
        sentence += fmt::format("{}{} {:g}", sentence.empty() ? "" : " and ", range.below_max ? "less than" : "at most", range.max);
      return sentence;
    }

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
  } // namespace

  namespace
  {
    bool has_unit_of(const Type &quantity, const Node &node)
    {
      try
        {
          to_si(node.text, quantity.dimension);
          return true;
        }
      catch (const UnitError &)
        {
          return false;
        }
    }
  } // namespace

  const Type *resolve(const Type &type, const Node &node)
  {
    if (type.kind != Type::Kind::any_of)
      return &type;
    const Type *first = nullptr;
    const Type *words = nullptr;
    for (const TypePointer &option : type.options)
      {
        const Type *inner = resolve(*option, node);
        if (inner == nullptr || !has_form(*inner, node))
          continue;
        if (inner->kind == Type::Kind::choice)
          {
            if (is_word_of(*inner, node.text))
              return inner;
            words = inner;
            continue;
          }
        const bool fits_better = first != nullptr && first->kind == Type::Kind::quantity && inner->kind == Type::Kind::quantity &&
                                 !has_unit_of(*first, node) && has_unit_of(*inner, node);
        if (first == nullptr || fits_better)
          first = inner;
      }
    // A word that no choice knows is a misspelt one where otherwise only a quantity may stand.
    const bool is_word = words != nullptr && (first == nullptr || (first->kind == Type::Kind::quantity && !looks_like_quantity(node.text)));
    return is_word ? words : first;
  }

  std::string expectation(const Type &type)
  {
    switch (type.kind)
      {
      case Type::Kind::quantity:
        return fmt::format("{} such as {}", info(type.dimension).name, info(type.dimension).example);
      case Type::Kind::integer:
        return "a whole number, " + range_sentence(type.range);
      case Type::Kind::number:
        return "a number, " + range_sentence(type.range);
      case Type::Kind::boolean:
        return "true or false";
      case Type::Kind::text:
        return "a text";
      case Type::Kind::name:
        return type.refers_to.empty() ? "a name" : "the name of a " + type.refers_to;
      case Type::Kind::choice:
        return (type.words.size() > 1 ? "one of " : "") + enumerate(names_of(type.words));
      case Type::Kind::list:
        if (type.min_items == type.max_items)
          return fmt::format("a list of {} entries, each {}", type.min_items, expectation(*type.item));
        return "a list, each entry " + expectation(*type.item);
      case Type::Kind::map:
        {
          std::vector<std::string> keys;
          for (const Key &key : type.keys)
            keys.push_back(key.name);
          // More would bury the sentence.
          if (keys.size() > 8)
            return "a map of keys such as " + enumerate({keys[0], keys[1], keys[2]}, "and");
          return "a map with the keys " + enumerate(keys, "and");
        }
      case Type::Kind::named:
        return "a map of names";
      case Type::Kind::any_of:
        {
          std::vector<std::string> options;
          for (const TypePointer &option : type.options)
            options.push_back(expectation(*option));
          return enumerate(options);
        }
      case Type::Kind::null:
        return "null";
      }
    return "";
  }

  namespace
  {
    /// The unit in which the limits of a quantity are given; nothing where they are zero.
    std::string unit_of(const Type &type)
    {
      const auto is_number = [](double limit) { return std::isfinite(limit) && limit != 0; };
      const std::string &unit = info(type.dimension).shown_si;
      return unit.empty() || !(is_number(type.range.min) || is_number(type.range.max)) ? "" : " " + unit;
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
      if (!is_within(type.range, value))
        throw input_error(node.place, path, fmt::format("{} must be {}{}", shown(node), range_sentence(type.range), unit_of(type)));
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
        throw input_error(node.place, path, fmt::format("{} must be {}", shown(node), range_sentence(type.range)));
    }

    void check_name(const Node &node, const std::string &path)
    {
      static const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
      if (node.text.empty() || node.text.size() > 80 || node.text.find_first_not_of(allowed) != std::string::npos)
        throw input_error(node.place, path, fmt::format("{} is no name; letters, digits, _ and - make one, up to 80 of them", shown(node)));
    }

    std::vector<std::string> allowed_keys(const Type &type, const std::string &selected)
    {
      std::vector<std::string> keys;
      for (const Key &key : type.keys)
        if (selected.empty() || key.only_with.empty() || std::count(key.only_with.begin(), key.only_with.end(), selected))
          keys.push_back(key.name);
      return keys;
    }

    void check_rule(const Node &node, const Alternatives &rule, bool complete, const std::string &path)
    {
      std::vector<std::string> names;
      const std::vector<std::string> *chosen = nullptr;
      std::string chosen_key;
      for (const auto &set : rule.sets)
        {
          names.push_back(enumerate(set, "and"));
          for (const std::string &key : set)
            {
              const Node *found = node.find(key);
              if (found == nullptr)
                continue;
              // A key may stand in several sets; it then decides nothing by itself.
              if (chosen != nullptr && chosen != &set && !std::count(chosen->begin(), chosen->end(), key))
                throw input_error(found->place, path,
                                  fmt::format("{} and {} exclude each other; give either {}", chosen_key, key, enumerate(names)));
              if (chosen == nullptr)
                {
                  chosen = &set;
                  chosen_key = key;
                }
            }
        }
      if (!complete)
        return;
      if (chosen == nullptr && !rule.optional)
        throw input_error(node.place, path, fmt::format("{} is missing", enumerate(names)));
      if (chosen != nullptr)
        for (const std::string &key : *chosen)
          if (!node.find(key))
            throw input_error(node.place, path, fmt::format("{} is missing; it goes with {}", key, chosen_key));
    }

    void check_map(const Node &node, const Type &type, const std::string &path)
    {
      std::string selected;
      if (!type.selector.empty())
        if (const Node *selector = node.find(type.selector))
          {
            check(*selector, *type.find(type.selector)->type, path.empty() ? type.selector : path + "." + type.selector);
            selected = selector->text;
          }
      const std::vector<std::string> allowed = allowed_keys(type, selected);
      for (std::size_t i = 0; i < node.entries.size(); ++i)
        {
          const auto &[name, value] = node.entries[i];
          const std::string inner = path.empty() ? name : path + "." + name;
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
      for (const Key &key : type.keys)
        if (type.complete && key.required && !node.find(key.name) && std::count(allowed.begin(), allowed.end(), key.name))
          throw input_error(node.place, path,
                            fmt::format("the key {} is missing: {} ({} belongs there)", key.name, key.description, expectation(*key.type)));
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
        check(node.items[i], *type.item, fmt::format("{}[{}]", path, i));
    }
  } // namespace

  void check(const Node &node, const Type &declared, const std::string &path)
  {
    const Type *resolved = resolve(declared, node);
    if (resolved == nullptr || !has_form(*resolved, node))
      throw input_error(node.place, path, fmt::format("{} stands here; {} belongs here", shown(node), expectation(declared)));
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
          check(value, *type.item, path + "." + key);
        return;
      case Type::Kind::any_of:
      case Type::Kind::null:
        return;
      }
  }
} // namespace sagitta::input
