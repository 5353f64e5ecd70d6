#pragma once

#include <meshing/package/package.h>
#include <solver/case/places.h>
#include <solver/input/text/value.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// A face as a case file names it: `top`, or `lid.top` of a part. Throws InputError for an unknown side or part, or a gap.
  FacePlace read_face(const Value &value, const meshing::Package &package);

  /// The rim of the package (`rim`), or of a part (`lid.rim`), if a case file names one. Throws InputError for an unknown part, or a gap.
  std::optional<RimPlace> read_rim(const Value &value, const meshing::Package &package);

  /// Whether two faces on the same side share a piece of a plane.
  bool overlap(const FacePlace &a, const FacePlace &b, const meshing::Package &package);

  /// Whether a point lies on a face, up to a rounding error of 1e-9 of its size.
  bool lies_on(const PointPlace &point, const FacePlace &face, const meshing::Package &package);

  /// The faces that have a condition of one kind so far, to find two conditions on one face.
  class AssignedFaces
  {
  public:
    /// `package` must outlive the object.
    explicit AssignedFaces(const meshing::Package &package) : package_(package) {}

    /// `what` is the condition, "a film". Throws InputError when the face overlaps one that has a condition.
    void assign(const FacePlace &face, const Value &value, const std::string &what);

  private:
    struct Assignment
    {
      FacePlace face;
      std::string path, place, text, what;
    };

    const meshing::Package &package_;
    std::vector<Assignment> assigned_;
  };
} // namespace sagitta::input
