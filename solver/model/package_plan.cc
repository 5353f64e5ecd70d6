#include <solver/model/package_plan.h>

#include <solver/errors.h>
#include <solver/model/mirror.h>

#include <meshing/connectivity.h>

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>

#include <fmt/format.h>

#include <algorithm>
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

    /// Do the boundary conditions on faces agree with a mirror plane? `kind(condition)` compares what is not the face.
    template <typename Condition, typename Same>
    bool faces_are_symmetric(const std::vector<Condition> &conditions, const meshing::Package &package, bool in_x, double centre,
                             double scale, const Same &same)
    {
      const auto image = [&](const FacePlace &face) {
        FacePlace result = face;
        const bool turns =
            in_x ? face.side == Side::x_min || face.side == Side::x_max : face.side == Side::y_min || face.side == Side::y_max;
        if (turns)
          result.side = opposite(face.side);
        if (face.body)
          result.body = image_in_plane(package, *face.body, in_x, centre, scale);
        return result;
      };
      return std::all_of(conditions.begin(), conditions.end(), [&](const Condition &condition) {
        const FacePlace wanted = image(condition.face);
        return std::any_of(conditions.begin(), conditions.end(), [&](const Condition &other) {
          return other.face.body == wanted.body && other.face.side == wanted.side && same(condition, other);
        });
      });
    }

    /// A support as conditions of one face, so that the same comparison serves.
    struct FaceSupport
    {
      FacePlace face;
      std::array<std::optional<double>, 3> displacement;
    };

    bool conditions_are_symmetric(const Case &problem, bool in_x, double centre, double scale)
    {
      const unsigned axis = in_x ? 0 : 1;
      std::vector<FaceSupport> supports;
      for (const Support &support : problem.supports)
        {
          if (!std::holds_alternative<FacePlace>(support.place))
            return false;
          supports.push_back({std::get<FacePlace>(support.place), support.displacement});
        }
      const auto same_support = [&](const FaceSupport &a, const FaceSupport &b) {
        for (unsigned c = 0; c < 3; ++c)
          {
            if (a.displacement[c].has_value() != b.displacement[c].has_value())
              return false;
            if (a.displacement[c] && *a.displacement[c] != (c == axis ? -1 : 1) * *b.displacement[c])
              return false;
          }
        return true;
      };
      const meshing::Package &package = problem.package;
      return problem.acceleration[axis] == 0 && faces_are_symmetric(supports, package, in_x, centre, scale, same_support) &&
             faces_are_symmetric(problem.films, package, in_x, centre, scale,
                                 [](const auto &a, const auto &b) { return a.coefficient == b.coefficient && a.ambient == b.ambient; }) &&
             faces_are_symmetric(problem.fixed_temperatures, package, in_x, centre, scale,
                                 [](const auto &a, const auto &b) { return a.temperature == b.temperature; }) &&
             faces_are_symmetric(problem.pressures, package, in_x, centre, scale,
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
      throw InputError(
          fmt::format("part {} hangs loose: no face joins it to the rest of the package; give it a neighbour (or leave it out)", names));
    }

    meshing::Symmetry find_usable_symmetry(const Case &problem)
    {
      if (problem.mesh.symmetry == meshing::SymmetryRequest::none)
        return {};
      meshing::Symmetry symmetry = meshing::find_symmetry(problem.package);
      const double scale = plan_scale(problem.package);
      symmetry.in_x = symmetry.in_x && conditions_are_symmetric(problem, true, symmetry.centre_x, scale);
      symmetry.in_y = symmetry.in_y && conditions_are_symmetric(problem, false, symmetry.centre_y, scale);
      return symmetry;
    }
  } // namespace

  PackagePlan::PackagePlan(const Case &problem, MPI_Comm communicator) : communicator_(communicator)
  {
    refuse_loose_parts(problem.package);
    try
      {
        plan_ = meshing::make_plan(problem.package, problem.mesh, find_usable_symmetry(problem));
      }
    catch (const std::invalid_argument &error)
      {
        throw InputError(fmt::format("mesh.plan: {}", error.what()));
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
