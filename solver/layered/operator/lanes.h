#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace sagitta::layered
{
  /// The widest register of the instruction set that we are compiled for [bytes].
#if defined(__AVX512F__)
  inline constexpr std::size_t lane_bytes = 64;
#elif defined(__AVX__)
  inline constexpr std::size_t lane_bytes = 32;
#else
  inline constexpr std::size_t lane_bytes = 16;
#endif

  /// All register widths that we are compiled for, the widest last [bytes].
  inline constexpr auto lane_widths = [] {
    constexpr std::size_t n = lane_bytes == 64 ? 3 : lane_bytes == 32 ? 2 : 1;
    std::array<std::size_t, n> widths{};
    for (std::size_t i = 0; i < n; ++i)
      widths[i] = std::size_t(16) << i;
    return widths;
  }();

  /// A SIMD register of numbers: each lane works on another plan cell or column. deal.II's VectorizedArray has one lane in Debian's build
  /// (docs/decisions/simd_lanes.md), so this is GCC's vector type.
  template <typename Number, std::size_t bytes = lane_bytes>
  struct Lanes
  {
    static constexpr unsigned n = bytes / sizeof(Number);
    typedef Number type __attribute__((vector_size(bytes)));
  };

  template <typename Number, std::size_t bytes = lane_bytes>
  using LaneType = typename Lanes<Number, bytes>::type;

  /// Reads or writes a register at any address.
  template <typename Lane, typename Number>
  inline Lane load_lanes(const Number *from)
  {
    Lane lanes;
    __builtin_memcpy(&lanes, from, sizeof(Lane));
    return lanes;
  }

  template <typename Lane, typename Number>
  inline void store_lanes(Number *to, const Lane &lanes)
  {
    __builtin_memcpy(to, &lanes, sizeof(Lane));
  }

  /// Exchanges the off-diagonal blocks of size `distance` in rows a and b of a matrix held in registers.
  template <std::size_t distance, typename Lane, std::size_t... k>
  inline void exchange_blocks(Lane &a, Lane &b, std::index_sequence<k...>)
  {
    constexpr int n = sizeof...(k);
    const Lane upper = __builtin_shufflevector(a, b, ((k & distance) ? n + int(k) - int(distance) : int(k))...);
    b = __builtin_shufflevector(a, b, ((k & distance) ? n + int(k) : int(k) + int(distance))...);
    a = upper;
  }

  /// Transposes the matrix of n rows in n registers of n lanes: log2(n) sweeps of block exchanges. Registers of more lanes hold several
  /// such matrices side by side.
  template <std::size_t n, std::size_t distance = n / 2, typename Lane>
  inline void transpose(Lane (&rows)[n])
  {
    constexpr std::size_t lanes = sizeof(Lane) / sizeof(rows[0][0]);
    if constexpr (distance > 0)
      {
        for (std::size_t i = 0; i < n; ++i)
          if ((i & distance) == 0)
            exchange_blocks<distance>(rows[i], rows[i + distance], std::make_index_sequence<lanes>());
        transpose<n, distance / 2>(rows);
      }
  }

  /// A register of `lanes` numbers out of pieces of `size` numbers: piece(first), piece(first + size), ...
  template <typename Number, std::size_t size, std::size_t lanes, typename Piece, std::size_t... k>
  inline LaneType<Number, lanes * sizeof(Number)> join_pieces(const Piece &piece, std::size_t first, std::index_sequence<k...>)
  {
    if constexpr (size == lanes)
      return piece(first);
    else
      {
        constexpr auto half = std::make_index_sequence<lanes / 2>();
        return __builtin_shufflevector(join_pieces<Number, size, lanes / 2>(piece, first, half),
                                       join_pieces<Number, size, lanes / 2>(piece, first + lanes / 2, half), int(k)...);
      }
  }

  /// Numbers first .. first + sizeof...(k) - 1 of a register.
  template <std::size_t first, typename Lane, std::size_t... k>
  inline auto extract_piece(const Lane &lanes, std::index_sequence<k...>)
  {
    if constexpr (sizeof...(k) == sizeof(Lane) / sizeof(lanes[0]))
      return lanes;
    else
      return __builtin_shufflevector(lanes, lanes, int(first + k)...);
  }

  /// Allocates at the alignment of the widest register.
  template <typename T>
  struct LaneAllocator
  {
    using value_type = T;
    LaneAllocator() = default;
    template <typename U>
    LaneAllocator(const LaneAllocator<U> &)
    {
    }
    T *allocate(std::size_t n) { return static_cast<T *>(::operator new(n * sizeof(T), std::align_val_t(64))); }
    void deallocate(T *p, std::size_t) { ::operator delete(p, std::align_val_t(64)); }
    template <typename U>
    bool operator==(const LaneAllocator<U> &) const
    {
      return true;
    }
    template <typename U>
    bool operator!=(const LaneAllocator<U> &) const
    {
      return false;
    }
  };

  template <typename T>
  using LaneVector = std::vector<T, LaneAllocator<T>>;
} // namespace sagitta::layered
