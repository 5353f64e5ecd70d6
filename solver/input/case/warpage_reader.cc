#include <solver/input/case/warpage_reader.h>

#include <solver/input/case/faces.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  using meshing::Rectangle;

  namespace
  {
    /// Balls to a board are at least this far apart [m]; bumps of dies, on wafers and inside packages, are closer.
    constexpr double least_ball_pitch = 0.3e-3;

    class WarpageReader
    {
    public:
      WarpageReader(const Value &root, const meshing::Package &package) : root_(root), package_(package) {}

      WarpageRequest read()
      {
        if (root_.has("warpage"))
          {
            const Value warpage = root_.at("warpage");
            if (warpage.is_list())
              for (const Value &entry : warpage.items())
                read_entry(entry);
            else
              read_map(warpage);
          }
        result_.bottom_layer = find_layer_on_balls();
        return std::move(result_);
      }

    private:
      void read_map(const Value &value)
      {
        result_.grid_points = value.at("grid_points").count();
        result_.reflow_from = value.at("reflow_from").number();
        if (value.has("ball_pitch"))
          result_.ball_pitch = value.at("ball_pitch").number();
        if (value.has("terminal_zone"))
          {
            const Value zone = value.at("terminal_zone");
            result_.terminal_zone = meshing::bounding_box(read_outline(zone, "center"));
            if (!holds(package_.bounding_box(), *result_.terminal_zone))
              zone.fail("the terminal zone reaches beyond the package");
          }
        if (value.has("face"))
          place(read_face_request(value));
        else if (value.has("zone"))
          value.at("zone").fail("a zone belongs to a face: give face too, or terminal_zone for the bottom and the top face");
      }

      void read_entry(const Value &value)
      {
        const Value name = value.at("name");
        if (!names_.insert(name.text()).second)
          name.fail(fmt::format("two measurements are named {}; give each its own name", name.text()));
        if (value.has("gap"))
          read_gap(value);
        else
          place(read_face_request(value));
      }

      /// The first bottom face is the bottom of the results, the first top face the top.
      void place(const FaceRequest &request)
      {
        auto &first = request.face.side == Side::bottom ? result_.bottom : result_.top;
        if (first)
          result_.further.push_back(request);
        else
          first = request;
      }

      FaceRequest read_face_request(const Value &value) const
      {
        const Value text = value.at("face");
        const StackFace face = read_horizontal(text);
        FaceRequest request{value.has("name") ? value.at("name").text() : face.side == Side::bottom ? "bottom" : "top", face};
        for (const char *key : {"zone", "terminal_zone"})
          if (value.has(key))
            {
              request.zone = meshing::bounding_box(read_outline(value.at(key), "center"));
              if (!holds(box_of(face), *request.zone))
                value.at(key).fail(fmt::format("the zone reaches beyond {}", text.text()));
            }
        if (value.has("ball_pitch"))
          request.ball_pitch = value.at("ball_pitch").number();
        request.reflow_from = value.at("reflow_from").number();
        request.grid_points = value.at("grid_points").count();
        request.source = text.source();
        return request;
      }

      void read_gap(const Value &value)
      {
        const std::vector<Value> texts = value.at("gap").items();
        std::vector<std::pair<double, StackFace>> faces;
        for (const Value &text : texts)
          {
            const StackFace face = read_horizontal(text);
            if (!face.body)
              text.fail("a gap lies between faces of two parts: name the part too, as in PART.bottom");
            faces.emplace_back(height_of(face), face);
          }
        if (faces[0].first < faces[1].first)
          std::swap(faces[0], faces[1]);
        const double rounding = 1e-9 * package_.interfaces().back();
        if (faces[0].first - faces[1].first <= rounding)
          value.at("gap").fail(fmt::format("{} and {} lie in one plane, with no gap between them", texts[0].text(), texts[1].text()));
        if (value.has("ball_pitch"))
          value.at("ball_pitch").fail("no limit is known for a gap; leave ball_pitch out");
        const Rectangle a = box_of(faces[0].second), b = box_of(faces[1].second);
        const Rectangle common{std::max(a.x_min, b.x_min), std::min(a.x_max, b.x_max), std::max(a.y_min, b.y_min),
                               std::min(a.y_max, b.y_max)};
        if (!(common.x_min < common.x_max && common.y_min < common.y_max))
          value.at("gap").fail(fmt::format("{} and {} do not overlap in the plan", texts[0].text(), texts[1].text()));
        GapRequest gap{value.at("name").text(),         faces[0].second,         faces[1].second, common,
                       value.at("grid_points").count(), value.at("gap").source()};
        if (value.has("zone"))
          {
            gap.zone = meshing::bounding_box(read_outline(value.at("zone"), "center"));
            if (!holds(common, gap.zone))
              value.at("zone").fail("the zone reaches beyond one of the two faces");
          }
        result_.gaps.push_back(gap);
      }

      StackFace read_horizontal(const Value &text) const
      {
        const FacePlace face = read_face(text, package_);
        if (!is_horizontal(face.side))
          text.fail(fmt::format("warpage is measured on a bottom or a top face; {} is neither", text.text()));
        return {face.side, face.body};
      }

      Rectangle box_of(const StackFace &face) const
      {
        return face.body ? meshing::bounding_box(package_.bodies[*face.body].outline) : package_.bounding_box();
      }

      double height_of(const StackFace &face) const
      {
        const meshing::Body &body = package_.bodies[*face.body];
        return package_.interfaces()[face.side == Side::bottom ? body.first_layer : body.last_layer + 1];
      }

      /// The layer that lies on the balls of the package; absent without balls, or when nothing lies on them.
      std::optional<unsigned> find_layer_on_balls() const
      {
        const Value package = root_.at("package");
        if (!package.has("bumps"))
          return std::nullopt;
        std::optional<unsigned> with_pitch, lowest;
        for (const Value &bumps : package.at("bumps").items())
          {
            const double pitch = bumps.at("pitch").number();
            const std::optional<unsigned> layer = find_layer_on(bumps);
            if (!layer)
              continue;
            if (result_.ball_pitch && std::abs(pitch - *result_.ball_pitch) <= 1e-9 * pitch)
              with_pitch = std::min(with_pitch.value_or(*layer), *layer);
            if (pitch >= least_ball_pitch * (1 - 1e-9))
              lowest = std::min(lowest.value_or(*layer), *layer);
          }
        return with_pitch ? with_pitch : lowest;
      }

      /// The layer on all parts of an array of bumps, if it holds material.
      std::optional<unsigned> find_layer_on(const Value &bumps) const
      {
        const std::string place = to_string(bumps.source());
        unsigned layer = 0;
        for (const meshing::Body &body : package_.bodies)
          if (body.place == place)
            layer = std::max(layer, body.last_layer + 1);
        const bool is_filled = std::any_of(package_.bodies.begin(), package_.bodies.end(), [&](const meshing::Body &body) {
          return body.kind != meshing::BodyKind::gap && body.first_layer <= layer && layer <= body.last_layer;
        });
        return is_filled ? std::optional<unsigned>(layer) : std::nullopt;
      }

      const Value &root_;
      const meshing::Package &package_;
      WarpageRequest result_;
      std::set<std::string> names_;
    };
  } // namespace

  WarpageRequest read_warpage(const Value &root, const meshing::Package &package)
  {
    return WarpageReader(root, package).read();
  }
} // namespace sagitta::input
