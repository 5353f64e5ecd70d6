#pragma once

#include <solver/drawing/block.h>
#include <solver/drawing/cross_section.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  struct SectionView
  {
    Cut cut;
    std::string caption;
    std::optional<double> z_stretch = {}; ///< absent: chosen so that the drawing is about two fifths as high as wide
    const MeshLines *mesh = nullptr;
    std::optional<double> scale = {}; ///< along the cut [px/m]; absent: that of the extent
    double least_left = 0;            ///< room at the left of the drawing at least [px]
  };

  /// Heights of a package on a drawing. Layers that would be too thin to be seen are drawn with a thickness of some pixels.
  class HeightScale
  {
  public:
    /// `stretch`: z over the scale along the cut; absent: a round factor of at least 1 is chosen.
    HeightScale(const meshing::Package &package, double pixels_per_metre, std::optional<double> stretch);

    double stretch() const { return stretch_; }
    double pixels_per_metre() const { return pixels_per_metre_; }

    /// Pixels above the bottom of the package.
    double above_bottom(double z) const;

    double total() const { return pixels_.back(); }

    /// Layers that are drawn thicker than they are.
    const std::vector<unsigned> &thickened() const { return thickened_; }

    /// Below this thickness [m] a layer is drawn with it.
    double least_thickness() const;

  private:
    double stretch_, pixels_per_metre_;
    std::vector<double> interfaces_, pixels_;
    std::vector<unsigned> thickened_;
  };

  /// Throws InputError when the drawing would be too high.
  Block draw_section(const Subject &subject, const SectionView &view, const Extent &extent);
} // namespace sagitta::drawing
