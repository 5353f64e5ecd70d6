#pragma once

#include <solver/restart/moved_cell.h>

#include <hdf5.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace sagitta::restart
{
  /// Reads a piece of a list of a file. Throws FileError.
  std::vector<double> read_numbers(hid_t file, const char *name, hsize_t first, hsize_t count);
  std::vector<unsigned long long> read_counts(hid_t file, const char *name, hsize_t first, hsize_t count);

  /// Reads the whole list.
  std::vector<double> read_numbers(hid_t file, const char *name);
  std::vector<unsigned long long> read_counts(hid_t file, const char *name);

  /// The checksum of a cell of a file: its box, its parts {element, body, numbers per point} and its values.
  std::uint64_t checksum(const std::array<double, 4> &box, const std::vector<unsigned long long> &parts, const std::vector<double> &values);

  /// The cells of a file: their boxes, and where their parts and values lie.
  class StoredCells
  {
  public:
    /// Throws std::invalid_argument when the lists are inconsistent, FileError when one is missing.
    explicit StoredCells(hid_t file);

    std::size_t size() const { return n_parts_.size(); }

    /// The cells that meet a box; of one that is the same box only that.
    std::vector<std::size_t> find(const std::array<double, 4> &box) const;

    /// Reads consecutive cells. Throws std::invalid_argument when a checksum is wrong.
    /// `like`: a layout with the numbers at the nodes of these cells.
    std::vector<StoredCell> read(std::size_t first, std::size_t count, const process::CellLayout &like) const;

  private:
    bool meets(std::size_t cell, const std::array<double, 4> &box) const;
    std::array<double, 4> box(std::size_t cell) const;
    /// The square of the regular grid that a place lies in, per axis.
    std::size_t square_at(unsigned axis, double place) const;
    void sort_into_squares();

    hid_t file_;
    std::vector<double> boxes_;
    std::vector<unsigned long long> n_parts_, n_values_, checksums_, first_part_, first_value_;
    std::map<std::array<double, 4>, std::size_t> by_box_;
    std::array<double, 4> hull_ = {{0, 0, 0, 0}};
    std::size_t n_squares_ = 1;                     ///< of the grid, per axis
    std::vector<std::vector<std::size_t>> squares_; ///< the cells that meet each
  };
} // namespace sagitta::restart
