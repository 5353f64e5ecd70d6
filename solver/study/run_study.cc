#include <solver/study/run_study.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/output/locked_files.h>
#include <solver/output/whole_file.h>
#include <solver/study/candidate_solver.h>
#include <solver/study/decision.h>
#include <solver/study/decision_files.h>
#include <solver/study/decision_table.h>
#include <solver/study/ledger_files.h>
#include <solver/study/mesh_error.h>
#include <solver/study/schedule.h>
#include <solver/study/study_reader.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>

namespace sagitta::study
{
  namespace
  {
    int rank_in(MPI_Comm communicator)
    {
      int rank = 0;
      MPI_Comm_rank(communicator, &rank);
      return rank;
    }

    int size_of(MPI_Comm communicator)
    {
      int size = 1;
      MPI_Comm_size(communicator, &size);
      return size;
    }

    /// A part of the ranks that solves candidates of its own.
    class Group
    {
    public:
      /// *Collective.*
      Group(MPI_Comm world, unsigned at_once)
      {
        const int size = size_of(world);
        count_ = std::min(static_cast<int>(at_once), size);
        number_ = static_cast<int>(static_cast<long>(rank_in(world)) * count_ / size);
        MPI_Comm_split(world, number_, rank_in(world), &communicator_);
      }
      ~Group() { MPI_Comm_free(&communicator_); }
      Group(const Group &) = delete;
      Group &operator=(const Group &) = delete;

      MPI_Comm communicator() const { return communicator_; }
      std::size_t number() const { return static_cast<std::size_t>(number_); }
      std::size_t count() const { return static_cast<std::size_t>(count_); }
      bool is_root() const { return rank_in(communicator_) == 0; }

    private:
      MPI_Comm communicator_ = MPI_COMM_NULL;
      int number_ = 0, count_ = 1;
    };

    /// A lock of the directory if it is there already; no lock if it is not. *Collective.*
    std::optional<output::DirectoryLock> lock_existing_directory(const std::filesystem::path &directory, MPI_Comm communicator)
    {
      std::optional<output::DirectoryLock> lock;
      output::on_first_rank(communicator, [&] {
        std::error_code error;
        if (std::filesystem::is_directory(directory, error))
          lock.emplace(directory);
      });
      return lock;
    }

    std::filesystem::path directory_of(const StudyOptions &options, const Study &study)
    {
      return options.output.empty() ? std::filesystem::path("results") / study.name : std::filesystem::path(options.output);
    }

    /// Where this job writes.
    std::filesystem::path place_of(const StudyOptions &options, const Study &study)
    {
      const std::filesystem::path directory = directory_of(options, study);
      return options.shard ? directory / fmt::format("shard_{}_of_{}", options.shard->number, options.shard->count) : directory;
    }

    /// The ledger of a directory, on every rank. *Collective.*
    Ledger read_ledger(const std::filesystem::path &directory, MPI_Comm communicator)
    {
      std::string text;
      output::on_first_rank(communicator, [&] { text = Ledger(directory).text(); });
      broadcast(text, 0, communicator);
      return Ledger::parse(text);
    }

    std::string describe(const Study &study, const Candidate &candidate, const Record &record)
    {
      if (!record.is_solved)
        return "failed: " + record.sentence;
      std::string text;
      for (std::size_t o = 0; o < study.outputs.size(); ++o)
        {
          const Output &output = study.outputs[o];
          const auto found = record.values.find(output.key());
          const double value = found == record.values.end() ? candidate.before[o] : found->second;
          text += fmt::format("{}{} {:.4g} {}", text.empty() ? "" : ", ", output.name, output.shown(value), info(output.measure).unit);
        }
      return text;
    }

    /// A running study.
    class StudyRun
    {
    public:
      /// *Collective.*
      StudyRun(const StudyOptions &options, MPI_Comm communicator)
          : options_(options), communicator_(communicator), study_(read_study(options.file, options.overrides, communicator)),
            directory_(directory_of(options, study_)), place_(place_of(options, study_)),
            lock_(lock_existing_directory(place_, communicator)), source_(read_source(study_, options.libraries, communicator)),
            candidates_(examine(study_, source_, communicator))
      {
        output::on_first_rank(communicator, [&] {
          if (!lock_)
            lock_ = output::make_and_lock(place_);
        });
      }

      /// Solves what is open. *Collective.*
      void solve()
      {
        const Ledger ledger = read_ledger(directory_, communicator_);
        std::vector<std::size_t> open = find_open(study_, candidates_, ledger, options_.retries);
        if (options_.shard)
          open = take_shard(ledger);
        const Group group(communicator_, options_.at_once.value_or(study_.at_once));
        const std::vector<std::size_t> own = select_part(open, group.number(), group.count());
        std::string error;
        try
          {
            solve_own(own, group);
          }
        catch (const FileError &failure)
          {
            error = failure.what();
          }
        if (const auto first = find_first_error(error, communicator_))
          throw FileError(*first);
        solved_ = open.size();
      }

