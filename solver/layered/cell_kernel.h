#pragma once

#include <solver/layered/lanes.h>

#include <vector>

namespace sagitta::layered
{
  /// What the kernel reads: plan cells in batches of one cell per lane. Batches of cells with hanging nodes come last and gather each
  /// of their columns as a weighted sum of master columns.
  template <typename Number>
  struct KernelData
  {
    unsigned n_batches = 0;
    unsigned n_plain_batches = 0; ///< batches without hanging nodes
    unsigned n_elements = 0;
    unsigned column_size = 0;

    std::vector<unsigned> columns; ///< plain: [batch][node][lane], first local unknown of the column

    std::vector<unsigned> entry_start; ///< hanging: [(batch - n_plain) * nodes * lanes + node * lanes + lane], one more at the end
    std::vector<unsigned> entry_column;
    std::vector<Number> entry_weight;

    LaneVector<LaneType<Number>> geometry; ///< rectangles: [batch]{1/width, 1/height, area}; else [batch][point][5] as PlanSpace::geometry
    LaneVector<LaneType<Number>> coefficients; ///< [batch][element][coefficient]
    std::vector<char> is_empty;                ///< [batch][element]: no lane holds anything
    std::vector<Number> heights;               ///< of the elements [m]
  };

  /// dst += A src over all batches, without communication. One table entry per component count, degrees, number and geometry.
  template <typename Number>
  using KernelFunction = void (*)(const KernelData<Number> &data, const Number *src, Number *dst);

  /// The kernel for 1 or 3 components, degree p in the plan and q through the thickness, 1 to 4 each.
  template <typename Number>
  KernelFunction<Number> find_kernel(unsigned n_components, unsigned p, unsigned q, bool is_rectangular);

  /// Kernels of one plan degree; each is instantiated in a file of its own.
  template <typename Number, int p>
  KernelFunction<Number> find_kernel_of_degree(unsigned n_components, unsigned q, bool is_rectangular);
} // namespace sagitta::layered
