// Large arrays of this program lie in huge pages where the system gives them on request (`madvise`): with small ones there is a page
// fault at the first use of every 4 KiB. docs/decisions/huge_pages.md has the figures.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

// AddressSanitizer has an allocator of its own.
#if defined(MADV_HUGEPAGE) && !defined(__SANITIZE_ADDRESS__)

namespace
{
  // Smaller ones gain nothing: a huge page has 2 MiB. [bytes]
  constexpr std::size_t smallest_array = std::size_t{4} << 20;

  /// Only a hint: a system without huge pages, or without a free one, gives small ones.
  void ask_for_huge_pages(void *memory, std::size_t size)
  {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (address + page - 1) / page * page, last = (address + size) / page * page;
    if (last > first)
      madvise(static_cast<char *>(memory) + (first - address), last - first, MADV_HUGEPAGE);
  }
} // namespace

/// Takes the place of the C library's in the program and in its libraries; deal.II's vectors, matrices and tables get their memory here.
/// `free` takes it back as before.
extern "C" int posix_memalign(void **memory, std::size_t alignment, std::size_t size) noexcept
{
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
    return EINVAL;
  void *const result = memalign(alignment, size);
  if (!result)
    return ENOMEM;
  if (size >= smallest_array)
    ask_for_huge_pages(result, size);
  *memory = result;
  return 0;
}

#endif
