"""The section `Inference`: a trained model's answers for the 10,000 test images."""

import subprocess
import sys
import tempfile
import time
from statistics import median

from measure import note, predict_with_peer, spec_path
from report import table

RUNNER_RUNS = 21
IMAGES = 10_000


def measure(stack, peers, options):
    """Seconds of each program, whole and alone; None stands for runner. A peer runs once: most of it is start-up."""
    measured = {None: measure_runner(stack, options)}
    for peer, python in peers.items():
        note(f"inference: {stack}, {peer.title}")
        measured[peer] = predict_with_peer(peer, python, stack, options.threads)
    return measured


def measure_runner(stack, options):
    """Seconds of `runner predict --csv`, of the model alone, and of `runner evaluate`.

    The model alone is the difference between testing all images and one: both read and check all of them.
    """
    note(f"inference: {stack}")
    with tempfile.TemporaryDirectory() as results:
        few = ["--set", "epochs=1", "--set", "dataset.train_limit=6000"]
        command = [options.runner, "run", str(spec_path(stack)), "--results", results, "--quiet", "--no-report", *few]
        seconds(command)
        common = [stack, "--results", results, "--threads", str(options.threads)]
        commands = {
            "predict": ["predict", *common, "--csv", "--test", f"0-{IMAGES - 1}"],
            "all": ["evaluate", *common],
            "one": ["evaluate", *common, "--set", "dataset.test_limit=1"],
        }
        runs = [
            {name: seconds([options.runner, *words]) for name, words in commands.items()} for _ in range(RUNNER_RUNS)
        ]
    whole, evaluate = (median(run[name] for run in runs) for name in ("predict", "all"))
    return whole, median(run["all"] - run["one"] for run in runs), evaluate


def seconds(command):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command[:8])} … ended with {done.returncode}\n{done.stderr}")
    return time.perf_counter() - start


def section(measured, peers):
    """`measured` holds the seconds of each experiment's programs."""
    rows = []
    for stack, programs in measured.items():
        for index, name in enumerate(["from start to predictions.csv", "the model alone"]):
            ours, theirs = programs[None][index], [programs[peer][index] for peer in peers]
            ratio = f"**{min(theirs) / ours:.1f}**" if theirs else "–"
            rows.append([f"{stack}.yaml", name, *map(milliseconds, [ours, *theirs]), ratio])
        blank = ["–"] * (len(peers) + 1)
        rows.append([f"{stack}.yaml", "`runner evaluate`", milliseconds(programs[None][2]), *blank])
    titles = [peer.title for peer in peers]
    return [
        "## Inference",
        "",
        f"Milliseconds for the answers to {IMAGES:,} test images. The model alone has them in memory, and is warm: runner's is the",
        "difference between `evaluate` with all of them and with one. The peers have their initial weights, and take none from a file.",
        "",
        *table(["experiment", "", "runner", *titles, "**fastest peer ÷ runner**"], rows),
    ]


def milliseconds(value):
    return f"{value * 1000:.1f}" if value < 1 else f"{value * 1000:,.0f}"
