#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <deal.II/base/types.h>

#include <map>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// Interpolation between two plans, the coarse one a coarsening of the fine one, on whole columns.
  ///
  /// A fine node takes the value of the coarse cell's polynomial at its *physical* position, so that linear fields and rigid rotations
  /// are exact on snapped plans, whose axis maps have kinks inside coarse cells. Restriction is the transpose.
  class PlanTransfer
  {
  public:
    /// Both spaces have the same layer grid and component count. *Collective.*
    PlanTransfer(std::shared_ptr<const LayeredSpace> coarse, std::shared_ptr<const LayeredSpace> fine);

    const LayeredSpace &coarse() const { return *coarse_; }
    const LayeredSpace &fine() const { return *fine_; }

    /// fine += P coarse on free columns; hanging columns stay as they are. *Collective.*
    template <typename Fine, typename Coarse>
    void prolongate_and_add(Vector<Fine> &fine, const Vector<Coarse> &coarse) const;

    /// coarse = P' fine; hanging columns of `fine` must be zero. *Collective.*
    template <typename Coarse, typename Fine>
    void restrict_to(Vector<Coarse> &coarse, const Vector<Fine> &fine) const;

    /// Area-weighted averages of the coefficients of the fine cells in each coarse one (film on sides: by length). *Collective.*
    Coefficients average(const Coefficients &fine) const;

  private:
    struct Parent
    {
      unsigned rank;
      unsigned cell; ///< index on that rank
    };

    class CoarseCells;
    using Row = std::map<dealii::types::global_dof_index, double>; ///< weights of coarse plan DoFs

    void find_parents();

    /// One row per owned fine plan DoF, empty for hanging ones. *Collective.*
    std::vector<Row> find_rows() const;

    /// Numbers the coarse columns of the rows. *Collective.*
    void store(const std::vector<Row> &rows);

    /// Coefficients of the fine cells times area (films on sides: length), summed by coarse cell: [rank][cell of that rank][number].
    using CellSums = std::map<unsigned, std::map<unsigned, std::vector<double>>>;
    CellSums sum_by_parent(const Coefficients &fine, bool has_film) const;

    std::shared_ptr<const LayeredSpace> coarse_;
    std::shared_ptr<const LayeredSpace> fine_;
    std::vector<Parent> parents_;                                                   ///< of every fine cell
    std::shared_ptr<const dealii::Utilities::MPI::Partitioner> import_partitioner_; ///< coarse unknowns that this rank's fine columns need
    std::vector<unsigned> row_start_;                                               ///< per owned fine plan DoF
    std::vector<unsigned> column_;                                                  ///< local plan index in the import numbering
    std::vector<double> weight_;
  };
} // namespace sagitta::layered
