#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace sagitta::output
{
  /// A file that several processes write at once, each at any place. Errors are FileErrors that name the target, the final name of
  /// the file.
  class OpenFile
  {
  public:
    /// `target` must outlive the file.
    OpenFile(const std::filesystem::path &file, const std::filesystem::path &target);
    ~OpenFile();
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;

    /// Allocates space for a file of a size [bytes], so that a full disk is reported at once and as such: HDF5 does not report it.
    /// Where the file system cannot do so, the writes fail instead.
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
