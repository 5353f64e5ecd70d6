# Copies the shared libraries that the installed program uses into its tree, and the launcher and the plugins of Open MPI as Debian
# packages them; bin/sagitta finds both by its own place (solver/application/mpi_environment.cc).
set(tree "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(debian /usr/lib/x86_64-linux-gnu)
file(GLOB mpi_plugins ${debian}/openmpi/lib/openmpi3/*.so)
file(GLOB pmix_plugins ${debian}/pmix2/lib/pmix/*.so)
if(NOT mpi_plugins)
  message(FATAL_ERROR "There are no plugins in ${debian}/openmpi/lib/openmpi3: a portable tree is made with Debian's Open MPI.")
endif()
# Networks that Debian's Open MPI knows through large libraries of their own are left to an Open MPI of the cluster.
list(FILTER mpi_plugins EXCLUDE REGEX "_(ucx|ofi|psm|psm2|portals4|usnic|openib)\\.so$")

file(GET_RUNTIME_DEPENDENCIES
     EXECUTABLES ${tree}/bin/sagitta /usr/bin/orterun /usr/bin/orted
     MODULES ${mpi_plugins} ${pmix_plugins}
     RESOLVED_DEPENDENCIES_VAR libraries UNRESOLVED_DEPENDENCIES_VAR missing CONFLICTING_DEPENDENCIES_PREFIX conflicting
     PRE_EXCLUDE_REGEXES "^libsagitta_kernels" "^ld-linux"
     POST_EXCLUDE_REGEXES "/lib(c|m|dl|rt|pthread|resolv|util|nsl|anl)\\.so" "/ld-linux")
if(missing OR conflicting_FILENAMES)
  message(FATAL_ERROR "These libraries were not found, or twice: ${missing} ${conflicting_FILENAMES}")
endif()
file(INSTALL ${libraries} DESTINATION ${tree}/lib/sagitta FOLLOW_SYMLINK_CHAIN)

# As Open MPI expects them below its prefix.
set(mpi ${tree}/lib/sagitta/openmpi)
file(INSTALL ${mpi_plugins} DESTINATION ${mpi}/lib/x86_64-linux-gnu/openmpi/lib/openmpi3)
file(INSTALL ${pmix_plugins} DESTINATION ${mpi}/pmix2/lib/pmix)
file(INSTALL /usr/share/openmpi DESTINATION ${mpi}/share)
file(INSTALL /etc/openmpi/openmpi-mca-params.conf DESTINATION ${mpi}/etc)
file(INSTALL /usr/bin/orterun /usr/bin/orted DESTINATION ${mpi}/bin USE_SOURCE_PERMISSIONS)
# The launcher's libraries are those of the program.
find_program(patchelf patchelf REQUIRED)
execute_process(COMMAND ${patchelf} --force-rpath --set-rpath "\$ORIGIN/../.." ${mpi}/bin/orterun ${mpi}/bin/orted COMMAND_ERROR_IS_FATAL ANY)
file(INSTALL ${CMAKE_CURRENT_LIST_DIR}/../scripts/cluster/sagitta_mpirun DESTINATION ${tree}/bin USE_SOURCE_PERMISSIONS)
