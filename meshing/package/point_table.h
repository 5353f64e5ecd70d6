#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// A scalar that is known at points, such as a measured temperature: interpolated between them, constant beyond their box.
  ///
  /// Points on a few planes z = const are interpolated in each plane, and linearly between neighbouring planes; other points in space.
  /// In a plane, points that fill a lattice of x and y are interpolated bilinearly. Points without an order give the plane (in space: the
  /// linear function) that fits the nearest 8 (16) of them best with weights 1 / distance^2, limited to their range and its width beside
  /// it: exact at the points, and everywhere for values that are linear in the coordinates. Distances count relative to the extents of the
  /// points. Theory: docs/theory/heat.md.
  class PointTable
  {
  public:
    struct Point
    {
      std::array<double, 3> at; ///< [m]
      double value;
    };

    enum class Order
    {
      found, ///< planes where the points lie on few planes that all reach equally far, else points in space
      planes ///< every z is that of a plane
    };

    /// Throws std::invalid_argument when there is no point, a number is not finite, or two points at one place differ.
    explicit PointTable(std::vector<Point> points, Order order = Order::found);
    /// Where a field lies that another run has found: a state in its directory of results.
    struct Reference
    {
      std::string directory;
      std::string state;
      std::string place; ///< where the case file asks for it, for messages
    };

    /// The field of another run, which is not read here: it has a reference and no points.
    explicit PointTable(Reference reference);

    ~PointTable();
    PointTable(PointTable &&) noexcept;
    PointTable &operator=(PointTable &&) noexcept;

    /// Throws std::logic_error when the table is a reference.
    double value(const std::array<double, 3> &at) const;

    /// Null for a table of points.
    const Reference *reference() const { return reference_.get(); }

    /// Lowest and highest coordinate of the points along each axis [m].
    const std::array<std::array<double, 2>, 3> &box() const { return box_; }

    /// Does it vary with z only?
    bool is_profile() const { return box_[0][0] == box_[0][1] && box_[1][0] == box_[1][1]; }

    double smallest() const { return smallest_; }
    double largest() const { return largest_; }
    std::size_t size() const { return size_; }

    /// The number of planes z = const between which it interpolates; zero for points in space.
    std::size_t n_planes() const { return planes_.size(); }

  private:
    class Interpolation;
    class Lattice;
    class Cloud;

    struct Plane
    {
      double z;
      std::unique_ptr<const Interpolation> values;
    };

    std::array<std::array<double, 2>, 3> box_ = {};
    double smallest_ = 0, largest_ = 0;
    std::size_t size_ = 0;
    std::vector<Plane> planes_;                  ///< ascending; empty: points in space
    std::unique_ptr<const Interpolation> space_; ///< of points in space
    std::unique_ptr<const Reference> reference_;
  };
} // namespace sagitta::meshing
