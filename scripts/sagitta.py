"""Runs and studies of Sagitta in Python: start them, read their files as numpy arrays, tables as pandas frames.

    import sys; sys.path.insert(0, "scripts")
    import sagitta

    run = sagitta.run("cases/fan_out_single_die", "results/first", {"package.layers.overmould.thickness": "150 um"})
    print(run.value("states.room.warpage.bottom.value"))     # in m
    x, y, w = run.warpage("room", "bottom")                  # the map, in m
    way = run.history()                                      # of a path in time or a process, by state
    print(way["time"], way["stresses"]["die"]["von_mises"])  # in s and Pa

    study = sagitta.study("cases/study_thickness", "results/study_thickness")
    print(study.frame())                                     # needs pandas
    print(study.outputs["bow_room"], study.units["bow_room"])

Everything is read from the program's own files, in SI units. Needs numpy; h5py for maps, histories, fields and ledgers; pandas for frames alone.
The program is the argument `program`, else the environment variable SAGITTA, else `sagitta` from PATH, else the release build of this clone.
"""

import json
import os
import pathlib
import shutil
import subprocess

import numpy

CLONE = pathlib.Path(__file__).resolve().parent.parent


class SagittaError(RuntimeError):
    """The program ended with an error: `status` is its exit status, the text its sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


def find_program(program=None):
    """The path of the program, see above."""
    if program or os.environ.get("SAGITTA"):
        return str(program or os.environ["SAGITTA"])
    found = shutil.which("sagitta")
    if found:
        return found
    built = CLONE / "build" / "release" / "bin" / "sagitta"
    if built.exists():
        return str(built)
    raise FileNotFoundError("there is no program sagitta in PATH; build it, or set the environment variable SAGITTA")


def call(arguments, program=None, ranks=1):
    """Starts the program and returns what it prints. Raises SagittaError."""
    command = [find_program(program), *map(str, arguments)]
    if ranks > 1:
        command = ["mpirun", "-np", str(ranks), *command]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SagittaError(ended.returncode, ended.stderr.strip() or ended.stdout.strip())
    return ended.stdout


def _set(changes):
    """--set for every change: a dict of key paths, or a list of key.path=value."""
    pairs = [f"{key}={value}" for key, value in changes.items()] if isinstance(changes, dict) else list(changes)
    return [word for pair in pairs for word in ("--set", pair)]


def run(case, output, changes=(), program=None, ranks=1):
    """Solves a case into the directory `output` and returns its Run. `changes`: key paths of the case file with values, as text."""
    call(["run", case, "-o", output, "--quiet", *_set(changes)], program, ranks)
    return Run(output)


def study(path, output, changes=(), program=None, ranks=1, at_once=None):
    """Computes what is missing of a study in the directory `output` and returns it. `changes` are those of the study file."""
    more = [] if at_once is None else ["--at-once", at_once]
    call(["study", path, "-o", output, "--quiet", *_set(changes), *more], program, ranks)
    return Study(output)


def _h5py():
    import h5py  # only where such a file is read

    return h5py


def _texts(dataset):
    return [text.decode() if isinstance(text, bytes) else text for text in dataset[:]]


def _stem(name):
    """The name as part of a file or HDF5 name, as docs/user_guide/results.md has it."""
    kept = set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+")
    parts = []
    for i, byte in enumerate(name.encode()):
        is_kept = byte in kept or byte >= 0x80 or (byte == ord(".") and i > 0)
        parts.append(bytes([byte]) if is_kept else b"%%%02X" % byte)
    return b"".join(parts).decode()


class Run:
    """The directory of a finished run."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.results = json.loads((self.directory / "results.json").read_text(encoding="utf-8"))

    @property
    def states(self):
        """Names of the states."""
        return [state["name"] for state in self.results["states"]]

    def find(self, path):
        """What results.json has at a path such as states.room.warpage.bottom; entries of lists by their name, part or index."""
        node = self.results
        for step in path.split("."):
            if isinstance(node, list):
                named = [entry for entry in node if isinstance(entry, dict) and step in (entry.get("name"), entry.get("part"))]
                if not named and not step.isdigit():
                    raise KeyError(f"no entry {step} in {path}")
                node = named[0] if named else node[int(step)]
            else:
                node = node[step]
        return node

    def value(self, path):
        """The number, or the array of numbers, of a quantity, in the SI unit that results.json states."""
        node = self.find(path)
        node = node["value"] if isinstance(node, dict) and "value" in node else node
        return numpy.array(node, dtype=float) if isinstance(node, list) else node

    def warpage(self, state, face="bottom"):
        """x, y and the heights [m] of a measured face after the plane fit: w[j, i] at (x[i], y[j]), NaN without material."""
        with _h5py().File(self.directory / "warpage.h5", "r") as file:
            group = file[_stem(state)]
            group = group[face] if face in ("bottom", "top") else group["faces"][_stem(face)]
            return group["x"][:], group["y"][:], group["w"][:]

    def history(self):
        """What history.h5 has of a path in time: a dict of arrays over the states (states, time, temperature, step, ...), and of dicts by name:
        history["stresses"]["die"]["von_mises"], ["warpage"]["bottom"]["bow"]. NaN where a state does not have it. Units: history_units()."""
        return self._read_history(lambda dataset, values: values)

    def history_units(self):
        """The units of the arrays of history(), in dicts of the same form."""
        return self._read_history(lambda dataset, values: dataset.attrs.get("unit"))

    def _read_history(self, take):
        def texts_or_numbers(dataset):
            return numpy.array(_texts(dataset)) if dataset.dtype.kind == "O" else dataset[:]

        history = {}
        with _h5py().File(self.directory / "history.h5", "r") as file:
            for key, item in file.items():
                if not hasattr(item, "keys"):
                    history[key] = take(item, texts_or_numbers(item))
                    continue
                figures = [(name, data, data[:]) for name, data in item.items() if data.dtype.kind == "f"]
                history[key] = {of: {name: take(data, values[:, i]) for name, data, values in figures}
                                for i, of in enumerate(_texts(item["names"]))}
        return history

    def fields(self, state):
        """Nodal values of a state: a dict with nodes [m], heights [m] of the nodes through the thickness, displacement [m], temperature."""
        with _h5py().File(self.directory / "fields.h5", "r") as file:
            group = file["states"][_stem(state)]
            z, reference = file["layers/z"][:], file["layers/reference_nodes"][:]
            inner = numpy.add.outer(z[:-1], 0 * reference[:-1]) + numpy.multiply.outer(numpy.diff(z), reference[:-1])
            fields = {"nodes": file["plan/nodes"][:], "heights": numpy.append(inner.ravel(), z[-1])}
            if "displacement" in group:
                fields["displacement"] = group["displacement"][:]
            fields["temperature"] = group["temperature"][:] if "temperature" in group else float(group.attrs["temperature"])
            return fields


