#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace sagitta::layered
{
#if defined(__AVX512F__)
  inline constexpr std::size_t lane_bytes = 64;
#elif defined(__AVX__)
  inline constexpr std::size_t lane_bytes = 32;
#else
  inline constexpr std::size_t lane_bytes = 16;
#endif

  /// A SIMD register of numbers: each lane works on another plan cell or column. deal.II's VectorizedArray has one lane in Debian's build
  /// (docs/decisions/simd_lanes.md), so this is GCC's vector type.
  template <typename Number>
  struct Lanes;

  template <>
  struct Lanes<double>
  {
    static constexpr unsigned n = lane_bytes / sizeof(double);
    typedef double type __attribute__((vector_size(lane_bytes)));
  };

  template <>
  struct Lanes<float>
  {
    static constexpr unsigned n = lane_bytes / sizeof(float);
    typedef float type __attribute__((vector_size(lane_bytes)));
  };

  template <typename Number>
  using LaneType = typename Lanes<Number>::type;

  /// Allocates at the alignment of a register.
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
