#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace sagitta::output
{
  /// A file that is written at any place of it, by several processes at once. Errors are FileErrors that name the target, which is what
  /// the file is to become.
  class OpenFile
  {
  public:
    /// `target` must outlive the file.
    OpenFile(const std::filesystem::path &file, const std::filesystem::path &target);
    ~OpenFile();
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;

    /// Takes room for a file of a size [bytes], so that a disk that is too full is found at once and by its name: HDF5 does not tell it.
    /// File systems that cannot do so say it, and the writes will tell.
    void reserve(std::uint64_t size);

    template <typename Number>
    void write(const std::vector<Number> &values, std::uint64_t place)
    {
      write_bytes(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(Number), place);
    }

    /// File systems may report a full disk only here.
    void synchronise_and_close();

  private:
    void write_bytes(const char *data, std::size_t left, std::uint64_t place);
    [[noreturn]] void fail(int error) const;

    const std::filesystem::path &target_;
    int descriptor_;
  };
} // namespace sagitta::output
