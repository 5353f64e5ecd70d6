#include <solver/application/version.h>

#include <solver/revision.h>

#include <deal.II/base/config.h>

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <petscpkg_version.h>
#include <petscsys.h>
#include <vtkVersionMacros.h>

#include <dlfcn.h>

namespace sagitta::application
{
  namespace
  {
    /// The library behind BLAS is the machine's choice, made when the program starts.
    std::string blas_text()
    {
      if (void *symbol = dlsym(RTLD_DEFAULT, "openblas_get_config"))
        {
          const std::string text = reinterpret_cast<const char *(*)()>(symbol)();
          return text.substr(0, text.find(' ', text.find(' ') + 1)); // "OpenBLAS 0.3.21 and how it was built"
        }
      return "a BLAS other than OpenBLAS";
    }
  } // namespace

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
                       "deal.II {}, p4est {}.{}\n"
                       "PETSc {}.{}.{}, MUMPS {}.{}.{}, {}\n"
                       "MPI {}\n"
                       "HDF5 {}.{}.{}\n"
                       "VTK {}\n"
                       "CLI11 {}, fmt {}.{}.{}, GSL {}, nlohmann-json {}.{}.{}, UDUNITS {}, yaml-cpp {}",
                       version, revision, DEAL_II_PACKAGE_VERSION, DEAL_II_P4EST_VERSION_MAJOR, DEAL_II_P4EST_VERSION_MINOR,
                       PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR, PETSC_PKG_MUMPS_VERSION_MAJOR,
                       PETSC_PKG_MUMPS_VERSION_MINOR, PETSC_PKG_MUMPS_VERSION_SUBMINOR, blas_text(), mpi_text, major, minor, release,
                       VTK_VERSION, CLI11_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, gsl_version,
                       NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH, SAGITTA_UDUNITS_VERSION,
                       SAGITTA_YAML_CPP_VERSION);
  }
} // namespace sagitta::application
