#include <solver/drawing/model_file.h>

#include <solver/base/errors.h>
#include <solver/case/names.h>
#include <solver/case/used_law.h>
#include <solver/drawing/draw_case.h>
#include <solver/drawing/subject.h>
#include <solver/output/whole_file.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  namespace
  {
    using Json = nlohmann::ordered_json;
    using meshing::Body;

    /// So many bumps of one homogenised array are listed at most.
    constexpr std::size_t most_bumps = 20000;

    Json lengths(const Json &value)
    {
      return {{"value", value}, {"unit", "m"}};
    }

    Json describe_layers(const meshing::Package &package)
    {
      const std::vector<double> z = package.interfaces();
      Json layers = Json::array();
      for (std::size_t layer = 0; layer < package.layers.size(); ++layer)
        layers.push_back(
            {{"name", package.layers[layer].name}, {"elements", package.layers[layer].elements}, {"z", lengths({z[layer], z[layer + 1]})}});
      return layers;
    }

    const char *word_for(meshing::BodyKind kind)
    {
      return kind == meshing::BodyKind::die ? "die" : kind == meshing::BodyKind::gap ? "gap" : "layer";
    }

    Json describe_disc(const meshing::Disc &disc)
    {
      return {disc.x, disc.y, disc.radius};
    }

    /// The outlines of a group: rectangles [x_min, x_max, y_min, y_max], discs [x, y, radius], and the bumps that a homogenised part
    /// stands for.
    void add_outlines(const Subject &subject, const PartGroup &group, Json &json)
    {
      Json rectangles = Json::array(), discs = Json::array(), bumps = Json::array();
      for (const unsigned b : group.bodies)
        {
          const Body &body = subject.package.bodies[b];
          if (const auto *disc = std::get_if<meshing::Disc>(&body.outline))
            discs.push_back(describe_disc(*disc));
          else
            {
              const auto &box = std::get<meshing::Rectangle>(body.outline);
              rectangles.push_back({box.x_min, box.x_max, box.y_min, box.y_max});
            }
          for (const meshing::Disc &bump : homogenised_bumps(subject, body))
            if (bumps.size() < most_bumps)
              bumps.push_back(describe_disc(bump));
        }
      for (const auto &[key, list] : {std::pair{"rectangles", &rectangles}, std::pair{"discs", &discs}, std::pair{"bumps", &bumps}})
        if (!list->empty())
          json[key] = lengths(*list);
    }

    Json describe_parts(const Case &problem, const Subject &subject)
    {
      const std::vector<double> z = problem.package.interfaces();
      Json parts = Json::array();
      for (const PartGroup &group : subject.groups)
        {
          const Body &body = problem.package.bodies[group.bodies.front()];
          Json names = Json::array();
          for (const unsigned b : group.bodies)
            names.push_back(problem.package.bodies[b].name);
          Json json = {{"label", group.label}, {"kind", word_for(body.kind)}};
          if (body.kind != meshing::BodyKind::gap)
            {
              json["material"] = problem.materials[body.material].name;
              json["stress_free_temperature"] = {{"value", body.stress_free_temperature}, {"unit", "K"}};
            }
          if (group.pitch)
            json["pitch"] = lengths(*group.pitch);
          json["z"] = lengths({z[body.first_layer], z[body.last_layer + 1]});
          add_outlines(subject, group, json);
          json["names"] = names;
          parts.push_back(json);
        }
      return parts;
    }

    Json describe_values(const materials::Material &material)
    {
      Json values = Json::array();
      for (const materials::Provenance &value : material.provenance)
        {
          values.push_back({{"property", value.property},
                            {"value", value.value},
                            {"kind", value.is_stated ? evidence_names().name(value.evidence) : "not stated"},
                            {"source", value.source}});
          if (!value.note.empty())
            values.back()["note"] = value.note;
        }
      return values;
    }

    Json describe_materials(const Case &problem, const Subject &subject)
    {
      Json list = Json::array();
      for (std::size_t m = 0; m < problem.materials.size(); ++m)
        {
          const materials::Material &material = problem.materials[m];
          Json json = {{"name", material.name},
                       {"description", material.description},
                       {"law", used_law(problem, m)},
                       {"colour", subject.fills[m].colour},
                       {"colour_name", subject.fills[m].name}};
          Json parts = Json::array(), constituents = Json::array();
          for (const Body &body : problem.package.bodies)
            if (body.kind != meshing::BodyKind::gap && body.material == m && body.group.empty())
              parts.push_back(body.name);
          if (m < problem.materials.recipes.size() && problem.materials.recipes[m])
            for (const unsigned other : materials::constituents(*problem.materials.recipes[m]))
              constituents.push_back(problem.materials[other].name);
          json["parts"] = parts;
          if (!constituents.empty())
            json["made_of"] = constituents;
          json["values"] = describe_values(material);
          list.push_back(json);
        }
      return list;
    }

    std::optional<std::string> draw(const Case &problem)
    {
      try
        {
          return draw_overview(problem, {}, nullptr).svg;
        }
      catch (const InputError &) // a section that would be too high
        {
          return std::nullopt;
        }
    }
  } // namespace

  Json describe_model(const Case &problem)
  {
    const Subject subject = make_subject(problem);
    return {{"format", "sagitta model"},
            {"format_version", 1},
            {"case", {{"name", problem.name}, {"title", problem.title}, {"hash", problem.hash}}},
            {"box", lengths({subject.box.x_min, subject.box.x_max, subject.box.y_min, subject.box.y_max})},
            {"layers", describe_layers(problem.package)},
            {"parts", describe_parts(problem, subject)},
            {"materials", describe_materials(problem, subject)},
            {"case_file", problem.source_text}};
  }

  void write_model(const Case &problem, const std::filesystem::path &directory)
  {
    output::write_whole_file(directory / "model.json", describe_model(problem).dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
    if (const std::optional<std::string> picture = draw(problem))
      output::write_whole_file(directory / "model.svg", *picture);
  }
} // namespace sagitta::drawing
