#include <solver/input/text/schema.h>

#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>
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

  TypePointer absolute_temperature()
  {
    return quantity(Dimension::temperature, plausible_temperature);
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

  std::string to_string(const Range &range)
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
    // A word that is none of the choices is treated as misspelt where otherwise only a quantity may stand.
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
        return "a whole number, " + to_string(type.range);
      case Type::Kind::number:
        return "a number, " + to_string(type.range);
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
          // A sentence with more keys would be hard to read.
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
} // namespace sagitta::input
