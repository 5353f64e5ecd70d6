# Sourced by the scripts that build and run: the same tools, the same threads and a sensible number of jobs everywhere.
# shellcheck shell=bash

# A machine may have other copies of Python, HDF5 or MPI first in PATH (conda, modules); everything here is Debian's.
export PATH="/usr/bin:/bin:$PATH"

# One thread per MPI rank: the ranks are the parallelism, threads of the BLAS would fight for the same cores.
export OMP_NUM_THREADS=1
export OPENBLAS_NUM_THREADS=1

# Containers and CI machines run as root and have few cores; OpenMPI refuses both unless told.
export OMPI_ALLOW_RUN_AS_ROOT=1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1

# What ccache needs to take part when headers are precompiled.
export CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS:-pch_defines,time_macros}"

# A source file that includes deal.II takes up to 2 GB to compile: as many jobs as cores, unless the memory is too small.

# (nproc would take OMP_NUM_THREADS for the number of cores)
cores=$(env -u OMP_NUM_THREADS nproc)
memory_gigabytes=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
jobs=$((memory_gigabytes / 2 < cores ? memory_gigabytes / 2 : cores))
jobs=$((jobs < 1 ? 1 : jobs))

# configure_and_build PRESET [TARGET...]: configures into build/PRESET and builds.
configure_and_build()
{
  local preset=$1
  shift
  local options=()
  if command -v ccache >/dev/null; then
    options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake --preset "$preset" "${options[@]}"
  cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}
