#pragma once

#include <filesystem>

namespace sagitta::output
{
  /// Keeps other runs out of a directory while this process writes there: a lock of the system (flock) on the file sagitta.lock in it. The
  /// system releases it when the process ends, in whatever way, so that a file left by a killed run locks nobody out. On a file
  /// system without locks nothing is locked.
  class DirectoryLock
  {
  public:
    /// Locks nothing.
    DirectoryLock() = default;

    /// Throws FileError when another process has the lock, or when the file cannot be made.
    explicit DirectoryLock(const std::filesystem::path &directory);

    /// Releases the lock and removes its file.
    ~DirectoryLock();
    DirectoryLock(DirectoryLock &&other) noexcept;
    DirectoryLock &operator=(DirectoryLock &&other) noexcept;
    DirectoryLock(const DirectoryLock &) = delete;
    DirectoryLock &operator=(const DirectoryLock &) = delete;

  private:
    std::filesystem::path file_;
    int descriptor_ = -1;
  };
} // namespace sagitta::output
