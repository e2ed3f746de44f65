"""The section `Threads`: runner with all threads beside runner with one."""

from statistics import median

from measure import note, run_runner_shortly
from report import table
from steady import STEPS, milliseconds


def measure_threads(stack, pairs, options):
    """Pairs of seconds per step: with one thread, with all."""
    ((batch_size, steps),) = STEPS[stack].items()
    note(f"threads: {stack}")
    runs = []
    for _ in range(pairs):
        both = [run_runner_shortly(options.runner, stack, batch_size, steps, count) for count in (1, options.threads)]
        runs.append([run.seconds_per_step for run in both])
    return runs


def section(measured, threads):
    """`measured` holds the pairs of each experiment."""
    rows = []
    for stack, runs in measured.items():
        one, all_threads = map(median, zip(*runs))
        ratio = median(one / both for one, both in runs)
        rows.append([f"{stack}.yaml", milliseconds(one), milliseconds(all_threads), f"**{ratio:.2f}**"])
    return [
        "## Threads",
        "",
        "runner's milliseconds a step.",
        "",
        *table(["experiment", "1 thread", f"{threads} threads", "**ratio**"], rows),
    ]
