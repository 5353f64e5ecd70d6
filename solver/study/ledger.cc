#include <solver/study/ledger.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace sagitta::study
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json to_json(const Record &record)
    {
      Json values = Json::object();
      for (const auto &[key, value] : record.values)
        values[key] = value;
      return {{"hash", record.hash},         {"status", record.is_solved ? "solved" : "failed"},
              {"sentence", record.sentence}, {"values", values},
              {"seconds", record.seconds},   {"iterations", record.iterations},
              {"ranks", record.ranks},       {"revision", record.revision}};
    }

    /// Throws nlohmann::json::exception for a line that is no record.
    Record to_record(const Json &json)
    {
      Record record;
      record.hash = json.at("hash").get<std::string>();
      record.is_solved = json.at("status").get<std::string>() == "solved";
      record.sentence = json.at("sentence").get<std::string>();
      for (const auto &[key, value] : json.at("values").items())
        record.values[key] = value.get<double>();
      record.seconds = json.at("seconds").get<double>();
      record.iterations = json.at("iterations").get<unsigned>();
      record.ranks = json.at("ranks").get<unsigned>();
      record.revision = json.at("revision").get<std::string>();
      return record;
    }

    /// A line of its own kind, which has no hash.
    Json to_json(const ModelRecord &model)
    {
      return {{"reduced_model", model.state}, {"mesh", model.mesh},
              {"unknowns", model.unknowns},   {"cases", model.cases},
              {"functions", model.functions}, {"points", model.points},
              {"solves", model.solves},       {"random_vectors", model.random_vectors},
              {"factor", model.factor},       {"failure", model.failure},
              {"tabulated", model.tabulated}};
    }

    /// Throws nlohmann::json::exception for a line that is none.
    ModelRecord to_model_record(const Json &json)
    {
      ModelRecord model;
      model.state = json.at("reduced_model").get<std::string>();
      model.mesh = json.at("mesh").get<std::string>();
      model.unknowns = json.at("unknowns").get<unsigned long long>();
      model.cases = json.at("cases").get<unsigned>();
      model.functions = json.at("functions").get<unsigned>();
      model.points = json.at("points").get<unsigned>();
      model.solves = json.at("solves").get<unsigned>();
      model.random_vectors = json.at("random_vectors").get<unsigned>();
      model.factor = json.at("factor").get<double>();
      model.failure = json.at("failure").get<double>();
      model.tabulated = json.value("tabulated", 0u); // of earlier versions: none
      return model;
    }

    template <typename Any>
    std::string line_of(const Any &record)
    {
      return to_json(record).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    }

    /// The journals of a directory and of the shards in it, sorted.
    std::vector<std::filesystem::path> find_journals(const std::filesystem::path &directory)
    {
      std::vector<std::filesystem::path> files;
      const auto add = [&](const std::filesystem::path &folder) {
        std::error_code error;
        for (std::filesystem::directory_iterator entry(folder / "journal", error), end; !error && entry != end; entry.increment(error))
          if (entry->path().extension() == ".jsonl" && std::filesystem::is_regular_file(entry->symlink_status()))
            files.push_back(entry->path());
      };
      add(directory);
      std::error_code error;
      for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().filename().string().compare(0, 6, "shard_") == 0)
          add(entry->path());
      std::sort(files.begin(), files.end());
      return files;
    }
  } // namespace

  Ledger::Ledger(const std::filesystem::path &directory)
  {
    for (const std::filesystem::path &path : find_journals(directory))
      {
        std::ifstream file(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (!file.is_open() || file.bad())
          throw FileError(fmt::format("cannot read {}, the journal of an earlier run of this study", path.string()));
        add_lines(text);
      }
  }

  void Ledger::add_lines(const std::string &text)
  {
    for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1)
      {
        end = text.find('\n', begin);
        if (end == std::string::npos)
          return; // cut short
        try
          {
            const Json json = Json::parse(text.substr(begin, end - begin));
            if (json.contains("reduced_model"))
              {
                models_.push_back(to_model_record(json));
                continue;
              }
            Record record = to_record(json);
            // Of several records of a case the one with the most figures is used: outputs may have been added later.
            Record &known = records_[record.hash];
            if (known.hash.empty() || (record.is_solved && !known.is_solved) ||
                (record.is_solved == known.is_solved && record.values.size() >= known.values.size()))
              known = std::move(record);
          }
        catch (const Json::exception &)
          {
            continue; // a line that a killed process left incomplete, before one that was added later
          }
      }
  }

  const Record *Ledger::find(const std::string &hash) const
  {
    const auto found = records_.find(hash);
    return found == records_.end() ? nullptr : &found->second;
  }

  std::string Ledger::text() const
  {
    std::string text;
    for (const auto &[hash, record] : records_)
      text += line_of(record);
    for (const ModelRecord &model : models_)
      text += line_of(model);
    return text;
  }

  Ledger Ledger::parse(const std::string &text)
  {
    Ledger ledger;
    ledger.add_lines(text);
    return ledger;
  }

  Journal::Journal(const std::filesystem::path &directory, const std::string &name) : file_(directory / "journal" / (name + ".jsonl"))
  {
    output::make_directory(file_.parent_path());
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0)
      throw FileError(output::describe_write_failure(file_, errno));
    // A line that a killed process left incomplete must not be joined with the first line that is added now.
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    if (size > 0) [[maybe_unused]]
      const ssize_t written = ::write(descriptor_, "\n", 1);
  }

  Journal::~Journal()
  {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  void Journal::add(const Record &record)
  {
    add_line(line_of(record));
  }

  void Journal::add(const ModelRecord &model)
  {
    add_line(line_of(model));
  }

  void Journal::add_line(const std::string &line)
  {
    for (std::size_t done = 0; done < line.size();)
      {
        const ssize_t written = ::write(descriptor_, line.data() + done, line.size() - done);
        if (written < 0 && errno == EINTR)
          continue;
        if (written <= 0)
          throw FileError(output::describe_write_failure(file_, errno));
        done += static_cast<std::size_t>(written);
      }
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
      throw FileError(output::describe_write_failure(file_, errno));
  }
} // namespace sagitta::study
