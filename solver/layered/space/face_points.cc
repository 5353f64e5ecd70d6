#include <solver/layered/space/face_points.h>

#include <cmath>

namespace sagitta::layered
{
  std::vector<FacePoint> level_points(const CellPoints &points, unsigned e, bool is_upper)
  {
    const LayeredSpace &space = points.space();
    const ReferenceElement &line = space.plan().element();
    const double z = ElementGeometry(space).z(e, is_upper ? 1 : 0);
    std::vector<FacePoint> result;
    for (unsigned q = 0; q < points.n_plan(); ++q)
      {
        const std::array<double, 2> reference{{line.points[q % line.n], line.points[q / line.n]}};
        if (points.is_curved(e))
          {
            const CurvedPoint at = CurvedElement(*space.shifts(), points.cell(), e).at(reference, is_upper ? 1 : 0);
            result.push_back(
                {reference, {{at.position[0], at.position[1], z}}, line.weights[q % line.n] * line.weights[q / line.n] * at.determinant});
            continue;
          }
        const std::array<double, 3> at = points.position(e, q, 0);
        result.push_back({reference, {{at[0], at[1], z}}, points.plan_shapes().weight[q]});
      }
    return result;
  }

  namespace
  {
    /// Where a point of a face above a side lies in the plan [m], and the length of the side by its own coordinate there [m].
    struct SidePoint
    {
      std::array<double, 2> position;
      double length;
    };

    SidePoint find_side_point(const CellPoints &points, unsigned e, unsigned side, const std::array<double, 2> &reference, double zeta)
    {
      const LayeredSpace &space = points.space();
      const bool is_along_y = side < 2;
      if (points.is_curved(e))
        {
          const CurvedPoint at = CurvedElement(*space.shifts(), points.cell(), e).at(reference, zeta);
          const auto &inverse = at.inverse;
          const double length = is_along_y ? std::hypot(inverse[1], inverse[0]) : std::hypot(inverse[3], inverse[2]);
          return {at.position, length * at.determinant};
        }
      const PlanSpace &plan = space.plan();
      const unsigned n = plan.element().n, *dofs = plan.cell_dofs(points.cell());
      const auto &from = plan.position(dofs[side_node(side, 0, n)]), &to = plan.position(dofs[side_node(side, n - 1, n)]);
      const double t = reference[is_along_y ? 1 : 0];
      return {{{from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])}}, side_length(plan, points.cell(), side)};
    }
  } // namespace

  std::vector<FacePoint> side_points(const CellPoints &points, unsigned e, unsigned side)
  {
    const LayeredSpace &space = points.space();
    const ReferenceElement &line = space.plan().element(), &through = space.element_z();
    const ElementGeometry geometry(space);
    const double end = side % 2;
    std::vector<FacePoint> result;
    for (unsigned q = 0; q < line.n; ++q)
      for (unsigned qz = 0; qz < through.n; ++qz)
        {
          const double t = line.points[q], zeta = through.points[qz];
          const std::array<double, 2> reference = side < 2 ? std::array<double, 2>{{end, t}} : std::array<double, 2>{{t, end}};
          const SidePoint at = find_side_point(points, e, side, reference, zeta);
          result.push_back({reference,
                            {{at.position[0], at.position[1], geometry.z(e, zeta)}},
                            line.weights[q] * at.length * through.weights[qz] * geometry.height(e)});
        }
    return result;
  }
} // namespace sagitta::layered
