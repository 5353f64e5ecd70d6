"""The portable tree: it runs where it was not built and where nothing else is installed, on processors without AVX, and on several ranks.

Usage: test_portable.py

Configures and builds the preset `portable`, makes the tarball and unpacks it elsewhere. Older processors are those of qemu-x86_64 (package
qemu-user) and the masks of the dynamic loader; a system without packages is a change of root into the C library alone. What the machine does
not allow is skipped by name.
"""

import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("SAGITTA_PORTABLE_BUILD", PROJECT / "build/portable"))
# What the C library is told that the processor lacks, by the level that remains.
LACKING = {"x86-64": "-AVX2,-AVX512F", "x86-64-v3": "-AVX512F", "x86-64-v4": ""}
LOADER = "/lib64/ld-linux-x86-64.so.2"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options)


def levels_of_this_processor():
    said = run(LOADER, "--help").stdout
    return ["x86-64", *re.findall(r"(x86-64-v\d) \(supported", said)]


class Portable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run("cmake", "--preset", "portable", "-B", BUILD, cwd=PROJECT)
        run("cmake", "--build", BUILD, "--parallel", os.cpu_count())
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", BUILD / "packages")
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)
        (tarball,) = (BUILD / "packages").glob("*.tar.gz")
        print(f"{tarball.name}: {tarball.stat().st_size / 1e6:.0f} MB")
        run("tar", "-xf", tarball, "-C", cls.place)
        (unpacked,) = [path for path in cls.place.iterdir() if path.is_dir()]
        cls.tree = cls.place / "moved"
        unpacked.rename(cls.tree)
        cls.case = cls.tree / "share/sagitta/cases/laminate/case.yaml"
        cls.clean = {"PATH": "/usr/bin:/bin", "HOME": str(cls.place), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
                     "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}

    def figures(self, name):
        results = json.loads((self.place / name / "results.json").read_text())
        return [state["warpage"]["bottom"]["jeita"] if "bottom" in state["warpage"] else state["warpage"] for state in results["states"]]

    def assert_same(self, name, reference):
        """Solved to 1e-8 in the energy norm by kernels that add in another order."""
        for one, other in zip(flatten(self.figures(name)), flatten(self.figures(reference))):
            self.assertAlmostEqual(one, other, delta=1e-6 * max(abs(other), 1e-9))

    def test_the_loader_selects_the_kernels_of_the_processor(self):
        known = levels_of_this_processor()
        for level in [level for level in LACKING if level in known]:
            said = run(self.tree / "bin/sagitta", "run", self.case, "-o", self.place / level, "--quiet",
                       env=dict(self.clean, LD_DEBUG="libs", GLIBC_TUNABLES=f"glibc.cpu.hwcaps={LACKING[level]}"))
            (loaded,) = {line.split()[-1] for line in said.stderr.splitlines() if "calling init:" in line and "libsagitta_kernels" in line}
            expected = "lib/sagitta" if level == "x86-64" else f"lib/sagitta/glibc-hwcaps/{level}"
            self.assertEqual(pathlib.Path(loaded).parent, self.tree / expected)
            self.assert_same(level, "x86-64")

    def test_it_runs_on_a_processor_without_avx(self):
        emulator = shutil.which("qemu-x86_64")
        if not emulator:
            self.skipTest("needs qemu-user")
        run(emulator, "-cpu", "core2duo", self.tree / "bin/sagitta", "--version", env=self.clean)

    def test_its_own_launcher_starts_ranks(self):
        run(self.tree / "bin/sagitta_mpirun", "--oversubscribe", "-np", "3", "sagitta", "run", self.case, "-o", self.place / "three", "--quiet",
            env=self.clean)
        run(self.tree / "bin/sagitta", "run", self.case, "-o", self.place / "one", "--quiet", env=self.clean)
        self.assertEqual(json.loads((self.place / "three/results.json").read_text())["ranks"], 3)
        self.assert_same("three", "one")

    def test_it_needs_nothing_but_the_c_library(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to change the root")
        root = self.place / "root"
        for file in (LOADER, "/bin/sh", *glob.glob("/lib/x86_64-linux-gnu/lib[cm].so.6"),
                     *glob.glob("/lib/x86_64-linux-gnu/lib*.so.*")):
            if re.search(r"/(lib(c|m|dl|rt|pthread|resolv|util|nsl|anl|nss_\w+)\.so|ld-linux|sh$)", file):
                (root / file[1:]).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, root / file[1:])
        for folder in ("dev", "proc", "tmp", "opt"):
            (root / folder).mkdir()
        shutil.move(self.tree, root / "opt/sagitta")
        try:
            mounts = f"mount --rbind /dev {root}/dev && mount -t proc proc {root}/proc && exec chroot {root}"
            program = "/opt/sagitta/bin/sagitta run /opt/sagitta/share/sagitta/cases/laminate/case.yaml -o /tmp/bare --quiet"
            run("unshare", "--mount", "--pid", "--fork", "sh", "-c", f"{mounts} {program}", env=dict(self.clean, HOME="/tmp"))
            self.assertTrue((root / "tmp/bare/results.json").exists())
        finally:
            shutil.move(root / "opt/sagitta", self.tree)


def flatten(value):
    if isinstance(value, dict):
        return [number for entry in value.values() for number in flatten(entry)]
    if isinstance(value, list):
        return [number for entry in value for number in flatten(entry)]
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


if __name__ == "__main__":
    unittest.main(verbosity=2)
