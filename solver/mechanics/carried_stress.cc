#include <solver/mechanics/carried_stress.h>

#include <solver/layered/space/element_geometry.h>

#include <algorithm>

namespace sagitta::mechanics
{
  namespace
  {
    /// Values at x of the Lagrange polynomials on the quadrature points.
    std::vector<double> point_polynomials(const layered::ReferenceElement &element, double x)
    {
      std::vector<double> values(element.n, 1.);
      for (unsigned i = 0; i < element.n; ++i)
        for (unsigned j = 0; j < element.n; ++j)
          if (j != i)
            values[i] *= (x - element.points[j]) / (element.points[i] - element.points[j]);
      return values;
    }
  } // namespace

  CarriedStress::CarriedStress(const layered::LayeredSpace &space, const std::vector<char> &has_memory)
      : space_(&space), n_points_(space.plan().dofs_per_cell() * space.element_z().n)
  {
    int n_blocks = 0;
    for (const char remembers : has_memory)
      block_.push_back(remembers ? n_blocks++ : -1);
    values_.assign(std::size_t(n_blocks) * 6 * n_points_, 0.);
  }

  const double *CarriedStress::values(unsigned cell, unsigned element) const
  {
    const int block = block_[std::size_t(cell) * space_->n_elements() + element];
    return block < 0 ? nullptr : &values_[std::size_t(block) * 6 * n_points_];
  }

  double *CarriedStress::values(unsigned cell, unsigned element)
  {
    const int block = block_[std::size_t(cell) * space_->n_elements() + element];
    return block < 0 ? nullptr : &values_[std::size_t(block) * 6 * n_points_];
  }

  void CarriedStress::set_zero()
  {
    std::fill(values_.begin(), values_.end(), 0.);
  }

  Voigt CarriedStress::at(unsigned cell, unsigned element, unsigned q, unsigned qz) const
  {
    Voigt stress{};
    if (const double *block = values(cell, element))
      for (unsigned s = 0; s < 6; ++s)
        stress[s] = block[s * n_points_ + q * space_->element_z().n + qz];
    return stress;
  }

  Voigt CarriedStress::at_point(unsigned cell, unsigned element, const std::array<double, 2> &reference, double z) const
  {
    Voigt stress{};
    const double *block = values(cell, element);
    if (!block)
      return stress;
    const layered::ElementGeometry geometry(*space_);
    const layered::ReferenceElement &plan = space_->plan().element(), &through = space_->element_z();
    const std::vector<double> x = point_polynomials(plan, reference[0]), y = point_polynomials(plan, reference[1]),
                              h = point_polynomials(through, geometry.zeta(element, z));
    for (unsigned s = 0; s < 6; ++s)
      for (unsigned p = 0; p < n_points_; ++p)
        {
          const unsigned q = p / through.n;
          stress[s] += x[q % plan.n] * y[q / plan.n] * h[p % through.n] * block[s * n_points_ + p];
        }
    return stress;
  }
} // namespace sagitta::mechanics
