#include <solver/input/case/submodel_window.h>

#include <solver/case/names.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

namespace sagitta::input
{
  namespace
  {
    using meshing::CutPackage;
    using meshing::Disc;
    using meshing::Package;
    using meshing::Rectangle;

    constexpr std::array<Side, 6> sides{{Side::x_min, Side::x_max, Side::y_min, Side::y_max, Side::bottom, Side::top}};

    /// Positions of the six sides of a body or a package [m].
    std::array<double, 6> positions(const Rectangle &box, double bottom, double top)
    {
      return {{box.x_min, box.x_max, box.y_min, box.y_max, bottom, top}};
    }

    std::array<double, 6> positions(const Package &package, const meshing::Body &body)
    {
      const std::vector<double> z = package.interfaces();
      return positions(meshing::bounding_box(body.outline), z[body.first_layer], z[body.last_layer + 1]);
    }

    /// The sides of the window; through the thickness those of the material in it.
    std::array<double, 6> positions(const Package &package)
    {
      unsigned first = static_cast<unsigned>(package.layers.size()) - 1, last = 0;
      for (const meshing::Body &body : package.bodies)
        if (body.kind != meshing::BodyKind::gap)
          {
            first = std::min(first, body.first_layer);
            last = std::max(last, body.last_layer);
          }
      const std::vector<double> z = package.interfaces();
      return positions(package.bounding_box(), z[first], z[last + 1]);
    }

    /// Takes places over from a package to its window.
    class PlaceCut
    {
    public:
      PlaceCut(const Package &whole, const CutPackage &cut)
          : whole_(whole), cut_(cut), window_(positions(cut.package)), rounding_(1e-9 * whole.extent())
      {
      }

      /// The place in the window, or nothing when it lies outside.
      std::optional<FacePlace> move(const FacePlace &face) const
      {
        const auto side = static_cast<std::size_t>(face.side);
        if (!face.body)
          return cut_.is_cut[side] ? std::nullopt : std::optional<FacePlace>(face);
        const std::optional<unsigned> body = cut_.bodies[*face.body];
        if (!body ||
            !is_equal(positions(whole_, whole_.bodies[*face.body])[side], positions(cut_.package, cut_.package.bodies[*body])[side]))
          return std::nullopt;
        return FacePlace{body, face.side};
      }

      std::optional<Place> move(const Place &place, const Source &source) const
      {
        if (const auto *face = std::get_if<FacePlace>(&place))
          {
            const auto moved = move(*face);
            return moved ? std::optional<Place>(*moved) : std::nullopt;
          }
        if (const auto *point = std::get_if<PointPlace>(&place))
          {
            for (unsigned axis = 0; axis < 3; ++axis)
              if (point->at[axis] < window_[2 * axis] - rounding_ || point->at[axis] > window_[2 * axis + 1] + rounding_)
                return std::nullopt;
            return place;
          }
        return move(std::get<RimPlace>(place), source);
      }

    private:
      bool is_equal(double a, double b) const { return std::abs(a - b) <= rounding_; }

      std::optional<Place> move(const RimPlace &rim, const Source &source) const
      {
        const std::optional<unsigned> body = rim.body ? cut_.bodies[*rim.body] : std::nullopt;
        if (rim.body && !body)
          return std::nullopt;
        const Rectangle box = whole_.bounding_box();
        const std::array<double, 6> before = rim.body ? positions(whole_, whole_.bodies[*rim.body]) : positions(box, 0, 0);
        const std::array<double, 6> after =
            body ? positions(cut_.package, cut_.package.bodies[*body]) : positions(cut_.package.bounding_box(), 0, 0);
        unsigned n_left = 0;
        for (unsigned side = 0; side < 4; ++side)
          n_left += is_equal(before[side], after[side]) ? 1 : 0;
        if (n_left == 4)
          return RimPlace{body, rim.face, rim.width};
        if (n_left == 0)
          return std::nullopt;
        throw input_error(source,
                          "the window of the submodel cuts the rim that is supported here; move the window off the rim, or give this "
                          "case a section mechanics of its own");
      }

      const Package &whole_;
      const CutPackage &cut_;
      const std::array<double, 6> window_;
      const double rounding_; ///< [m]
    };

    /// Moves every condition of a list by `move`, and takes those away that have no place in the window.
    template <typename Condition, typename Move>
    void move_all(std::vector<Condition> &conditions, const std::string &what, std::vector<std::string> &left_out, const Move &move)
    {
      std::vector<Condition> kept;
      for (Condition &condition : conditions)
        if (move(condition))
          kept.push_back(std::move(condition));
        else
          left_out.push_back(fmt::format("the {} of {} lies outside of the window", what, condition.source.path));
      conditions = std::move(kept);
    }

