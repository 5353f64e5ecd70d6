#pragma once

#include <solver/output/directory_lock.h>

#include <mpi.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sagitta::output
{
  /// A file that is being written: under the name TARGET.partial beside its target, renamed when complete, so that a file with the final
  /// name is always complete. If the target is a symbolic link, the file to which it leads is replaced. Unless committed, the
  /// temporary is removed. It belongs to this process alone (claim_file); a second writer of the same target is refused.
  class WholeFile
  {
  public:
    explicit WholeFile(std::filesystem::path target);
    ~WholeFile();
    WholeFile(WholeFile &&other) noexcept;
    WholeFile &operator=(WholeFile &&) = delete;
    WholeFile(const WholeFile &) = delete;
    WholeFile &operator=(const WholeFile &) = delete;

    /// Where to write.
    const std::filesystem::path &temporary() const { return temporary_; }
    const std::filesystem::path &target() const { return target_; }

    /// Writes the whole content to the temporary and forces it to the disk; to be called once. Throws FileError.
    void write(std::string_view content);

    /// Gives the file its final name. Throws FileError, also where that name is a device or a pipe.
    void commit();

  private:
    std::filesystem::path target_, place_, temporary_; ///< as named; after links; the file that is written
    int descriptor_ = -1;                              ///< of the temporary, while it is to be committed
  };

  /// Writes one complete file; into a device or a pipe (/dev/stdout) directly. Throws FileError. Not collective.
  void write_whole_file(const std::filesystem::path &target, std::string_view content);

  /// The same for a file in a directory of results, whose name the program chose: a link, pipe or device of that name is removed and never
  /// followed or written into.
  void write_own_file(const std::filesystem::path &target, std::string_view content);

  /// "cannot write results/results.json: No space left on device (needed 3.2 MB, 0.0 MB are free)", with a remedy.
  /// @param error errno of the failed call; 0 when it is not known
  std::string describe_write_failure(const std::filesystem::path &file, int error);

  /// Runs `action` on every rank. If it throws on any rank, every rank throws FileError with the sentence of the
  /// lowest of these ranks. The action itself must not communicate after a point where it may throw. *Collective.*
  void write_on_every_rank(MPI_Comm communicator, const std::function<void()> &action);

  /// The same with an action of rank 0 alone. *Collective.*
  void on_first_rank(MPI_Comm communicator, const std::function<void()> &action);

  /// Makes a directory inside that of a run. A link of its name is removed and not followed. Throws FileError. Not collective.
  void make_directory(const std::filesystem::path &directory);

  /// Makes the directory of a run with these states, locks it, tries whether files can be written there, and removes the files of an
  /// earlier run (results.json, warpage.h5, sensitivities.svg, fields.h5, fields.pvd, and the fields of these states and of those that
  /// fields.pvd names), so that a run that fails leaves no complete results. The first rank holds the lock, which is returned. Throws
  /// FileError, the same on every rank. *Collective.*
  DirectoryLock prepare_directory(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator);

  /// Removes the files of a failed run as far as possible. Rank 0 does it; not collective.
  void discard_results(const std::filesystem::path &directory, const std::vector<std::string> &states, MPI_Comm communicator);

  /// A name as part of a file or HDF5 name: letters, digits, '-', '_', '+', bytes of UTF-8 beyond ASCII, and '.' except at the beginning
  /// are kept, every other byte becomes %XX. Different names remain different.
  std::string file_stem(const std::string &name);
} // namespace sagitta::output
