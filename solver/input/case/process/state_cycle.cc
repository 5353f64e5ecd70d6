#include <solver/input/case/process/state_cycle.h>

#include <solver/base/nearest.h>
#include <solver/input/text/made_nodes.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    std::string name_of(const Node &state)
    {
      const Node *name = state.find("name");
      return name ? name->text : "";
    }

    /// The index of the state that an entry of the cycle names.
    std::size_t find_state(const std::vector<Node> &states, const Node &cycle, const std::string &key)
    {
      const Node &wanted = *cycle.find(key);
      const auto found = std::find_if(states.begin(), states.end(), [&](const Node &state) { return name_of(state) == wanted.text; });
      if (found != states.end())
        return static_cast<std::size_t>(found - states.begin());
      std::vector<std::string> names;
      for (const Node &state : states)
        names.push_back(name_of(state));
      throw input_error(
          wanted.place, "history.cycle." + key,
          fmt::format("there is no state {}{}", wanted.text,
                      nearest(wanted.text, names).empty() ? "; name one of the list `states`" : did_you_mean(wanted.text, names)));
    }
  } // namespace

  void expand_cycle(Node &root)
  {
    const Node *history = root.find("history"), *cycle = history ? history->find("cycle") : nullptr;
    Node *list = root.find("states");
    if (!cycle || !list || list->kind != Node::Kind::list)
      return;
    std::vector<Node> &states = list->items;
    const std::size_t first = find_state(states, *cycle, "from"), last = find_state(states, *cycle, "to");
    if (last < first)
      throw input_error(
          cycle->find("to")->place, "history.cycle.to",
          fmt::format("the state {} comes before {}, with which the cycle begins", name_of(states[last]), name_of(states[first])));
    const std::string &written = cycle->find("times")->text;
    double times = 0; // "1e2" is a whole number too
    std::from_chars(written.data(), written.data() + written.size(), times);
    // Those behind the cycle move, and their copies have no place of their own.
    for (std::size_t state = 0; state < states.size(); ++state)
      states[state].written_path = item_path("states", state, states[state]);
    std::vector<Node> repeated;
    for (unsigned i = 2; i <= static_cast<unsigned>(times); ++i)
      for (std::size_t state = first; state <= last; ++state)
        {
          repeated.push_back(states[state]);
          repeated.back().set("name", text_node(fmt::format("{}_{}", name_of(states[state]), i), {cycle->place, "history.cycle"}));
        }
    states.insert(states.begin() + static_cast<std::ptrdiff_t>(last) + 1, repeated.begin(), repeated.end());
  }
} // namespace sagitta::input
