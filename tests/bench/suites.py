#!/usr/bin/env python3
"""A suite of 1,000 cases, with a rules file and with a Node.js handler: elapsed and processor time, with the start."""

import statistics
import tempfile
from pathlib import Path

from measure import HERE, program, run, table

CASES, ROUNDS = 1_000, 5
SCHEMA = "type Query { listEvents: [Event] }\ntype Event { id: ID! name: String comments: [String] }\n"
RULES = """rules:
  - token-matches: "^custom-"
    respond: { isAuthorized: true, deniedFields: [] }
"""


def suite(authorizer):
    lines = [f"authorizer: {authorizer}", "api: { schema: schema.graphql, ttl: 300, identity-regex: '^[a-z-]+$' }", "cases:"]
    for number in range(CASES):
        lines += [
            f"  - name: case {number}",
            "    token: custom-authorized",
            "    query: 'query { listEvents { id name comments } }'",
            "    expect: { authorized: true, denied-fields: [], fields: { Event.comments: reached } }",
        ]
    return "\n".join(lines) + "\n"


rows = []
with tempfile.TemporaryDirectory() as folder:
    folder = Path(folder)
    (folder / "schema.graphql").write_text(SCHEMA)
    (folder / "rules.yaml").write_text(RULES)
    (folder / "handler.mjs").write_text((HERE / "handler.mjs").read_text())
    for authorizer in ["rules.yaml", "handler.mjs"]:
        name = f"{authorizer.split('.')[0]}.suite.yaml"
        (folder / name).write_text(suite(f"./{authorizer}"))
        runs = [run([program(), "test-token", "--no-input", name], cwd=folder) for _ in range(ROUNDS)]
        elapsed, processor, memory = (statistics.median(values) for values in zip(*runs))
        rows.append((authorizer, CASES, f"{elapsed * 1e3:.0f}", f"{processor * 1e3:.0f}", f"{memory:.0f}"))
table(["authorizer", "cases", "elapsed ms", "processor ms", "largest process, MiB"], rows)
