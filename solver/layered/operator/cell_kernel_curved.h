#pragma once

#include <solver/layered/operator/cell_kernel_implementation.h>

namespace sagitta::layered
{
  template <int n_components, int p, int q, typename Number>
  KernelFunction<Number> find_curved_kernel_of_kind(CoefficientKind kind)
  {
    constexpr auto constant = CoefficientKind::constant, tangent = CoefficientKind::tangent;
    constexpr auto curved = CellShape::curved;
    if (kind == tangent)
      return CellKernel<n_components, p, q, Number, lane_bytes,
                        QuadratureForm<n_components, p, q, Number, lane_bytes, curved, tangent>>::apply;
    return CellKernel<n_components, p, q, Number, lane_bytes,
                      QuadratureForm<n_components, p, q, Number, lane_bytes, curved, constant>>::apply;
  }

  template <int n_components, int p, typename Number>
  KernelFunction<Number> find_curved_kernel_of_layer_degree(const KernelShape &shape)
  {
    switch (shape.q)
      {
      case 1:
        return find_curved_kernel_of_kind<n_components, p, 1, Number>(shape.kind);
      case 2:
        return find_curved_kernel_of_kind<n_components, p, 2, Number>(shape.kind);
      case 3:
        return find_curved_kernel_of_kind<n_components, p, 3, Number>(shape.kind);
      default:
        return find_curved_kernel_of_kind<n_components, p, 4, Number>(shape.kind);
      }
  }

  template <typename Number, int p>
  KernelFunction<Number> find_curved_kernel_of_degree(const KernelShape &shape)
  {
    return shape.n_components == 1 ? find_curved_kernel_of_layer_degree<1, p, Number>(shape)
                                   : find_curved_kernel_of_layer_degree<3, p, Number>(shape);
  }
} // namespace sagitta::layered
