#include <solver/base/every_rank.h>

#include <solver/base/agreement.h>

#include <exception>

namespace sagitta
{
  std::optional<std::string> find_first_failure(MPI_Comm communicator, const std::function<void()> &action)
  {
    std::string sentence;
    try
      {
        action();
      }
    catch (const std::exception &error)
      {
        sentence = error.what();
        if (sentence.empty())
          sentence = "unknown failure";
      }
    return find_first_error(sentence, communicator);
  }

  void on_every_rank(const Source &place, MPI_Comm communicator, const std::function<void()> &action)
  {
    if (const auto first = find_first_failure(communicator, action))
      throw input_error(place, *first);
  }
} // namespace sagitta
