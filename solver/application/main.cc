// The program sagitta: reads the command line, starts MPI and PETSc, calls one command, turns errors into sentences and exit status.

#include <solver/application/check_report.h>
#include <solver/application/command_line.h>
#include <solver/application/draw_pictures.h>
#include <solver/application/import_command.h>
#include <solver/application/life_command.h>
#include <solver/application/log_style.h>
#include <solver/application/measured_warpage.h>
#include <solver/application/memory_guard.h>
#include <solver/application/mpi_environment.h>
#include <solver/application/petsc_arguments.h>
#include <solver/application/reduced_commands.h>
#include <solver/application/report_command.h>
#include <solver/application/resume.h>
#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/base/machine_memory.h>
#include <solver/base/memory_error.h>
#include <solver/base/nearest.h>
#include <solver/base/printable.h>
#include <solver/base/stage_log.h>
#include <solver/exchange/export_model.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/case/case_reader.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/text/json_schema.h>
#include <solver/linear/petsc_errors.h>
#include <solver/material_tools/material_choice.h>
#include <solver/material_tools/material_compare.h>
#include <solver/material_tools/material_export.h>
#include <solver/material_tools/material_fit.h>
#include <solver/material_tools/material_report.h>
#include <solver/material_tools/material_test_run.h>
#include <solver/model/model.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/programme/case_check.h>
#include <solver/programme/driver.h>
#include <solver/report/report.h>
#include <solver/restart/stop_signals.h>
#include <solver/results/summary.h>
#include <solver/study/run_study.h>
#include <solver/study/study_schema.h>
#include <solver/study_report/study_page.h>

#include <deal.II/base/exceptions.h>
#include <deal.II/base/mpi.h>

