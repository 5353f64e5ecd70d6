#pragma once

#include <solver/base/errors.h>
#include <solver/case/conditions.h>
#include <solver/layered/space/element_geometry.h>
#include <solver/model/filling.h>
#include <solver/model/rim.h>

#include <cstddef>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace sagitta::model
{
  /// The parts of a face on the cells of one plan level that this rank owns.
  struct FaceParts
  {
    struct Level ///< on a horizontal plane
    {
      unsigned cell;
      unsigned boundary; ///< element boundary, 0 .. n_elements
      double fraction;   ///< of the cell's area
    };
    struct Wall ///< on a vertical cell face
    {
      unsigned cell;
      unsigned face; ///< 0..3: x0, x1, y0, y1
      unsigned element;
      double fraction; ///< of the cell face's length

      /// The plan node of the cell, of n x n, that lies i-th along the face.
      unsigned node(unsigned i, unsigned n) const { return layered::side_node(face, i, n); }
    };
    std::vector<Level> levels;
    std::vector<Wall> walls;

    std::size_t size() const { return levels.size() + walls.size(); }
  };

  /// A face that a condition names.
  struct NamedFace
  {
    FacePlace place;
    Source source; ///< of the condition
  };

  /// The faces and rims that conditions name.
  struct NamedPlaces
  {
    std::vector<NamedFace> faces;
    std::vector<RimPlace> rims;
  };

  NamedPlaces find_named_places(const Conditions &conditions);

  /// The faces and rims that conditions name, on the cells of one plan level: found once, looked up by place.
  ///
  /// A face of the whole package is the outermost plane on its side, where the stack is filled there. A face on a part of the package that
  /// symmetry leaves out has no parts.
  class Boundary
  {
  public:
    /// Throws InputError for the side of a round part. Not collective.
    Boundary(const Filling &filling, const layered::PlanSpace &plan, const NamedPlaces &places);

    /// All parts of a face. Throws std::out_of_range for a face that was not among them.
    const FaceParts &parts(const FacePlace &place) const { return faces_.at(key(place)).all; }

    /// The parts of a face with material on one side only.
    const FaceParts &outer_parts(const FacePlace &place) const { return faces_.at(key(place)).outer; }

    /// The elements at a rim. Throws std::out_of_range for a rim that was not among them.
    const RimParts &rim(const RimPlace &place) const { return rims_.at({place.body, place.face, place.width}); }

  private:
    struct Face
    {
      FaceParts all, outer;
    };

    using Key = std::pair<int, Side>;
    static Key key(const FacePlace &place) { return {place.body ? static_cast<int>(*place.body) : -1, place.side}; }

    std::map<Key, Face> faces_;
    std::map<std::tuple<std::optional<unsigned>, std::optional<Side>, double>, RimParts> rims_;
  };
} // namespace sagitta::model
