#pragma once

#include <solver/process/material_blocks.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace sagitta::process
{
  /// A quantity at the quadrature points of all blocks: a field, of which a uniform one is the special case.
  class PointField
  {
  public:
    /// The same value everywhere.
    explicit PointField(double value) : values_(std::make_shared<const std::vector<double>>(1, value)) {}

    /// One value per block.
    explicit PointField(std::vector<double> values) : values_(std::make_shared<const std::vector<double>>(std::move(values))), per_block_(1)
    {
    }

    /// One value per [block][point].
    PointField(std::vector<double> values, unsigned n_points)
        : values_(std::make_shared<const std::vector<double>>(std::move(values))), per_block_(n_points), per_point_(1)
    {
    }

    /// Is it uniform within every block?
    bool is_uniform() const { return per_point_ == 0; }
    double operator()(std::size_t block, unsigned point) const { return (*values_)[block * per_block_ + point * per_point_]; }

  private:
    std::shared_ptr<const std::vector<double>> values_; ///< copies share them
    std::size_t per_block_ = 0, per_point_ = 0;
  };

  /// A quantity that is uniform in every material, given per material.
  PointField field_of_materials(const MaterialBlocks &blocks, const std::vector<double> &values);
} // namespace sagitta::process
