#include <solver/material_tools/material_test_run.h>

#include <materials/display_units.h>
#include <materials/laws/law_table.h>
#include <materials/point/point_material.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/point_path/point_path_reader.h>
#include <solver/material_tools/material_choice.h>
#include <solver/material_tools/material_slab_run.h>
#include <solver/material_tools/material_test_output.h>
#include <solver/output/line_plot.h>
#include <solver/output/locked_files.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::material_tools
{
  namespace
  {
    using input::MaterialTest;
    using input::Preset;
    using materials::DynamicModulus;

    /// Throws InputError when the mechanics of a filled compound is predicted up to the glass transition only and the test goes beyond.
    void check_reach(const input::ChosenMaterial &chosen, const MaterialTest &test)
    {
      if (!chosen.recipe || !materials::is_predicted(chosen.material, "elasticity."))
        return;
      const std::optional<double> end = materials::Compound(*chosen.recipe).mechanics_end();
      double hottest = test.start;
      for (const materials::PathSegment &segment : test.path.segments)
        hottest = std::max(hottest, segment.temperature);
      for (const double temperature : test.temperatures)
        hottest = std::max(hottest, temperature);
      if (end && hottest > *end)
        throw InputError(fmt::format("test {} of {}: its resin {} has no modulus above its glass transition, {:.6g} degC, but the test "
                                     "goes to {:.6g} degC; stay below it, or give the resin young and poisson as tables",
                                     test.name, chosen.material.name, chosen.recipe->resin.name, to_celsius(*end), to_celsius(hottest)));
    }

    /// The law that is asked for; the only one when none is.
    std::string choose_law(const materials::Material &material, const std::string &asked)
    {
      const std::vector<std::string> names = materials::law_names(material);
      if (names.empty())
        throw InputError(fmt::format("the card of {} gives no elasticity, so there is no law to test", material.name));
      if (asked.empty() && names.size() == 1)
        return names.front();
      if (asked.empty())
        throw InputError(fmt::format("{} has several laws; choose by --law one of {}", material.name, enumerate(names, "and")));
      if (const std::string missing = materials::find_missing(material, asked); !missing.empty())
        throw InputError(
            fmt::format("{} has no {}, which the law {} needs. Its laws: {}.", material.name, missing, asked, enumerate(names, "and")));
      if (!std::count(names.begin(), names.end(), asked))
        throw InputError(fmt::format("{} has no law {}{} Its laws: {}.", material.name, asked,
                                     nearest(asked, names).empty() ? "." : did_you_mean(asked, names), enumerate(names, "and")));
      return asked;
    }

    /// The moduli at all temperatures and frequencies of a dynamic test.
    std::vector<DynamicModulus> find_moduli(const materials::MaterialLaw &law, const materials::FreeStrain &free, const MaterialTest &test)
    {
      std::vector<DynamicModulus> moduli;
      for (const double temperature : test.temperatures)
        for (const double frequency : test.frequencies)
          moduli.push_back(materials::dynamic_modulus(
              test.dynamic, materials::drive(law, free, materials::dynamic_path(test.dynamic, temperature, frequency)), frequency));
      return moduli;
    }

    /// Drives the law; its exceptions become those of the program.
    TestOutcome carry_out(const MaterialTest &test, const materials::Material &material, const std::string &name,
                          const materials::MaterialLaw &law)
    {
      TestOutcome outcome{test,
                          law,
                          fmt::format("{}, {}", material.name, materials::law_description(material, name)),
                          test.preset ? fmt::format("{}: {}", test.name, test.parameters) : "path file " + test.name,
                          {},
                          {},
                          test.preset == Preset::cure_ramp ? material.cure : std::nullopt};
      const materials::FreeStrain free = materials::make_free_strain(material, test.start);
      try
        {
          if (test.preset == Preset::dma)
            outcome.moduli = find_moduli(law, free, test);
          else
            outcome.records = materials::drive(law, free, test.path);
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
        }
      catch (const std::runtime_error &error)
        {
          throw ConvergenceError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
        }
      return outcome;
    }
    /// What a test gives.
    struct Result
    {
      std::string stem; ///< of the files
      std::string title;
      std::string csv;
      output::LinePlot plot;
    };

    Result drive_law(const MaterialOptions &options, const materials::Material &material, const MaterialTest &test)
    {
      const std::string name = choose_law(material, options.law);
      const materials::MaterialLaw law = [&] {
        try
          {
            return materials::make_law(material, name);
          }
        catch (const std::invalid_argument &error)
          {
            throw InputError(error.what());
          }
      }();
      const TestOutcome outcome = carry_out(test, material, name, law);
      return {fmt::format("{}_{}_{}", material.name, name, test.name), outcome.title, table(outcome), plot(outcome)};
    }

    Result run_slab(const MaterialOptions &options, const materials::Material &material, const MaterialTest &test)
    {
      if (!options.law.empty())
        throw InputError("--law: cure_slab computes heat and cure and uses no mechanical law; leave --law out");
      SlabResult slab = cure_slab(material, test);
      return {fmt::format("{}_{}", material.name, test.name), slab.plot.title + ": " + slab.summary, std::move(slab.csv),
              std::move(slab.plot)};
    }
  } // namespace

  void test_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    // --set belongs to the test here.
    const input::ChosenMaterial chosen = read_materials({options.material}, options, {}, communicator).front();
    const materials::Material &material = chosen.material;
    std::optional<input::TestedCure> cure;
    if (material.cure)
      cure = input::TestedCure{material.cure->initial, materials::cure_after(material)};
    const MaterialTest test = input::read_material_test(options.test, options.overrides, cure, communicator);
    if (test.preset != Preset::cure_slab)
      check_reach(chosen, test);
    const Result result = test.preset == Preset::cure_slab ? run_slab(options, material, test) : drive_law(options, material, test);

    const std::filesystem::path directory(options.output.empty() ? "results/materials" : options.output);
    const std::string stem = output::file_stem(result.stem);
    output::write_files(directory, {{stem + ".csv", result.csv}, {stem + ".svg", output::svg(result.plot)}}, communicator);
    out << result.title << "\n" << (directory / (stem + ".csv")).string() << "\n" << (directory / (stem + ".svg")).string() << "\n";
  }
} // namespace sagitta::material_tools
