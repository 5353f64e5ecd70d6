#include <solver/study/uncertainty_files.h>

#include <solver/study/json_number.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace sagitta::study
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json describe(const Sampled &one)
    {
      return {{"value", number(one.value)}, {"lower", number(one.lower)}, {"upper", number(one.upper)}};
    }

    Json describe(const Study &study, const UncertainOutput &one)
    {
      Json effects = Json::array(), indices = Json::array();
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        effects.push_back({{"parameter", study.parameters[p].name},
                           {"slope_by_adjoint", number(one.adjoint[p])},
                           {"slope_fitted", number(one.fitted[p])}});
      for (const SobolIndex &index : one.indices)
        indices.push_back({{"first", describe(index.first)}, {"total", describe(index.total)}});
      return {{"output", study.outputs[one.output].name},
              {"unit", info(study.outputs[one.output].measure).si_unit},
              {"samples", one.moments.count},
              {"mean", describe(one.moments.mean)},
              {"deviation", describe(one.moments.deviation)},
              {"percentiles", {{"5", one.moments.p5}, {"50", one.moments.p50}, {"95", one.moments.p95}}},
              {"at_means", number(one.at_means)},
              {"deviation_first_order", number(one.first_order)},
              {"is_by_adjoint", one.is_by_adjoint},
              {"r_squared", number(one.r_squared)},
              {"effects", effects},
              {"indices", indices},
              {"hardly_varies", one.hardly_varies}};
    }

    std::string name_of(const Study &study, const std::vector<std::size_t> &group)
    {
      std::string text;
      for (const std::size_t p : group)
        text += (text.empty() ? "" : " and ") + study.parameters[p].name;
      return text;
    }

    std::string shown(const Sampled &one)
    {
      const auto rounded = [](double value) { return std::abs(value) < .005 ? 0. : value; }; // no -0.00
      return fmt::format("{:5.2f} ({:.2f} to {:.2f})", rounded(one.value), rounded(one.lower), rounded(one.upper));
    }
  } // namespace

  Json describe_uncertainty(const Study &study, const Uncertainty &uncertainty)
  {
    Json parameters = Json::array(), groups = Json::array(), outputs = Json::array();
    for (std::size_t p = 0; p < study.parameters.size(); ++p)
      parameters.push_back({{"name", study.parameters[p].name},
                            {"unit", study.parameters[p].unit},
                            {"mean", mean_of(study.parameters[p])},
                            {"deviation", deviation_of(study.parameters[p])},
                            {"sensitivity", uncertainty.first_order.names[p]}});
    for (const std::vector<std::size_t> &group : uncertainty.groups)
      groups.push_back(name_of(study, group));
    for (const UncertainOutput &one : uncertainty.outputs)
      outputs.push_back(describe(study, one));
    return {{"parameters", parameters}, {"groups", groups}, {"outputs", outputs}, {"sentence", uncertainty.first_order.sentence}};
  }

  void print_uncertainty(std::ostream &out, const Study &study, const Uncertainty &uncertainty)
  {
    for (const UncertainOutput &one : uncertainty.outputs)
      {
        const Output &output = study.outputs[one.output];
        const MeasureInfo &unit = info(output.measure);
        const auto size = [&](double value) { return value / unit.si; };
        out << fmt::format(
            "\n{} [{}]: mean {:.4g}, standard deviation {:.3g} ({:.3g} to {:.3g}) of {} samples; 5 % below {:.4g}, 5 % above {:.4g}\n",
            output.name, unit.unit, output.shown(one.moments.mean.value), size(one.moments.deviation.value),
            size(one.moments.deviation.lower), size(one.moments.deviation.upper), one.moments.count, output.shown(one.moments.p5),
            output.shown(one.moments.p95));
        if (std::isfinite(one.first_order))
          out << fmt::format("  to first order {:.3g}, {}\n", size(one.first_order),
                             one.is_by_adjoint ? "by adjoint solves at the means" : "in part by the best linear fit of the samples");
        if (one.hardly_varies)
          out << "  hardly varies: its spread is within the error of the solves, and these samples do not show which parameter causes it\n";
        for (std::size_t g = 0; g < one.indices.size(); ++g)
          out << fmt::format("  {:<32} first-order index {}, total index {}\n", name_of(study, uncertainty.groups[g]),
                             shown(one.indices[g].first), shown(one.indices[g].total));
      }
    if (!uncertainty.first_order.sentence.empty())
      out << "No adjoint solves: " << uncertainty.first_order.sentence << "\n";
  }
} // namespace sagitta::study
