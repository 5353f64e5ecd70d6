#include <solver/output/material_json.h>

#include <array>

namespace sagitta::output
{
  namespace
  {
    Json describe(const materials::ReportedEstimate &estimate)
    {
      // A bound that does not exist is infinite, which JSON writes as null.
      const auto number = [&](double value) { return estimate.unit == "1" ? Json(value) : quantity(value, estimate.unit); };
      Json json = {{"name", estimate.name},
                   {"value", number(estimate.estimate.value)},
                   {"lower", number(estimate.estimate.lower)},
                   {"upper", number(estimate.estimate.upper)},
                   {"formula", estimate.formula}};
      if (estimate.temperature)
        json["temperature"] = quantity(*estimate.temperature, "K");
      return json;
    }

    Json describe(const results::LayerConstants &constants)
    {
      const auto three = [](const std::array<double, 3> &values, const char *unit) {
        return Json::array({quantity(values[0], unit), quantity(values[1], unit), quantity(values[2], unit)});
      };
      Json json = Json::object();
      if (const auto &elastic = constants.elastic)
        json = {{"young", three(elastic->young, "Pa")},
                {"shear_xy_xz_yz", three(elastic->shear, "Pa")},
                {"poisson_xy_xz_yz", Json::array({elastic->poisson[0], elastic->poisson[1], elastic->poisson[2]})}};
      if (constants.expansion)
        json["expansion"] = three(*constants.expansion, "1/K");
      if (constants.conductivity)
        json["conductivity"] = three(*constants.conductivity, "W/(m K)");
      return json;
    }
  } // namespace

  Json describe(const results::UsedMaterial &material)
  {
    return {{"name", material.name}, {"law", material.law}};
  }

  Json describe(const results::PredictedMaterial &material)
  {
    Json estimates = Json::array();
    for (const materials::ReportedEstimate &estimate : material.estimates)
      estimates.push_back(describe(estimate));
    Json values = Json::array();
    for (const results::SourcedValue &value : material.values)
      {
        values.push_back({{"property", value.property}, {"value", value.value}, {"kind", value.kind}, {"source", value.source}});
        if (!value.note.empty())
          values.back()["note"] = value.note;
      }
    return {{"name", material.name}, {"estimates", estimates}, {"values", values}};
  }

  Json describe(const results::SolvedBumpLayer &layer)
  {
    Json json = {{"name", layer.name}, {"description", layer.description}, {"share_of_area", layer.share}};
    if (!layer.refusal.empty())
      json["closed_formulas_because"] = layer.refusal;
    json["constants"] = Json::array();
    for (const results::SolvedBumpLayer::Row &row : layer.rows)
      json["constants"].push_back(
          {{"temperature", quantity(row.temperature, "K")}, {"cell", describe(row.cell)}, {"closed_formulas", describe(row.formula)}});
    json["warpage_errors"] = Json::array();
    for (const results::SolvedBumpLayer::PlateError &error : layer.plate_errors)
      json["warpage_errors"].push_back({{"temperature", quantity(error.temperature, "K")}, {"error", error.error}});
    return json;
  }
} // namespace sagitta::output
