#include <solver/input/case/process/process_states.h>

#include <solver/input/case/process/process_schema.h>
#include <solver/input/text/made_nodes.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// A segment in which the temperature is linear in time.
    struct TemperatureSegment
    {
      double temperature, duration;                 ///< [K], [s]
      Source written_temperature, written_duration; ///< what they come from
    };

    double temperature_of(const Node &map)
    {
      return to_si(map.find("temperature")->text, Dimension::temperature);
    }

    /// Where the user wrote an entry of a map at `path`.
    Source source_of(const Node &map, const std::string &path, const std::string &key)
    {
      const Node &entry = *map.find(key);
      return {entry.place, entry_path(path, key, entry)};
    }

    TemperatureSegment segment_of(const Node &map, const std::string &path)
    {
      return {temperature_of(map), to_si(map.find("duration")->text, Dimension::time), source_of(map, path, "temperature"),
              source_of(map, path, "duration")};
    }

    /// The segments of a step at `path`.
    std::vector<TemperatureSegment> segments_of(const Node &step, const std::string &path)
    {
      std::vector<TemperatureSegment> once;
      if (step.find("temperature"))
        once.push_back(segment_of(step, path));
      if (const Node *own = step.find("path"))
        for (std::size_t i = 0; i < own->items.size(); ++i)
          once.push_back(segment_of(own->items[i], item_path(entry_path(path, "path", *own), i, own->items[i])));
      double number = 1;
      if (const Node *repeat = step.find("repeat"))
        std::from_chars(repeat->text.data(), repeat->text.data() + repeat->text.size(), number);
      std::vector<TemperatureSegment> segments;
      for (unsigned i = 0; i < static_cast<unsigned>(number); ++i)
        segments.insert(segments.end(), once.begin(), once.end());
      return segments;
    }

    /// Segments that also end where a temperature is reported.
    std::vector<TemperatureSegment> split_at(const std::vector<double> &reports, const std::vector<TemperatureSegment> &segments,
                                             double from)
    {
      std::vector<TemperatureSegment> pieces;
      for (const TemperatureSegment &segment : segments)
        {
          std::vector<double> shares;
          for (const double report : reports)
            if (const double share = (report - from) / (segment.temperature - from); share > 1e-9 && share < 1 - 1e-9)
              shares.push_back(share);
          std::sort(shares.begin(), shares.end());
          shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
          shares.push_back(1);
          double done = 0;
          for (const double share : shares)
            {
              pieces.push_back(segment);
              pieces.back().temperature = share == 1 ? segment.temperature : from + share * (segment.temperature - from);
              pieces.back().duration = (share - done) * segment.duration;
              done = share;
            }
          from = segment.temperature;
        }
      return pieces;
    }

    void check_kind(const Node &step, const std::string &path)
    {
      const std::string &kind = step.find("step")->text;
      const auto ask_for = [&](const std::vector<std::string> &keys, const std::string &sentence) {
        if (std::none_of(keys.begin(), keys.end(), [&](const std::string &key) { return step.find(key) != nullptr; }))
          throw input_error(step.place, path, fmt::format("the step {} {}", kind, sentence));
      };
      switch (step_kind_names().value(kind))
        {
        case StepKind::attach:
        case StepKind::mould:
        case StepKind::deposit:
        case StepKind::ball_mount:
          return ask_for({"joins"}, "adds parts; name them: joins: [PART]");
        case StepKind::debond:
        case StepKind::grind:
        case StepKind::dice:
          return ask_for({"leaves"}, "removes parts; name them: leaves: [PART]");
        default:
          ask_for({"temperature", "path"}, "is a path in temperature and time; give temperature and duration, or path");
        }
    }

    class Expansion
    {
    public:
      /// `is_solved`: the temperatures are those of the surroundings.
      Expansion(double start, bool is_solved, const Source &steps)
          : temperature_(start), is_solved_(is_solved), states_(list_node({}, steps))
      {
        times_.start_temperature = start;
      }

      void add(const Node &step, const std::string &path)
      {
        check_kind(step, path);
        const std::string key = step.find("name") ? "name" : "step", name = step.find(key)->text;
        if (!names_.insert(name).second)
          throw input_error(step.place, path, fmt::format("two steps are called {}; give one of them another name", name));
        times_.first_state.push_back(static_cast<unsigned>(states_.items.size()));
        if (const Node *joins = step.find("joins"))
          for (const Node &part : joins->items)
            if (!times_.join_temperature.emplace(part.text, temperature_).second)
              throw input_error(part.place, part.written_path.empty() ? entry_path(path, "joins", *joins) : part.written_path,
                                fmt::format("{} joins twice", part.text));
        std::vector<double> reports;
        if (const Node *list = step.find("reports"))
          for (const Node &report : list->items)
            reports.push_back(to_si(report.text, Dimension::temperature));
        std::vector<TemperatureSegment> segments = split_at(reports, segments_of(step, path), temperature_);
        const Source written{step.place, path};
        if (segments.empty())
          segments.push_back({temperature_, 0, written, written});
        for (std::size_t i = 0; i < segments.size(); ++i)
          {
            const std::string state = segments.size() == 1 ? name : fmt::format("{}_{}", name, i + 1);
            add_state(text_node(state, source_of(step, path, key)), segments[i], written);
          }
      }

      Node take_states() { return std::move(states_); }
      ProcessTimes take_times() { return std::move(times_); }

    private:
      void add_state(Node name, const TemperatureSegment &segment, const Source &step)
      {
        const Node temperature = text_node(fmt::format("{:.17g} K", segment.temperature), segment.written_temperature);
        Node state = map_node({{"name", std::move(name)}, {"temperature", temperature}}, step);
        if (is_solved_)
          {
            state.set("temperature", text_node("solved", segment.written_temperature));
            state.set("surroundings", temperature);
          }
        state.set("duration", text_node(fmt::format("{:.17g} s", segment.duration), segment.written_duration));
        states_.items.push_back(std::move(state));
        temperature_ = segment.temperature;
      }

      double temperature_;
      bool is_solved_;
      Node states_;
      std::set<std::string> names_;
      ProcessTimes times_;
    };
  } // namespace

  ProcessTimes expand_process(Node &root)
  {
    const Node *history = root.find("history");
    if (history == nullptr)
      throw input_error(root.find("process")->place, "process",
                        "a process begins at a temperature; give it: history: {start: {temperature: 25 degC}}");
    const Node &process = *root.find("process");
    const Node *temperature = process.find("temperature");
    const Source written = source_of(process, "process", "steps");
    Expansion expansion(temperature_of(*history->find("start")), temperature != nullptr && temperature->text == "solved", written);
    const std::vector<Node> &steps = process.find("steps")->items;
    for (std::size_t i = 0; i < steps.size(); ++i)
      expansion.add(steps[i], item_path(written.path, i, steps[i]));
    root.set("states", expansion.take_states());
    return expansion.take_times();
  }
} // namespace sagitta::input
