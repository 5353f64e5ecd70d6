#pragma once

#include <mpi.h>

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace sagitta::tests
{
  /// A new directory, the same on every rank, that goes with its content at the end. *Collective.*
  class ScratchDirectory
  {
  public:
    explicit ScratchDirectory(MPI_Comm communicator) : communicator_(communicator)
    {
      MPI_Comm_rank(communicator_, &rank_);
      std::array<char, 1024> name{};
      if (rank_ == 0)
        {
          const std::string pattern = (std::filesystem::temp_directory_path() / "sagitta_output_XXXXXX").string();
          pattern.copy(name.data(), name.size() - 1);
          if (!mkdtemp(name.data()))
            std::abort();
        }
      MPI_Bcast(name.data(), static_cast<int>(name.size()), MPI_CHAR, 0, communicator_);
      path_ = name.data();
    }
    ~ScratchDirectory()
    {
      MPI_Barrier(communicator_);
      if (rank_ == 0)
        {
          std::error_code ignored;
          std::filesystem::remove_all(path_, ignored);
        }
    }
    ScratchDirectory(const ScratchDirectory &) = delete;
    ScratchDirectory &operator=(const ScratchDirectory &) = delete;

    const std::filesystem::path &path() const { return path_; }

  private:
    MPI_Comm communicator_;
    int rank_ = 0;
    std::filesystem::path path_;
  };

  inline int rank_in(MPI_Comm communicator)
  {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    return rank;
  }

  inline int ranks_in(MPI_Comm communicator)
  {
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    return ranks;
  }
} // namespace sagitta::tests
