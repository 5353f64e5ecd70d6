#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/operator/lanes.h>
#include <solver/layered/space/layered_space.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  template <typename Number>
  struct KernelData;
  template <typename Number>
  struct KernelRange;

  /// The matrix-free stiffness (3 components) or conduction matrix (1 component) of a layered space:
  ///   A = M P' (sum over cells and layers of the integral of grad v : C : grad u, plus film terms) P M,
  /// P the hanging-node embedding, M the projection that drops constrained unknowns.
  template <typename Number>
  class LayeredOperator
  {
  public:
    /// `width`: of the registers that the kernel works in [bytes], one of lane_widths; 0: the widest that this library is compiled for,
    /// which the caller may not know (docs/decisions/portable_kernels.md).
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                    std::shared_ptr<const ConstrainedUnknowns> constrained, std::size_t width = 0);

    /// An operator with a tangent at every quadrature point: p + 1 Gauss points per direction of the plan, q + 1 through an element.
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, const TangentFunction &tangents,
                    std::shared_ptr<const ConstrainedUnknowns> constrained, std::size_t width = 0);
    ~LayeredOperator();

    const LayeredSpace &space() const { return *space_; }
    const ConstrainedUnknowns &constrained() const { return *constrained_; }

    /// Replaces the coefficients, films included. Throws std::logic_error for an operator of tangents: the kind does not change.
    void set_coefficients(const Coefficients &coefficients);

    /// Replaces the tangents. Throws std::logic_error for an operator of constant coefficients.
    void set_tangents(const TangentFunction &tangents);

    /// dst = A src. Constrained unknowns of src must be zero; those of dst are. src may be ghosted or not and keeps its state.
    /// *Collective.*
    void vmult(Vector<Number> &dst, const Vector<Number> &src) const;

    /// The same for several vectors at once: the data of a cell are read once for all of them. *Collective.*
    void vmult(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const;

    /// dst = P' A P src without dropping constrained unknowns: for right-hand sides of prescribed displacements, and reactions.
    /// *Collective.*
    void vmult_all(Vector<Number> &dst, const Vector<Number> &src) const;

    /// Sets the owned constrained unknowns to zero.
    void clear_constrained(Vector<Number> &vector) const;

  private:
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, std::shared_ptr<const ConstrainedUnknowns> constrained, CoefficientKind kind,
                    std::size_t width);
    void make_batches(unsigned lanes);
    void find_columns();
    void find_fresh_ranges();
    void find_geometry();
    void find_curved_geometry();
    void find_curved_growth();
    void set_numbers(CoefficientKind kind, unsigned n, const TangentFunction &write);
    void set_films(const Coefficients &coefficients);
    void apply_films(Number *dst, const Number *src, std::size_t begin, std::size_t end) const;
    void apply(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const;

    std::shared_ptr<const LayeredSpace> space_;
    std::shared_ptr<const ConstrainedUnknowns> constrained_;
    /// Batches that are processed together; those of cells with curved columns come last and have a kernel of their own.
    struct BatchRange
    {
      unsigned begin, first_curved, end;
    };

    std::vector<int> cells_;           ///< [batch][lane], -1 for a lane without a cell
    std::array<BatchRange, 3> ranges_; ///< those with ghosts and those with hanging nodes, between two halves of the inner ones
    std::vector<std::array<unsigned, 2>> untouched_; ///< ranges of unknowns that no cell touches
    CoefficientKind kind_;
    std::unique_ptr<KernelData<Number>> data_;
    void (*kernel_)(const KernelData<Number> &data, const KernelRange<Number> &range);
    void (*curved_kernel_)(const KernelData<Number> &data, const KernelRange<Number> &range) = nullptr;

    // Film terms as triplets of local unknowns, on the diagonal but for hanging nodes: few beside the volume.
    std::vector<unsigned> film_rows_, film_columns_;
    std::vector<Number> film_values_;
    std::size_t n_owned_film_rows_ = 0; ///< the triplets of owned rows come first
  };
} // namespace sagitta::layered
