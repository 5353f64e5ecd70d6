#pragma once

#include <solver/layered/operator/cell_kernel_columns.h>
#include <solver/layered/space/reference_element.h>

namespace sagitta::layered
{
  /// Films on the horizontal faces of a batch: the plan's mass matrix on one plane of z-nodes, by Gauss quadrature with p + 1 points per
  /// direction, which is exact on rectangles.
  template <int p, typename Number, std::size_t bytes>
  class FilmForm
  {
    using Lane = LaneType<Number, bytes>;
    static constexpr unsigned lanes = Lanes<Number, bytes>::n;
    static constexpr int n = p + 1;
    static constexpr int nn = n * n;

    struct Table
    {
      Number values[n][n]; ///< [point][node]
      Table()
      {
        const ReferenceElement element(p);
        for (int a = 0; a < n; ++a)
          for (int i = 0; i < n; ++i)
            values[a][i] = Number(element.values[a * n + i]);
      }
    };

  public:
    /// dst += film matrix of the batch times src.
    static void apply(const KernelData<Number> &data, unsigned batch, const BatchColumns<nn, Number, bytes> &columns, const Number *src,
                      Number *dst)
    {
      if (data.film_start.empty())
        return;
      static const Table table;
      for (unsigned film = data.film_start[batch]; film < data.film_start[batch + 1]; ++film)
        {
          const unsigned node = data.film_node[film];
          Lane plane[1][nn], half[nn];
          if (node == 0)
            columns.template gather<1, 0, 1>(src, node, plane);
          else
            columns.template gather<1, 1, 0>(src, node, plane);
          for (int j = 0; j < n; ++j)
            for (int a = 0; a < n; ++a)
              half[j * n + a] = combine([&](int i) { return table.values[a][i]; }, &plane[0][j * n], 1);
          const Number *weights = &data.film_weights[std::size_t(film) * nn * lanes];
          for (int b = 0; b < n; ++b)
            for (int a = 0; a < n; ++a)
              plane[0][b * n + a] =
                  load_lanes<Lane>(weights + (b * n + a) * lanes) * combine([&](int j) { return table.values[b][j]; }, &half[a], n);
          for (int j = 0; j < n; ++j)
            for (int a = 0; a < n; ++a)
              half[j * n + a] = combine([&](int b) { return table.values[b][j]; }, &plane[0][a], n);
          for (int j = 0; j < n; ++j)
            for (int i = 0; i < n; ++i)
              plane[0][j * n + i] = combine([&](int a) { return table.values[a][i]; }, &half[j * n], 1);
          if (node == 0)
            columns.template scatter<1, 0, 1>(plane, node, dst);
          else
            columns.template scatter<1, 1, 0>(plane, node, dst);
        }
    }

  private:
    template <typename Factor>
    static Lane combine(const Factor &factor, const Lane *line, int stride)
    {
      Lane sum = factor(0) * line[0];
      for (int i = 1; i < n; ++i)
        sum += factor(i) * line[i * stride];
      return sum;
    }
  };
} // namespace sagitta::layered
