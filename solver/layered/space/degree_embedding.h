#pragma once

#include <solver/layered/space/layered_space.h>

#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// A layered space within one of higher degree on the same plan and layer grid: every field of the lower space is one of the higher.
  /// Both spaces have the same cells on every rank, so ranks exchange ghosts only.
  class DegreeEmbedding
  {
  public:
    DegreeEmbedding(std::shared_ptr<const LayeredSpace> low, std::shared_ptr<const LayeredSpace> high);

    const LayeredSpace &low() const { return *low_; }
    const LayeredSpace &high() const { return *high_; }

    /// high = the field `low`, which is complete and ghosted, on owned columns; hanging ones are zero.
    void embed(Vector<double> &high, const Vector<double> &low) const;

    /// low = transpose of embed applied to `high`, whose hanging columns are zero: a load on the lower space. *Collective.*
    void restrict_to(Vector<double> &low, const Vector<double> &high) const;

    /// low = the values of the field `high`, which is complete and ghosted, at the nodes of the lower space, on owned
    /// columns; hanging ones are zero.
    void sample(Vector<double> &low, const Vector<double> &high) const;

  private:
    /// A column seen from the first cell of this rank that has it.
    struct ColumnInCell
    {
      unsigned dof, cell, node;
    };

    std::vector<ColumnInCell> find_columns_in_cells(const PlanSpace &plan) const;

    std::shared_ptr<const LayeredSpace> low_, high_;
    std::vector<ColumnInCell> low_columns_, high_columns_;
    std::vector<double> plan_;    ///< [high node of a cell][low node]: low shapes at high nodes
    std::vector<double> z_;       ///< [high z-node of an element][low z-node]
    std::vector<double> to_plan_; ///< [low node][high node]: high shapes at low nodes
    std::vector<double> to_z_;
  };
} // namespace sagitta::layered
