#include <solver/output/warpage_json.h>

#include <solver/results/bow_twist.h>
#include <solver/results/warpage.h>
#include <solver/results/warpage_limits.h>

namespace sagitta::output
{
  namespace
  {
    Json uncertain(const results::Uncertain &figure, const char *unit)
    {
      Json json = quantity(figure.value, unit);
      json["uncertainty"] = quantity(figure.uncertainty, unit);
      return json;
    }

    Json describe(const results::Quadratic &quadratic)
    {
      return {{"shape", quadratic.shape},
              {"kx", uncertain(quadratic.kx, "1/m")},
              {"ky", uncertain(quadratic.ky, "1/m")},
              {"kxy", uncertain(quadratic.kxy, "1/m")},
              {"bow", uncertain(quadratic.mean_bow, "m")},
              {"bows", Json::array({uncertain(quadratic.bows[0], "m"), uncertain(quadratic.bows[1], "m")})},
              {"residual", quantity(quadratic.residual, "m")}};
    }
  } // namespace

  Json describe(const results::Warpage &warpage)
  {
    Json json = quantity(warpage.value, "m");
    if (!warpage.name.empty())
      json["name"] = warpage.name;
    json["face"] = warpage.face;
    json["shape"] = results::to_string(warpage.shape);
    json["sign_is_certain"] = warpage.sign_is_certain;
    json["peak_to_valley"] = quantity(warpage.peak_to_valley, "m");
    json["diagonals"] = quantity(warpage.diagonals, "m");
    if (warpage.quadratic)
      json["quadratic"] = describe(*warpage.quadratic);
    if (const auto figures = results::find_bow_twist(warpage.map))
      json["bow_twist"] = {{"bow", quantity(figures->bow, "1")}, {"twist", quantity(figures->twist, "1")}};
    if (warpage.limit)
      {
        json["limit"] = quantity(warpage.limit->value, "m");
        json["limit"]["source"] = warpage.limit->source;
        json["within_limit"] = *results::is_within_limit(warpage);
      }
    return json;
  }

  Json describe(const results::NamedWarpage &face)
  {
    Json json = describe(face.warpage);
    json["name"] = face.name;
    if (face.error)
      json["estimated_error"] = describe(*face.error);
    return json;
  }

  Json describe(const results::Gap &gap)
  {
    Json json = {{"name", gap.name},
                 {"upper", gap.faces[0]},
                 {"lower", gap.faces[1]},
                 {"distance", quantity(gap.distance, "m")},
                 {"change",
                  {{"smallest", quantity(gap.smallest, "m")}, {"largest", quantity(gap.largest, "m")}, {"mean", quantity(gap.mean, "m")}}}};
    if (gap.error)
      json["change"]["estimated_error"] = describe(*gap.error);
    return json;
  }

  Json describe(const results::ErrorEstimate &error)
  {
    Json json = quantity(error.value, "m");
    json["plan"] = quantity(error.plan, "m");
    if (error.temperature)
      json["temperature"] = quantity(*error.temperature, "m");
    json["thickness"] = quantity(error.thickness, "m");
    json["coarsest_layer"] = error.coarsest_layer;
    json["averaged"] = quantity(error.averaged, "m");
    json["moved"] = quantity(error.moved, "m");
    if (error.properties)
      json["properties"] = quantity(*error.properties, "m");
    if (error.tolerance)
      {
        json["tolerance"] = quantity(*error.tolerance, "m");
        json["within_tolerance"] = error.value <= *error.tolerance;
      }
    return json;
  }

  Json describe(const results::AdaptiveCycle &cycle)
  {
    Json figures = Json::array();
    for (const auto &figure : cycle.figures)
      {
        figures.push_back({{"state", figure.state},
                           {"warpage", quantity(figure.warpage, "m")},
                           {"estimated_error", figure.error ? quantity(*figure.error, "m") : Json(nullptr)},
                           {"iterations", figure.iterations}});
        if (!figure.face.empty())
          figures.back()["face"] = figure.face;
      }
    return {{"plan_cells", cycle.plan_cells}, {"dofs", cycle.dofs}, {"states", figures}};
  }
} // namespace sagitta::output
