#include <solver/input/case/material_check.h>

#include <meshing/package/point_table.h>
#include <solver/base/nearest.h>
#include <solver/case/names.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;

  namespace
  {
    /// A temperature of the case [K], and what has it: "the state hot is at".
    struct RequiredTemperature
    {
      double value = 0;
      std::string who = {};
    };

    /// What a case needs of its materials.
    struct Needs
    {
      RequiredTemperature hottest; ///< of the uniform ones
      std::string solved_state;    ///< a state with a solved temperature; empty: none
      std::string timed_state;     ///< one of them that is reached in time; empty: none
      bool has_displacement = true;
      bool has_weight = false;
    };

    bool has_section(const materials::Material &material, const std::string &section)
    {
      return section == "elasticity"      ? material.elasticity.has_value()
             : section == "expansion"     ? material.expansion.has_value()
             : section == "conductivity"  ? material.conductivity.has_value()
             : section == "density"       ? material.density.has_value()
             : section == "specific_heat" ? material.specific_heat.has_value()
                                          : true;
    }

    /// Names of the phases of a compound that lack a section, so that it cannot be predicted for the compound.
    std::vector<std::string> phases_without(const materials::CompoundRecipe &recipe, const std::string &section)
    {
      std::vector<std::string> names;
      const auto check_phase = [&](const materials::Material &phase) {
        if (!has_section(phase, section))
          names.push_back(phase.name);
      };
      check_phase(recipe.resin);
      for (const materials::CompoundFiller &filler : recipe.fillers)
        check_phase(filler.material);
      return names;
    }

    /// Checks the materials of one part against what the case needs. Throws InputError at the part's place.
    class PartCheck
    {
    public:
      PartCheck(const Body &body, const Source &place, const MaterialTable &materials, const Needs &needs)
          : body_(body), place_(place), table_(materials), needs_(needs)
      {
      }

      void check() const
      {
        for (const unsigned index : table_.constituents(body_.material))
          check_material(index);
      }

    private:
      [[noreturn]] void fail(const std::string &sentence) const { throw input_error(place_, sentence); }

      void check_material(unsigned index) const
      {
        const materials::Material &material = table_.materials()[index];
        if (needs_.has_displacement)
          check_mechanics(index);
        require(needs_.solved_state.empty() || material.conductivity.has_value(), index, "conductivity",
                "the solved temperature of the state " + needs_.solved_state);
        for (const std::string section : {"density", "specific_heat"})
          require(needs_.timed_state.empty() || has_section(material, section), index, section,
                  "the solved temperature in time of the state " + needs_.timed_state);
        require(!needs_.has_weight || material.density.has_value(), index, "density", "mechanics.acceleration");
        if (needs_.has_displacement && table_.compound(index))
          check_rubbery_state(material, *table_.compound(index));
      }

      void check_mechanics(unsigned index) const
      {
        check_law(index);
        const materials::Material &material = table_.materials()[index];
        const std::string missing = materials::find_missing(material, table_.materials().law(index));
        require(missing.empty(), index, missing, "the displacement of every state");
        require(material.expansion.has_value(), index, "expansion", "the displacement of every state");
      }

      /// A material with memory is not homogenised, and has the section that its law needs.
      void check_law(unsigned index) const
      {
        const materials::Material &material = table_.materials()[index];
        const materials::MechanicalLaw law = table_.materials().law(index);
        if (!materials::has_memory(law))
          return;
        const std::string &law_name = mechanical_law_names().name(law), missing = materials::find_missing(material, law);
        if (index != body_.material)
          fail(fmt::format("{} mixes {}, which is {}, into a homogenised material, which is elastic; make it elastic, or a part of its own",
                           body_.name, material.name, law_name));
        if (!missing.empty())
          fail(fmt::format("the material {} of {} has no {}, which its law {} needs; give the material this section, or another law",
                           material.name, body_.name, missing, law_name));
        try
          {
            materials::make_law_for_mesh(material, law);
          }
        catch (const std::invalid_argument &error)
          {
            fail(fmt::format("the material {} of {}, which is {}: {}", material.name, body_.name, law_name, error.what()));
          }
      }

      void require(bool is_there, unsigned index, const std::string &property, const std::string &who) const
      {
        if (is_there)
          return;
        const materials::Material &material = table_.materials()[index];
        const auto &compound = table_.compound(index);
        const std::vector<std::string> phases = compound ? phases_without(*compound, property) : std::vector<std::string>();
        if (!phases.empty())
          fail(fmt::format("the material {0} of {1} has no {2}, which {3} needs, because {4} in it gives none; add it to the phase, for "
                           "instance materials: {{{5}: {{like: {5}, {2}: ...}}}}, or give {0} a value of its own",
                           material.name, body_.name, property, who, enumerate(phases, "and"), phases.front()));
        const std::string remedy =
            table_.names().is_of_case(material.name)
                ? fmt::format("add {} to materials.{}", property, material.name)
                : fmt::format("add it to the case file, for instance materials: {{{0}: {{like: {0}, {1}: ...}}}}", material.name, property);
        fail(fmt::format("the material {} of {} has no {}, which {} needs; {}", material.name, body_.name, property, who, remedy));
      }

      /// The mechanics of a filled compound cannot be predicted above the glass transition of a resin whose rubbery state is not known.
      void check_rubbery_state(const materials::Material &material, const materials::CompoundRecipe &recipe) const
      {
        const materials::Compound compound(recipe);
        if (!compound.has_mechanics() || !compound.mechanics_end() ||
            !(materials::is_predicted(material, "elasticity.") || materials::is_predicted(material, "expansion.")))
          return;
        const RequiredTemperature asked = body_.stress_free_temperature > needs_.hottest.value
                                              ? RequiredTemperature{body_.stress_free_temperature, "its stress-free temperature is"}
                                              : needs_.hottest;
        if (asked.value > *compound.mechanics_end())
          fail(fmt::format("the material {} of {} is predicted from the resin {}, which gives no modulus above its glass transition, "
                           "{:.6g} degC, but {} {:.6g} degC; give the resin young and poisson as tables that reach into the rubbery state, "
                           "or use one that has them, such as moulding_resin",
                           material.name, body_.name, recipe.resin.name, to_celsius(*compound.mechanics_end()), asked.who,
                           to_celsius(asked.value)));
      }

      const Body &body_;
      const Source &place_;
      const MaterialTable &table_;
      const Needs &needs_;
    };
  } // namespace

  void check_materials(const Case &problem, const PackageDescription &description, const MaterialTable &materials)
  {
    Needs needs;
    for (const State &state : problem.programme.states)
      if (state.is_solved())
        {
          needs.solved_state = state.name;
          if (state.duration)
            needs.timed_state = state.name;
          if (state.surroundings && *state.surroundings > needs.hottest.value)
            needs.hottest = {*state.surroundings, "the surroundings of the state " + state.name + " are at"};
        }
      else if (state.table && !state.table->reference() && state.table->largest() > needs.hottest.value)
        needs.hottest = {state.table->largest(), "the state " + state.name + " goes up to"};
      else if (state.temperature && *state.temperature > needs.hottest.value)
        needs.hottest = {*state.temperature, "the state " + state.name + " is at"};
    needs.has_displacement = problem.programme.has_displacement;
    needs.has_weight = std::any_of(problem.conditions.mechanical.acceleration.begin(), problem.conditions.mechanical.acceleration.end(),
                                   [](double a) { return a != 0; });
    for (std::size_t b = 0; b < problem.package.bodies.size(); ++b)
      {
        const Body &body = problem.package.bodies[b];
        if (body.kind != BodyKind::gap)
          PartCheck(body, description.places[b], materials, needs).check();
      }
  }
} // namespace sagitta::input
