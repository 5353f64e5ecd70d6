#!/usr/bin/python3
"""Opens report pages in Chromium without a window: numbers, pictures, 3-D view, comparison, measured values, print, shades of grey.

    test_report_page.py SAGITTA

Needs the group `report` of scripts/install_dependencies; without it the test is skipped (status 77).
"""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]
CASE = ROOT / "cases/fan_out_single_die/case.yaml"
DRIVER = pathlib.Path("/usr/bin/chromedriver")
SAGITTA = ""

try:
    import matplotlib.image
    import numpy as np
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
except ImportError as error:
    print(f"skipped: {error}; scripts/install_dependencies run report")
    sys.exit(SKIPPED)
if not DRIVER.exists():
    print("skipped: chromium-driver is not installed; scripts/install_dependencies report")
    sys.exit(SKIPPED)

# Measured values: computed ones of the run and what is added to them [um].
ADDED = {"room": 1.0, "cure": -2.0, "reflow": 3.0}


def sagitta(*words, **environment):
    done = subprocess.run([SAGITTA, *map(str, words)], capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    if done.returncode != 0:
        raise AssertionError(f"sagitta {' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def start_browser():
    options = webdriver.ChromeOptions()
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                 "--window-size=1280,1000"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    for set_timeout in (browser.set_page_load_timeout, browser.set_script_timeout):
        set_timeout(300)  # software draws the 3-D view, and the machine may be busy
    return browser


def luminance(rgb):
    """Relative luminance by WCAG 2.1 of sRGB in 0 to 1."""
    linear = np.where(np.asarray(rgb) <= 0.04045, np.asarray(rgb) / 12.92, ((np.asarray(rgb) + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def colour_of(text):
    """'#3b528b' or 'rgb(59, 82, 139)' in 0 to 1."""
    if text.startswith("#"):
        return [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [int(word) / 255 for word in re.findall(r"\d+", text)[:3]]


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = pathlib.Path(cls.folder.name)
        sagitta("run", CASE, "-o", cls.place / "thin", "--quiet", "--set", "output.report=true")
        sagitta("run", CASE, "-o", cls.place / "thick", "--quiet", "--set", "package.layers.overmould.thickness=150um")
        cls.results = {name: json.loads((cls.place / name / "results.json").read_text()) for name in ("thin", "thick")}
        cls.states = {state["name"]: state for state in cls.results["thin"]["states"]}
        lines = ["temperature [degC],warpage [um],uncertainty [um]"]
        for name, added in ADDED.items():
            state = cls.states[name]
            lines.append(f"{state['temperature']['value'] - 273.15:.6g},{1e6 * state['warpage']['bottom']['value'] + added:.9g},2.5")
        (cls.place / "measured.csv").write_text("\n".join(lines) + "\n")
        sagitta("report", cls.place / "thin", "-o", cls.place / "one.html", "--measured", cls.place / "measured.csv")
        sagitta("report", cls.place / "thin", cls.place / "thick", "-o", cls.place / "two.html")
        cls.browser = start_browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.folder.cleanup()

    def open(self, name):
        self.browser.get((self.place / name).as_uri())
        self.browser.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
        self.browser.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true; })")

    def text(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector).text

    def rows(self, section, table):
        """The cells of the rows of a table, by its place in a section."""
        return self.browser.execute_script(
            "return [...document.querySelectorAll(`#${arguments[0]} table`)[arguments[1]].querySelectorAll('tbody tr')]"
            ".map(r => [...r.cells].map(c => c.innerText.trim()))", section, table)

    def set(self, name, value):
        self.browser.execute_script(
            "const n = arguments[0], e = document.querySelector(`#controls input[name=${n}], #controls select[name=${n}]`); e.value = arguments[1];"
            "e.dispatchEvent(new Event('input', {bubbles: true}))", name, str(value))

    def canvas(self):
        """The pixels of the 3-D view: height x width x 3 in 0 to 1."""
        url = self.browser.execute_script("return document.getElementById('canvas').toDataURL()")
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(base64.b64decode(url.split(",")[1]))
            file.flush()
            return matplotlib.image.imread(file.name)[:, :, :3]

    def changed(self, before, after):
        """Share of the pixels of the picture that differ visibly."""
        return float(np.mean(np.abs(before - after).max(axis=2) > 0.04))

    def test_the_page_of_a_study_is_complete(self):
        few = ["--set", 'set=["mesh.plan={resolution: 2 mm}"]', "--set", "mesh_error=false", "--set", "parameters.mould.range.count=3", "--set", "report=true",
               "--set", "goals.minimise=[warpage_reflow, stress_die]"]
        sagitta("study", ROOT / "cases/study_thickness", "-o", self.place / "study", "--quiet", *few)
        study = json.loads((self.place / "study/study.json").read_text())
        self.open("study/report.html")
        self.assertEqual(self.browser.get_log("browser"), [])
        sections = self.browser.execute_script("return [...document.querySelectorAll('section')].map(s => s.id)")
        self.assertEqual(sections, ["decision", "ranking", "front", "responses", "contours", "zeros", "sources"])
        best = study["candidates"][study["decision"]["best"]]
        for name, label in best["parameters"].items():
            self.assertIn(f"{name} {label}", self.text("#decision .statement"))
        # The best one is in the second row of the ranking, under the base case, with its warpage and the difference.
        base, row = study["candidates"][0]["outputs"]["warpage_reflow"], self.rows("ranking", 0)[1]
        value = best["outputs"]["warpage_reflow"]
        column = 2 + list(study["outputs"]).index("warpage_reflow")
        shown, difference = row[column].split(" ")
        self.assertAlmostEqual(float(shown), 1e6 * value, delta=1e-3 * abs(1e6 * value))
        self.assertAlmostEqual(float(difference.strip("()")), 1e6 * (value - base), delta=1e-2 * abs(1e6 * (value - base)) + 1e-3)
        images = self.browser.execute_script("return [...document.images].map(i => [i.alt, i.complete && i.naturalWidth])")
        self.assertGreater(len(images), 5)
        for alternative, width in images:
            self.assertTrue(alternative and width > 100, (alternative, width))
        # Every link on the page leads to something.
        broken = self.browser.execute_script("return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href')).filter(h => !document.querySelector(h))")
        self.assertEqual(broken, [])

    def test_it_loads_from_a_file_without_errors_and_without_the_network(self):
        for page in ("one.html", "two.html", "thin/report.html"):
            with self.subTest(page=page):
                self.open(page)
                time.sleep(0.5)
                self.assertEqual(self.browser.get_log("browser"), [])
                self.assertEqual(self.browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)"
                                                             ".filter(n => !n.startsWith('data:') && !n.startsWith('blob:'))"), [])
                text = (self.place / page).read_text()
                self.assertEqual(re.findall(r"<(?:script|img|link)[^>]*(?:src|href)=\"(?!data:)[^\"]*\"", text), [])
                self.assertLess(len(text), 11e6)

    def test_every_picture_has_an_alternative_text(self):
        self.open("one.html")
        missing = self.browser.execute_script(
            "return [...document.querySelectorAll('img, canvas, figure > svg')]"
            ".filter(e => !(e.alt || e.getAttribute('aria-label') || '').trim()).map(e => e.outerHTML.slice(0, 80))")
        self.assertEqual(missing, [])
        pictures = self.browser.execute_script("return document.querySelectorAll('img, canvas, figure > svg').length")
        self.assertGreater(pictures, 10)

    def test_it_shows_the_warpage_of_every_state_and_face(self):
        self.open("one.html")
        shown = [row for row in self.rows("warpage", 1)]  # the first table holds the measured values
        self.assertEqual(len(shown), 2 * len(self.states))
        for (name, state), rows in zip(self.states.items(), zip(shown[::2], shown[1::2])):
            self.assertEqual(rows[0][0], name)
            for side, row in zip(("bottom", "top"), rows):
                face = state["warpage"][side]
                self.assertEqual(row[3].split()[0], f"{1e6 * face['value']:+.2f}")
                self.assertEqual("(?)" in row[3], not face["sign_is_certain"])
                self.assertEqual(row[4].split()[0], face["shape"])
                self.assertIn(face["quadratic"]["shape"], row[4])
                self.assertEqual(row[5], ", ".join(f"{1e6 * d:+.2f}" for d in face["diagonals"]["value"]))
                self.assertEqual("FAIL" in row[8], not face.get("within_limit", True))

    def test_it_shows_hotspots_stresses_and_origin(self):
        self.open("one.html")
        spot = self.states["operating"]["hotspots"][0]
        self.assertEqual(self.rows("temperatures", 0)[0][:4],
                         ["operating", spot["part"], f"{spot['temperature']['value'] - 273.15:.1f}", f"{spot['rise']['value']:+.1f}"])
        stresses = {(row[0], row[1]): row for row in self.rows("stresses", 1)}
        for name, state in self.states.items():
            for stress in state["stresses"]:
                self.assertEqual(stresses[name, stress["part"]][4], f"{1e-6 * stress['von_mises']['percentiles']['99']['value']:.4g}")
        origin = self.text(".origin")
        self.assertIn(self.results["thin"]["case"]["hash"][:12], origin)
        self.assertIn(self.results["thin"]["revision"], origin)

    def test_warnings_come_before_figures_and_assumed_values_are_marked(self):
        self.open("one.html")
        order = self.browser.execute_script("return [...document.querySelectorAll('section')].map(s => s.id)")
        self.assertEqual(order[0], "warnings")
        self.assertEqual(len(self.browser.find_elements(By.CSS_SELECTOR, "#warnings li")), len(self.results["thin"]["warnings"]))
        model = json.loads((self.place / "thin/model.json").read_text())
        values = [value for material in model["materials"] for value in material["values"]]
        rows = self.rows("materials", 1)
        self.assertEqual(len(rows), len(values))
        for row, value in zip(rows, values):
            self.assertEqual(row[1], value["property"])
            self.assertIn(value["source"], row[4])
        assumed = [value for value in values if value["kind"] == "assumed"]
        self.assertGreater(len(assumed), 0)
        self.assertEqual(len(self.browser.find_elements(By.CSS_SELECTOR, "#materials td .assumed")), len(assumed))

    def test_measured_values_are_compared(self):
        self.open("one.html")
        text = self.text(".measured")
        rms = np.sqrt(np.mean(np.square(list(ADDED.values()))))
        self.assertIn(f"{rms:.2f} um", text)
        self.assertIn("over 3 of 3 measured values", text)
        self.assertIn("2 of them within their uncertainty", text)
        for row, added in zip(self.rows("warpage", 0), ADDED.values()):
            self.assertEqual(row[3], f"{-added:+.2f}")

    def test_runs_are_compared_with_the_first(self):
        self.open("two.html")
        rows = {(row[0], row[1]): row for row in self.rows("comparison", 0)}
        for name, state in self.states.items():
            other = next(s for s in self.results["thick"]["states"] if s["name"] == name)
            base, value = 1e6 * state["warpage"]["bottom"]["value"], 1e6 * other["warpage"]["bottom"]["value"]
            row = rows[name, "warpage, bottom"]
            self.assertEqual(row[2], f"{base:+.2f}")
            self.assertTrue(row[3].startswith(f"{value:+.2f} ({value - base:+.2f}"), row)
        self.assertIn("150um", self.text("#comparison pre"))
        self.assertEqual(self.browser.execute_script("return document.querySelectorAll('.scene').length"), 2)

    def test_the_controls_change_the_picture(self):
        self.open("one.html")
        whole = self.canvas()
        background = float(np.mean(whole.min(axis=2) > 0.99))
        self.assertTrue(0.2 < background < 0.95, background)
        seen = whole
        for name, value, least in (("factor", 0, 0.02), ("stretch", 12, 0.05), ("y", 0, 0.05), ("x", 0, 0.03), ("quantity", "material", 0.05),
                                   ("quantity", "von_mises", 0.03), ("quantity", "temperature", 0.005), ("z", 0.0001, 0.02)):
            if name == "quantity" and value == "temperature":
                self.set("state", list(self.states).index("operating"))
            self.set(name, value)
            after = self.canvas()
            with self.subTest(control=name, value=value):
                self.assertGreater(self.changed(seen, after), least)
            seen = after
        self.assertEqual(self.browser.get_log("browser"), [])

    def test_states_and_hidden_parts_change_the_picture_and_its_text(self):
        self.open("one.html")
        canvas = self.browser.find_element(By.ID, "canvas")
        seen = self.canvas()
        for index, name in enumerate(self.states):
            self.set("state", index)
            self.assertIn(name, self.text("#caption"))
            self.assertIn(name, canvas.get_attribute("aria-label"))
            after = self.canvas()
            self.assertGreater(self.changed(seen, after), 0.005)
            seen = after
        self.set("quantity", "material")
        with_mould, parts = self.canvas(), self.browser.find_elements(By.CSS_SELECTOR, "#controls .parts input")
        self.assertEqual(len(parts), 4)
        self.assertIn("silicon", self.text("#legend"))
        self.assertIn("lmc_r4507", self.text("#legend"))
        for part in parts:
            if part.find_element(By.XPATH, "..").text.strip() in ("overmould", "die_zone"):
                self.browser.execute_script("arguments[0].click()", part)
        self.assertGreater(self.changed(with_mould, self.canvas()), 0.05)
        self.assertNotIn("lmc_r4507", self.text("#legend"))

    def test_the_legend_has_the_range_of_the_state(self):
        self.open("one.html")
        index = list(self.states).index("operating")
        self.set("quantity", "temperature")
        self.set("state", index)
        low, high = (t - 273.15 for t in self.states["operating"]["temperature_range"]["value"])
        ends = [float(word) for word in self.text("#legend small").split(" to ")]
        # Corners of cells do not hold every extreme: within a degree of a range of 29.
        self.assertAlmostEqual(ends[0], low, delta=1)
        self.assertAlmostEqual(ends[1], high, delta=1)
        ticks = self.browser.execute_script(
            "return Array.from(document.querySelectorAll('#legend .ticks span'), t => [Number(t.textContent), t.getBoundingClientRect().top, t.getBoundingClientRect().bottom])")
        ticks.sort()
        self.assertGreaterEqual(len(ticks), 2)
        self.assertTrue(all(ends[0] - 0.01 <= value <= ends[1] + 0.01 for value, _, _ in ticks), ticks)
        for (lower, top, _), (upper, _, bottom) in zip(ticks, ticks[1:]):
            self.assertAlmostEqual(upper - lower, ticks[1][0] - ticks[0][0], delta=1e-9 * abs(upper))
            self.assertLess(bottom, top, "ticks do not overlap")

    def test_a_uniform_temperature_has_one_tick(self):
        self.open("one.html")
        self.set("quantity", "temperature")
        self.set("state", list(self.states).index("room"))
        self.assertEqual(self.text("#legend .ticks"), "25")

    def test_it_can_be_read_in_grey(self):
        self.open("one.html")
        for legend in self.browser.execute_script(
                "return [...document.querySelectorAll('.scale > figure:first-child svg')].map(s => [...s.querySelectorAll('rect[fill^=\"#\"]')]"
                ".map(r => r.getAttribute('fill')))"):
            steps = np.diff([luminance(colour_of(colour)) for colour in legend])
            self.assertGreater(len(steps), 8)
            self.assertTrue(np.all(steps > 0.004), steps)  # from dark to light, each band lighter than the last
        # Texts against what they stand on: at least 4.5 to 1 (WCAG 2.1, level AA).
        pairs = self.browser.execute_script("""
            return [...document.querySelectorAll('p, li, td, th, small, figcaption, summary, a, .tile span')].map(e => {
              let below = e; while (below && getComputedStyle(below).backgroundColor === 'rgba(0, 0, 0, 0)') below = below.parentElement;
              return [getComputedStyle(e).color, below ? getComputedStyle(below).backgroundColor : 'rgb(255, 255, 255)']; })""")
        for text, ground in {tuple(pair) for pair in pairs}:
            a, b = sorted((luminance(colour_of(text)), luminance(colour_of(ground))))
            self.assertGreater((b + 0.05) / (a + 0.05), 4.5, (text, ground))

    def test_it_prints(self):
        self.open("one.html")
        pdf = base64.b64decode(self.browser.print_page())
        self.assertTrue(pdf.startswith(b"%PDF"))
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
        self.assertTrue(3 < pages < 30, pages)

    def test_a_small_view_is_decimated_and_says_so(self):
        sagitta("report", self.place / "thin", "-o", self.place / "small.html", "--view-size", "40kB")
        text = (self.place / "small.html").read_text()
        data = re.search(r'<script type="application/json" class="scene">(.*?)</script>', text, flags=re.DOTALL).group(1)
        self.assertLess(len(data), 44e3)
        self.open("small.html")
        self.assertIn("Decimated: the mesh has 645 cells", self.text("#package_view + noscript + p"))
        self.assertLess(float(np.mean(self.canvas().min(axis=2) > 0.99)), 0.95)

    def test_without_three_js_the_rest_of_the_page_is_shown(self):
        sagitta("report", self.place / "thin", "-o", self.place / "plain.html", SAGITTA_THREE=str(self.place / "nowhere"))
        self.open("plain.html")
        self.assertIn("apt install libjs-three", self.text("section#view"))
        self.assertEqual(len(self.rows("warpage", 0)), 2 * len(self.states))
        self.assertEqual(self.browser.get_log("browser"), [])


if __name__ == "__main__":
    SAGITTA = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
