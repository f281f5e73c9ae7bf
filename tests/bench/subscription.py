#!/usr/bin/env python3
"""Events of a subscription per second, and the largest resident set after 1,000, 10,000 and 100,000 of them.

A server in this process acknowledges the connection and the start and then pushes frames as fast as they are taken. Beside
ours runs the least that a client can do: Node.js with `ws`, which parses each frame and prints its payload.
"""

import base64
import hashlib
import json
import os
import socket
import struct
import subprocess
import threading

from measure import HERE, in_turns, need_npm, program, run, table

COUNTS = [1_000, 10_000, 100_000]
ROUNDS = 3
DATA = {"onCreateEvent": {"id": "8f1e2c34-5a6b-4c7d-8e9f-0a1b2c3d4e5f", "name": "launch", "price": 12.50, "tags": ["a", "b", "c"]}}


def frame(message):
    """A text frame as a server sends it."""
    payload = json.dumps(message, separators=(",", ":")).encode()
    length = bytes([len(payload)]) if len(payload) < 126 else struct.pack(">BH", 126, len(payload))
    return b"\x81" + length + payload


def exactly(reader, count):
    data = reader.read(count)
    if len(data) < count:
        raise EOFError
    return data


def message(reader):
    """The next message of the client."""
    _, length = exactly(reader, 2)
    length &= 127
    if length == 126:
        (length,) = struct.unpack(">H", exactly(reader, 2))
    mask = exactly(reader, 4)
    return json.loads(bytes(byte ^ mask[at % 4] for at, byte in enumerate(exactly(reader, length))))


def push(connection, frames):
    """Pushes the same frames again and again until nobody takes them."""
    try:
        while True:
            connection.sendall(frames)
    except OSError:
        pass


def serve(connection):
    with connection, connection.makefile("rb") as reader:
        try:
            key = None
            while (line := reader.readline().strip()):
                name, _, value = line.partition(b":")
                key = value.strip() if name.lower() == b"sec-websocket-key" else key
            accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
            connection.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
                b"sec-websocket-protocol: graphql-ws\r\nsec-websocket-accept: " + accept + b"\r\n\r\n"
            )
            assert message(reader)["type"] == "connection_init"
            connection.sendall(frame({"type": "connection_ack", "payload": {"connectionTimeoutMs": 300000}}))
            name = message(reader)["id"]
            connection.sendall(frame({"id": name, "type": "start_ack"}))
            frames = frame({"id": name, "type": "data", "payload": {"data": DATA}}) * 500
            threading.Thread(target=push, args=(connection, frames), daemon=True).start()
            while message(reader)["type"] != "stop":
                pass
            connection.shutdown(socket.SHUT_RDWR)
        except (EOFError, OSError):
            pass


def listen():
    listener = socket.create_server(("127.0.0.1", 0), backlog=16)

    def accept():
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def ours(port, count):
    document = "subscription { onCreateEvent { id name price tags } }"
    url = f"http://127.0.0.1:{port}/graphql"
    return [program(), "query", document, "--url", url, "--api-key-env", "BENCH_KEY", "--json", "--max-events", str(count), "-q"]


def peer(port, count):
    return ["node", str(HERE / "peer_subscription.mjs"), f"ws://127.0.0.1:{port}/graphql/realtime", str(count)]


def check(command):
    """What is measured must be right: every line is the payload, and there are as many as were asked for."""
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(lines) == COUNTS[0] and {json.dumps(json.loads(line)) for line in lines} == {json.dumps({"data": DATA})}, command


os.environ["BENCH_KEY"] = "da2-bench"
os.environ["NODE_PATH"] = str(need_npm("ws") / "node_modules")
PORT = listen()
CLIENTS = {"appsync-auth": ours, "Node.js with ws": peer}
for client in CLIENTS.values():
    check(client(PORT, COUNTS[0]))
rows = []
for name, client in CLIENTS.items():
    runs = {count: run(client(PORT, count)) for count in COUNTS}
    few, many = COUNTS[0], COUNTS[-1]
    measured = in_turns(ROUNDS, {count: lambda count=count, client=client: run(client(PORT, count))[0] for count in (few, many)})
    cpu = in_turns(ROUNDS, {count: lambda count=count, client=client: run(client(PORT, count))[1] for count in (few, many)})
    rate = (many - few) / (measured[many] - measured[few])
    micros = (cpu[many] - cpu[few]) / (many - few) * 1e6
    rows.append((name, f"{rate:,.0f}", f"{micros:.1f}", *(f"{runs[count][2]:.1f}" for count in COUNTS)))
table(["client", "events/s", "processor µs an event", *(f"MiB after {count:,}" for count in COUNTS)], rows)
