#include <solver/material_tools/material_compare.h>

#include <solver/base/errors.h>
#include <solver/input/text/units.h>
#include <solver/material_tools/material_choice.h>
#include <solver/material_tools/material_comparison.h>
#include <solver/output/locked_files.h>

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace sagitta::material_tools
{
  namespace
  {
    double quantity(const std::string &text, input::Dimension dimension, const std::string &option)
    {
      try
        {
          return input::to_si(text, dimension);
        }
      catch (const input::UnitError &error)
        {
          throw InputError(option + ": " + error.what());
        }
    }

    double temperature(const std::string &text, const std::string &option)
    {
      const double value = quantity(text, input::Dimension::temperature, option);
      if (!(value > 0))
        throw InputError(fmt::format("{}: \"{}\" must be above zero kelvin", option, text));
      return value;
    }

    materials::FlowConditions read_flow(const MaterialOptions &options)
    {
      materials::FlowConditions flow{0, 0};
      if (!options.cure.empty())
        flow.cure = quantity(options.cure, input::Dimension::fraction, "--cure");
      if (!(flow.cure >= 0 && flow.cure <= 1))
        throw InputError(fmt::format("--cure: \"{}\" is not a degree of cure between 0 and 100 %", options.cure));
      if (!options.shear_rate.empty())
        flow.shear_rate = quantity(options.shear_rate, input::Dimension::rate, "--shear-rate");
      if (!(flow.shear_rate >= 0))
        throw InputError(fmt::format("--shear-rate: \"{}\" must be zero or greater", options.shear_rate));
      return flow;
    }

    /// What is to be compared, and where.
    struct Request
    {
      std::vector<std::string> names;
      Conditions conditions;
    };

    /// An option with several values takes all words that follow, so that names may stand among the temperatures.
    Request read_request(const MaterialOptions &options)
    {
      Request request{options.materials, {{}, read_flow(options)}};
      for (const std::string &text : options.temperatures)
        if (input::looks_like_quantity(text))
          request.conditions.temperatures.push_back(temperature(text, "--at"));
        else
          request.names.push_back(text);
      if (request.names.empty())
        throw InputError("command line: materials compare needs the names of materials; sagitta materials list shows all");
      if (request.conditions.temperatures.empty())
        throw InputError("--at: no temperature is given; write for instance --at 25degC 260degC");
      return request;
    }

    std::vector<Compared> read(const MaterialOptions &options, const std::vector<std::string> &names, MPI_Comm communicator)
    {
      std::vector<Compared> compared;
      for (input::ChosenMaterial &chosen : read_materials(names, options, options.overrides, communicator))
        {
          compared.push_back({std::move(chosen.material), std::nullopt});
          if (chosen.recipe)
            compared.back().compound.emplace(std::move(*chosen.recipe));
        }
      return compared;
    }

    /// Throws InputError when conditions of flow are given, but no material uses them. Returns remarks on viscosities that are
    /// not known under them.
    std::vector<std::string> check_flow(const MaterialOptions &options, const std::vector<Compared> &compared,
                                        const materials::FlowConditions &flow)
    {
      const bool is_asked = !options.shear_rate.empty() || !options.cure.empty();
      bool flows = false;
      std::vector<std::string> remarks;
      for (const Compared &one : compared)
        if (one.compound && one.compound->recipe().flow)
          {
            flows = true;
            if (flow.cure > 0 && !one.compound->recipe().flow->cure)
              remarks.push_back(fmt::format("the card of {} has no flow.cure, so the viscosity is known only for the uncured compound",
                                            one.material.name));
          }
      if (is_asked && !flows)
        throw InputError(fmt::format("{}: none of these materials is a filled compound with a section flow",
                                     options.shear_rate.empty() ? "--cure" : "--shear-rate"));
      return remarks;
    }

    /// A file to write: its name without the ending, and what is in it.
    struct Result
    {
      std::string stem;
      Curves curves;
    };
  } // namespace

  void compare_materials(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    const auto [names, conditions] = read_request(options);
    const double from = temperature(options.from, "--from"), to = temperature(options.to, "--to");
    if (!(to > from))
      throw InputError(fmt::format("--to: {} must be above {}, where the curves begin", options.to, options.from));
    std::optional<LoadingRange> loading;
    if (!options.loading.empty())
      loading = parse_loading(options.loading);

    const std::vector<Compared> compared = read(options, names, communicator);
    const std::vector<std::string> remarks = check_flow(options, compared, conditions.flow);
    std::vector<Result> results;
    results.push_back({"compare_temperature", temperature_curves(compared, from, to, conditions.flow)});
    if (loading)
      results.push_back({"compare_loading", loading_curves(compared, *loading, conditions)});

    const std::filesystem::path directory(options.output.empty() ? "results/materials" : options.output);
    std::vector<std::pair<std::string, std::string>> files = {{"compare.csv", comparison_csv(compared, conditions)}};
    for (const Result &result : results)
      {
        files.emplace_back(result.stem + ".csv", result.curves.csv);
        files.emplace_back(result.stem + ".svg", output::svg(result.curves.plot));
      }
    output::write_files(directory, files, communicator);
    out << comparison_table(compared, conditions) << "\n";
    for (const std::string &remark : remarks)
      out << remark << "\n";
    for (const Result &result : results)
      for (const std::string &remark : result.curves.remarks)
        out << remark << "\n";
    out << (directory / "compare.csv").string() << "\n";
    for (const Result &result : results)
      out << (directory / (result.stem + ".csv")).string() << "\n" << (directory / (result.stem + ".svg")).string() << "\n";
  }
} // namespace sagitta::material_tools
