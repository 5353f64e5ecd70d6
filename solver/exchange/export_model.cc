#include <solver/driver.h>

#include <solver/errors.h>

namespace sagitta
{
  void export_model(const Case &, const std::string &format, const std::filesystem::path &, MPI_Comm)
  {
    throw InputError("export format \"" + format + "\" is unknown");
  }
} // namespace sagitta