class Study:
    """The directory of a study: every array has one entry per candidate, the base case first."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.summary = json.loads((self.directory / "study.json").read_text(encoding="utf-8"))
        self.units = {}
        self.parameters, self.outputs = {}, {}
        with _h5py().File(self.directory / "ledger.h5", "r") as file:
            self.status = numpy.array(_texts(file["status"]))
            self.hashes = _texts(file["hash"])
            self.sentences = _texts(file["sentence"])
            self.rank = file["rank"][:].astype(int)  # 0: not ranked
            self.score = file["score"][:]
            self.within_limits = file["within_limits"][:].astype(bool)
            self.on_front = file["on_front"][:].astype(bool)
            self.seconds = file["seconds"][:]
            for name, description in self.summary["parameters"].items():
                dataset = file["parameters"][_stem(name)]
                self.parameters[name] = dataset[:] if description["is_numeric"] else numpy.array(_texts(dataset))
                self.units[name] = description["unit"]
            for name, description in self.summary["outputs"].items():
                self.outputs[name] = file["outputs"][_stem(name)][:]
                self.units[name] = description["unit"]

    @property
    def best(self):
        """Index of the candidate that is ranked first."""
        if not self.summary["ranking"]:
            raise ValueError("no candidate of this study is solved")
        return self.summary["ranking"][0]

    @property
    def zeros(self):
        """The zeros that the study looked for, as study.json has them."""
        return self.summary["zeros"]

    def overrides(self, candidate):
        """The changes of the base case that make a candidate: give them to run()."""
        return self.summary["candidates"][candidate]["overrides"]

    def columns(self):
        """Names and arrays of a table: parameters, outputs in SI units, status, rank."""
        return {**self.parameters, **self.outputs, "status": self.status, "rank": self.rank, "within_limits": self.within_limits}

    def frame(self):
        """The same as a pandas.DataFrame."""
        import pandas  # only here

        return pandas.DataFrame(self.columns())
