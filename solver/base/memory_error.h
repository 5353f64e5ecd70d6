#pragma once

#include <new>
#include <stdexcept>
#include <string>

namespace sagitta
{
  /// The memory does not suffice; thrown on every rank. Any other std::bad_alloc is thrown on a single rank.
  class MemoryError : public std::bad_alloc
  {
  public:
    explicit MemoryError(const std::string &sentence) : sentence_(sentence) {}
    const char *what() const noexcept override { return sentence_.what(); }

  private:
    std::runtime_error sentence_; ///< its text is shared by copies, which then cannot fail
  };
} // namespace sagitta
