#include <solver/application/command_line.h>

#include <solver/application/study_command.h>
#include <solver/application/version.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/material_test/test_schema.h>
#include <solver/input/text/files.h>
#include <solver/material_tools/relaxation_export.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <sstream>

namespace sagitta::application
{
  namespace
  {
    const std::string petsc_note =
        "Behind --petsc the rest of the line goes to PETSc, for instance --petsc -log_view.\n"
        "Exit status: 0 done, 1 defect of the program, 2 bad input, 3 did not converge, 4 input/output failure,\n"
        "5 out of memory, 7 mesh.adaptive has not reached its tolerance, 130 interrupted and 143 terminated.\n"
        "All commands also run under mpirun.";

    void add_overrides(CLI::App &command, Options &options, const std::string &description)
    {
      command.add_option("--set", options.overrides, description)->type_name("KEY.PATH=VALUE")->type_size(1)->allow_extra_args(false);
    }

    void add_case(CLI::App &command, Options &options)
    {
      command.add_option("CASE", options.case_file, "The case file (YAML)")->required();
      add_overrides(
          command, options,
          "key.path=value: changes the case; list entries by [index] or by name; null as value takes a key away; may be repeated");
    }

    void add_library(CLI::App &command, Options &options)
    {
      command
          .add_option("--library", options.libraries,
                      "Directory of material cards, searched before SAGITTA_LIBRARY and the shipped library; may be repeated")
          ->type_name("DIR")
          ->type_size(1)
          ->allow_extra_args(false);
    }

    void add_material_case(CLI::App &command, Options &options)
    {
      command.add_option("--case", options.case_file, "A case file whose materials may be named")->type_name("FILE");
    }

    /// `materials test`.
    CLI::App *add_material_test(CLI::App &materials, Options &options)
    {
      auto *test = materials.add_subcommand("test", "Drive a law of a card along a path and write a table and a plot");
      test->add_option("NAME", options.material, "Name or alias of a card, or a name under materials of the case file")->required();
      add_material_case(*test, options);
      test->add_option("--path", options.test, "A path file (YAML), or a test:\n" + input::preset_list())->required()->type_name("TEST");
      test->add_option(
              "--law", options.law,
              "A law of the card: elastic, chile, viscoelastic, or a set of its inelasticity; may be left out when there is one only")
          ->type_name("NAME");
      add_overrides(*test, options, "key=value: a parameter of the test, or a change of the path file; may be repeated");
      test->add_option("-o,--output", options.output, "Directory of the table and the plot; results/materials when left out")
          ->type_name("DIR");
      add_library(*test, options);
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
      add_overrides(*compare, options, "key.path=value: changes the case file; may be repeated");
      compare->add_option("-o,--output", options.output, "Directory of tables and plots; results/materials when left out")
          ->type_name("DIR");
      add_library(*compare, options);
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
      add_overrides(*fit, options, "key.path=value: changes the request; may be repeated");
      fit->add_option("-o,--output", options.output, "Directory of the card, the report and the plots; results/materials when left out")
          ->type_name("DIR");
      add_library(*fit, options);
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
      add_overrides(*command, options, "key.path=value: changes the case file; may be repeated");
      choose(command->add_option("--format", options.export_format, "The program:"), relaxation_format_names().words())->required();
      choose(command->add_option("--units", options.export_units, "Units of the file:"), export_units_names().words())
          ->capture_default_str();
      choose(command->add_option("--shift", options.export_shift, "Part of the shift:"), shift_part_names().words())->capture_default_str();
      choose(command->add_option("--constants", options.export_constants, "Elastic constants for calculix:"),
             elastic_limit_names().words());
      command->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      add_library(*command, options);
      command->footer("Example:\n  sagitta materials export lmc_r4507 --format abaqus --units mm -o lmc_r4507.inp");
      return command;
    }

    /// Options of the pictures of `check`.
    void add_drawing(CLI::App &check, Options &options)
    {
      CLI::Option *draw = check.add_option("--draw", options.draw, "Draw the model into this directory (SVG): plan views, cross-sections")
                              ->type_name("DIR");
      check
          .add_option("--cut", options.cuts,
                      "Where a cross-section cuts: y=0mm (along x), x=0mm (along y), or x1,y1:x2,y2 with units; may be repeated")
          ->type_name("CUT")
          ->type_size(1)
          ->allow_extra_args(false)
          ->needs(draw);
      check.add_option("--z-stretch", options.z_stretch, "How many times z is stretched in cross-sections; chosen when left out")
          ->type_name("FACTOR")
          ->check(CLI::Range(1e-3, 1e6))
          ->needs(draw);
      check.add_flag("--mesh", options.draw_mesh, "Draw the lines of the mesh as well")->needs(draw);
    }

