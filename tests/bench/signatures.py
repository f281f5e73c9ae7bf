#!/usr/bin/env python3
"""Signatures a second, ours and botocore's, for the same requests; both are first seen to give the same signature.

    tests/bench/signatures.py                 builds `cargo bench --bench signatures` and installs botocore under target/test-env
    SIGNATURES=PATH tests/bench/signatures.py measures that build of the bench
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time

from measure import ENVIRONMENT, ROOT, in_turns, table

BOTOCORE = "1.44.5"
AIM = 8
FIRST = datetime.datetime(2026, 3, 4, 5, 6, 7)
URL = "https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com/graphql"
# Bytes of the body, and whether the credentials are temporary.
REQUESTS = [(200, False), (200, True), (2_048, False), (65_536, False)]


def bench():
    """The bench's executable: what SIGNATURES names, else what cargo builds."""
    if path := os.environ.get("SIGNATURES"):
        return path
    command = ["cargo", "bench", "--bench", "signatures", "--no-run", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = (json.loads(line) for line in lines if line.startswith("{"))
    return next(one["executable"] for one in messages if one.get("target", {}).get("name") == "signatures" and one.get("executable"))


def python_with_botocore():
    """A Python that has botocore."""
    folder = ENVIRONMENT / "botocore"
    python = folder / "bin" / "python"
    installed = [python, "-c", f"import botocore; assert botocore.__version__ == '{BOTOCORE}'"]
    if not python.exists() or subprocess.run(installed, stderr=subprocess.DEVNULL).returncode != 0:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"botocore=={BOTOCORE}"], check=True)
    return python


def sign_with_botocore(size, has_token, seconds):
    """What the bench does, by botocore: each request is signed for a second of its own."""
    import botocore.auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    credentials = Credentials("AKIDEXAMPLE", secret, "t" * 800 if has_token else None)
    signer = botocore.auth.SigV4Auth(credentials, "appsync", "eu-west-1")
    body = b"x" * size
    signed_at = FIRST
    botocore.auth.get_current_datetime = lambda *_, **__: signed_at

    def sign():
        request = AWSRequest("POST", URL, headers={"content-type": "application/json"}, data=body)
        signer.add_auth(request)
        return request.headers["Authorization"]

    first, signed, started = sign(), 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for _ in range(100):
            signed += 1
            signed_at = FIRST + datetime.timedelta(seconds=signed)
            sign()
    return {"perSecond": signed / (time.perf_counter() - started), "authorization": first}


def arguments(size, has_token, seconds):
    return ["--bytes", str(size), "--seconds", str(seconds)] + (["--token"] if has_token else [])


def measured(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement takes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each takes its turn; the median counts")
    parser.add_argument("--botocore", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--bytes", type=int, default=200, help=argparse.SUPPRESS)
    parser.add_argument("--token", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.botocore:
        print(json.dumps(sign_with_botocore(options.bytes, options.token, options.seconds)))
        return
    ours, theirs = [bench()], [str(python_with_botocore()), __file__, "--botocore"]
    rows, least = [], float("inf")
    for size, has_token in REQUESTS:
        both = [measured(program + arguments(size, has_token, 0))["authorization"] for program in (ours, theirs)]
        if both[0] != both[1]:
            raise SystemExit(f"the signatures differ for {size} bytes:\n  {both[0]}\n  {both[1]}")
        once = arguments(size, has_token, options.seconds)
        rates = in_turns(
            options.rounds,
            {
                "ours": lambda: measured(ours + once)["perSecond"],
                "theirs": lambda: measured(theirs + once)["perSecond"],
            },
        )
        times = rates["ours"] / rates["theirs"]
        least = min(least, times)
        request = f"{size:,} bytes{', session token' if has_token else ''}"
        rows.append((request, f"{rates['ours']:,.0f}", f"{rates['theirs']:,.0f}", f"{times:.1f}"))
    table(["POST of", "appsync-auth, signatures/s", f"botocore {BOTOCORE}, signatures/s", "times"], rows)
    print(f"\nat least {least:.1f} times botocore's; the aim is {AIM}")


main()
