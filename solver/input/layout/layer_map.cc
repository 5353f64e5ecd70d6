#include <solver/input/layout/layer_map.h>

#include <solver/base/errors.h>
#include <solver/base/name_table.h>
#include <solver/base/nearest.h>
#include <solver/base/printable.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    /// A number of a layer or a datatype.
    std::optional<int> number(const std::string &word)
    {
      if (word.empty() || word.size() > 5 || !std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
      const int value = std::stoi(word);
      return value <= 32767 ? std::optional<int>(value) : std::nullopt;
    }
  } // namespace

  LayerMap::LayerMap(const std::string &source, const std::string &text)
  {
    std::istringstream lines(text);
    std::string line;
    for (unsigned n = 1; std::getline(lines, line); ++n)
      {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string name, purpose, layer, type, more;
        if (!(words >> name))
          continue;
        words >> purpose >> layer >> type;
        if (!number(layer) || !number(type) || words >> more)
          throw sagitta::input_error({fmt::format("{}:{}", source, n), ""},
                                     fmt::format("\"{}\" is not a layer: write its name, a purpose, the numbers of layer and datatype",
                                                 in_one_line(line.substr(0, 100))));
        rows_.push_back({name, {*number(layer), *number(type)}});
      }
  }

  std::vector<GdsLayer> LayerMap::find(const std::string &name, const std::vector<GdsLayer> &present) const
  {
    std::vector<GdsLayer> wanted;
    const std::size_t slash = name.find('/');
    const auto layer = number(name.substr(0, slash));
    if (slash != std::string::npos && layer && number(name.substr(slash + 1)))
      wanted = {{*layer, *number(name.substr(slash + 1))}};
    else if (slash == std::string::npos && layer)
      std::copy_if(present.begin(), present.end(), std::back_inserter(wanted), [&](const GdsLayer &l) { return l.first == *layer; });
    else
      {
        std::vector<std::string> names;
        for (const auto &[row, of_row] : rows_)
          {
            if (row == name)
              wanted.push_back(of_row);
            names.push_back(row);
          }
        if (wanted.empty())
          throw std::invalid_argument(fmt::format(
              "no layer has the name {}{}", name,
              names.empty() ? ": there is no layer map; write layer/datatype, such as 31/0, or give a map" : did_you_mean(name, names)));
      }
    std::vector<GdsLayer> found;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(found),
                 [&](const GdsLayer &l) { return std::find(present.begin(), present.end(), l) != present.end(); });
    if (!found.empty())
      return found;
    std::vector<std::string> all;
    for (const GdsLayer &l : present)
      if (all.size() < 30)
        all.push_back(shown_layer(l));
    throw std::invalid_argument(
        fmt::format("the layout has nothing on {}; it has shapes on {}", name, all.empty() ? "no layer" : enumerate(all, "and")));
  }

  std::string LayerMap::name_of(const GdsLayer &layer) const
  {
    std::string names;
    for (const auto &[name, of_row] : rows_)
      if (of_row == layer)
        names += (names.empty() ? "" : ", ") + name;
    return names;
  }
} // namespace sagitta::input
