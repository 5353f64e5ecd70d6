#include <solver/results/submodel.h>

#include <cmath>

namespace sagitta::results
{
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
