#include <solver/life/life.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <stdexcept>
#include <utility>

namespace sagitta::life
{
  namespace
  {
    using Parsed = nlohmann::json;

    // A loop whose energy changes by more than this share from one cycle to the next is not stable.
    constexpr double stable_share = .02;

    Parsed read_results(const std::filesystem::path &run)
    {
      const std::filesystem::path file = run / "results.json";
      std::ifstream stream(file);
      if (!stream)
        throw InputError(fmt::format("{} cannot be read; give the directory of a finished run", file.string()));
      Parsed json = Parsed::parse(stream, nullptr, false);
      if (json.is_discarded() || !json.is_object() || json.value("format", "") != "sagitta results")
        throw InputError(fmt::format("{} is not a file of results", file.string()));
      if (!json.contains("flow"))
        throw InputError(
            fmt::format("{} has no results of parts that yield or creep; give a part the law plastic, anand or garofalo", file.string()));
      return json;
    }

    /// The name of a state without the suffix of a repeated cycle.
    std::string base_of(const std::string &name)
    {
      const std::size_t at = name.find_last_not_of("0123456789");
      return at != std::string::npos && at > 0 && at + 1 < name.size() && name[at] == '_' ? name.substr(0, at) : name;
    }

    std::vector<std::string> find_ends(const Parsed &flow, const std::string &asked)
    {
      std::vector<std::string> states, ends;
      for (const Parsed &state : flow)
        states.push_back(state.at("state").get<std::string>());
      const std::string first = asked.empty() ? base_of(states.back()) : asked;
      const auto is_there = [&](const std::string &name) { return std::count(states.begin(), states.end(), name) > 0; };
      if (!is_there(first))
        throw InputError(
            fmt::format("--end-of-cycle: there is no state {}{}", first,
                        nearest(first, states).empty() ? "; the states are " + enumerate(states, "and") : did_you_mean(first, states)));
      ends.push_back(first);
      while (is_there(fmt::format("{}_{}", first, ends.size() + 1)))
        ends.push_back(fmt::format("{}_{}", first, ends.size() + 1));
      if (ends.size() < 2)
        throw InputError(fmt::format("the state {} ends one cycle only; a life needs at least two cycles, of which the first is not used: "
                                     "history: {{cycle: {{from: ..., to: {}, times: 3}}}}",
                                     first, first));
      return ends;
    }

    /// The flow of the joints in a state, by part.
    std::map<std::string, Parsed> joints_of(const Parsed &flow, const std::string &state, const std::string &layer)
    {
      std::map<std::string, Parsed> joints;
      for (const Parsed &entry : flow)
        if (entry.at("state") == state)
          for (const Parsed &part : entry.at("parts"))
            if (layer.empty() ? part.at("layer").is_null() : part.at("layer") == layer)
              joints.emplace(part.at("part").get<std::string>(), part);
      return joints;
    }

    double number(const Parsed &part, const char *key)
    {
      return part.at(key).at("value").get<double>();
    }

    std::vector<JointLife> find_damage(const Parsed &flow, const LifeResult &result)
    {
      std::map<std::string, JointLife> joints;
      for (std::size_t i = 1; i < result.ends.size(); ++i)
        {
          const auto before = joints_of(flow, result.ends[i - 1], result.layer), after = joints_of(flow, result.ends[i], result.layer);
          for (const auto &[name, part] : after)
            if (const auto old = before.find(name); old != before.end())
              {
                JointLife &joint = joints[name];
                joint.part = name;
                joint.material = part.at("material").get<std::string>();
                joint.place = {{part.at("place").at("value").at(0).get<double>(), part.at("place").at("value").at(1).get<double>()}};
                joint.cycles.push_back({number(part, "equivalent_strain") - number(old->second, "equivalent_strain"),
                                        number(part, "dissipated_energy") - number(old->second, "dissipated_energy")});
              }
        }
      std::vector<JointLife> list;
      for (auto &[name, joint] : joints)
        list.push_back(std::move(joint));
      return list;
    }

