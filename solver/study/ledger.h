#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// The outcome of one case.
  struct Record
  {
    std::string hash;                     ///< of the case
    bool is_solved = false;               ///< false: it failed
    std::string sentence = {};            ///< why it failed
    std::map<std::string, double> values; ///< by Output::key(), SI
    double seconds = 0;                   ///< wall
    unsigned iterations = 0;              ///< of the linear solves
    unsigned ranks = 1;
    std::string revision = {}; ///< of the program
  };

  /// A reduced model that a study made.
  struct ModelRecord
  {
    std::string state;
    std::string mesh;                               ///< Candidate::mesh, or the same of a plan without thicknesses
    unsigned long long unknowns = 0;                ///< of the full model
    unsigned cases = 0;                             ///< that it was made for
    unsigned functions = 0, points = 0, solves = 0; ///< of the space; of the full model, random vectors included
    unsigned random_vectors = 0;
    double factor = 0;  ///< of a norm over its sketch
    double failure = 0; ///< probability that any bound of these cases does not hold
    /// Constants in the table of a model of several thicknesses; its bounds hold if no constant between these is below those beside it.
    unsigned tabulated = 0;
  };

  /// The records of a study. Each is a line of a journal that is only ever added to and is forced to the disk, so that a process that is
  /// killed loses at most what it was solving; a line that was cut short is passed over. Every group of ranks has a journal of its own.
  class Ledger
  {
  public:
    /// Reads the journals of a directory and of the shards in it. Throws FileError. Not collective.
    explicit Ledger(const std::filesystem::path &directory);

    /// Null: the case is not known.
    const Record *find(const std::string &hash) const;

    std::size_t size() const { return records_.size(); }

    /// The reduced models that the records rest on, in the order of the journals.
    const std::vector<ModelRecord> &models() const { return models_; }

    /// All records as lines, and the ledger of such lines: to give it to other ranks.
    std::string text() const;
    static Ledger parse(const std::string &text);

  private:
    Ledger() = default;
    void add_lines(const std::string &text);

    std::map<std::string, Record> records_;
    std::vector<ModelRecord> models_;
  };

  /// A journal that one process writes.
  class Journal
  {
  public:
    /// Opens DIRECTORY/journal/NAME.jsonl to add to it. Throws FileError. Not collective.
    Journal(const std::filesystem::path &directory, const std::string &name);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    /// Adds a line and forces it to the disk. Throws FileError. Not collective.
    void add(const Record &record);
    void add(const ModelRecord &model);

  private:
    void add_line(const std::string &line);

    std::filesystem::path file_;
    int descriptor_ = -1;
  };
} // namespace sagitta::study
