#!/usr/bin/env python3
"""`generate` beside graphql-generator and graphql-codegen: generate.py [--rounds 5] [--runs 10] [--doctored].

Todo: statements, types and (ours) the client in TypeScript. graphql-generator writes what `ampx generate graphql-client-code`
writes; graphql-codegen's client-preset gets the same operations as documents. GitHub, as `@octokit/graphql-schema` ships it:
ours writes everything; graphql-generator fails on it, so with --doctored it writes the statements alone of a copy without
defaults, repeated fields and `BigInt`, once, in a minute or two. Depth: the kitchen sink at 5, 10, 20 and 40 levels.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from measure import ENVIRONMENT, ROOT, program, run, table

SCHEMAS = ROOT / "tests" / "generate" / "schemas"
PACKAGES = {
    "@octokit/graphql-schema": "15.26.1",
    "@graphql-codegen/cli": "7.4.3",
    "@graphql-codegen/client-preset": "6.2.0",
    "graphql": "16.15.0",
    "typescript": "5.9.3",
}
FOLDER = ENVIRONMENT / "generate"

# It needs another graphql-js than graphql-codegen.
AMPLIFY = {"@aws-amplify/graphql-generator": "0.5.4"}
AMPLIFY_FOLDER = ENVIRONMENT / "generate-amplify"

# What `ampx` does: statements in TypeScript, statements as documents, and types from these.
GENERATOR = """
const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const { createRequire } = require('node:module');
const { generateStatements, generateTypes } = require('@aws-amplify/graphql-generator');
const { Source } = createRequire(require.resolve('@aws-amplify/graphql-generator'))('graphql');
const [file, out, types] = process.argv.slice(2);
const schema = readFileSync(file, 'utf8');
const write = (files) => Object.entries(files).forEach(([name, text]) => writeFileSync(`${out}/${name}`, text));
mkdirSync(out, { recursive: true });
const statements = (target) => generateStatements({ schema, target, maxDepth: 2, relativeTypesPath: './API' });
write(statements('typescript'));
if (types) {
  const queries = Object.entries(statements('graphql')).map(([name, text]) => new Source(text, name));
  generateTypes({ schema, target: 'typescript', queries }).then(write);
}
"""

# What graphql-generator cannot read is taken away: defaults of arguments, a scalar of its own prelude, repeated fields.
DOCTOR = """
const { readFileSync, writeFileSync } = require('node:fs');
const { parse, print, visit } = require('graphql');
const [file, out] = process.argv.slice(2);
const once = (list) => [...new Map(list.map((each) => [each.name.value, each])).values()];
const fields = (node) => ({ ...node, fields: once(node.fields) });
const document = visit(parse(readFileSync(file, 'utf8')), {
  InputValueDefinition: (node) => ({ ...node, defaultValue: undefined, directives: [] }),
  ObjectTypeDefinition: { leave: fields },
  InterfaceTypeDefinition: { leave: fields },
  ScalarTypeDefinition: (node) => (node.name.value === 'BigInt' ? null : undefined),
  DirectiveDefinition: () => null,
  Directive: (node) => (node.name.value === 'deprecated' ? undefined : null),
});
writeFileSync(out, print(document));
"""


def install(folder, packages):
    """Installs packages in a folder, unless they are there."""
    done = folder / "installed"
    wanted = json.dumps(packages)
    if not done.is_file() or done.read_text() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        names = [f"{name}@{version}" for name, version in packages.items()]
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, *names], check=True)
        done.write_text(wanted)


def script(folder, name, text):
    """A script among the packages, which it needs."""
    path = folder / name
    path.write_text(text)
    return path


def ours(schema, out, *more):
    """The command that writes everything."""
    return [program(), "generate", "-q", "--schema", schema, "--target", "typescript", "--out", out, *more]


def codegen(folder, schema):
    """graphql-codegen's client-preset over the operations of Amplify's generator, as documents."""
    documents = folder / "documents"
    words = ["--preset", "amplify", "--target", "graphql", "--out", documents]
    subprocess.run([program(), "generate", "-q", "--schema", schema, *words], check=True, stdout=subprocess.DEVNULL)
    # It knows nothing of AppSync's own directives and scalars.
    prelude = "".join(f"scalar {name}\n" for name in ["AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "AWSJSON", "AWSURL", "AWSPhone", "AWSIPAddress"])
    prelude += "directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION\n"
    (folder / "prelude.graphql").write_text(prelude)
    config = {
        "schema": [str(schema), str(folder / "prelude.graphql")],
        "documents": [str(documents / "*.graphql")],
        "generates": {str(folder / "codegen") + "/": {"preset": "client"}},
    }
    (folder / "codegen.json").write_text(json.dumps(config))
    return [FOLDER / "node_modules" / ".bin" / "graphql-codegen", "--silent", "--config", folder / "codegen.json"]


def measured(commands, rounds, runs):
    """Median elapsed s, processor s and MiB of each command; they take turns. Few runs for what takes a second."""
    values = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, (command, many) in commands.items():
            each = [run(command, stderr=subprocess.DEVNULL, cwd=FOLDER) for _ in range(runs if many else 1)]
            if number:
                values[name].append([statistics.mean(column) for column in zip(*each)])
    return {name: [statistics.median(column) for column in zip(*results)] for name, results in values.items()}


def rows(results, own):
    """The rows of a table; how much more processor time each takes than the one that is ours."""
    base = results[own][1]
    return [
        [name, f"{processor * 1e3:.1f}", f"{elapsed * 1e3:.0f}", f"{resident:.0f}", f"{processor / base:.1f}"]
        for name, (elapsed, processor, resident) in results.items()
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="beside one that only warms up")
    parser.add_argument("--runs", type=int, default=10, help="of ours, each round")
    parser.add_argument("--doctored", action="store_true", help="graphql-generator on a doctored GitHub too")
    arguments = parser.parse_args()
    install(FOLDER, PACKAGES)
    install(AMPLIFY_FOLDER, AMPLIFY)
    generator = script(AMPLIFY_FOLDER, "generator.cjs", GENERATOR)
    github = FOLDER / "node_modules" / "@octokit" / "graphql-schema" / "schema.graphql"
    head = ["processor ms", "elapsed ms", "MiB", "takes, of ours"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        todo = SCHEMAS / "todo.graphql"
        commands = {
            "appsync-auth": (ours(todo, folder / "todo", "--force"), True),
            "appsync-auth, new folder each time": (["sh", "-c", 'rm -rf "$0/new" && exec "$@" --out "$0/new"', folder, *ours(todo, folder / "x")[:-2]], True),
            "graphql-generator": (["node", generator, todo, folder / "amplify", "types"], False),
            "graphql-codegen": (codegen(folder, todo), False),
        }
        table(["Todo, everything", *head], rows(measured(commands, arguments.rounds, arguments.runs), "appsync-auth"))
        print()
        commands = {
            "appsync-auth": (ours(github, folder / "github", "--force"), True),
            "appsync-auth, the schema alone": ([program(), "generate", "-q", "--schema", github, "--target", "schema", "--out", folder / "schema"], True),
            "appsync-auth, every target": (ours(github, folder / "all", *[word for target in ["javascript", "graphql", "schema", "introspection", "manifest"] for word in ("--target", target)]), True),
        }
        results = measured(commands, arguments.rounds, max(1, arguments.runs // 3))
        if arguments.doctored:
            doctor, doctored = script(FOLDER, "doctor.cjs", DOCTOR), folder / "doctored.graphql"
            subprocess.run(["node", doctor, github, doctored], check=True)
            results["graphql-generator, statements alone, doctored"] = run(["node", "--max-old-space-size=8192", generator, doctored, folder / "doctored"], cwd=FOLDER)
        table(["GitHub", *head], rows(results, "appsync-auth"))
        print()
        sink = SCHEMAS / "kitchen-sink.graphql"
        commands = {
            f"depth {depth}": (ours(sink, folder / f"sink{depth}", "--force", "--depth", str(depth), "--max-fields", "1000000"), True)
            for depth in (5, 10, 20, 40)
        }
        results = measured(commands, arguments.rounds, max(1, arguments.runs // 3))
        sizes = {f"depth {depth}": sum(file.stat().st_size for file in (folder / f"sink{depth}").iterdir()) for depth in (5, 10, 20, 40)}
        table(["Kitchen sink", *head, "kB written"], [[*row, f"{sizes[row[0]] / 1e3:.0f}"] for row in rows(results, "depth 5")])


main()
