#include <solver/input/case/process/state_sweep.h>

#include <solver/input/case/process/state_cycle.h>
#include <solver/input/text/made_nodes.h>
#include <solver/input/text/units.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    /// "at_25_degC", "at_46p4_degC", "at_minus_40_degC".
    std::string name_of(double celsius, int decimals)
    {
      std::string number = fmt::format("{:.{}f}", std::abs(celsius), decimals);
      const bool is_negative = celsius < 0 && number.find_first_of("123456789") != std::string::npos;
      if (const std::size_t point = number.find('.'); point != std::string::npos)
        number[point] = 'p';
      return fmt::format("at_{}{}_degC", is_negative ? "minus_" : "", number);
    }

    std::vector<std::string> names_of(const std::vector<double> &kelvins)
    {
      constexpr int most_decimals = 9;
      std::vector<std::string> names;
      for (int decimals = 0; decimals <= most_decimals; ++decimals)
        {
          names.clear();
          for (const double kelvin : kelvins)
            names.push_back(name_of(to_celsius(kelvin), decimals));
          if (std::set<std::string>(names.begin(), names.end()).size() == names.size())
            break;
        }
      return names;
    }

    /// Errors name the end of the sweep of which a state has its temperature.
    Node list_states(const Node &sweep, const std::vector<std::string> &names, const std::vector<double> &temperatures)
    {
      const Source whole{sweep.place, "states"}, from{sweep.find("from")->place, "states.from"}, to{sweep.find("to")->place, "states.to"};
      Node list = list_node({}, whole);
      for (std::size_t i = 0; i < names.size(); ++i)
        {
          const Source &end = i == 0 ? from : i + 1 == names.size() ? to : whole;
          Node state = map_node(
              {{"name", text_node(names[i], whole)}, {"temperature", text_node(fmt::format("{:.17g} K", temperatures[i]), end)}}, whole);
          if (const Node *duration = sweep.find("duration"))
            state.set("duration", written_at(*duration, "states.duration"));
          list.items.push_back(std::move(state));
        }
      return list;
    }

    /// Writes out `states: {from, to, count}`; leaves a list as it is.
    void expand_sweep(Node &root)
    {
      Node *sweep = root.find("states");
      if (sweep == nullptr || sweep->kind != Node::Kind::map)
        return;
      const double from = to_si(sweep->find("from")->text, Dimension::temperature),
                   to = to_si(sweep->find("to")->text, Dimension::temperature);
      const std::string &written = sweep->find("count")->text;
      double number = 0; // "1e2" is a whole number too
      std::from_chars(written.data(), written.data() + written.size(), number);
      const auto count = static_cast<unsigned>(number);
      if (from == to)
        throw input_error(
            sweep->find("to")->place, "states.to",
            fmt::format("the states go from {} to {}, which are the same temperature", sweep->find("from")->text, sweep->find("to")->text));
      std::vector<double> temperatures(count);
      for (unsigned i = 0; i < count; ++i)
        temperatures[i] = i + 1 == count ? to : from + (to - from) * i / (count - 1);
      root.set("states", list_states(*sweep, names_of(temperatures), temperatures));
    }
  } // namespace

  void expand_states(Node &root)
  {
    expand_sweep(root);
    expand_cycle(root);
  }
} // namespace sagitta::input
