#include <solver/base/agreement.h>

#include <solver/base/errors.h>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace sagitta
{
  void broadcast(std::string &text, int root, MPI_Comm communicator)
  {
    unsigned long long size = text.size();
    MPI_Bcast(&size, 1, MPI_UNSIGNED_LONG_LONG, root, communicator);
    text.resize(size);
    // A count of MPI is an int.
    constexpr std::size_t most = std::numeric_limits<int>::max();
    for (std::size_t from = 0; from < text.size(); from += most)
      MPI_Bcast(text.data() + from, static_cast<int>(std::min(most, text.size() - from)), MPI_CHAR, root, communicator);
  }

  std::optional<std::string> find_first_error(const std::string &sentence, MPI_Comm communicator)
  {
    int rank = 0, size = 1;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    int first = sentence.empty() ? size : rank;
    MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, communicator);
    if (first == size)
      return std::nullopt;
    std::string text = sentence;
    broadcast(text, first, communicator);
    return text;
  }

  void agree_on_error(const std::string &sentence, MPI_Comm communicator)
  {
    if (const auto first = find_first_error(sentence, communicator))
      throw InputError(*first);
  }
} // namespace sagitta