    /// `run`, `check` and `export`.
    void add_case_commands(CLI::App &app, Options &options)
    {
      auto *run = app.add_subcommand("run", "Solve a case and write its results");
      add_case(*run, options);
      add_library(*run, options);
      run->add_option("-o,--output", options.output, "Directory of the results; results/<name of the case> when left out")
          ->type_name("DIR");
      run->add_flag("--stresses", options.stresses, "Print the stresses of every part in every state as well");
      run->add_flag("--quiet", options.quiet, "Print nothing but errors");
      run->footer("Example:\n  mpirun -np 2 sagitta run cases/fan_out_single_die/case.yaml -o results/thick --set "
                  "package.layers.overmould.thickness=150um\n\n" +
                  petsc_note);
      run->callback([&options] { options.command = Command::run; });

      auto *check = app.add_subcommand("check", "Check a case and print the model: parts, layers, volumes, cells, memory. Solves nothing");
      add_case(*check, options);
      add_library(*check, options);
      add_drawing(*check, options);
      check->footer("Example:\n  sagitta check cases/fan_out_single_die/case.yaml --draw results/pictures --cut y=0mm");
      check->callback([&options] { options.command = Command::check; });

      auto *export_model = app.add_subcommand("export", "Write the model for another program");
      add_case(*export_model, options);
      add_library(*export_model, options);
      export_model->add_option("--format", options.format, "inp: CalculiX")->check(CLI::IsMember({"inp"}))->capture_default_str();
      export_model->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      export_model->footer("Example:\n  sagitta export cases/fan_out_single_die/case.yaml --format inp -o fan_out.inp");
      export_model->callback([&options] { options.command = Command::export_model; });
    }

    void add_report(CLI::App &app, Options &options)
    {
      auto *report = app.add_subcommand(
          "report", "Make a page of one run, of several compared, or of a study: one HTML file to read, print and hand on");
      report->add_option("DIR", options.runs, "Directories of finished runs, the others compared with the first; or of one study")
          ->required()
          ->type_name("");
      report->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      report
          ->add_option("--measured", options.measured,
                       "CSV file of measured warpage to compare with: columns temperature, warpage and, if known, uncertainty, each with "
                       "its unit; state where a temperature occurs twice")
          ->type_name("FILE");
      report->add_option("--view-size", options.view_size, "Size of the data of the 3-D view at most, such as 2MB; 0MB: no view")
          ->transform(CLI::AsSizeValue(true))
          ->default_str("10MB")
          ->type_name("SIZE");
      report->footer("Example:\n  sagitta report results/thin results/thick -o report.html --measured shadow_moire.csv");
      report->callback([&options] { options.command = Command::report; });
    }

    /// `reduce` and `evaluate`.
    void add_model_commands(CLI::App &app, Options &options)
    {
      auto *reduce =
          app.add_subcommand("reduce", "Make a reduced model of a state: its warpage or hotspots for other materials in no time");
      add_case(*reduce, options);
      add_library(*reduce, options);
      reduce->add_option("--state", options.state, "Name of the state: of a uniform temperature, or solved for conductivities")
          ->required()
          ->type_name("NAME");
      reduce
          ->add_option("--range", options.ranges,
                       "MATERIAL.young, .poisson, .cte or .conductivity = LOW..HIGH with units, for instance mould.young=5GPa..30GPa; may "
                       "be repeated")
          ->type_name("NAME=RANGE")
          ->type_size(1)
          ->allow_extra_args(false)
          ->required();
      reduce->add_option("--candidates", options.candidates, "Points of the ranges among which the model is made and judged")
          ->check(CLI::Range(1, 1000000))
          ->capture_default_str();
      reduce->add_option("--size", options.largest_size, "Largest number of functions of the model")
          ->check(CLI::Range(1, 1000))
          ->capture_default_str();
      reduce->add_option("-o,--output", options.output, "The file to write (HDF5)")->required()->type_name("FILE");
      reduce->footer("Example:\n  sagitta reduce cases/fan_out_single_die/case.yaml --state room --range lmc_r4507.young=5GPa..30GPa -o "
                     "room.h5\n  sagitta evaluate room.h5 --set lmc_r4507.young=12GPa");
      reduce->callback([&options] { options.command = Command::reduce; });

      auto *evaluate = app.add_subcommand("evaluate", "The warpage or the hotspots by a reduced model, with bounds of their errors");
      evaluate->add_option("MODEL", options.case_file, "A file of `sagitta reduce`")->required();
      CLI::Option *set =
          evaluate
              ->add_option("--set", options.overrides, "MATERIAL.young, .poisson, .cte or .conductivity = value with unit; may be repeated")
              ->type_name("NAME=VALUE")
              ->type_size(1)
              ->allow_extra_args(false);
      evaluate
          ->add_option("--table", options.table,
                       "A table (CSV) with such names as its heading and a query in every row; the figures are added to it")
          ->type_name("FILE")
          ->excludes(set);
      evaluate->add_option("--case", options.model_case, "The case that the model must be of")->type_name("FILE");
      add_library(*evaluate, options);
      evaluate->add_option("-o,--output", options.output, "The table to write; the standard output when left out")->type_name("FILE");
      evaluate->footer("Example:\n  sagitta evaluate room.h5 --set lmc_r4507.young=12GPa --set lmc_r4507.cte=0.9");
      evaluate->callback([&options] { options.command = Command::evaluate; });
    }

