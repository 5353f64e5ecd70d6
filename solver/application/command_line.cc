#include <solver/application/command_line.h>

#include <solver/application/common_options.h>
#include <solver/application/import_command.h>
#include <solver/application/life_command.h>
#include <solver/application/material_commands.h>
#include <solver/application/study_command.h>
#include <solver/application/version.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace sagitta::application
{
  namespace
  {
    const std::string petsc_note =
        "All words after --petsc are passed to PETSc, for instance --petsc -log_view.\n"
        "Exit status: 0 done, 1 internal error of the program, 2 bad input, 3 did not converge, 4 input/output failure,\n"
        "5 out of memory, 6 stopped by SIGTERM or SIGUSR1 with a checkpoint, 7 mesh.adaptive has not reached its tolerance, 130 "
        "interrupted and 143 terminated.\n"
        "All commands also run under mpirun.";

    void add_case(CLI::App &command, Options &options)
    {
      command.add_option("CASE", options.case_file, "The case file (YAML)")->required();
      add_overrides(command, options.overrides,
                    "key.path=value: changes the case; list entries by [index] or by name; the value null removes a key; may be repeated");
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
      check
          .add_option("--z-stretch", options.z_stretch,
                      "Factor by which z is stretched in cross-sections; chosen automatically when left out")
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
      add_library(*run, options.libraries);
      run->add_option("-o,--output", options.output, "Directory of the results; results/<name of the case> when left out")
          ->type_name("DIR");
      run->add_flag("--stresses", options.stresses, "Print the stresses of every part in every state as well");
      run->add_flag("--quiet", options.quiet, "Print only errors");
      run->add_flag(
          "--resume", options.resume,
          "Continue the path of a case with a history from the newest checkpoint in the directory of the results, on any number of "
          "ranks; without a checkpoint the path starts from its beginning");
      run->add_option("--checkpoint-every", options.checkpoint_every,
                      "Write a checkpoint after every STEPS accepted steps of a path; 0: only when SIGTERM or SIGUSR1 ends the run")
          ->check(CLI::Range(0, 1000000))
          ->type_name("STEPS")
          ->capture_default_str();
      run->footer("Example:\n  mpirun -np 2 sagitta run cases/fan_out_single_die/case.yaml -o results/thick --set "
                  "package.layers.overmould.thickness=150um\n\n" +
                  petsc_note);
      run->callback([&options] { options.command = Command::run; });

      auto *check = app.add_subcommand("check", "Check a case and print the model: parts, layers, volumes, cells, memory. Solves nothing");
      add_case(*check, options);
      add_library(*check, options.libraries);
      add_drawing(*check, options);
      check->footer("Example:\n  sagitta check cases/fan_out_single_die/case.yaml --draw results/pictures --cut y=0mm");
      check->callback([&options] { options.command = Command::check; });

      auto *export_model = app.add_subcommand("export", "Write the model for another program");
      add_case(*export_model, options);
      add_library(*export_model, options.libraries);
      export_model->add_option("--format", options.format, "inp: CalculiX")->check(CLI::IsMember({"inp"}))->capture_default_str();
      export_model->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      export_model->footer("Example:\n  sagitta export cases/fan_out_single_die/case.yaml --format inp -o fan_out.inp");
      export_model->callback([&options] { options.command = Command::export_model; });
    }

    void add_report(CLI::App &app, Options &options)
    {
      auto *report = app.add_subcommand(
          "report", "Make a page of one run, of several compared, or of a study: one HTML file to read, print and share");
      report->add_option("DIR", options.runs, "Directories of finished runs, the others compared with the first; or of one study")
          ->required()
          ->type_name("");
      report->add_option("-o,--output", options.output, "The file to write")->required()->type_name("FILE");
      report
          ->add_option("--measured", options.measured,
                       "CSV file of measured warpage to compare with: columns temperature, warpage and, if known, uncertainty, each with "
                       "its unit; also a column state where a temperature occurs twice")
          ->type_name("FILE");
      report->add_option("--view-size", options.view_size, "Largest size of the data of the 3-D view, such as 2MB; 0MB: no view")
          ->transform(CLI::AsSizeValue(true))
          ->default_str("10MB")
          ->type_name("SIZE");
      report->footer("Example:\n  sagitta report results/thin results/thick -o report.html --measured shadow_moire.csv");
      report->callback([&options] { options.command = Command::report; });
    }

    /// `reduce` and `evaluate`.
    void add_model_commands(CLI::App &app, Options &options)
    {
      auto *reduce = app.add_subcommand(
          "reduce", "Make a reduced model of a state, which quickly computes its warpage or hotspots for other material properties");
      add_case(*reduce, options);
      add_library(*reduce, options.libraries);
      reduce
          ->add_option("--state", options.state,
                       "Name of the state: with a uniform temperature, or with a solved temperature for ranges of conductivities")
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
      reduce->add_option("--candidates", options.candidates, "Points of the ranges at which the bound is evaluated while the model is made")
          ->check(CLI::Range(1, 1000000))
          ->capture_default_str();
      reduce->add_option("--size", options.largest_size, "Largest number of functions of the model")
          ->check(CLI::Range(1, 1000))
          ->capture_default_str();
      reduce->add_option("-o,--output", options.output, "The file to write (HDF5)")->required()->type_name("FILE");
      reduce->footer("Example:\n  sagitta reduce cases/fan_out_single_die/case.yaml --state room --range lmc_r4507.young=5GPa..30GPa -o "
                     "room.h5\n  sagitta evaluate room.h5 --set lmc_r4507.young=12GPa");
      reduce->callback([&options] { options.command = Command::reduce; });

      auto *evaluate = app.add_subcommand("evaluate", "Compute the warpage or the hotspots with a reduced model, with error bounds");
      evaluate->add_option("MODEL", options.case_file, "A reduced model, the file written by `sagitta reduce`")->required();
      CLI::Option *set =
          evaluate
              ->add_option("--set", options.overrides, "MATERIAL.young, .poisson, .cte or .conductivity = value with unit; may be repeated")
              ->type_name("NAME=VALUE")
              ->type_size(1)
              ->allow_extra_args(false);
      evaluate
          ->add_option("--table", options.table,
                       "A CSV table whose headings are such names and whose rows are queries; the results are added as columns")
          ->type_name("FILE")
          ->excludes(set);
      evaluate->add_option("--case", options.model_case, "The case to which the model must belong")->type_name("FILE");
      add_library(*evaluate, options.libraries);
      evaluate->add_option("-o,--output", options.output, "The table to write; the standard output when left out")->type_name("FILE");
      evaluate->footer("Example:\n  sagitta evaluate room.h5 --set lmc_r4507.young=12GPa --set lmc_r4507.cte=0.9");
      evaluate->callback([&options] { options.command = Command::evaluate; });
    }

    /// A flag takes no value: --quiet=5 is a mistake and not a --quiet. Other words are not empty: -o "$DIR" without a DIR is a mistake and
    /// not a run into the default directory.
    void check_option_values(CLI::App &app)
    {
      for (CLI::Option *option : app.get_options())
        if (option->get_items_expected_max() == 0)
          option->disable_flag_override();
        else
          option->check([](const std::string &value) { return std::string(value.empty() ? "the value is empty" : ""); });
      for (CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        check_option_values(*command);
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
      add_import_command(*app, options);
      add_model_commands(*app, options);
      add_report(*app, options);
      add_life_command(*app, options);
      add_study_command(*app, options);
      add_layout_command(*app, options.layout, [&options] { options.command = Command::layout; });
      add_material_commands(*app, options);
      auto *schema = app->add_subcommand("schema", "Print the JSON Schema (draft 2020-12) of the case file, for editors");
      schema
          ->add_option("WHAT", options.schema,
                       "case; card: a card of the material library; fit: a request of `materials fit`; study: a study file")
          ->check(CLI::IsMember({"case", "card", "fit", "study"}))
          ->capture_default_str();
      add_library(*schema, options.libraries);
      schema->footer(
          "Example:\n  sagitta schema > case.schema.json\n  then begin a case file with  # yaml-language-server: $schema=case.schema.json");
      schema->callback([&options] { options.command = Command::schema; });
      check_option_values(*app);
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
          throw InputError("command line: --version must be used alone. See sagitta --help.");
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
