#include <solver/input/text/json_schema.h>

#include <solver/input/text/unit_pattern.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    class SchemaWriter
    {
    public:
      Json definitions = Json::object();

      /// Of what kind of name ("material") which names are known.
      explicit SchemaWriter(const KnownNames &known) : known_(known) {}

      Json write(const Type &type)
      {
        if (type.definition.empty())
          return write_in_place(type);
        if (!definitions.contains(type.definition))
          {
            definitions[type.definition] = nullptr; // its place in the order
            Json definition = write_in_place(type);
            definitions[type.definition] = std::move(definition);
          }
        return {{"$ref", "#/$defs/" + type.definition}};
      }

    private:
      Json write_in_place(const Type &type)
      {
        switch (type.kind)
          {
          case Type::Kind::quantity:
            return write_quantity(type);
          case Type::Kind::integer:
          case Type::Kind::number:
            return write_number(type);
          case Type::Kind::boolean:
            return {{"type", "boolean"}};
          // YAML reads 2.5 as a number and yes as a word; to the program both are text.
          case Type::Kind::text:
            return {{"type", {"string", "number", "boolean"}}};
          case Type::Kind::name:
            return write_name(type);
          case Type::Kind::choice:
            return write_choice(type);
          case Type::Kind::list:
            return write_list(type);
          case Type::Kind::map:
            return write_map(type);
          case Type::Kind::named:
            return {{"type", "object"}, {"additionalProperties", write(*type.item)}};
          case Type::Kind::any_of:
            return write_options(type);
          case Type::Kind::null:
            return {{"type", "null"}};
          }
        return {};
      }

      /// What an option is in YAML: "array", "object" or "scalar".
      static std::string shape_of(const Type &type)
      {
        switch (type.kind)
          {
          case Type::Kind::list:
            return "array";
          case Type::Kind::map:
          case Type::Kind::named:
            return "object";
          case Type::Kind::any_of:
            {
              const std::string first = shape_of(*type.options.front());
              return std::all_of(type.options.begin(), type.options.end(), [&](const TypePointer &one) { return shape_of(*one) == first; })
                         ? first
                         : "several";
            }
          default:
            return "scalar";
          }
      }

      /// The option with the shape of what was written must hold, so that an editor marks the place of a mistake in it: with plain
      /// alternatives it marks the whole list or map, since none of them fits.
      Json write_options(const Type &type)
      {
        Json all = Json::array();
        std::vector<std::pair<std::string, Json>> by_shape; // in the order of the options
        for (const TypePointer &option : type.options)
          {
            const std::string shape = shape_of(*option);
            auto found = std::find_if(by_shape.begin(), by_shape.end(), [&](const auto &one) { return one.first == shape; });
            if (found == by_shape.end())
              found = by_shape.insert(found, {shape, Json::array()});
            all.push_back(write(*option));
            found->second.push_back(all.back());
          }
        const bool is_mixed = std::any_of(by_shape.begin(), by_shape.end(), [](const auto &one) { return one.first == "several"; });
        if (is_mixed || by_shape.size() < 2)
          return {{"anyOf", all}};
        const Json scalar = {"string", "number", "boolean", "null"};
        Json rules = Json::array(), types = Json::array();
        for (auto &[shape, options] : by_shape)
          {
            const Json of_shape = shape == "scalar" ? scalar : Json(shape);
            for (const Json &one : of_shape.is_array() ? of_shape : Json::array({of_shape}))
              types.push_back(one);
            rules.push_back({{"if", {{"type", of_shape}}}, {"then", options.size() == 1 ? options.front() : Json{{"anyOf", options}}}});
          }
        return {{"type", types}, {"allOf", rules}};
      }

      Json write_quantity(const Type &type)
      {
        const DimensionInfo &dimension = info(type.dimension);
        Json result;
        if (type.dimension == Dimension::fraction)
          result["type"] = {"number", "string"};
        else
          result["type"] = "string";
        result["allOf"] = Json::array({refer_to_text(type.dimension)});
        result["examples"] = {type.dimension == Dimension::fraction ? Json(0.4) : Json(dimension.example)};
        result["x-dimension"] = dimension.name.substr(dimension.name.find(' ') + 1);
        result["x-unit"] = dimension.shown_si;
        add_range(result, type.range, "x-");
        return result;
      }

      /// A definition of the texts that stand for a quantity, written once for each dimension.
      Json refer_to_text(Dimension dimension)
      {
        const DimensionInfo &row = info(dimension);
        std::string name = row.name.substr(row.name.find(' ') + 1) + "_text";
        std::replace(name.begin(), name.end(), ' ', '_');
        if (!definitions.contains(name))
          definitions[name] = {{"pattern", quantity_pattern(dimension)},
                               {"patternErrorMessage", row.name + " such as " + row.example + " belongs here"}};
        return {{"$ref", "#/$defs/" + name}};
      }

      static Json write_number(const Type &type)
      {
        Json result = {{"type", "integer"}};
        // Readers of YAML 1.1 take 1e-8, which has no point, for a text.
        if (type.kind == Type::Kind::number)
          result = {{"type", {"number", "string"}}, {"pattern", "^[0-9.]+([eE][-+]?[0-9]+)?$"}};
        add_range(result, type.range, "");
        return result;
      }

      /// Limits in SI units; for a quantity, which is a string, under names of our own.
      static void add_range(Json &result, const Range &range, const std::string &prefix)
      {
        const auto value = [](double limit) {
          return limit == std::floor(limit) && std::abs(limit) < 1e15 ? Json(static_cast<long long>(limit)) : Json(limit);
        };
        if (std::isfinite(range.min))
          result[prefix + (range.above_min ? "exclusiveMinimum" : "minimum")] = value(range.min);
        if (std::isfinite(range.max))
          result[prefix + (range.below_max ? "exclusiveMaximum" : "maximum")] = value(range.max);
      }

      Json write_name(const Type &type)
      {
        if (!type.refers_to.empty())
          {
            Json result = {{"type", "string"}, {"x-refers-to", type.refers_to}};
            if (const auto known = known_.find(type.refers_to); known != known_.end())
              result["allOf"] = Json::array({refer_to_name(type.refers_to, known->second)});
            return result;
          }
        return {{"type", {"string", "number"}}, {"pattern", "^[A-Za-z0-9_-]{1,80}$"}};
      }

      /// A definition of the names of a kind: known ones, and others that are not a misspelt known one. A file may give names of its own,
      /// to which a JSON Schema cannot refer.
      Json refer_to_name(const std::string &kind, const std::vector<std::string> &known)
      {
        const std::string name = kind + "_name";
        if (!definitions.contains(name))
          definitions[name] = {{"anyOf", {{{"enum", known}}, {{"not", {{"pattern", misspelt_pattern(known)}}}}}},
                               {"errorMessage", "this looks like a misspelt name of a " + kind}};
        return {{"$ref", "#/$defs/" + name}};
      }

      /// A regular expression for names with one letter wrong, left out or doubled, or two neighbours exchanged, digits among them. Of
      /// short names not for a wrong letter, which makes another word of them; one digit left out or wrong makes another grade of a
      /// material.
      static std::string misspelt_pattern(const std::vector<std::string> &known)
      {
        constexpr std::size_t shortest = 4, shortest_with_wrong_letter = 6;
        std::set<std::string> wrong;
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        const auto is_alphanumeric = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
        for (const std::string &name : known)
          for (std::size_t i = 0; i < name.size() && name.size() >= shortest; ++i)
            {
              std::string without = name, doubled = name, exchanged = name, other = name;
              if (i + 1 < name.size() && is_alphanumeric(name[i]) && is_alphanumeric(name[i + 1]))
                {
                  std::swap(exchanged[i], exchanged[i + 1]);
                  if (!std::count(known.begin(), known.end(), exchanged))
                    wrong.insert(exchanged);
                }
              if (!is_letter(name[i]))
                continue;
              wrong.insert(without.erase(i, 1));
              wrong.insert(doubled.insert(i, 1, name[i]));
              if (name.size() >= shortest_with_wrong_letter)
                wrong.insert(other.replace(i, 1, "[a-zA-Z]"));
            }
        std::string pattern;
        for (const std::string &text : wrong)
          {
            pattern += pattern.empty() ? "" : "|";
            for (const char c : text)
              pattern += (c == '.' ? "\\" : "") + std::string(1, c);
          }
        return "^(?:" + pattern + ")$";
      }

      /// An enumeration: an editor says once which words are allowed.
      static Json write_choice(const Type &type)
      {
        Json words = Json::array(), descriptions = Json::array();
        for (const Word &word : type.words)
          {
            words.push_back(word.name);
            descriptions.push_back(word.description);
          }
        return {{"enum", words}, {"enumDescriptions", descriptions}};
      }

      Json write_list(const Type &type)
      {
        Json result = {{"type", "array"}, {"items", write(*type.item)}};
        if (type.min_items > 0)
          result["minItems"] = type.min_items;
        if (type.max_items < std::numeric_limits<std::size_t>::max())
          result["maxItems"] = type.max_items;
        return result;
      }

      Json write_map(const Type &type)
      {
        Json properties = Json::object(), needed = Json::array(), rules = Json::array();
        for (const Key &key : type.keys)
          {
            Json property = write(*key.type);
            property["description"] = key.description;
            if (!key.default_text.empty())
              property["default"] = default_value(key);
            if (!key.only_with.empty())
              property["x-only-with"] = key.only_with;
            properties[key.name] = std::move(property);
            if (key.required && key.only_with.empty() && type.complete)
              needed.push_back(key.name);
          }
        for (const Alternatives &rule : type.rules)
          rules.push_back(write_rule(type, rule));
        if (!type.selector.empty())
          add_models(type, rules);
        Json result = {{"type", "object"}, {"properties", properties}};
        if (!needed.empty())
          result["required"] = needed;
        if (!rules.empty())
          result["allOf"] = rules;
        result["additionalProperties"] = false;
        return result;
      }

      static Json default_value(const Key &key)
      {
        if (key.type->kind == Type::Kind::integer || key.type->kind == Type::Kind::number || key.type->kind == Type::Kind::boolean)
          return Json::parse(key.default_text);
        return key.default_text;
      }

      static Json selected(const Type &type, const std::string &model)
      {
        return {{"properties", {{type.selector, {{"const", model}}}}}, {"required", {type.selector}}};
      }

      static Json none_of(const std::vector<std::string> &keys)
      {
        Json any = Json::array();
        for (const std::string &key : keys)
          any.push_back({{"required", {key}}});
        return {{"not", {{"anyOf", any}}}};
      }

      /// Exactly one of the sets; a set that is not chosen has none of the keys that are its own.
      static Json write_rule(const Type &type, const Alternatives &rule)
      {
        Json options = Json::array();
        std::vector<std::string> all;
        for (const auto &set : rule.sets)
          {
            std::vector<std::string> others;
            for (const auto &other : rule.sets)
              if (&other != &set)
                others.insert(others.end(), other.begin(), other.end());
            Json option = none_of(others);
            if (type.complete)
              option["required"] = set;
            options.push_back(std::move(option));
            all.insert(all.end(), set.begin(), set.end());
          }
        if (rule.optional && type.complete)
          options.push_back(none_of(all));
        Json result = {{"anyOf", options}};
        return rule.only_with.empty() ? result : Json{{"if", selected(type, rule.only_with)}, {"then", result}};
      }

      /// Which keys each model requires and which it does not use.
      static void add_models(const Type &type, Json &rules)
      {
        for (const Word &word : type.find(type.selector)->type->words)
          {
            std::vector<std::string> needed, unused;
            for (const Key &key : type.keys)
              {
                const bool is_used =
                    key.only_with.empty() || std::find(key.only_with.begin(), key.only_with.end(), word.name) != key.only_with.end();
                if (!is_used)
                  unused.push_back(key.name);
                else if (key.required && !key.only_with.empty() && type.complete)
                  needed.push_back(key.name);
              }
            Json then = Json::object();
            if (!unused.empty())
              then = none_of(unused);
            if (!needed.empty())
              then["required"] = needed;
            rules.push_back({{"if", selected(type, word.name)}, {"then", then}});
          }
      }

      const KnownNames &known_;
    };
  } // namespace

  nlohmann::ordered_json json_schema(const Type &type, const std::string &title, const std::string &description, const KnownNames &known)
  {
    SchemaWriter writer(known);
    Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}, {"description", description}};
    const Json content = writer.write(type);
    for (const auto &[key, value] : content.items())
      schema[key] = value;
    schema["$defs"] = writer.definitions;
    return schema;
  }
} // namespace sagitta::input
