// The WebSockets that may be injected: the browser's and that of the package `ws`.
import { WebSocket as OfPackage } from "ws";

import { apiKey, createClient } from "./client.js";

const common = { endpoint: "https://example.com/graphql", auth: apiKey("k") };
export const clients = [createClient({ ...common, WebSocket: OfPackage })];
// @ts-expect-error: a function is no class.
createClient({ ...common, WebSocket: () => undefined });
