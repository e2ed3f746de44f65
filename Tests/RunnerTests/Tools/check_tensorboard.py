"""check_tensorboard.py FOLDER NAME…: whether TensorBoard reads from logs/NAME in the folder what is in results/NAME.csv."""

import csv
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def events(folder):
    """{tag: [(step, time, value), …]}"""
    log = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    log.Reload()
    return {tag: [(event.step, event.wall_time, event.value) for event in log.Scalars(tag)] for tag in log.Tags()["scalars"]}


def main():
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        with open(folder / "results" / f"{name}.csv") as file:
            rows = list(csv.DictReader(file))
        columns = [column for column in rows[0] if column != "epoch"]
        parts = {"train": [column for column in columns if not column.startswith("val_")],
                 "validation": [column for column in columns if column.startswith("val_")]}
        assert {path.name for path in (folder / "logs" / name).iterdir()} == {part for part in parts if parts[part]}
        for part, wanted in parts.items():
            if not wanted:
                continue
            found = events(folder / "logs" / name / part)
            assert set(found) == {"epoch_" + column.removeprefix("val_") for column in wanted}, set(found)
            for column in wanted:
                series = found["epoch_" + column.removeprefix("val_")]
                assert [step for step, _, _ in series] == [int(row["epoch"]) - 1 for row in rows]
                times = [time for _, time, _ in series]
                assert times == sorted(set(times)) and times[0] > 1.6e9, times
                for (_, _, value), row in zip(series, rows):
                    assert abs(value - float(row[column])) <= 1e-7 * abs(value), (name, column, value, row[column])
        print(f"{name}: {len(rows)} epochs of {', '.join(columns)}")


main()
