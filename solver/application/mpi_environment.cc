#include <solver/application/mpi_environment.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace sagitta::application
{
  namespace
  {
    /// A portable tree brings Open MPI and its plugins, which look below a prefix that the environment may name. One that is set already,
    /// by sagitta_mpirun or by the user, stays.
    void use_bundled_mpi()
    {
      std::error_code error;
      const auto tree = std::filesystem::read_symlink("/proc/self/exe", error).parent_path().parent_path();
      const auto prefix = tree / "lib" / "sagitta" / "openmpi";
      if (error || !std::filesystem::is_directory(prefix, error))
        return;
      setenv("OPAL_PREFIX", prefix.c_str(), 0);
      setenv("OPAL_SYSCONFDIR", (prefix / "etc").c_str(), 0);
      setenv("PMIX_INSTALL_PREFIX", (prefix / "pmix2").c_str(), 0);
    }

    /// Started without a launcher, Open MPI would start a daemon for processes that this one might spawn, and make a directory for files
    /// that processes of a job share. There are no others. All such processes of a user would make and remove the same directory,
    /// ompi.HOST.UID/jf.0, and one that starts while another ends would not find it.
    void expect_one_process()
    {
      for (const char *launched : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_ID"})
        if (std::getenv(launched))
          return;
      setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
      setenv("OMPI_MCA_orte_create_session_dirs", "0", 0);
    }

    /// May the machine have a network that Open MPI reaches by other ways than shared memory and TCP? InfiniBand, RoCE, Omni-Path and EFA
    /// are listed under /sys/class/infiniband; older Omni-Path and TrueScale, Slingshot and Aries have device files of their own.
    bool may_have_fast_network()
    {
      std::error_code error;
      if (!std::filesystem::is_directory("/sys/class/net", error))
        return true; // nothing is known
      if (std::filesystem::exists("/sys/class/infiniband", error) && !std::filesystem::is_empty("/sys/class/infiniband", error))
        return true;
      std::filesystem::directory_iterator devices("/dev", error), end;
      for (; !error && devices != end; devices.increment(error))
        {
          const std::string name = devices->path().filename().string();
          for (const char *prefix : {"hfi1", "ipath", "cxi", "kgni"})
            if (name.compare(0, std::string(prefix).size(), prefix) == 0)
              return true;
        }
      return static_cast<bool>(error);
    }

    /// The libraries of Omni-Path and TrueScale (mtl psm2, psm) each measure the processor's clock for 0.1 s when they are loaded, with or
    /// without such a network. Without one the messages go through ob1 in any case.
    void skip_missing_networks()
    {
      for (const char *chosen : {"OMPI_MCA_pml", "OMPI_MCA_mtl"})
        if (std::getenv(chosen))
          return;
      if (!may_have_fast_network())
        setenv("OMPI_MCA_pml", "ob1", 0);
    }
  } // namespace

  void prepare_mpi_environment()
  {
    use_bundled_mpi();
    expect_one_process();
    skip_missing_networks();
  }

  void send_small_messages_at_once()
  {
    // Open MPI sets this option on its own connections, but PMIx, through which it talks to the launcher, does not; its sockets are known
    // to the system only. On anything but a TCP socket the call fails and nothing is changed.
    std::error_code error;
    std::filesystem::directory_iterator descriptors("/proc/self/fd", error), end;
    for (; !error && descriptors != end; descriptors.increment(error))
      {
        const int descriptor = std::atoi(descriptors->path().filename().c_str()), on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      }
  }
} // namespace sagitta::application
