"""The section `Steady epoch`: milliseconds per step for stacks and batch sizes, once everything is warm."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from measure import PeerServer, note, run_runner_shortly
from report import table

# Steps in one measurement of a peer, by batch size: about 0.3 seconds for the fastest one.
STEPS = {
    "dense": {500: 80},
    "conv": {64: 48},
    "lenet": {32: 130, 128: 50, 512: 16},
    "vgg": {32: 16, 128: 6, 512: 2},
    "strided": {32: 90, 128: 30, 512: 10},
    "normalized": {32: 16, 128: 6},
    "separable": {32: 30, 128: 10},
    "mlp": {32: 50, 128: 24, 512: 8},
    "resnet20": {32: 12, 128: 4},
    "inception": {32: 30, 128: 10},
    "lstm": {32: 60, 128: 30},
    "augmented": {32: 60, 128: 20},
}
TOO_SLOW = 2.0  # A peer that takes so many times as long as the fastest peer is not measured further in this stack.


@dataclass
class Cell:
    """One stack at one batch size."""

    stack: str
    batch_size: int
    runner: list = field(default_factory=list)  # Seconds a step, each of its measurements.
    pairs: dict = field(default_factory=dict)  # For each peer: (its seconds a step, those of runner just after).
    left_out: dict = field(default_factory=dict)  # For each peer that was too slow: its seconds a step.
    start: dict = field(default_factory=dict)  # For each peer: seconds to start and to compile.

    @property
    def fastest(self):
        return min(self.pairs, key=self.seconds)

    def seconds(self, peer):
        return median(theirs for theirs, _ in self.pairs[peer])

    def ratio(self, peer):
        return median(theirs / ours for theirs, ours in self.pairs[peer])


def measure_stack(stack, batch_sizes, rounds, peers, options):
    """Its cells, one after the other, with one process per peer for all of them."""
    with ExitStack() as exits:
        servers = [
            exits.enter_context(PeerServer(peer, python, stack, options.threads))
            for peer, python in peers.items()
            if peer.augments or stack != "augmented"
        ]
        for server in servers:
            server.wait_until_ready()
        check_parameters(stack, servers, options)
        cells = []
        for batch_size in batch_sizes:
            note(f"steady epoch: {stack}, batch {batch_size}")
            cell = Cell(stack, batch_size)
            servers = warm_up(cell, servers)
            for _ in range(rounds):
                measure_round(cell, servers, options)
            cells.append(cell)
    return cells


def check_parameters(stack, servers, options):
    counts = {"runner": run_runner_shortly(options.runner, stack, 32, 1, options.threads).parameters}
    counts |= {server.peer.title: server.parameters for server in servers}
    if len(set(counts.values())) > 1:
        sys.exit(f"bench: {stack} is not the same network everywhere; parameters: {counts}")


def warm_up(cell, servers):
    """Lets each peer compile for this batch size, and returns those fast enough to be measured."""
    steps = STEPS[cell.stack][cell.batch_size]
    seconds = {}
    for server in servers:
        first = server.train(cell.batch_size, steps)
        # The better of two, so that a short disturbance does not exclude a fast peer.
        seconds[server] = min(server.train(cell.batch_size, steps) for _ in range(2))
        cell.start[server.peer] = server.start_seconds + (first - seconds[server]) * steps
    limit = TOO_SLOW * min(seconds.values(), default=0)
    cell.left_out = {server.peer: value for server, value in seconds.items() if value > limit}
    return [server for server in servers if server.peer not in cell.left_out]


def measure_round(cell, servers, options):
    """peer, runner, peer, runner …; or runner alone without peers."""
    steps = STEPS[cell.stack][cell.batch_size]
    for server in servers or [None]:
        theirs = server and server.train(cell.batch_size, steps)
        ours = run_runner_shortly(options.runner, cell.stack, cell.batch_size, steps, options.threads).seconds_per_step
        cell.runner.append(ours)
        if server:
            cell.pairs.setdefault(server.peer, []).append((theirs, ours))


def section(cells, rounds, peers):
    titles = [peer.title for peer in peers]
    rows = [
        [cell.stack, cell.batch_size, milliseconds(median(cell.runner)), *peer_cells(cell, peers)] for cell in cells
    ]
    return [
        "## Steady epoch",
        "",
        f"Milliseconds a step; {rounds} rounds of peer, runner, peer, runner … The last column is the peer that is fastest",
        "there, divided by runner.",
        "",
        *table(["stack", "batch", "runner", *titles, "**fastest peer ÷ runner**"], rows),
        *left_out_words(cells),
    ]


def peer_cells(cell, peers):
    for peer in peers:
        yield f"{milliseconds(cell.seconds(peer))} ({cell.ratio(peer):.2f})" if peer in cell.pairs else "–"
    yield f"**{cell.ratio(cell.fastest):.2f}** ({cell.fastest.title})" if cell.pairs else "–"


def left_out_words(cells):
    for cell in cells:
        for peer, seconds in cell.left_out.items():
            slower = seconds / cell.seconds(cell.fastest)
            yield ""
            yield (
                f"{peer.title} was not measured in {cell.stack} from batch {cell.batch_size} on: {milliseconds(seconds)} "
                f"ms a step there, {slower:.1f} times {cell.fastest.title}'s."
            )


def milliseconds(seconds):
    return f"{seconds * 1000:.2f}"
