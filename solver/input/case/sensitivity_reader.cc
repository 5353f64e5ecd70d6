#include <solver/input/case/sensitivity_reader.h>

#include <solver/base/nearest.h>
#include <solver/case/parameters.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    std::vector<Value> items_of(const Value &value)
    {
      return value.is_list() ? value.items() : std::vector<Value>{value};
    }

    void read_quantities(const Value &of, const Programme &programme, SensitivityRequest &request)
    {
      for (const Value &word : items_of(of))
        {
          const auto quantity = word.choice(sensitive_quantity_names());
          if (request.asks_for(quantity))
            word.fail(fmt::format("{} is listed twice", word.text()));
          if (quantity == SensitiveQuantity::hotspot && !programme.needs_heat())
            word.fail("hotspot needs a state with temperature: solved, and there is none");
          if (quantity != SensitiveQuantity::hotspot && !programme.has_displacement)
            word.fail(fmt::format("physics: heat computes no warpage, so that {} is not available; use hotspot", word.text()));
          request.of.push_back(quantity);
        }
    }

    void read_states(const Value &section, const Programme &programme, SensitivityRequest &request)
    {
      std::vector<std::string> names;
      for (const State &state : programme.states)
        names.push_back(state.name);
      if (!section.has("states"))
        for (unsigned i = 0; i < names.size(); ++i)
          request.states.push_back(i);
      else
        for (const Value &state : section.at("states").items())
          {
            const auto found = std::find(names.begin(), names.end(), state.text());
            if (found == names.end())
              state.fail(fmt::format("there is no state {}{}", state.text(), did_you_mean(state.text(), names)));
            const auto index = static_cast<unsigned>(found - names.begin());
            if (std::count(request.states.begin(), request.states.end(), index) == 0)
              request.states.push_back(index);
          }
      std::sort(request.states.begin(), request.states.end());
      const bool has_solved =
          std::any_of(request.states.begin(), request.states.end(), [&](unsigned state) { return programme.states[state].is_solved(); });
      if (!request.asks_for_displacement() && !has_solved)
        section.at("states").fail("hotspot needs a state with temperature: solved; name this state here");
    }

    void read_deviations(const Value &deviations, const Case &problem, SensitivityRequest &request)
    {
      const std::vector<Parameter> parameters = find_parameters(problem, request.by_component);
      std::vector<std::string> names;
      for (const Parameter &parameter : parameters)
        names.push_back(parameter.name);
      for (const auto &[name, value] : deviations.entries())
        {
          const auto found = std::find(names.begin(), names.end(), name);
          if (found == names.end())
            value.fail(fmt::format("{} is not a parameter of this case{}; its parameters are {}", name, did_you_mean(name, names),
                                   enumerate(names, "and")));
          const Parameter &parameter = parameters[found - names.begin()];
          const bool is_relative = value.dimension() != Dimension::length;
          if (!is_relative && parameter.kind != ParameterKind::thickness)
            value.fail(fmt::format("{} is not a thickness; give its standard deviation as a share of its value, for instance 5 %", name));
          request.deviations.push_back({name, value.number(), is_relative, value.source()});
        }
    }
  } // namespace

  TypePointer sensitivity_type()
  {
    constexpr bool required = true, optional = false;
    const TypePointer quantity_name = choice(sensitive_quantity_names().words());
    const TypePointer deviation = any_of({quantity(Dimension::fraction, positive), quantity(Dimension::length, plausible_size)});
    return map({{"of", any_of({quantity_name, list(quantity_name, 1)}), required, "", "the results whose derivatives are computed", {}},
                {"states", list(text(), 1), optional, "", "names of the states; all when left out", {}},
                {"by_component",
                 boolean(),
                 optional,
                 "false",
                 "whether the components of an orthotropic property are parameters of their own; else one factor scales them",
                 {}},
                {"change",
                 quantity(Dimension::fraction, {0, 1, true, false}),
                 optional,
                 "10 %",
                 "change of every parameter by which the table and the plot order their effects",
                 {}},
                {"standard_deviations",
                 named(deviation),
                 optional,
                 "",
                 "of parameters by their names, as a share of the value, a thickness also as a length: for the standard deviation of the "
                 "results to first order",
                 {}}});
  }

  void read_sensitivities(const Value &section, Case &result)
  {
    SensitivityRequest request;
    request.source = section.source();
    if (result.programme.path)
      section.fail("sensitivities are not computed for states of a path in time; give every material law: elastic, or leave this out");
    if (result.submodel)
      section.fail("sensitivities are not computed for a submodel, because the displacement of its cuts also depends on the parameters; "
                   "request them in the case of the whole package");
    read_quantities(section.at("of"), result.programme, request);
    read_states(section, result.programme, request);
    request.by_component = section.at("by_component").flag();
    request.change = section.at("change").number();
    if (section.has("standard_deviations"))
      read_deviations(section.at("standard_deviations"), result, request);
    result.requests.sensitivities = std::move(request);
  }
} // namespace sagitta::input
