"""Runs one command under limits and measures it from outside: wall time, and the peak memory of all its processes together."""

import dataclasses
import os
import pathlib
import select
import signal
import subprocess
import time

GIBIBYTE = 2**30
#: Processes that only start others; they are no part of a tool's memory.
LAUNCHERS = {"mpirun", "mpiexec", "orterun", "bash", "sh", "env", "sudo"}
LOOK_AGAIN = 0.1  # [s] between two looks at the memory
FIND_AGAIN = 0.5  # [s] between two searches for new processes


@dataclasses.dataclass(frozen=True)
class Limits:
    """Beyond them a run is ended and counts as one that does not fit."""

    seconds: float = 15 * 60.0
    bytes: float = 20.0 * GIBIBYTE


@dataclasses.dataclass
class Outcome:
    """What one run of a command did. `status`: 'ok', 'failed', 'too long' or 'too large'."""

    status: str
    seconds: float
    peak_bytes: float
    exit_status: int
    output: str

    @property
    def fits(self):
        return self.status not in ("too long", "too large")

    def reason(self):
        """Why there is no figure."""
        if self.status == "too long":
            return f"ended after {self.seconds:.0f} s, the limit of time"
        if self.status == "too large":
            return f"ended at {self.peak_bytes / GIBIBYTE:.1f} GiB after {self.seconds:.0f} s, the limit of memory"
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        # The program's own sentence, if it left one; the launcher's remarks come after it.
        own = [line for line in lines if line.startswith("sagitta: ")]
        return f"exit status {self.exit_status}: {own[-1] if own else ' / '.join(lines[-3:])}"


def children_of(root):
    """The process and all its descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = pathlib.Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            parents[int(entry)] = int(text.rpartition(")")[2].split()[1])
    found, new = {root}, {root}
    while new:
        new = {process for process, parent in parents.items() if parent in new} - found
        found |= new
    return found


def read_memory(process):
    """(name, resident bytes, peak of them) of a process, or None when it has ended."""
    try:
        text = pathlib.Path("/proc", str(process), "status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    if "VmHWM" not in fields:
        return None
    return fields["Name"].strip(), 1024 * int(fields["VmRSS"].split()[0]), 1024 * int(fields["VmHWM"].split()[0])


class Watch:
    """Keeps the kernel's own high-water mark of every process of a command; their sum is the command's peak memory."""

    def __init__(self, root):
        self.root = root
        self.processes = set()
        self.peaks = {}
        self.searched = -FIND_AGAIN

    def look(self):
        """Resident bytes of all processes now."""
        now = time.monotonic()
        if now - self.searched >= FIND_AGAIN:
            self.processes, self.searched = children_of(self.root), now
        resident = 0
        for process in self.processes:
            memory = read_memory(process)
            if memory and memory[0] not in LAUNCHERS:
                resident += memory[1]
                self.peaks[process] = memory[2]
        return resident

    def peak(self):
        return float(sum(self.peaks.values()))

    def end(self):
        """Ends the command with all its processes, by their numbers. Once the launcher is gone its children have another parent."""
        processes = children_of(self.root)
        for kind in (signal.SIGTERM, signal.SIGKILL):
            processes |= children_of(self.root)
            for process in sorted(processes):
                try:
                    os.kill(process, kind)
                except OSError:
                    pass
            time.sleep(2)


def prefer_as_victim():
    """Should memory run out after all, the kernel ends the measured command and nothing else."""
    os.setsid()
    try:
        pathlib.Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")
    except OSError:
        pass


def run(command, log, limits=Limits(), environment=None, directory=None):
    """Runs a command, its output going to the file `log`. Never raises because of what the command does."""
    log = pathlib.Path(log)
    log.parent.mkdir(parents=True, exist_ok=True)
    variables = {**os.environ, **(environment or {})}
    status = "ok"
    with log.open("w", encoding="utf-8") as file:
        begin = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command], stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=variables, cwd=directory, preexec_fn=prefer_as_victim,
        )
        watch = Watch(process.pid)
        # A handle on the process wakes us at its end at once; waiting with a timeout would round the time up.
        ended = select.poll()
        handle = os.pidfd_open(process.pid)
        ended.register(handle, select.POLLIN)
        while True:
            if ended.poll(1000 * LOOK_AGAIN):
                seconds = time.monotonic() - begin
                process.wait()
                break
            seconds = time.monotonic() - begin
            resident = watch.look()
            if seconds > limits.seconds or resident > limits.bytes:
                status = "too long" if seconds > limits.seconds else "too large"
                watch.end()
                process.wait()
                break
        os.close(handle)
    output = log.read_text(encoding="utf-8", errors="replace")
    if status == "ok" and process.returncode != 0:
        status = "failed"
    return Outcome(status, seconds, watch.peak(), process.returncode, output)


def load_average():
    """Of the last minute: how many processes wanted a core."""
    return os.getloadavg()[0]


def summary(times):
    """Minimum and median of repeated times [s]."""
    ordered = sorted(times)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else 0.5 * (ordered[middle - 1] + ordered[middle])
    return {"minimum": ordered[0], "median": median, "all": list(times)}
