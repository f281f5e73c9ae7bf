// The WebSocket and the `fetch` of a browser, given by name.
import { apiKey, createClient } from "./client.js";

export const client = createClient({
  endpoint: "https://example.com/graphql",
  auth: apiKey("k"),
  WebSocket,
  fetch: window.fetch,
});
