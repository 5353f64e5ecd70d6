#pragma once

#include <solver/layered/multigrid/cell_locator.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <deal.II/base/types.h>

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// Interpolation between two plans on whole columns: the coarse one is a coarsening of the fine one, or a plain lattice below a plan
  /// of mapped cells.
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

    /// Area-weighted averages of the coefficients of the fine cells in each coarse one (film on sides: by length). On a lattice that is no
    /// coarsening the shares of a fine cell are sampled. *Collective.*
    Coefficients average(const Coefficients &fine) const;

  private:
    class CoarseCells;

    /// Part of a fine column whose nodes lie at one place of the plan: all of a straight column, and of a curved one the runs of nodes that
    /// have moved alike.
    struct Piece
    {
      unsigned dof, first, end; ///< plan DoF, range of z-nodes
    };

    /// The part of a fine cell that lies in a coarse one.
    struct Share
    {
      CellOnRank parent;
      double area; ///< [m2]
    };
    using Row = std::map<dealii::types::global_dof_index, double>; ///< weights of coarse plan DoFs

    /// Is the coarse plan a lattice that was not made by coarsening the fine one?
    bool is_on_lattice() const { return coarse_->plan().is_rectangular() && !fine_->plan().is_rectangular(); }

    /// Cuts the fine columns, owned and not hanging, into pieces.
    void find_pieces();

    /// Position of a piece [m].
    std::array<double, 2> position(const Piece &piece) const;

    /// The coarse cell of every fine one. *Collective.*
    void find_parents();

    /// The coarse cells in which the nodes and the parts of fine cells lie. *Collective.*
    void locate_parents();

    /// One row per piece. *Collective.*
    std::vector<Row> find_rows() const;

    /// Numbers the coarse columns of the rows. *Collective.*
    void store(const std::vector<Row> &rows);

    /// Coefficients of the fine cells times area (films on sides: length), summed by coarse cell: [rank][cell of that rank][number].
    using CellSums = std::map<unsigned, std::map<unsigned, std::vector<double>>>;
    CellSums sum_by_parent(const Coefficients &fine, bool has_film, bool has_storage) const;

    std::shared_ptr<const LayeredSpace> coarse_;
    std::shared_ptr<const LayeredSpace> fine_;
    std::vector<Piece> pieces_;                                                     ///< by plan DoF, then upwards
    std::vector<unsigned> piece_start_;                                             ///< per owned fine plan DoF, one more at the end
    std::vector<CellOnRank> parents_;                                               ///< of every fine cell, or on a lattice of its pieces
    std::vector<std::vector<Share>> shares_;                                        ///< of every fine cell, on a lattice
    std::shared_ptr<const dealii::Utilities::MPI::Partitioner> import_partitioner_; ///< coarse unknowns that this rank's fine columns need
    std::vector<unsigned> row_start_;                                               ///< per piece, one more at the end
    std::vector<unsigned> column_;                                                  ///< local plan index in the import numbering
    std::vector<double> weight_;
  };
} // namespace sagitta::layered
