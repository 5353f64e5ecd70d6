#include <solver/cell/bump_space.h>

#include <solver/cell/block_tile.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace sagitta::cell
{
  namespace
  {
    using materials::BumpCell;

    constexpr double growth = 2;       // of elements away from the ends of the bumps, where fields are singular
    constexpr double tolerance = 1e-9; // of a number of elements

    /// The division through the thickness. Lengths are shares of the smaller pitch.
    class Division
    {
    public:
      Division(Purpose purpose, unsigned factor) : is_for_heat_(purpose == Purpose::heat), factor_(factor) {}

      /// Heights of the elements of a neighbour, upwards from the end of the bumps.
      std::vector<double> beside(double thickness) const
      {
        const unsigned n = is_for_heat_ ? count_growing(thickness) : count_even(thickness, neighbour_element);
        std::vector<double> heights;
        for (unsigned i = 0; i < n; ++i)
          heights.push_back(std::pow(growth, i));
        return scaled(heights, thickness);
      }

      /// Heights of the elements of a piece of the bumps, from end to end.
      std::vector<double> within(double height) const
      {
        const unsigned n = is_for_heat_ ? 2 * count_growing(height / 2) : count_even(height, bump_element);
        const unsigned last = is_for_heat_ ? n : 1;
        std::vector<double> heights;
        for (unsigned i = 0; i < n; ++i)
          heights.push_back(std::pow(growth, std::min({i, n - 1 - i, last})));
        return scaled(heights, height);
      }

    private:
      static constexpr double bump_element = 0.12, neighbour_element = 0.18; // mean heights
      static constexpr unsigned most_elements = 6;
      static constexpr double first_element = 0.01; // at the ends of the bumps, for heat

      static unsigned count_even(double thickness, double size)
      {
        return std::clamp(static_cast<unsigned>(std::ceil(thickness / size - tolerance)), 1u, most_elements);
      }

      static unsigned count_growing(double thickness)
      {
        const double n = std::log(1 + thickness / first_element * (growth - 1)) / std::log(growth);
        return std::max(static_cast<unsigned>(std::ceil(n - tolerance)), 1u);
      }

      /// Heights that add up to a thickness, each divided by the factor.
      std::vector<double> scaled(const std::vector<double> &heights, double thickness) const
      {
        double sum = 0;
        for (const double height : heights)
          sum += height;
        std::vector<double> divided;
        for (const double height : heights)
          divided.insert(divided.end(), factor_, height * thickness / (sum * factor_));
        return divided;
      }

      bool is_for_heat_;
      unsigned factor_;
    };

    /// The layers of a cell from bottom to top, as elements.
    std::shared_ptr<const meshing::LayerGrid> make_grid(const BumpCell &cell, const Division &division)
    {
      const double pitch = std::min(cell.pitch[0], cell.pitch[1]);
      auto grid = std::make_shared<meshing::LayerGrid>();
      grid->z.push_back(0);
      const auto add = [&](const std::vector<double> &heights, std::size_t layer) {
        for (const double height : heights)
          {
            grid->z.push_back(grid->z.back() + height * pitch);
            grid->layer.push_back(static_cast<unsigned>(layer));
          }
      };
      const std::size_t first = 2 * cell.pieces.size();
      for (std::size_t i = cell.below.size(); i-- > 0;)
        {
          std::vector<double> heights = division.beside(cell.below[i].thickness / pitch);
          std::reverse(heights.begin(), heights.end());
          add(heights, first + i);
        }
      for (std::size_t i = 0; i < cell.pieces.size(); ++i)
        add(division.within(cell.pieces[i].height / pitch), i);
      for (std::size_t i = 0; i < cell.above.size(); ++i)
        add(division.beside(cell.above[i].thickness / pitch), first + cell.below.size() + i);
      return grid;
    }

    /// Is a plan cell part of the metal of a piece?
    bool is_inside(const BumpCell &cell, const BumpCell::Piece &piece, const layered::PlanSpace &plan, unsigned index)
    {
      if (piece.shape == BumpCell::Shape::round)
        return is_within(plan.cell(index), piece.diameter / 2);
      const auto &box = plan.box(index);
      const std::array<double, 2> sides = cell.sides(piece);
      return box[0] + box[2] < sides[0] && box[1] + box[3] < sides[1];
    }

    /// Sides of the blocks of a cell along an axis [m], those that do not run through, halved.
    std::vector<double> find_edges(const BumpCell &cell, unsigned axis)
    {
      std::vector<double> edges;
      for (const BumpCell::Piece &piece : cell.pieces)
        if (const double side = cell.sides(piece)[axis]; side < cell.pitch[axis] * (1 - tolerance))
          edges.push_back(side / 2);
      return edges;
    }

    std::shared_ptr<const meshing::PlanTriangulation> make_tile(const BumpCell &cell, const std::array<double, 2> &half,
                                                                const std::vector<double> &radii, unsigned refinements)
    {
      if (cell.pieces.front().shape != BumpCell::Shape::round)
        return make_quarter_of_blocks(half, {{find_edges(cell, 0), find_edges(cell, 1)}}, refinements, MPI_COMM_SELF);
      return make_quarter_tile({half, radii}, refinements, MPI_COMM_SELF);
    }

    /// Radii of the pieces [m], ascending; of those that differ by less than a mesh can resolve the smallest.
    std::vector<double> find_radii(const BumpCell &cell)
    {
      std::vector<double> radii;
      for (const BumpCell::Piece &piece : cell.pieces)
        {
          if (piece.shape != BumpCell::Shape::round)
            continue;
          if (piece.diameter > materials::widest_bump * std::min(cell.pitch[0], cell.pitch[1]))
            throw std::invalid_argument("the diameter of a bump is too close to the pitch: neighbouring bumps nearly touch");
          radii.push_back(piece.diameter / 2);
        }
      std::sort(radii.begin(), radii.end());
      radii.erase(std::unique(radii.begin(), radii.end(), [](double a, double b) { return b - a < 2e-3 * b; }), radii.end());
      return radii;
    }
  } // namespace

  CellSpace make_space(const BumpCell &cell, Purpose purpose, const Resolution &resolution)
  {
    CellSpace space;
    space.half = {{cell.pitch[0] / 2, cell.pitch[1] / 2}};
    // Cells of blocks are small beside their edges already.
    const bool is_round = cell.pieces.front().shape == BumpCell::Shape::round;
    const unsigned refinements = resolution.plan + (purpose == Purpose::heat && is_round ? 1 : 0);
    space.plan =
        std::make_shared<const layered::PlanSpace>(make_tile(cell, space.half, find_radii(cell), refinements), 2, false, MPI_COMM_SELF);
    space.grid = make_grid(cell, Division(purpose, resolution.heights));
    const unsigned n_pieces = static_cast<unsigned>(cell.pieces.size());
    for (unsigned c = 0; c < space.plan->n_cells(); ++c)
      for (const unsigned layer : space.grid->layer)
        {
          const bool is_around = layer < n_pieces && !is_inside(cell, cell.pieces[layer], *space.plan, c);
          space.filling.push_back(!is_around                  ? static_cast<int>(layer)
                                  : cell.pieces[layer].around ? static_cast<int>(n_pieces + layer)
                                                              : -1);
        }
    return space;
  }
} // namespace sagitta::cell
