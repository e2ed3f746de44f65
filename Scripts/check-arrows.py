#!/usr/bin/env python3
"""The arrows between the modules, as Package.swift declares them:
- each is used by an import, and each import has its arrow;
- some rooms must not reach others, not even through others;
- the program itself stays small: what it does is in libraries that have tests.
Prints what it has counted; exits with 1 if any of this is violated."""

import json
import pathlib
import re
import subprocess
import sys

KERNELS = {"Kernels", "KernelTypes", "KernelsPortable", "KernelsAVX2", "KernelsAVX512", "CVector", "CProcessor"}
# What each must not reach, as CONTRIBUTING promises.
FORBIDDEN = {
    "Statistics": KERNELS | {"CLibYAML"},
    "Results": KERNELS | {"CLibYAML"},
    "Reporting": KERNELS | {"CLibYAML"},
    "Training": {"CLibYAML"},
    "Catalog": {"C*"},
    "Records": {"C*"},
    "Exports": {"C*"},
}
# A command is some 45 lines of options and help, and there are 18.
MOST_LINES = {"runner": 1700}
IMPORT = re.compile(r"^ *(?:@\w+(?:\([^)]*\))? |public |package |internal )*import (?:\w+ )?(\w+)", re.MULTILINE)


def arrows(target):
    """Names of the modules of this package that a target declares."""
    return {dependency["byName"][0] for dependency in target["dependencies"] if "byName" in dependency}


def folder_of(target):
    return pathlib.Path(target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}")


def imports(target):
    folder = folder_of(target)
    # A linked folder is one of the target's, too.
    files = [file for path in [folder, *filter(pathlib.Path.is_symlink, folder.iterdir())] for file in path.rglob("*.swift")]
    return {name for file in files for name in IMPORT.findall(file.read_text())}


def reached(name, graph):
    found, waiting = set(), [name]
    while waiting:
        for next in graph.get(waiting.pop(), ()):
            if next not in found:
                found.add(next)
                waiting.append(next)
    return found


def main():
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    targets = {target["name"]: target for target in package["targets"]}
    graph = {name: arrows(target) & targets.keys() for name, target in targets.items()}
    problems = []
    for name, target in targets.items():
        if target["type"] == "system" or name.startswith("C") and name[1:2].isupper():
            continue
        used = imports(target) & targets.keys()
        problems += [f"{name}: declares {other} and imports it nowhere" for other in sorted(graph[name] - used)
                     if targets[other]["type"] != "executable"]
        problems += [f"{name}: imports {other} and does not declare it" for other in sorted(used - graph[name])]
    c_modules = {name for name in targets if re.match(r"C[A-Z]", name)}
    for name, forbidden in FORBIDDEN.items():
        bad = reached(name, graph) & (c_modules if forbidden == {"C*"} else forbidden)
        problems += [f"{name}: reaches {other}" for other in sorted(bad)]
        if not bad:
            words = "no C" if forbidden == {"C*"} else "no libyaml" if forbidden == {"CLibYAML"} else "no kernel, no libyaml"
            print(f"{name} reaches {words}")
    for name, most in MOST_LINES.items():
        lines = sum(len(file.read_text().splitlines()) for file in folder_of(targets[name]).rglob("*.swift"))
        print(f"{name} has {lines} lines")
        if lines > most:
            problems.append(f"{name}: {lines} lines are more than {most}")
    print(f"{len(targets)} targets, {sum(map(len, graph.values()))} arrows")
    for problem in problems:
        print(f"check-arrows: {problem}", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
