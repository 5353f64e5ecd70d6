#pragma once

#include <meshing/package/package.h>

#include <array>
#include <set>
#include <vector>

namespace sagitta::meshing
{
  /// The four bars of a rectangular ring, such as the foot of a lid or a stiffener: `ring` with its outer rectangle as outline, whose name
  /// they take over with _x_min, _x_max, _y_min and _y_max. The bars along x have the whole length; none overlap.
  /// @param width of the ring [m], less than half of either side
  std::vector<Body> make_ring(const Body &ring, double width);

  /// Copies of a body at equal distances, about the place of the body: columns times rows, called <body>_1_1 (column, row), ...
  /// @param pitch distances along x and y [m]
  std::vector<Body> make_copies(const Body &body, const std::array<unsigned, 2> &count, const std::array<double, 2> &pitch);

  /// A fillet of underfill at the flanks of a die. Its width falls linearly from `width` at the bottom to nothing at `height`; seen from
  /// above its corners are square.
  struct Fillet
  {
    Rectangle around; ///< outline of the die [m]
    double width;     ///< at the bottom [m]
    double height;    ///< [m]
    unsigned steps;   ///< equal steps over the height, between which the layers are cut
  };

  /// Heights above the bottom of the fillet at which a step ends [m], the top included.
  std::set<double> find_steps(const Fillet &fillet);

  /// The steps of a fillet, one body for each layer of the stack from `body.first_layer` on within its height, called <body>_1, ... from
  /// the bottom. Each is a rectangle with the die inside, which replaces it there, and has the volume of the flank between its faces.
  /// @param stack the layers of the package, cut at the heights of find_steps()
  std::vector<Body> make_fillet(const Body &body, const Fillet &fillet, const std::vector<Layer> &stack);
} // namespace sagitta::meshing
