#include <solver/study/study_reader.h>

#include <solver/base/nearest.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>
#include <solver/study/output_reader.h>
#include <solver/study/study_schema.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

namespace sagitta::study
{
  namespace
  {
    using input::Node;
    using input::Value;

    /// "250 um" as its number and its unit.
    struct Quantity
    {
      double number;
      std::string unit;
    };

    std::optional<Quantity> split(const std::string &text)
    {
      char *end = nullptr;
      const double number = std::strtod(text.c_str(), &end);
      if (end == text.c_str() || !std::isfinite(number))
        return std::nullopt;
      std::string unit = end;
      unit.erase(0, unit.find_first_not_of(' '));
      if (!unit.empty() && std::isdigit(static_cast<unsigned char>(unit.front())))
        return std::nullopt; // 2x3, a name of digits
      return Quantity{number, unit};
    }

    Quantity quantity(const Value &value)
    {
      const std::optional<Quantity> result = split(value.text());
      if (!result)
        value.fail(fmt::format("\"{}\" is not a quantity; a quantity begins with a number, such as 250 um", value.text()));
      return *result;
    }

    std::string flow_text(const Node &node)
    {
      if (node.kind == Node::Kind::list)
        {
          std::string text;
          for (const Node &item : node.items)
            text += (text.empty() ? "" : ", ") + flow_text(item);
          return "[" + text + "]";
        }
      return node.quoted ? "\"" + node.text + "\"" : node.text;
    }

    /// The two ends of an interval, in one unit.
    std::array<double, 2> read_ends(const Value &interval, const char *first, const char *second, std::string &unit)
    {
      const Quantity from = quantity(interval.at(first)), to = quantity(interval.at(second));
      if (from.unit != to.unit)
        interval.at(second).fail(fmt::format("{} has the unit {} and {} has the unit {}; write both in one unit", first,
                                             from.unit.empty() ? "1" : from.unit, second, to.unit.empty() ? "1" : to.unit));
      unit = from.unit;
      return {from.number, to.number};
    }

    void check_interval(const std::array<double, 2> &ends, const Value &interval)
    {
      if (!(ends[0] < ends[1]))
        interval.fail(fmt::format("the range from {:g} to {:g} is empty; `to` must be above `from`", ends[0], ends[1]));
    }

    void read_values(const Value &values, Parameter &parameter)
    {
      std::set<std::string> seen, units;
      for (const Value &value : values.items())
        {
          Choice choice{flow_text(value.node()), {}, no_number};
          if (!seen.insert(choice.label).second)
            value.fail(fmt::format("{} is given twice here", choice.label));
          for (const std::string &key : parameter.keys)
            choice.assignments.push_back(key + "=" + choice.label);
          if (const auto number = value.is_list() || value.node().quoted ? std::nullopt : split(choice.label))
            {
              choice.number = number->number;
              units.insert(number->unit);
            }
          parameter.choices.push_back(std::move(choice));
        }
      if (units.size() == 1 && parameter.is_numeric())
        parameter.unit = *units.begin();
      else // of several units, or words among them: no scale
        for (Choice &choice : parameter.choices)
          choice.number = no_number;
    }

    void read_range(const Value &range, SamplingMethod method, Parameter &parameter)
    {
      const std::array<double, 2> ends = read_ends(range, "from", "to", parameter.unit);
      check_interval(ends, range);
      if (method == SamplingMethod::grid)
        {
          if (!range.has("count"))
            range.fail("a grid needs the number of values between the ends: count: 5");
          const unsigned count = range.at("count").count();
          for (unsigned i = 0; i < count; ++i)
            parameter.choices.push_back(parameter.choice_of(ends[0] + (ends[1] - ends[0]) * i / (count - 1)));
          return;
        }
      if (range.has("count"))
        range.at("count").fail(method == SamplingMethod::target ? "a target is searched in the whole range; remove count"
                                                                : "sampling.count gives the number of candidates; count belongs to a grid");
      parameter.spread = Spread{Spread::Kind::uniform, ends[0], ends[1]};
    }

