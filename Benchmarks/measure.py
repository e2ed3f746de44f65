"""Runs one program to its end, and takes its times and its peak memory from outside."""

import csv
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent


@dataclass
class Run:
    seconds: float  # From its start to its end.
    first_step: float  # From its start until the first training step was done.
    peak_memory: int  # Bytes.
    epochs: list  # Seconds of each.


def measure_peer(peer, python, plan, threads, folder):
    command = [python, str(BENCHMARKS / f"peers/{peer.name}_mnist.py"), plan.experiment]
    command += ["--epochs", plan.epochs, "--images", plan.images, "--threads", threads]
    command += ["--results", f"{folder}/{peer.name}"]
    reading, writing = os.pipe()
    streams = {"stdout": writing, "stderr": subprocess.STDOUT}
    seconds, first_step, memory, output = watch(command, streams, reading, writing, rb"first step")
    epochs = [float(value) for value in re.findall(rb"^epoch \d+ ([\d.]+)", output, re.MULTILINE)]
    return checked(Run(seconds, first_step, memory, epochs), plan, command)


def measure_runner(runner, plan, threads, folder):
    results = Path(folder, "runner")
    shutil.rmtree(results, ignore_errors=True)
    command = [runner, "run", BENCHMARKS.parent / f"experiments/{plan.experiment}.yaml", "--threads", threads]
    command += ["--set", f"epochs={plan.epochs}", "--set", f"dataset.train_limit={plan.images}"]
    command += ["--results", results, "--progress", "bar"]
    # On a terminal the bar's first drawing, at once after the first step, shows when that was.
    reading, writing = pty.openpty()
    first_drawing = rb"\b1/%d " % plan.steps_per_epoch
    streams = {"stdout": subprocess.DEVNULL, "stderr": writing, "env": os.environ | {"TERM": "xterm"}}
    seconds, first_step, memory, _ = watch(command, streams, reading, writing, first_drawing)
    try:
        with open(results / plan.experiment / "timing.csv", newline="") as file:
            epochs = [float(row["seconds"]) for row in csv.DictReader(file)]
    except FileNotFoundError:
        epochs = []
    return checked(Run(seconds, first_step, memory, epochs), plan, command)


def watch(command, streams, reading, writing, first_step):
    """Starts `command` and reads what it says from `reading`, until it ends.

    Returns the seconds until its end and until `first_step` was matched, its peak memory in bytes, and its words.
    """
    command = [str(word) for word in command]
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
    if child.returncode != 0:
        sys.exit(f"bench: {' '.join(command)} ended with {child.returncode}\n{output.decode(errors='replace')}")
    # Linux counts this Python's own memory, some 20 MB, as the child's before it starts; everything here needs more.
    return seconds, first, usage.ru_maxrss * 1024, output


def read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # A terminal whose other side is closed.
        return b""


def checked(run, plan, command):
    if len(run.epochs) != plan.epochs or run.first_step is None:
        sys.exit(f"bench: {' '.join(map(str, command))} gave {len(run.epochs)} epochs, first step {run.first_step}")
    return run