    /// Moves the body of a face that is measured.
    void move_face(const CutPackage &cut, StackFace &face, const Source &source)
    {
      if (!face.body)
        return;
      if (!cut.bodies[*face.body])
        throw input_error(source, "the part of this face does not lie in the window of the submodel; leave it out, or move the window");
      face.body = *cut.bodies[*face.body];
    }

    /// The pitch of a round part: of its ring array, or the distance of the nearest one beside it in the same layers; infinite without.
    double find_pitch(const Package &whole, const meshing::Body &body)
    {
      const Disc &disc = std::get<Disc>(body.outline);
      const double rounding = 1e-9 * whole.extent();
      for (const meshing::RingArray &rings : whole.rings)
        for (const auto &[x, y] : rings.centers)
          if (std::hypot(x - disc.x, y - disc.y) <= rounding)
            return rings.pitch;
      double nearest = std::numeric_limits<double>::infinity();
      for (const meshing::Body &other : whole.bodies)
        if (const auto *round = std::get_if<Disc>(&other.outline); round != nullptr && other.kind != meshing::BodyKind::gap &&
                                                                   other.first_layer <= body.last_layer &&
                                                                   other.last_layer >= body.first_layer)
          if (const double distance = std::hypot(round->x - disc.x, round->y - disc.y); distance > std::max(disc.radius, round->radius))
            nearest = std::min(nearest, distance);
      return nearest;
    }
  } // namespace

  void cut_conditions(const Package &whole, const CutPackage &cut, Conditions &conditions, std::vector<std::string> &left_out)
  {
    const PlaceCut places(whole, cut);
    const auto move_face_of = [&](auto &condition) {
      const auto face = places.move(condition.face);
      condition.face = face.value_or(condition.face);
      return face.has_value();
    };
    const auto move_place_of = [&](auto &condition) {
      const auto place = places.move(condition.place, condition.source);
      condition.place = place.value_or(condition.place);
      return place.has_value();
    };
    move_all(conditions.thermal.films, "film", left_out, move_face_of);
    move_all(conditions.thermal.fixed_temperatures, "fixed temperature", left_out, move_place_of);
    move_all(conditions.mechanical.pressures, "pressure", left_out, move_face_of);
    move_all(conditions.mechanical.supports, "support", left_out, move_place_of);
    const std::array<double, 6> window = positions(cut.package);
    for (const Side side : sides)
      if (cut.is_cut[static_cast<std::size_t>(side)])
        conditions.cuts.push_back({side, window[static_cast<std::size_t>(side)]});
  }

  void cut_requests(const CutPackage &cut, Requests &requests)
  {
    WarpageRequest &warpage = requests.warpage;
    const auto is_in = [&](const meshing::Body &body) {
      return body.first_layer <= *warpage.bottom_layer && *warpage.bottom_layer <= body.last_layer;
    };
    if (warpage.bottom_layer && std::none_of(cut.package.bodies.begin(), cut.package.bodies.end(), is_in))
      warpage.bottom_layer.reset(); // the outermost one that is left
    for (std::optional<FaceRequest> *face : {&warpage.bottom, &warpage.top})
      if (*face)
        move_face(cut, (*face)->face, (*face)->source);
    for (FaceRequest &face : warpage.further)
      move_face(cut, face.face, face.source);
    for (GapRequest &gap : warpage.gaps)
      for (StackFace *face : {&gap.upper, &gap.lower})
        move_face(cut, *face, gap.source);
  }

  std::vector<CutDistance> find_cut_distances(const Package &whole, const CutPackage &cut, const std::vector<CutPlane> &cuts)
  {
    std::vector<CutDistance> distances;
    std::vector<std::array<double, 2>> places;
    const double rounding = 1e-9 * whole.extent();
    for (unsigned b = 0; b < whole.bodies.size(); ++b)
      {
        const meshing::Body &body = whole.bodies[b];
        const auto *disc = std::get_if<Disc>(&body.outline);
        if (disc == nullptr || body.kind == meshing::BodyKind::gap || !cut.bodies[b])
          continue;
        const auto is_here = [&](const std::array<double, 2> &place) {
          return std::hypot(place[0] - disc->x, place[1] - disc->y) <= rounding;
        };
        if (std::any_of(places.begin(), places.end(), is_here))
          continue;
        places.push_back({{disc->x, disc->y}});
        const double pitch = find_pitch(whole, body);
        if (std::isinf(pitch))
          continue;
        double distance = std::numeric_limits<double>::infinity();
        for (const CutPlane &plane : cuts)
          if (!is_horizontal(plane.side))
            distance =
                std::min(distance, (is_low(plane.side) ? 1 : -1) * ((axis_of(plane.side) == 0 ? disc->x : disc->y) - plane.position));
        if (!std::isinf(distance))
          distances.push_back({body.name, distance, 1.5 * pitch});
      }
    return distances;
  }
} // namespace sagitta::input
