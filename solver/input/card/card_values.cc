#include <solver/input/card/card_values.h>

#include <solver/case/names.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>

#include <vector>

namespace sagitta::input
{
  namespace
  {
    using materials::TemperatureFunction;

    TemperatureFunction table(const Value &entry)
    {
      std::vector<double> temperatures, values;
      for (const Value &point : entry.at("table").items())
        {
          const std::vector<Value> pair = point.items();
          temperatures.push_back(read_quantity(pair[0], Dimension::temperature));
          values.push_back(read_quantity(pair[1], entry.dimension()));
          if (!entry.allows(values.back()))
            pair[1].fail(fmt::format("\"{}\" is out of range for this property", pair[1].text()));
          if (temperatures.size() > 1 && !(temperatures.back() > temperatures[temperatures.size() - 2]))
            pair[0].fail(fmt::format("\"{}\" is not above the temperature of the previous point; the temperatures of a table must increase",
                                     pair[0].text()));
        }
      return TemperatureFunction(temperatures, values);
    }

    /// "1 at 25 degC to 2 at 260 degC (5 points)" for a table, "1 us, 5 % to 1 s, 7 % (5 pairs)" for a series.
    std::string shown(const std::vector<Value> &points, bool is_series)
    {
      const Node &first = points.front().node(), &last = points.back().node();
      if (is_series)
        return fmt::format("{}, {} to {}, {} ({} pairs)", first.items[0].text, first.items[1].text, last.items[0].text, last.items[1].text,
                           points.size());
      return points.size() == 1 ? first.items[1].text
                                : fmt::format("{} at {} to {} at {} ({} points)", first.items[1].text, first.items[0].text,
                                              last.items[1].text, last.items[0].text, points.size());
    }
  } // namespace

  double read_quantity(const Value &value, Dimension dimension)
  {
    try
      {
        return to_si(value.text(), dimension);
      }
    catch (const UnitError &error)
      {
        value.fail(error.what());
      }
  }

  double CardReader::constant(const Value &parent, const std::string &key, const std::string &property)
  {
    const Value entry = parent.at(key);
    note(entry, property);
    return entry.is_map() ? entry.at("value").number() : entry.number();
  }

  TemperatureFunction CardReader::function(const Value &parent, const std::string &key, const std::string &property)
  {
    return function(parent.at(key), property);
  }

  TemperatureFunction CardReader::function(const Value &entry, const std::string &property)
  {
    note(entry, property);
    if (!entry.is_map())
      return TemperatureFunction(entry.number());
    if (entry.has("value"))
      return TemperatureFunction(entry.at("value").number());
    return table(entry);
  }

  std::vector<std::array<Value, 2>> CardReader::series(const Value &parent, const std::string &key, const std::string &property)
  {
    const Value entry = parent.at(key);
    note(entry, property, true);
    std::vector<std::array<Value, 2>> pairs;
    for (const Value &point : entry.is_map() ? entry.at("table").items() : entry.items())
      {
        const std::vector<Value> pair = point.items();
        pairs.push_back({pair[0], pair[1]});
      }
    return pairs;
  }

  std::array<TemperatureFunction, 3> CardReader::axes(const Value &parent, const std::string &key, const std::string &property)
  {
    if (parent.has(key))
      {
        const TemperatureFunction all = function(parent, key, property + "." + key);
        return {all, all, all};
      }
    return {function(parent, key + "_x", property + "." + key + "_x"), function(parent, key + "_y", property + "." + key + "_y"),
            function(parent, key + "_z", property + "." + key + "_z")};
  }

  std::array<double, 3> CardReader::constant_axes(const Value &parent, const std::string &key, const std::string &property)
  {
    const std::array<TemperatureFunction, 3> functions = axes(parent, key, property);
    return {functions[0].values()[0], functions[1].values()[0], functions[2].values()[0]};
  }

  void CardReader::note(const Value &entry, const std::string &property, bool is_series)
  {
    materials::Provenance provenance{property, "", "case file", materials::Evidence::assumed, "", false};
    if (entry.is_list())
      provenance.value = shown(entry.items(), true);
    else if (!entry.is_map())
      provenance.value = entry.text();
    else
      {
        provenance.value = entry.has("value") ? entry.at("value").text() : shown(entry.at("table").items(), is_series);
        if (entry.has("source"))
          provenance.source = entry.at("source").text();
        provenance.is_stated = entry.has("kind");
        if (provenance.is_stated)
          provenance.evidence = entry.at("kind").choice(evidence_names());
        if (entry.has("note"))
          provenance.note = entry.at("note").text();
      }
    material_.provenance.push_back(provenance);
  }
} // namespace sagitta::input
