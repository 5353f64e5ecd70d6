# A Spack recipe, for a clone of the project:
#
#   spack repo add scripts/cluster/spack
#   spack dev-build --source-path $PWD sagitta@main
#
# How far it was checked: Python reads it, and a test compares its dependencies with those that the build looks for
# (tests/project/test_cluster.py). Spack itself has not built it.

from spack.package import *


class Sagitta(CMakePackage):
    """Warpage, stress and heat in wafer-level packages by finite elements on a layered space."""

    homepage = "file://README.md"

    license("Apache-2.0")

    version("main", branch="main")

    variant("native", default=True, description="Tune the kernels to the target of the build")
    variant("portable", default=False, description="Kernels for x86-64, AVX2 and AVX-512 side by side, chosen at start", when="~native")

    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("git", type="build")
    depends_on("mpi")
    # The plan is a quadtree of p4est; deal.II's own checks and examples are not needed.
    depends_on("dealii@9.4: +mpi +p4est +petsc ~int64 ~examples ~doc")
    depends_on("petsc@3.18: +mpi +mumps +double ~complex ~int64")
    depends_on("fmt")
    depends_on("gsl")
    depends_on("libpng")
    depends_on("yaml-cpp")
    depends_on("pugixml")
    depends_on("cli11")
    depends_on("nlohmann-json")
    depends_on("udunits")
    depends_on("openssl")
    depends_on("hdf5 +mpi")
    depends_on("vtk@9.1: ~opengl2 ~qt ~python")
    # Scripts that draw, and the Python module.
    depends_on("python@3.9:", type=("build", "run"))
    depends_on("py-numpy", type="run")
    depends_on("py-h5py", type="run")
    depends_on("py-matplotlib", type="run")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("SAGITTA_NATIVE", "native"),
            self.define_from_variant("SAGITTA_PORTABLE", "portable"),
            self.define("SAGITTA_TESTS", self.run_tests),
        ]
