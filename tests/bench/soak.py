#!/usr/bin/env python3
"""`local` at full load for ten minutes, with reloads and faults mixed in: soak.py [--seconds 600] [--clients 4].

At the end there must be no error that was not asked for, every answer must be the one that its request has to get, the
memory must be flat, and handler processes must have been bounded. Needs Linux, Python 3.11 and Node.js.
"""

import argparse
import base64
import json
import multiprocessing
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from measure import program

SCHEMA = """type Query { getEvent(id: ID!): Event echo(id: ID!): Event }
type Mutation { createEvent(id: ID!, name: String): Event }
type Subscription { onCreateEvent(name: String): Event @aws_subscribe(mutations: ["createEvent"]) }
type Event { id: ID! name: String secret: String }
"""

# What it does is in the token; what it was asked goes into its answer.
AUTHORIZER = """
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = async (event) => {
  const what = event.authorizationToken.split('-')[0];
  if (what === 'crash') process.exit(3);
  if (what === 'throw') throw new Error('database unreachable');
  if (what === 'garbage') return 'garbage';
  if (what === 'hang') await sleep(60000);
  if (what === 'slow') await sleep(30);
  const { requestId, variables } = event.requestContext;
  return {
    isAuthorized: what !== 'denied',
    deniedFields: what === 'partly' ? ['Event.secret'] : [],
    resolverContext: { seen: `${variables.id} ${requestId}` },
    ttlOverride: what === 'cached' ? 300 : 0,
  };
};
"""

RESOLVER = """
export const handler = async ({ arguments: { id }, identity: { resolverContext } }) => ({ id, name: resolverContext.seen });
"""

UNAUTHORIZED = '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}'
TYPENAME = '{"data":{"__typename":"Query"}}'
ECHO = "query ($id: ID!) { echo(id: $id) { id name } }"
EVENT = "query ($id: ID!) { getEvent(id: $id) { id secret } }"
CREATE = "mutation ($id: ID!, $name: String) { createEvent(id: $id, name: $name) { id name } }"
CREATED = "subscription ($name: String) { onCreateEvent(name: $name) { id name } }"
KILLED = ("signal: killed", "SIGKILL")


