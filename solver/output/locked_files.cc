#include <solver/output/locked_files.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <system_error>

namespace sagitta::output
{
  DirectoryLock make_and_lock(const std::filesystem::path &directory)
  {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error || !std::filesystem::is_directory(directory, error))
      throw FileError(fmt::format("cannot make the directory {}: {}; choose another one with -o", directory.string(),
                                  error ? error.message() : "a file of that name exists"));
    return DirectoryLock(directory);
  }

  void write_files(const std::filesystem::path &directory, const std::vector<std::pair<std::string, std::string>> &files,
                   MPI_Comm communicator)
  {
    on_first_rank(communicator, [&]() {
      const DirectoryLock lock = make_and_lock(directory);
      for (const auto &[name, content] : files)
        write_own_file(directory / name, content);
    });
  }
} // namespace sagitta::output
