#include <solver/cell/tile_mesh.h>

#include <materials/pi.h>

#include <deal.II/grid/manifold_lib.h>

#include <algorithm>
#include <cmath>

namespace sagitta::cell
{
  namespace
  {
    constexpr dealii::types::manifold_id circle_id = 1;

    constexpr double core = 0.55;      // side of the core, share of the smallest radius
    constexpr double inner = 0.8;      // circle within the first, share of its radius: fields are singular at the rim of a bump
    constexpr double outer = 1.25;     // circle around the last
    constexpr double longest = 2;      // ratio of neighbouring radii
    constexpr double tolerance = 1e-9; // of a radius
    constexpr double moved = 1e-3;     // at most, share of its radius: the nodes of a circle

    /// The circles, with one within the first and one or more between the last and the sides.
    std::vector<double> add_circles(const QuarterTile &tile)
    {
      const double half = std::min(tile.half[0], tile.half[1]);
      std::vector<double> radii = tile.radii.empty() ? std::vector<double>{half / 2} : tile.radii;
      radii.insert(radii.begin(), inner * radii.front());
      radii.push_back(std::min(outer * radii.back(), (radii.back() + half) / 2));
      while (longest * radii.back() < 0.9 * half)
        radii.push_back(std::min(longest * radii.back(), (radii.back() + half) / 2));
      return radii;
    }

    /// Radius of the nodes of a circle by that of the circle, so that quadratic arcs enclose its area: an arc of half angle t through nodes
    /// of radius 1 encloses sin t (1 + (1 - cos t) / 3) with the centre.
    double node_radius(unsigned refinements)
    {
      const double t = materials::pi / 8 / (1u << refinements);
      return std::sqrt(t / (std::sin(t) * (1 + (1 - std::cos(t)) / 3)));
    }

    bool is_on_circle(const dealii::Point<2> &a, const dealii::Point<2> &b)
    {
      return std::abs(a.norm() - b.norm()) < tolerance * a.norm();
    }
  } // namespace

  std::shared_ptr<const meshing::PlanTriangulation> make_quarter_tile(const QuarterTile &tile, unsigned refinements, MPI_Comm communicator)
  {
    std::vector<double> radii = add_circles(tile);
    for (double &radius : radii)
      radius *= node_radius(refinements);
    const double c = core * radii.front(), diagonal = std::sqrt(0.5);
    // The first of each three vertices lies on the x axis, the second on the diagonal, the third on the y axis.
    std::vector<dealii::Point<2>> vertices = {{0, 0}, {c, 0}, {c, c}, {0, c}};
    for (const double radius : radii)
      vertices.insert(vertices.end(), {{radius, 0}, {radius * diagonal, radius * diagonal}, {0, radius}});
    vertices.insert(vertices.end(), {{tile.half[0], 0}, {tile.half[0], tile.half[1]}, {0, tile.half[1]}});

    std::vector<dealii::CellData<2>> cells;
    const auto add = [&](unsigned a, unsigned b, unsigned d, unsigned e) {
      dealii::CellData<2> cell;
      cell.vertices = {a, b, d, e};
      cells.push_back(cell);
    };
    add(0, 1, 3, 2);
    for (unsigned inner = 1; inner + 3 < vertices.size(); inner += 3)
      {
        const unsigned outer = inner + 3;
        add(inner, outer, inner + 1, outer + 1);
        add(inner + 2, inner + 1, outer + 2, outer + 1);
      }
    auto mesh = std::make_shared<meshing::PlanTriangulation>(communicator);
    mesh->create_triangulation(vertices, cells, dealii::SubCellData());
    for (const auto &cell : mesh->active_cell_iterators())
      for (const unsigned f : cell->face_indices())
        if (is_on_circle(cell->face(f)->vertex(0), cell->face(f)->vertex(1)))
          cell->face(f)->set_manifold_id(circle_id);
    mesh->set_manifold(circle_id, dealii::SphericalManifold<2>());
    mesh->refine_global(refinements);
    return mesh;
  }

  bool is_within(const dealii::Triangulation<2>::active_cell_iterator &cell, double radius)
  {
    return std::all_of(cell->vertex_indices().begin(), cell->vertex_indices().end(),
                       [&](unsigned v) { return cell->vertex(v).norm() <= radius * (1 + moved); });
  }
} // namespace sagitta::cell
