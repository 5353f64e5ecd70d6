#pragma once

#include <solver/layered/operator/cell_kernel_columns.h>
#include <solver/layered/operator/cell_kernel_modal.h>
#include <solver/layered/operator/cell_kernel_quadrature.h>

#include <algorithm>

namespace sagitta::layered
{
  /// The matrix-free operator on batches of plan cells, whatever the form of the element integral.
  ///
  /// Going up through the layers, every plane of z-nodes is read once and handed to the form; an element then needs its q + 1 planes
  /// only, and a plane of the result is written when the last element that touches it is done. The working set, some planes of one batch,
  /// stays in the first-level cache.
  template <int n_components, int p, int q, typename Number, std::size_t bytes, typename Form>
  class CellKernel
  {
    static constexpr int nn = (p + 1) * (p + 1);
    static constexpr int plane_size = n_components;     ///< numbers of a column in a plane of z-nodes
    static constexpr int element_size = q * plane_size; ///< ... and in the planes of an element but one

  public:
    static void apply(const KernelData<Number> &data, const KernelRange<Number> &range)
    {
      for (unsigned batch = range.begin; batch < range.end; ++batch)
        {
          const BatchColumns<nn, Number, bytes> columns(data, batch);
          Form form(data, batch);
          for (unsigned v = 0; v < range.n_vectors; ++v)
            for (unsigned r = data.fresh_start[batch]; r < data.fresh_start[batch + 1]; ++r)
              std::fill(range.dst[v] + data.fresh[r][0], range.dst[v] + data.fresh[r][1], Number(0));
          for (unsigned v = 0; v < range.n_vectors; ++v)
            climb(data, batch, columns, form, range.src[v], range.dst[v]);
        }
    }

  private:
    static void climb(const KernelData<Number> &data, unsigned batch, const BatchColumns<nn, Number, bytes> &columns, Form &form,
                      const Number *src, Number *dst)
    {
      FreshPrefetch<Number> next(data, batch + 1, src, dst);
      bool is_inside = false; // is there an element below?
      const auto leave = [&](unsigned element) {
        if (is_inside)
          {
            form.leave();
            columns.template scatter<plane_size, element_size, 0>(form.result(), element * element_size, dst);
          }
        is_inside = false;
      };
      for (unsigned element = 0; element < data.n_elements; ++element)
        {
          next.advance();
          if (data.is_empty[std::size_t(batch) * data.n_elements + element])
            {
              leave(element);
              continue;
            }
          const std::size_t first = std::size_t(element) * element_size;
          if (!is_inside)
            {
              columns.template gather<plane_size, 0, element_size>(src, first, form.source());
              form.enter();
              is_inside = true;
            }
          columns.template gather<element_size, plane_size, 0>(src, first + plane_size, form.source());
          form.integrate(element);
          columns.template scatter<element_size, 0, plane_size>(form.result(), first, dst);
        }
      leave(data.n_elements);
    }
  };

  template <int n_components, int p, int q, typename Number, std::size_t bytes>
  KernelFunction<Number> find_kernel_of_form(const KernelShape &shape)
  {
    constexpr auto constant = CoefficientKind::constant, tangent = CoefficientKind::tangent;
    constexpr auto rectangle = CellShape::rectangle, mapped = CellShape::mapped;
    if (shape.kind == tangent)
      return shape.cells == rectangle
                 ? CellKernel<n_components, p, q, Number, bytes,
                              QuadratureForm<n_components, p, q, Number, bytes, rectangle, tangent>>::apply
                 : CellKernel<n_components, p, q, Number, bytes, QuadratureForm<n_components, p, q, Number, bytes, mapped, tangent>>::apply;
    return shape.cells == rectangle
               ? CellKernel<n_components, p, q, Number, bytes, ModalForm<n_components, p, q, Number, bytes>>::apply
               : CellKernel<n_components, p, q, Number, bytes, QuadratureForm<n_components, p, q, Number, bytes, mapped, constant>>::apply;
  }

  template <int n_components, int p, typename Number, std::size_t bytes>
  KernelFunction<Number> find_kernel_of_layer_degree(const KernelShape &shape)
  {
    switch (shape.q)
      {
      case 1:
        return find_kernel_of_form<n_components, p, 1, Number, bytes>(shape);
      case 2:
        return find_kernel_of_form<n_components, p, 2, Number, bytes>(shape);
      case 3:
        return find_kernel_of_form<n_components, p, 3, Number, bytes>(shape);
      default:
        return find_kernel_of_form<n_components, p, 4, Number, bytes>(shape);
      }
  }

  template <int p, typename Number, std::size_t bytes>
  KernelFunction<Number> find_kernel_of_width(const KernelShape &shape)
  {
    if constexpr (bytes == lane_bytes)
      return shape.n_components == 1 ? find_kernel_of_layer_degree<1, p, Number, bytes>(shape)
                                     : find_kernel_of_layer_degree<3, p, Number, bytes>(shape);
    else
      return shape.q != p              ? nullptr
             : shape.n_components == 1 ? find_kernel_of_form<1, p, p, Number, bytes>(shape)
                                       : find_kernel_of_form<3, p, p, Number, bytes>(shape);
  }

  template <typename Number, int p>
  KernelFunction<Number> find_kernel_of_degree(const KernelShape &shape)
  {
    if constexpr (lane_bytes >= 64)
      if (shape.lane_bytes == 64)
        return find_kernel_of_width<p, Number, 64>(shape);
    if constexpr (lane_bytes >= 32)
      if (shape.lane_bytes == 32)
        return find_kernel_of_width<p, Number, 32>(shape);
    return find_kernel_of_width<p, Number, 16>(shape);
  }
} // namespace sagitta::layered