    /// A flag takes no value: --quiet=5 is a mistake and not a --quiet. Other words are not empty: -o "$DIR" without a DIR is a mistake and
    /// not a run into the default directory.
    void refuse_odd_values(CLI::App &app)
    {
      for (CLI::Option *option : app.get_options())
        if (option->get_items_expected_max() == 0)
          option->disable_flag_override();
        else
          option->check([](const std::string &value) { return std::string(value.empty() ? "the value is empty" : ""); });
      for (CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        refuse_odd_values(*command);
    }

    /// The parser with all its commands; it writes into `options`.
    std::unique_ptr<CLI::App> make_parser(Options &options)
    {
      auto app = std::make_unique<CLI::App>("Warpage, stress and heat in wafer-level packages.", "sagitta");
      app->require_subcommand(1);
      app->set_version_flag("--version", version_text(), "Print version, revision and libraries");
      app->footer("Example:\n  sagitta run cases/fan_out_single_die/case.yaml -o results/first\n  sagitta COMMAND --help shows more, with "
                  "an example each.\n\n" +
                  petsc_note);

      add_case_commands(*app, options);
      add_model_commands(*app, options);
      add_report(*app, options);
      add_study_command(*app, options);
      auto *materials = app->add_subcommand("materials", "List, show, test, fit, compare and export material cards");
      add_library(*materials, options);
      materials->footer("Example:\n  sagitta materials show lmc_r4507");
      auto *list = materials->add_subcommand("list", "List the cards");
      list->footer("Example:\n  sagitta materials list");
      add_library(*list, options);
      auto *show = materials->add_subcommand("show", "Show a card with its sources");
      show->add_option("NAME", options.material, "Name or alias of a card, or a name under materials of the case file")->required();
      add_material_case(*show, options);
      add_overrides(*show, options, "key.path=value: changes the case file; may be repeated");
      show->footer("Example:\n  sagitta materials show copper\n  sagitta materials show mould --case cases/fan_out_filled_mould/case.yaml");
      add_library(*show, options);
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

      auto *schema = app->add_subcommand("schema", "Print the JSON Schema (draft 2020-12) of the case file, for editors");
      schema
          ->add_option("WHAT", options.schema,
                       "case; card: a card of the material library; fit: a request of `materials fit`; study: a study file")
          ->check(CLI::IsMember({"case", "card", "fit", "study"}))
          ->capture_default_str();
      add_library(*schema, options);
      schema->footer(
          "Example:\n  sagitta schema > case.schema.json\n  then begin a case file with  # yaml-language-server: $schema=case.schema.json");
      schema->callback([&options] { options.command = Command::schema; });
      refuse_odd_values(*app);
      return app;
    }

    std::vector<std::string> words(const CLI::App &app)
    {
      std::vector<std::string> result;
      for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        result.push_back(command->get_name());
      return result;
    }

    std::string suggestion(const CLI::App &app, const std::vector<std::string> &arguments)
    {
      if (arguments.size() < 2 || arguments[1].empty() || arguments[1][0] == '-')
        return "";
      const std::vector<std::string> known = words(app);
      if (std::count(known.begin(), known.end(), arguments[1]))
        return "";
      const std::string hint = did_you_mean(arguments[1], known);
      return " There is no command " + arguments[1] + (hint.empty() ? "." : hint);
    }
  } // namespace

  namespace
  {
    /// Words of a file with options of PETSc: # begins a comment, as do % and ! in front of a line.
    std::vector<std::string> read_petsc_words(const std::string &name)
    {
      std::istringstream lines(input::read_text_file(name).text);
      std::vector<std::string> words;
      for (std::string line; std::getline(lines, line);)
        {
          std::istringstream rest(line.substr(0, line.find('#')));
          for (std::string word; rest >> word && word[0] != '%' && word[0] != '!';)
            words.push_back(word);
        }
      return words;
    }

