#!/usr/bin/env python3
"""Usage: Scripts/check-scalar-loops.py [BINARY]        (default: .build/release/runner)

A kernel's innermost loops compute in vectors. Where the optimizer has not rejoined the lanes of a vector, such a loop multiplies and
adds one float at a time, or takes vectors apart and puts them together again, and nothing but the time shows it: once a transposition
took eighty times as long on AVX2 as on AVX-512.

Fails if an innermost loop of KernelsAVX2 or KernelsAVX512 does that and its function is not listed below, or if there are no loops to
check.
"""

import platform
import re
import subprocess
import sys

# The part of a function's mangled name that names it, and why it may.
ALLOWED = {
    "softmax_1y": "a row's largest element and its sum are one chain each, where rows do not fill the lanes",
    "crossEntropy_": "likewise",
    "softmaxGradient": "so is the sum of a row's products",
    "logSoftmax": "so are a row's sums",
    "rowGradientMeans": "of fewer than sixteen rows, each has its own two quotients",
    "unitPixels": "what remains after whole vectors",
    "listPositions": "looks for pixels that are not zero, and writes one position at a time",
    "listPooledGradients": "writes one window's position at a time",
}

SCALAR = re.compile(
    r"^(v(add|sub|mul|div|max|min|sqrt)s[sd]|vfn?m(add|sub)\d+s[sd]|vpinsr[bdqw]|vinsertps|vpextr[bdqw]|vextractps)$")
LINE = re.compile(r"^\s*([0-9a-f]+):\t(\S+)\s*(.*)$")
HEAD = re.compile(r"^([0-9a-f]+) <(.*)>:$")
KERNELS = re.compile(r"^\$s(11KernelsAVX2|13KernelsAVX512)")


def functions(binary):
    """Each function of the two modules with its instructions: (address, mnemonic, operands)."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", binary], stdout=subprocess.PIPE, check=True).stdout
    name, body = None, []
    for line in text.decode().splitlines():
        head = HEAD.match(line)
        if head:
            if name:
                yield name, body
            name, body = (head[2] if KERNELS.match(head[2]) else None), []
        elif name:
            match = LINE.match(line)
            if match:
                body.append((int(match[1], 16), match[2], match[3]))
    if name:
        yield name, body


def innermost_loops(body):
    """The shortest ranges that end with a jump back to their start."""
    position = {address: index for index, (address, _, _) in enumerate(body)}
    loops = []
    for index, (_, mnemonic, operands) in enumerate(body):
        target = re.match(r"([0-9a-f]+) <", operands) if mnemonic.startswith("j") else None
        start = position.get(int(target[1], 16)) if target else None
        if start is not None and start <= index:
            loops.append((start, index))
    return [
        (start, end) for start, end in loops
        if not any(start <= s and e <= end and (s, e) != (start, end) for s, e in loops)
    ]


def main():
    if platform.machine() != "x86_64":
        print(f"check-scalar-loops: nothing to check on {platform.machine()}")
        return 0
    binary = sys.argv[1] if len(sys.argv) > 1 else ".build/release/runner"
    checked, found, used = 0, [], set()
    for name, body in functions(binary):
        for start, end in innermost_loops(body):
            checked += 1
            scalar = [i for i in body[start:end + 1] if SCALAR.match(i[1])]
            if not scalar:
                continue
            listed = [part for part in ALLOWED if part in name]
            used.update(listed)
            if not listed:
                found.append(f"{name}, {end - start + 1} instructions from {body[start][0]:x}:\n  "
                             + "\n  ".join(f"{m} {o}" for _, m, o in scalar[:4]))
    for problem in found:
        print(f"check-scalar-loops: {problem}", file=sys.stderr)
    for part in sorted(ALLOWED.keys() - used):
        print(f"check-scalar-loops: {part} has no such loop any more and can be taken off the list")
    if checked == 0:
        print("check-scalar-loops: no loop in the kernel modules: not the program?", file=sys.stderr)
    print(f"check-scalar-loops: {checked} innermost loops, {len(used)} functions with a reason")
    return 1 if found or checked == 0 else 0


sys.exit(main())
