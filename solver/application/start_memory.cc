// A limit of the address space (ulimit -v) that leaves no room to start ends the program with a sentence, before its libraries are
// initialised: with less room some throw before main, Open MPI crashes on several ranks, and OpenBLAS retries in an endless loop.
// Where the libraries cannot even be mapped, the loader says so itself, with its status 127.

#include <solver/base/errors.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// AddressSanitizer maps terabytes and begins at the same place.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)

namespace
{
  // A buffer of OpenBLAS 0.3 on x86-64 and aarch64 (BUFFER_SIZE of its common headers), and the rest that a start needs at least: with
  // 200 MiB in all a start gets no further than to the program's own check of BLAS's buffers (memory_guard.cc). [bytes]
  constexpr std::size_t least_memory = (std::size_t{128} + 72) << 20;

  bool has_memory_to_start()
  {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
      return true;
    void *memory = mmap(nullptr, least_memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
      return false;
    munmap(memory, least_memory);
    return true;
  }

  /// Rank 0 by the environment of the launcher, or a process alone: it prints for all.
  bool is_first_process(char **environment)
  {
    for (; environment && *environment; ++environment)
      for (const char *rank : {"OMPI_COMM_WORLD_RANK=", "PMIX_RANK=", "PMI_RANK="})
        if (std::strncmp(*environment, rank, std::strlen(rank)) == 0)
          return std::strcmp(*environment + std::strlen(rank), "0") == 0;
    return true;
  }

  void require_memory_to_start(int, char **, char **environment)
  {
    if (has_memory_to_start())
      return;
    if (!is_first_process(environment))
      sleep(2); // the first rank, if it has no room either, has ended this one by then
    constexpr char sentence[] =
        "sagitta: not enough memory: the limit of the address space (ulimit -v) leaves no room to start; increase the limit\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    _exit(static_cast<int>(sagitta::ExitStatus::out_of_memory));
  }

  // The loader calls these before any library's own start.
  [[gnu::section(".preinit_array"), gnu::used]] void (*const first_call)(int, char **, char **) = require_memory_to_start;
} // namespace

#endif
