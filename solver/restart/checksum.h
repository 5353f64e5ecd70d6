#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace sagitta::restart
{
  /// A checksum of numbers and texts in their order: it detects damage of a file, not intended changes. Words of eight bytes are mixed by
  /// multiplication with an odd number and a shift, so that every bit changes it.
  class Checksum
  {
  public:
    template <typename Number>
    void add(const Number *numbers, std::size_t n)
    {
      static_assert(sizeof(Number) == sizeof(std::uint64_t));
      for (std::size_t i = 0; i < n; ++i)
        {
          std::uint64_t word = 0;
          std::memcpy(&word, numbers + i, sizeof word);
          mix(word);
        }
    }

    template <typename Number>
    void add(const std::vector<Number> &numbers)
    {
      mix(numbers.size());
      add(numbers.data(), numbers.size());
    }

    void add(const std::string &text)
    {
      mix(text.size());
      for (const char character : text)
        mix(static_cast<unsigned char>(character));
    }

    std::uint64_t value() const { return value_; }

  private:
    void mix(std::uint64_t word)
    {
      value_ = (value_ ^ word) * 0x9e3779b97f4a7c15u;
      value_ ^= value_ >> 32;
    }

    std::uint64_t value_ = 0x243f6a8885a308d3u;
  };
} // namespace sagitta::restart
