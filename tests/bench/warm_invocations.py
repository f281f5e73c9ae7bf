#!/usr/bin/env python3
"""Processor time of one warm invocation of a trivial Node.js handler: ours, `lambda-local`, and a bare worker.

Each is run with few and with many invocations; the difference is what the invocations cost, without the start.
"""

import os
import subprocess
import sys

from measure import HERE, in_turns, need_npm, program, run, table

FEW, MANY, ROUNDS = 2_000, 22_000, int(sys.argv[1]) if len(sys.argv) > 1 else 5
PACKAGES = str(need_npm("lambda-local"))
OURS = program()


def ours(count):
    handler = str(HERE / "handler.mjs")
    return run([OURS, "test-token", "--no-input", "--authorizer", handler, "--token", "custom-authorized", "--repeat", str(count)])[1]


def lambda_local(count):
    return run(["node", str(HERE / "peer_lambda_local.mjs"), PACKAGES, str(count)])[1]


def worker(count):
    """The worker's own processor time; who asks it is this script, whose time is not counted."""
    line = (HERE / "event.json").read_bytes().strip() + b"\n"
    process = subprocess.Popen(["node", str(HERE / "peer_worker.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    ask, answer = process.stdin.fileno(), process.stdout.fileno()
    for _ in range(count):
        os.write(ask, line)
        if b"true" not in os.read(answer, 4096):
            raise SystemExit("the worker does not authorize")
    process.stdin.close()
    usage = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    process.stdout.close()
    return usage.ru_utime + usage.ru_stime


def each(peer):
    return lambda: (peer(MANY) - peer(FEW)) / (MANY - FEW) * 1e6


costs = in_turns(ROUNDS, {"appsync-auth": each(ours), "lambda-local": each(lambda_local), "bare worker": each(worker)})
base = costs["lambda-local"]
what = {
    "appsync-auth": "our process and its Node.js child, `--repeat`",
    "lambda-local": "its `execute` in one Node.js process",
    "bare worker": "a Node.js child over pipes, without who asks it",
}
table(
    ["", "what is counted", "processor µs an invocation", "of lambda-local"],
    [(name, what[name], f"{cost:.1f}", f"{cost / base:.2f}") for name, cost in costs.items()],
)
