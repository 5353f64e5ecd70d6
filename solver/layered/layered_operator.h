#pragma once

#include <solver/layered/cell_kernel.h>
#include <solver/layered/coefficients.h>
#include <solver/layered/layered_space.h>

#include <memory>

namespace sagitta::layered
{
  /// The matrix-free stiffness (3 components) or conduction matrix (1 component) of a layered space:
  ///   A = M P' (sum over cells and layers of the integral of grad v : C : grad u, plus film terms) P M,
  /// P the hanging-node embedding, M the projection that drops held unknowns.
  template <typename Number>
  class LayeredOperator
  {
  public:
    LayeredOperator(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients, std::shared_ptr<const HeldUnknowns> held);

    const LayeredSpace &space() const { return *space_; }
    const HeldUnknowns &held() const { return *held_; }

    /// dst = A src. Held unknowns of src must be zero; those of dst are. src may be ghosted or not and is left as it was. *Collective.*
    void vmult(Vector<Number> &dst, const Vector<Number> &src) const;

    /// dst = P' A P src without dropping held unknowns: for right-hand sides of given displacements, and reactions. *Collective.*
    void vmult_all(Vector<Number> &dst, const Vector<Number> &src) const;

    /// Sets the owned held unknowns to zero.
    void clear_held(Vector<Number> &vector) const;

  private:
    void add_film(const Coefficients &coefficients);
    void apply_film(Number *dst, const Number *src) const;

    std::shared_ptr<const LayeredSpace> space_;
    std::shared_ptr<const HeldUnknowns> held_;
    KernelData<Number> data_;
    KernelFunction<Number> kernel_;

    // Film terms as triplets of local unknowns: they live on faces only, few beside the volume.
    std::vector<unsigned> film_rows_, film_columns_;
    std::vector<Number> film_values_;
  };
} // namespace sagitta::layered
