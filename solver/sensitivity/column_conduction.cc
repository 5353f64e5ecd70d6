#include <solver/sensitivity/column_conduction.h>

#include <solver/conduction/rim_contact.h>

namespace sagitta::sensitivity
{
  void ColumnConduction::load(const conduction::ConductionLaw &law, unsigned cell, const std::vector<double> &means)
  {
    cell_ = cell;
    by_area_ = find_by_area(law, means);
    taken_ = by_area_;
    limit(taken_);
  }

  ColumnConduction::Conductivities ColumnConduction::find(const conduction::ConductionLaw &law, const std::vector<double> &means) const
  {
    Conductivities result = find_by_area(law, means);
    limit(result);
    return result;
  }

  ColumnConduction::Conductivities ColumnConduction::find_by_area(const conduction::ConductionLaw &law,
                                                                  const std::vector<double> &means) const
  {
    Conductivities result(space_.n_elements(), {{0, 0, 0}});
    for (unsigned e = 0; e < result.size(); ++e)
      if (const meshing::Composition &composition = model_.composition(cell_, e); !composition.empty())
        result[e] = law.conductivity(composition, means[e]);
    return result;
  }

  void ColumnConduction::limit(Conductivities &conductivities) const
  {
    conduction::limit_rim_contact(model_, space_, cell_, conductivities.front().data());
  }

  std::array<double, 3> gradient_products(const layered::CellValues &a, const layered::CellValues &b, unsigned e)
  {
    const layered::CellPoints &points = a.points();
    std::array<double, 3> sums{};
    for (unsigned q = 0; q < points.n_plan(); ++q)
      for (unsigned qz = 0; qz < points.n_layer(); ++qz)
        for (unsigned axis = 0; axis < 3; ++axis)
          sums[axis] += points.jxw(e, q, qz) * a.derivative(e, q, qz, 0, axis) * b.derivative(e, q, qz, 0, axis);
    return sums;
  }
} // namespace sagitta::sensitivity
