#include <solver/drawing/plan_mesh_lines.h>

#include <deal.II/grid/tria_accessor.h>
#include <deal.II/grid/tria_iterator.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sagitta::drawing
{
  namespace
  {
    std::vector<double> sides_of_own_cells(const meshing::PlanTriangulation &mesh)
    {
      std::vector<double> values;
      const auto add = [&](const dealii::Point<2> &a, const dealii::Point<2> &b) { values.insert(values.end(), {a[0], a[1], b[0], b[1]}); };
      for (const auto &cell : mesh.active_cell_iterators())
        if (cell->is_locally_owned())
          for (unsigned f = 0; f < 4; ++f)
            {
              const dealii::Point<2> a = cell->face(f)->vertex(0), b = cell->face(f)->vertex(1), middle = cell->face(f)->center(true);
              const dealii::Tensor<1, 2> off = middle - (a + b) / 2, side = b - a;
              // Off the line, not along it: axis maps stretch the sides of a cell.
              if (std::abs(off[0] * side[1] - off[1] * side[0]) < 1e-6 * side.norm_square())
                add(a, b);
              else
                {
                  add(a, middle);
                  add(middle, b);
                }
            }
      return values;
    }

    std::vector<double> gather_values(const std::vector<double> &own, MPI_Comm communicator)
    {
      int rank = 0, ranks = 1;
      MPI_Comm_rank(communicator, &rank);
      MPI_Comm_size(communicator, &ranks);
      const int count = static_cast<int>(own.size());
      std::vector<int> counts(static_cast<std::size_t>(ranks)), offsets(static_cast<std::size_t>(ranks));
      MPI_Gather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, communicator);
      for (std::size_t r = 1; r < counts.size(); ++r)
        offsets[r] = offsets[r - 1] + counts[r - 1];
      std::vector<double> all(rank == 0 ? static_cast<std::size_t>(offsets.back() + counts.back()) : 0);
      MPI_Gatherv(own.data(), count, MPI_DOUBLE, all.data(), counts.data(), offsets.data(), MPI_DOUBLE, 0, communicator);
      return all;
    }

    /// Adds the images behind the planes of symmetry.
    void mirror(std::vector<Segment> &segments, const meshing::Mirror &symmetry)
    {
      for (const meshing::MirrorPlane &plane : symmetry.planes())
        {
          const std::size_t count = segments.size();
          for (std::size_t i = 0; i < count; ++i)
            {
              Segment image = segments[i];
              for (const unsigned end : {plane.axis, plane.axis + 2})
                image[end] = plane.reflect(image[end]);
              segments.push_back(image);
            }
        }
    }
  } // namespace

  MeshLines find_mesh_lines(const meshing::Plan &plan, const meshing::PlanTriangulation &mesh, MPI_Comm communicator)
  {
    const std::vector<double> values = gather_values(sides_of_own_cells(mesh), communicator);
    std::vector<Segment> segments;
    for (std::size_t i = 0; i + 3 < values.size(); i += 4)
      segments.push_back({values[i], values[i + 1], values[i + 2], values[i + 3]});
    mirror(segments, plan.symmetry);
    const meshing::Rectangle &box = plan.modelled;
    return {join_segments(segments, 1e-9 * std::max(box.x_max - box.x_min, box.y_max - box.y_min))};
  }
} // namespace sagitta::drawing
