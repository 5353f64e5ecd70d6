"""The job scripts of scripts/cluster on a Slurm of one node that the test starts itself.

Usage: test_slurm.py PROGRAM

Needs root and the packages of the group `slurm` (scripts/install_dependencies slurm); without them the test is skipped (status 77).
"""

import csv
import getpass
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
CLUSTER = PROJECT / "scripts" / "cluster"

CASE = """sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: core, thickness: 200 um, material: silicon_isotropic}
    - {name: above, thickness: 100 um, material: mould}
materials: {mould: {young: 20 GPa, poisson: 0.3, cte: 9 ppm/K}}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {lattice: [4, 4]}}
"""
PATH_CASE = """sagitta: 1
package:
  outline: {size: [8 mm, 8 mm]}
  stress_free_temperature: 125 degC
  layers:
    - {name: mould, thickness: 0.3 mm, material: compound}
    - {name: film, thickness: 0.05 mm, material: metal}
materials:
  compound: {law: viscoelastic, expansion: {model: tangent, coefficient: 10 ppm/K}, viscoelasticity: {model: young, young: {instantaneous: 20 GPa, arms: [[10 s, 50 %]]}, poisson: 0.3, shift: {model: arrhenius, reference: 125 degC, activation_energy: 100 kJ/mol}}}
  metal: {law: plastic, elasticity: {model: isotropic, young: 100 GPa, poisson: 0.34}, expansion: {model: tangent, coefficient: 17 ppm/K}, inelasticity: {mine: {model: plastic, isotropic: {model: linear, yield: 30 MPa, modulus: 1 GPa}}}}
history: {start: {temperature: 125 degC}, tolerance: 1e-5}
states:
  - {name: cooled, temperature: 60 degC, duration: 1 min}
  - {name: cold, temperature: 0 degC, duration: 1 min}
mesh: {plan: {lattice: [8, 8]}}
"""
STUDY = """sagitta_study: 1
base: base.yaml
parameters:
  above: {key: package.layers.above.thickness, range: {from: 40 um, to: 100 um, count: 7}}
outputs:
  bow: {measure: bow, state: room}
"""
CONFIGURATION = """ClusterName=sagitta
SlurmctldHost={host}
AuthType=auth/munge
AuthInfo=cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd.log
SlurmctldPort={port}
SlurmdPort={next_port}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} CPUs={processors} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """A controller and one node, and munge, which tells them who submits."""

    def __init__(self, place):
        self.place = place
        for folder in ("state", "spool"):
            (place / folder).mkdir()
        port = 16800 + os.getpid() % 1000 * 2
        self.file = place / "slurm.conf"
        self.file.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], place=place, port=port, next_port=port + 1,
                                                  processors=os.cpu_count()), encoding="utf-8")
        self.environment = dict(os.environ, SLURM_CONF=str(self.file))
        self.own_munge = subprocess.run(["pgrep", "-x", "munged"], capture_output=True, check=False).returncode != 0
        if self.own_munge:
            subprocess.run(["install", "-d", "-o", "munge", "-g", "munge", "/run/munge"], check=True)
            subprocess.run(["runuser", "-u", "munge", "--", "/usr/sbin/munged"], check=True)
        subprocess.run(["/usr/sbin/slurmctld", "-i"], env=self.environment, check=True)
        subprocess.run(["/usr/sbin/slurmd"], env=self.environment, check=True)
        self.wait_for("idle", ["sinfo", "--noheader", "--format=%t"], 60)

    def call(self, *command, **options):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, **options).stdout.strip()

    def wait_for(self, text, command, seconds):
        end = time.monotonic() + seconds
        while (said := self.call(*command)) != text:
            if time.monotonic() > end:
                raise TimeoutError(f"{' '.join(command)}: {said!r} instead of {text!r}")
            time.sleep(0.5)

    def submit(self, *arguments, folder):
        """Submits a job, and waits until nothing is in the queue."""
        job = self.call("sbatch", "--parsable", *arguments, cwd=folder)
        self.wait_for("", ["squeue", "--noheader", "--format=%i"], 400)
        return job

    def stop(self):
        for name in ("slurmd", "slurmctld"):
            process = int((self.place / f"{name}.pid").read_text())
            subprocess.run(["kill", str(process)], check=False)
        if self.own_munge:
            subprocess.run(["pkill", "-x", "munged"], check=False)
        time.sleep(2)


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)
        (cls.place / "base.yaml").write_text(CASE, encoding="utf-8")
        (cls.place / "study.yaml").write_text(STUDY, encoding="utf-8")
        cls.slurm = Slurm(cls.place)
        cls.addClassCleanup(cls.slurm.stop)
        cls.slurm.environment.update(SAGITTA=PROGRAM, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def logs(self, pattern):
        return "\n".join(file.read_text() for file in sorted(self.place.glob(pattern)))

    def test_a_study_in_shards_equals_the_whole_study(self):
        subprocess.run([PROGRAM, "study", "study.yaml", "-o", "whole", "--quiet"], cwd=self.place, check=True)
        self.slurm.submit("--array=1-3", CLUSTER / "study.sbatch", "study.yaml", "parts", folder=self.place)
        ledgers = []
        for name in ("whole", "parts"):
            file = self.place / name / "ledger.csv"
            self.assertTrue(file.exists(), self.logs("sagitta_study*.log"))
            with open(file, newline="", encoding="utf-8") as rows:
                ledgers.append(list(csv.DictReader(rows)))
        self.assertEqual([row["status"] for row in ledgers[1]], [row["status"] for row in ledgers[0]])
        (column,) = [key for key in ledgers[0][0] if key.startswith("bow")]
        for alone, part in zip(*ledgers):
            # Each candidate starts from another one's solution and is solved to 1e-8 in the energy norm.
            self.assertAlmostEqual(float(part[column]) / float(alone[column]), 1, delta=1e-5)

    def test_a_case_runs_on_the_ranks_of_the_slurm_job(self):
        self.slurm.submit("--ntasks=2", CLUSTER / "run.sbatch", "base.yaml", "ranks", folder=self.place)
        results = self.place / "ranks" / "results.json"
        self.assertTrue(results.exists(), self.logs("sagitta-*.log"))
        self.assertEqual(json.loads(results.read_text())["ranks"], min(2, os.cpu_count()))

    def test_an_array_runs_one_case_per_job(self):
        for i in (1, 2):
            (self.place / f"variant_{i}.yaml").write_text(CASE.replace("9 ppm/K", f"{7 + 2 * i} ppm/K"), encoding="utf-8")
        self.slurm.submit("--array=1-2", CLUSTER / "run.sbatch", "variant_%a.yaml", "variants/%a", folder=self.place)
        for i in (1, 2):
            self.assertTrue((self.place / "variants" / str(i) / "results.json").exists(), self.logs("sagitta-*.log"))

    def test_a_job_near_its_time_limit_goes_back_into_the_queue_and_resumes(self):
        # The signal that --signal sends before the limit, sent when the path is on its way.
        (self.place / "path.yaml").write_text(PATH_CASE, encoding="utf-8")
        subprocess.run([PROGRAM, "run", "path.yaml", "-o", "uninterrupted", "--quiet"], cwd=self.place, check=True)
        job = self.slurm.call("sbatch", "--parsable", "--ntasks=2", CLUSTER / "run.sbatch", "path.yaml", "requeued", "--checkpoint-every", "5",
                              cwd=self.place)
        end = time.monotonic() + 300
        while not list((self.place / "requeued" / "checkpoints").glob("step_*.h5")):
            self.assertLess(time.monotonic(), end, self.logs(f"sagitta-{job}.log"))
            time.sleep(0.05)
        self.slurm.call("scancel", "--signal=USR1", "--batch", job)
        self.slurm.wait_for("", ["squeue", "--noheader", "--format=%i"], 900)
        log = self.logs(f"sagitta-{job}.log")
        self.assertIn("stopped by SIGUSR1", log)
        self.assertRegex(log, r"from step_\d+\.h5")
        states = [json.loads((self.place / name / "results.json").read_text())["states"] for name in ("uninterrupted", "requeued")]
        for one, other in zip(*states):
            # Ranks sum in another order, and every solve ends at 1e-8.
            self.assertAlmostEqual(other["warpage"]["bottom"]["value"] / one["warpage"]["bottom"]["value"], 1, delta=1e-6)
        self.assertFalse((self.place / "requeued" / "checkpoints").exists())

    def test_bad_input_is_the_status_of_the_job(self):
        (self.place / "bad.yaml").write_text(CASE.replace("4 mm, 4 mm", "4 mm, 4 K"), encoding="utf-8")
        self.slurm.submit(CLUSTER / "run.sbatch", "bad.yaml", "bad", "--quiet", folder=self.place)
        self.assertIn("bad.yaml", self.logs("sagitta-*.log"))
        self.assertFalse((self.place / "bad" / "results.json").exists())


if __name__ == "__main__":
    if getpass.getuser() != "root" or not all(shutil.which(name, path="/usr/sbin:/usr/bin") for name in ("slurmctld", "slurmd", "munged", "sbatch")):
        print("Skipped: needs root and the packages of `scripts/install_dependencies slurm`.")
        sys.exit(77)
    PROGRAM = sys.argv.pop()
    unittest.main(verbosity=2)
