#include <solver/model/plan_choice.h>

#include <solver/base/errors.h>

#include <meshing/fill/connectivity.h>
#include <meshing/fill/symmetry.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::model
{
  namespace
  {
    /// Tells whether conditions are symmetric about a mirror plane.
    class ConditionMirror
    {
    public:
      ConditionMirror(const meshing::Package &package, const meshing::MirrorPlane &plane, const meshing::BodyImages &images)
          : plane_(plane), images_(images), rounding_(1e-9 * package.extent())
      {
      }

      bool is_symmetric(const Conditions &conditions) const
      {
        const ThermalConditions &thermal = conditions.thermal;
        const MechanicalConditions &mechanical = conditions.mechanical;
        return mechanical.acceleration[plane_.axis] == 0 &&
               have_images(mechanical.supports, &Support::place,
                           [this](const auto &a, const auto &b) { return is_image(a.displacement, b.displacement); }) &&
               have_images(thermal.films, &FilmCondition::face,
                           [](const auto &a, const auto &b) { return a.coefficient == b.coefficient && a.ambient == b.ambient; }) &&
               have_images(thermal.fixed_temperatures, &FixedTemperature::place,
                           [](const auto &a, const auto &b) { return a.temperature == b.temperature; }) &&
               have_images(mechanical.pressures, &Pressure::face, [](const auto &a, const auto &b) { return a.pressure == b.pressure; });
      }

    private:
      /// Has every condition its image among the others? `place` is where a condition applies, `is_image` compares the rest of two.
      template <typename Condition, typename Where, typename IsImage>
      bool have_images(const std::vector<Condition> &conditions, Where Condition::*place, const IsImage &is_image) const
      {
        return std::all_of(conditions.begin(), conditions.end(), [&](const Condition &condition) {
          const Place wanted = reflect(condition.*place);
          return std::any_of(conditions.begin(), conditions.end(),
                             [&](const Condition &other) { return is_same(other.*place, wanted) && is_image(condition, other); });
        });
      }

      unsigned image_of(unsigned body) const { return images_(body, {plane_.axis == 0, plane_.axis == 1}); }

      Place reflect(const Place &place) const
      {
        if (const auto *point = std::get_if<PointPlace>(&place))
          return PointPlace{plane_.reflect(point->at)};
        if (const auto *rim = std::get_if<RimPlace>(&place))
          return RimPlace{rim->body ? std::optional<unsigned>(image_of(*rim->body)) : std::nullopt, rim->face, rim->width};
        FacePlace face = std::get<FacePlace>(place);
        if (axis_of(face.side) == plane_.axis)
          face.side = opposite(face.side);
        if (face.body)
          face.body = image_of(*face.body);
        return face;
      }

      bool is_same(const Place &a, const Place &b) const
      {
        if (a.index() != b.index())
          return false;
        if (const auto *face = std::get_if<FacePlace>(&a))
          return face->body == std::get<FacePlace>(b).body && face->side == std::get<FacePlace>(b).side;
        if (const auto *rim = std::get_if<RimPlace>(&a))
          {
            const auto &other = std::get<RimPlace>(b);
            return rim->body == other.body && rim->face == other.face && rim->width == other.width;
          }
        const auto &first = std::get<PointPlace>(a).at, &second = std::get<PointPlace>(b).at;
        return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]) <= rounding_;
      }

      bool is_image(const std::array<std::optional<double>, 3> &a, const std::array<std::optional<double>, 3> &b) const
      {
        for (unsigned c = 0; c < 3; ++c)
          if (a[c].has_value() != b[c].has_value() || (a[c] && *a[c] != (c == plane_.axis ? -1 : 1) * *b[c]))
            return false;
        return true;
      }

      const meshing::MirrorPlane plane_;
      const meshing::BodyImages &images_;
      const double rounding_; ///< of a coordinate [m]
    };

    /// Does a body reach a cut of a submodel, where its displacement is prescribed?
    bool is_cut(const meshing::Package &package, const meshing::Body &body, const std::vector<CutPlane> &cuts)
    {
      const meshing::Rectangle box = meshing::bounding_box(body.outline);
      const std::vector<double> z = package.interfaces();
      const std::array<std::array<double, 2>, 3> extents{
          {{{box.x_min, box.x_max}}, {{box.y_min, box.y_max}}, {{z[body.first_layer], z[body.last_layer + 1]}}}};
      const double rounding = 1e-9 * package.extent();
      return std::any_of(cuts.begin(), cuts.end(), [&](const CutPlane &cut) {
        const auto &[low, high] = extents[axis_of(cut.side)];
        return low <= cut.position + rounding && high >= cut.position - rounding;
      });
    }

    void refuse_unconnected_parts(const meshing::Package &package, const std::vector<CutPlane> &cuts)
    {
      auto groups = meshing::find_connected_bodies(package);
      if (!cuts.empty() && !groups.empty()) // what a window leaves of a package may consist of several pieces
        groups.erase(std::remove_if(groups.begin() + 1, groups.end(),
                                    [&](const std::vector<unsigned> &group) {
                                      return std::any_of(group.begin(), group.end(),
                                                         [&](unsigned b) { return is_cut(package, package.bodies[b], cuts); });
                                    }),
                     groups.end());
      if (groups.size() < 2)
        return;
      std::string names;
      for (const unsigned b : groups[1])
        names += (names.empty() ? "" : ", ") + package.bodies[b].name;
      throw input_error(
          Source{package.bodies[groups[1].front()].place},
          fmt::format("part {} is not connected: no face joins it to the rest of the package; connect it to a neighbour or remove it",
                      names));
    }

    /// The symmetry of a package as far as its conditions have it too.
    meshing::Symmetry find_usable_symmetry(const meshing::Package &package, const Conditions &conditions, const meshing::MeshRequest &mesh)
    {
      if (mesh.symmetry == meshing::SymmetryRequest::none)
        return {};
      meshing::Symmetry symmetry = meshing::find_symmetry(package);
      for (const meshing::MirrorPlane &plane : symmetry.mirror.planes())
        if (!ConditionMirror(package, plane, symmetry.images).is_symmetric(conditions))
          (plane.axis == 0 ? symmetry.mirror.in_x : symmetry.mirror.in_y) = false;
      return symmetry;
    }
  } // namespace

  meshing::Plan find_plan(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics)
  {
    refuse_unconnected_parts(package, conditions.cuts);
    try
      {
        meshing::Symmetry symmetry = find_usable_symmetry(package, conditions, numerics.mesh);
        meshing::Plan plan = meshing::make_plan(package, numerics.mesh, symmetry.mirror);
        plan.images = std::move(symmetry.images);
        return plan;
      }
    catch (const std::invalid_argument &error)
      {
        throw input_error(numerics.plan_source, error.what());
      }
  }
} // namespace sagitta::model
