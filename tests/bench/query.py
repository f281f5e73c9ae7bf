#!/usr/bin/env python3
"""One `query`, the whole process, beside `curl`, `awscurl` and Python: query.py [--rounds 15] [--runs 10].

A server in this script answers on loopback, so only the client's processor time counts; all clients take turns. With a token
and with SigV4, over plain HTTP, over TLS with one certificate that is named, and over TLS with a bundle as systems have it.
"""

import argparse
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measure import ENVIRONMENT, program, run, table

BODY = '{"query":"{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
PYTHON = """
import json, os, sys, urllib.request
headers = {"content-type": "application/json", "authorization": os.environ["TOKEN"]}
body = json.dumps({"query": "{ __typename }"}).encode()
with urllib.request.urlopen(urllib.request.Request(sys.argv[1], body, headers)) as answer:
    sys.stdout.buffer.write(answer.read())
"""


class Handler(BaseHTTPRequestHandler):
    """Answers any POST that has credentials."""

    protocol_version = "HTTP/1.1"
    seen = set()

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        authorization = self.headers.get("authorization", "")
        Handler.seen.add("sigv4" if authorization.startswith("AWS4-HMAC-SHA256 ") else authorization)
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(ANSWER)}\r\n\r\n"
        self.wfile.write(head.encode() + ANSWER)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A client that hangs up is no news."""

    daemon_threads = True

    def handle_error(self, *_):
        pass


def serve(certificate=None):
    """The port of a server; with TLS when there is a certificate."""
    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def certificate(folder):
    """A certificate for localhost and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-subj", "/CN=bench", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
        + ["-out", cert, "-keyout", key],
        check=True,
        capture_output=True,
    )
    return str(cert), str(key)


def awscurl():
    """The program `awscurl`, installed when it is absent."""
    folder = ENVIRONMENT / "awscurl"
    if not (folder / "bin" / "awscurl").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "python3", "-m", "pip", "install", "--quiet", "awscurl"], check=True)
    return str(folder / "bin" / "awscurl")


def ours(url, *options):
    return [program(), "query", "{ __typename }", "--url", url, *options]


def curl(url, *options):
    return ["curl", "-sS", "--fail", "-H", "content-type: application/json", "-d", BODY, *options, url]


def groups(folder):
    """What is compared: a title, the commands by name, and what their environment has besides."""
    plain = f"http://127.0.0.1:{serve()}/graphql"
    cert = certificate(folder)
    tls = f"https://127.0.0.1:{serve(cert)}/graphql"
    token = ["-H", "authorization: bench-token"]
    sigv4 = ["--aws-sigv4", f"aws:amz:{REGION}:appsync", "--user", ":".join(KEYS.values())]
    iam = ["--iam", "--region", REGION]
    python = [sys.executable, "-I", "-c", PYTHON]
    yield "a token, HTTP", {
        "appsync-auth": ours(plain, "--token-env", "TOKEN"),
        "curl": curl(plain, *token),
        "python3, urllib": [*python, plain],
    }, {}
    yield "IAM, HTTP", {
        "appsync-auth": ours(plain, *iam),
        "curl --aws-sigv4": curl(plain, *sigv4),
        "awscurl": [awscurl(), "--service", "appsync", "--region", REGION, "-X", "POST", "-d", BODY, plain],
    }, {}
    yield "a token, TLS, one certificate", {
        "appsync-auth": ours(tls, "--token-env", "TOKEN", "--cacert", cert[0]),
        "curl": curl(tls, *token, "--cacert", cert[0]),
        "python3, urllib": [*python, tls],
    }, {"SSL_CERT_FILE": cert[0]}
    system = next((Path(path) for path in BUNDLES if Path(path).is_file()), None)
    if system:
        bundle = folder / "bundle.pem"
        bundle.write_text(system.read_text() + Path(cert[0]).read_text())
        yield "a token, TLS, the system's certificates", {
            "appsync-auth": ours(tls, "--token-env", "TOKEN"),
            "curl": curl(tls, *token),
            "python3, urllib": [*python, tls],
        }, {"SSL_CERT_FILE": str(bundle)}


def measured(commands, environment, rounds, runs):
    """Median processor ms, elapsed ms and MiB of each command; they take turns run by run."""
    values = {name: [] for name in commands}
    for number in range(rounds):
        each = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                each[name].append(run(command, env=environment))
        if number or rounds == 1:
            for name, results in each.items():
                values[name].append([statistics.mean(column) for column in zip(*results)])
    return {name: [statistics.median(column) for column in zip(*results)] for name, results in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="the first only warms up")
    parser.add_argument("--runs", type=int, default=10)
    arguments = parser.parse_args()
    for needed in ("curl", "openssl"):
        if not shutil.which(needed):
            raise SystemExit(f"`{needed}` is not installed")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        clean = {"PATH": os.environ["PATH"], "HOME": str(folder), "TOKEN": "bench-token", "AWS_EC2_METADATA_DISABLED": "true", **KEYS}
        rows = []
        for title, commands, extra in groups(folder):
            environment = {**clean, **extra}
            for name, command in commands.items():
                said = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
                if said.returncode or ANSWER not in said.stdout.replace(b" ", b"").replace(b"\n", b""):
                    raise SystemExit(f"{title}: {name} said {said.stdout} {said.stderr}")
            results = measured(commands, environment, arguments.rounds, arguments.runs)
            own = results["appsync-auth"][1]
            for name, (elapsed, processor, resident) in results.items():
                ratio = f"{own / processor:.2f}"
                rows.append([title, name, f"{processor * 1e3:.2f}", f"{elapsed * 1e3:.2f}", f"{resident:.0f}", ratio])
        if Handler.seen != {"bench-token", "sigv4"}:
            raise SystemExit(f"the server saw {Handler.seen}")
    table(["", "client", "processor ms", "elapsed ms", "MiB", "we take, of it"], rows)


main()
