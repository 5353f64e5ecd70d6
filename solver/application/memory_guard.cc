#include <solver/application/memory_guard.h>

#include <solver/base/errors.h>
#include <solver/base/machine_memory.h>
#include <solver/base/memory_error.h>
#include <solver/base/reductions.h>

#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sagitta::application
{
  namespace
  {
    // OpenBLAS 0.3 on x86-64 and aarch64: BUFFER_SIZE of its common headers is 128 MiB at most.
    constexpr std::size_t blas_buffer = std::size_t{128} << 20;
    // What the libraries map in small pieces before the first product. [bytes]
    constexpr std::size_t small_pieces = std::size_t{16} << 20;
    // With less than this left beside the buffers of all threads, one thread is used, to leave the memory to the case. [bytes]
    constexpr double memory_for_a_case = 1e9;

    using SetThreads = void (*)(int);
    using GetThreads = int (*)();
    using Product = void (*)(const char *, const char *, const int *, const int *, const int *, const double *, const double *, const int *,
                             const double *, const int *, const double *, double *, const int *);

    template <typename Function>
    Function find(const char *name)
    {
      return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
    }

    bool can_map(std::size_t bytes)
    {
      void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (memory == MAP_FAILED)
        return false;
      munmap(memory, bytes);
      return true;
    }

    /// A product that is large enough for every thread to take part.
    void multiply(Product product, int threads)
    {
      const int n = 64 * threads;
      const double one = 1, zero = 0;
      const std::vector<double> a(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), 1.);
      std::vector<double> c(a.size());
      product("N", "N", &n, &n, &n, &one, a.data(), &n, a.data(), &n, &zero, c.data(), &n);
    }

    /// p4est's allocations set errno; its other checks do not.
    void end_without_forest()
    {
      if (errno != ENOMEM)
        return; // to SIGABRT: a defect
      constexpr char sentence[] = "sagitta: not enough memory for the mesh; `sagitta check` estimates what a case needs\n";
      [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, sentence, sizeof sentence - 1);
      const int status = static_cast<int>(ExitStatus::out_of_memory);
      int ranks = 1;
      MPI_Comm_size(MPI_COMM_WORLD, &ranks);
      if (ranks > 1)
        MPI_Abort(MPI_COMM_WORLD, status);
      std::_Exit(status);
    }
  } // namespace

  void reserve_blas_buffers(MPI_Comm communicator)
  {
    const double room = free_address_space();
    const auto count_threads = find<GetThreads>("openblas_get_num_threads");
    // Without a limit the buffers can always be mapped; another BLAS needs none.
    int threads = std::isfinite(room) && count_threads ? count_threads() : 0;
    if (threads > 1 && room < static_cast<double>(blas_buffer) * threads + memory_for_a_case)
      {
        threads = 1;
        if (const auto set_threads = find<SetThreads>("openblas_set_num_threads"))
          set_threads(threads);
      }
    if (is_on_any_rank(threads > 0 && !can_map(blas_buffer * static_cast<std::size_t>(threads) + small_pieces), communicator))
      throw MemoryError(
          "not enough memory: the limit of the address space (ulimit -v) leaves no room for the buffers of BLAS; increase the limit");
    if (const auto product = find<Product>("dgemm_"); product && threads > 0)
      multiply(product, threads);
  }

  void take_over_forest_abort()
  {
    using Set = void (*)(void (*)());
    if (const auto set = find<Set>("sc_set_abort_handler"))
      set(end_without_forest);
  }
} // namespace sagitta::application
