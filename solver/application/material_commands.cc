#include <solver/application/material_commands.h>

#include <solver/application/common_options.h>
#include <solver/input/point_path/point_path_schema.h>
#include <solver/material_tools/relaxation_export.h>

#include <materials/laws/law_table.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace sagitta::application
{
  namespace
  {
    void add_material_case(CLI::App &command, Options &options)
    {
      command.add_option("--case", options.case_file, "A case file whose materials can be named")->type_name("FILE");
    }

    /// `materials test`.
    CLI::App *add_material_test(CLI::App &materials, Options &options)
    {
      auto *test = materials.add_subcommand("test", "Compute the response of a law of a card to a test, and write a table and a plot");
      test->add_option("NAME", options.material, "Name or alias of a card, or a name under materials of the case file")->required();
      add_material_case(*test, options);
      test->add_option("--path", options.test, "A path file (YAML), or a test:\n" + input::preset_list())->required()->type_name("TEST");
      test->add_option("--law", options.law,
                       fmt::format("A law of the card: {}, or a set of its inelasticity; may be left out when there is one only",
                                   fmt::join(materials::names_of_laws(false), ", ")))
          ->type_name("NAME");
      add_overrides(*test, options.overrides, "key=value: a parameter of the test, or a change of the path file; may be repeated");
      test->add_option("-o,--output", options.output, "Directory of the table and the plot; results/materials when left out")
          ->type_name("DIR");
      add_library(*test, options.libraries);
      test->footer("Example:\n  sagitta materials test sac305 --law motalab_2012 --path stress_strain --set rate=1e-3/s --set strain=2% "
                   "--set temperature=25degC");
      return test;
    }

    /// `materials compare`.
    CLI::App *add_material_comparison(CLI::App &materials, Options &options)
    {
      auto *compare = materials.add_subcommand("compare", "Compare materials: a table, and curves against temperature and filler loading");
      compare->add_option("NAMES", options.materials, "Names or aliases of cards, or names under materials of the case file");
      compare->add_option("--at", options.temperatures, "Temperatures of the table")->type_name("TEMPERATURE")->capture_default_str();
      compare->add_option("--from", options.from, "Lowest temperature of the curves")->type_name("TEMPERATURE")->capture_default_str();
      compare->add_option("--to", options.to, "Highest temperature of the curves")->type_name("TEMPERATURE")->capture_default_str();
      compare
          ->add_option("--loading", options.loading,
                       "Sweep the fillers of the filled compounds together: 50wt%..90wt% by weight, 40vol%..75vol% by volume")
          ->type_name("RANGE");
      compare
          ->add_option("--shear-rate", options.shear_rate,
                       "Shear rate at which the filled compounds flow, for instance 100/s; slow shear when left out")
          ->type_name("RATE");
      compare
          ->add_option("--cure", options.cure, "Degree of cure at which the filled compounds flow, for instance 20%; uncured when left out")
          ->type_name("FRACTION");
      add_material_case(*compare, options);
      add_overrides(*compare, options.overrides, "key.path=value: changes the case file; may be repeated");
      compare->add_option("-o,--output", options.output, "Directory of tables and plots; results/materials when left out")
          ->type_name("DIR");
      add_library(*compare, options.libraries);
      compare->footer("Example:\n  sagitta materials compare lmc_silica_85 lmc_alumina_90 lmc_r4507 --at 25degC 150degC 260degC --loading "
                      "50vol%..78vol%");
      return compare;
    }

    /// `materials fit`.
    CLI::App *add_material_fit(CLI::App &materials, Options &options)
    {
      auto *fit =
          materials.add_subcommand("fit", "Turn measured tables into a card: Prony series, shift, cure kinetics, expansion, plasticity");
      fit->add_option("REQUEST", options.fit_request, "The request (YAML): which tables, which models, which constants are fixed")
          ->required();
      add_overrides(*fit, options.overrides, "key.path=value: changes the request; may be repeated");
      fit->add_option("-o,--output", options.output, "Directory of the card, the report and the plots; results/materials when left out")
          ->type_name("DIR");
      add_library(*fit, options.libraries);
      fit->footer("Example:\n  sagitta materials fit docs/user_guide/fitting/request.yaml -o results/fitted");
      return fit;
    }

    /// `materials export`.
    CLI::App *add_material_export(CLI::App &materials, Options &options)
    {
      using namespace material_tools;
      const auto choose = [](CLI::Option *option, const std::vector<Word> &words) {
        option->check(CLI::IsMember(names_of(words)));
        std::string text = option->get_description();
        for (const Word &word : words)
          text += fmt::format("\n{}: {}", word.name, word.description);
        return option->description(text);
      };
      auto *command = materials.add_subcommand("export", "Write the Prony terms and the shift of a card for another program");
      command->add_option("NAME", options.material, "Name or alias of a card, or a name under materials of the case file")->required();
      add_material_case(*command, options);
      add_overrides(*command, options.overrides, "key.path=value: changes the case file; may be repeated");
      choose(command->add_option("--format", options.export_format, "The program:"), relaxation_format_names().words())->required();
      choose(command->add_option("--units", options.export_units, "Units of the file:"), export_units_names().words())
          ->capture_default_str();
      choose(command->add_option("--shift", options.export_shift, "Part of the shift:"), shift_part_names().words())->capture_default_str();
      choose(command->add_option("--constants", options.export_constants, "Elastic constants for calculix:"),
             elastic_limit_names().words());
      command->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      add_library(*command, options.libraries);
      command->footer("Example:\n  sagitta materials export lmc_r4507 --format abaqus --units mm -o lmc_r4507.inp");
      return command;
    }
  } // namespace

  void add_material_commands(CLI::App &app, Options &options)
  {
    auto *materials = app.add_subcommand("materials", "List, show, test, fit, compare and export material cards");
    add_library(*materials, options.libraries);
    materials->footer("Example:\n  sagitta materials show lmc_r4507");
    auto *list = materials->add_subcommand("list", "List the cards");
    list->footer("Example:\n  sagitta materials list");
    add_library(*list, options.libraries);
    auto *show = materials->add_subcommand("show", "Show a card with its sources");
    show->add_option("NAME", options.material, "Name or alias of a card, or a name under materials of the case file")->required();
    add_material_case(*show, options);
    add_overrides(*show, options.overrides, "key.path=value: changes the case file; may be repeated");
    show->footer("Example:\n  sagitta materials show copper\n  sagitta materials show mould --case cases/fan_out_filled_mould/case.yaml");
    add_library(*show, options.libraries);
    auto *test = add_material_test(*materials, options);
    auto *fit = add_material_fit(*materials, options);
    auto *compare = add_material_comparison(*materials, options);
    auto *exported = add_material_export(*materials, options);
    materials->require_subcommand(0, 1);
    materials->callback([&options, show, test, fit, compare, exported] {
      options.command = test->parsed()       ? Command::materials_test
                        : fit->parsed()      ? Command::materials_fit
                        : compare->parsed()  ? Command::materials_compare
                        : exported->parsed() ? Command::materials_export
                        : show->parsed()     ? Command::materials_show
                                             : Command::materials_list;
    });
  }
} // namespace sagitta::application
