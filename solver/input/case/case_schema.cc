#include <solver/input/case/case_schema.h>

#include <solver/case/names.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/case/conditions_schema.h>
#include <solver/input/case/package/package_schema.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/case/process/process_schema.h>
#include <solver/input/case/sensitivity_reader.h>
#include <solver/input/case/submodel_reader.h>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    TypePointer adaptive()
    {
      return map({{"warpage_tolerance",
                   any_of({quantity(Dimension::fraction, {0, 1, true, true}), quantity(Dimension::length, positive)}),
                   required,
                   "",
                   "largest estimated error of the warpage of the bottom face in every state: a length, or a share of the warpage of the "
                   "state (or of a hundredth of the largest warpage of all states, if that is larger)",
                   {}},
                  {"max_dofs", integer(1, 1e12), optional, "3000000", "largest number of displacement unknowns of a refined plan", {}},
                  {"max_cycles", integer(1, 100), optional, "20", "largest number of plans on which the case is solved", {}}});
    }

    TypePointer mesh()
    {
      const auto window =
          map({{"center", length_pair(), optional, "[0 mm, 0 mm]", "centre of the window", {}},
               {"size", size_pair(), required, "", "extents along x and y", {}},
               {"resolution", quantity(Dimension::length, plausible_size), required, "", "largest plan cell along the edges in it", {}}});
      const auto plan = map(
          {{"resolution",
            quantity(Dimension::length, plausible_size),
            optional,
            "",
            "largest plan cell along the edges of dies, outlines (round ones too) and power blocks",
            {}},
           {"elsewhere",
            quantity(Dimension::length, plausible_size),
            optional,
            "",
            "largest plan cell away from them; four times the resolution when left out",
            {}},
           {"windows", list(window, 1), optional, "", "parts of the plan with smaller cells along the edges in them, such as traces", {}},
           {"lattice", list(integer(1, 100000), 2, 2), optional, "", "cells along x and y of the whole plan", {}}},
          {{{{"resolution"}, {"lattice"}}, false, ""}, {{{"elsewhere"}, {"lattice"}}, true, ""}, {{{"windows"}, {"lattice"}}, true, ""}});
      return map({{"plan",
                   plan,
                   optional,
                   "",
                   "size of the cells in the plan; with `adaptive`, the plan from which refinement starts, which may then be left out: the "
                   "coarsest plan that follows the edges of all parts and of a few power blocks",
                   {}},
                  {"adaptive", adaptive(), optional, "", "refine the plan until the estimated error of the warpage is small enough", {}},
                  {"estimate_error",
                   boolean(),
                   optional,
                   "false",
                   "whether the discretisation error of the warpage is estimated; always with `adaptive`",
                   {}},
                  {"degree",
                   integer(1, 4),
                   optional,
                   "2",
                   "polynomial degree in the plan; with 1, cells that are much wider than the thickness are too stiff in bending, and the "
                   "warpage may have the wrong sign",
                   {}},
                  {"degree_z", integer(1, 4), optional, "2", "polynomial degree through the thickness", {}},
                  {"symmetry",
                   choice(symmetry_names().words()),
                   optional,
                   "auto",
                   "whether only a half or a quarter is meshed where the package is symmetric",
                   {}}});
    }
    TypePointer state()
    {
      return map({{"name", name(), required, "", "name of the state in the results", {}},
                  {"temperature",
                   any_of({choice({{"solved", "from heat conduction"}}), absolute_temperature(), temperature_table_type()}),
                   required,
                   "",
                   "uniform temperature, `solved`, or a prescribed field",
                   {}},
                  {"duration",
                   quantity(Dimension::time, plausible_duration),
                   optional,
                   "",
                   "time in which the temperature changes linearly from that of the state before (the first: of history.start), or in "
                   "which heat conduction is solved; required when a material has a memory",
                   {}},
                  {"surroundings",
                   absolute_temperature(),
                   optional,
                   "",
                   "on a path in time with solved temperatures: temperature `surroundings` of films and faces at the end of the duration; "
                   "it changes linearly from that of the state before (the first: of history.start)",
                   {}}});
    }

    /// States at equal steps of temperature.
    TypePointer state_sweep()
    {
      return map({{"from", absolute_temperature(), required, "", "temperature of the first state", {}},
                  {"to", absolute_temperature(), required, "", "temperature of the last", {}},
                  {"count",
                   integer(2, 10000),
                   required,
                   "",
                   "number of states, in equal steps of temperature. Their names are `at_25_degC`, `at_minus_40_degC`, or `at_25p5_degC` "
                   "where whole degrees do not distinguish them",
                   {}},
                  {"duration",
                   quantity(Dimension::time, plausible_duration),
                   optional,
                   "",
                   "time from one state to the next; required when a material has a memory",
                   {}}});
    }

    Key states()
    {
      return {
          "states",
          any_of({list(state(), 1), state_sweep()}),
          optional,
          "",
          "the states to report, with a history in the order of time; or equal steps of a uniform temperature. Required, unless the case "
          "has a process",
          {}};
    }

    TypePointer history()
    {
      const auto start = map({{"temperature", absolute_temperature(), required, "", "at which parts with memory are free of stress", {}},
                              {"cure",
                               named(quantity(Dimension::fraction, {0, 1, false, false})),
                               optional,
                               "",
                               "degree of cure by the name of the material; required for all with a memory and a section cure",
                               {}}});
      const auto cycle = map({{"from", name(), required, "", "name of the first state of the cycle", {}},
                              {"to", name(), required, "", "name of its last state", {}},
                              {"times",
                               integer(1, 10000),
                               required,
                               "",
                               "total number of cycles; the states of the second cycle are called NAME_2, and so on",
                               {}}});
      return map({{"start", start, required, "", "where the path begins", {}},
                  {"cycle", cycle, optional, "", "states of the list that are repeated, such as a thermal cycle", {}},
                  {"tolerance",
                   number({0, 1, true, true}),
                   optional,
                   "1e-3",
                   "tolerance of a time step: root mean square of the error of the stress in parts with memory, relative to the largest "
                   "stress so far",
                   {}}});
    }

    TypePointer probe()
    {
      return map({{"name", name(), required, "", "name of the probe in the results", {}},
                  {"at",
                   list(quantity(Dimension::length, plausible_place), 3, 3),
                   required,
                   "",
                   "point x, y, z; z = 0 at the bottom of the stack",
                   {}}});
    }

    TypePointer solver()
    {
      return map({{"method", choice(solver_method_names().words()), optional, "automatic", "how the equations are solved", {}},
                  {"tolerance",
                   number({0, 1, true, true}),
                   optional,
                   "1e-8",
                   "largest relative error of the solution in the energy norm, and of |b - A x| / |b| as far as rounding allows",
                   {}},
                  {"max_iterations", integer(1), optional, "200", "largest number of iterations; a solve that needs more fails", {}}});
    }

    TypePointer output()
    {
      return map({{"fields", boolean(), optional, "true", "whether VTU files are written", {}},
                  {"file_groups",
                   integer(1, 100000),
                   optional,
                   "1",
                   "largest number of VTU files per state; with more groups than ranks there is one file per rank",
                   {}},
                  {"report", boolean(), optional, "false", "whether report.html is written, a page to read, print and share", {}},
                  {"measured",
                   text(),
                   optional,
                   "",
                   "CSV file of measured warpage that the report compares with, beside the case: columns temperature, warpage and, if "
                   "known, uncertainty, each with its unit, and a column state where a temperature is passed more than once",
                   {}}});
    }
  } // namespace

  const TypePointer &case_type()
  {
    static const TypePointer type = [] {
      return map(
          {{"sagitta", integer(1, 1), required, "", "version of the format", {}},
           {"title", text(), optional, "", "a line about the case", {}},
           {"physics",
            any_of({choice(physics_names().words()), list(choice(physics_names().words()), 1, 2)}),
            optional,
            "",
            "what is computed: `heat`, `mechanics` or `[heat, mechanics]`; both when left out. Sections of physics that is not computed "
            "have no effect",
            {}},
           {"package", package_type(), required, "", "the package", {}},
           {"materials", named(case_material_type()), optional, "", "materials of this case: new ones, or library cards changed", {}},
           {"thermal", thermal_type(), optional, "", "thermal boundary conditions, for states with `temperature: solved`", {}},
           {"mechanics", mechanics_type(), optional, "", "supports and loads", {}},
           states(),
           {"process",
            process_type(),
            optional,
            "",
            "steps in which parts are added and removed, instead of `states`; the process begins at history.start with all parts that no "
            "step adds",
            {}},
           {"history",
            history(),
            optional,
            "",
            "start and time steps of the path, when a material has a memory (any `law` but `elastic`)",
            {}},
           {"warpage",
            warpage_type(),
            optional,
            "",
            "what is measured as warpage: one map for the bottom and the top face, or a list of faces and gaps",
            {}},
           {"probes", list(probe()), optional, "", "points to report", {}},
           {"sensitivities",
            sensitivity_type(),
            optional,
            "",
            "derivatives of results by all material constants, films, powers and layer thicknesses, for states without a history",
            {}},
           {"submodel",
            submodel_type(),
            optional,
            "",
            "a window of another case that is solved again, with the displacement and the temperature of that case on its cut faces",
            {}},
           {"mesh", mesh(), required, "", "resolution", {}},
           {"solver", solver(), optional, "", "solution of the equations", {}},
           {"output", output(), optional, "", "files of the results", {}}},
          {{{{"states"}, {"process"}}, true, ""}});
    }();
    return type;
  }

  nlohmann::ordered_json case_json_schema(const std::string &title, const std::string &description, const KnownNames &known)
  {
    nlohmann::ordered_json schema = json_schema(*case_type(), title, description, known);
    schema["if"] = {{"required", {"submodel"}}};
    schema["else"] = {{"required", schema["required"]}};
    schema["required"] = {"sagitta"};
    return schema;
  }
} // namespace sagitta::input
