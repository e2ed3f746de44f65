#!/usr/bin/env python3
"""Measures runner beside Keras, PyTorch and JAX on the same machine, and writes the tables to results/<date>.md.

    swift build -c release && python3 Benchmarks/bench.py             or `make bench`: about 15 minutes
    python3 Benchmarks/bench.py --quick                               or `make bench-quick`: under 2, writes no file
    python3 Benchmarks/bench.py --only lenet --only threads           parts of it, writes no file; --only resnet20, inception
                                                                      and lstm, on made data, are not measured otherwise

Runs are interleaved (peer, runner, peer, runner …), each on the same CPUs. Absolute times vary from run to run; the
ratios within a pair are what counts, and the tables give their medians. Nothing else should run at the same time.

Peers are optional. Each is a Python with its framework, given as --keras PYTHON or in the environment:

    python3 -m venv keras && keras/bin/pip install tensorflow-cpu         RUNNER_BENCH_KERAS=keras/bin/python
    python3 -m venv torch && torch/bin/pip install torch numpy            RUNNER_BENCH_TORCH=torch/bin/python
    python3 -m venv jax   && jax/bin/pip install "jax[cpu]" optax         RUNNER_BENCH_JAX=jax/bin/python
"""

import argparse
import datetime
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import inference
import steady
import threads
import whole
from measure import MADE_SHAPES, Peer, note
from report import installed_versions, operating_system, processor, runner_version

BENCHMARKS = Path(__file__).resolve().parent
REPOSITORY = BENCHMARKS.parent

PEERS = [
    Peer("keras", "Keras (TensorFlow)", ("keras", "tensorflow"), "tensorflow-cpu", augments=True),
    Peer("torch", "PyTorch", ("torch", "numpy"), "torch numpy"),
    Peer("jax", "JAX", ("jax", "optax"), '"jax[cpu]" optax'),
]


@dataclass(frozen=True)
class Plan:
    steady: dict  # Batch sizes of each stack.
    whole: tuple
    inference: tuple
    threads: tuple
    rounds: int  # Of the steady epochs.
    pairs: int  # Of the others.


FULL = Plan(
    steady={stack: tuple(steps) for stack, steps in steady.STEPS.items() if stack not in MADE_SHAPES},
    whole=("dense", "conv"),
    inference=("dense", "conv"),
    threads=("dense", "conv"),
    rounds=5,
    pairs=5,
)
QUICK = Plan(
    steady={"dense": (500,), "conv": (64,), "mlp": (32,)},
    whole=(),  # The peers alone need most of a minute to start and to train.
    inference=("dense",),
    threads=("conv",),
    rounds=2,
    pairs=1,
)


def main():
    options = parse_arguments()
    cpus = use_cpus(options.threads)
    versions, peers = installed_peers(options)
    sections = [heading(options, versions, cpus)]
    say(sections[0])
    for section in measured_sections(QUICK if options.quick else FULL, peers, options):
        sections.append(section)
        say(section)
    if not (options.quick or options.only):
        write(sections)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", default=str(REPOSITORY / ".build/release/runner"), help="the binary to measure")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="fewer stacks and rounds; nothing is written")
    parts = [*steady.STEPS, "whole", "inference", "threads", "kernels"]
    what = "a stack's steady epochs or another section; may be repeated; nothing is written"
    parser.add_argument("--only", action="append", choices=parts, help=what)
    for peer in PEERS:
        default = os.environ.get(peer.variable, "python3")
        what = f"the Python that has {peer.title} (default: {peer.variable}, or python3)"
        parser.add_argument(f"--{peer.name}", metavar="PYTHON", default=default, help=what)
    options = parser.parse_args()
    if not os.access(options.runner, os.X_OK):
        sys.exit(f"bench: {options.runner} is missing: build it with `swift build -c release`")
    return options


def use_cpus(count):
    """Restricts this process and its children to as many CPUs as there are threads: JAX has no option for that."""
    cpus = sorted(os.sched_getaffinity(0))[:count]
    if len(cpus) < count:
        sys.exit(f"bench: {count} threads, but this process may use {len(cpus)} CPU(s) only")
    os.sched_setaffinity(0, cpus)
    return cpus


def installed_peers(options):
    """The versions of the peers that can run, and the Python of each; prints how to install the others."""
    found, pythons = [], {}
    for peer in PEERS:
        python = getattr(options, peer.name)
        if versions := installed_versions(python, peer.packages):
            found.append(versions)
            pythons[peer] = python
        else:
            note(f"no {peer.title}: {python} has no {' and '.join(peer.packages)}. To compare with it:")
            note(f"    python3 -m venv {peer.name} && {peer.name}/bin/pip install {peer.install}")
            note(f"    export {peer.variable}=$PWD/{peer.name}/bin/python")
    return found, pythons


def heading(options, versions, cpus):
    return [
        f"# Speed beside the peers, {datetime.date.today()}",
        "",
        f"{processor()}, {options.threads} threads on CPUs {', '.join(map(str, cpus))}; {operating_system()}.",
        f"{'; '.join([f'runner {runner_version(options.runner, REPOSITORY)}', *versions])}.",
        "",
        "Times are medians. Ratios, in brackets or in bold, are medians over pairs of runs, one just after the other: above",
        "1, runner is better.",
    ]


def measured_sections(plan, peers, options):
    """Yields each section as soon as it is measured."""
    wanted = options.only or [*plan.steady, "whole", "inference", "threads", "kernels"]
    cells = []
    for stack, steps in steady.STEPS.items():
        if stack in wanted:
            batch_sizes = plan.steady.get(stack, tuple(steps))
            cells += steady.measure_stack(stack, batch_sizes, plan.rounds, peers, options)
    if cells:
        yield steady.section(cells, plan.rounds, peers)
    if "whole" in wanted and peers and plan.whole:
        yield whole.section([measure_whole(stack, cells, plan, peers, options) for stack in plan.whole])
    if "inference" in wanted:
        yield inference.section({stack: inference.measure(stack, peers, options) for stack in plan.inference}, peers)
    if "threads" in wanted:
        measured = {stack: threads.measure_threads(stack, plan.pairs, options) for stack in plan.threads}
        yield threads.section(measured, options.threads)
    if "kernels" in wanted and (kernels := kernel_section(options)):
        yield kernels


def measure_whole(stack, cells, plan, peers, options):
    """Adds the fastest peers in `cells`; if this stack was not measured, one round finds them."""
    known = [cell for cell in cells if cell.stack == stack]
    known = known or steady.measure_stack(stack, plan.steady[stack], 1, peers, options)
    return whole.measure_whole(stack, whole.candidates(known[0]), plan.pairs, peers, options)


def kernel_section(options):
    """The Markdown that kernel-bench prints, if it has been built beside runner."""
    program = Path(options.runner).with_name("kernel-bench")
    if not os.access(program, os.X_OK):
        return None
    note("kernels")
    done = subprocess.run([program], capture_output=True, text=True)
    if done.returncode != 0:
        note(f"{program} ended with {done.returncode}, and is left out\n{done.stderr}")
        return None
    return done.stdout.strip().split("\n")


def say(section):
    print("\n".join(section) + "\n", flush=True)


def write(sections):
    path = BENCHMARKS / "results" / f"{datetime.date.today()}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join("\n".join(section) for section in sections) + "\n")
    note(f"written to {path}")


if __name__ == "__main__":
    main()
