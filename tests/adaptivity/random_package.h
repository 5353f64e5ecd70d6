#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A small package from a seed: one to four dies and a disc in mould, listed in any order, the mesh to be filled in. Edges lie on a grid
  /// of 50 um, at least 150 um from each other.
  class RandomPackage
  {
  public:
    explicit RandomPackage(unsigned seed) : engine_(seed)
    {
      const double width = pick(80, 160), depth = pick(80, 160); // in 50 um
      const unsigned wanted = 1 + engine_() % 4;
      for (unsigned attempt = 0; attempt < 40 && parts_.size() < wanted; ++attempt)
        add({pick(-width / 2 + 6, width / 2 - 6), pick(-depth / 2 + 6, depth / 2 - 6), 2 * pick(4, 30), 2 * pick(4, 30), false}, width,
            depth);
      for (unsigned attempt = 0; attempt < 40 && engine_() % 2 == 0; ++attempt)
        {
          const double diameter = 2 * pick(4, 12);
          if (add({pick(-width / 2 + 6, width / 2 - 6), pick(-depth / 2 + 6, depth / 2 - 6), diameter, diameter, true}, width, depth))
            break;
        }
      std::shuffle(parts_.begin(), parts_.end(), engine_);
      width_ = width;
      depth_ = depth;
      lower_ = 50 + engine_() % 150;
      upper_ = 40 + engine_() % 150;
      mould_ = 5 + engine_() % 20;
    }

    std::string text(const std::string &mesh) const
    {
      std::string dies, discs;
      for (std::size_t i = 0; i < parts_.size(); ++i)
        {
          const Part &part = parts_[i];
          const std::string place = fmt::format("[{} mm, {} mm]", .05 * part.x, .05 * part.y);
          if (part.is_round)
            discs += fmt::format("    - {{name: p{}, material: copper, diameter: {} mm, position: {}, layers: [lower]}}\n", i,
                                 .05 * part.width, place);
          else
            dies += fmt::format("    - {{name: p{}, material: silicon, size: [{} mm, {} mm], position: {}, layers: [lower]}}\n", i,
                                .05 * part.width, .05 * part.depth, place);
        }
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [{} mm, {} mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: lower, thickness: {} um, material: mould}}, {{name: upper, thickness: {} um, material: mould}}]
{}{}{}{}materials:
  silicon: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}}
  copper: {{young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}}
  mould: {{young: {} GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{{name: room, temperature: 25 degC}}]
warpage: {{grid_points: 41}}
mesh: {}
output: {{fields: false}}
)",
                         .05 * width_, .05 * depth_, lower_, upper_, discs.empty() ? "" : "  parts:\n", discs,
                         dies.empty() ? "" : "  dies:\n", dies, mould_, mesh);
    }

  private:
    struct Part
    {
      double x, y, width, depth; // in 50 um
      bool is_round;
    };

    double pick(double least, double most) { return std::round(std::uniform_real_distribution<double>(least, most)(engine_)); }

    bool add(const Part &part, double width, double depth)
    {
      constexpr double least_gap = 3;
      const bool is_inside =
          std::abs(part.x) + part.width / 2 <= width / 2 - least_gap && std::abs(part.y) + part.depth / 2 <= depth / 2 - least_gap;
      const bool is_free = std::all_of(parts_.begin(), parts_.end(), [&](const Part &other) {
        return std::abs(part.x - other.x) >= (part.width + other.width) / 2 + least_gap ||
               std::abs(part.y - other.y) >= (part.depth + other.depth) / 2 + least_gap;
      });
      if (is_inside && is_free)
        parts_.push_back(part);
      return is_inside && is_free;
    }

    std::mt19937 engine_;
    std::vector<Part> parts_;
    double width_ = 0, depth_ = 0;
    unsigned lower_ = 0, upper_ = 0, mould_ = 0;
  };
} // namespace sagitta::tests
