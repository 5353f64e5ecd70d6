"""What scripts/cluster holds for other machines: the job scripts are shell, the Spack recipe names what the build looks for, and the image
is built of what the portable preset installs."""

import pathlib
import re
import subprocess
import sys
import types
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
CLUSTER = PROJECT / "scripts" / "cluster"

# The packages of cmake/dependencies.cmake by their names in Spack.
SPACK_NAMES = {"MPI": "mpi", "deal.II": "dealii", "fmt": "fmt", "GSL": "gsl", "PNG": "libpng", "yaml-cpp": "yaml-cpp", "CLI11": "cli11",
               "nlohmann_json": "nlohmann-json", "PkgConfig": "pkgconfig", "udunits": "udunits", "libcrypto": "openssl", "petsc": "petsc",
               "HDF5": "hdf5", "VTK": "vtk", "pugixml": "pugixml"}
NOT_NEEDED = {"GTest"}  # of the tests


def read_recipe():
    """The class of the recipe, and what it declared, with a module that stands in for Spack's."""
    declared = {"depends_on": [], "version": [], "variant": []}
    package = types.ModuleType("spack.package")
    for name in ("depends_on", "version", "variant", "license", "generator", "maintainers"):
        setattr(package, name, lambda first, *others, kind=name, **options: declared.get(kind, []).append((first, options)))
    package.CMakePackage = type("CMakePackage", (), {
        "define": staticmethod(lambda name, value: f"-D{name}={value}"),
        "define_from_variant": staticmethod(lambda name, variant: f"-D{name}={variant}"), "run_tests": False})
    sys.modules.update({"spack": types.ModuleType("spack"), "spack.package": package})
    names = {}
    exec((CLUSTER / "spack/packages/sagitta/package.py").read_text(encoding="utf-8"), names)  # pylint: disable=exec-used
    return names["Sagitta"], declared


class Cluster(unittest.TestCase):
    def test_the_recipe_depends_on_what_the_build_looks_for(self):
        cmake = (PROJECT / "cmake/dependencies.cmake").read_text(encoding="utf-8")
        wanted = set(re.findall(r"find_package\(([\w.+-]+)", cmake)) | set(re.findall(r"pkg_check_modules\((\w+)", cmake))
        _, declared = read_recipe()
        named = {re.match(r"[\w-]+", spec).group() for spec, _ in declared["depends_on"]}
        for package in sorted(wanted - NOT_NEEDED):
            self.assertIn(SPACK_NAMES.get(package, f"(no name for {package} in this test)"), named)

    def test_the_recipe_sets_options_that_exist(self):
        recipe, declared = read_recipe()
        options = set(re.findall(r"option\((\w+)", (PROJECT / "CMakeLists.txt").read_text(encoding="utf-8")))
        for argument in recipe().cmake_args():
            self.assertIn(re.match(r"-D(\w+)=", argument).group(1), options)
        self.assertEqual([name for name, _ in declared["variant"]], ["native", "portable"])

    def test_job_scripts_and_the_steps_of_the_image_are_shell(self):
        for script in (*CLUSTER.glob("*.sbatch"), CLUSTER / "sagitta_mpirun"):
            subprocess.run(["bash", "-n", script], check=True)
        definition = (CLUSTER / "sagitta.def").read_text(encoding="utf-8")
        sections = re.findall(r"^%(?:post|environment|runscript|test)\n((?:    .*\n|\n)+)", definition, flags=re.MULTILINE)
        self.assertEqual(len(sections), 4)
        for section in sections:
            subprocess.run(["sh", "-n"], input=section, text=True, check=True)

    def test_the_image_is_built_by_a_preset_and_groups_that_exist(self):
        definition = (CLUSTER / "sagitta.def").read_text(encoding="utf-8")
        preset = re.search(r"--preset (\w+)", definition).group(1)
        self.assertIn(f'"name": "{preset}"', (PROJECT / "CMakePresets.json").read_text(encoding="utf-8"))
        listed = subprocess.run([PROJECT / "scripts/install_dependencies", "--list"], capture_output=True, text=True, check=True).stdout
        groups = {line.split()[0] for line in listed.splitlines()}
        for group in re.search(r"install_dependencies (.+)", definition).group(1).split():
            self.assertIn(group, groups)


if __name__ == "__main__":
    unittest.main(verbosity=2)
