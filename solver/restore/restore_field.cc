#include <solver/restore/restore_field.h>

#include <algorithm>
#include <limits>

namespace sagitta::restore
{
  meshing::Rectangle area_of(const layered::PlanSpace &plan)
  {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    meshing::Rectangle area{infinity, -infinity, infinity, -infinity};
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      {
        const auto &[x, y] = plan.position(dof);
        area = {std::min(area.x_min, x), std::max(area.x_max, x), std::min(area.y_min, y), std::max(area.y_max, y)};
      }
    return area;
  }

  void restore_field(const StoredField &field, const layered::LayeredSpace &space, layered::Vector<double> &vector)
  {
    const layered::PlanSpace &plan = space.plan();
    const unsigned components = space.n_components();
    space.initialise(vector);
    for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        if (const auto value = field.at(space.position(dof, k)))
          for (unsigned c = 0; c < components; ++c)
            vector.begin()[(std::size_t(dof) * space.n_z() + k) * components + c] = (*value)[c];
    space.complete(vector);
  }
} // namespace sagitta::restore
