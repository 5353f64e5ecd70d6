#include <solver/restart/stored_cells.h>

#include <solver/hdf5/handle.h>
#include <solver/restart/checksum.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::restart
{
  namespace
  {
    using hdf5::Handle;

    template <typename T>
    std::vector<T> read_piece(hid_t file, const char *name, hid_t type, hsize_t first, hsize_t count)
    {
      std::vector<T> piece(count);
      if (count == 0)
        return piece;
      const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const Handle space(H5Dget_space(dataset), H5Sclose, "open a space"),
          memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a space");
      hdf5::check(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "select a piece");
      hdf5::check(H5Dread(dataset, type, memory, space, H5P_DEFAULT, piece.data()), "read a dataset");
      return piece;
    }

    hsize_t length(hid_t file, const char *name)
    {
      const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const Handle space(H5Dget_space(dataset), H5Sclose, "open a space");
      return static_cast<hsize_t>(hdf5::checked(H5Sget_simple_extent_npoints(space), "measure a dataset"));
    }

    std::vector<unsigned long long> ends(const std::vector<unsigned long long> &counts)
    {
      std::vector<unsigned long long> ends{0};
      for (const unsigned long long count : counts)
        ends.push_back(ends.back() + count);
      return ends;
    }
  } // namespace

  std::vector<double> read_numbers(hid_t file, const char *name, hsize_t first, hsize_t count)
  {
    return read_piece<double>(file, name, H5T_NATIVE_DOUBLE, first, count);
  }

  std::vector<unsigned long long> read_counts(hid_t file, const char *name, hsize_t first, hsize_t count)
  {
    return read_piece<unsigned long long>(file, name, H5T_NATIVE_ULLONG, first, count);
  }

  std::vector<double> read_numbers(hid_t file, const char *name)
  {
    return read_numbers(file, name, 0, length(file, name));
  }

  std::vector<unsigned long long> read_counts(hid_t file, const char *name)
  {
    return read_counts(file, name, 0, length(file, name));
  }

  std::uint64_t checksum(const std::array<double, 4> &box, const std::vector<unsigned long long> &parts, const std::vector<double> &values)
  {
    Checksum sum;
    sum.add(box.data(), box.size());
    sum.add(parts);
    sum.add(values);
    return sum.value();
  }

  StoredCells::StoredCells(hid_t file)
      : file_(file), boxes_(read_numbers(file, "boxes")), n_parts_(read_counts(file, "parts_of_cell")),
        n_values_(read_counts(file, "values_of_cell")), checksums_(read_counts(file, "checksums")), first_part_(ends(n_parts_)),
        first_value_(ends(n_values_))
  {
    if (boxes_.size() != 4 * size() || n_values_.size() != size() || checksums_.size() != size())
      throw std::invalid_argument("the lists of its cells differ in length");
    if (length(file, "parts") != 3 * first_part_.back() || length(file, "values") != first_value_.back())
      throw std::invalid_argument("the lists of its cells do not match their parts and values");
    for (std::size_t cell = 0; cell < size(); ++cell)
      by_box_.emplace(box(cell), cell);
    sort_into_squares();
  }

  std::array<double, 4> StoredCells::box(std::size_t cell) const
  {
    return {{boxes_[4 * cell], boxes_[4 * cell + 1], boxes_[4 * cell + 2], boxes_[4 * cell + 3]}};
  }

  std::size_t StoredCells::square_at(unsigned axis, double place) const
  {
    const double share = (place - hull_[axis]) / (hull_[axis + 2] - hull_[axis]), n = static_cast<double>(n_squares_);
    return static_cast<std::size_t>(std::clamp(std::floor(share * n), 0., n - 1));
  }

  void StoredCells::sort_into_squares()
  {
    if (size() == 0)
      return;
    hull_ = box(0);
    for (std::size_t cell = 0; cell < size(); ++cell)
      for (unsigned axis = 0; axis < 2; ++axis)
        {
          hull_[axis] = std::min(hull_[axis], box(cell)[axis]);
          hull_[axis + 2] = std::max(hull_[axis + 2], box(cell)[axis + 2]);
        }
    n_squares_ = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(size()))));
    squares_.resize(n_squares_ * n_squares_);
    for (std::size_t cell = 0; cell < size(); ++cell)
      {
        const std::array<double, 4> own = box(cell);
        for (std::size_t y = square_at(1, own[1]); y <= square_at(1, own[3]); ++y)
          for (std::size_t x = square_at(0, own[0]); x <= square_at(0, own[2]); ++x)
            squares_[y * n_squares_ + x].push_back(cell);
      }
  }

  std::vector<std::size_t> StoredCells::find(const std::array<double, 4> &box) const
  {
    if (const auto same = by_box_.find(box); same != by_box_.end())
      return {same->second};
    std::vector<std::size_t> met;
    if (squares_.empty())
      return met;
    for (std::size_t y = square_at(1, box[1]); y <= square_at(1, box[3]); ++y)
      for (std::size_t x = square_at(0, box[0]); x <= square_at(0, box[2]); ++x)
        for (const std::size_t cell : squares_[y * n_squares_ + x])
          if (meets(cell, box))
            met.push_back(cell);
    std::sort(met.begin(), met.end());
    met.erase(std::unique(met.begin(), met.end()), met.end());
    return met;
  }

  bool StoredCells::meets(std::size_t cell, const std::array<double, 4> &box) const
  {
    const double *own = &boxes_[4 * cell], tolerance = 1e-9 * (box[2] - box[0] + box[3] - box[1]);
    return own[0] < box[2] + tolerance && own[2] > box[0] - tolerance && own[1] < box[3] + tolerance && own[3] > box[1] - tolerance;
  }

  std::vector<StoredCell> StoredCells::read(std::size_t first, std::size_t count, const process::CellLayout &like) const
  {
    const std::size_t end = first + count;
    const auto parts = read_counts(file_, "parts", 3 * first_part_[first], 3 * (first_part_[end] - first_part_[first]));
    const auto values = read_numbers(file_, "values", first_value_[first], first_value_[end] - first_value_[first]);
    std::vector<StoredCell> cells;
    auto part = parts.begin();
    auto value = values.begin();
    for (std::size_t cell = first; cell < end; ++cell)
      {
        const auto end_of_parts = part + static_cast<std::ptrdiff_t>(3 * n_parts_[cell]);
        const auto end_of_values = value + static_cast<std::ptrdiff_t>(n_values_[cell]);
        StoredCell stored;
        stored.box = box(cell);
        stored.values.assign(value, end_of_values);
        if (checksum(stored.box, {part, end_of_parts}, stored.values) != checksums_[cell])
          throw std::invalid_argument("its numbers do not have the checksum that was written with them: the file is damaged");
        stored.layout.n_nodal = like.n_nodal;
        stored.layout.n_fields = like.n_fields;
        stored.layout.n_temperatures = like.n_temperatures;
        for (; part != end_of_parts; part += 3)
          {
            stored.layout.block_of_element.push_back(static_cast<unsigned>(part[0]));
            stored.layout.bodies.push_back(static_cast<unsigned>(part[1]));
            stored.layout.memory.push_back(part[2]);
          }
        value = end_of_values;
        cells.push_back(std::move(stored));
      }
    return cells;
  }
} // namespace sagitta::restart
