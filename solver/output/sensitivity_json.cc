#include <solver/output/sensitivity_json.h>

#include <string>

namespace sagitta::output
{
  namespace
  {
    /// The unit of a derivative: "m/Pa", "K/(W/(m K))".
    std::string quotient(const std::string &above, const std::string &below)
    {
      if (below == "1")
        return above;
      return below.find_first_of("/ ") == std::string::npos ? above + "/" + below : above + "/(" + below + ")";
    }

    Json describe(const results::SensitivityParameter &parameter)
    {
      Json json = {{"name", parameter.name}};
      if (parameter.value)
        json["value"] = quantity(*parameter.value, parameter.unit);
      if (!parameter.together.empty())
        json["together_with"] = parameter.together;
      if (parameter.deviation)
        json["standard_deviation"] = *parameter.deviation;
      return json;
    }

    Json describe(const results::SensitivityResult &result, const results::Gradient &gradient)
    {
      Json json = {{"of", gradient.of}, {"state", gradient.state}};
      json.update(quantity(gradient.value, gradient.unit));
      if (const auto deviation = result.deviation(gradient))
        json["standard_deviation"] = quantity(*deviation, gradient.unit);
      json["dual_error"] = gradient.dual_error;
      Json by_parameter = Json::array();
      for (const std::size_t p : result.by_effect(gradient))
        {
          const results::SensitivityParameter &parameter = result.parameters[p];
          Json entry = {{"parameter", parameter.name},
                        {"change", quantity(gradient.by_factor[p] * result.change, gradient.unit)},
                        {"by_factor", quantity(gradient.by_factor[p], gradient.unit)}};
          if (const auto derivative = result.derivative(gradient, p))
            entry["derivative"] = quantity(*derivative, quotient(gradient.unit, parameter.unit));
          if (const auto elasticity = results::SensitivityResult::elasticity(gradient, p))
            entry["elasticity"] = *elasticity;
          by_parameter.push_back(std::move(entry));
        }
      json["by_parameter"] = std::move(by_parameter);
      return json;
    }
  } // namespace

  Json describe(const results::SensitivityResult &result)
  {
    Json parameters = Json::array(), gradients = Json::array();
    for (const results::SensitivityParameter &parameter : result.parameters)
      parameters.push_back(describe(parameter));
    for (const results::Gradient &gradient : result.gradients)
      gradients.push_back(describe(result, gradient));
    return {{"change", result.change}, {"parameters", parameters}, {"gradients", gradients}};
  }
} // namespace sagitta::output
