#include <solver/output/own_file.h>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sagitta::output
{
  namespace
  {
    /// Does the name still lead to the open file? Another process may have removed it between open and lock.
    bool is_still_named(int descriptor, const char *name)
    {
      struct stat open_file
      {
      }, named{};
      return fstat(descriptor, &open_file) == 0 && lstat(name, &named) == 0 && open_file.st_dev == named.st_dev &&
             open_file.st_ino == named.st_ino;
    }

    /// Is the file of that name in use? Pipes, devices and links are not: no process that claims a file makes them.
    bool is_in_use(const char *name)
    {
      struct stat found
      {
      };
      if (lstat(name, &found) != 0 || !S_ISREG(found.st_mode))
        return false;
      const int descriptor = ::open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      if (descriptor < 0)
        return false;
      const bool is_locked = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
      ::close(descriptor);
      return is_locked;
    }
  } // namespace

  OwnFile claim_file(const std::filesystem::path &file)
  {
    constexpr unsigned attempts = 100; // of several processes that want one name at the same time, one succeeds at each attempt
    const char *const name = file.c_str();
    for (unsigned attempt = 0; attempt < attempts; ++attempt)
      {
        const int descriptor = ::open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (descriptor >= 0)
          {
            // File systems without locks return other errors; there only the name protects.
            const bool is_taken = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
            if (!is_taken && is_still_named(descriptor, name))
              return {Claim::mine, descriptor};
            ::close(descriptor);
          }
        else if (errno != EEXIST)
          return {};
        else if (is_in_use(name))
          return {Claim::another};
        else if (::unlink(name) != 0 && errno != ENOENT)
          return {};
      }
    return {Claim::another};
  }
} // namespace sagitta::output
