#pragma once

#include <solver/study/decision.h>

#include <vector>

namespace sagitta::study
{
  /// The zeros that the goals of a study look for, each along a parameter with all others unchanged, from what has been solved.
  std::vector<Zero> find_zeros(const Study &study, const std::vector<Candidate> &candidates, const std::vector<Entry> &entries);

  /// A point of a curve.
  struct CurvePoint
  {
    double x, y;
  };

  /// Where a curve through points, in ascending order of x, crosses zero between neighbours of opposite sign: by the monotone cubic of
  /// Steffen, Astron. Astrophys. 239 (1990) 443, and by straight lines.
  struct Crossing
  {
    double cubic, linear;
  };
  std::vector<Crossing> find_crossings(const std::vector<CurvePoint> &points);
} // namespace sagitta::study
