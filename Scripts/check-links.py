#!/usr/bin/env python3
"""Checks what pages point at: each relative link leads to a file that git knows, its anchor to a heading there, and each
path that a page or a Swift comment names exists. Prints what it has counted; exits with 1 if something leads nowhere."""

import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\((?![a-z]+:)([^)\s]+)\)")
PATH = re.compile(r"(?<![\w/.-])(?:Sources|Tests|Scripts|Documentation|Benchmarks)/[\w/.+-]*\w")
# Records of the past may name files that are gone.
HISTORY = re.compile(r"CHANGELOG\.md|Benchmarks/results/")


def known():
    """Files that are committed or will be, and their folders."""
    listing = subprocess.check_output(["git", "ls-files", "--cached", "--others", "--exclude-standard"], text=True)
    files = [path for path in map(pathlib.Path, listing.splitlines()) if path.exists()]
    return {path.resolve() for file in files for path in [file, *file.parents]}, files


def anchors(text):
    """As GitHub makes them from headings: lower-case letters, digits, underscores and hyphens."""
    headings = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w -]", "", LINK.sub(r"\1", heading).lower()).replace(" ", "-") for heading in headings}


def leads(page, link, existing):
    path, _, anchor = link.partition("#")
    target = (page.parent / path if path else page).resolve()
    return target in existing and (not anchor or target.suffix == ".md" and anchor in anchors(target.read_text()))


def links(page):
    return [link for _, link in LINK.findall(CODE.sub("", FENCE.sub("", page.read_text())))]


def paths(file):
    lines = file.read_text().splitlines()
    return PATH.findall("\n".join(line for line in lines if file.suffix == ".md" or line.lstrip().startswith("//")))


def main():
    existing, files = known()
    count, problems = 0, []
    for file in files:
        found = links(file) if file.suffix == ".md" else []
        named = paths(file) if file.suffix in {".md", ".swift"} and not HISTORY.match(str(file)) else []
        count += len(found) + len(named)
        problems += [f"{file}: the link {link} leads nowhere" for link in found if not leads(file, link, existing)]
        problems += [f"{file}: there is no {path}" for path in named if pathlib.Path(path).resolve() not in existing]
    print(f"{count} links and paths")
    for problem in problems:
        print(f"check-links: {problem}", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