      /// Writes the ledger, and what follows from it. *Collective.*
      void conclude(std::ostream &out)
      {
        const Ledger ledger = read_ledger(options_.shard ? place_ : directory_, communicator_);
        const Decision decision = decide(study_, candidates_, ledger);
        std::optional<MeshError> error;
        if (study_.mesh_error && !options_.shard)
          error = find_mesh_error(study_, source_, directory_, communicator_);
        const Verdict verdict = compare_candidates(study_, candidates_, decision);
        const Sources sources = find_sources(candidates_, decision, source_, communicator_);
        std::optional<Uncertainty> uncertainty;
        if (is_uncertain(study_) && !options_.shard)
          uncertainty = find_uncertainty(study_, candidates_, decision, find_first_order(study_, source_, directory_, communicator_));
        const StudyResult result{study_, candidates_, decision, error, verdict, sources, uncertainty};
        output::on_first_rank(communicator_, [&] {
          write_ledger(place_, study_, candidates_, decision);
          write_decision(place_, result);
        });
        if (options_.quiet)
          return;
        print_decision(out, result);
        out << fmt::format("\n{} solved now. Study: {}\n", solved_, place_.string());
      }

      StudyFiles files() const { return {place_, study_.report && !options_.shard}; }

    private:
      /// The part of all candidates that belongs to a shard, less what is known: shards do not depend on when they begin.
      std::vector<std::size_t> take_shard(const Ledger &ledger) const
      {
        const std::vector<std::size_t> part =
            select_part(find_open(study_, candidates_, Ledger::parse(""), false), options_.shard->number - 1, options_.shard->count);
        const std::vector<std::size_t> open = find_open(study_, candidates_, ledger, options_.retries);
        std::vector<std::size_t> result;
        std::copy_if(part.begin(), part.end(), std::back_inserter(result),
                     [&](std::size_t c) { return std::count(open.begin(), open.end(), c) > 0; });
        return result;
      }

      void make_models(const std::vector<std::size_t> &own, const Group &group, CandidateSolver &solver) const
      {
        std::vector<const Candidate *> members;
        for (const std::size_t candidate : own)
          members.push_back(&candidates_[candidate]);
        std::ostringstream unread;
        solver.make_models(members, group.is_root() && !options_.quiet ? std::cout : static_cast<std::ostream &>(unread));
      }

      void solve_own(const std::vector<std::size_t> &own, const Group &group)
      {
        if (own.empty())
          return;
        CandidateSolver solver(study_, source_, place_, group.communicator());
        if (study_.reduced_model)
          make_models(own, group, solver);
        std::optional<Journal> journal;
        output::on_first_rank(group.communicator(), [&] {
          journal.emplace(place_, fmt::format("group_{}", group.number()));
          for (const ModelRecord &model : solver.models())
            journal->add(model);
        });
        double written = MPI_Wtime();
        for (std::size_t i = 0; i < own.size(); ++i)
          {
            const Candidate &candidate = candidates_[own[i]];
            const Record record = solver.solve(candidate);
            output::on_first_rank(group.communicator(), [&] { journal->add(record); });
            if (!group.is_root())
              continue;
            if (!options_.quiet)
              std::cout << fmt::format("{:>4} of {}  {:<28} {:6.2f} s  {}\n", i + 1, own.size(), label_of(study_, candidate),
                                       record.seconds, describe(study_, candidate, record))
                        << std::flush;
            // The tables show the progress; the journal has everything.
            constexpr double interval = 10;
            if (group.number() == 0 && MPI_Wtime() - written > interval)
              {
                write_ledger(place_, study_, candidates_, decide(study_, candidates_, Ledger(place_)));
                written = MPI_Wtime();
              }
          }
      }

      const StudyOptions &options_;
      MPI_Comm communicator_;
      Study study_;
      std::filesystem::path directory_, place_;   ///< of the study; of what this job writes
      std::optional<output::DirectoryLock> lock_; ///< of rank 0; taken before candidates are examined, which may take long
      CaseSource source_;
      std::vector<Candidate> candidates_;
      std::size_t solved_ = 0;
    };
  } // namespace

  Shard parse_shard(const std::string &text)
  {
    Shard shard{0, 0};
    const char *begin = text.data(), *end = text.data() + text.size();
    const auto number = std::from_chars(begin, end, shard.number);
    if (number.ec == std::errc() && number.ptr != end && *number.ptr == '/')
      if (const auto count = std::from_chars(number.ptr + 1, end, shard.count); count.ec == std::errc() && count.ptr == end)
        if (shard.number >= 1 && shard.number <= shard.count && shard.count <= 1000000)
          return shard;
    throw InputError(fmt::format("--shard: \"{}\" is not a share of a study; write for instance 2/8, the second of eight", text));
  }

  StudyFiles run_study(const StudyOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    StudyRun run(options, communicator);
    if (!options.merges)
      run.solve();
    run.conclude(out);
    return run.files();
  }
} // namespace sagitta::study
