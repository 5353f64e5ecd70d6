#include <solver/input/card/card_entry.h>

#include <solver/case/names.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::input
{
  namespace
  {
    /// Name of a kind of entry in the JSON Schema, one for each range: "thermal_conductivity_value", "temperature_constant",
    /// "plain_number_above_-1_below_0.5_value".
    std::string entry_name(Dimension dimension, const Range &range, bool may_be_table)
    {
      const std::string &with_article = info(dimension).name;
      std::string word = with_article.substr(with_article.find(' ') + 1);
      std::replace(word.begin(), word.end(), ' ', '_');
      if (std::isfinite(range.max))
        word += fmt::format("_{}_{:g}_{}_{:g}", range.above_min ? "above" : "from", range.min, range.below_max ? "below" : "to", range.max);
      else if (!std::isfinite(range.min))
        word += "_of_any_sign";
      else if (range.min != 0)
        word += fmt::format("_{}_{:g}", range.above_min ? "above" : "from", range.min);
      else if (!range.above_min)
        word += "_or_zero";
      return word + (may_be_table ? "_value" : "_constant");
    }

    /// Source, kind and note, as they stand beside every value.
    std::vector<Key> evidence_keys(bool is_required)
    {
      return {{"source", text(), is_required, "", "where the value comes from", {}},
              {"kind", choice(evidence_names().words()), is_required, "", "how the value is known", {}},
              {"note", text(), false, "", "a remark", {}}};
    }
  } // namespace

  TypePointer entry(Use use, Dimension dimension, Range range, bool may_be_table)
  {
    const bool is_sourced = use == Use::library;
    std::vector<Key> keys = evidence_keys(is_sourced);
    keys.insert(keys.begin(), {"value", quantity(dimension, range), !may_be_table, "", "the value with its unit", {}});
    std::vector<Alternatives> rules;
    if (may_be_table)
      {
        // A point is a pair of different dimensions, so it is checked where it is read.
        keys.push_back({"table",
                        list(list(text(), 2, 2), 1),
                        false,
                        "",
                        "points [temperature, value] with increasing temperature; linear between them, constant outside",
                        {}});
        rules.push_back({{{"value"}, {"table"}}, false, ""});
      }
    TypePointer full = map(keys, rules);
    Type marked = *full;
    marked.dimension = dimension;
    marked.range = range;
    full = std::make_shared<const Type>(marked);
    return defined(entry_name(dimension, range, may_be_table), is_sourced ? full : any_of({quantity(dimension, range), full}));
  }

  TypePointer series(Use use, const std::string &definition, const std::string &description)
  {
    const bool is_sourced = use == Use::library;
    const auto pairs = list(list(text(), 2, 2), 1);
    std::vector<Key> keys = evidence_keys(is_sourced);
    keys.insert(keys.begin(), {"table", pairs, true, "", description, {}});
    const TypePointer full = map(keys);
    return defined(definition, is_sourced ? full : any_of({pairs, full}));
  }

  TypePointer overriding(Use use, TypePointer type)
  {
    Type copy = *type;
    copy.complete = use != Use::override;
    return std::make_shared<const Type>(copy);
  }
} // namespace sagitta::input