    void read_distribution(const Value &value, SamplingMethod method, Parameter &parameter)
    {
      const bool is_normal = value.has("normal");
      const Value distribution = value.at(is_normal ? "normal" : "uniform");
      if (method == SamplingMethod::target)
        distribution.fail("a target is searched in ranges; write range: {from, to}");
      if (method == SamplingMethod::grid)
        distribution.fail("a grid has no distributions; choose sampling: {method: latin_hypercube, count: 50} or sobol");
      const std::array<double, 2> pair =
          read_ends(distribution, is_normal ? "mean" : "from", is_normal ? "deviation" : "to", parameter.unit);
      if (is_normal && !(pair[1] > 0))
        distribution.at("deviation").fail("a standard deviation must be greater than zero");
      if (!is_normal)
        check_interval(pair, distribution);
      parameter.spread = Spread{is_normal ? Spread::Kind::normal : Spread::Kind::uniform, pair[0], pair[1]};
      parameter.is_distribution = true;
    }

    Parameter read_parameter(const std::string &name, const Value &value, SamplingMethod method)
    {
      Parameter parameter;
      parameter.name = name;
      parameter.source = value.source();
      if (value.has("key") == value.has("choices"))
        value.fail(value.has("key")
                       ? "every choice names its own keys, key.path=value; remove `key`"
                       : "the key is missing: the key path whose values these are, for instance key: package.layers.mould.thickness");
      if (value.has("choices"))
        {
          for (const auto &[label, choice] : value.at("choices").entries())
            {
              parameter.choices.push_back({label, {}, no_number});
              for (const Value &assignment : choice.items())
                parameter.choices.back().assignments.push_back(assignment.text());
            }
          if (parameter.choices.empty())
            value.at("choices").fail("the parameter has no choices; write for instance silica: [\"key.path=value\"]");
          return parameter;
        }
      const Value key = value.at("key");
      if (key.is_list())
        for (const Value &item : key.items())
          parameter.keys.push_back(item.text());
      else
        parameter.keys.push_back(key.text());
      if (value.has("values"))
        read_values(value.at("values"), parameter);
      else if (value.has("range"))
        read_range(value.at("range"), method, parameter);
      else
        read_distribution(value, method, parameter);
      return parameter;
    }

    std::size_t find_uncertain(const Value &name, const std::vector<Parameter> &parameters)
    {
      std::vector<std::string> names;
      for (std::size_t p = 0; p < parameters.size(); ++p)
        if (parameters[p].is_distribution)
          {
            if (parameters[p].name == name.text())
              return p;
            names.push_back(parameters[p].name);
          }
      name.fail(fmt::format("{} is not a parameter with a distribution, as a correlation needs{}", name.text(),
                            names.empty() ? "" : "; these have one: " + enumerate(names, "and")));
    }

    Sampling read_sampling(const Value &root)
    {
      Sampling sampling;
      if (root.has("target"))
        {
          if (root.has("sampling"))
            root.at("sampling").fail("a study with a target chooses its candidates itself; remove sampling");
          sampling.method = SamplingMethod::target;
          sampling.source = root.at("target").source();
          return sampling;
        }
      if (!root.has("sampling"))
        return sampling;
      const Value value = root.at("sampling");
      sampling.source = value.source();
      sampling.method = value.at("method").choice(sampling_names());
      if (sampling.method == SamplingMethod::grid)
        return sampling;
      sampling.count = value.at("count").count();
      if (sampling.method == SamplingMethod::latin_hypercube)
        sampling.seed = static_cast<unsigned long>(value.at("seed").number());
      return sampling;
    }

    std::vector<Correlation> read_correlations(const Value &root, const std::vector<Parameter> &parameters)
    {
      std::vector<Correlation> correlations;
      if (!root.has("sampling") || !root.at("sampling").has("correlations"))
        return correlations;
      for (const Value &value : root.at("sampling").at("correlations").items())
        {
          const std::vector<Value> pair = value.at("parameters").items();
          correlations.push_back(
              {find_uncertain(pair[0], parameters), find_uncertain(pair[1], parameters), value.at("coefficient").number()});
          if (correlations.back().first == correlations.back().second)
            value.fail("a correlation is between two different parameters; name two");
        }
      return correlations;
    }

    /// study_lmc of cases/study_lmc/study.yaml and of study_lmc.yaml.
    std::string study_name(const std::string &source)
    {
      const std::filesystem::path path = std::filesystem::absolute(source).lexically_normal();
      return path.stem() == "study" && path.has_parent_path() ? path.parent_path().filename().string() : path.stem().string();
    }

