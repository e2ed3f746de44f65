"""Runs one program and measures its times: from outside, or from what it prints."""

import csv
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random
from statistics import median

BENCHMARKS = Path(__file__).resolve().parent
sys.path.append(str(BENCHMARKS / "peers"))
from stacks import MADE_SAMPLES, MADE_SHAPES  # noqa: E402

EXPERIMENTS = BENCHMARKS.parent / "experiments"


@dataclass(frozen=True)
class Peer:
    name: str
    title: str
    packages: tuple  # The first one is what its version is said of.
    install: str
    augments: bool = False  # Whether it has the random changes of the stack `augmented`.

    @property
    def variable(self):
        return f"RUNNER_BENCH_{self.name.upper()}"

    def command(self, python, stack, threads):
        return [python, str(BENCHMARKS / f"peers/{self.name}_mnist.py"), stack, "--threads", str(threads)]


def spec_path(stack):
    """experiments/ has what README shows; Benchmarks/experiments/ what is only measured."""
    own = EXPERIMENTS / f"{stack}.yaml"
    return own if own.exists() else BENCHMARKS / f"experiments/{stack}.yaml"


class PeerServer:
    """A peer's process for one stack: it trains when told to, and sleeps otherwise.

    Idle peers need not be stopped: their threads stop spinning after some milliseconds, and then none uses the CPU.
    """

    def __init__(self, peer, python, stack, threads):
        self.peer = peer
        self.words = tempfile.TemporaryFile("w+")
        self.start = time.perf_counter()
        command = [*peer.command(python, stack, threads), "--serve"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self.words, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()  # The end of its input ends it.
        self.process.wait()
        self.process.stdout.close()
        self.words.close()

    def wait_until_ready(self):
        self.parameters = int(self.answer("parameters"))
        self.start_seconds = time.perf_counter() - self.start

    def train(self, batch_size, steps):
        """Seconds per step."""
        print(f"train {batch_size} {steps}", file=self.process.stdin, flush=True)
        return float(self.answer("seconds")) / steps

    def answer(self, key):
        line = self.process.stdout.readline().split()
        if line[:1] != [key]:
            self.words.seek(0)
            sys.exit(f"bench: {' '.join(self.process.args)} gave no {key}\n{self.words.read()}")
        return line[1]


@dataclass
class ShortRun:
    seconds_per_step: float  # The median of the epochs but the first.
    parameters: int


def run_runner_shortly(runner, stack, batch_size, steps, threads):
    """Four epochs of half as many steps: the three that count are together longer than one measurement of a peer."""
    steps = max(2, steps // 2)
    settings = {"batch_size": batch_size, "epochs": 4, "dataset.train_limit": batch_size * steps, "dataset.test_limit": 500}
    command = [runner, "run", str(spec_path(stack)), "--threads", str(threads), "--quiet"]
    for setting in settings.items():
        command += ["--set", "=".join(map(str, setting))]
    with tempfile.TemporaryDirectory() as results:
        command += made_data(stack, results)
        done = subprocess.run([*command, "--results", results], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(command)} ended with {done.returncode}\n{done.stderr}")
        epochs = epoch_seconds(Path(results, stack))
        parameters = json.loads(Path(results, f"{stack}.json").read_text())["parameters"]
    return ShortRun(median(epochs[1:]) / steps, parameters)


def made_data(stack, folder):
    """Options that give the stack random bytes instead of MNIST; none if its input is MNIST's."""
    if stack not in MADE_SHAPES:
        return []
    random = Random(1)
    options = []
    for part, samples in (("train", MADE_SAMPLES), ("test", 500)):
        write_array(f"{folder}/x_{part}.npy", (samples, *MADE_SHAPES[stack]), random.randbytes)
        write_array(f"{folder}/y_{part}.npy", (samples,), lambda count: bytes(random.choices(range(10), k=count)))
        options += [f"--set=dataset.npy.{kind}_{part}={folder}/{kind}_{part}.npy" for kind in "xy"]
    return options


def write_array(path, shape, values):
    """NumPy's format of whole numbers from 0 to 255, without NumPy: https://numpy.org/neps/nep-0001-npy-format.html"""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    Path(path).write_bytes(b"\x93NUMPY\x01\x00\x76\x00" + header.encode() + values(prod(shape)))


def epoch_seconds(result):
    with open(result / "timing.csv", newline="") as file:
        return [float(row["seconds"]) for row in csv.DictReader(file)]


@dataclass
class WholeRun:
    seconds: float  # From its start to its end, when its results are on disk.
    first_step: float  # From its start until the first training step was done.
    peak_memory: int  # Bytes.


def run_peer(peer, python, stack, threads):
    """A whole experiment, as the peer's script defines it."""
    with tempfile.TemporaryDirectory() as results:
        command = [*peer.command(python, stack, threads), "--results", results]
        reading, writing = os.pipe()
        return watch(command, {"stdout": writing, "stderr": subprocess.STDOUT}, reading, writing, rb"first step")


def predict_with_peer(peer, python, stack, threads):
    """Seconds from its start to its answers for the test images on disk, and of answering alone once it is warm."""
    with tempfile.TemporaryDirectory() as results:
        command = [*peer.command(python, stack, threads), "--predict", "--results", results]
        reading, writing = os.pipe()
        run = watch(command, {"stdout": writing, "stderr": subprocess.STDOUT}, reading, writing, rb"predicted")
        return run.first_step, float(Path(results, "seconds.txt").read_text())


def run_runner(runner, stack, threads):
    """A whole experiment, as its file defines it."""
    with tempfile.TemporaryDirectory() as results:
        command = [runner, "run", str(spec_path(stack)), "--threads", str(threads)]
        command += ["--results", results, "--progress", "bar"]
        # On a terminal the progress bar is first drawn right after the first step, which shows when that was.
        reading, writing = pty.openpty()
        streams = {"stdout": subprocess.DEVNULL, "stderr": writing, "env": os.environ | {"TERM": "xterm"}}
        return watch(command, streams, reading, writing, rb"\b1/\d+ ")


def watch(command, streams, reading, writing, first_step):
    """Starts `command` and reads its output from `reading` to the end. `first_step` matches what it prints then."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **streams)
    os.close(writing)
    output, first = b"", None
    while chunk := read(reading):
        output += chunk
        if first is None and re.search(first_step, output):
            first = time.perf_counter() - start
    os.close(reading)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0 or first is None:
        what = f"ended with {child.returncode}, first step after {first} s"
        sys.exit(f"bench: {' '.join(command)} {what}\n{output.decode(errors='replace')}")
    # Linux counts this Python's own memory as the child's before it starts; every program here needs more.
    return WholeRun(seconds, first, usage.ru_maxrss * 1024)


def read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # A terminal whose other side is closed.
        return b""


def note(text):
    print(text, file=sys.stderr, flush=True)
