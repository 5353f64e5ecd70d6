#pragma once

#include <solver/layered/operator/cell_kernel.h>

namespace sagitta::layered
{
  /// How `count` successive numbers of a column are cut into pieces of equal size, a power of two: the pieces may reach `below` numbers
  /// further down or `above` numbers further up the column, which exist there.
  template <int count, int below, int above, int lanes>
  struct ColumnPieces
  {
    static constexpr int total(int size) { return (count + size - 1) / size * size; }
    static constexpr bool fits(int size) { return total(size) - count <= (below > above ? below : above); }
    static constexpr int choose()
    {
      int size = lanes < 4 ? lanes : 4;
      while (size > 2 && (total(size) - count > 2 || total(size) >= 2 * count || !fits(size)))
        size /= 2;
      return size;
    }
    static constexpr int size = choose();
    static constexpr int first = below >= total(size) - count ? count - total(size) : 0;
    static constexpr int end = first + total(size);
  };

  /// Numbers of the columns of a batch of plan cells with nn nodes, from and to registers with one cell per lane. A column is
  /// contiguous, so it is read in pieces, and those of all cells are transposed in registers.
  template <int nn, typename Number, std::size_t bytes>
  class BatchColumns
  {
    using Lane = LaneType<Number, bytes>;
    static constexpr int lanes = Lanes<Number, bytes>::n;

  public:
    BatchColumns(const KernelData<Number> &data, unsigned batch)
        : is_plain_(!data.is_hanging[batch]), columns_(is_plain_ ? &data.columns[data.place[batch]] : data.entry_column.data()),
          start_(is_plain_ ? nullptr : &data.entry_start[data.place[batch]]), weights_(data.entry_weight.data())
    {
    }

    /// rows[r][node] = number `first` + r of the columns of a vector, r = 0 .. count - 1.
    template <int count, int below, int above>
    [[gnu::noinline]] void gather(const Number *vector, std::size_t first, Lane (*rows)[nn]) const
    {
      using Pieces = ColumnPieces<count, below, above, lanes>;
      if (is_plain_)
        gather_pieces<Pieces, count>(
            [&](std::size_t index, int piece) { return load_lanes<Piece<Pieces::size>>(vector + columns_[index] + first + piece); }, rows);
      else
        gather_pieces<Pieces, count>(
            [&](std::size_t index, int piece) {
              Piece<Pieces::size> sum{};
              for (unsigned entry = start_[index]; entry < start_[index + 1]; ++entry)
                sum += weights_[entry] * load_lanes<Piece<Pieces::size>>(vector + columns_[entry] + first + piece);
              return sum;
            },
            rows);
    }

    /// Adds rows[r][node] to number `first` + r of the columns of a vector, r = 0 .. count - 1.
    template <int count, int below, int above>
    [[gnu::noinline]] void scatter(const Lane (*rows)[nn], std::size_t first, Number *vector) const
    {
      using Pieces = ColumnPieces<count, below, above, lanes>;
      const auto add = [&](Number *to, const Piece<Pieces::size> &numbers) {
        store_lanes(to, load_lanes<Piece<Pieces::size>>(to) + numbers);
      };
      if (is_plain_)
        scatter_pieces<Pieces, count>(rows, [&](std::size_t index, int piece, const Piece<Pieces::size> &numbers) {
          add(vector + columns_[index] + first + piece, numbers);
        });
      else
        scatter_pieces<Pieces, count>(rows, [&](std::size_t index, int piece, const Piece<Pieces::size> &numbers) {
          for (unsigned entry = start_[index]; entry < start_[index + 1]; ++entry)
            add(vector + columns_[entry] + first + piece, weights_[entry] * numbers);
        });
    }

  private:
    template <int size>
    using Piece = LaneType<Number, size * sizeof(Number)>;

    template <typename Pieces, int count, typename Load>
    static void gather_pieces(const Load &load, Lane (*rows)[nn])
    {
      constexpr int size = Pieces::size;
      for (int i = 0; i < nn; ++i)
        for (int piece = Pieces::first; piece < Pieces::end; piece += size)
          {
            Lane square[size];
            for (int r = 0; r < size; ++r)
              square[r] = join_pieces<Number, size, lanes>([&](std::size_t lane) { return load(i * lanes + lane, piece); }, r,
                                                           std::make_index_sequence<lanes>());
            transpose(square);
            for (int r = 0; r < size; ++r)
              if (piece + r >= 0 && piece + r < count)
                rows[piece + r][i] = square[r];
          }
    }

    template <typename Pieces, int count, typename Add>
    static void scatter_pieces(const Lane (*rows)[nn], const Add &add)
    {
      constexpr int size = Pieces::size;
      for (int i = 0; i < nn; ++i)
        for (int piece = Pieces::first; piece < Pieces::end; piece += size)
          {
            Lane square[size];
            for (int r = 0; r < size; ++r)
              square[r] = piece + r >= 0 && piece + r < count ? rows[piece + r][i] : Lane{};
            transpose(square);
            add_blocks<size>(
                square, [&](std::size_t lane, const Piece<size> &numbers) { add(i * lanes + lane, piece, numbers); },
                std::make_index_sequence<lanes / size>());
          }
    }

    template <int size, typename Add, std::size_t... block>
    static void add_blocks(const Lane (&square)[size], const Add &add, std::index_sequence<block...>)
    {
      for (int r = 0; r < size; ++r)
        (add(block * size + r, extract_piece<block * size>(square[r], std::make_index_sequence<size>())), ...);
    }

    bool is_plain_;
    const unsigned *columns_; ///< of plain cells: [node][lane]; else of the entries
    const unsigned *start_;
    const Number *weights_;
  };

  /// Prefetches what a batch touches into the second-level cache while the batch before it is processed: these are long ranges of both
  /// vectors, but the kernel reads them in short pieces from many places, which the processor cannot predict.
  template <typename Number>
  class FreshPrefetch
  {
  public:
    FreshPrefetch(const KernelData<Number> &data, unsigned batch, const Number *src, const Number *dst) : src_(src), dst_(dst)
    {
      if (batch >= data.n_batches)
        return;
      range_ = data.fresh.data() + data.fresh_start[batch];
      end_ = data.fresh.data() + data.fresh_start[batch + 1];
      unsigned n_lines = 0;
      for (const auto *range = range_; range != end_; ++range)
        n_lines += ((*range)[1] - (*range)[0] + line - 1) / line;
      lines_per_element_ = (n_lines + data.n_elements - 1) / data.n_elements;
      if (range_ != end_)
        next_ = (*range_)[0];
    }

    /// The share of one layer element.
    void advance()
    {
      for (unsigned i = 0; i < lines_per_element_ && range_ != end_; ++i)
        {
          __builtin_prefetch(src_ + next_, 0, 2);
          __builtin_prefetch(dst_ + next_, 0, 2);
          next_ += line;
          if (next_ >= (*range_)[1] && ++range_ != end_)
            next_ = (*range_)[0];
        }
    }

  private:
    static constexpr unsigned line = 64 / sizeof(Number); ///< of the cache

    const Number *src_, *dst_;
    const std::array<unsigned, 2> *range_ = nullptr, *end_ = nullptr;
    unsigned next_ = 0, lines_per_element_ = 0;
  };
} // namespace sagitta::layered
