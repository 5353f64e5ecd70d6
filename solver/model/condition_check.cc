#include <solver/model/condition_check.h>

#include <solver/base/errors.h>
#include <solver/case/names.h>
#include <solver/model/boundary.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <variant>

namespace sagitta::model
{
  namespace
  {
    std::string face_name(const Model &model, const FacePlace &place)
    {
      const std::string side = side_names().name(place.side);
      return place.body ? model.package().bodies[*place.body].name + "." + side : side;
    }

    /// Does symmetry leave out all of the face? Its image is there then.
    bool is_left_out(const Model &model, const FacePlace &place)
    {
      const meshing::Rectangle box =
          place.body ? meshing::bounding_box(model.package().bodies[*place.body].outline) : model.package().bounding_box();
      const std::array<double, 2> last{
          {place.side == Side::x_min ? box.x_min : box.x_max, place.side == Side::y_min ? box.y_min : box.y_max}};
      const double tolerance = 1e-9 * (model.plan().modelled.x_max - model.plan().modelled.x_min);
      const std::vector<meshing::MirrorPlane> planes = model.mirror().planes();
      return std::any_of(planes.begin(), planes.end(),
                         [&](const meshing::MirrorPlane &plane) { return last[plane.axis] <= plane.position + tolerance; });
    }

    bool is_empty(const Model &model, const FaceParts &parts)
    {
      unsigned long long n = parts.size();
      MPI_Allreduce(MPI_IN_PLACE, &n, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return n == 0;
    }

    void check_face(const Model &model, const FacePlace &place, const Source &source, bool is_outer)
    {
      if (is_left_out(model, place))
        return;
      const Boundary &boundary = model.boundary(model.finest_plan());
      if (is_empty(model, boundary.parts(place)))
        throw input_error(source, fmt::format("there is no material at the face {}; name the face of a part that is there, such as {}.{}",
                                              face_name(model, place), model.package().bodies.front().name,
                                              face_name(model, {std::nullopt, place.side})));
      if (is_outer && is_empty(model, boundary.outer_parts(place)))
        throw input_error(
            source,
            fmt::format("the face {} is inside the package, between two materials; the condition needs a face to the outside or to a gap",
                        face_name(model, place)));
    }

    void check_point(const Model &model, const std::array<double, 3> &at, const Source &source)
    {
      if (!model.filling().bodies().has_material(at))
        throw input_error(source,
                          fmt::format("there is no material at ({:.6g}, {:.6g}, {:.6g}) mm", 1e3 * at[0], 1e3 * at[1], 1e3 * at[2]));
    }

    /// The plan need not have nodes on a round outline, nor within a narrow ring.
    void check_rim(const Model &model, const RimPlace &place, const Source &source)
    {
      unsigned long long n = 0;
      const RimParts &rim = model.boundary(model.finest_plan()).rim(place);
      for_each_node_of_rim(rim, model.finest_plan(), 1, [&](unsigned, unsigned) { ++n; });
      MPI_Allreduce(MPI_IN_PLACE, &n, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      // The lines of a rectangular plan touch a round outline at single nodes at most.
      const bool is_touched_only =
          !place.face && std::holds_alternative<meshing::Disc>(rim.outline) && model.finest_plan().is_rectangular();
      if (n > 0 && !is_touched_only)
        return;
      const std::string name = place.body ? model.package().bodies[*place.body].name : "the package";
      throw input_error(source,
                        fmt::format("the plan has no node on the rim of {0}, because no mesh line follows its outline; support {0} on a "
                                    "ring as wide as a cell, for instance face: bottom, ring: {1:.3g} mm",
                                    name, 1e3 * model.finest_plan().mean_cell_width()));
    }

    void check_place(const Model &model, const Place &place, const Source &source)
    {
      if (const auto *face = std::get_if<FacePlace>(&place))
        check_face(model, *face, source, false);
      else if (const auto *rim = std::get_if<RimPlace>(&place))
        check_rim(model, *rim, source);
      else
        check_point(model, std::get<PointPlace>(place).at, source);
    }
  } // namespace

  void check_conditions(const Model &model)
  {
    if (!model.conditions().cuts.empty())
      return;
    const ThermalConditions &thermal = model.conditions().thermal;
    for (const FilmCondition &film : thermal.films)
      check_face(model, film.face, film.source, true);
    for (const FixedTemperature &fixed : thermal.fixed_temperatures)
      check_place(model, fixed.place, fixed.source);
    const MechanicalConditions &mechanical = model.conditions().mechanical;
    for (const Pressure &pressure : mechanical.pressures)
      check_face(model, pressure.face, pressure.source, true);
    for (const Support &support : mechanical.supports)
      check_place(model, support.place, support.source);
  }

  void check_points(const Model &model, const std::vector<Probe> &probes)
  {
    for (const Probe &probe : probes)
      check_point(model, probe.at, probe.source);
  }
} // namespace sagitta::model
