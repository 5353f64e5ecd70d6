#include <solver/results/submodel.h>

#include <cmath>

namespace sagitta::results
{
  namespace
  {
    using Force = std::array<double, 3>;

    /// Absent where supports or pressures act too, or nothing does.
    template <typename ForceOf>
    std::optional<double> net_force(const SubmodelBalance &balance, const ForceOf &force_of)
    {
      Force sum{{0, 0, 0}};
      double magnitude = 0;
      for (const CutFace &face : balance.faces)
        {
          for (unsigned c = 0; c < 3; ++c)
            sum[c] += force_of(face)[c];
          magnitude += face.here.magnitude;
        }
      if (balance.is_loaded_elsewhere || !(magnitude > 0))
        return std::nullopt;
      return std::hypot(sum[0], sum[1], sum[2]) / magnitude;
    }
  } // namespace

  std::optional<double> SubmodelBalance::net_reaction() const
  {
    return net_force(*this, [](const CutFace &face) -> const Force & { return face.reaction; });
  }

  std::optional<double> SubmodelBalance::net_traction() const
  {
    return net_force(*this, [](const CutFace &face) -> const Force & { return face.here.force; });
  }

  std::optional<double> CutFace::difference() const
  {
    if (!source || !(source->magnitude > 0))
      return std::nullopt;
    double square = 0;
    for (unsigned c = 0; c < 3; ++c)
      square += (here.force[c] - source->force[c]) * (here.force[c] - source->force[c]);
    return std::sqrt(square) / source->magnitude;
  }
} // namespace sagitta::results
