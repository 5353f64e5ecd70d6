#include <materials/laws/material_law.h>

namespace sagitta::materials
{
  PointStep point_of(const BatchStep &step, std::size_t p)
  {
    PointStep point{step.duration, {}, {}, {}};
    for (unsigned end = 0; end < 2; ++end)
      {
        point.temperature[end] = step.temperature[end][p];
        point.cure[end] = step.cure[end][p];
        for (unsigned c = 0; c < 6; ++c)
          point.strain[end][c] = step.strain[end][c * step.n_points + p];
      }
    return point;
  }

  void write_response(const PointResponse &point, std::size_t p, std::size_t n, const BatchResponse &response)
  {
    for (unsigned c = 0; c < 6 && response.stress; ++c)
      response.stress[c * n + p] = point.stress[c];
    if (response.tangent)
      write_tangent(point.tangent, n, response.tangent + p);
    if (response.dissipation)
      response.dissipation[p] = point.dissipation;
  }

  PointResponse MaterialLaw::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    BatchStep batch{1, step.duration, {}, {}, {}};
    for (unsigned end = 0; end < 2; ++end)
      {
        batch.temperature[end] = &step.temperature[end];
        batch.cure[end] = &step.cure[end];
        batch.strain[end] = step.strain[end].data();
      }
    PointResponse answer{};
    std::array<double, largest_n_scalars> tangent;
    advance(batch, old_state, new_state, {answer.stress.data(), tangent.data(), &answer.dissipation});
    answer.tangent = read_tangent(tangent_form(), 1, tangent.data());
    return answer;
  }
} // namespace sagitta::materials
