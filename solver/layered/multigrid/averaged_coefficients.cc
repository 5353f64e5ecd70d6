// PlanTransfer's coefficients: means over the fine cells of a coarse one.

#include <solver/layered/multigrid/plan_transfer.h>
#include <solver/layered/space/element_geometry.h>

#include <deal.II/base/mpi.h>

#include <array>
#include <cmath>
#include <vector>

namespace sagitta::layered
{
  namespace
  {
    /// How many numbers of each kind the sums of a coarse cell have.
    struct SumSizes
    {
      std::size_t elements, volume, level, side, storage;

      SumSizes(const Coefficients &fine, bool has_film, bool has_storage)
          : elements(fine.n_elements), volume(std::size_t(fine.n_elements) * n_coefficients(fine.n_components)),
            level(has_film ? fine.n_elements + 1 : 0), side(has_film ? fine.n_elements : 0), storage(has_storage ? fine.n_elements : 0)
      {
      }

      std::size_t area() const { return first_storage() + storage; } ///< index of the summed area, then of the area of every element
      std::size_t side_of(unsigned face) const { return volume + level + face * side; }
      std::size_t first_storage() const { return volume + level + 4 * side; }
    };

    /// The side of a rectangle that faces as a side of a mapped cell does.
    unsigned find_like_side(const PlanSpace &plan, unsigned cell, unsigned side)
    {
      const unsigned n = plan.element().n, *dofs = plan.cell_dofs(cell);
      std::array<double, 2> out{{0, 0}}; // from the middle of the opposite side to that of this one
      for (unsigned i = 0; i < n; ++i)
        for (unsigned d = 0; d < 2; ++d)
          out[d] += plan.position(dofs[side_node(side, i, n)])[d] - plan.position(dofs[side_node(side ^ 1u, i, n)])[d];
      return std::abs(out[0]) > std::abs(out[1]) ? (out[0] < 0 ? 0 : 1) : (out[1] < 0 ? 2 : 3);
    }
  } // namespace

  PlanTransfer::CellSums PlanTransfer::sum_by_parent(const Coefficients &fine, bool has_film, bool has_storage) const
  {
    const PlanSpace &plan = fine_->plan();
    const SumSizes sizes(fine, has_film, has_storage);
    CellSums sums;
    const auto add = [&](unsigned cell, const CellOnRank &parent, double area) {
      std::vector<double> &sum = sums[parent.rank][parent.cell];
      sum.resize(sizes.area() + 1 + sizes.elements, 0.);
      sum[sizes.area()] += area;
      const std::size_t n = sizes.volume / sizes.elements;
      for (unsigned e = 0; e < sizes.elements; ++e)
        {
          // A curved element counts with its mean area.
          const double own = fine_->is_curved(cell, e) ? area * fine_->area(cell, e) / plan.area(cell) : area;
          sum[sizes.area() + 1 + e] += own;
          for (std::size_t i = e * n; i < (e + 1) * n; ++i)
            sum[i] += own * fine.volume[cell * sizes.volume + i];
          if (has_storage)
            sum[sizes.first_storage() + e] += own * fine.storage[cell * sizes.storage + e];
        }
      for (std::size_t i = 0; i < sizes.level; ++i)
        sum[sizes.volume + i] += area * fine.film_level[cell * sizes.level + i];
      const double share = area / plan.area(cell);
      for (unsigned face = 0; face < 4 && has_film; ++face)
        {
          const unsigned like = is_on_lattice() ? find_like_side(plan, cell, face) : face;
          for (std::size_t i = 0; i < sizes.side; ++i)
            sum[sizes.side_of(like) + i] +=
                share * side_length(plan, cell, face) * fine.film_side[(std::size_t(cell) * 4 + face) * sizes.side + i];
        }
    };
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      if (is_on_lattice())
        for (const Share &share : shares_[cell])
          add(cell, share.parent, share.area);
      else
        add(cell, parents_[cell], plan.area(cell));
    return sums;
  }

  Coefficients PlanTransfer::average(const Coefficients &fine) const
  {
    const PlanSpace &plan = coarse_->plan();
    // A rank without fine cells has no films to read, and may own coarse cells all the same.
    int has[] = {fine.has_film(), !fine.storage.empty()};
    MPI_Allreduce(MPI_IN_PLACE, has, 2, MPI_INT, MPI_MAX, fine_->communicator());
    const SumSizes sizes(fine, has[0], has[1]);
    Coefficients coarse;
    coarse.n_components = fine.n_components;
    coarse.n_elements = fine.n_elements;
    coarse.volume.assign(plan.n_cells() * sizes.volume, 0.);
    coarse.film_level.assign(plan.n_cells() * sizes.level, 0.);
    coarse.film_side.assign(plan.n_cells() * 4 * sizes.side, 0.);
    coarse.storage.assign(plan.n_cells() * sizes.storage, 0.);
    const bool is_by_sum = is_on_lattice() || fine_->shifts();
    std::vector<std::vector<double>> sampled(plan.n_cells(), std::vector<double>(1 + sizes.elements, 0.)); // areas, of the elements too
    for (const auto &[rank, cells] : dealii::Utilities::MPI::some_to_some(fine_->communicator(), sum_by_parent(fine, has[0], has[1])))
      for (const auto &[cell, sum] : cells)
        {
          // Sampled and curved areas add up to a little more or less than the cell: the mean of a constant is that constant.
          const double area = is_by_sum ? 1. : plan.area(cell);
          for (std::size_t i = 0; i < sampled[cell].size(); ++i)
            sampled[cell][i] += sum[sizes.area() + i];
          for (std::size_t i = 0; i < sizes.volume; ++i)
            coarse.volume[cell * sizes.volume + i] += sum[i] / area;
          for (std::size_t i = 0; i < sizes.level; ++i)
            coarse.film_level[cell * sizes.level + i] += sum[sizes.volume + i] / area;
          for (std::size_t i = 0; i < sizes.storage; ++i)
            coarse.storage[cell * sizes.storage + i] += sum[sizes.first_storage() + i] / area;
          for (unsigned face = 0; face < 4; ++face)
            for (std::size_t i = 0; i < sizes.side; ++i)
              coarse.film_side[(std::size_t(cell) * 4 + face) * sizes.side + i] +=
                  sum[sizes.side_of(face) + i] / side_length(plan, cell, face);
        }
    for (unsigned cell = 0; cell < plan.n_cells() && is_by_sum; ++cell)
      {
        for (std::size_t i = 0; i < sizes.volume; ++i)
          coarse.volume[cell * sizes.volume + i] /= sampled[cell][1 + i / (sizes.volume / sizes.elements)];
        for (std::size_t i = 0; i < sizes.level; ++i)
          coarse.film_level[cell * sizes.level + i] /= sampled[cell][0];
        for (std::size_t i = 0; i < sizes.storage; ++i)
          coarse.storage[cell * sizes.storage + i] /= sampled[cell][1 + i];
      }
    return coarse;
  }
} // namespace sagitta::layered
