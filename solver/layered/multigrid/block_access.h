#pragma once

#include <solver/layered/operator/lanes.h>

#include <cstddef>

namespace sagitta::layered
{
  // What is read for a solution with the blocks of a smoother, and how the solution is written.

  /// dst = scale * y + momentum * dst.
  template <typename Number>
  struct ScaledSolve
  {
    using Lane = LaneType<Number>;
    static constexpr unsigned lanes = Lanes<Number>::n;
    const Number *src;
    Number *dst;
    Number scale, momentum;

    Lane read(std::size_t i) const { return load_lanes<Lane>(src + i); }
    Number read_one(std::size_t i) const { return src[i]; }
    void write(std::size_t i, const Lane &y) const { store_lanes(dst + i, momentum * load_lanes<Lane>(dst + i) + scale * y); }
    void write_one(std::size_t i, Number y) const { dst[i] = momentum * dst[i] + scale * y; }
  };

  template <typename Number>
  struct ChebyshevStart
  {
    using Lane = LaneType<Number>;
    static constexpr unsigned lanes = Lanes<Number>::n;
    const Number *b;
    Number *x, *update;
    Number scale;

    Lane read(std::size_t i) const { return load_lanes<Lane>(b + i); }
    Number read_one(std::size_t i) const { return b[i]; }
    void write(std::size_t i, const Lane &y) const
    {
      const Lane value = scale * y;
      store_lanes(update + i, value);
      store_lanes(x + i, value);
    }
    void write_one(std::size_t i, Number y) const { x[i] = update[i] = scale * y; }
  };

  template <typename Number>
  struct ChebyshevStep
  {
    using Lane = LaneType<Number>;
    static constexpr unsigned lanes = Lanes<Number>::n;
    const Number *b, *product;
    Number *x, *update;
    Number scale, momentum;

    Lane read(std::size_t i) const { return load_lanes<Lane>(b + i) - load_lanes<Lane>(product + i); }
    Number read_one(std::size_t i) const { return b[i] - product[i]; }
    void write(std::size_t i, const Lane &y) const
    {
      const Lane value = momentum * load_lanes<Lane>(update + i) + scale * y;
      store_lanes(update + i, value);
      store_lanes(x + i, load_lanes<Lane>(x + i) + value);
    }
    void write_one(std::size_t i, Number y) const
    {
      update[i] = momentum * update[i] + scale * y;
      x[i] += update[i];
    }
  };
} // namespace sagitta::layered
