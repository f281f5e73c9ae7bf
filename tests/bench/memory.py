#!/usr/bin/env python3
"""The largest resident set of our process after 1,000, 10,000 and 100,000 invocations of a rules file and of a handler.

With a handler the Node.js child is the larger process, so ours is read from /proc while it runs.
"""

import subprocess
import time
from pathlib import Path

from measure import HERE, program, table


def peak(authorizer, count):
    command = [program(), "test-token", "--no-input", "--authorizer", authorizer, "--token", "custom-authorized", "--repeat", str(count)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    highest = 0
    while process.poll() is None:
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                highest = max(highest, int(line.split()[1]))
        time.sleep(0.005)
    return f"{highest / 1024:.1f}"


COUNTS = [1_000, 10_000, 100_000]
rows = [
    (name, *(peak(authorizer, count) for count in COUNTS))
    for name, authorizer in [("rules file", str(HERE.parent.parent / "docs/examples/rules.yaml")), ("Node.js handler", str(HERE / "handler.mjs"))]
]
table(["MiB of our process", *(f"{count:,}" for count in COUNTS)], rows)
