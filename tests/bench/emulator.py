#!/usr/bin/env python3
"""`local` under load, beside npm `@aws-amplify/amplify-appsync-simulator` and PyPI `ministack`: emulator.py [--seconds 4] [--rounds 3].

wrk asks for `{ __typename }` over 8 connections on loopback. Neither peer accepts the tokens of a Lambda authorizer without
a cloud's worth of set-up, so they get an API key, which is their shortest way. Counted is the processor time of the server
and of all that it has started.
"""

import argparse
import base64
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from measure import ENVIRONMENT, HERE, program, table

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS, STARTS = 8, 10
SCHEMA = "type Query { getEvent(id: ID!): Event }\ntype Event { id: ID! name: String }\n"
RULES = "rules:\n  - token: custom-authorized\n    respond: { isAuthorized: true }\n"
BODY = json.dumps({"query": "{ __typename }"})
TOKEN, KEY = {"authorization": "custom-authorized"}, {"x-api-key": "da2-bench"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def tree(pid):
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def processor_seconds(pid):
    """User and system time of a process, of its descendants, and of those that have ended."""
    total = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(int(field) for field in fields[11:15])
        except OSError:
            pass
    return total / TICKS


def resident(pid):
    """MiB of the process itself."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


class Server:
    """A server that runs: its process, the address and headers of a request, and how long it took to be ready."""

    def __init__(self, name, command, headers, ready, folder=None, environment=None):
        self.name, self.headers = name, dict(headers)
        started = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.url = ready(self)
        self.ready_ms = (time.monotonic() - started) * 1e3

    def load(self, seconds):
        """Requests a second, processor µs a request, p50 and p99 in µs."""
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            headers = {"content-type": "application/json", **self.headers}
            lines = ['wrk.method = "POST"', f"wrk.body = {json.dumps(BODY)}"]
            lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()]
            script.write("\n".join(lines))
            script.flush()
            before = processor_seconds(self.process.pid)
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script.name, self.url]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            used = processor_seconds(self.process.pid) - before
        if "Non-2xx" in said or "Socket errors" in said:
            raise SystemExit(f"{self.name}: {said}")
        requests = int(re.search(r"(\d+) requests in", said)[1])
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
        percentile = {name: micros(*re.search(rf"{name}%\s+([\d.]+)(us|ms|s)", said).groups()) for name in ("50", "99")}
        return rate, used / requests * 1e6, percentile["50"], percentile["99"]

    def check(self):
        """Its answer to one request."""
        request = urllib.request.Request(self.url, BODY.encode(), {"content-type": "application/json", **self.headers})
        with urllib.request.urlopen(request) as answer:
            data = json.load(answer)
        if data["data"]["__typename"] != "Query":
            raise SystemExit(f"{self.name} answers {data}")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def micros(number, unit):
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]


def ours(name, folder, authorizer, ttl):
    def ready(server):
        line = json.loads(server.process.stdout.readline())
        # Nobody reads the lines of requests but this.
        server.drain = subprocess.Popen(["cat"], stdin=server.process.stdout, stdout=subprocess.DEVNULL)
        return line["graphqlUrl"]

    command = [program(), "local", "--json", "--port", "0", "--schema", "schema.graphql", "--authorizer", authorizer, "--ttl", str(ttl)]
    return Server(name, command, TOKEN, ready, folder)


def simulator():
    packages = ENVIRONMENT / "simulator"
    if not (packages / "node_modules/@aws-amplify/amplify-appsync-simulator").is_dir():
        packages.mkdir(parents=True, exist_ok=True)
        # Its packages would bring two versions of graphql, between which it answers nothing.
        (packages / "package.json").write_text('{"overrides": {"graphql": "15.8.0"}}')
        subprocess.run(["npm", "install", "--silent", "--prefix", packages, "@aws-amplify/amplify-appsync-simulator"], check=True)
    command = ["node", str(HERE / "peer_simulator.mjs"), str(packages), str(free_port())]

    def ready(server):
        address = server.process.stdout.readline().strip()
        return f"http://127.0.0.1:{address.rsplit(':', 1)[1]}/graphql"

    return Server("amplify-appsync-simulator", command, KEY, ready)


def ministack():
    python = ENVIRONMENT / "ministack"
    if not (python / "bin/ministack").is_file():
        subprocess.run([sys.executable, "-m", "venv", python], check=True)
        subprocess.run([python / "bin/pip", "install", "--quiet", "ministack"], check=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"

    def call(path, body, headers=None):
        request = urllib.request.Request(f"{base}{path}", json.dumps(body).encode(), {"content-type": "application/json", **(headers or {})})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def ready(server):
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{base}/_ministack/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.02)
        # What is measured as its start is the first answer; the API is made after it.
        server.answered = time.monotonic()
        signed = {"authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/appsync/aws4_request, SignedHeaders=host, Signature=0"}
        api = call("/v1/apis", {"name": "bench", "authenticationType": "API_KEY"}, signed)["graphqlApi"]["apiId"]
        server.headers["x-api-key"] = call(f"/v1/apis/{api}/apikeys", {}, signed)["apiKey"]["id"]
        call(f"/v1/apis/{api}/schemacreation", {"definition": base64.b64encode(SCHEMA.encode()).decode()}, signed)
        return f"{base}/v1/apis/{api}/graphql"

    started = time.monotonic()
    environment = {"GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1", "BIND_HOST": "127.0.0.1", "SERVICES": "appsync", "LOG_LEVEL": "ERROR"}
    server = Server("ministack", [str(python / "bin/ministack")], {}, ready, environment=environment)
    server.ready_ms = (server.answered - started) * 1e3
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="appsync-auth-bench-") as folder:
        folder = Path(folder)
        (folder / "schema.graphql").write_text(SCHEMA)
        (folder / "rules.yaml").write_text(RULES)
        (folder / "handler.mjs").write_text((HERE / "handler.mjs").read_text())
        makers = {
            "a cached decision (TTL 300)": lambda: ours("a cached decision (TTL 300)", folder, "rules.yaml", 300),
            "a rules file, TTL 0": lambda: ours("a rules file, TTL 0", folder, "rules.yaml", 0),
            "a warm Node.js authorizer, TTL 0": lambda: ours("a warm Node.js authorizer, TTL 0", folder, "handler.mjs", 0),
            "amplify-appsync-simulator, API key": simulator,
            "ministack, API key": ministack,
        }
        servers = {name: maker() for name, maker in makers.items()}
        try:
            for server in servers.values():
                server.check()
                server.load(1)
            measured = {name: [] for name in servers}
            # In turns, so that what else the machine does hits all alike.
            for _ in range(arguments.rounds):
                for name, server in servers.items():
                    measured[name].append(server.load(arguments.seconds))
            memory = {name: resident(server.process.pid) for name, server in servers.items()}
        finally:
            for server in servers.values():
                server.end()
        starts = {}
        for name, maker in list(makers.items()):
            times = []
            for _ in range(STARTS if "simulator" not in name and "ministack" not in name else 3):
                server = maker()
                times.append(server.ready_ms)
                server.end()
            starts[name] = statistics.median(times)
    values = {name: [statistics.median(column) for column in zip(*rounds)] for name, rounds in measured.items()}
    peer = values["amplify-appsync-simulator, API key"][1]
    rows = [
        (name, f"{micro:.1f}", f"{peer / micro:.1f}", f"{rate:,.0f}", f"{p50:,.0f}", f"{p99:,.0f}", f"{memory[name]:.0f}", f"{starts[name]:.0f}")
        for name, (rate, micro, p50, p99) in values.items()
    ]
    table(["", "processor µs a request", "the simulator takes, times", "requests/s", "p50 µs", "p99 µs", "MiB after", "ready after ms"], rows)


if __name__ == "__main__":
    main()
