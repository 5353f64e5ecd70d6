#include <solver/model/package_plan.h>

#include <meshing/fill/mirror.h>
#include <solver/base/errors.h>

#include <meshing/package/connectivity.h>

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::model
{
  namespace
  {
    Side opposite(Side side)
    {
      switch (side)
        {
        case Side::x_min:
          return Side::x_max;
        case Side::x_max:
          return Side::x_min;
        case Side::y_min:
          return Side::y_max;
        case Side::y_max:
          return Side::y_min;
        default:
          return side;
        }
    }

    struct MirrorPlane
    {
      bool in_x; ///< x = centre, else y = centre
      double centre;
      double scale; ///< of the plan: what rounding is measured by
    };

    Place image_of(const Place &place, const meshing::Package &package, const MirrorPlane &plane)
    {
      if (const auto *point = std::get_if<PointPlace>(&place))
        {
          PointPlace result = *point;
          result.at[plane.in_x ? 0 : 1] = 2 * plane.centre - result.at[plane.in_x ? 0 : 1];
          return result;
        }
      FacePlace result = std::get<FacePlace>(place);
      if (plane.in_x ? result.side <= Side::x_max : result.side == Side::y_min || result.side == Side::y_max)
        result.side = opposite(result.side);
      if (result.body)
        result.body = image_in_plane(package, *result.body, plane.in_x, plane.centre, plane.scale);
      return result;
    }

    bool is_same(const Place &a, const Place &b, double scale)
    {
      if (a.index() != b.index())
        return false;
      if (const auto *face = std::get_if<FacePlace>(&a))
        return face->body == std::get<FacePlace>(b).body && face->side == std::get<FacePlace>(b).side;
      const auto &first = std::get<PointPlace>(a).at, &second = std::get<PointPlace>(b).at;
      return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]) <= 1e-9 * scale;
    }

    /// Has every condition its image among the others? `place` is where a condition holds, `same` compares the rest of it.
    template <typename Condition, typename Where, typename Same>
    bool are_symmetric(const std::vector<Condition> &conditions, Where Condition::*place, const meshing::Package &package,
                       const MirrorPlane &plane, const Same &same)
    {
      return std::all_of(conditions.begin(), conditions.end(), [&](const Condition &condition) {
        const Place wanted = image_of(condition.*place, package, plane);
        return std::any_of(conditions.begin(), conditions.end(),
                           [&](const Condition &other) { return is_same(other.*place, wanted, plane.scale) && same(condition, other); });
      });
    }

    bool are_conditions_symmetric(const meshing::Package &package, const Conditions &conditions, const MirrorPlane &plane)
    {
      const unsigned axis = plane.in_x ? 0 : 1;
      const auto same_support = [&](const Support &a, const Support &b) {
        for (unsigned c = 0; c < 3; ++c)
          {
            if (a.displacement[c].has_value() != b.displacement[c].has_value())
              return false;
            if (a.displacement[c] && *a.displacement[c] != (c == axis ? -1 : 1) * *b.displacement[c])
              return false;
          }
        return true;
      };
      const auto &[thermal, mechanical] = conditions;
      return mechanical.acceleration[axis] == 0 && are_symmetric(mechanical.supports, &Support::place, package, plane, same_support) &&
             are_symmetric(thermal.films, &FilmCondition::face, package, plane,
                           [](const auto &a, const auto &b) { return a.coefficient == b.coefficient && a.ambient == b.ambient; }) &&
             are_symmetric(thermal.fixed_temperatures, &FixedTemperature::place, package, plane,
                           [](const auto &a, const auto &b) { return a.temperature == b.temperature; }) &&
             are_symmetric(mechanical.pressures, &Pressure::face, package, plane,
                           [](const auto &a, const auto &b) { return a.pressure == b.pressure; });
    }

    void refuse_loose_parts(const meshing::Package &package)
    {
      const auto groups = meshing::find_connected_bodies(package);
      if (groups.size() < 2)
        return;
      std::string names;
      for (const unsigned b : groups[1])
        names += (names.empty() ? "" : ", ") + package.bodies[b].name;
      throw input_error(
          Source{package.bodies[groups[1].front()].place},
          fmt::format("part {} hangs loose: no face joins it to the rest of the package; give it a neighbour (or leave it out)", names));
    }

    meshing::Symmetry find_usable_symmetry(const meshing::Package &package, const Conditions &conditions, const meshing::MeshRequest &mesh)
    {
      if (mesh.symmetry == meshing::SymmetryRequest::none)
        return {};
      meshing::Symmetry symmetry = meshing::find_symmetry(package);
      const double scale = plan_scale(package);
      symmetry.in_x = symmetry.in_x && are_conditions_symmetric(package, conditions, {true, symmetry.centre_x, scale});
      symmetry.in_y = symmetry.in_y && are_conditions_symmetric(package, conditions, {false, symmetry.centre_y, scale});
      return symmetry;
    }
  } // namespace

  PackagePlan::PackagePlan(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator)
      : communicator_(communicator)
  {
    refuse_loose_parts(package);
    try
      {
        plan_ = meshing::make_plan(package, numerics.mesh, find_usable_symmetry(package, conditions, numerics.mesh));
      }
    catch (const std::invalid_argument &error)
      {
        throw input_error(numerics.plan_source, error.what());
      }
    forest_ = meshing::make_plan_mesh(plan_, communicator);
  }

  PackagePlan PackagePlan::refined(const std::vector<char> &is_marked) const
  {
    PackagePlan result = *this;
    result.forest_ = meshing::refine_plan_mesh(*forest_, is_marked, communicator_);
    return result;
  }

  bool PackagePlan::may_refine(int level) const
  {
    constexpr unsigned further_levels = 10, forest_levels = 28; // of p4est, which numbers cells in 30 bits per direction
    const unsigned levels = plan_.snapped ? plan_.snapped->levels : plan_.disc->levels;
    return static_cast<unsigned>(level) < std::min(levels + further_levels, forest_levels);
  }

  unsigned long long PackagePlan::count_nodes(unsigned degree) const
  {
    dealii::DoFHandler<2> nodes(*forest_);
    nodes.distribute_dofs(dealii::FE_Q<2>(degree));
    return nodes.n_dofs();
  }
} // namespace sagitta::model
