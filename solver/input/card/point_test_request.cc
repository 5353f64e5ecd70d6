#include <solver/input/card/point_test_request.h>

#include <solver/base/name_table.h>
#include <solver/base/nearest.h>
#include <solver/input/text/files.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    using materials::Constraint;
    using materials::Control;

    const NameTable<Preset> &preset_names()
    {
      static const NameTable<Preset> table = {
          {Preset::stress_strain, "stress_strain", "a bar pulled at a constant rate and temperature"},
          {Preset::relaxation, "relaxation", "a bar stretched at once and held: modulus against time"},
          {Preset::dma, "dma", "a bar shaken: storage and loss modulus against temperature or frequency"},
          {Preset::tma, "tma", "free expansion against temperature"},
          {Preset::thermal_cycle, "thermal_cycle", "temperature to and fro with dwells, the material held"},
          {Preset::cure_ramp, "cure_ramp", "heated, cured and cooled, the material held"},
          {Preset::cure_slab, "cure_slab", "a slab whose faces are heated and cooled, warmed by its own reaction"}};
      return table;
    }

    const NameTable<Constraint> &constraint_names()
    {
      static const NameTable<Constraint> table = {{Constraint::none, "free", "nothing is held"},
                                                  {Constraint::uniaxial, "uniaxial", "a bar between walls: xx is held"},
                                                  {Constraint::biaxial, "biaxial", "a thin layer on a stiff body: xx and yy are held"},
                                                  {Constraint::full, "full", "xx, yy and zz are held"}};
      return table;
    }

    enum class Rest
    {
      free,
      held
    };

    const NameTable<Rest> &rest_names()
    {
      static const NameTable<Rest> table = {{Rest::free, "free", "the components not named carry no stress"},
                                            {Rest::held, "held", "the components not named do not strain"}};
      return table;
    }

    constexpr std::array<const char *, 6> components = {"xx", "yy", "zz", "yz", "xz", "xy"};
    constexpr Range degree_of_cure = {0, 1, false, false};

    TypePointer temperature()
    {
      return quantity(Dimension::temperature, positive);
    }

    Key cure_key()
    {
      return {"cure", quantity(Dimension::fraction, degree_of_cure), false, "", "degree of cure; fully cured when left out", {}};
    }

    Key points_key(const std::string &count, const std::string &description)
    {
      return {"points", integer(1, 100000), false, count, description, {}};
    }

    TypePointer tensor(Dimension dimension, const std::string &what)
    {
      std::vector<Key> keys;
      for (const char *component : components)
        keys.push_back({component, quantity(dimension), false, "", what, {}});
      return map(keys);
    }

    Key constraint_key()
    {
      return {"constraint", choice(constraint_names().words()), true, "", "what is held", {}};
    }

    TypePointer make_preset_type(Preset preset)
    {
      const auto time = quantity(Dimension::time, positive);
      const auto ramp = quantity(Dimension::temperature_rate, positive);
      switch (preset)
        {
        case Preset::stress_strain:
          return map({{"rate", quantity(Dimension::rate), true, "", "rate of strain; negative pushes", {}},
                      {"strain", quantity(Dimension::fraction, positive), true, "", "how far", {}},
                      {"temperature", temperature(), true, "", "temperature", {}},
                      cure_key(),
                      points_key("200", "points of the curve")});
        case Preset::relaxation:
          return map({{"strain", quantity(Dimension::fraction), true, "", "strain that is held", {}},
                      {"rise", time, true, "", "time to reach it", {}},
                      {"duration", time, true, "", "time it is held", {}},
                      {"temperature", temperature(), true, "", "temperature", {}},
                      cure_key(),
                      points_key("20", "points per decade of time")});
        case Preset::dma:
          return map({{"amplitude", quantity(Dimension::fraction, positive), true, "", "amplitude of strain", {}},
                      {"frequencies", list(quantity(Dimension::rate, positive), 1), true, "", "frequencies", {}},
                      {"temperatures", list(temperature(), 1), false, "", "temperatures", {}},
                      {"from", temperature(), false, "", "first temperature", {}},
                      {"to", temperature(), false, "", "last temperature", {}},
                      {"step", quantity(Dimension::temperature_difference, positive), false, "", "between temperatures", {}},
                      {"cycles", integer(1, 10000), false, "4", "cycles of which the last is evaluated", {}},
                      cure_key(),
                      points_key("64", "points per cycle")},
                     {{{{"temperatures"}, {"from", "to", "step"}}, false, ""}});
        case Preset::tma:
          return map({{"from", temperature(), true, "", "first temperature", {}},
                      {"to", temperature(), true, "", "last temperature", {}},
                      {"rate", ramp, true, "", "rate of temperature", {}},
                      cure_key(),
                      points_key("200", "points of the curve")});
        case Preset::thermal_cycle:
          return map({{"start", temperature(), true, "", "temperature without stress", {}},
                      {"low", temperature(), true, "", "lowest temperature", {}},
                      {"high", temperature(), true, "", "highest temperature", {}},
                      {"rate", ramp, true, "", "rate of the ramps", {}},
                      {"dwell", quantity(Dimension::time, not_negative), true, "", "time at both ends", {}},
                      {"cycles", integer(1, 10000), true, "", "number of cycles", {}},
                      constraint_key(),
                      cure_key(),
                      points_key("40", "points per ramp and per dwell")});
        case Preset::cure_ramp:
          return map({{"start", temperature(), true, "", "temperature at the beginning", {}},
                      {"temperature", temperature(), true, "", "temperature of cure", {}},
                      {"end", temperature(), true, "", "temperature at the end", {}},
                      {"rate", ramp, true, "", "rate of the ramps", {}},
                      {"hold", time, true, "", "time at the temperature of cure", {}},
                      constraint_key(),
                      points_key("100", "points per ramp and in the hold")});
        case Preset::cure_slab:
          return map({{"thickness", quantity(Dimension::length, positive), true, "", "of the slab, both of whose faces are heated", {}},
                      {"start", temperature(), true, "", "temperature at the beginning, everywhere", {}},
                      {"temperature", temperature(), true, "", "of the faces, for cure", {}},
                      {"end", temperature(), true, "", "of the faces at the end", {}},
                      {"rate", ramp, true, "", "rate of the ramps of the faces", {}},
                      {"hold", time, true, "", "time at the temperature of cure", {}},
                      {"cells", integer(2, 10000), false, "80", "finite volumes through half of the thickness", {}},
                      points_key("100", "points per ramp and in the hold")});
        }
      throw std::logic_error("a preset without parameters");
    }

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

    /// What a segment says of strain or stress goes into it; a component must not be given twice.
    void read_tensor(const Value &segment, const std::string &key, Control control, materials::PathSegment &result,
                     std::array<bool, 6> &is_given)
    {
      if (!segment.has(key))
        return;
      const Value tensor = segment.at(key);
      for (unsigned i = 0; i < 6; ++i)
        if (tensor.has(components[i]))
          {
            if (is_given[i])
              tensor.at(components[i]).fail("strain and stress are both given for this component; the law answers with the other one");
            result.control[i] = control;
            result.target[i] = tensor.at(components[i]).number();
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
          materials::PathSegment segment = last; // what is not named stays
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
              value.fail(fmt::format("the first segment says nothing of {}; give its strain or stress, or `rest: free` or `rest: held` for "
                                     "all that are not named",
                                     components[i]));
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

    /// Reads what passed the check of `type`; `read` writes the test.
    template <typename Read>
    void read_checked(Node &node, const TypePointer &type, const std::vector<std::string> &overrides, MaterialTest &test, const Read &read)
    {
      for (const std::string &assignment : overrides)
        apply_override(node, assignment);
      check(node, *type, "");
      test.given = flow_text(node);
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

  std::string preset_list()
  {
    std::string result;
    for (const auto &row : preset_names().rows())
      result += fmt::format("  {:<14} {}\n", row.name, row.description);
    return result;
  }

  const TypePointer &path_type()
  {
    static const TypePointer type = [] {
      const auto start = map({{"temperature", temperature(), true, "", "temperature without stress and strain", {}}, cure_key()});
      const auto segment =
          map({{"duration", quantity(Dimension::time, positive), true, "", "how long it takes", {}},
               {"temperature", temperature(), false, "", "at its end; unchanged when left out", {}},
               {"cure", quantity(Dimension::fraction, degree_of_cure), false, "", "degree of cure at its end; unchanged when left out", {}},
               {"strain",
                tensor(Dimension::fraction, "total strain at the end; shears are engineering shears"),
                false,
                "",
                "given strains",
                {}},
               {"stress", tensor(Dimension::pressure, "stress at the end"), false, "", "given stresses", {}},
               {"rest", choice(rest_names().words()), false, "", "the components that are not named; without it they stay as they are", {}},
               points_key("20", "points that are reported")});
      return map({{"start", start, true, "", "the beginning", {}}, {"segments", list(segment, 1), true, "", "what follows", {}}});
    }();
    return type;
  }

  const TypePointer &preset_type(Preset preset)
  {
    static const std::vector<TypePointer> types = [] {
      std::vector<TypePointer> result;
      for (const auto &row : preset_names().rows())
        result.push_back(make_preset_type(row.value));
      return result;
    }();
    return types.at(static_cast<std::size_t>(preset));
  }

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
      throw InputError(fmt::format("there is no test called {}{} Tests: {}. A path file has a point or a slash in its name.", preset,
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
