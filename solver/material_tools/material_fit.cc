#include <solver/material_tools/material_fit.h>

#include <solver/base/errors.h>
#include <solver/material_tools/material_fit_card.h>
#include <solver/material_tools/material_fit_plot.h>
#include <solver/material_tools/material_fit_report.h>
#include <solver/output/locked_files.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace sagitta::material_tools
{
  namespace
  {
    /// Calls a fit; its exceptions become those of the program and name the section.
    template <typename Call>
    auto of_section(const std::string &section, const Call &call)
    {
      try
        {
          return call();
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(fmt::format("{}: {}", section, error.what()));
        }
      catch (const std::runtime_error &error)
        {
          throw ConvergenceError(fmt::format("{}: {}", section, error.what()));
        }
    }

    std::variant<materials::PlasticityFit, materials::AnandFit> fit_set(const input::InelasticSection &section)
    {
      if (const auto *plastic = std::get_if<materials::PlasticityRequest>(&section.request))
        return materials::fit_plasticity(*plastic);
      return materials::fit_anand(std::get<materials::AnandRequest>(section.request));
    }
  } // namespace

  FitOutcome carry_out_fits(const input::FitRequest &request)
  {
    FitOutcome outcome;
    if (request.expansion)
      outcome.expansion =
          of_section("expansion", [&] { return materials::fit_expansion(request.expansion->runs, request.expansion->fixed); });
    if (request.glass_transition)
      outcome.glass_transition = of_section("glass_transition", [&] {
        return materials::fit_glass_transition(request.glass_transition->data, request.glass_transition->fixed);
      });
    if (request.cure)
      {
        materials::CureRequest cure = request.cure->request;
        if (outcome.glass_transition)
          cure.glass_transition = outcome.glass_transition->function;
        outcome.cure = of_section("cure", [&] { return materials::fit_cure(cure); });
      }
    if (request.viscoelasticity)
      outcome.viscoelasticity =
          of_section("viscoelasticity", [&] { return materials::fit_viscoelasticity(request.viscoelasticity->request); });
    for (const input::InelasticSection &section : request.inelasticity)
      outcome.inelasticity.push_back(of_section("inelasticity." + section.name, [&] { return fit_set(section); }));
    return outcome;
  }

  void fit_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    const input::FitRequest request = input::read_fit_request(options.fit_request, options.overrides, communicator);
    const input::Library library = input::read_library(options.libraries, communicator);
    const FitOutcome outcome = carry_out_fits(request);
    const std::string card = card_text(request, outcome, library), report = fit_report(request, outcome);
    const std::vector<FitPicture> pictures = fit_pictures(request, outcome);

    const std::filesystem::path directory(options.output.empty() ? "results/materials" : options.output);
    const std::string stem = output::file_stem(request.name);
    std::vector<std::pair<std::string, std::string>> files = {{stem + ".yaml", card}, {stem + "_fit.txt", report}};
    for (const FitPicture &picture : pictures)
      {
        files.emplace_back(output::file_stem(request.name + "_" + picture.name) + ".csv", picture.csv);
        files.emplace_back(output::file_stem(request.name + "_" + picture.name) + ".svg", picture.svg);
      }
    output::write_files(directory, files, communicator);
    out << report << "\n";
    for (const auto &[name, content] : files)
      out << (directory / name).string() << "\n";
  }
} // namespace sagitta::material_tools
