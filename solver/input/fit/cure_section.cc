#include <solver/input/fit/fit_sections.h>

#include <solver/input/fit/fit_schema.h>

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    std::vector<std::string> reaction_constants(const materials::CureRequest &request)
    {
      std::vector<std::string> names = {"heat", "m", "n"};
      const auto add = [&](std::initializer_list<const char *> more) { names.insert(names.end(), more.begin(), more.end()); };
      if (request.reaction == materials::ReactionForm::one_step)
        add({"rate_factor", "activation_energy"});
      else
        add({"rate_factor_1", "activation_energy_1", "rate_factor_2", "activation_energy_2"});
      if (request.diffusion == materials::DiffusionForm::critical)
        add({"sharpness", "critical_cold", "critical_hot"});
      else if (request.diffusion == materials::DiffusionForm::free_volume)
        add({"diffusion_rate_factor", "diffusion_activation_energy", "b", "expansion", "at_transition"});
      return names;
    }

    /// Heat flow per mass [W/kg]: as the table has it, or that of the whole sample over its mass.
    std::vector<double> read_heat_flow(const Value &value, const MeasuredTable &table)
    {
      const bool is_of_sample = table.has("heat flow") && table.measures("heat flow", Dimension::power);
      if (is_of_sample && !value.has("mass"))
        table.fail("the heat flow is that of the whole sample; give its mass to the run in the request, such as mass: 8.3 mg");
      if (!is_of_sample && value.has("mass"))
        value.at("mass").fail("the heat flow of the table is not a power, so the mass is not used; leave it out");
      std::vector<double> flow = table.column("heat flow", is_of_sample ? Dimension::power : Dimension::specific_power);
      if (is_of_sample)
        for (double &one : flow)
          one /= value.at("mass").number();
      return flow;
    }

    /// @param value what the request says of the run
    materials::CalorimetryRun read_run(const Value &value, const MeasuredTable &table, double sign)
    {
      materials::CalorimetryRun run;
      run.heat_flow = read_heat_flow(value, table);
      for (double &flow : run.heat_flow)
        flow *= sign;
      if (value.has("heating_rate"))
        {
          run.temperature = table.column("temperature", Dimension::temperature);
          check_rises(table, run.temperature, "the temperature of a ramp without times");
          for (const double temperature : run.temperature)
            run.time.push_back((temperature - run.temperature.front()) / value.at("heating_rate").number());
          return run;
        }
      run.time = table.column("time", Dimension::time);
      check_rises(table, run.time, "time");
      if (value.has("temperature"))
        run.temperature.assign(run.time.size(), value.at("temperature").number());
      else
        run.temperature = table.column("temperature", Dimension::temperature);
      return run;
    }

    /// @param data one of the tables of the run; several are repetitions, which their files tell apart
    std::string run_label(const Value &value, const Value &data, bool is_repeated)
    {
      const std::string file = FitTables::file_name(data);
      const char *key = value.has("heating_rate") ? "heating_rate" : value.has("temperature") ? "temperature" : nullptr;
      return key == nullptr ? file : value.at(key).text() + (is_repeated ? ", " + file : "");
    }
  } // namespace

  GlassTransitionSection read_glass_transition_section(const Value &section, const FitTables &tables)
  {
    GlassTransitionSection result;
    result.fixed = read_fixed(section);
    for (const Value &data : FitTables::each(section.at("data")))
      {
        const MeasuredTable table = tables.table(data);
        const std::vector<double> cure = table.column("degree of cure", Dimension::fraction),
                                  temperature = table.column("glass transition", Dimension::temperature);
        check_range(table, cure, {"the degree of cure", {0, 1, false, false}, "between 0 and 1"});
        result.data.cure.insert(result.data.cure.end(), cure.begin(), cure.end());
        result.data.temperature.insert(result.data.temperature.end(), temperature.begin(), temperature.end());
        result.files.push_back(FitTables::file_name(data));
      }
    return result;
  }

  CureSection read_cure_section(const Value &section, const FitTables &tables)
  {
    CureSection result{{{},
                        section.at("kinetics").choice(reaction_form_names()),
                        section.at("diffusion").choice(diffusion_form_names()),
                        section.at("baseline").choice(heat_baseline_names()),
                        section.at("initial").number(),
                        {},
                        read_fixed(section)},
                       section.at("gel_point").number(),
                       {},
                       {}};
    check_fixed(section, reaction_constants(result.request));
    const double sign = section.at("exothermic").choice(heat_sign_names()) == HeatSign::up ? 1 : -1;
    for (const Value &run : section.at("runs").items())
      {
        const std::vector<Value> repeated = FitTables::each(run.at("data"));
        for (const Value &data : repeated)
          {
            result.request.runs.push_back(read_run(run, tables.table(data), sign));
            result.labels.push_back(run_label(run, data, repeated.size() > 1));
            result.request.runs.back().name = fmt::format("run {} ({})", result.labels.size(), FitTables::file_name(data));
            result.files.push_back(FitTables::file_name(data));
          }
      }
    return result;
  }
} // namespace sagitta::input
