#include <solver/model/condition_check.h>

#include <solver/base/errors.h>
#include <solver/model/faces.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace sagitta::model
{
  namespace
  {
    std::string face_name(const Model &model, const FacePlace &place)
    {
      static const char *const sides[] = {"x_min", "x_max", "y_min", "y_max", "bottom", "top"};
      const std::string side = sides[static_cast<unsigned>(place.side)];
      return place.body ? model.package().bodies[*place.body].name + "." + side : side;
    }

    /// Does symmetry leave out all of the face? Its image is there then.
    bool is_left_out(const Model &model, const FacePlace &place)
    {
      const meshing::Mirror &symmetry = model.plan().symmetry;
      const meshing::Rectangle box =
          place.body ? meshing::bounding_box(model.package().bodies[*place.body].outline) : model.package().bounding_box();
      const double x = place.side == Side::x_min ? box.x_min : box.x_max, y = place.side == Side::y_min ? box.y_min : box.y_max;
      const double tolerance = 1e-9 * (model.plan().modelled.x_max - model.plan().modelled.x_min);
      return (symmetry.in_x && x <= symmetry.centre_x + tolerance) || (symmetry.in_y && y <= symmetry.centre_y + tolerance);
    }

    bool is_empty(const Model &model, const FaceCover &cover)
    {
      unsigned long long n = cover.levels.size() + cover.walls.size();
      MPI_Allreduce(MPI_IN_PLACE, &n, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return n == 0;
    }

    void check_face(const Model &model, const FacePlace &place, const Source &source, bool is_outer)
    {
      FaceCover cover;
      try
        {
          cover = find_face(model, model.finest_plan(), place);
        }
      catch (const InputError &error)
        {
          throw input_error(source, error.what());
        }
      if (is_left_out(model, place))
        return;
      if (is_empty(model, cover))
        throw input_error(source, fmt::format("there is no material at the face {}; name the face of a part that is there, such as {}.{}",
                                              face_name(model, place), model.package().bodies.front().name,
                                              face_name(model, {std::nullopt, place.side})));
      if (is_outer && is_empty(model, keep_outer(model, model.finest_plan(), place, std::move(cover))))
        throw input_error(
            source, fmt::format("the face {} lies inside the package, between two materials; it takes a face to the outside or to a gap",
                                face_name(model, place)));
    }

    void check_point(const Model &model, const std::array<double, 3> &at, const Source &source)
    {
      if (!model.filling().bodies().has_material(at))
        throw input_error(source,
                          fmt::format("there is no material at ({:.6g}, {:.6g}, {:.6g}) mm", 1e3 * at[0], 1e3 * at[1], 1e3 * at[2]));
    }

    void check_place(const Model &model, const Place &place, const Source &source)
    {
      if (const auto *face = std::get_if<FacePlace>(&place))
        check_face(model, *face, source, false);
      else
        check_point(model, std::get<PointPlace>(place).at, source);
    }
  } // namespace

  void check_conditions(const Model &model)
  {
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
