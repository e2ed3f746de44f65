"""Markdown, and the machine and versions behind the numbers."""

import platform
import subprocess
from pathlib import Path


def table(columns, rows):
    """The first column is text, the others are numbers."""
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def runner_version(runner, repository):
    """Runner's version, with the commit if it was built in the repository."""
    version = subprocess.run([runner, "--version"], capture_output=True, text=True).stdout.strip()
    if repository not in Path(runner).resolve().parents:
        return version
    commit = subprocess.run(["git", "-C", repository, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return " at ".join(filter(None, [version, commit.stdout.strip()]))


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
