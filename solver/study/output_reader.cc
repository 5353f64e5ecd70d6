#include <solver/study/output_reader.h>

#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::study
{
  namespace
  {
    using input::Dimension;
    using input::Value;

    Dimension dimension_of(Measure measure)
    {
      switch (measure)
        {
        case Measure::hotspot:
          return Dimension::temperature;
        case Measure::stress:
        case Measure::young:
          return Dimension::pressure;
        case Measure::viscosity:
          return Dimension::viscosity;
        case Measure::expansion:
          return Dimension::expansion;
        case Measure::conductivity:
          return Dimension::conductivity;
        case Measure::density:
          return Dimension::density;
        default:
          return Dimension::length;
        }
    }

    double read_limit(const Value &value, const Output &output)
    {
      if (output.measure == Measure::curvature_x || output.measure == Measure::curvature_y)
        value.fail(fmt::format("{} is a curvature, which cannot have a limit; give a limit for a bow or a warpage", output.name));
      double limit = 0;
      try
        {
          limit = input::to_si(value.text(), dimension_of(output.measure));
        }
      catch (const input::UnitError &error)
        {
          value.fail(error.what());
        }
      if (info(output.measure).is_signed && limit < 0)
        value.fail(fmt::format("a limit of {} is one of its magnitude and cannot be negative", output.name));
      return limit;
    }

    void read_property(const Value &value, Output &output)
    {
      output.material = value.at("material").text();
      output.material_source = value.at("material").source();
      output.temperature = value.at("temperature").number();
      if (output.measure != Measure::viscosity)
        return;
      output.shear_rate = value.at("shear_rate").number();
      output.cure = value.at("cure").number();
    }

    Output read_output(const std::string &name, const Value &value)
    {
      Output output{name, value.at("measure").choice(measure_names())};
      output.source = value.source();
      if (info(output.measure).is_of_material)
        read_property(value, output);
      else
        output.state = value.at("state").text();
      if (output.measure == Measure::hotspot || output.measure == Measure::stress)
        output.part = value.at("part").text();
      else if (!info(output.measure).is_of_material)
        output.face = value.at("face").text();
      if (output.measure == Measure::stress)
        {
          output.component = value.at("component").choice(component_names());
          output.statistic = value.at("statistic").choice(statistic_names());
        }
      output.weight = value.at("weight").number();
      if (value.has("limit"))
        {
          const Value limit = value.at("limit");
          if (!limit.has("at_most") && !limit.has("at_least"))
            limit.fail("a limit needs at_most, at_least or both; without a limit, remove this key");
          if (limit.has("at_most"))
            output.at_most = read_limit(limit.at("at_most"), output);
          if (limit.has("at_least"))
            output.at_least = read_limit(limit.at("at_least"), output);
        }
      return output;
    }

    template <typename Named>
    std::size_t find(const std::vector<Named> &all, const std::string &name, const Value &where, const std::string &kind)
    {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < all.size(); ++i)
        {
          if (all[i].name == name)
            return i;
          names.push_back(all[i].name);
        }
      const std::string hint = did_you_mean(name, names);
      where.fail(fmt::format("there is no {} {}{} It is one of {}.", kind, name, hint.empty() ? "." : hint, enumerate(names)));
    }

    void read_limits(const Value &limits, std::optional<double> Output::*limit, std::vector<Output> &outputs)
    {
      for (const auto &[name, value] : limits.entries())
        {
          Output &output = outputs[find(outputs, name, value, "output")];
          if (output.*limit)
            value.fail(fmt::format("the output {} has such a limit already; give it once", name));
          output.*limit = read_limit(value, output);
        }
    }
  } // namespace

  std::vector<Output> read_outputs(const Value &outputs)
  {
    std::vector<Output> result;
    for (const auto &[name, value] : outputs.entries())
      result.push_back(read_output(name, value));
    if (result.empty())
      outputs.fail("a study needs at least one output, for instance room: {measure: warpage, state: room}");
    return result;
  }

  std::vector<Goal> read_goals(const Value &goals, const std::vector<Parameter> &parameters, std::vector<Output> &outputs)
  {
    std::vector<Goal> result;
    const auto add = [&](const Goal &goal, const Value &value) {
      if (std::any_of(result.begin(), result.end(), [&](const Goal &other) { return other.output == goal.output; }))
        value.fail(fmt::format("the output {} has two goals; one is enough", outputs[goal.output].name));
      result.push_back(goal);
    };
    for (const Aim aim : {Aim::minimise, Aim::maximise})
      if (const char *key = aim == Aim::minimise ? "minimise" : "maximise"; goals.has(key))
        for (const Value &item : goals.at(key).items())
          add({aim, find(outputs, item.text(), item, "output")}, item);
    if (goals.has("zero_of"))
      for (const auto &[name, value] : goals.at("zero_of").entries())
        {
          const Goal goal{Aim::zero, find(outputs, name, value, "output"), find(parameters, value.text(), value, "parameter")};
          if (!info(outputs[goal.output].measure).is_signed)
            value.fail(fmt::format("the output {} has no sign, so that it does not cross zero; use a warpage, a bow or a curvature", name));
          if (!parameters[goal.over].is_numeric())
            value.fail(fmt::format(
                "the parameter {} is not a quantity, so that values cannot be interpolated; all of them must be numbers of one unit",
                value.text()));
          add(goal, value);
        }
    if (goals.has("keep_below"))
      read_limits(goals.at("keep_below"), &Output::at_most, outputs);
    if (goals.has("keep_above"))
      read_limits(goals.at("keep_above"), &Output::at_least, outputs);
    return result;
  }

  std::vector<Target> read_targets(const Value &targets, std::vector<Output> &outputs)
  {
    using Relation = Target::Relation;
    std::vector<Target> result;
    for (const auto &[name, value] : targets.entries())
      {
        Target target{find(outputs, name, value, "output"), Relation::equal, 0};
        const Output &output = outputs[target.output];
        if (!info(output.measure).is_of_material)
          value.fail(fmt::format(
              "the output {} is not a property of a material and is known after a solve only; use goals: {{zero_of: ...}} or limits for it",
              name));
        std::string text = value.text();
        for (const auto &[word, relation] :
             {std::pair<std::string, Relation>{"at least ", Relation::at_least}, {"at most ", Relation::at_most}})
          if (text.compare(0, word.size(), word) == 0)
            {
              target.relation = relation;
              text.erase(0, word.size());
            }
        try
          {
            target.value = input::to_si(text, dimension_of(output.measure));
          }
        catch (const input::UnitError &error)
          {
            value.fail(fmt::format("{}; write a value, or `at least` or `at most` followed by a value", error.what()));
          }
        if (!(target.value > 0))
          value.fail(fmt::format("a target of {} must be greater than zero", name));
        result.push_back(target);
      }
    if (result.empty())
      targets.fail("there is no target; write for instance cte1: 9 ppm/K with an output of that name");
    return result;
  }

  void check_limits(const std::vector<Output> &outputs)
  {
    for (const Output &output : outputs)
      if (output.at_most && output.at_least && !(*output.at_least < *output.at_most))
        throw input_error(output.source,
                          fmt::format("the limits of {} contradict each other: at least {:.6g} {unit} and at most {:.6g} {unit}",
                                      output.name, output.shown(*output.at_least), output.shown(*output.at_most),
                                      fmt::arg("unit", info(output.measure).unit)));
  }
} // namespace sagitta::study
