#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/operator/lanes.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// What the layer elements over a plan cell may be.
  enum class CellShape
  {
    rectangle, ///< upright boxes
    mapped,    ///< upright, over a mapped plan cell
    curved     ///< the same, or with columns that are curved
  };

  /// Which kernel an operator needs.
  struct KernelShape
  {
    unsigned n_components; ///< 1 or 3
    unsigned p, q;         ///< degrees in the plan and through the thickness, 1 to 4
    CellShape cells;
    CoefficientKind kind;
    std::size_t lane_bytes; ///< width of the registers, one of lane_widths
  };

  /// What the kernel reads: plan cells in batches of one cell per lane, in the order of their execution. Batches of cells with hanging
  /// nodes are apart and gather each of their columns as a weighted sum of master columns.
  template <typename Number>
  struct KernelData
  {
    unsigned lanes = 0; ///< of a register
    unsigned n_batches = 0;
    unsigned n_elements = 0;

    std::vector<std::size_t> place; ///< [batch]: where its nodes begin in `columns`, or in `entry_start` of a batch with hanging nodes
    std::vector<char> is_hanging;   ///< [batch]

    std::vector<unsigned> columns; ///< [batch][node][lane], first local unknown of the column

    std::vector<unsigned> entry_start; ///< [batch][node][lane], one more at the end
    std::vector<unsigned> entry_column;
    std::vector<Number> entry_weight;

    /// Ranges of unknowns that no earlier batch touches, {begin, end}: a batch sets those of the result to zero.
    std::vector<std::array<unsigned, 2>> fresh;
    std::vector<unsigned> fresh_start; ///< [batch], one more at the end

    /// Rectangles: [batch]{1/width, 1/height, area}[lane]; else [batch][point][5][lane] as PlanSpace::geometry.
    LaneVector<Number> geometry;
    /// Constant: [batch][element][coefficient][lane]; tangents: [batch][element][z point][plan point][number][lane]
    LaneVector<Number> coefficients;
    std::vector<char> is_empty;  ///< [batch][element]: no lane holds anything
    std::vector<Number> heights; ///< of the elements [m]

    /// Curved columns, all empty when there are none. A plan point lies at X + b D, b a function of the height.
    std::vector<int> curved_batch;      ///< [batch]: place of its points in curved_geometry, -1 without curved columns
    LaneVector<Number> curved_geometry; ///< [place][plan point][10][lane]: dX/dxi, dX/deta, dY/dxi, dY/deta, the same of D, and D
    std::vector<int> curved_element;    ///< [batch][element]: place of its points in curved_growth, -1 for an upright element
    LaneVector<Number> curved_growth;   ///< [place][z point][2][lane]: b and db/dz
  };

  /// A range of batches and the vectors to which they are applied.
  template <typename Number>
  struct KernelRange
  {
    unsigned begin, end;      ///< batches
    unsigned n_vectors;       ///< the data of a batch are read once for all of them
    const Number *const *src; ///< [vector]
    Number *const *dst;       ///< [vector]
  };

  /// dst = A src over a range of batches, without communication; the ranges must follow one another.
  template <typename Number>
  using KernelFunction = void (*)(const KernelData<Number> &data, const KernelRange<Number> &range);

  /// The widest registers have kernels for all shapes, narrower ones for p = q and upright elements; curved elements have degree 2 or more
  /// in the plan. Throws std::invalid_argument if there is no such kernel.
  template <typename Number>
  KernelFunction<Number> find_kernel(const KernelShape &shape);

  /// Kernels of upright elements of one plan degree; each is instantiated in a file of its own.
  template <typename Number, int p>
  KernelFunction<Number> find_kernel_of_degree(const KernelShape &shape);

  /// The same of curved elements, for the widest registers.
  template <typename Number, int p>
  KernelFunction<Number> find_curved_kernel_of_degree(const KernelShape &shape);
} // namespace sagitta::layered
