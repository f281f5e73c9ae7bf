#!/usr/bin/env python3
"""What a start costs: `--version` and `test-token --help`; beside them, `true` and `node --version`."""

from measure import in_turns, program, run, table

RUNS, ROUNDS = 20, 5
COMMANDS = {
    "appsync-auth --version": [program(), "--version"],
    "appsync-auth test-token --help": [program(), "test-token", "--help"],
    "true": ["true"],
    "node --version": ["node", "--version"],
}


def measured(command, index):
    return lambda: sum(run(command)[index] for _ in range(RUNS)) / RUNS * 1e3


processor = in_turns(ROUNDS, {name: measured(command, 1) for name, command in COMMANDS.items()})
elapsed = in_turns(ROUNDS, {name: measured(command, 0) for name, command in COMMANDS.items()})
table(["command", "processor ms", "elapsed ms"], [(name, f"{processor[name]:.1f}", f"{elapsed[name]:.1f}") for name in COMMANDS])
