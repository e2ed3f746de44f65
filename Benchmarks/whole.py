"""The section `Whole process`: an experiment as its file defines it, from the program's start to its results on disk."""

from statistics import median

from measure import note, run_peer, run_runner
from report import table

TRAINING_STEPS = {"dense": 10 * 120, "conv": 5 * 938}  # Epochs times steps an epoch.
QUANTITIES = [
    ("whole process, s", lambda run: run.seconds, 2),
    ("start to first step, s", lambda run: run.first_step, 2),
    ("peak memory, MB", lambda run: run.peak_memory / 1e6, 0),
]


def candidates(cell):
    """The peers that may be fastest, judging by start-up and steady steps. Running all would take an hour."""
    steps = TRAINING_STEPS[cell.stack]
    expected = {peer: cell.start[peer] + steps * cell.seconds(peer) for peer in cell.pairs}
    return [peer for peer, seconds in expected.items() if seconds < 1.15 * min(expected.values())]


def measure_whole(stack, candidates, pairs, peers, options):
    """The fastest of these peers, found by running each once, and pairs of its run and runner's."""
    runs = {}
    for peer in candidates:
        note(f"whole process: {stack}, {peer.title}")
        runs[peer] = run_peer(peer, peers[peer], stack, options.threads)
    fastest = min(runs, key=lambda peer: runs[peer].seconds)
    measured = [(runs[fastest], run_runner(options.runner, stack, options.threads))]
    while len(measured) < pairs:
        note(f"whole process: {stack}, pair {len(measured) + 1} of {pairs} with {fastest.title}")
        theirs = run_peer(fastest, peers[fastest], stack, options.threads)
        measured.append((theirs, run_runner(options.runner, stack, options.threads)))
    return stack, fastest, measured


def section(measured):
    """`measured` holds stack, peer and pairs of each experiment."""
    columns = ["experiment", "", "runner", "fastest peer", "**peer ÷ runner**"]
    pairs = ", ".join(f"{len(runs)} of {stack}.yaml with {peer.title}" for stack, peer, runs in measured)
    return [
        "## Whole process",
        "",
        f"From its start until its results are on disk, all 60,000 images; pairs: {pairs}.",
        "",
        *table(columns, [row for stack, _, runs in measured for row in rows(stack, runs)]),
    ]


def rows(stack, runs):
    for name, value, decimals in QUANTITIES:
        theirs, ours = ([value(run) for run in column] for column in zip(*runs))
        ratio = median(their / our for their, our in zip(theirs, ours))
        yield [f"{stack}.yaml", name, f"{median(ours):.{decimals}f}", f"{median(theirs):.{decimals}f}", f"**{ratio:.2f}**"]
