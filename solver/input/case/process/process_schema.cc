#include <solver/input/case/process/process_schema.h>

#include <solver/case/process.h>
#include <solver/input/case/process/process_presets.h>

namespace sagitta::input
{
  namespace
  {
    constexpr bool must = true, may = false;

    TypePointer duration()
    {
      return quantity(Dimension::time, plausible_duration);
    }

    TypePointer way()
    {
      return map({{"temperature", absolute_temperature(), must, "", "of the whole package at the end", {}},
                  {"duration", duration(), must, "", "time in which the temperature changes linearly to this value", {}}});
    }

    TypePointer supports()
    {
      const auto point = list(quantity(Dimension::length, plausible_place), 2, 2);
      return any_of({choice({{"free", "the package has no supports"},
                             {"carrier", "the bottom of the package is constrained along z, as on a chuck or a rigid carrier"}}),
                     map({{"three_pins", list(point, 3, 3), must, "", "points x, y of the bottom that are constrained along z", {}}})});
    }

    TypePointer step()
    {
      return map({{"step", choice(step_kind_names().words()), must, "", "what happens", {}},
                  {"name", name(), may, "", "name of the step and of its states in the results; that of `step` when left out", {}},
                  {"leaves", list(reference("part"), 1), may, "", "parts that are removed at the start of the step", {}},
                  {"joins", list(reference("part"), 1), may, "", "parts that are added at the start of the step, free of stress", {}},
                  {"placement",
                   choice(placement_names().words()),
                   may,
                   "",
                   "where a part that joins is placed; fill_between for `mould`, else continue_columns",
                   {}},
                  {"supports",
                   supports(),
                   may,
                   "",
                   "supports of the package from this step on; before the first one, `supports` of `mechanics`",
                   {}},
                  {"pressure", quantity(Dimension::pressure, plausible_load), may, "", "on the top during the step", {}},
                  {"acceleration",
                   list(quantity(Dimension::acceleration, plausible_acceleration), 3, 3),
                   may,
                   "",
                   "acceleration of gravity during the step; that of `mechanics` when left out",
                   {}},
                  {"temperature", absolute_temperature(), may, "", "of the whole package at the end of the step", {}},
                  {"duration", duration(), may, "", "time in which the temperature changes linearly to this value", {}},
                  {"path", list(way(), 1), may, "", "several temperatures, one after the other", {}},
                  {"repeat", integer(1, 1000), may, "1", "how often the path is followed", {}},
                  {"reports",
                   list(absolute_temperature(), 1),
                   may,
                   "",
                   "temperatures of the path at which states are reported too, each time that they are passed",
                   {}}},
                 {{{{"temperature", "duration"}, {"path"}}, true, ""}});
    }
  } // namespace

  const NameTable<StepKind> &step_kind_names()
  {
    static const NameTable<StepKind> table = {{StepKind::attach, "attach", "parts join: a die on its tape, a film on a carrier"},
                                              {StepKind::mould, "mould", "a moulding compound joins"},
                                              {StepKind::deposit, "deposit", "a layer joins: redistribution, passivation, metal"},
                                              {StepKind::ball_mount, "ball_mount", "solder balls join"},
                                              {StepKind::debond, "debond", "a carrier or a tape leaves"},
                                              {StepKind::grind, "grind", "a layer is ground away"},
                                              {StepKind::dice, "dice", "the material in the saw streets leaves"},
                                              {StepKind::heat, "heat", "the temperature rises"},
                                              {StepKind::cool, "cool", "the temperature falls"},
                                              {StepKind::cure, "cure", "a material cures at a temperature"},
                                              {StepKind::hold, "hold", "time passes"},
                                              {StepKind::reflow, "reflow", "up to the temperature of solder and back"},
                                              {StepKind::cycle, "cycle", "temperature cycles"}};
    return table;
  }

  TypePointer process_type()
  {
    const TypePointer one = step();
    std::vector<Key> keys = {
        {"steps", list(one, 1), may, "", "the steps, in the order of time", {}},
        {"temperature",
         choice({{"uniform", "the package has the temperature of the step"},
                 {"solved", "the temperatures of the steps are those of the surroundings: heat conduction is solved in time, "
                            "with `thermal`, and temperature and cure differ from point to point"}}),
         may,
         "uniform",
         "how the temperature of the package follows from that of the steps",
         {}}};
    for (const Key &key : preset_keys(one))
      keys.push_back(key);
    return map(keys, {{{{"steps"}, {"preset"}}, false, ""}, {{{"steps"}, {"parts"}}, true, ""}, {{{"steps"}, {"change"}}, true, ""}});
  }
} // namespace sagitta::input
