#include <solver/output/directory_lock.h>

#include <solver/base/errors.h>
#include <solver/base/printable.h>
#include <solver/output/own_file.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <utility>

#include <unistd.h>

namespace sagitta::output
{
  namespace
  {
    /// "process 1234 on node7"
    std::string describe_this_process()
    {
      char host[256] = "";
      gethostname(host, sizeof host - 1);
      return fmt::format("process {} on {}", getpid(), host);
    }

    std::string describe_owner(const std::filesystem::path &file)
    {
      std::string line;
      std::ifstream stream(file);
      std::getline(stream, line);
      return line.empty() ? "" : " (" + in_one_line(line.substr(0, 200)) + ")";
    }
  } // namespace

  DirectoryLock::DirectoryLock(const std::filesystem::path &directory) : file_(directory / "sagitta.lock")
  {
    const OwnFile file = claim_file(file_);
    if (file.claim == Claim::another)
      throw FileError(fmt::format("another run{} is writing to {}; wait for its end, or choose another directory with -o",
                                  describe_owner(file_), directory.string()));
    if (file.claim == Claim::failed)
      throw FileError(describe_write_failure(file_, errno));
    descriptor_ = file.descriptor;
    const std::string owner = describe_this_process() + "\n";
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, owner.data(), owner.size());
  }

  DirectoryLock::~DirectoryLock()
  {
    if (descriptor_ < 0)
      return;
    ::unlink(file_.c_str());
    ::close(descriptor_);
  }

  DirectoryLock::DirectoryLock(DirectoryLock &&other) noexcept
      : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1))
  {
  }

  DirectoryLock &DirectoryLock::operator=(DirectoryLock &&other) noexcept
  {
    std::swap(file_, other.file_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
} // namespace sagitta::output
