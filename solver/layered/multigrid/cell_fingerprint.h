#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <cstddef>
#include <cstdint>

namespace sagitta::layered
{
  /// A hash of 128 bits, by which things are compared.
  struct Fingerprint
  {
    std::uint64_t a = 0x9e3779b97f4a7c15ull, b = 0xc2b2ae3d27d4eb4full;

    void add(std::uint64_t value)
    {
      // Two multiply-and-shift hashes with different constants.
      a = (a ^ value) * 0xff51afd7ed558ccdull;
      a ^= a >> 32;
      b = (b + value) * 0xc4ceb9fe1a85ec53ull;
      b ^= b >> 29;
    }

    /// To single precision, so that equal values with different rounding agree.
    void add(double value);

    bool operator==(const Fingerprint &other) const { return a == other.a && b == other.b; }
    bool operator<(const Fingerprint &other) const { return a < other.a || (a == other.a && b < other.b); }
  };

  struct FingerprintHash
  {
    std::size_t operator()(const Fingerprint &value) const { return value.a ^ (value.b << 1); }
  };

  /// Fingerprint of the size and shape of the layer elements over a plan cell and its coefficients.
  Fingerprint describe_cell(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell);
} // namespace sagitta::layered
