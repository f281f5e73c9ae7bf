// The least that a client of AppSync's WebSocket protocol can do: it subscribes, and prints so many payloads.
import { createRequire } from "node:module";

// NODE_PATH is heeded by `require` alone.
const WebSocket = createRequire(import.meta.url)("ws");
const [url, count] = [process.argv[2], Number(process.argv[3])];
const authorization = { host: "127.0.0.1", "x-api-key": process.env.BENCH_KEY };
const encoded = Buffer.from(JSON.stringify(authorization)).toString("base64url");
const socket = new WebSocket(url, ["graphql-ws", `header-${encoded}`]);
const data = JSON.stringify({ query: "subscription { onCreateEvent { id name price tags } }" });
let events = 0;
socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
socket.on("message", (text) => {
  const { type, payload } = JSON.parse(text);
  if (type === "connection_ack") {
    socket.send(JSON.stringify({ id: "1", type: "start", payload: { data, extensions: { authorization } } }));
  } else if (type === "data" && events < count) {
    process.stdout.write(`${JSON.stringify(payload)}\n`);
    events += 1;
    if (events === count) {
      socket.terminate();
    }
  }
});
