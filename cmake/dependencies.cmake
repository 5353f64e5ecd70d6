# Every library comes from Debian 12 packages; docs/decisions/dependencies.md says why each is here.
set(MPI_CXX_SKIP_MPICXX TRUE) # nobody uses MPI's classes for C++, and their inline functions would be compiled into every object
find_package(MPI REQUIRED COMPONENTS C CXX)
find_package(deal.II 9.4 REQUIRED HINTS $ENV{DEAL_II_DIR})
find_package(fmt REQUIRED)
find_package(GSL REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PNG REQUIRED)
find_package(pugixml REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(udunits REQUIRED IMPORTED_TARGET udunits)
pkg_check_modules(libcrypto REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(petsc REQUIRED IMPORTED_TARGET petsc)
set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(VTK 9.1 REQUIRED COMPONENTS CommonCore CommonDataModel IOXML)
if(SAGITTA_TESTS)
  find_package(GTest REQUIRED)
endif()

# PETSc's package carries the hardening flags that Debian built it with. They are not ours to take over, and with different flags two
# targets cannot read the same precompiled headers.
set_property(TARGET PkgConfig::petsc PROPERTY INTERFACE_COMPILE_OPTIONS "")
