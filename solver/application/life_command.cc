#include <solver/application/life_command.h>

#include <solver/base/agreement.h>
#include <solver/life/life.h>
#include <solver/output/locked_files.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::application
{
  void add_life_command(CLI::App &app, Options &options)
  {
    auto *command = app.add_subcommand("life", "Cycles to failure of the joints of a run with thermal cycles: a ranked table and a map");
    command->add_option("DIR", options.life.run, "Directory of a finished run with a history that repeats a cycle")->required();
    std::string models = "A fatigue model with its constants; may be repeated, the first one ranks the joints:";
    for (const materials::LifeModel &model : materials::life_models())
      models += "\n" + model.name + ": " + model.description + "; " + model.source;
    command->add_option("--model", options.life.models, models)->type_name("NAME")->type_size(1)->allow_extra_args(false)->required();
    command
        ->add_option("--crack-length", options.life.crack_length,
                     "Length of the path of a crack through a joint, such as 0.4mm; for models that need it")
        ->type_name("LENGTH");
    command
        ->add_option("--layer", options.life.layer,
                     "The region over which strain and energy of a joint are averaged: a layer of the stack, lowest_element or "
                     "highest_element (the elements at an end of the joint); the whole joint when left out")
        ->type_name("NAME");
    command
        ->add_option("--end-of-cycle", options.life.end_of_cycle,
                     "The state that ends the first cycle; its repetitions are NAME_2 and so on. The last state of the run when left out")
        ->type_name("NAME");
    command->add_option("-o,--output", options.life.output, "Directory of life.json, life.csv and life.svg; that of the run when left out")
        ->type_name("DIR");
    command->footer("Example:\n  sagitta life results/ball_cycling --model syed_2004_energy --model syed_2004_strain");
    command->callback([&options] { options.command = Command::life; });
  }

  void evaluate_life(const Options &options, MPI_Comm communicator, std::ostream &out)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    std::optional<life::LifeResult> result;
    std::string mistake;
    if (rank == 0)
      try
        {
          result = life::evaluate_life(options.life);
        }
      catch (const std::exception &error)
        {
          mistake = error.what();
        }
    agree_on_error(mistake, communicator);
    std::vector<std::pair<std::string, std::string>> files;
    if (result)
      files = life::make_life_files(*result);
    const std::filesystem::path directory = options.life.output.empty() ? options.life.run : options.life.output;
    output::write_files(directory, files, communicator);
    constexpr std::size_t most_joints = 20;
    if (result)
      out << life::life_table(*result, most_joints) << "\nLife: " << (directory / "life.csv").string() << "\n";
  }
} // namespace sagitta::application
