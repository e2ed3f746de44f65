#!/usr/bin/env python3
"""Measures runner beside Keras, PyTorch and JAX on the same machine, and writes the table to results/<date>.md.

    swift build -c release && python3 Benchmarks/bench.py             or `make bench`: about 9 minutes
    python3 Benchmarks/bench.py --quick                               or `make bench-quick`: under 2, writes no file

Runs are interleaved (peer, runner, peer, runner …), each on the same CPUs. Absolute times move from run to run; the
ratios inside a pair are what counts, and the table gives their medians. Nothing else should run meanwhile.

Peers are optional. Each is a Python with its framework, given as --keras PYTHON or in the environment:

    python3 -m venv keras && keras/bin/pip install tensorflow-cpu         RUNNER_BENCH_KERAS=keras/bin/python
    python3 -m venv torch && torch/bin/pip install torch numpy            RUNNER_BENCH_TORCH=torch/bin/python
    python3 -m venv jax   && jax/bin/pip install "jax[cpu]" optax         RUNNER_BENCH_JAX=jax/bin/python
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measure import measure_peer, measure_runner

BENCHMARKS = Path(__file__).resolve().parent
REPOSITORY = BENCHMARKS.parent


@dataclass(frozen=True)
class Peer:
    name: str
    title: str
    packages: tuple  # The first one is what its version is said of.
    install: str

    @property
    def variable(self):
        return f"RUNNER_BENCH_{self.name.upper()}"


PEERS = [
    Peer("keras", "Keras (TensorFlow)", ("keras", "tensorflow"), "tensorflow-cpu"),
    Peer("torch", "PyTorch", ("torch", "numpy"), "torch numpy"),
    Peer("jax", "JAX", ("jax", "optax"), '"jax[cpu]" optax'),
]


@dataclass(frozen=True)
class Plan:
    """One experiment's runs. Fewer images than 60,000 keep the slowest peer within reason; a step is the same."""

    experiment: str
    batch_size: int
    images: int
    epochs: int
    pairs: int

    @property
    def steps_per_epoch(self):
        return -(-self.images // self.batch_size)

    @property
    def steps_of_whole_epoch(self):
        return -(-60_000 // self.batch_size)


FULL = [Plan("dense", 500, 60_000, 6, 5), Plan("conv", 64, 15_360, 3, 5)]
QUICK = [Plan("dense", 500, 60_000, 2, 2), Plan("conv", 64, 3_840, 2, 1)]


def main():
    options = parse_arguments()
    cpus = use_cpus(options.threads)
    peers = installed_peers(options)
    plans = [plan for plan in (QUICK if options.quick else FULL) if options.only in (None, plan.experiment)]
    lines = heading(options, peers, cpus)
    for plan in plans:
        lines += [""] + table(plan, peers, run_pairs(plan, peers, options))
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if not (options.quick or options.only):
        path = BENCHMARKS / "results" / f"{datetime.date.today()}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        note(f"written to {path}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", default=str(REPOSITORY / ".build/release/runner"), help="the binary to measure")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="fewer epochs and pairs; nothing is written")
    parser.add_argument("--only", choices=[plan.experiment for plan in FULL], help="one experiment; nothing is written")
    for peer in PEERS:
        default = os.environ.get(peer.variable, "python3")
        what = f"the Python that has {peer.title} (default: {peer.variable}, or python3)"
        parser.add_argument(f"--{peer.name}", metavar="PYTHON", default=default, help=what)
    options = parser.parse_args()
    if not os.access(options.runner, os.X_OK):
        sys.exit(f"bench: {options.runner} is missing: build it with `swift build -c release`")
    return options


def use_cpus(threads):
    """Restricts this process and its children to as many CPUs as there are threads: JAX has no option for that."""
    cpus = sorted(os.sched_getaffinity(0))[:threads]
    if len(cpus) < threads:
        sys.exit(f"bench: {threads} threads, but this process may use {len(cpus)} CPU(s) only")
    os.sched_setaffinity(0, cpus)
    return cpus


def installed_peers(options):
    """The peers that can run, with their versions; says how to get the others."""
    found = {}
    for peer in PEERS:
        python = getattr(options, peer.name)
        if versions := installed_versions(python, peer.packages):
            found[peer] = (python, versions)
        else:
            note(f"no {peer.title}: {python} has no {' and '.join(peer.packages)}. To compare with it:")
            note(f"    python3 -m venv {peer.name} && {peer.name}/bin/pip install {peer.install}")
            note(f"    export {peer.variable}=$PWD/{peer.name}/bin/python")
    return found


def installed_versions(python, packages):
    """`keras 3.15.1, tensorflow 2.21.0`, or None when one is missing."""
    script = """if True:
        import importlib.metadata as metadata, importlib.util as util, sys
        distributions = metadata.packages_distributions()
        found = [f"{name} {metadata.version(distributions[name][0])}" for name in sys.argv[1:] if util.find_spec(name)]
        print(", ".join(found) if len(found) == len(sys.argv) - 1 else "")"""
    try:
        result = subprocess.run([python, "-c", script, *packages], capture_output=True, text=True)
    except OSError:
        return None
    return result.stdout.strip() or None


def run_pairs(plan, peers, options):
    """For each peer its pairs (peer, runner), one round of all peers after the other. Runner alone without peers."""
    pairs = {peer: [] for peer in peers} or {None: []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, plan.pairs + 1):
            for peer in pairs:
                note(f"{plan.experiment}: pair {number} of {plan.pairs}, {peer.title if peer else 'runner alone'}")
                theirs = measure_peer(peer, peers[peer][0], plan, options.threads, folder) if peer else None
                pairs[peer].append((theirs, measure_runner(options.runner, plan, options.threads, folder)))
    return pairs


def heading(options, peers, cpus):
    versions = [f"runner {runner_version(options.runner)}", *(versions for _, versions in peers.values())]
    return [
        f"# Speed beside the peers, {datetime.date.today()}",
        "",
        f"{processor()}, {options.threads} threads on CPUs {', '.join(map(str, cpus))}; {operating_system()}.",
        f"{'; '.join(versions)}.",
        "",
        "Medians; in brackets the median, over the pairs, of the peer's value divided by runner's: above 1, runner is",
        "better. An epoch is a steady one (the first is excluded), scaled to 60,000 images where fewer were trained. The",
        "process is timed from its start until its results are on disk.",
    ]


QUANTITIES = [
    ("epoch, s", lambda run, plan: median(run.epochs[1:]) * plan.steps_of_whole_epoch / plan.steps_per_epoch, 3),
    ("step, ms", lambda run, plan: median(run.epochs[1:]) * 1000 / plan.steps_per_epoch, 3),
    ("whole process, s", lambda run, plan: run.seconds, 2),
    ("start to first step, s", lambda run, plan: run.first_step, 2),
    ("peak memory, MB", lambda run, plan: run.peak_memory / 1e6, 0),
]


def table(plan, peers, pairs):
    """A row a quantity, a column a program."""
    columns = ["runner"] + [peer.title for peer in peers]
    lines = [
        f"## {plan.experiment}.yaml: {plan.pairs} pair(s) with each, {plan.epochs} epochs of {plan.images:,} images",
        "",
        "| | " + " | ".join(columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for name, value, decimals in QUANTITIES:
        ours = [value(own, plan) for runs in pairs.values() for _, own in runs]
        cells = [f"{median(ours):.{decimals}f}"]
        for peer in peers:
            both = [(value(theirs, plan), value(own, plan)) for theirs, own in pairs[peer]]
            ratio = median(theirs / own for theirs, own in both)
            cells.append(f"{median(theirs for theirs, _ in both):.{decimals}f} ({ratio:.2f})")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def runner_version(runner):
    version = subprocess.run([runner, "--version"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(["git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return " at ".join(filter(None, [version, commit.stdout.strip()]))


def processor():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def operating_system():
    with open("/etc/os-release") as file:
        names = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return names.get("PRETTY_NAME", "Linux").strip('"')


def note(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
