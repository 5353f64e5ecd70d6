#include <solver/restart/checkpoints.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/case/case_text.h>
#include <solver/output/whole_file.h>
#include <solver/restart/checksum.h>

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <system_error>
#include <utility>

namespace sagitta::restart
{
  namespace
  {
    constexpr std::size_t n_kept = 2;

    const std::string step_prefix = "step_", state_prefix = "state_";

    bool begins_with(const std::string &text, const std::string &beginning)
    {
      return text.compare(0, beginning.size(), beginning) == 0;
    }

    std::string step_name(unsigned long long steps)
    {
      return fmt::format("{}{:09}.h5", step_prefix, steps);
    }

    std::string state_name(unsigned index)
    {
      return fmt::format("{}{:04}.h5", state_prefix, index);
    }

    /// The files of a folder whose names begin so, in the order of their names.
    std::vector<std::filesystem::path> files_of(const std::filesystem::path &folder, const std::string &prefix)
    {
      std::vector<std::filesystem::path> files;
      std::error_code error;
      if (std::filesystem::is_symlink(std::filesystem::symlink_status(folder, error)))
        return files; // links are not followed: their targets may not belong to the run
      for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (begins_with(entry->path().filename().string(), prefix) &&
            std::filesystem::is_regular_file(std::filesystem::symlink_status(entry->path(), error)))
          files.push_back(entry->path());
      std::sort(files.begin(), files.end());
      return files;
    }

    std::string find_note(const Notes &notes, const std::string &wanted)
    {
      for (const auto &[name, text] : notes)
        if (name == wanted)
          return text;
      return "";
    }

    void remove_file(const std::filesystem::path &file)
    {
      std::error_code ignored; // a file that remains is harmless: it is not newer than the one that is read
      std::filesystem::remove(file, ignored);
    }
  } // namespace

  Notes notes_of(const Case &problem)
  {
    Checksum sum;
    sum.add(physics_text(problem));
    return {{"name", problem.name}, {"case", problem.source_text}, {"physics", fmt::format("{:016x}", sum.value())}};
  }

  std::vector<std::filesystem::path> find_checkpoints(const std::filesystem::path &run)
  {
    std::vector<std::pair<std::string, std::filesystem::path>> found; // by steps
    for (const std::string &prefix : {state_prefix, step_prefix})
      {
        std::vector<std::filesystem::path> candidates = files_of(run / "checkpoints", prefix);
        // States of a process that take no time have as many steps as those before them: the last one comes first.
        std::reverse(candidates.begin(), candidates.end());
        for (const std::filesystem::path &file : candidates)
          if (file.extension() == ".h5")
            try
              {
                found.emplace_back(find_note(read_notes(file), "steps"), file);
              }
            catch (const FileError &)
              {
                found.emplace_back(prefix == step_prefix ? file.stem().string().substr(step_prefix.size()) : "", file);
              }
      }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<std::filesystem::path> files;
    for (const auto &[steps, file] : found)
      files.push_back(file);
    return files;
  }

  Checkpoints::Checkpoints(const std::filesystem::path &run, const CheckpointRequest &request, Notes of_case, MPI_Comm communicator)
      : folder_(run / "checkpoints"), request_(request), of_case_(std::move(of_case)), communicator_(communicator)
  {
  }

  std::vector<std::filesystem::path> Checkpoints::find_on_first_rank() const
  {
    int rank = 0;
    MPI_Comm_rank(communicator_, &rank);
    std::string names;
    if (rank == 0)
      for (const std::filesystem::path &file : find_checkpoints(folder_.parent_path()))
        names += file.filename().string() + "\n";
    broadcast(names, 0, communicator_);
    std::vector<std::filesystem::path> files;
    std::istringstream lines(names);
    for (std::string name; std::getline(lines, name);)
      files.push_back(folder_ / name);
    return files;
  }

  void Checkpoints::check_case(const std::filesystem::path &file) const
  {
    std::string sentence;
    try
      {
        if (find_note(read_notes(file), "physics") != find_note(of_case_, "physics"))
          sentence = fmt::format("{} is a checkpoint of another case, or of one whose material cards or tables have changed; run without "
                                 "--resume, or with another -o",
                                 file.string());
      }
    catch (const FileError &)
      {
        // read_path() says what is wrong with it.
      }
    agree_on_error(sentence, communicator_);
  }

