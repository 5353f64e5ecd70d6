#include <solver/input/case/history_reader.h>

#include <solver/case/names.h>

#include <solver/base/nearest.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    using materials::MechanicalLaw;

    class HistoryReader
    {
    public:
      HistoryReader(const Value &root, const PackageDescription &description, Case &result)
          : root_(root), description_(description), result_(result)
      {
        for (unsigned b = 0; b < result.package.bodies.size(); ++b)
          if (const meshing::Body &body = result.package.bodies[b];
              body.kind != meshing::BodyKind::gap && materials::has_memory(result.materials.law(body.material)))
            with_memory_.push_back(b);
      }

      void read()
      {
        const bool is_process = root_.has("process");
        is_heated_ = root_.has("history") && result_.programme.needs_heat();
        if (with_memory_.empty() && !is_process && !is_heated_)
          return refuse_path();
        if (!root_.has("history"))
          fail(with_memory_.front(), fmt::format("{}, so that states are a path in time; give its start: history: {{start: {{temperature: "
                                                 "150 degC}}}}",
                                                 who(with_memory_.front())));
        const Value history = root_.at("history");
        PathRequest request;
        request.tolerance = history.at("tolerance").number();
        request.start_temperature = history.at("start").at("temperature").number();
        request.initial_cure.assign(result_.materials.size(), 1.);
        std::set<unsigned> given;
        if (history.at("start").has("cure"))
          given = read_cure(history.at("start").at("cure"), request);
        check_cure(history.at("start"), given);
        if (!is_process) // whose parts are free of stress when they join, and whose states are paths
          {
            check_stress_free(request.start_temperature);
            if (is_heated_)
              check_heated_states();
            else
              check_states();
          }
        else if (is_heated_)
          check_surroundings_of_steps();
        result_.programme.path = request;
      }

    private:
      const meshing::Body &body(unsigned b) const { return result_.package.bodies[b]; }

      /// "the material mould of die_zone is viscoelastic and has a memory"
      std::string who(unsigned b) const
      {
        return fmt::format("the material {} of {} is {} and has a memory", result_.materials[body(b).material].name, body(b).name,
                           mechanical_law_names().name(result_.materials.law(body(b).material)));
      }

      [[noreturn]] void fail(unsigned b, const std::string &sentence) const
      {
        throw input_error(description_.places[b].place, description_.places[b].path, sentence);
      }

      /// Throws InputError for a history, or for durations, of a case whose parts have no memory.
      void refuse_path() const
      {
        constexpr auto remedy = "give a material a law with a memory, such as law: viscoelastic or law: plastic, or leave this out";
        if (root_.has("history"))
          root_.at("history").fail(fmt::format("every part is elastic and has no memory, so that there is no path in time; {}", remedy));
        for (const Value &state : root_.at("states").items())
          if (state.has("surroundings"))
            state.at("surroundings")
                .fail(fmt::format("the state {} has surroundings, which belong to a path in time with solved temperatures; begin it with "
                                  "history: {{start: {{temperature: 25 degC}}}}, or leave this out",
                                  state.at("name").text()));
          else if (state.has("duration"))
            state.at("duration")
                .fail(fmt::format("the state {} has a duration, but every part is elastic and has no memory; {}", state.at("name").text(),
                                  remedy));
      }

      void check_states() const
      {
        for (const Value &state : root_.at("states").items())
          {
            if (const Value temperature = state.at("temperature"); !temperature.is_quantity())
              temperature.fail(fmt::format("the state {} has a prescribed temperature field, but {}; on a path in time the temperature is "
                                           "uniform or solved. Give the state a temperature, or run an elastic case for it",
                                           state.at("name").text(), who(with_memory_.front())));
            if (!state.has("duration"))
              state.fail(fmt::format(
                  "the state {} has no duration, but {}; give the time in which its temperature is reached, for instance duration: "
                  "30 min",
                  state.at("name").text(), who(with_memory_.front())));
          }
      }

      /// Does a film or a fixed temperature follow the surroundings?
      bool uses_surroundings() const
      {
        const auto &[films, fixed, source] = result_.conditions.thermal;
        const auto follows = [](const auto &condition) { return condition.is_surroundings; };
        return std::any_of(films.begin(), films.end(), follows) || std::any_of(fixed.begin(), fixed.end(), follows);
      }

      void check_surroundings_of_steps() const
      {
        if (!uses_surroundings())
          root_.at("process")
              .at("temperature")
              .fail(
                  "the temperatures of the steps are those of the surroundings, but no film or fixed temperature uses them; write ambient: "
                  "surroundings in a film of thermal, or temperature: surroundings on a face");
      }

      /// All states are solved in time, and their surroundings act on something.
      void check_heated_states()
      {
        const bool has_surroundings = uses_surroundings();
        double surroundings = root_.at("history").at("start").at("temperature").number();
        std::size_t index = 0;
        for (const Value &state : root_.at("states").items())
          {
            const std::string &name = state.at("name").text();
            if (!state.at("temperature").is_choice())
              state.at("temperature")
                  .fail(fmt::format("the state {} has a prescribed temperature, but another state has a solved one; on a path in time all "
                                    "states are solved, or none. Write temperature: solved here",
                                    name));
            if (!state.has("duration"))
              state.fail(fmt::format("the state {} has no duration; give the time in which heat conduction is solved, for instance "
                                     "duration: 30 min",
                                     name));
            if (has_surroundings && !state.has("surroundings"))
              state.fail(fmt::format("the state {} has no temperature of the surroundings, to which thermal refers; add surroundings: 175 "
                                     "degC, or another temperature",
                                     name));
            if (!has_surroundings && state.has("surroundings"))
              state.at("surroundings")
                  .fail(fmt::format("the surroundings of the state {} have a temperature, but no film or fixed temperature uses it; write "
                                    "ambient: surroundings in a film of thermal, or leave this out",
                                    name));
            State &own = result_.programme.states[index++];
            surroundings = own.surroundings.value_or(surroundings);
            own.surroundings = surroundings;
          }
      }

      void check_stress_free(double start) const
      {
        // The same text gives the same number; another unit may round otherwise.
        for (const unsigned b : with_memory_)
          if (body(b).stress_free_field)
            fail(b, fmt::format("{} has a stress-free temperature that differs from point to point, but {}, and is free of stress at the "
                                "start of the path; give it one temperature",
                                body(b).name, who(b)));
          else if (std::abs(body(b).stress_free_temperature - start) > 1e-6)
            fail(b,
                 fmt::format(
                     "{} is free of stress at {:.6g} degC, but {}, and the path starts at {:.6g} degC (history.start.temperature), where "
                     "such parts are free of stress; give both the same temperature",
                     body(b).name, to_celsius(body(b).stress_free_temperature), who(b), to_celsius(start)));
      }

      /// Returns the materials that were named.
      std::set<unsigned> read_cure(const Value &cure, PathRequest &request) const
      {
        std::set<unsigned> given;
        for (const auto &[name, degree] : cure.entries())
          {
            std::vector<std::string> known;
            bool is_found = false;
            for (const unsigned b : with_memory_)
              {
                const unsigned m = body(b).material;
                known.push_back(result_.materials[m].name);
                if (result_.materials[m].name != name)
                  continue;
                is_found = true;
                request.initial_cure[m] = degree.number();
                given.insert(m);
                check_kinetics(result_.materials[m], degree);
              }
            if (!is_found)
              degree.fail(fmt::format("no part with a memory is made of {}{} Cure belongs to chile and viscoelastic materials, here {}.",
                                      name, nearest(name, known).empty() ? "." : did_you_mean(name, known),
                                      enumerate(distinct(known), "and")));
          }
        return given;
      }

      /// Throws InputError for a material that cures and whose degree of cure at the start is not given.
      void check_cure(const Value &start, const std::set<unsigned> &given) const
      {
        for (const unsigned b : with_memory_)
          if (const materials::Material &material = result_.materials[body(b).material]; material.cure && !given.count(body(b).material))
            start.fail(fmt::format("{}, and cures, but its degree of cure at the start is missing; add cure: {{{}: 100 %}}, or its actual "
                                   "degree of cure ({:g} % when it is applied, by its section cure)",
                                   who(b), material.name, 100 * material.cure->initial));
      }

      static std::vector<std::string> distinct(std::vector<std::string> names)
      {
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names;
      }

      static void check_kinetics(const materials::Material &material, const Value &degree)
      {
        if (!material.cure)
          degree.fail(
              fmt::format("the material {0} has no section cure, which a degree of cure needs; add it to the case file, for instance "
                          "materials: {{{0}: {{like: {0}, cure: ...}}}}",
                          material.name));
        try
          {
            materials::advance_cure(material.cure->kinetics, degree.number(), {0, {300, 300}});
          }
        catch (const std::invalid_argument &error)
          {
            degree.fail(fmt::format("{}: {}", material.name, error.what()));
          }
      }

      const Value &root_;
      const PackageDescription &description_;
      Case &result_;
      std::vector<unsigned> with_memory_; ///< bodies
      bool is_heated_ = false;            ///< transient conduction gives the temperature
    };
  } // namespace

  void read_history(const Value &root, const PackageDescription &description, Case &result)
  {
    HistoryReader(root, description, result).read();
  }
} // namespace sagitta::input
