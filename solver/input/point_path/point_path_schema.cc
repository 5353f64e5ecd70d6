#include <solver/input/point_path/point_path_schema.h>

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

namespace sagitta::input
{
  using materials::Constraint;

  const NameTable<Preset> &preset_names()
  {
    static const NameTable<Preset> table = {
        {Preset::stress_strain, "stress_strain", "a bar pulled at a constant rate and temperature"},
        {Preset::relaxation, "relaxation", "a bar stretched at once to a constant strain: modulus against time"},
        {Preset::dma, "dma", "a bar under oscillating strain: storage and loss modulus against temperature or frequency"},
        {Preset::tma, "tma", "free expansion against temperature"},
        {Preset::thermal_cycle, "thermal_cycle", "temperature cycles with dwells, the material constrained"},
        {Preset::cure_ramp, "cure_ramp", "heated, cured and cooled, the material constrained"},
        {Preset::cure_slab, "cure_slab", "a slab whose faces are heated and cooled, warmed by its own reaction"}};
    return table;
  }

  const NameTable<Constraint> &constraint_names()
  {
    static const NameTable<Constraint> table = {{Constraint::none, "free", "no strain is constrained"},
                                                {Constraint::uniaxial, "uniaxial", "a bar between walls: xx is constrained"},
                                                {Constraint::biaxial, "biaxial", "a thin layer on a stiff body: xx and yy are constrained"},
                                                {Constraint::full, "full", "xx, yy and zz are constrained"}};
    return table;
  }

  const NameTable<Rest> &rest_names()
  {
    static const NameTable<Rest> table = {{Rest::free, "free", "the components not named carry no stress"},
                                          {Rest::constrained, "constrained", "the components not named have no strain"},
                                          {Rest::constrained, "held", "as constrained"}};
    return table;
  }

  std::string preset_list()
  {
    std::string result;
    for (const auto &row : preset_names().rows())
      result += fmt::format("  {:<14} {}\n", row.name, row.description);
    return result;
  }

  namespace
  {
    constexpr Range degree_of_cure = {0, 1, false, false};

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
      for (const char *component : tensor_components)
        keys.push_back({component, quantity(dimension), false, "", what, {}});
      return map(keys);
    }

    Key constraint_key()
    {
      return {"constraint", choice(constraint_names().words()), true, "", "which strains are constrained", {}};
    }

    TypePointer stress_strain_type()
    {
      return map({{"rate", quantity(Dimension::rate), true, "", "rate of strain; negative is compression", {}},
                  {"strain", quantity(Dimension::fraction, positive), true, "", "largest strain", {}},
                  {"temperature", absolute_temperature(), true, "", "temperature", {}},
                  cure_key(),
                  points_key("200", "points of the curve")});
    }

    TypePointer relaxation_type()
    {
      const auto time = quantity(Dimension::time, positive);
      return map({{"strain", quantity(Dimension::fraction), true, "", "strain, constant after the rise", {}},
                  {"rise", time, true, "", "time in which the strain reaches this value", {}},
                  {"duration", time, true, "", "time at this strain", {}},
                  {"temperature", absolute_temperature(), true, "", "temperature", {}},
                  cure_key(),
                  points_key("20", "points per decade of time")});
    }

    TypePointer dma_type()
    {
      return map({{"amplitude", quantity(Dimension::fraction, positive), true, "", "amplitude of strain", {}},
                  {"frequencies", list(quantity(Dimension::rate, positive), 1), true, "", "frequencies", {}},
                  {"temperatures", list(absolute_temperature(), 1), false, "", "temperatures", {}},
                  {"from", absolute_temperature(), false, "", "first temperature", {}},
                  {"to", absolute_temperature(), false, "", "last temperature", {}},
                  {"step", quantity(Dimension::temperature_difference, positive), false, "", "between temperatures", {}},
                  {"cycles", integer(1, 10000), false, "4", "cycles of which the last is evaluated", {}},
                  cure_key(),
                  points_key("64", "points per cycle")},
                 {{{{"temperatures"}, {"from", "to", "step"}}, false, ""}});
    }

