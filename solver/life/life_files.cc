#include <solver/life/life.h>

#include <solver/output/svg.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace sagitta::life
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json quantity(const Json &value, const char *unit)
    {
      return {{"value", value}, {"unit", unit}};
    }

    std::string make_json(const LifeResult &result)
    {
      Json models = Json::array(), joints = Json::array();
      for (const materials::LifeModel *model : result.models)
        models.push_back({{"name", model->name}, {"formula", model->description}, {"alloy", model->alloy}, {"source", model->source}});
      for (std::size_t j = 0; j < result.joints.size(); ++j)
        {
          const JointLife &joint = result.joints[j];
          Json cycles = Json::array(), lives = Json::object();
          for (std::size_t i = 0; i < joint.cycles.size(); ++i)
            cycles.push_back({{"end", result.ends[i + 1]},
                              {"equivalent_strain", quantity(joint.cycles[i].strain, "1")},
                              {"dissipated_energy", quantity(joint.cycles[i].energy, "J/m3")}});
          for (std::size_t m = 0; m < result.models.size(); ++m)
            lives[result.models[m]->name] = std::isfinite(joint.lives[m]) ? Json(joint.lives[m]) : Json();
          joints.push_back({{"rank", j + 1},
                            {"part", joint.part},
                            {"material", joint.material},
                            {"place", quantity(joint.place, "m")},
                            {"cycles", cycles},
                            {"cycles_to_failure", lives}});
        }
      Json json = {{"format", "sagitta life"},
                   {"format_version", 1},
                   {"case", result.case_name},
                   {"layer", result.layer.empty() ? Json() : Json(result.layer)}};
      if (result.crack_length)
        json["crack_length"] = quantity(*result.crack_length, "m");
      json["models"] = models;
      json["warnings"] = result.warnings;
      json["joints"] = joints;
      return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }

    std::string csv_text(const std::string &text)
    {
      if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
      std::string quoted = "\"";
      for (const char character : text)
        quoted += character == '"' ? std::string("\"\"") : std::string(1, character);
      return quoted + "\"";
    }

    std::string make_csv(const LifeResult &result)
    {
      std::string text = "rank,part,material,x [mm],y [mm],equivalent strain per cycle [-],dissipated energy per cycle [MPa]";
      for (const materials::LifeModel *model : result.models)
        text += "," + model->name + " [cycles]";
      text += "\n";
      for (std::size_t j = 0; j < result.joints.size(); ++j)
        {
          const JointLife &joint = result.joints[j];
          text += fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g}", j + 1, csv_text(joint.part), csv_text(joint.material),
                              1e3 * joint.place[0], 1e3 * joint.place[1], joint.cycles.back().strain, 1e-6 * joint.cycles.back().energy);
          for (const double life : joint.lives)
            text += fmt::format(",{:.6g}", life);
          text += "\n";
        }
      return text;
    }

    /// From blue, a long life, over white to red, a short one.
    std::string colour(double share)
    {
      const auto mix = [&](double cold, double warm) {
        return static_cast<int>(std::lround(share < .5 ? cold + (255 - cold) * 2 * share : 255 + (warm - 255) * (2 * share - 1)));
      };
      return fmt::format("#{:02x}{:02x}{:02x}", mix(49, 178), mix(104, 24), mix(172, 43));
    }

    /// The joints at their places in the plan, coloured by the logarithm of their lives by the first model.
    std::string make_map(const LifeResult &result)
    {
      constexpr double side = 520, margin = 50, head = 60, foot = 40;
      double low = HUGE_VAL, high = -HUGE_VAL, reach = 0;
      std::array<double, 4> box = {{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL}};
      for (const JointLife &joint : result.joints)
        {
          if (std::isfinite(joint.lives.front()))
            {
              low = std::min(low, std::log(joint.lives.front()));
              high = std::max(high, std::log(joint.lives.front()));
            }
          for (unsigned axis = 0; axis < 2; ++axis)
            {
              box[axis] = std::min(box[axis], joint.place[axis]);
              box[axis + 2] = std::max(box[axis + 2], joint.place[axis]);
            }
        }
      reach = std::max({box[2] - box[0], box[3] - box[1], 1e-6});
      const double scale = side / reach, n = std::ceil(std::sqrt(static_cast<double>(result.joints.size()))),
                   radius = std::clamp(.35 * side / std::max(n - 1, 1.), 3., 30.);
      std::string svg = output::svg_begin(side + 2 * margin, side + head + foot + 2 * margin);
      svg +=
          output::svg_text(margin, 28, "start", fmt::format("{}: cycles to failure by {}", result.case_name, result.models.front()->name));
      for (const JointLife &joint : result.joints)
        {
          const double life = joint.lives.front(),
                       share = !std::isfinite(life) ? 0
                               : high > low         ? (high - std::log(life)) / (high - low)
                                                    : .5,
                       x = margin + (joint.place[0] - box[0]) * scale, y = head + margin + (box[3] - joint.place[1]) * scale;
          svg += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"#444\"><title>{}: {:.0f}</title></circle>\n",
                             output::svg_number(x), output::svg_number(y), output::svg_number(radius), colour(share),
                             output::escaped(joint.part), life);
        }
      const JointLife &worst = result.joints.front();
      svg += output::svg_text(margin, side + head + 2 * margin + 10, "start",
                              fmt::format("red: {:.0f} ({}); blue: {:.0f} ({})", worst.lives.front(), worst.part,
                                          result.joints.back().lives.front(), result.joints.back().part));
      return svg + "</svg>\n";
    }
  } // namespace

  std::vector<std::pair<std::string, std::string>> make_life_files(const LifeResult &result)
  {
    return {{"life.json", make_json(result)}, {"life.csv", make_csv(result)}, {"life.svg", make_map(result)}};
  }

  std::string life_table(const LifeResult &result, std::size_t most_joints)
  {
    std::string text = fmt::format("{:>4}  {:<24} {:>9} {:>9} {:>12} {:>12}", "rank", "joint", "x mm", "y mm", "strain/cycle", "MPa/cycle");
    for (const materials::LifeModel *model : result.models)
      text += fmt::format("  {:>22}", model->name);
    text += "\n";
    for (std::size_t j = 0; j < std::min(most_joints, result.joints.size()); ++j)
      {
        const JointLife &joint = result.joints[j];
        text += fmt::format("{:>4}  {:<24} {:>9.3f} {:>9.3f} {:>12.4g} {:>12.4g}", j + 1, joint.part, 1e3 * joint.place[0],
                            1e3 * joint.place[1], joint.cycles.back().strain, 1e-6 * joint.cycles.back().energy);
        for (const double life : joint.lives)
          text += fmt::format("  {:>22.0f}", life);
        text += "\n";
      }
    if (result.joints.size() > most_joints)
      text += fmt::format("      and {} more\n", result.joints.size() - most_joints);
    for (const std::string &warning : result.warnings)
      text += "note: " + warning + "\n";
    return text;
  }
} // namespace sagitta::life
