"""The scripts parse, can be run, and the one list of packages agrees with the documents."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXECUTABLE = ["quickstart", "test", "verify", "benchmark", "format", "lint", "compare_results", "install_dependencies",
              "make_report_pictures"]


def first_line(path):
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline()


def shell_scripts():
    """All files of the project that bash reads."""
    folders = [ROOT / ".ci", ROOT / "scripts", ROOT / "scripts" / "cluster"]
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    return [path for path in files if path.suffix == ".sh" or "bash" in first_line(path)]


def packages():
    listed = subprocess.run([ROOT / "scripts/install_dependencies", "--list"], check=True, capture_output=True, text=True)
    return [line.split(maxsplit=2) for line in listed.stdout.splitlines()]


class Scripts(unittest.TestCase):
    def test_every_shell_script_parses(self):
        scripts = shell_scripts()
        self.assertGreaterEqual(len(scripts), len(EXECUTABLE))
        for script in scripts:
            with self.subTest(script=script.name):
                checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
                self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_commands_of_the_readme_can_be_executed(self):
        for name in EXECUTABLE:
            self.assertTrue(os.access(ROOT / "scripts" / name, os.X_OK), name)
        self.assertTrue(os.access(ROOT / ".ci/run", os.X_OK))

    def test_every_package_has_a_group_and_a_reason_and_is_listed_once(self):
        names = [name for _, name, _ in packages()]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({group for group, _, _ in packages()}, {"build", "run", "test", "report", "portable", "slurm", "peers"})

    def test_every_package_is_explained_in_the_decision_on_dependencies(self):
        text = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8")
        self.assertEqual([name for _, name, _ in packages() if f"`{name}`" not in text], [])

    def test_nothing_is_installed_when_nothing_is_missing(self):
        self.assertEqual(self.run_with_fakes(installed=True), (0, "All Debian packages that Sagitta needs are installed.\n", []))

    def test_missing_packages_are_named_and_installed_without_a_question(self):
        status, output, calls = self.run_with_fakes(installed=False)
        self.assertEqual(status, 0)
        self.assertIn("Installing the missing Debian packages: openmpi-bin", output)
        self.assertEqual([call.split()[0] for call in calls], ["update", "install"])
        self.assertIn("--yes", calls[1])
        self.assertIn("openmpi-bin", calls[1])
        self.assertNotIn("calculix-ccx", calls[1])

    def run_with_fakes(self, installed):
        """Runs install_dependencies on a machine of which dpkg-query says that everything, or nothing, is installed."""
        with tempfile.TemporaryDirectory() as directory:
            fakes = pathlib.Path(directory)
            log = fakes / "calls"
            log.touch()
            self.write_program(fakes / "dpkg-query", "echo installed" if installed else "exit 1")
            self.write_program(fakes / "apt-get", f'echo "$@" >> {log}')
            self.write_program(fakes / "sudo", 'exec "$@"')
            environment = dict(os.environ, PATH=f"{fakes}:/usr/bin:/bin")
            run = subprocess.run(
                [ROOT / "scripts/install_dependencies", "run"], env=environment, capture_output=True, text=True, check=False
            )
            return run.returncode, run.stdout, log.read_text(encoding="utf-8").splitlines()

    @staticmethod
    def write_program(path, line):
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)


class Pictures(unittest.TestCase):
    """The pictures that the READMEs of cases show."""

    def test_each_exists_and_is_small(self):
        shown = [(readme, name) for readme in sorted(ROOT.glob("cases/*/README.md"))
                 for name in re.findall(r"^!\[[^\]]+\]\(([^)]+)\)$", readme.read_text(encoding="utf-8"), re.MULTILINE)]
        self.assertGreater(len(shown), 20)
        for readme, name in shown:
            with self.subTest(case=readme.parent.name, picture=name):
                size = (readme.parent / name).stat().st_size
                self.assertGreater(size, 1000)
                self.assertLess(size, 150_000 if name == "report.png" else 1_000_000)


class Show(unittest.TestCase):
    """scripts/paraview/show.py where it cannot draw; python3-vtk9 stands for ParaView's Python, with a module paraview that does nothing."""

    def run_show(self, modules, display):
        with tempfile.TemporaryDirectory() as directory:
            for module in modules:
                path = pathlib.Path(directory) / module
                path.parent.mkdir(exist_ok=True)
                path.touch()
            environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
            environment["PYTHONPATH"] = directory
            if display:
                environment["DISPLAY"] = display
            return subprocess.run(["/usr/bin/python3", ROOT / "scripts/paraview/show.py", directory], env=environment, capture_output=True,
                                  text=True, check=False)

    def test_without_a_display_there_is_one_message(self):
        for display in ("", ":7654"):
            run = self.run_show(["paraview/__init__.py", "paraview/simple.py"], display)
            self.assertEqual(run.returncode, 1, run.stderr)
            self.assertIn(f"there is no display{' ' + display if display else ''}. Provide one (Debian: package xvfb): xvfb-run -a", run.stderr)

    def test_in_another_python_the_missing_package_is_named(self):
        run = self.run_show([], "")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("Debian: package python3-paraview", run.stderr)


if __name__ == "__main__":
    unittest.main()
