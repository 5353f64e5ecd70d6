#pragma once

#include <meshing/fill/outline_index.h>
#include <meshing/package/package.h>

#include <array>
#include <vector>

namespace sagitta::meshing
{
  /// Which body a point of the package belongs to. Where bodies overlap, the last one in Package::bodies takes precedence; a gap is air.
  class BodyIndex
  {
  public:
    /// The package must outlive the index.
    explicit BodyIndex(const Package &package);

    /// The body that holds a point of a layer [m], edges included within `tolerance` [m]; -1 for air.
    int body_at(unsigned layer, double x, double y, double tolerance) const;

    /// Is there material at a point of a layer?
    bool is_filled_at(unsigned layer, double x, double y, double tolerance) const { return body_at(layer, x, y, tolerance) >= 0; }

    /// Is there material at a point of the package [m], or beside it within rounding (1e-9 of the package)?
    bool has_material(const std::array<double, 3> &point) const;

    /// Bodies of a layer, gaps among them, that touch an area, and perhaps some near it; ascending.
    std::vector<unsigned> find_near(unsigned layer, const Rectangle &area) const;

  private:
    struct LayerIndex
    {
      std::vector<unsigned> bodies; ///< ascending
      OutlineIndex outlines;        ///< of these bodies
    };

    const Package &package_;
    std::vector<LayerIndex> layers_;
    std::vector<double> interfaces_;
    double rounding_ = 0; ///< of a coordinate in the plan [m]
  };
} // namespace sagitta::meshing
