#include <solver/layered/multigrid/column_smoother.h>

#include <solver/layered/multigrid/block_access.h>
#include <solver/layered/multigrid/bump_blocks.h>
#include <solver/layered/multigrid/column_blocks.h>
#include <solver/layered/multigrid/joined_columns.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::layered
{
  namespace
  {
    /// Solves L L' x = x for `width` registers of columns at once; x is [row][register] with `band` rows of zeros before it.
    /// `factor` holds numbers (one factor for all lanes) or registers (one per lane). Several registers hide the latency of the sums.
    template <unsigned band, unsigned width, typename Factor, typename Lane>
    void substitute(const Factor *factor, Lane *x, unsigned size)
    {
      constexpr unsigned stride = band + 1;
      for (unsigned r = 0; r < size; ++r)
        {
          const Factor *row = factor + r * stride;
          Lane even[width], odd[width];
          for (unsigned w = 0; w < width; ++w)
            {
              even[w] = x[r * width + w];
              odd[w] = Lane{};
            }
          for (unsigned d = band; d >= 1; --d)
            for (unsigned w = 0; w < width; ++w)
              (d % 2 == 0 ? even : odd)[w] -= row[d] * x[int(r * width + w) - int(d * width)];
          for (unsigned w = 0; w < width; ++w)
            x[r * width + w] = (even[w] + odd[w]) * row[0];
        }
      for (unsigned r = size; r-- > 0;)
        {
          Lane even[width], odd[width];
          for (unsigned w = 0; w < width; ++w)
            {
              even[w] = x[r * width + w];
              odd[w] = Lane{};
            }
          const unsigned last = std::min(band, size - 1 - r);
          const auto subtract = [&](unsigned d) {
            for (unsigned w = 0; w < width; ++w)
              (d % 2 == 0 ? even : odd)[w] -= factor[(r + d) * stride + d] * x[(r + d) * width + w];
          };
          if (last == band)
            for (unsigned d = 1; d <= band; ++d)
              subtract(d);
          else
            for (unsigned d = 1; d <= last; ++d)
              subtract(d);
          for (unsigned w = 0; w < width; ++w)
            x[r * width + w] = (even[w] + odd[w]) * factor[r * stride];
        }
    }

    template <unsigned width, typename Factor, typename Lane>
    void substitute(unsigned band, const Factor *factor, Lane *x, unsigned size)
    {
      // Bands of degrees 1 to 4 with 1 and 3 components.
      switch (band)
        {
        case 1:
          return substitute<1, width>(factor, x, size);
        case 2:
          return substitute<2, width>(factor, x, size);
        case 3:
          return substitute<3, width>(factor, x, size);
        case 4:
          return substitute<4, width>(factor, x, size);
        case 5:
          return substitute<5, width>(factor, x, size);
        case 8:
          return substitute<8, width>(factor, x, size);
        case 11:
          return substitute<11, width>(factor, x, size);
        default:
          return substitute<14, width>(factor, x, size);
        }
    }
  } // namespace

  template <typename Number>
  class ColumnBlocks<Number>::Grouping
  {
  public:
    Grouping(ColumnBlocks &blocks, const FactoredColumns &factored)
        : blocks_(blocks), factored_(factored), waiting_(factored.factors.size()), factor_of_(factored.factors.size(), unknown)
    {
    }

    void make_groups()
    {
      group_full_registers();
      std::vector<unsigned> left_over = group_half_registers();
      std::sort(left_over.begin(), left_over.end());
      for (std::size_t at = 0; at < left_over.size(); at += lanes)
        add_mixed(&left_over[at], static_cast<unsigned>(std::min<std::size_t>(lanes, left_over.size() - at)));
    }

  private:
    static constexpr unsigned lanes = Lanes<Number>::n;
    static constexpr auto unknown = static_cast<std::size_t>(-1);

    /// Groups of four full registers with one factor.
    void group_full_registers()
    {
      // A Chebyshev step reads and writes four vectors in pieces of a column. Groups of one class reach over the whole plan, so they are
      // made of window after window of columns whose pieces fit the second-level cache: a cache line that columns share is then fetched
      // once.
      constexpr std::size_t window_bytes = 512 * 1024;
      const auto window =
          static_cast<unsigned>(std::max<std::size_t>(window_bytes / (4 * blocks_.column_size_ * sizeof(Number)), 4 * lanes));
      const unsigned n_columns = blocks_.n_columns_;
      std::vector<unsigned> full;
      for (unsigned begin = 0; begin < n_columns; begin += window)
        {
          full.clear();
          for (unsigned column = begin; column < std::min(begin + window, n_columns); ++column)
            {
              if (blocks_.bumps_ && blocks_.bumps_->holds(column))
                continue;
              const unsigned of_class = factored_.class_of[column];
              waiting_[of_class].push_back(column);
              if (waiting_[of_class].size() == 4 * lanes)
                full.push_back(of_class);
            }
          for (const unsigned of_class : full)
            while (waiting_[of_class].size() >= 4 * lanes)
              add_shared(of_class, 4, 4 * lanes);
        }
    }

    /// Groups of the remaining columns with one factor: full registers, and those at least half full. Returns the columns that remain.
    std::vector<unsigned> group_half_registers()
    {
      std::vector<unsigned> left_over;
      for (unsigned of_class = 0; of_class < waiting_.size(); ++of_class)
        while (!waiting_[of_class].empty())
          {
            std::vector<unsigned> &rest = waiting_[of_class];
            const unsigned width = rest.size() > 2 * lanes ? 4 : 1;
            if (2 * rest.size() >= lanes)
              add_shared(of_class, width, std::min<std::size_t>(rest.size(), width * lanes));
            else
              {
                left_over.insert(left_over.end(), rest.begin(), rest.end());
                rest.clear();
              }
          }
      return left_over;
    }

    /// A group of the first `count` waiting columns of a class.
    void add_shared(unsigned of_class, unsigned width, std::size_t count)
    {
      if (factor_of_[of_class] == unknown)
        {
          factor_of_[of_class] = blocks_.factors_.size();
          for (const double value : factored_.factors[of_class])
            blocks_.factors_.push_back(static_cast<Number>(value));
        }
      std::vector<unsigned> &columns = waiting_[of_class];
      blocks_.groups_.push_back({static_cast<unsigned>(blocks_.columns_.size()), static_cast<unsigned>(count), factor_of_[of_class],
                                 static_cast<unsigned char>(width), true});
      blocks_.columns_.insert(blocks_.columns_.end(), columns.begin(), columns.begin() + count);
      columns.erase(columns.begin(), columns.begin() + count);
    }

    /// A group of up to one register of columns with one factor per lane.
    void add_mixed(const unsigned *columns, unsigned count)
    {
      const std::size_t block_size = std::size_t(blocks_.column_size_) * (blocks_.band_ + 1);
      LaneVector<Lane> &factors = blocks_.lane_factors_;
      blocks_.groups_.push_back({static_cast<unsigned>(blocks_.columns_.size()), count, factors.size(), 1, false});
      blocks_.columns_.insert(blocks_.columns_.end(), columns, columns + count);
      factors.resize(factors.size() + block_size);
      Lane *target = &factors[factors.size() - block_size];
      for (unsigned l = 0; l < lanes; ++l)
        {
          const std::vector<double> &source = factored_.factors[factored_.class_of[columns[std::min(l, count - 1)]]];
          for (std::size_t i = 0; i < block_size; ++i)
            target[i][l] = static_cast<Number>(source[i]);
        }
    }

    ColumnBlocks &blocks_;
    const FactoredColumns &factored_;
    std::vector<std::vector<unsigned>> waiting_; ///< columns without a group, by class
    std::vector<std::size_t> factor_of_;         ///< where the factor of a class begins in factors_
  };

  template <typename Number>
  ColumnBlocks<Number>::ColumnBlocks(const LayeredSpace &space, const Coefficients &coefficients, const ConstrainedUnknowns &constrained,
                                     const std::vector<meshing::Disc> &bumps)
      : n_columns_(space.plan().n_owned()), column_size_(space.column_size()), band_(0)
  {
    const std::vector<dealii::types::global_dof_index> joined = find_joined_columns(space, coefficients);
    if (!joined.empty() || !bumps.empty())
      bumps_ = std::make_shared<const BumpBlocks<Number>>(space, coefficients, constrained, bumps, joined);
    const FactoredColumns factored = factor_columns(space, coefficients, constrained);
    band_ = factored.band;
    n_factors_ = static_cast<unsigned>(factored.factors.size());
    Grouping(*this, factored).make_groups();
  }

  namespace
  {
    /// The columns of a group in a vector.
    struct ColumnPlaces
    {
      const std::size_t *offset; ///< of each column, [register][lane]; the last one repeated to the end of the registers
      unsigned size;             ///< entries of a column
      unsigned width;            ///< registers
      unsigned count;            ///< columns
    };

    /// Reads the columns of a group by `access` into x[row][register]. Columns are contiguous in memory: they are read along their length,
    /// and squares of them are transposed into lanes.
    template <typename Access, typename Lane>
    inline void read_columns(const Access &access, const ColumnPlaces &places, Lane *x)
    {
      constexpr unsigned lanes = Access::lanes;
      const std::size_t *offset = places.offset;
      const unsigned size = places.size, width = places.width, n_full = size / lanes * lanes;
      Lane square[lanes];
      for (unsigned w = 0; w < width; ++w)
        {
          const std::size_t *at = offset + w * lanes;
          for (unsigned r = 0; r < n_full; r += lanes)
            {
              for (unsigned l = 0; l < lanes; ++l)
                square[l] = access.read(at[l] + r);
              transpose(square);
              for (unsigned i = 0; i < lanes; ++i)
                x[(r + i) * width + w] = square[i];
            }
          for (unsigned r = n_full; r < size; ++r)
            for (unsigned l = 0; l < lanes; ++l)
              x[r * width + w][l] = access.read_one(at[l] + r);
        }
    }

    /// Writes the columns of x[row][register] by `access`.
    template <typename Access, typename Lane>
    inline void write_columns(const Access &access, const ColumnPlaces &places, const Lane *x)
    {
      constexpr unsigned lanes = Access::lanes;
      const std::size_t *offset = places.offset;
      const unsigned size = places.size, width = places.width, n_columns = places.count, n_full = size / lanes * lanes;
      Lane square[lanes];
      for (unsigned w = 0; w < width; ++w)
        {
          const std::size_t *at = offset + w * lanes;
          const unsigned first = w * lanes;
          const unsigned filled = n_columns > first ? std::min(lanes, n_columns - first) : 0;
          for (unsigned r = 0; r < n_full; r += lanes)
            {
              for (unsigned i = 0; i < lanes; ++i)
                square[i] = x[(r + i) * width + w];
              transpose(square);
              for (unsigned l = 0; l < filled; ++l)
                access.write(at[l] + r, square[l]);
            }
          for (unsigned l = 0; l < filled && n_full < size; ++l)
            for (unsigned r = n_full; r < size; ++r)
              access.write_one(at[l] + r, x[r * width + w][l]);
        }
    }
  } // namespace

  template <typename Number>
  template <typename Access>
  void ColumnBlocks<Number>::for_each_group(const Access &access) const
  {
    constexpr unsigned lanes = Lanes<Number>::n;
    LaneVector<Lane> storage((column_size_ + band_) * 4);
    for (const Group &group : groups_)
      {
        const unsigned width = group.width;
        Lane *x = storage.data() + band_ * width;
        for (unsigned i = 0; i < band_ * width; ++i)
          storage[i] = Lane{};
        std::size_t offset[4 * lanes];
        for (unsigned l = 0; l < width * lanes; ++l)
          offset[l] = std::size_t(columns_[group.first_column + std::min(l, group.n_columns - 1)]) * column_size_;
        const ColumnPlaces places{offset, column_size_, width, group.n_columns};
        read_columns(access, places, x);
        if (!group.is_shared)
          substitute<1>(band_, &lane_factors_[group.factor], x, column_size_);
        else if (width == 1)
          substitute<1>(band_, &factors_[group.factor], x, column_size_);
        else
          substitute<4>(band_, &factors_[group.factor], x, column_size_);
        write_columns(access, places, x);
      }
    if (bumps_)
      bumps_->for_each(access);
  }

  template <typename Number>
  void ColumnBlocks<Number>::solve(Vector<Number> &dst, const Vector<Number> &src, Number scale, Number momentum) const
  {
    for_each_group(ScaledSolve<Number>{src.begin(), dst.begin(), scale, momentum});
  }

  template <typename Number>
  void ColumnBlocks<Number>::step(Vector<Number> &x, Vector<Number> &update, const Vector<Number> &b, const Vector<Number> &product,
                                  const ChebyshevFactors<Number> &factors) const
  {
    for_each_group(ChebyshevStep<Number>{b.begin(), product.begin(), x.begin(), update.begin(), factors.scale, factors.momentum});
  }

  template <typename Number>
  void ColumnBlocks<Number>::start(Vector<Number> &x, Vector<Number> &update, const Vector<Number> &b, Number scale) const
  {
    for_each_group(ChebyshevStart<Number>{b.begin(), x.begin(), update.begin(), scale});
  }

  template class ColumnBlocks<double>;
  template class ColumnBlocks<float>;
} // namespace sagitta::layered
