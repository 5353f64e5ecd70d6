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
  /// P the hanging-node embedding, M the projection that drops held unknowns.
  template <typename Number>
  class LayeredOperator
  {
  public:
    /// `width`: of the registers that the kernel works in [bytes], one of lane_widths.
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                    std::shared_ptr<const ConstrainedUnknowns> held, std::size_t width = lane_bytes);

    /// With a tangent at every quadrature point instead. Degree p + 1 (q + 1) points of Gauss per direction.
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, const TangentFunction &tangents,
                    std::shared_ptr<const ConstrainedUnknowns> held, std::size_t width = lane_bytes);
    ~LayeredOperator();

    const LayeredSpace &space() const { return *space_; }
    const ConstrainedUnknowns &held() const { return *held_; }

    /// Other coefficients in the place of the present ones; an operator keeps its kind. Films are part of constant coefficients.
    void set_coefficients(const Coefficients &coefficients);

    /// Other tangents in the place of the present ones.
    void set_tangents(const TangentFunction &tangents);

    /// Film terms besides the present coefficients.
    void set_film(const Coefficients &coefficients);

    /// dst = A src. Held unknowns of src must be zero; those of dst are. src may be ghosted or not and is left as it was. *Collective.*
    void vmult(Vector<Number> &dst, const Vector<Number> &src) const;

    /// The same for several vectors at once: the data of a cell are read once for all of them. *Collective.*
    void vmult(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const;

    /// dst = P' A P src without dropping held unknowns: for right-hand sides of given displacements, and reactions. *Collective.*
    void vmult_all(Vector<Number> &dst, const Vector<Number> &src) const;

    /// Sets the owned held unknowns to zero.
    void clear_constrained(Vector<Number> &vector) const;

  private:
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, std::shared_ptr<const ConstrainedUnknowns> held, CoefficientKind kind,
                    std::size_t width);
    void make_batches(unsigned lanes);
    void find_columns();
    void find_fresh_ranges();
    void find_geometry();
    void set_numbers(CoefficientKind kind, unsigned n, const TangentFunction &write);
    void set_level_films(const Coefficients &coefficients);
    void set_wall_films(const Coefficients &coefficients);
    void apply_wall_films(Number *dst, const Number *src, std::size_t begin, std::size_t end) const;
    void apply(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const;

    std::shared_ptr<const LayeredSpace> space_;
    std::shared_ptr<const ConstrainedUnknowns> held_;
    std::vector<int> cells_;                ///< [batch][lane], -1 for a lane without a cell
    std::array<unsigned, 2> outer_batches_; ///< those that need ghosts and those with hanging nodes stand between halves of the inner ones
    std::vector<std::array<unsigned, 2>> untouched_; ///< ranges of unknowns that no cell touches
    CoefficientKind kind_;
    std::unique_ptr<KernelData<Number>> data_;
    void (*kernel_)(const KernelData<Number> &data, const KernelRange<Number> &range);

    // Film terms of vertical faces as triplets of local unknowns, few beside the volume; those of horizontal faces are the kernel's.
    std::vector<unsigned> wall_rows_, wall_columns_;
    std::vector<Number> wall_values_;
    std::size_t n_owned_wall_rows_ = 0; ///< the triplets of owned rows come first
  };
} // namespace sagitta::layered
