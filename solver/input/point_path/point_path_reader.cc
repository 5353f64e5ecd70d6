#include <solver/input/point_path/point_path_reader.h>

#include <solver/base/nearest.h>
#include <solver/input/point_path/point_path_schema.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace sagitta::input
{
  using materials::Control;

  namespace
  {
    double cure_of(const Value &value)
    {
      return value.has("cure") ? value.at("cure").number() : 1;
    }

    void read_dynamic(const Value &value, MaterialTest &test)
    {
      test.dynamic = {value.at("amplitude").number(), cure_of(value), value.at("cycles").count(), value.at("points").count()};
      if (test.dynamic.points_per_cycle < 8)
        value.at("points").fail("a cycle needs at least 8 points");
      for (const Value &frequency : value.at("frequencies").items())
        test.frequencies.push_back(frequency.number());
      if (value.has("temperatures"))
        for (const Value &entry : value.at("temperatures").items())
          test.temperatures.push_back(entry.number());
      else
        {
          const double from = value.at("from").number(), to = value.at("to").number(), step = value.at("step").number();
          const double count = std::floor(std::abs(to - from) / step + 1e-9);
          if (count > 10000)
            value.at("step").fail("the sweep has more than 10000 temperatures");
          for (unsigned i = 0; i <= static_cast<unsigned>(count); ++i)
            test.temperatures.push_back(from + (to < from ? -step : step) * i);
        }
      test.start = test.temperatures.front();
    }

    [[noreturn]] void refuse_without_cure(const std::string &preset)
    {
      throw InputError(preset + ": the card of this material gives no cure kinetics");
    }

    void read_slab(const Value &value, MaterialTest &test)
    {
      const auto number = [&](const char *key) { return value.at(key).number(); };
      test.slab = {number("thickness"), number("start"), number("temperature"),     number("end"),
                   number("rate"),      number("hold"),  value.at("cells").count(), value.at("points").count()};
      test.start = test.slab.start;
    }

    materials::PointPath read_preset(Preset preset, const Value &value, const std::optional<TestedCure> &cure)
    {
      const auto number = [&](const std::string &key) { return value.at(key).number(); };
      const auto constraint = [&] { return value.at("constraint").choice(constraint_names()); };
      switch (preset)
        {
        case Preset::stress_strain:
          return materials::stress_strain_path(
              {number("rate"), number("strain"), number("temperature"), cure_of(value), value.at("points").count()});
        case Preset::relaxation:
          return materials::relaxation_path(
              {number("strain"), number("rise"), number("duration"), number("temperature"), cure_of(value), value.at("points").count()});
        case Preset::tma:
          return materials::expansion_path({number("from"), number("to"), number("rate"), cure_of(value), value.at("points").count()});
        case Preset::thermal_cycle:
          return materials::thermal_cycle_path({number("start"), number("low"), number("high"), number("rate"), number("dwell"),
                                                value.at("cycles").count(), constraint(), cure_of(value), value.at("points").count()});
        case Preset::cure_ramp:
          if (!cure)
            refuse_without_cure("cure_ramp");
          return materials::cure_ramp_path({number("start"), number("temperature"), number("end"), number("rate"), number("hold"),
                                            constraint(), cure->initial, value.at("points").count()},
                                           cure->after);
        case Preset::dma:
        case Preset::cure_slab:
          break;
        }
      throw std::logic_error("a preset without a path");
    }

    /// Puts the strains or stresses that a segment prescribes into `result`. Throws InputError for a component that has both.
    void read_tensor(const Value &segment, const std::string &key, Control control, materials::PathSegment &result,
                     std::array<bool, 6> &is_given)
    {
      if (!segment.has(key))
        return;
      const Value tensor = segment.at(key);
      for (unsigned i = 0; i < 6; ++i)
        if (tensor.has(tensor_components[i]))
          {
            if (is_given[i])
              tensor.at(tensor_components[i]).fail("strain and stress are both prescribed for this component; prescribe only one of them");
            result.control[i] = control;
            result.target[i] = tensor.at(tensor_components[i]).number();
            is_given[i] = true;
          }
    }

    materials::PointPath read_path(const Value &file)
    {
      const Value start = file.at("start");
      materials::PointPath path{start.at("temperature").number(), cure_of(start), {}};
      materials::PathSegment last{0, path.temperature, path.cure, {}, {}, 1};
      for (const Value &value : file.at("segments").items())
        {
          materials::PathSegment segment = last; // what is not named stays unchanged
          segment.duration = value.at("duration").number();
          segment.points = value.at("points").count();
          if (value.has("temperature"))
            segment.temperature = value.at("temperature").number();
          if (value.has("cure"))
            segment.cure = value.at("cure").number();
          std::array<bool, 6> is_given{};
          read_tensor(value, "strain", Control::strain, segment, is_given);
          read_tensor(value, "stress", Control::stress, segment, is_given);
          for (unsigned i = 0; i < 6; ++i)
            if (!is_given[i] && value.has("rest"))
              {
                segment.control[i] = value.at("rest").choice(rest_names()) == Rest::free ? Control::stress : Control::strain;
                segment.target[i] = 0;
              }
            else if (!is_given[i] && path.segments.empty())
              value.fail(fmt::format("the first segment does not prescribe {}; give its strain or stress, or `rest: free` or `rest: "
                                     "constrained` for all that are not named",
                                     tensor_components[i]));
          path.segments.push_back(segment);
          last = segment;
        }
      return path;
    }

    Node empty_map(const std::string &place)
    {
      Node node;
      node.kind = Node::Kind::map;
      node.place = place;
      return node;
    }

    /// A node in one line: "rate: 1e-3/s, temperatures: [25 degC, 50 degC]"; without brackets at the top.
    std::string flow_text(const Node &node, bool is_top = true)
    {
      std::string text;
      for (const Node &item : node.items)
        text += (text.empty() ? "" : ", ") + flow_text(item, false);
      for (const auto &[key, value] : node.entries)
        text += (text.empty() ? "" : ", ") + key + ": " + flow_text(value, false);
      if (node.kind == Node::Kind::list)
        return "[" + text + "]";
      if (node.kind == Node::Kind::map)
        return is_top ? text : "{" + text + "}";
      return node.text;
    }

    /// Applies --set, checks the node against `type` and calls `read` with it, whose std::invalid_argument becomes an InputError.
    template <typename Read>
    void read_checked(Node &node, const TypePointer &type, const std::vector<std::string> &overrides, MaterialTest &test, const Read &read)
    {
      for (const std::string &assignment : overrides)
        apply_override(node, assignment);
      check(node, *type, "");
      test.parameters = flow_text(node);
      try
        {
          read(Value(node, *type, ""));
        }
      catch (const std::invalid_argument &error)
        {
          throw input_error(node.place, "", error.what());
        }
    }
  } // namespace

  bool is_path_file(const std::string &preset_or_file)
  {
    return preset_or_file.find_first_of("./") != std::string::npos;
  }

  MaterialTest parse_preset(const std::string &preset, const std::vector<std::string> &overrides, const std::optional<TestedCure> &cure)
  {
    MaterialTest test;
    test.name = preset;
    std::vector<std::string> known;
    for (const auto &row : preset_names().rows())
      {
        known.push_back(row.name);
        if (row.name == preset)
          test.preset = row.value;
      }
    if (!test.preset)
      throw InputError(fmt::format("there is no test called {}{} Tests: {}. The name of a path file contains a dot or a slash.", preset,
                                   nearest(preset, known).empty() ? "." : did_you_mean(preset, known), enumerate(known, "and")));
    Node node = empty_map("--path " + preset);
    read_checked(node, preset_type(*test.preset), overrides, test, [&](const Value &value) {
      if (test.preset == Preset::dma)
        return read_dynamic(value, test);
      if (test.preset == Preset::cure_slab)
        {
          if (!cure)
            refuse_without_cure("cure_slab");
          return read_slab(value, test);
        }
      test.path = read_preset(*test.preset, value, cure);
      test.start = test.path.temperature;
    });
    return test;
  }

  MaterialTest parse_path(const TextFile &file, const std::vector<std::string> &overrides)
  {
    MaterialTest test;
    test.name = std::filesystem::path(file.source).stem().string();
    Node node = parse_document(file.text, file.source);
    read_checked(node, path_type(), overrides, test, [&](const Value &value) {
      test.path = read_path(value);
      test.start = test.path.temperature;
    });
    return test;
  }

  MaterialTest read_material_test(const std::string &preset_or_file, const std::vector<std::string> &overrides,
                                  const std::optional<TestedCure> &cure, MPI_Comm communicator)
  {
    if (!is_path_file(preset_or_file))
      return parse_preset(preset_or_file, overrides, cure);
    const std::vector<TextFile> files = read_on_root(communicator, [&] { return std::vector<TextFile>{read_text_file(preset_or_file)}; });
    return parse_path(files.front(), overrides);
  }
} // namespace sagitta::input