#include <fmt/format.h>
#include <petscsys.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <dlfcn.h>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace sagitta::application
{
  namespace
  {
    /// One thread per rank: the thread pools of BLAS and OpenMP would multiply with the ranks. Their own environment variables are read
    /// before main, so the number is set by calls of the libraries that are loaded.
    void use_one_thread()
    {
      for (const char *name : {"openblas_set_num_threads", "omp_set_num_threads"})
        if (void *symbol = dlsym(RTLD_DEFAULT, name))
          reinterpret_cast<void (*)(int)>(symbol)(1);
    }

    /// A case is a file, or the folder of one with its case.yaml.
    Case read(const Options &options, MPI_Comm communicator)
    {
      std::filesystem::path file(options.case_file);
      std::error_code error;
      if (std::filesystem::is_directory(file, error) && std::filesystem::exists(file / "case.yaml", error))
        file /= "case.yaml";
      return input::read_case(file, options.overrides, options.libraries, communicator);
    }

    /// The common names of parts that are alike, by the names of the parts.
    std::map<std::string, std::string> groups_of(const meshing::Package &package)
    {
      std::map<std::string, std::string> groups;
      for (const meshing::Body &body : package.bodies)
        if (!body.group.empty())
          groups.emplace(body.name, body.group);
      return groups;
    }

    /// The result of a command that prints something: `sentence` goes to the error output unless the status is `done`.
    struct Outcome
    {
      ExitStatus status = ExitStatus::done;
      std::string sentence;
    };

    Outcome run_case(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      const Case problem = read(options, communicator);
      const auto measured = read_measured_warpage(problem.requests.output, problem.programme, options.case_file);
      const std::filesystem::path directory =
          options.output.empty() ? std::filesystem::path("results") / problem.name : std::filesystem::path(options.output);
      StageLog log(communicator, std::cout, style(options));
      if (options.resume)
        check_resumed(problem, directory, communicator);
      const results::RunResult result =
          programme::run(problem, directory, communicator, log, restart::CheckpointRequest{options.resume, options.checkpoint_every});
      if (!options.quiet)
        {
          results::print_summary(out, result, {options.stresses, groups_of(problem.package)});
          out << "\nResults: " << directory.string() << "\n";
        }
      if (problem.requests.output.report)
        {
          const std::filesystem::path page = directory / "report.html";
          report::ReportRequest request{{directory.string()}};
          request.measured = measured;
          report::write_report(request, page, communicator);
          if (!options.quiet)
            out << "Report: " << page.string() << "\n";
        }
      if (!result.adaptive || result.adaptive->is_met)
        return {};
      return {ExitStatus::tolerance_not_met,
              "the results are written, but the estimated error of the warpage is above the tolerance of mesh.adaptive: " +
                  result.adaptive->end};
    }

    /// *Collective.*
    void print_schema(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      nlohmann::ordered_json schema;
      if (options.schema == "case")
        schema = input::case_json_schema("Sagitta case", "A wafer-level package, its states and how it is solved",
                                         {{"material", input::read_library(options.libraries, communicator).all_names()}});
      else if (options.schema == "card")
        schema = input::json_schema(*input::library_card_type(), "Sagitta material card", "A material with its sources");
      else if (options.schema == "study")
        schema = input::json_schema(*study::study_type(), "Sagitta study", "Variants of a case, their figures and goals");
      else
        schema = input::json_schema(*input::fit_type(), "Sagitta fit", "Which measured tables become which constants of a card");
      out << schema.dump(2) << "\n";
    }

    /// *Collective.*
    void run_study(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      const study::StudyFiles files = study::run_study(options.study, communicator, out);
      if (!files.wants_report)
        return;
      const std::filesystem::path page = files.directory / "report.html";
      study_report::write_study_page(files.directory, page, communicator);
      if (!options.study.quiet)
        out << "Report: " << page.string() << "\n";
    }

    /// The commands about several runs or the files of finished ones. *Collective.*
    void work_with_runs(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      if (options.command == Command::report)
        write_page(options, communicator, out);
      else if (options.command == Command::life)
        evaluate_life(options, communicator, out);
      else
        run_study(options, communicator, out);
    }

    /// *Collective.*
    void use_reduced_model(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      if (options.command == Command::evaluate)
        return evaluate_model(options, communicator, out);
      const Case problem = programme::with_solved_bumps(read(options, communicator), communicator);
      StageLog log(communicator, std::cout, style(options));
      reduce_case(options, problem, communicator, log, out);
    }

    /// *Collective.*
    void export_model(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      exchange::export_model(programme::with_solved_bumps(read(options, communicator), communicator), options.format, options.output,
                             communicator);
      out << options.output << "\n";
    }

    /// *Collective.*
    void check_case(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      const Case described = read(options, communicator);
      read_measured_warpage(described.requests.output, described.programme, options.case_file);
      if (!options.draw.empty())
        draw_pictures(described, options, communicator, out);
      const Case problem = programme::with_solved_bumps(described, communicator);
      print_check(out, problem, programme::check(problem, communicator), find_memory_limit(communicator));
    }

    /// Carries out what is asked. What it writes to `out` is for rank 0 to print.
    Outcome execute(const Options &options, MPI_Comm communicator, std::ostream &out)
    {
      switch (options.command)
        {
        case Command::run:
          return run_case(options, communicator, out);
        case Command::check:
          check_case(options, communicator, out);
          return {};
        case Command::export_model:
          export_model(options, communicator, out);
          return {};
        case Command::import_case:
          import_case(options, communicator, out);
          return {};
        case Command::reduce:
        case Command::evaluate:
          use_reduced_model(options, communicator, out);
          return {};
        case Command::materials_list:
          material_tools::print_materials(out, input::read_library(options.libraries, communicator));
          return {};
        case Command::materials_show:
          material_tools::print_material(
              out, material_tools::read_materials({options.material}, options, options.overrides, communicator).front().material,
              options.case_file);
          return {};
        case Command::materials_test:
          material_tools::test_material(options, communicator, out);
          return {};
        case Command::materials_fit:
          material_tools::fit_material(options, communicator, out);
          return {};
        case Command::materials_compare:
          material_tools::compare_materials(options, communicator, out);
          return {};
        case Command::materials_export:
          material_tools::export_material(options, communicator, out);
          return {};
        case Command::layout:
          describe_layout(options.layout, communicator, out);
          return {};
        case Command::report:
        case Command::life:
        case Command::study:
          work_with_runs(options, communicator, out);
          return {};
        case Command::schema:
          print_schema(options, communicator, out);
          return {};
        case Command::print:
          out << options.text;
          return {};
        }
      return {};
    }

    /// Sentence and exit status of the exception that is being handled.
    struct Failure
    {
      ExitStatus status;
      std::string sentence;
      bool is_everywhere; ///< thrown on every rank alike, so that all may leave in order
    };

    constexpr const char *not_enough_memory = "not enough memory; `sagitta check` estimates what a case needs";

    Failure current_failure()
    {
      try
        {
          throw;
        }
      catch (const InputError &error)
        {
          return {ExitStatus::bad_input, error.what(), true};
        }
      catch (const ConvergenceError &error)
        {
          return {ExitStatus::not_converged, error.what(), true};
        }
      catch (const FileError &error)
        {
          return {ExitStatus::io_failure, error.what(), true};
        }
      catch (const restart::Interrupted &error)
        {
          return {ExitStatus::interrupted, error.what(), true};
        }
      catch (const MemoryError &error)
        {
          return {ExitStatus::out_of_memory, error.what(), true};
        }
      catch (const std::bad_alloc &)
        {
          return {ExitStatus::out_of_memory, not_enough_memory, false};
        }
      catch (const dealii::StandardExceptions::ExcOutOfMemory &)
        {
          return {ExitStatus::out_of_memory, not_enough_memory, false};
        }
      catch (const std::exception &error)
        {
          return {ExitStatus::internal_error, std::string("a defect of Sagitta, please report it: ") + error.what(), false};
        }
      catch (...)
        {
          return {ExitStatus::internal_error, "a defect of Sagitta, please report it: an unknown exception", false};
        }
    }

    /// A misspelt option would have no effect and no error.
    void print_unused_options()
    {
      const std::vector<std::string> unused = linear::unused_options();
      if (!unused.empty())
        std::cerr << "sagitta: --petsc: nothing that was computed uses " << enumerate(unused, "or")
                  << "; check how it is spelt, and whether this command and this solver.method solve what it is for" << std::endl;
    }

    int execute_and_report(const SplitArguments &arguments, MPI_Comm communicator)
    {
      int rank = 0, ranks = 1;
      MPI_Comm_rank(communicator, &rank);
      MPI_Comm_size(communicator, &ranks);
      if (ranks > 1)
        use_one_thread();
      try
        {
          reserve_blas_buffers(communicator);
          std::ostringstream out;
          agree_on_error(arguments.mistake, communicator);
          const Outcome outcome = execute(parse_command_line(arguments.ours), communicator, out);
          if (rank == 0)
            {
              std::cout << printable(without_negative_zeros(out.str())) << std::flush;
              if (!std::cout)
                {
                  std::cerr << "sagitta: the standard output cannot be written\n";
                  return static_cast<int>(ExitStatus::io_failure);
                }
            }
          if (rank == 0 && arguments.petsc.size() > 1)
            print_unused_options();
          if (rank == 0 && !outcome.sentence.empty())
            std::cerr << "sagitta: " << as_sentence(outcome.sentence) << std::endl;
          return static_cast<int>(outcome.status);
        }
      catch (...)
        {
          const Failure failure = current_failure();
          std::cout << std::flush;
          if (rank == 0 || !failure.is_everywhere)
            std::cerr << "sagitta: " << as_sentence(failure.sentence) << std::endl;
          // The other ranks wait in a collective call that this one will never reach.
          if (!failure.is_everywhere && ranks > 1)
            MPI_Abort(communicator, static_cast<int>(failure.status));
          return static_cast<int>(failure.status);
        }
    }

    /// PETSc could not start because of options behind --petsc, in PETSC_OPTIONS or in .petscrc. They are the same on every rank,
    /// but a file may fail on one alone.
    int report_failed_start()
    {
      int rank = 0, ranks = 1;
      MPI_Comm_rank(MPI_COMM_WORLD, &rank);
      MPI_Comm_size(MPI_COMM_WORLD, &ranks);
      const int status = static_cast<int>(ExitStatus::bad_input);
      if (rank > 0)
        std::this_thread::sleep_for(std::chrono::seconds(2)); // the first rank, if it failed too, has ended this one by then
      std::cerr << "sagitta: --petsc: PETSc cannot start with these options: " << as_sentence(linear::start_error()) << std::endl;
      if (ranks > 1)
        MPI_Abort(MPI_COMM_WORLD, status);
      MPI_Finalize();
      return status;
    }
  } // namespace
} // namespace sagitta::application

int main(int argc, char **argv)
{
  sagitta::application::SplitArguments arguments = sagitta::application::split_arguments(argc, argv);
  std::vector<char *> petsc;
  for (std::string &argument : arguments.petsc)
    petsc.push_back(argument.data());
  petsc.push_back(nullptr);
  int petsc_count = static_cast<int>(petsc.size()) - 1;
  char **petsc_arguments = petsc.data();
  sagitta::application::prepare_mpi_environment();
  sagitta::linear::collect_start_errors();
  std::optional<dealii::Utilities::MPI::MPI_InitFinalize> mpi;
  try
    {
      mpi.emplace(petsc_count, petsc_arguments, 1);
    }
  catch (const std::exception &)
    {
      return sagitta::application::report_failed_start();
    }
  sagitta::application::send_small_messages_at_once();
  sagitta::application::take_over_forest_abort();
  sagitta::linear::take_over_petsc_errors();
  PetscPopSignalHandler();       // interrupts end the program as they do any other
  std::signal(SIGXFSZ, SIG_IGN); // a file-size limit is a failed write with status 4, not a kill
  return sagitta::application::execute_and_report(arguments, MPI_COMM_WORLD);
}
