#include <materials/homogenise/halves.h>

#include <cmath>

namespace sagitta::materials
{
  namespace
  {
    constexpr double same = 1e-9; // of the height

    /// In-plane stiffness of a layer at zero traction across it, times its thickness, and its first moment about the middle.
    struct InPlane
    {
      std::array<double, 2> xx, yy, xy, shear; ///< (sum, moment)
      std::array<double, 2> thermal_x, thermal_y;
    };

    /// In-plane stiffness of the layer: that of the plate less that of its other plies.
    InPlane rest_of(const Plate &plate, const std::vector<Ply> &below, double thickness, const std::vector<Ply> &above)
    {
      std::vector<Ply> plies(below.rbegin(), below.rend());
      double bottom = 0, whole = thickness;
      for (const Ply &ply : below)
        bottom += ply.thickness;
      for (const auto *side : {&below, &above})
        for (const Ply &ply : *side)
          whole += ply.thickness;
      plies.push_back({thickness, {}});
      plies.back().phase.stiffness.c33 = 1; // an empty ply whose stiffness has an inverse
      plies.insert(plies.end(), above.begin(), above.end());
      const Plate others = plate_of(plies);
      const double z = bottom + thickness / 2 - whole / 2;
      const auto about_middle = [&](double sum, double moment) { return std::array<double, 2>{{sum, moment - z * sum}}; };
      const auto entry = [&](unsigned i, unsigned j) {
        // The entries that couple x and y are equal for a square array; for another one their mean is taken.
        return about_middle((plate.stiffness[i][j] + plate.stiffness[j][i]) / 2 - others.stiffness[i][j],
                            (plate.stiffness[2 + i][j] + plate.stiffness[2 + j][i]) / 2 - others.stiffness[2 + i][j]);
      };
      const auto thermal = [&](unsigned i) {
        return about_middle(plate.thermal[i] - others.thermal[i], plate.thermal[2 + i] - others.thermal[2 + i]);
      };
      return {entry(0, 0), entry(1, 1),
              entry(0, 1), about_middle(plate.shear[0][0] - others.shear[0][0], plate.shear[1][0] - others.shear[1][0]),
              thermal(0),  thermal(1)};
    }

    /// The constants of a half; `sign`: -1 below, 1 above.
    Phase half_of(const Ply &layer, const InPlane &rest, double sign)
    {
      const double h = layer.thickness;
      const auto value = [&](const std::array<double, 2> &of) { return of[0] / h + sign * 4 * of[1] / (h * h); };
      const double d_xx = value(rest.xx), d_yy = value(rest.yy), d_xy = value(rest.xy), t_x = value(rest.thermal_x),
                   t_y = value(rest.thermal_y);
      Phase half = layer.phase;
      OrthotropicStiffness &c = half.stiffness;
      const double b_x = c.c13 / c.c33, b_y = c.c23 / c.c33;
      const double e = half.expansion[2] + b_x * half.expansion[0] + b_y * half.expansion[1];
      c.c11 = d_xx + b_x * c.c13;
      c.c22 = d_yy + b_y * c.c23;
      c.c12 = d_xy + b_x * c.c23;
      c.c66 = value(rest.shear);
      const double determinant = d_xx * d_yy - d_xy * d_xy;
      half.expansion[0] = (d_yy * t_x - d_xy * t_y) / determinant;
      half.expansion[1] = (d_xx * t_y - d_xy * t_x) / determinant;
      half.expansion[2] = e - b_x * half.expansion[0] - b_y * half.expansion[1];
      return half;
    }
  } // namespace

  std::optional<std::size_t> find_middle(const BumpCell &cell)
  {
    const double height = cell.height();
    double top = 0;
    for (std::size_t i = 0; i + 1 < cell.pieces.size(); ++i)
      {
        const BumpCell::Piece &piece = cell.pieces[i], &next = cell.pieces[i + 1];
        top += piece.height;
        if (std::abs(top - height / 2) < same * height && piece.diameter == next.diameter && piece.material == next.material &&
            piece.around == next.around)
          return i + 1;
      }
    return std::nullopt;
  }

  std::array<Phase, 2> halve(const Ply &layer, const Plate &plate, const std::vector<Ply> &below, const std::vector<Ply> &above)
  {
    const InPlane rest = rest_of(plate, below, layer.thickness, above);
    const std::array<Phase, 2> halves{{half_of(layer, rest, -1), half_of(layer, rest, 1)}};
    for (const Phase &half : halves)
      if (!half.stiffness.is_positive_definite())
        return {{layer.phase, layer.phase}};
    return halves;
  }
} // namespace sagitta::materials