    std::vector<const materials::LifeModel *> find_models(const LifeRequest &request)
    {
      std::vector<std::string> known;
      for (const materials::LifeModel &model : materials::life_models())
        known.push_back(model.name);
      if (request.models.empty())
        throw InputError(fmt::format("--model: name at least one: {}", enumerate(known)));
      std::vector<const materials::LifeModel *> models;
      for (const std::string &name : request.models)
        {
          models.push_back(materials::find_life_model(name));
          if (!models.back())
            throw InputError(
                fmt::format("--model: there is no model {}{}; known are {}", name, did_you_mean(name, known), enumerate(known, "and")));
          if (models.back()->needs_crack_length() && request.crack_length.empty())
            throw InputError(fmt::format(
                "--crack-length: the model {} needs the length of the crack path through the joint, for instance --crack-length 0.4mm",
                name));
        }
      return models;
    }

    bool holds(const std::string &text, const std::string &word)
    {
      std::string lower;
      for (const char character : text)
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
      return lower.find(word) != std::string::npos;
    }

    void warn(LifeResult &result)
    {
      double largest = 0;
      std::string worst;
      for (const JointLife &joint : result.joints)
        if (const std::size_t n = joint.cycles.size(); n > 1)
          if (const double change = std::abs(joint.cycles[n - 1].energy / joint.cycles[n - 2].energy - 1); change > largest)
            {
              largest = change;
              worst = joint.part;
            }
      if (result.ends.size() == 2)
        result.warnings.push_back("only one cycle is used, so that it is not known whether the loop is stable; give three cycles or more");
      else if (largest > stable_share)
        result.warnings.push_back(
            fmt::format("the energy of the last cycle differs from that of the cycle before by {:.1f} % (joint {}): the loop is "
                        "not stable yet; give more cycles",
                        100 * largest, worst));
      if (std::any_of(result.models.begin(), result.models.end(), [](const auto *model) { return model->needs_crack_length(); }))
        result.warnings.push_back(result.layer.empty()
                                      ? "constants of crack growth apply to a mean over a thin layer at the pad, but here the mean is over "
                                        "the whole joint: name the layer with --layer"
                                      : "constants of crack growth apply to a mean over a layer of a certain thickness: the layer " +
                                            result.layer + " must have the thickness of their source");
      for (const materials::LifeModel *model : result.models)
        for (const JointLife &joint : result.joints)
          if (!holds(joint.material, "sac") && !holds(joint.material, "snagcu"))
            {
              result.warnings.push_back(fmt::format("the constants of {} are for {}; check that {} (joint {}) is such an alloy",
                                                    model->name, model->alloy, joint.material, joint.part));
              break;
            }
    }
  } // namespace

  LifeResult evaluate_life(const LifeRequest &request)
  {
    LifeResult result;
    result.models = find_models(request);
    if (!request.crack_length.empty())
      {
        result.crack_length = input::to_si(request.crack_length, input::Dimension::length);
        if (!(*result.crack_length > 0))
          throw InputError(fmt::format("--crack-length: {} is not a positive length", request.crack_length));
      }
    const Parsed json = read_results(request.run);
    try
      {
        result.case_name = json.at("case").at("name").get<std::string>();
        result.layer = request.layer;
        result.ends = find_ends(json.at("flow"), request.end_of_cycle);
        result.joints = find_damage(json.at("flow"), result);
      }
    catch (const Parsed::exception &error)
      {
        throw InputError(
            fmt::format("{} is not a file of results of this program: {}", (request.run / "results.json").string(), error.what()));
      }
    if (result.joints.empty())
      throw InputError(fmt::format(
          "--layer: no part that yields or creeps is in the layer {} and in another layer; omit the option for the mean over whole joints",
          request.layer));
    for (JointLife &joint : result.joints)
      for (const materials::LifeModel *model : result.models)
        joint.lives.push_back(materials::cycles_to_failure(*model, joint.cycles.back(), result.crack_length.value_or(0)));
    std::stable_sort(result.joints.begin(), result.joints.end(),
                     [](const JointLife &a, const JointLife &b) { return a.lives.front() < b.lives.front(); });
    warn(result);
    return result;
  }
} // namespace sagitta::life
