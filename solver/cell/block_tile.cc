#include <solver/cell/block_tile.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::cell
{
  namespace
  {
    constexpr double beside_edge = 0.3; // size of the cell at an edge, share of the distance to the next edge or side
    constexpr double same_edge = 2e-3;  // edges nearer than this are one, share of half a pitch

    /// Lines across an axis: both ends, the edges, and one between each two of them, near an edge.
    std::vector<double> divide(double half, std::vector<double> edges)
    {
      std::sort(edges.begin(), edges.end());
      std::vector<double> lines = {0};
      double last = 0;
      for (const double edge : edges)
        if (edge - last > same_edge * half && half - edge > same_edge * half)
          {
            const double gap = edge - last;
            if (last > 0)
              lines.push_back(last + beside_edge * gap);
            lines.insert(lines.end(), {edge - beside_edge * gap, edge});
            last = edge;
          }
      if (last > 0)
        lines.push_back(last + beside_edge * (half - last));
      lines.push_back(half);
      return lines;
    }
  } // namespace

  std::shared_ptr<const meshing::PlanTriangulation> make_quarter_of_blocks(const std::array<double, 2> &half,
                                                                           const std::array<std::vector<double>, 2> &edges,
                                                                           unsigned refinements, MPI_Comm communicator)
  {
    const std::vector<double> x = divide(half[0], edges[0]), y = divide(half[1], edges[1]);
    std::vector<dealii::Point<2>> vertices;
    for (const double v : y)
      for (const double u : x)
        vertices.emplace_back(u, v);
    std::vector<dealii::CellData<2>> cells;
    const auto number = [&](std::size_t i, std::size_t j) { return static_cast<unsigned>(j * x.size() + i); };
    for (std::size_t j = 0; j + 1 < y.size(); ++j)
      for (std::size_t i = 0; i + 1 < x.size(); ++i)
        {
          dealii::CellData<2> cell;
          cell.vertices = {number(i, j), number(i + 1, j), number(i, j + 1), number(i + 1, j + 1)};
          cells.push_back(cell);
        }
    auto mesh = std::make_shared<meshing::PlanTriangulation>(communicator);
    mesh->create_triangulation(vertices, cells, dealii::SubCellData());
    mesh->refine_global(refinements);
    return mesh;
  }
} // namespace sagitta::cell
