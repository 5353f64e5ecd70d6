#pragma once

#include <solver/base/agreement.h>

#include <mpi.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace sagitta::process
{
  /// A material cannot take a step.
  class LawFailure : public std::runtime_error
  {
  public:
    LawFailure(unsigned material_index, const std::string &what, bool may_be_shorter)
        : std::runtime_error(what), material(material_index), may_succeed_with_shorter_step(may_be_shorter)
    {
    }

    unsigned material;
    bool may_succeed_with_shorter_step; ///< false: a value outside the law's domain
  };

  /// Calls f() for a material; what it throws becomes a LawFailure.
  template <typename F>
  auto call_law(unsigned material, const F &f)
  {
    try
      {
        return f();
      }
    catch (const std::invalid_argument &error)
      {
        throw LawFailure(material, error.what(), false);
      }
    catch (const std::runtime_error &error)
      {
        throw LawFailure(material, error.what(), true);
      }
  }

  /// Runs f() on every rank; when a law fails on some, throws the failure of the lowest of them on all. *Collective.*
  template <typename F>
  void call_on_all_ranks(MPI_Comm communicator, const F &f)
  {
    constexpr long long none = std::numeric_limits<long long>::max();
    long long failed = none; // rank, material and whether a shorter step may succeed
    std::string sentence;
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    try
      {
        f();
      }
    catch (const LawFailure &failure)
      {
        failed = (static_cast<long long>(rank) << 32) + 2 * failure.material + (failure.may_succeed_with_shorter_step ? 1 : 0);
        sentence = failure.what();
      }
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_LONG_LONG, MPI_MIN, communicator);
    if (failed == none)
      return;
    const auto material_and_kind = static_cast<unsigned>(failed & 0xffffffffLL);
    throw LawFailure(material_and_kind / 2, find_first_error(sentence, communicator).value_or(""), material_and_kind % 2 == 1);
  }
} // namespace sagitta::process
