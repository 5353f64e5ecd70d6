#include <solver/application/version.h>

#include <solver/revision.h>

#include <deal.II/base/config.h>

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <hdf5.h>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <petscsys.h>
#include <vtkVersionMacros.h>

namespace sagitta::application
{
  std::string version_text()
  {
    char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
    int length = 0;
    MPI_Get_library_version(mpi, &length);
    std::string mpi_text(mpi, static_cast<std::size_t>(length));
    mpi_text = mpi_text.substr(0, mpi_text.find_first_of(",\n"));
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format("sagitta {} (revision {})\n"
                       "deal.II {}\n"
                       "PETSc {}.{}.{}\n"
                       "MPI {}\n"
                       "HDF5 {}.{}.{}\n"
                       "VTK {}\n"
                       "CLI11 {}, fmt {}.{}.{}, nlohmann-json {}.{}.{}",
                       version, revision, DEAL_II_PACKAGE_VERSION, PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR,
                       mpi_text, major, minor, release, VTK_VERSION, CLI11_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
                       FMT_VERSION % 100, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
  }
} // namespace sagitta::application