  std::optional<process::PathState> Checkpoints::begin(const process::PathSolver &solver, StageLog &log)
  {
    std::optional<process::PathState> state;
    const auto take = [&](const std::filesystem::path &file) -> const process::PathState & {
      return state.emplace(read_path(file, solver));
    };
    begin(take, log);
    return state;
  }

  std::optional<std::filesystem::path> Checkpoints::begin(const TakeState &take, StageLog &log)
  {
    signals_.emplace();
    output::on_first_rank(communicator_, [&] { output::make_directory(folder_); });
    if (request_.resume)
      {
        const std::vector<std::filesystem::path> found = find_on_first_rank();
        std::string mistake;
        for (const std::filesystem::path &file : found)
          try
            {
              check_case(file);
              const process::PathState &state = take(file);
              log.remark(fmt::format("from {}, {:.6g} s, {} steps", file.filename().string(), state.now.time, state.steps));
              remove_beyond(state);
              return file;
            }
          catch (const FileError &error)
            {
              mistake = error.what();
              log.remark("not used: " + mistake);
            }
        if (!found.empty())
          throw FileError(fmt::format("no checkpoint in {} can be used: {}; run without --resume", folder_.string(), mistake));
        log.remark("there is no checkpoint: from the start");
      }
    output::on_first_rank(communicator_, [&] {
      for (const std::string &prefix : {state_prefix, step_prefix})
        for (const std::filesystem::path &file : files_of(folder_, prefix))
          remove_file(file);
    });
    return std::nullopt;
  }

  void Checkpoints::remove_beyond(const process::PathState &state) const
  {
    output::on_first_rank(communicator_, [&] {
      for (const std::filesystem::path &file : files_of(folder_, step_prefix))
        if (file.filename().string() > step_name(state.steps))
          remove_file(file);
      for (const std::filesystem::path &file : files_of(folder_, state_prefix))
        if (file.filename().string() >= state_name(state.next_state))
          remove_file(file);
    });
  }

  void Checkpoints::write(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state,
                          Notes notes) const
  {
    notes.insert(notes.end(), of_case_.begin(), of_case_.end());
    notes.emplace_back("steps", fmt::format("{:09}", state.steps));
    try
      {
        write_path(file, solver, state, notes);
      }
    catch (const FileError &error)
      {
        throw FileError(
            fmt::format("{}; the checkpoints before it are kept, and the same command with --resume continues from them", error.what()));
      }
  }

  bool Checkpoints::after_step(const process::PathSolver &solver, const process::PathState &state, const Notes &notes)
  {
    const int signal = StopSignals::find(communicator_);
    const bool is_due = request_.interval > 0 && state.steps % request_.interval == 0;
    if (signal == 0 && !is_due)
      return false;
    write(folder_ / step_name(state.steps), solver, state, notes);
    output::on_first_rank(communicator_, [&] {
      std::vector<std::filesystem::path> files = files_of(folder_, step_prefix);
      files.erase(std::remove_if(files.begin(), files.end(), [](const auto &one) { return one.extension() != ".h5"; }), files.end());
      for (std::size_t i = 0; i + n_kept < files.size(); ++i)
        remove_file(files[i]);
    });
    if (signal != 0)
      throw Interrupted(fmt::format("stopped by {} at {:.6g} s of the path, after {} steps; the same command with --resume continues",
                                    StopSignals::name(signal), state.now.time, state.steps));
    return true;
  }

  void Checkpoints::write_reached(const process::PathSolver &solver, const process::PathState &state, const Notes &notes) const
  {
    write(folder_ / state_name(state.next_state - 1), solver, state, notes);
  }

  process::PathState Checkpoints::read_reached(unsigned index, const process::PathSolver &solver) const
  {
    std::optional<process::PathState> state;
    const auto take = [&](const std::filesystem::path &file) -> const process::PathState & {
      return state.emplace(read_path(file, solver));
    };
    read_reached(index, take);
    return std::move(*state);
  }

  void Checkpoints::read_reached(unsigned index, const TakeState &take) const
  {
    try
      {
        take(folder_ / state_name(index));
      }
    catch (const FileError &error)
      {
        throw FileError(fmt::format("{}; the results of this state cannot be computed again: run without --resume", error.what()));
      }
  }

  void Checkpoints::remove() const
  {
    int rank = 0;
    MPI_Comm_rank(communicator_, &rank);
    if (rank != 0)
      return;
    for (const std::string &prefix : {state_prefix, step_prefix})
      for (const std::filesystem::path &file : files_of(folder_, prefix))
        remove_file(file);
    remove_file(folder_); // if nothing else is in it
  }
} // namespace sagitta::restart