    /// The keys that a parameter gives values to.
    std::set<std::string> keys_of(const Parameter &parameter)
    {
      std::set<std::string> keys(parameter.keys.begin(), parameter.keys.end());
      if (keys.empty())
        for (const Choice &choice : parameter.choices)
          for (const std::string &assignment : choice.assignments)
            keys.insert(assignment.substr(0, assignment.find('=')));
      return keys;
    }

    void refuse_shared_keys(const Study &study)
    {
      std::map<std::string, std::string> known; // key: who gives it a value
      for (const std::string &assignment : study.overrides)
        known.emplace(assignment.substr(0, assignment.find('=')), "set for all candidates");
      for (const Parameter &parameter : study.parameters)
        {
          if (const std::set<std::string> distinct(parameter.keys.begin(), parameter.keys.end()); distinct.size() < parameter.keys.size())
            throw input_error(parameter.source, "a key is given twice here");
          for (const std::string &key : keys_of(parameter))
            if (const auto [other, is_new] = known.emplace(key, "varied by the parameter " + parameter.name); !is_new)
              throw input_error(parameter.source,
                                fmt::format("{} is already {}; a key may be changed in one place only", key, other->second));
        }
    }

    void refuse_zeros_beyond_limits(const Study &study)
    {
      for (const Goal &goal : study.goals)
        if (const Output &output = study.outputs[goal.output]; goal.aim == Aim::zero && output.at_least.value_or(0) > 0)
          throw input_error(output.source,
                            fmt::format("the study searches the zero of {}, which contradicts its limit of at least {:.6g} {}", output.name,
                                        output.shown(*output.at_least), info(output.measure).unit));
    }
  } // namespace

  Study parse_study(const input::TextFile &file, const std::vector<std::string> &overrides)
  {
    Node root = input::parse_document(file.text, file.source);
    if (root.kind != Node::Kind::map)
      throw input::input_error(root.place, "", "a study file is a map of keys; it begins for instance with sagitta_study: 1");
    for (const std::string &assignment : overrides)
      input::apply_override(root, assignment);
    const input::TypePointer type = study_type();
    input::check(root, *type, "");
    const Value value(root, *type, "");
    Study study;
    study.source = file.source;
    study.name = study_name(file.source);
    if (value.has("title"))
      study.title = value.at("title").text();
    study.base = (std::filesystem::path(file.source).parent_path() / value.at("base").text()).lexically_normal().string();
    if (value.has("set"))
      for (const Value &assignment : value.at("set").items())
        study.overrides.push_back(assignment.text());
    study.sampling = read_sampling(value);
    for (const auto &[name, parameter] : value.at("parameters").entries())
      study.parameters.push_back(read_parameter(name, parameter, study.sampling.method));
    if (study.parameters.empty())
      value.at("parameters").fail("a study needs at least one parameter");
    refuse_shared_keys(study);
    study.sampling.correlations = read_correlations(value, study.parameters);
    study.outputs = read_outputs(value.at("outputs"));
    if (value.has("target"))
      study.targets = read_targets(value.at("target"), study.outputs);
    if (value.has("goals"))
      study.goals = read_goals(value.at("goals"), study.parameters, study.outputs);
    check_limits(study.outputs);
    refuse_zeros_beyond_limits(study);
    study.at_once = value.at("candidates_at_once").count();
    study.reduced_model = value.at("reduced_model").flag();
    study.reduced_thicknesses = value.at("reduced_thicknesses").flag();
    if (study.reduced_thicknesses && !study.reduced_model)
      value.at("reduced_thicknesses").fail("it is a kind of reduced model; set reduced_model: true as well");
    study.mesh_error = value.at("mesh_error").flag();
    study.report = value.at("report").flag();
    return study;
  }

  Study read_study(const std::string &path, const std::vector<std::string> &overrides, MPI_Comm communicator)
  {
    std::filesystem::path file(path);
    std::error_code error;
    if (std::filesystem::is_directory(file, error) && std::filesystem::exists(file / "study.yaml", error))
      file /= "study.yaml";
    const std::vector<input::TextFile> files =
        input::read_on_root(communicator, [&] { return std::vector<input::TextFile>{input::read_text_file(file)}; });
    return parse_study(files.front(), overrides);
  }
} // namespace sagitta::study
