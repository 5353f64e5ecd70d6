#include <solver/output/open_file.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace sagitta::output
{
  OpenFile::OpenFile(const std::filesystem::path &file, const std::filesystem::path &target)
      : target_(target), descriptor_(::open(file.c_str(), O_WRONLY | O_CLOEXEC))
  {
    if (descriptor_ < 0)
      fail(errno);
  }

  OpenFile::~OpenFile()
  {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  void OpenFile::reserve(std::uint64_t size)
  {
    while (size > 0 && ::fallocate(descriptor_, 0, 0, static_cast<off_t>(size)) != 0)
      if (errno != EINTR)
        {
          if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
            fail(errno);
          return;
        }
  }

  void OpenFile::write_bytes(const char *data, std::size_t left, std::uint64_t place)
  {
    while (left > 0)
      {
        const ssize_t written = ::pwrite(descriptor_, data, left, static_cast<off_t>(place));
        if (written < 0 && errno == EINTR)
          continue;
        if (written <= 0)
          fail(written < 0 ? errno : ENOSPC);
        data += written;
        place += static_cast<std::uint64_t>(written);
        left -= static_cast<std::size_t>(written);
      }
  }

  void OpenFile::synchronise_and_close()
  {
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP)
      fail(errno);
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR)
      fail(errno);
  }

  void OpenFile::fail(int error) const
  {
    throw FileError(describe_write_failure(target_, error));
  }
} // namespace sagitta::output
