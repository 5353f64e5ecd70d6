#include <solver/application/study_command.h>

#include <solver/application/common_options.h>
#include <solver/base/errors.h>

namespace sagitta::application
{
  namespace
  {
    void add_common(CLI::App &command, Options &options)
    {
      command.add_option("STUDY", options.study.file, "The study file (YAML), or the folder of a study.yaml");
      add_overrides(command, options.study.overrides, "key.path=value: changes the study file; may be repeated");
      command.add_option("-o,--output", options.study.output, "Directory of the ledger; results/<name of the study> when left out")
          ->type_name("DIR");
      add_library(command, options.study.libraries);
      command.add_flag("--quiet", options.study.quiet, "Print only errors");
    }
  } // namespace

  void add_study_command(CLI::App &app, Options &options)
  {
    auto *study = app.add_subcommand("study", "Solve many variants of a case and rank them");
    add_common(*study, options);
    study->add_option("--shard", options.shard, "K/N: solve the K-th of N parts only, for the jobs of an array")->type_name("K/N");
    study
        ->add_option("--at-once", options.study.at_once,
                     "Number of candidates that are solved at the same time, each on its share of the ranks")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    study->add_flag("--retry", options.study.retries, "Solve failed candidates again");
    auto *merge = study->add_subcommand("merge", "Combine the results of the shards of a study; solves nothing");
    add_common(*merge, options);
    merge->footer("Example:\n  sagitta study merge cases/study_thickness -o results/study_thickness");
    study->require_subcommand(0, 1);
    study->footer("Example:\n  sagitta study cases/study_thickness\n  mpirun -np 4 sagitta study cases/study_lmc_filler --at-once 4\n\n"
                  "The same command again computes only what is missing. Its guide is docs/user_guide/studies.md.");
    study->callback([&options, merge] {
      options.command = Command::study;
      options.study.merges = merge->parsed();
      if (options.study.file.empty())
        throw InputError(
            "command line: study needs the name of a study file, for instance sagitta study cases/study_thickness. See sagitta "
            "study --help.");
      if (!options.shard.empty())
        options.study.shard = study::parse_shard(options.shard);
    });
  }
} // namespace sagitta::application