class Client:
    """One connection, kept open; opened again when the emulator closed it."""

    def __init__(self, port, key):
        self.port, self.key, self.socket = port, key, None

    def send(self, body, token=None, more=""):
        credential = f"authorization: {token}\r\n" if token else f"x-api-key: {self.key}\r\n"
        head = f"POST /graphql HTTP/1.1\r\nhost: localhost\r\n{credential}{more}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(head.encode() + body)

    def receive(self):
        """Status, request id and body."""
        held = b""
        while b"\r\n\r\n" not in held:
            held += self.some()
        head, _, body = held.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        parts = [body]
        missing = int(headers["content-length"]) - len(body)
        while missing > 0:
            parts.append(self.some())
            missing -= len(parts[-1])
        return int(head.split(b" ", 2)[1]), headers.get("x-amzn-requestid", ""), b"".join(parts).decode()

    def some(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the emulator closed the connection within an answer")
        return data

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def ask(self, query, token=None, **variables):
        self.send(json.dumps({"query": query, "variables": variables}).encode(), token)
        return self.receive()


class Subscriber(Client):
    """A connection of AppSync's real-time protocol with two subscriptions: to a name of its own, and to one that never comes."""

    def __init__(self, port):
        super().__init__(port, None)
        self.held = b""

    def open(self, name):
        self.socket, self.held = socket.create_connection(("127.0.0.1", self.port), timeout=60), b""
        authorization = {"host": "localhost", "Authorization": "quick"}
        header = base64.urlsafe_b64encode(json.dumps(authorization).encode()).decode().rstrip("=")
        self.socket.sendall(
            "GET /graphql/realtime HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
            f"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-ws, header-{header}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.held:
            self.held += self.some()
        head, _, self.held = self.held.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            return head.decode()
        self.write({"type": "connection_init"})
        said = [self.frame()]
        for id, wanted in [("own", name), ("never", f"{name} of nobody")]:
            data = json.dumps({"query": CREATED, "variables": {"name": wanted}})
            self.write({"id": id, "type": "start", "payload": {"data": data, "extensions": {"authorization": authorization}}})
            said.append(self.frame())
        return " ".join(said)

    def write(self, message):
        data, mask = json.dumps(message).encode(), os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self.socket.sendall(b"\x81" + length + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(data)))

    def frame(self):
        """The next text frame that says more than that the connection is alive."""
        while True:
            kind, data = self.take(2)
            length = data & 127
            if length >= 126:
                length = int.from_bytes(self.take(2 if length == 126 else 8), "big")
            text = self.take(length).decode(errors="replace")
            if kind != 0x81:
                raise ConnectionError(f"a frame of kind {kind:#x}: {text}")
            if text != '{"type":"ka"}':
                return text

    def take(self, count):
        while len(self.held) < count:
            self.held += self.some()
        taken, self.held = self.held[:count], self.held[count:]
        return taken


def failure(message):
    return json.dumps({"errors": [{"errorType": "AuthorizerFailureException", "message": message}]}, separators=(",", ":"))


def everyday(client, number):
    """A request as it comes all the time, what it was answered with, and what it must be answered with."""
    kind, id = number % 8, f"{os.getpid()}.{number}"
    if kind in (0, 1, 2):
        return client.ask("{ __typename }", f"cached-{number % 50}"), (200, TYPENAME)
    if kind == 3:
        return client.ask("{ __typename }"), (200, TYPENAME)
    if kind == 4:
        return client.ask("{ __typename }", "denied"), (401, UNAUTHORIZED)
    if kind == 5:
        body = {
            "data": {"getEvent": {"id": id, "secret": None}},
            "errors": [{
                "path": ["getEvent", "secret"], "data": None, "errorType": "Unauthorized", "errorInfo": None,
                "locations": [{"line": 1, "column": 43, "sourceName": None}],
                "message": "Not Authorized to access secret on type Event",
            }],
        }
        return client.ask(EVENT, "partly", id=id), (200, json.dumps(body, separators=(",", ":")))
    answer = client.ask(ECHO, "slow" if number % 64 == 6 else "quick", id=id)
    body = {"data": {"echo": {"id": id, "name": f"{id} {answer[1]}"}}}
    return answer, (200, json.dumps(body, separators=(",", ":")))


def faulty(client, number):
    """A request that asks for trouble."""
    kind = number % 7
    if kind == 0:
        answer = client.ask("{ __typename }", "crash")
        before, _, _ = answer[2].partition(" Error: ")
        request_id = before.rsplit(" ", 1)[-1]
        return answer, (500, failure(f"RequestId: {request_id} Error: Runtime exited with error: exit status 3"))
    if kind == 1:
        return client.ask("{ __typename }", "throw"), (500, failure("database unreachable"))
    if kind == 2:
        return client.ask("{ __typename }", "garbage"), (401, UNAUTHORIZED)
    if kind == 3 and number % 5 == 0:
        return client.ask("{ __typename }", "hang"), (500, failure("Task timed out after 2.00 seconds"))
    if kind == 4:
        client.send(b'{"query":"' + b"x" * (8 << 20) + b'"}', "quick")
        return client.receive(), (413, '{"message":"Request entity too large"}')
    if kind == 5:
        # Gone within the request, and within the answer.
        client.send(json.dumps({"query": "{ __typename }"}).encode(), "slow")
        client.close()
        client.send(json.dumps({"query": "{ __schema { types { name fields { name } } } }"}).encode(), "cached-1")
        client.some()
        client.close()
        client.send(b'{"query"', "quick", "x-more: to come\r\n")
        client.close()
    if kind == 6:
        client.send(b"not JSON", "quick")
        status, _, body = client.receive()
        return (status, "", json.loads(body)["errors"][0]["errorType"]), (400, "MalformedHttpRequestException")
    return client.ask("{ __typename }", "quick"), (200, TYPENAME)


def subscribed(client, number):
    """A mutation, and what a subscriber gets of it. Now and then the subscriber goes away, and comes back."""
    name = f"subscriber {os.getpid()}"
    if not hasattr(client, "subscriber"):
        client.subscriber = Subscriber(client.port)
    subscriber = client.subscriber
    if number % 50 == 0:
        subscriber.close()
    if subscriber.socket is None:
        said = subscriber.open(name)
        wanted = '{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}} {"id":"own","type":"start_ack"} {"id":"never","type":"start_ack"}'
        if said != wanted:
            subscriber.close()
        return (200, "", said), (200, wanted)
    id = f"{os.getpid()}.{number}"
    event = {"id": id, "name": name}
    status, _, body = client.ask(CREATE, "quick", **event)
    created = json.dumps({"data": {"createEvent": event}}, separators=(",", ":"))
    if (status, body) != (200, created):
        return (status, "", body), (200, created)
    delivered = json.dumps({"id": "own", "type": "data", "payload": {"data": {"onCreateEvent": event}}}, separators=(",", ":"))
    return (status, "", subscriber.frame()), (200, delivered)


def play(port, key, until, requests, pause, reports):
    """One client: plays its requests until the end, and reports what was wrong."""
    client, number, wrong, killed = Client(port, key), random.randrange(1000), [], 0
    first = number
    while time.monotonic() < until:
        number += 1
        try:
            answer, wanted = requests(client, number)
            if (answer[0], answer[2]) != wanted:
                if any(word in answer[2] for word in KILLED):
                    killed += 1
                else:
                    wrong.append(f"{requests.__name__} {number}: {answer[0]} {answer[2][:300]} in place of {wanted}")
        except (OSError, KeyError, ValueError) as error:
            wrong.append(f"{requests.__name__} {number}: {error!r}")
            client.close()
            vars(client).pop("subscriber", None)
        if len(wrong) > 20:
            break
        if pause:
            time.sleep(pause)
    reports.put((requests.__name__, number - first, killed, wrong))


class Emulator:
    def __init__(self, folder):
        command = [program(), "local", "--json", "--port", "0", "--schema", "schema.graphql", "--ttl", "0"]
        command += ["--default", "AWS_LAMBDA", "--additional", "API_KEY", "--authorizer", "authorizer/handler.mjs"]
        command += ["--authorizer-timeout", "2s", "--resolver", "Query.echo=resolver/echo.mjs"]
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.port = int(self.ready["controlPlaneUrl"].rsplit(":", 1)[1])
        self.lines, self.last, self.notes, self.panics = 0, None, {}, []
        threading.Thread(target=self.read_lines, daemon=True).start()
        self.reader = threading.Thread(target=self.read_notes, daemon=True)
        self.reader.start()

    def read_lines(self):
        for line in self.process.stdout:
            self.lines += line.startswith('{"event":"request"')
            self.last = line

    def read_notes(self):
        for line in self.process.stderr:
            if "panicked" in line or "has a fault" in line:
                self.panics.append(line)
            word = line.split(" ", 1)[0].strip()
            self.notes[word] = self.notes.get(word, 0) + 1

    def children(self):
        found = []
        for entry in Path("/proc").iterdir():
            try:
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except (OSError, ValueError, IndexError):
                continue
            if parent == str(self.process.pid) and state not in "ZX":
                found.append(int(entry.name))
        return found

    def memory(self):
        """Its resident set in MiB, without its children."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def runs(id):
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{id}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def replace(path, text):
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    beside.rename(path)


def disturb(emulator, folder, until, counts):
    """Rewrites files and kills handlers, one thing every half second."""
    step = 0
    while time.monotonic() < until - 3:
        step += 1
        if step % 6 == 1:
            (folder / "schema.graphql").write_text(f"{SCHEMA}# {step}\ntype Version{step} {{ id: ID }}\n")
        elif step % 6 == 2:
            replace(folder / "authorizer/handler.mjs", f"{AUTHORIZER}// {step}\n")
        elif step % 6 == 3:
            (folder / "schema.graphql").write_text(SCHEMA[: 20 + step % 60])
        elif step % 6 == 4:
            replace(folder / "resolver/echo.mjs", f"{RESOLVER}// {step}\n")
        elif step % 6 == 5:
            (folder / "schema.graphql").write_text(f"{SCHEMA}# {step}\n")
        else:
            running = emulator.children()
            if running:
                counts["kills"] += 1
                try:
                    os.kill(random.choice(running), signal.SIGKILL)
                except ProcessLookupError:
                    pass
        counts["rewrites"] += step % 6 != 0
        time.sleep(0.5)


def watch(emulator, seconds):
    """(second, MiB, handler processes, open files), once a second until the end."""
    samples, started = [], time.monotonic()
    while (elapsed := time.monotonic() - started) < seconds and emulator.process.poll() is None:
        samples.append((elapsed, emulator.memory(), len(emulator.children()), emulator.files()))
        time.sleep(1)
    return samples


def between(samples, first, last, index):
    return statistics.median(sample[index] for sample in samples if first <= sample[0] <= last)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--clients", type=int, default=4)
    arguments = parser.parse_args()
    faults = []
    with tempfile.TemporaryDirectory(prefix="appsync-auth-soak-") as folder:
        folder = Path(folder)
        for name, text in [("schema.graphql", SCHEMA), ("authorizer/handler.mjs", AUTHORIZER), ("resolver/echo.mjs", RESOLVER)]:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        emulator = Emulator(folder)
        until = time.monotonic() + arguments.seconds
        reports, counts = multiprocessing.Queue(), {"rewrites": 0, "kills": 0}
        shared = (emulator.port, emulator.ready["apiKey"], until)
        players = [(everyday, 0)] * arguments.clients + [(subscribed, 0.005)] * 2 + [(faulty, 0.02)] * 2
        clients = [multiprocessing.Process(target=play, args=(*shared, *player, reports)) for player in players]
        for client in clients:
            client.start()
        disturber = threading.Thread(target=disturb, args=(emulator, folder, until, counts), daemon=True)
        disturber.start()
        samples = watch(emulator, arguments.seconds)
        results = [reports.get(timeout=90) for _ in clients]
        for client in clients:
            client.join()
        disturber.join()
        # What was begun by clients that have gone ends by itself.
        time.sleep(2)
        processes = emulator.children()
        emulator.process.send_signal(signal.SIGINT)
        try:
            code = emulator.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            code = "no end"
            emulator.process.kill()
        emulator.reader.join(timeout=5)
        time.sleep(1)
        left = [id for id in processes if runs(id)]
    asked = sum(result[1] for result in results)
    killed = sum(result[2] for result in results)
    for result in results:
        faults += result[3]
    if killed > counts["kills"]:
        faults.append(f"{killed} requests failed because a handler was killed, and {counts['kills']} were")
    if code != 130 or left:
        faults.append(f"exit code {code}, processes left: {left}")
    if emulator.panics:
        faults.append(f"{emulator.panics[:3]}")
    stopped = json.loads(emulator.last or "{}")
    if stopped.get("event") != "stopped" or stopped.get("requests") != emulator.lines:
        faults.append(f"{emulator.lines} requests have a line, and the last line is {emulator.last}")
    # The second minute with the last; of a short run, the second quarter with the last.
    length = min(60, arguments.seconds / 4)
    early, late = between(samples, length, 2 * length, 1), between(samples, arguments.seconds - length, arguments.seconds, 1)
    # Each reload compiles a schema while others are in use, so that a window of a few seconds swings by some 15 MiB either way:
    # a short run finds what grows with each request, a long one what grows at all.
    if late > early * 1.1 + (3 if arguments.seconds >= 60 else 25):
        faults.append(f"memory grew from {early:.1f} to {late:.1f} MiB")
    # Eight of each of two functions, and while one is replaced those of both.
    most = max(sample[2] for sample in samples)
    if most > 34 or len(processes) > 16:
        faults.append(f"{most} handler processes at once, {len(processes)} at the end")
    print(f"{arguments.seconds} s, {asked} requests ({asked / arguments.seconds:.0f}/s), {stopped.get('requests')} answered")
    print(f"rewritten files {counts['rewrites']}, reloads {emulator.notes.get('reloaded', 0)}, kills {counts['kills']}, requests that felt one {killed}")
    print(f"memory {early:.1f} MiB in the second {length:.0f} s, {late:.1f} in the last, at most {max(sample[1] for sample in samples):.1f}")
    print(f"handler processes at most {most}, at the end {len(processes)}; open files at most {max(sample[3] for sample in samples)}")
    for fault in faults[:5]:
        print(f"FAULT: {fault}")
    print("failed" if faults else "passed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
