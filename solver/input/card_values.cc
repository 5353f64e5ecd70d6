#include <solver/input/card_values.h>

#include <solver/input/names.h>
#include <solver/input/units.h>

#include <fmt/format.h>

#include <vector>

namespace sagitta::input
{
  namespace
  {
    using materials::TemperatureFunction;

    double read(const Value &value, Dimension dimension)
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

    TemperatureFunction table(const Value &entry)
    {
      std::vector<double> temperatures, values;
      for (const Value &point : entry.at("table").items())
        {
          const std::vector<Value> pair = point.items();
          temperatures.push_back(read(pair[0], Dimension::temperature));
          values.push_back(read(pair[1], entry.dimension()));
          if (!entry.allows(values.back()))
            pair[1].fail(fmt::format("\"{}\" is out of range for this property", pair[1].text()));
          if (temperatures.size() > 1 && !(temperatures.back() > temperatures[temperatures.size() - 2]))
            pair[0].fail(
                fmt::format("\"{}\" is not above the temperature of the point before; a table rises in temperature", pair[0].text()));
        }
      return TemperatureFunction(temperatures, values);
    }
  } // namespace

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

  void CardReader::note(const Value &entry, const std::string &property)
  {
    materials::Provenance provenance{property, "", "case file", materials::Evidence::assumed, ""};
    if (!entry.is_map())
      provenance.value = entry.text();
    else
      {
        if (entry.has("value"))
          provenance.value = entry.at("value").text();
        else
          {
            const std::vector<Value> points = entry.at("table").items();
            const Node &first = points.front().node(), &last = points.back().node();
            provenance.value = points.size() == 1 ? first.items[1].text
                                                  : fmt::format("{} at {} to {} at {} ({} points)", first.items[1].text,
                                                                first.items[0].text, last.items[1].text, last.items[0].text, points.size());
          }
        if (entry.has("source"))
          provenance.source = entry.at("source").text();
        if (entry.has("kind"))
          provenance.evidence = entry.at("kind").choice(evidence_names());
        if (entry.has("note"))
          provenance.note = entry.at("note").text();
      }
    material_.provenance.push_back(provenance);
  }
} // namespace sagitta::input
