"""`sagitta materials fit`: the shipped synthetic tables give their constants back, and what is written is a card that works.

Usage: test_material_fit.py PROGRAM MPIEXEC

The truth is what docs/user_guide/fitting/make_tables.py made the tables with; that script shares nothing with the program.
"""

import csv
import importlib.util
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "docs/user_guide/fitting"
BAD_INPUT, NOT_CONVERGED = 2, 3
PROGRAM, MPIEXEC = "", ""

specification = importlib.util.spec_from_file_location("make_tables", EXAMPLE / "make_tables.py")
tables = importlib.util.module_from_spec(specification)
specification.loader.exec_module(tables)

TRUTH = {  # as the generator has them, in the units of the card
    ("expansion", "below"): 9,
    ("expansion", "above"): 31,
    ("expansion", "glass_transition"): 155,
    ("cure", "kinetics", "rate_factor_1"): 2e5,
    ("cure", "kinetics", "activation_energy_1"): 75,
    ("cure", "kinetics", "rate_factor_2"): 4e5,
    ("cure", "kinetics", "activation_energy_2"): 65,
    ("cure", "kinetics", "m"): 0.8,
    ("cure", "kinetics", "n"): 1.4,
    ("cure", "heat"): 60,
    ("cure", "glass_transition", "uncured"): -10,
    ("cure", "glass_transition", "cured"): 155,
    ("cure", "glass_transition", "lambda"): 0.4,
    ("viscoelasticity", "young", "equilibrium"): 800,
    ("viscoelasticity", "shift", "c1"): tables.C1,
    ("viscoelasticity", "shift", "c2"): tables.C2,
    ("viscoelasticity", "shift", "activation_energy"): tables.ENERGY * 1e-3,
}