    TypePointer tma_type()
    {
      const auto ramp = quantity(Dimension::temperature_rate, positive);
      return map({{"from", absolute_temperature(), true, "", "first temperature", {}},
                  {"to", absolute_temperature(), true, "", "last temperature", {}},
                  {"rate", ramp, true, "", "rate of temperature", {}},
                  cure_key(),
                  points_key("200", "points of the curve")});
    }

    TypePointer thermal_cycle_type()
    {
      const auto ramp = quantity(Dimension::temperature_rate, positive);
      return map({{"start", absolute_temperature(), true, "", "temperature without stress", {}},
                  {"low", absolute_temperature(), true, "", "lowest temperature", {}},
                  {"high", absolute_temperature(), true, "", "highest temperature", {}},
                  {"rate", ramp, true, "", "rate of the ramps", {}},
                  {"dwell", quantity(Dimension::time, not_negative), true, "", "time at both ends", {}},
                  {"cycles", integer(1, 10000), true, "", "number of cycles", {}},
                  constraint_key(),
                  cure_key(),
                  points_key("40", "points per ramp and per dwell")});
    }

    TypePointer cure_ramp_type()
    {
      const auto time = quantity(Dimension::time, positive);
      const auto ramp = quantity(Dimension::temperature_rate, positive);
      return map({{"start", absolute_temperature(), true, "", "temperature at the beginning", {}},
                  {"temperature", absolute_temperature(), true, "", "temperature of cure", {}},
                  {"end", absolute_temperature(), true, "", "temperature at the end", {}},
                  {"rate", ramp, true, "", "rate of the ramps", {}},
                  {"hold", time, true, "", "time at the temperature of cure", {}},
                  constraint_key(),
                  points_key("100", "points per ramp and in the hold")});
    }

    TypePointer cure_slab_type()
    {
      const auto time = quantity(Dimension::time, positive);
      const auto ramp = quantity(Dimension::temperature_rate, positive);
      return map({{"thickness", quantity(Dimension::length, positive), true, "", "of the slab, both of whose faces are heated", {}},
                  {"start", absolute_temperature(), true, "", "temperature at the beginning, everywhere", {}},
                  {"temperature", absolute_temperature(), true, "", "of the faces, for cure", {}},
                  {"end", absolute_temperature(), true, "", "of the faces at the end", {}},
                  {"rate", ramp, true, "", "rate of the ramps of the faces", {}},
                  {"hold", time, true, "", "time at the temperature of cure", {}},
                  {"cells", integer(2, 10000), false, "80", "finite volumes through half of the thickness", {}},
                  points_key("100", "points per ramp and in the hold")});
    }

    TypePointer make_preset_type(Preset preset)
    {
      switch (preset)
        {
        case Preset::stress_strain:
          return stress_strain_type();
        case Preset::relaxation:
          return relaxation_type();
        case Preset::dma:
          return dma_type();
        case Preset::tma:
          return tma_type();
        case Preset::thermal_cycle:
          return thermal_cycle_type();
        case Preset::cure_ramp:
          return cure_ramp_type();
        case Preset::cure_slab:
          return cure_slab_type();
        }
      throw std::logic_error("a preset without parameters");
    }
  } // namespace

  const TypePointer &path_type()
  {
    static const TypePointer type = [] {
      const auto start = map({{"temperature", absolute_temperature(), true, "", "temperature without stress and strain", {}}, cure_key()});
      const auto segment =
          map({{"duration", quantity(Dimension::time, positive), true, "", "duration of the segment", {}},
               {"temperature", absolute_temperature(), false, "", "at the end of the segment; unchanged when left out", {}},
               {"cure",
                quantity(Dimension::fraction, degree_of_cure),
                false,
                "",
                "degree of cure at the end of the segment; unchanged when left out",
                {}},
               {"strain",
                tensor(Dimension::fraction, "total strain at the end; shears are engineering shears"),
                false,
                "",
                "prescribed strains",
                {}},
               {"stress", tensor(Dimension::pressure, "stress at the end"), false, "", "prescribed stresses", {}},
               {"rest", choice(rest_names().words()), false, "", "the components that are not named; without it they stay as they are", {}},
               points_key("20", "points that are reported")});
      return map({{"start", start, true, "", "state at the beginning", {}},
                  {"segments", list(segment, 1), true, "", "segments of the path, one after the other", {}}});
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
} // namespace sagitta::input