    /// Options that act on the process instead of a solver: they load libraries or Python, trap floating-point numbers, wait for a
    /// debugger, open files before errors can be told, or replace what Sagitta does at an error. In this program they abort or do nothing.
    bool concerns_process(const std::string &option)
    {
      static const std::set<std::string> names = {"-dll_append",
                                                  "-dll_prepend",
                                                  "-python",
                                                  "-fp_trap",
                                                  "-history",
                                                  "-petsc_sleep",
                                                  "-start_in_debugger",
                                                  "-stop_for_debugger",
                                                  "-debug_terminal",
                                                  "-debugger_nodes",
                                                  "-debugger_ranks",
                                                  "-debugger_pause",
                                                  "-on_error_attach_debugger",
                                                  "-on_error_abort",
                                                  "-on_error_mpiabort",
                                                  "-on_error_emacs",
                                                  "-mpi_linear_solver_server",
                                                  "-options_file_yaml",
                                                  "-options_string",
                                                  "-options_string_yaml",
                                                  "-options_gui"};
      return names.count(option) > 0 || option.compare(0, 5, "-saws") == 0;
    }

    /// Options begin with a hyphen and have one value at most; PETSc passes over anything else.
    void take_petsc_words(const std::vector<std::string> &words, const std::string &place, unsigned depth, std::vector<std::string> &taken)
    {
      const auto is_option = [](const std::string &word) {
        return word.size() > 1 && word[0] == '-' && (std::isalpha(static_cast<unsigned char>(word[1])) || word[1] == '-');
      };
      for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == "-options_file")
          {
            if (++i == words.size())
              throw InputError(place + ": the name of a file is missing behind -options_file");
            if (depth > 8)
              throw InputError(place + ": files of options name each other without an end");
            take_petsc_words(read_petsc_words(words[i]), place + " -options_file " + words[i], depth + 1, taken);
          }
        else if (concerns_process(words[i]))
          throw InputError(fmt::format("{}: {} acts on the process as a whole (debuggers, traps, Python, libraries to load), which Sagitta "
                                       "does not support; options of solvers, views and logs are",
                                       place, words[i]));
        else if (is_option(words[i]) || (i > 0 && is_option(words[i - 1])))
          taken.push_back(words[i]);
        else
          throw InputError(
              fmt::format("{}: \"{}\" is no option of PETSc, and no value of one: options begin with a hyphen and take one value, "
                          "for instance -ksp_type cg",
                          place, words[i]));
    }
  } // namespace

  SplitArguments split_arguments(int argc, char **argv)
  {
    SplitArguments result;
    int i = 0;
    for (; i < argc && std::string(argv[i]) != "--petsc"; ++i)
      result.ours.emplace_back(argv[i]);
    result.petsc.emplace_back(argc > 0 ? argv[0] : "sagitta");
    try
      {
        take_petsc_words(std::vector<std::string>(argv + std::min(i + 1, argc), argv + argc), "--petsc", 0, result.petsc);
      }
    catch (const std::exception &error)
      {
        result.mistake = error.what();
      }
    return result;
  }

  Options parse_command_line(const std::vector<std::string> &arguments)
  {
    Options options;
    const std::unique_ptr<CLI::App> app = make_parser(options);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    if (!reversed.empty())
      reversed.pop_back(); // the program's name
    if (reversed.empty())
      {
        options.text = app->help() + "\n";
        return options;
      }
    try
      {
        app->parse(reversed);
      }
    catch (const CLI::CallForHelp &)
      {
        const CLI::App *asked = app.get();
        while (!asked->get_subcommands().empty())
          asked = asked->get_subcommands().front();
        options.command = Command::print;
        // CLI11 puts the commands above before the name itself.
        const CLI::App *above = asked->get_parent();
        options.text = asked->help(above == nullptr ? "" : above == app.get() ? "sagitta" : "sagitta " + above->get_name()) + "\n";
      }
    catch (const CLI::CallForVersion &)
      {
        if (arguments.size() > 2)
          throw InputError("command line: --version stands alone. See sagitta --help.");
        options.command = Command::print;
        options.text = version_text() + "\n";
      }
    catch (const CLI::ParseError &error)
      {
        std::string sentence = error.what();
        if (const std::size_t value = sentence.find(" was given a disallowed flag override"); value != std::string::npos)
          sentence = "--" + sentence.substr(0, value) + " takes no value";
        if (!sentence.empty() && sentence.back() != '.')
          sentence += ".";
        throw InputError("command line: " + sentence + suggestion(*app, arguments) + " See sagitta --help.");
      }
    return options;
  }
} // namespace sagitta::application