def run(*arguments, ranks=0):
    launcher = [MPIEXEC, "--allow-run-as-root", "--oversubscribe", "-np", str(ranks)] if ranks else []
    ended = subprocess.run([*launcher, PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)
    said = [line for line in ended.stderr.splitlines() if line.startswith("sagitta: ")]
    return ended.returncode, ended.stdout, said


def entry(card, path):
    for key in path:
        card = card[key]
    return card


def number(text):
    return float(str(text).split()[0])


def range_of(note):
    lower, upper = re.match(r"95 %: (\S+) to (\S+)", note).groups()
    return float(lower), float(upper)


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


class Fit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.results = pathlib.Path(cls.directory.name) / "fitted"
        cls.status, cls.said, cls.errors = run("materials", "fit", EXAMPLE / "request.yaml", "-o", cls.results)
        cls.card_file = cls.results / "synthetic_compound.yaml"

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def setUp(self):
        self.assertEqual((self.status, self.errors), (0, []))
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def card(self):
        return yaml.safe_load(self.card_file.read_text(encoding="utf-8"))

    def test_the_tables_are_those_of_the_generator(self):
        shutil.copy(EXAMPLE / "make_tables.py", self.scratch)
        subprocess.run([sys.executable, self.scratch / "make_tables.py"], check=True)
        made = sorted(path.name for path in self.scratch.glob("*.csv"))
        self.assertEqual(made, sorted(path.name for path in EXAMPLE.glob("*.csv")))
        for name in made:
            content = (EXAMPLE / name).read_text(encoding="utf-8")
            self.assertEqual((self.scratch / name).read_text(encoding="utf-8"), content, name)
            self.assertIn("SYNTHETIC", content.splitlines()[0])

    def test_the_constants_are_in_or_near_their_ranges(self):
        # One noise: each of 17 ranges of 95 % misses its constant in one case of twenty. All lie within twice their half width.
        card, inside = self.card(), 0
        for path, truth in TRUTH.items():
            with self.subTest(".".join(path)):
                found = entry(card, path)
                lower, upper = range_of(found["note"])
                self.assertLess(lower, number(found["value"]))
                self.assertLess(number(found["value"]), upper)
                self.assertLess(abs(number(found["value"]) - truth), upper - lower)
                inside += lower <= truth <= upper
        self.assertGreaterEqual(inside, 13)

    def test_every_value_has_its_source_and_kind(self):
        checked = subprocess.run(
            [sys.executable, PROJECT / "scripts/check_materials_library", self.results], capture_output=True, text=True, check=False
        )
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        card = self.card()
        self.assertIn("fitted to dma.csv", card["viscoelasticity"]["young"]["arms"]["source"])
        self.assertEqual(card["viscoelasticity"]["young"]["arms"]["kind"], "assumed")
        self.assertIn("given", card["viscoelasticity"]["poisson"]["source"])

    def test_the_card_relaxes_as_the_compound_it_was_fitted_to(self):
        status, _, errors = run(
            "materials", "test", "synthetic_compound", "--library", self.results, "--law", "viscoelastic", "--path", "dma", "--set",
            "amplitude=0.01%", "--set", "frequencies=[1 Hz]", "--set", "temperatures=[140 degC, 150 degC, 165 degC]", "--set",
            "points=256", "-o", self.scratch,
        )  # fmt: skip
        self.assertEqual((status, errors), (0, []))
        for row in rows(self.scratch / "synthetic_compound_viscoelastic_dma.csv"):
            truth = tables.dynamic_modulus(float(row["frequency [Hz]"]), float(row["temperature [degC]"]))
            # Noise of 1 and 3 % on 13 frequencies per temperature; the arms of the fit average over it.
            self.assertAlmostEqual(float(row["storage modulus [MPa]"]) * 1e6 / truth.real, 1, delta=0.02)
            self.assertAlmostEqual(float(row["loss modulus [MPa]"]) * 1e6 / truth.imag, 1, delta=0.05)

    def test_the_card_is_shown_and_runs_in_a_case(self):
        status, said, _ = run("materials", "show", "synthetic_compound", "--library", self.results)
        self.assertEqual(status, 0)
        self.assertIn("cure.kinetics.rate_factor_1", said)
        case = PROJECT / "cases/bimetal_plate/case.yaml"
        status, said, errors = run("check", case, "--library", self.results, "--set", "package.layers.mould.material=synthetic_compound")
        self.assertEqual((status, errors), (0, []))
        self.assertIn("synthetic_compound", said)

    def test_tables_and_plots_show_data_against_fit(self):
        master = rows(self.results / "synthetic_compound_master_curve.csv")
        self.assertEqual(len(master), 8 * 13 * 2)
        for row in master:
            if row["kind"] == "storage":
                ratio = float(row["fitted modulus [MPa]"]) / float(row["modulus [MPa]"])
                self.assertLess(abs(math.log(ratio)), 0.05)
        for row in rows(self.results / "synthetic_compound_relaxation.csv"):
            lower, value, upper = (float(row[key]) for key in ("lower limit of 95 % [MPa]", "relaxation modulus [MPa]", "upper limit of 95 % [MPa]"))
            self.assertTrue(0 < lower <= value <= upper)
        for name in ("expansion", "glass_transition", "cure", "master_curve", "relaxation", "shift"):
            picture = (self.results / f"synthetic_compound_{name}.svg").read_text(encoding="utf-8")
            self.assertIn("<circle", picture)
            self.assertNotIn("nan", picture)
        self.assertEqual((self.results / "synthetic_compound_fit.txt").read_text(encoding="utf-8"), self.said.split("\n/")[0].rstrip("\n") + "\n")

    def test_the_constants_of_the_metal_are_recovered_at_both_temperatures(self):
        status, _, errors = run("materials", "fit", EXAMPLE / "metal.yaml", "-o", self.scratch)
        self.assertEqual((status, errors), (0, []))
        card = yaml.safe_load((self.scratch / "synthetic_metal.yaml").read_text(encoding="utf-8"))
        young = [number(point[1]) for point in card["elasticity"]["young"]["table"]]
        yield_stress = [number(point[1]) for point in card["inelasticity"]["tension"]["isotropic"]["yield"]["table"]]
        for found, truth in zip(young + yield_stress, (115e3, 105e3, 140, 115)):
            self.assertAlmostEqual(found / truth, 1, delta=0.02)  # noise of 1 MPa in 150
        status, _, errors = run(
            "materials", "test", "synthetic_metal", "--library", self.scratch, "--law", "tension", "--path", "stress_strain", "--set",
            "rate=1e-3/s", "--set", "strain=5%", "--set", "temperature=25degC", "-o", self.scratch,
        )  # fmt: skip
        self.assertEqual((status, errors), (0, []))

    def test_a_parallel_run_writes_the_same_card_once(self):
        status, _, errors = run("materials", "fit", EXAMPLE / "request.yaml", "-o", self.scratch / "parallel", ranks=2)
        self.assertEqual((status, errors), (0, []))
        self.assertEqual((self.scratch / "parallel/synthetic_compound.yaml").read_text(encoding="utf-8"), self.card_file.read_text(encoding="utf-8"))

    def test_the_guide_shows_this_report(self):
        guide = (EXAMPLE.parent / "fitting.md").read_text(encoding="utf-8")
        shown = next(block for block in re.findall(r"^```\n(.*?)^```$", guide, re.M | re.S) if "Ranges are those" in block)
        report = (self.results / "synthetic_compound_fit.txt").read_text(encoding="utf-8")
        figure = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
        self.assertEqual([line.split() for line in figure.sub("#", shown).splitlines()], [line.split() for line in figure.sub("#", report).splitlines()])
        for one, other in zip(figure.findall(shown), figure.findall(report)):
            # Processors round differently; optimisers end within their tolerance.
            self.assertAlmostEqual(float(one), float(other), delta=0.01 * abs(float(other)))

    def fit(self, sections, **files):
        """The outcome of a request with these sections and tables: (status, what was printed, errors)."""
        for name, lines in files.items():
            (self.scratch / f"{name}.csv").write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", encoding="utf-8")
        (self.scratch / "request.yaml").write_text(yaml.safe_dump({"name": "sample", "description": "a trial", "source": "nobody", **sections}))
        return run("materials", "fit", self.scratch / "request.yaml", "-o", self.scratch / "written")

    def find_nothing(self, section, sections, **files):
        status, said, errors = self.fit(sections, **files)
        self.assertEqual((status, said, len(errors)), (NOT_CONVERGED, "", 1), errors)
        self.assertTrue(errors[0].startswith(f"sagitta: {section}: "), errors)
        self.assertRegex(errors[0], "the data determine none of the constants|the residuals are as large as the signal|the fit diverged")
        self.assertFalse((self.scratch / "written").exists(), "nothing is written")

    TENSION = {"inelasticity": {"tension": {"model": "plastic", "hardening": "voce", "poisson": 0.34,
                                            "curves": [{"data": "pull.csv", "temperature": "25 degC", "rate": "1e-3/s"}]}}}  # fmt: skip
    CURE = {"cure": {"runs": [{"data": "dsc.csv"}], "exothermic": "up", "baseline": "subtracted", "kinetics": "kamal_sourour",
                     "diffusion": "none", "initial": "1 %", "gel_point": "60 %"}}  # fmt: skip
    DMA = ("temperature [degC]", "frequency [Hz]", "storage modulus [MPa]", "loss modulus [MPa]")

    def test_a_failed_fit_writes_no_card(self):
        noise = random.Random(11)
        pull = [("strain [-]", "stress [MPa]")] + [(1e-3 * i, noise.uniform(1, 100)) for i in range(1, 41)]
        self.find_nothing("inelasticity.tension", self.TENSION, pull=pull)
        dsc = [("time [s]", "temperature [degC]", "heat flow [W/g]")] + [(12 * i, 30 + 2 * i, noise.gauss(0, 1)) for i in range(100)]
        self.find_nothing("cure", self.CURE, dsc=dsc)
        rising = [self.DMA]
        for celsius in range(120, 191, 10):
            for step in range(13):
                storage = (1000 + 100 * (celsius - 120)) * (0.1 * 10 ** (step / 4)) ** 0.05
                rising.append((celsius, 0.1 * 10 ** (step / 4), storage, 0.1 * storage))
        for model in ("wlf", "arrhenius", "wlf_arrhenius"):
            shift = {"model": model, "reference": "150 degC", **({"junction": "150 degC"} if model == "wlf_arrhenius" else {})}
            self.find_nothing("viscoelasticity", {"viscoelasticity": {"data": ["dma.csv"], "modulus": "young", "poisson": 0.3, "shift": shift}}, dma=rising)

    def test_constants_that_the_data_do_not_determine_are_assumed(self):
        # One dwell: its rates are known at one temperature, so the energies and factors are not.
        x, rows = 0.01, [("time [s]", "temperature [degC]", "heat flow [W/g]")]
        noise = random.Random(2)
        for i in range(61):
            rows.append((60 * i, 130, 60 * tables.cure_rate(x, 403.15) + 2e-4 * noise.gauss(0, 1)))
            for _ in range(600):
                x += 0.1 * tables.cure_rate(x, 403.15)
        status, said, errors = self.fit(self.CURE, dsc=rows)
        self.assertEqual((status, errors), (0, []))
        cure = yaml.safe_load((self.scratch / "written/sample.yaml").read_text(encoding="utf-8"))["cure"]
        found = {**cure["kinetics"], "heat": cure["heat"]}
        for line in said.splitlines():
            self.assertNotIn("inf", line.split())
        for name in ("rate_factor_1", "activation_energy_1", "rate_factor_2", "activation_energy_2"):
            self.assertRegex(said, rf"{name} .* not determined\n")
            self.assertEqual(found[name]["kind"], "assumed")
            self.assertIn("not determined by these data", found[name]["note"])
        for name in ("n", "heat"):
            self.assertRegex(said, rf"  {name} .* to .*\n")
            self.assertEqual(found[name]["kind"], "measured")
            self.assertTrue(found[name]["note"].startswith("95 %: "))

    def test_an_expansion_unlike_a_polymer_has_a_remark(self):
        def expand(below, above, noise=1e-5):
            scatter = random.Random(3)
            rows = [(t, 1e-6 * (below * min(t - 155, 0) + above * max(t - 155, 0)) + noise * scatter.gauss(0, 1)) for t in range(30, 251, 2)]
            return self.fit({"expansion": {"data": ["tma.csv"]}}, tma=[("temperature [degC]", "strain [-]"), *rows])

        negative, lower = "glass transition is negative", "above the glass transition is lower than that below"
        for slopes, words, others in (((-5, 31), [negative], [lower]), ((31, 9), [lower], [negative]), ((9, -31), [negative, lower], []), ((9, 31), [], [negative, lower])):
            status, said, errors = expand(*slopes)
            self.assertEqual((status, errors), (0, []))
            for one in words:
                self.assertIn(one, said)
            for one in others:
                self.assertNotIn(one, said)
        status, said, errors = expand(9, 9, noise=0)
        self.assertEqual((status, said, len(errors)), (BAD_INPUT, "", 1))
        self.assertIn("expansion: the data show no glass transition", errors[0])

    def test_moduli_of_noise_are_refused_for_too_few_shift_factors(self):
        noise = random.Random(4)
        rows = [(t, 0.1 * 10 ** (k / 4), noise.uniform(1e3, 2e4), noise.uniform(100, 2000)) for t in range(120, 191, 10) for k in range(13)]
        shift = {"model": "wlf", "reference": "150 degC"}
        sections = {"viscoelasticity": {"data": ["dma.csv"], "modulus": "young", "poisson": 0.3, "shift": shift}}
        status, _, errors = self.fit(sections, dma=[self.DMA, *rows])
        self.assertEqual((status, len(errors)), (BAD_INPUT, 1))
        self.assertRegex(errors[0], "(only [12]|none) of the 7 temperatures besides the reference overlap enough .* the shift has 2 constants")

    def refuse(self, words, *settings, change=None):
        folder = self.scratch / "request"
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        if change:
            (folder / change[0]).write_bytes(change[1])
        arguments = [part for setting in settings for part in ("--set", setting)]
        for ranks in (0, 2):
            status, said, errors = run("materials", "fit", folder / "request.yaml", *arguments, "-o", self.scratch / "none", ranks=ranks)
            self.assertEqual((status, said, len(errors)), (BAD_INPUT, "", 1), errors)
            self.assertIn(words, errors[0])
            self.assertFalse((self.scratch / "none").exists(), "nothing is written")

    def test_a_mistake_is_one_sentence_and_nothing_is_written(self):
        self.refuse("there is no such file; did you mean dma.csv?", "viscoelasticity.data=[dmaa.csv]")
        self.refuse("tma.csv: the table is empty", change=("tma.csv", b""))
        self.refuse("dma.csv:1: this is not a text file", change=("dma.csv", bytes(range(256)) * 8))
        self.refuse("tma.csv:3: column 2 (strain): \"nan\" is not a finite number", change=("tma.csv", b"temperature [degC],strain\n1,0\n2,nan\n"))
        self.refuse("expansion: all points were measured at one temperature", change=("tma.csv", b"temperature [degC],strain\n1,0\n"))
        self.refuse("this value is fitted too; remove it from card", "card.expansion.below={value: 9 ppm/K, kind: assumed, source: nobody}")
        self.refuse("card.name", "card.name=other")
        self.refuse("unknown key densty", "card.densty=1")


if __name__ == "__main__":
    PROGRAM, MPIEXEC = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
