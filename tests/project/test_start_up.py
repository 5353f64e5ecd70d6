"""What Open MPI opens when the program starts: the user's choice, and nothing slow that the machine has no use for.

    test_start_up.py PROGRAM
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""


def opened(**environment):
    """The message layers (pml) that Open MPI opens, as it says itself."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("OMPI_MCA_pml", "OMPI_MCA_mtl")}
    said = subprocess.run([PROGRAM, "--version"], env={**inherited, "OMPI_MCA_pml_base_verbose": "20", **environment}, capture_output=True,
                          text=True, check=True, timeout=120).stderr
    return set(re.findall(r"components_open: found loaded component (\w+)", said))


class StartUp(unittest.TestCase):
    def test_without_a_fast_network_no_network_library_is_loaded(self):
        network = pathlib.Path("/sys/class/infiniband")
        devices = [path for prefix in ("hfi1", "ipath", "cxi", "kgni") for path in pathlib.Path("/dev").glob(f"{prefix}*")]
        if devices or (network.exists() and any(network.iterdir())):
            self.skipTest("this machine has a fast network")
        self.assertEqual(opened(), {"ob1"})

    def test_settings_of_the_user_are_kept(self):
        self.assertIn("monitoring", opened(OMPI_MCA_pml="ob1,monitoring"))
        self.assertIn("monitoring", opened(OMPI_MCA_mtl="^psm,psm2,ofi"))

    def test_without_a_launcher_no_job_directory_is_needed_or_left(self):
        # Every process of a user that is started alone would make and remove the same directory, and one in 250 met another one's removal.
        # Here a file has its name, so that a process which makes it fails always.
        with tempfile.TemporaryDirectory() as directory:
            blocked = pathlib.Path(directory, f"ompi.{socket.gethostname()}.{os.getuid()}")
            blocked.write_text("", encoding="utf-8")
            inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OMPI_COMM_WORLD", "PMIX", "PMI_"))}
            ended = subprocess.run([PROGRAM, "--version"], env={**inherited, "TMPDIR": directory}, capture_output=True, check=False, timeout=120)
            self.assertEqual((ended.returncode, ended.stderr), (0, b""))
            self.assertEqual(os.listdir(directory), [blocked.name])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
