#include <solver/base/machine_memory.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace sagitta
{
  namespace
  {
    constexpr double unlimited = std::numeric_limits<double>::infinity();

    /// The number that a file begins with; infinity for the word max, a file that is not there and anything else.
    double number_in(const std::filesystem::path &file)
    {
      double number = unlimited;
      std::ifstream stream(file);
      return stream >> number ? number : unlimited;
    }

    double address_space_limit()
    {
      rlimit limit{};
      if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return unlimited;
      return static_cast<double>(limit.rlim_cur);
    }

    double machine_memory()
    {
      return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    }

    /// The least limit of the control group `group` and those above it. Inside a container the path may be that of the host: then only the
    /// root is there.
    double least_limit(const std::filesystem::path &root, std::filesystem::path group, const char *file)
    {
      double least = number_in(root / file);
      for (group = group.relative_path(); !group.empty(); group = group.parent_path())
        least = std::min(least, number_in(root / group / file));
      return least;
    }

    /// Versions 1 and 2 of control groups: a line of /proc/self/cgroup is "7:memory:/path" or "0::/path".
    double control_group_limit()
    {
      double least = unlimited;
      std::ifstream groups("/proc/self/cgroup");
      for (std::string line; std::getline(groups, line);)
        {
          const std::size_t first = line.find(':'), second = line.find(':', first + 1);
          if (first == std::string::npos || second == std::string::npos)
            continue;
          const std::string controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
          if (controllers.empty())
            least = std::min(least, least_limit("/sys/fs/cgroup", path, "memory.max"));
          else if (controllers.find("memory") != std::string::npos)
            least = std::min(least, least_limit("/sys/fs/cgroup/memory", path, "memory.limit_in_bytes"));
        }
      return least;
    }
  } // namespace

  double free_address_space()
  {
    const double limit = address_space_limit();
    if (!std::isfinite(limit))
      return unlimited;
    // The first number of statm is the size of the address space in pages.
    return limit - number_in("/proc/self/statm") * static_cast<double>(sysconf(_SC_PAGESIZE));
  }

  MemoryLimit find_memory_limit(MPI_Comm communicator)
  {
    MPI_Comm node = MPI_COMM_NULL;
    MPI_Comm_split_type(communicator, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    double address_space = address_space_limit(); // of all ranks of the node together
    MPI_Allreduce(MPI_IN_PLACE, &address_space, 1, MPI_DOUBLE, MPI_SUM, node);
    int rank_on_node = 0;
    MPI_Comm_rank(node, &rank_on_node);
    MPI_Comm_free(&node);

    const double machine = machine_memory(), group = control_group_limit();
    const double here = std::min({machine, group, address_space});
    double sums[2] = {rank_on_node == 0 ? here : 0, rank_on_node == 0 ? 1. : 0.}; // bytes, machines
    MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, communicator);
    const double gigabytes = 1e-9 * sums[0];
    if (sums[1] > 1)
      return {sums[0], fmt::format("the {:g} machines have {:.3g} GB", sums[1], gigabytes)};
    if (here == machine)
      return {sums[0], fmt::format("this machine has {:.3g} GB", gigabytes)};
    return {sums[0], fmt::format("{} {:.3g} GB", here == group ? "the control group allows" : "ulimit -v allows", gigabytes)};
  }
} // namespace sagitta
