#pragma once

#include <meshing/package/outline.h>
#include <meshing/package/ring_array.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  class PointTable;

  /// One layer of the stack, bottom to top.
  struct Layer
  {
    std::string name;
    double thickness;  ///< [m], > 0
    unsigned elements; ///< equal elements through the thickness, >= 1
  };

  enum class BodyKind
  {
    layer, ///< a blanket or outlined layer: mould, RDL, TIM, lid, carrier, board, homogenised bumps
    die,
    gap, ///< removes material: air
    tile ///< tiles of a layer with a pattern finer than the mesh: no line of the plan follows its edges
  };

  /// Where the power of a body enters.
  enum class PowerPlace
  {
    volume,
    bottom_face,
    top_face
  };

  /// Power [W], uniform over a rectangle of a body's active face (or through the thickness below it).
  struct PowerBlock
  {
    std::string name;
    Rectangle area; ///< [m], in package coordinates
    double power;   ///< [W]
  };

  /// A part: one material within an outline through a range of layers.
  /// Where bodies overlap, the later one in Package::bodies takes precedence (a die lies in its mould).
  struct Body
  {
    std::string name;
    BodyKind kind = BodyKind::layer;
    unsigned first_layer = 0; ///< index into Package::layers
    unsigned last_layer = 0;  ///< inclusive
    Outline outline = Rectangle{0, 0, 0, 0};
    unsigned material = 0;              ///< index into the case's materials; not used by a gap
    double stress_free_temperature = 0; ///< [K]; not used by a gap
    /// The stress-free temperature [K] where it differs from point to point; absent: it is uniform.
    std::shared_ptr<const PointTable> stress_free_field = {};
    /// Free strain [-] that the body has at its stress-free temperature, in the axes of its material: of a film whose stress there is
    /// given.
    std::array<double, 3> intrinsic_strain = {{0, 0, 0}};
    unsigned quarter_turns = 0; ///< rotation of the material's axes by 90 degrees each
    PowerPlace power_place = PowerPlace::volume;
    std::vector<PowerBlock> power;
    std::string place = {}; ///< where the description defines it, for messages: "case.yaml:8: package.dies.logic"
    std::string group = {}; ///< common name of many equal bodies, such as the bumps of an array; empty: a single body

    /// Is it a die or has it power? The hotspots of results, their sensitivities and reduced models are those of such bodies.
    bool has_hotspot() const { return kind == BodyKind::die || !power.empty(); }
  };

  /// The package: a stack of layers and the bodies in it. Lengths in m; z = 0 at the bottom of the stack (the terminal side).
  struct Package
  {
    std::vector<Layer> layers;
    std::vector<Body> bodies;
    std::vector<RingArray> rings = {}; ///< round parts that the plan resolves by ring tiles

    /// The z of the interfaces [m]: layers.size() + 1 ascending values from 0.
    std::vector<double> interfaces() const;

    /// Smallest rectangle that holds every body [m].
    Rectangle bounding_box() const;

    /// The longer side of the bounding box [m]: the scale for the rounding of coordinates in the plan.
    double extent() const;

    /// Index of the body of that name.
    std::optional<unsigned> find_body(const std::string &name) const;
  };
} // namespace sagitta::meshing
