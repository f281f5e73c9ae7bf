/* eslint-disable */
// Written by appsync-auth. Changes to this file are lost when it is written anew.
//
// The client of the generated operations: queries, mutations and subscriptions
// of AWS AppSync in each of its authorization modes. It imports nothing; it
// needs `fetch`, for subscriptions a `WebSocket`, for `iam` WebCrypto.

// ---------------------------------------------------------------- documents

/** What an operation does. */
export type OperationKind = "query" | "mutation" | "subscription";

/**
 * The text of an operation that knows the types of its result and its
 * variables. The members exist for the type checker only: at run time it is a
 * string. AWS Amplify 6 takes it too: `client.graphql({ query, variables })`.
 */
export type GraphQLDocument<
  Kind extends OperationKind,
  Result,
  Variables,
> = string &
  {
    query: {
      __generatedQueryInput: Variables;
      __generatedQueryOutput: Result;
    };
    mutation: {
      __generatedMutationInput: Variables;
      __generatedMutationOutput: Result;
    };
    subscription: {
      __generatedSubscriptionInput: Variables;
      __generatedSubscriptionOutput: Result;
    };
  }[Kind];

/** Any operation that is sent over HTTP. */
export type RequestDocument = GraphQLDocument<
  "query" | "mutation",
  unknown,
  unknown
>;

/** Any subscription. */
export type SubscriptionDocument = GraphQLDocument<
  "subscription",
  unknown,
  unknown
>;

/** Any query that takes a `nextToken`. */
export type PagedDocument = GraphQLDocument<
  "query",
  unknown,
  { nextToken?: string | null | undefined }
>;

/** The type of the data that an operation gives. */
export type ResultOf<Document> = Document extends
  | { __generatedQueryOutput: infer Result }
  | { __generatedMutationOutput: infer Result }
  | { __generatedSubscriptionOutput: infer Result }
  ? Result
  : never;

/** The type of the variables that an operation takes. */
export type VariablesOf<Document> = Document extends
  | { __generatedQueryInput: infer Variables }
  | { __generatedMutationInput: infer Variables }
  | { __generatedSubscriptionInput: infer Variables }
  ? Variables
  : never;

/**
 * What follows a document in a call: its variables, which may be left out when
 * none is required, and options.
 */
export type CallArguments<Document, Options> =
  {} extends VariablesOf<Document>
    ? [variables?: VariablesOf<Document> | undefined, options?: Options]
    : [variables: VariablesOf<Document>, options?: Options];

// ------------------------------------------------------------------- scalars

/**
 * The scalar `AWSJSON`: JSON as a string, in results and in variables.
 * `parseJson` and `toJson` go from and to values.
 */
export type AWSJSON<Value = unknown> = string & { readonly __awsJson: Value };

/** The value that an `AWSJSON` stands for. */
export function parseJson<Value>(json: AWSJSON<Value>): Value {
  return JSON.parse(json) as Value;
}

/** A value as `AWSJSON`, to be sent in variables. */
export function toJson<Value>(value: Value): AWSJSON<Value> {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError("the value has no JSON");
  return json as AWSJSON<Value>;
}

// -------------------------------------------------------------------- errors

/** An error as AppSync reports it, beside the data or in place of it. */
export interface GraphQLErrorEntry {
  readonly message: string;
  /** Such as `Unauthorized`, or what a resolver chose. */
  readonly errorType?: string | null;
  /** What a resolver added. */
  readonly errorInfo?: unknown;
  /** Where in the data: names of fields and places in lists. */
  readonly path?: readonly (string | number)[] | null;
  /** Where in the document. */
  readonly locations?:
    readonly { readonly line: number; readonly column: number }[] | null;
  /** The real-time service's number for the error, like an HTTP status. */
  readonly errorCode?: number;
}

/** AppSync answered with errors, or refused the request. */
export class AppSyncError extends Error {
  override readonly name = "AppSyncError";
  /** The errors, never empty. */
  readonly errors: readonly GraphQLErrorEntry[];
  /** The data that came nevertheless, of which what failed is `null`. */
  readonly data: unknown;
  /** The HTTP status: 200 when single fields failed; none for subscriptions. */
  readonly status: number | undefined;
  /** The `x-amzn-requestid`, by which the service's logs name the call. */
  readonly requestId: string | undefined;

  constructor(
    errors: readonly GraphQLErrorEntry[],
    details: Partial<Omit<RawAnswer<unknown>, "errors">> = {},
  ) {
    const first = errors[0];
    const type = first?.errorType ? `${first.errorType}: ` : "";
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    super(`${type}${first?.message ?? "unknown error"}${more}`);
    this.errors = errors;
    this.data = details.data ?? null;
    this.status = details.status;
    this.requestId = details.requestId;
  }

  /** Whether the whole request was refused for who the caller is. */
  get isRefusal(): boolean {
    const codes = [this.status, ...this.errors.map((error) => error.errorCode)];
    return (
      codes.some((code) => code === 401 || code === 403) ||
      this.errors.some(
        ({ errorType, path }) => !path && /unauthorized/i.test(errorType ?? ""),
      )
    );
  }
}

/** The client lacks what it needs: a token, a region, a `WebSocket`. */
export class AppSyncSetupError extends Error {
  override readonly name = "AppSyncSetupError";
}

/** No answer came: the network failed, or it took too long. */
export class AppSyncNetworkError extends Error {
  override readonly name = "AppSyncNetworkError";
}

// ------------------------------------------------------------- authorization

/** A value, or a function that gives a fresh one each time it is needed. */
export type Provider<Value> = Value | (() => Value | PromiseLike<Value>);

/** A request that is to be authorized. */
export interface AuthRequest {
  /** Where it is posted. */
  readonly url: string;
  /** The headers that it has so far; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, exactly as it is sent. */
  readonly body: string;
  /** The region of the API, when it is known. */
  readonly region: string | undefined;
}

/** How requests are authorized. One object means one WebSocket connection. */
export interface Auth {
  /** The headers to add to a request. */
  authorize(request: AuthRequest): Promise<Record<string, string>>;
}

/** AWS credentials, as the AWS SDK and Amplify give them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Authorizes with an API key. */
export function apiKey(key: Provider<string>): Auth {
  return ofText("apiKey", "x-api-key", key);
}

/**
 * Authorizes with a token for the API's Lambda authorizer, which gets it as it
 * is: nothing is put before it.
 */
export function lambda(token: Provider<string>): Auth {
  return ofText("lambda", "authorization", token);
}

/** Authorizes with a JWT of an Amazon Cognito user pool. */
export function cognito(jwt: Provider<string>): Auth {
  return ofText("cognito", "authorization", jwt);
}

/** Authorizes with a JWT of an OpenID Connect issuer. */
export function oidc(jwt: Provider<string>): Auth {
  return ofText("oidc", "authorization", jwt);
}

/** Authorizes with Signature Version 4 of AWS credentials. */
export function iam(credentials: Provider<Credentials>): Auth {
  return {
    async authorize(request) {
      if (request.region === undefined) {
        throw new AppSyncSetupError(
          "the endpoint does not tell its region; give `createClient` a `region`",
        );
      }
      const found = await provided(credentials);
      if (!found?.accessKeyId || !found.secretAccessKey) {
        throw new AppSyncSetupError("`iam` was given no credentials");
      }
      return sign(request, request.region, found, new Date());
    },
  };
}

function ofText(name: string, header: string, text: Provider<string>): Auth {
  return {
    async authorize() {
      const value: unknown = await provided(text);
      if (typeof value !== "string" || value === "") {
        throw new AppSyncSetupError(`\`${name}\` was given no text`);
      }
      return { [header]: value };
    },
  };
}

async function provided<Value>(provider: Provider<Value>): Promise<Value> {
  return typeof provider === "function"
    ? (provider as () => Value | PromiseLike<Value>)()
    : provider;
}

/** All headers of the request, of which each is signed, with the signature. */
async function sign(
  request: AuthRequest,
  region: string,
  credentials: Credentials,
  now: Date,
): Promise<Record<string, string>> {
  const url = new URL(request.url);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const date = time.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signed: Record<string, string> = {
    ...request.headers,
    host: url.host,
    "x-amz-date": time,
    ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
  };
  const names = Object.keys(signed).sort();
  const query: string[] = [];
  // A line break, as it sorts before all that a name can have.
  url.searchParams.forEach((value, name) => {
    query.push(`${percent(name)}\n${percent(value)}`);
  });
  const canonical = [
    "POST",
    url.pathname.split("/").map(percent).join("/"),
    query.sort().join("&").replaceAll("\n", "="),
    ...names.map((name) => `${name}:${tidy(signed[name] ?? "")}`),
    "",
    names.join(";"),
    await sha256(request.body),
  ].join("\n");
  const scope = `${date}/${region}/appsync/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, await sha256(canonical)];
  let key = await hmac(utf8(`AWS4${secretAccessKey}`), date);
  for (const part of [region, "appsync", "aws4_request"]) {
    key = await hmac(key, part);
  }
  const signature = hex(await hmac(key, toSign.join("\n")));
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}`,
    `SignedHeaders=${names.join(";")}`,
    `Signature=${signature}`,
  ].join(", ");
  const { host: _, ...headers } = signed;
  return { ...headers, authorization };
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function tidy(value: string): string {
  return value.trim().replace(/ +/g, " ");
}

function utf8(text: string) {
  return new TextEncoder().encode(text);
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (!found) {
    throw new AppSyncSetupError(
      "`iam` needs WebCrypto, which pages have over HTTPS",
    );
  }
  return found;
}

async function sha256(text: string): Promise<string> {
  return hex(await subtle().digest("SHA-256", utf8(text)));
}

async function hmac(
  key: ArrayBuffer | ReturnType<typeof utf8>,
  text: string,
): Promise<ArrayBuffer> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await subtle().importKey("raw", key, algorithm, false, [
    "sign",
  ]);
  return subtle().sign("HMAC", imported, utf8(text));
}

// ------------------------------------------------------------------- options

/** What the client uses of a response. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** What the client uses of `fetch`. */
export type Fetch = (
  url: string,
  init: {
    method: "POST";
    headers: Record<string, string>;
    body: string;
    redirect: "manual";
    signal: AbortSignal;
  },
) => Promise<FetchResponse>;

/** What the client uses of a WebSocket. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** A class like the browsers' `WebSocket`. */
export type WebSocketClass = new (
  url: string,
  protocols: string[],
) => WebSocketLike;

/** How often something is tried, and how long is waited in between. */
export interface RetryOptions {
  /**
   * How often a query is sent at most when no answer comes or its status is
   * 429, 502, 503 or 504, and how often a subscription is tried until it stands
   * for the first time; 3 by default. One that has stood is tried for ever.
   */
  readonly attempts?: number | undefined;
  /**
   * The wait after the first failure, in milliseconds; 500 by default. It
   * doubles with each, and chance takes up to half of it away.
   */
  readonly delayMs?: number | undefined;
  /** The longest wait, in milliseconds; 30,000 by default. */
  readonly maxDelayMs?: number | undefined;
  /**
   * Whether mutations are sent again too. Only right for those that may be
   * carried out twice: a lost answer does not say whether it was done.
   */
  readonly mutations?: boolean | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call, which is then rejected with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's. */
  readonly auth?: Auth | undefined;
}

/** Options of a query or a mutation. */
export interface RequestOptions extends CallOptions {
  /** Headers besides the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In place of the client's; what is absent stays as it is there. */
  readonly retry?: RetryOptions | undefined;
}

/** What happens to a subscription. */
export type SubscriptionState =
  | {
      /**
       * It stands, for the first time or again: what happens from now on is
       * delivered. What was missed meanwhile can be queried now.
       */
      readonly state: "started" | "resumed";
    }
  | {
      /**
       * It stands no more, or does not yet, and is tried again. What happens
       * until it stands is lost: AppSync does not keep it.
       */
      readonly state: "interrupted";
      readonly error: unknown;
      readonly retryInMs: number;
    };

/** Options of a subscription. */
export interface SubscribeOptions extends CallOptions {
  /** Is told what happens to the subscription. */
  readonly onState?: ((state: SubscriptionState) => void) | undefined;
}

/** What a client needs to know. */
export interface ClientOptions {
  /** Where GraphQL is posted, such as `https://….amazonaws.com/graphql`. */
  readonly endpoint: string;
  /** How requests are authorized, unless the call says otherwise. */
  readonly auth: Auth;
  /** The region that `iam` signs for; by default the one in the host. */
  readonly region?: string | undefined;
  /**
   * Where subscriptions connect; by default what AppSync makes of `endpoint`,
   * for its own hosts and for custom domains.
   */
  readonly realtimeEndpoint?: string | undefined;
  /** Headers of each query and mutation. */
  readonly headers?: Provider<Readonly<Record<string, string>>> | undefined;
  /** In place of the global one. */
  readonly fetch?: Fetch | undefined;
  /** In place of the global one. Node.js has one from version 22. */
  readonly WebSocket?: WebSocketClass | undefined;
  /** How often something is tried. */
  readonly retry?: RetryOptions | undefined;
  /**
   * How long is waited for an answer, over HTTP and to each step of a
   * subscription's start, in milliseconds; 30,000 by default.
   */
  readonly timeoutMs?: number | undefined;
}

/** An answer as it came. */
export interface RawAnswer<Result> {
  /** The data; `null` or absent when the request failed as a whole. */
  readonly data: Result | null | undefined;
  /** The errors; empty when there are none. */
  readonly errors: readonly GraphQLErrorEntry[];
  /** The HTTP status. */
  readonly status: number;
  /** The `x-amzn-requestid`, by which the service's logs name the call. */
  readonly requestId: string | undefined;
}

/** An event of a subscription as it came. */
export interface RawEvent<Result> {
  /** The data; `null` or absent when all of it failed. */
  readonly data: Result | null | undefined;
  /** The errors; empty when there are none. */
  readonly errors: readonly GraphQLErrorEntry[];
}

/** A page of a list. */
export interface Page<Item> {
  readonly items?: readonly Item[] | null;
  readonly nextToken?: string | null;
}

/** The events of a subscription. Leaving a `for await` loop ends it. */
export interface Subscription<Event> {
  /** The next event, when it comes. */
  next(): Promise<IteratorResult<Event, undefined>>;
  /** Ends the subscription. */
  return(): Promise<IteratorResult<Event, undefined>>;
  [Symbol.asyncIterator](): Subscription<Event>;
}

/** A client of one API. */
export interface AppSyncClient {
  /**
   * Sends a query or a mutation, and gives its data.
   *
   * It throws `AppSyncError` when the answer has errors, even if there is data
   * too, and `AppSyncNetworkError` when there is no answer.
   */
  execute<Document extends RequestDocument>(
    document: Document,
    ...rest: CallArguments<Document, RequestOptions>
  ): Promise<ResultOf<Document>>;

  /** The same, but gives data and errors as they came. */
  executeRaw<Document extends RequestDocument>(
    document: Document,
    ...rest: CallArguments<Document, RequestOptions>
  ): Promise<RawAnswer<ResultOf<Document>>>;

  /**
   * Sends a query again and again, each time with the `nextToken` of the page
   * before, and gives the items one by one. `pick` finds the page in the data.
   */
  paginate<Document extends PagedDocument, Item>(
    document: Document,
    variables: VariablesOf<Document>,
    pick: (result: ResultOf<Document>) => Page<Item> | null | undefined,
    options?: RequestOptions,
  ): AsyncGenerator<Item, void, undefined>;

  /**
   * Subscribes, at once, and gives the data of each event. Events wait until
   * they are asked for.
   *
   * A lost connection is made again; a refusal is thrown as `AppSyncError`, and
   * so is an event with errors, which ends the subscription. Where single
   * fields may be denied, use `subscribeRaw`.
   */
  subscribe<Document extends SubscriptionDocument>(
    document: Document,
    ...rest: CallArguments<Document, SubscribeOptions>
  ): Subscription<ResultOf<Document>>;

  /** The same, but gives data and errors of each event as they came. */
  subscribeRaw<Document extends SubscriptionDocument>(
    document: Document,
    ...rest: CallArguments<Document, SubscribeOptions>
  ): Subscription<RawEvent<ResultOf<Document>>>;
}

// -------------------------------------------------------------------- client

/** Makes a client. Nothing is sent before it is used. */
export function createClient(options: ClientOptions): AppSyncClient {
  const api = apiOf(options);
  const connections = new WeakMap<Auth, Connection>();

  function open(
    document: SubscriptionDocument,
    variables: unknown,
    { auth = options.auth, signal, onState }: SubscribeOptions,
    throwsErrors: boolean,
  ): Subscriber {
    const connection = connections.get(auth) ?? new Connection(api, auth);
    connections.set(auth, connection);
    const data = JSON.stringify({ query: document, variables });
    const subscriber = new Subscriber(data, throwsErrors, onState);
    subscriber.attach(connection, signal);
    return subscriber;
  }

  const client: AppSyncClient = {
    async execute(document, ...rest) {
      const answer = await client.executeRaw(document, ...rest);
      const { errors, data } = answer;
      if (errors.length > 0) throw new AppSyncError(errors, answer);
      return data as ResultOf<typeof document>;
    },

    executeRaw(document, ...[variables, options = {}]) {
      return send(api, document, variables, options);
    },

    async *paginate(document, variables, pick, options) {
      type Rest = CallArguments<typeof document, RequestOptions>;
      let asked = variables as typeof variables & { nextToken?: unknown };
      for (;;) {
        const rest = [asked, options] as unknown as Rest;
        const page = pick(await client.execute(document, ...rest));
        yield* page?.items ?? [];
        const nextToken = page?.nextToken;
        if (!nextToken) return;
        if (nextToken === asked.nextToken) {
          throw new Error("the API gave the same `nextToken` twice");
        }
        asked = { ...asked, nextToken };
      }
    },

    subscribe(document, ...[variables, options = {}]) {
      type Event = ResultOf<typeof document>;
      return open(document, variables, options, true) as Subscription<Event>;
    },

    subscribeRaw(document, ...[variables, options = {}]) {
      type Event = RawEvent<ResultOf<typeof document>>;
      return open(document, variables, options, false) as Subscription<Event>;
    },
  };
  return client;
}

/** An API, with all that is not said taken by default. */
interface Api extends ClientOptions {
  readonly url: URL;
  readonly region: string | undefined;
  readonly timeoutMs: number;
}

function apiOf(options: ClientOptions): Api {
  let url: URL | undefined;
  try {
    url = new URL(options.endpoint);
  } catch {
    // Its error would repeat what may hold a password.
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new AppSyncSetupError("`endpoint` is no plain `http` or `https` URL");
  }
  if (url.hostname.includes(".appsync-realtime-api.")) {
    throw new AppSyncSetupError(
      "`endpoint` is the address of the real-time service",
    );
  }
  const [, ofHost] =
    /\.appsync-api\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com|localhost)/.exec(
      url.hostname,
    ) ?? [];
  const region = options.region ?? ofHost;
  return { ...options, url, region, timeoutMs: options.timeoutMs ?? 30_000 };
}

/** Where subscriptions connect: AppSync's own hosts have another for it. */
function realtimeUrl(api: Api): string {
  if (api.realtimeEndpoint !== undefined) return api.realtimeEndpoint;
  const url = new URL(api.url);
  url.hash = "";
  if (/\.appsync-api\.[a-z0-9-]+\.amazonaws\./.test(url.hostname)) {
    url.hostname = url.hostname.replace(
      ".appsync-api.",
      ".appsync-realtime-api.",
    );
  } else if (!url.hostname.includes(".vpce.amazonaws.")) {
    url.pathname = `${url.pathname.replace(/\/$/, "")}/realtime`;
  }
  return url.href.replace(/^http/, "ws");
}

// ---------------------------------------------------------------------- HTTP

const NO_WORDS = "the service does not say why";

const RETRIED_STATUSES: readonly number[] = [429, 502, 503, 504];

async function send<Result>(
  api: Api,
  document: string,
  variables: unknown,
  options: RequestOptions,
): Promise<RawAnswer<Result>> {
  const { auth = api.auth, signal } = options;
  const retry = { ...api.retry, ...options.retry };
  const isSafe = /^(?:[\s,]|#.*)*(?:query\b|\{)/.test(document);
  const attempts = isSafe || retry.mutations ? (retry.attempts ?? 3) : 1;
  const body = JSON.stringify({ query: document, variables });
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    let wait = delay(retry, attempt);
    try {
      const headers = await headersOf(api, auth, options.headers, body);
      const response = await post(api, headers, body, signal);
      if (attempt >= attempts || !RETRIED_STATUSES.includes(response.status)) {
        return answerOf<Result>(response, secretsOf(headers));
      }
      wait = Math.max(wait, retryAfter(response, retry));
    } catch (error) {
      const isLost = error instanceof LostError;
      if (!isLost || attempt >= attempts) throw error;
    }
    await sleep(wait, signal);
  }
}

/** The connection failed, so that another may do better. */
class LostError extends AppSyncNetworkError {}

interface Response {
  readonly status: number;
  readonly headers: FetchResponse["headers"];
  readonly text: string;
}

async function headersOf(
  api: Api,
  auth: Auth,
  ofCall: Readonly<Record<string, string>> | undefined,
  body: string,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/json; charset=UTF-8",
  };
  const given = { ...(await provided(api.headers)), ...ofCall };
  Object.assign(headers, lowerCased(given));
  // A signature must cover these; what else it covers, proxies may change.
  const signed = Object.entries(headers).filter(([name]) =>
    /^(content-type$|x-amz-)/.test(name),
  );
  const added = await auth.authorize({
    url: api.url.href,
    headers: Object.fromEntries(signed),
    body,
    region: api.region,
  });
  Object.assign(headers, lowerCased(added));
  return headers;
}

/** The same headers under names that do not come twice. */
function lowerCased(headers: Readonly<Record<string, string>>) {
  const entries = Object.entries(headers).map(([name, value]) => {
    // `fetch` would repeat the value in its error.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new AppSyncSetupError(
        `no header can hold the value of \`${name}\``,
      );
    }
    return [name.toLowerCase(), value] as const;
  });
  return Object.fromEntries(entries);
}

async function post(
  api: Api,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const request: Fetch = api.fetch ?? globalThis.fetch;
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, api.timeoutMs);
  signal?.addEventListener("abort", abort);
  try {
    const response = await request(api.url.href, {
      method: "POST",
      headers,
      body,
      // It would carry the credentials to another place. Workers know no "error".
      redirect: "manual",
      signal: controller.signal,
    });
    const { status } = response;
    return { status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    const { host } = api.url;
    if (controller.signal.aborted) {
      throw new AppSyncNetworkError(
        `${host} did not answer within ${api.timeoutMs} ms`,
      );
    }
    throw new LostError(`the request to ${host} failed`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function answerOf<Result>(
  { status, headers, text }: Response,
  secrets: readonly string[],
): RawAnswer<Result> {
  const requestId = headers.get("x-amzn-requestid") ?? undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // What is not JSON comes from something before AppSync.
  }
  const isAnswer = typeof body === "object" && body !== null;
  const { data } = (isAnswer ? body : {}) as { data?: Result | null };
  const errors = errorsOf(body, secrets);
  const isOk = status >= 200 && status < 300 && isAnswer;
  if (errors.length === 0 && (!isOk || data === undefined)) {
    const errorType = headers.get("x-amzn-errortype")?.split(":")[0] ?? null;
    const message = `HTTP status ${status}, and the answer is none of GraphQL`;
    return { data, errors: [{ message, errorType }], status, requestId };
  }
  return { data, errors, status, requestId };
}

/** The errors of an answer or of a message, without secrets. */
function errorsOf(
  body: unknown,
  secrets: readonly string[],
): readonly GraphQLErrorEntry[] {
  const { errors } = (body ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors.map((entry: Partial<GraphQLErrorEntry> | null) => {
    const message = entry?.message ?? NO_WORDS;
    return hide({ ...entry, message }, secrets) as GraphQLErrorEntry;
  });
}

/** The values that no error may repeat. */
function secretsOf(headers: Readonly<Record<string, string>>): string[] {
  return ["authorization", "x-api-key", "x-amz-security-token"].flatMap(
    (name) => {
      const value = headers[name] ?? "";
      const last = value.split(/[ =]/).pop() ?? "";
      return [value, last].filter((secret) => secret.length > 3);
    },
  );
}

function hide(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return secrets.reduce((text, one) => text.replaceAll(one, "***"), value);
  }
  if (Array.isArray(value)) return value.map((one) => hide(one, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, hide(one, secrets)]),
  );
}

/** How long to wait when so many attempts have failed. */
function delay(retry: RetryOptions | undefined, failures: number): number {
  const doubled = (retry?.delayMs ?? 500) * 2 ** (failures - 1);
  const longest = Math.min(doubled, retry?.maxDelayMs ?? 30_000);
  return Math.round(longest * (0.5 + Math.random() / 2));
}

function retryAfter({ headers }: Response, retry: RetryOptions): number {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return Math.min(seconds * 1000 || 0, retry.maxDelayMs ?? 30_000);
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

// ------------------------------------------------------------- subscriptions

interface Waiting {
  resolve(result: IteratorResult<unknown, undefined>): void;
  reject(error: unknown): void;
}

/** A subscription: an iterator on this side, a `start` on the other. */
class Subscriber implements Subscription<unknown> {
  /** The request, as it is signed and sent. */
  readonly data: string;
  /** On this connection: `start` was sent, `start_ack` came. */
  phase: "absent" | "starting" | "standing" = "absent";
  /** Whether it ever stood. */
  stood = false;
  /** Attempts that failed since it stood last. */
  failures = 0;
  /** What no error may repeat. */
  secrets: readonly string[] = [];
  /** Of the `start_ack` that is awaited, or of the next `start`. */
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly #throwsErrors: boolean;
  readonly #onState: ((state: SubscriptionState) => void) | undefined;
  readonly #events: unknown[] = [];
  readonly #waiting: Waiting[] = [];
  /** Set when nothing more comes; with the error that is still to be thrown. */
  #ended: { error?: unknown } | undefined;
  #detach = () => {};

  constructor(
    data: string,
    throwsErrors: boolean,
    onState: ((state: SubscriptionState) => void) | undefined,
  ) {
    this.data = data;
    this.#throwsErrors = throwsErrors;
    this.#onState = onState;
  }

  attach(connection: Connection, signal: AbortSignal | undefined): void {
    const abort = () => {
      this.#events.length = 0;
      this.end({ error: signal?.reason });
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort);
    const id = connection.add(this);
    this.#detach = () => {
      signal?.removeEventListener("abort", abort);
      connection.remove(id);
    };
  }

  tell(state: SubscriptionState): void {
    const onState = this.#onState;
    if (onState) queueMicrotask(() => onState(state));
  }

  deliver(payload: unknown): void {
    const { data } = (payload ?? {}) as { data?: unknown };
    const errors = errorsOf(payload, this.secrets);
    if (this.#throwsErrors && errors.length > 0) {
      return this.end({ error: new AppSyncError(errors, { data }) });
    }
    const value = this.#throwsErrors ? data : { data, errors };
    const next = this.#waiting.shift();
    if (next) next.resolve({ value, done: false });
    else this.#events.push(value);
  }

  end(ended: { error?: unknown }): void {
    if (this.#ended) return;
    this.#ended = ended;
    clearTimeout(this.timer);
    this.#detach();
    for (const next of this.#waiting.splice(0)) {
      this.next().then(next.resolve, next.reject);
    }
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#events.length > 0) {
      return { value: this.#events.shift(), done: false };
    }
    if (!this.#ended) {
      return new Promise((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
      });
    }
    const ended = this.#ended;
    this.#ended = {};
    if ("error" in ended) throw ended.error;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.end({});
    this.#ended = {};
    this.#events.length = 0;
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** A WebSocket that `connection_init` may be sent on. */
interface Session {
  send(message: object): void;
  /** Closes it: for good, or with an error so that another follows. */
  finish(error?: unknown): void;
}

interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/** The subscriptions of one authorization, which share a connection. */
class Connection {
  readonly #api: Api;
  readonly #auth: Auth;
  readonly #subscribers = new Map<string, Subscriber>();
  #session: Session | undefined;
  /** Whether `connection_ack` came on the session. */
  #isReady = false;
  #isRunning = false;
  #failures = 0;
  #lastId = 0;
  /** Of the wait before the next connection. */
  #pause: AbortController | undefined;

  constructor(api: Api, auth: Auth) {
    this.#api = api;
    this.#auth = auth;
  }

  add(subscriber: Subscriber): string {
    const id = String((this.#lastId += 1));
    this.#subscribers.set(id, subscriber);
    if (!this.#isRunning) void this.#run();
    else if (this.#isReady) void this.#start(id, subscriber);
    else this.#pause?.abort();
    return id;
  }

  remove(id: string): void {
    const subscriber = this.#subscribers.get(id);
    this.#subscribers.delete(id);
    if (subscriber && subscriber.phase !== "absent") {
      this.#session?.send({ type: "stop", id });
    }
    if (this.#subscribers.size > 0) return;
    this.#session?.finish();
    this.#pause?.abort();
  }

  /** Makes one connection after another while there are subscriptions. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#failures = 0;
    while (this.#subscribers.size > 0) {
      try {
        await this.#connect();
      } catch (error) {
        this.#failures += 1;
        const wait = delay(this.#api.retry, this.#failures);
        for (const subscriber of [...this.#subscribers.values()]) {
          this.#failed(subscriber, error, wait, isFinal(error));
        }
        if (this.#subscribers.size === 0) break;
        this.#pause = new AbortController();
        await sleep(wait, this.#pause.signal).catch(() => {});
        this.#pause = undefined;
      }
    }
    this.#isRunning = false;
  }

  /** An attempt failed: whether the subscription is tried again. */
  #failed(
    subscriber: Subscriber,
    error: unknown,
    retryInMs: number,
    isLast: boolean,
  ): boolean {
    clearTimeout(subscriber.timer);
    subscriber.phase = "absent";
    subscriber.failures += 1;
    const isOurs =
      error instanceof AppSyncError || error instanceof AppSyncNetworkError;
    const attempts = isOurs ? (this.#api.retry?.attempts ?? 3) : 1;
    if (isLast || (!subscriber.stood && subscriber.failures >= attempts)) {
      subscriber.end({ error });
      return false;
    }
    subscriber.tell({ state: "interrupted", error, retryInMs });
    return true;
  }

  /** The same for one alone, on a connection that is good. */
  #failedAlone(
    id: string,
    subscriber: Subscriber,
    error: unknown,
    isLast: boolean,
  ): void {
    const session = this.#session;
    const wait = delay(this.#api.retry, subscriber.failures + 1);
    if (!this.#failed(subscriber, error, wait, isLast)) return;
    subscriber.timer = setTimeout(() => {
      if (session === this.#session) void this.#start(id, subscriber);
    }, wait);
  }

  /** The authorization object of a connect or a start, and its secrets. */
  async #authorize(path: string, body: string) {
    const url = new URL(this.#api.url);
    url.pathname = url.pathname.replace(/\/?$/, path);
    const added = await this.#auth.authorize({
      url: url.href,
      headers: {
        accept: "application/json, text/javascript",
        "content-encoding": "amz-1.0",
        "content-type": "application/json; charset=UTF-8",
      },
      body,
      region: this.#api.region,
    });
    const headers = lowerCased(added);
    const { authorization, ...others } = headers;
    const object: Record<string, string> = { host: url.host, ...others };
    if (authorization) object["Authorization"] = authorization;
    return { object, secrets: secretsOf(headers) };
  }

  /** One connection, until it is not wanted any more; fails when it is lost. */
  async #connect(): Promise<void> {
    const { object, secrets } = await this.#authorize("/connect", "{}");
    if (this.#subscribers.size === 0) return;
    const found = globalThis as { WebSocket?: WebSocketClass };
    const WebSocket = this.#api.WebSocket ?? found.WebSocket;
    if (!WebSocket) {
      throw new AppSyncSetupError(
        "there is no `WebSocket` here; give `createClient` one, such as that of the package `ws`",
      );
    }
    const { timeoutMs } = this.#api;
    const header = `header-${base64Url(JSON.stringify(object))}`;
    await new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(realtimeUrl(this.#api), [
        "graphql-ws",
        header,
      ]);
      let isDone = false;
      let isOpen = false;
      let failure: unknown;
      let silence = 300_000;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const send = (message: object) => socket.send(JSON.stringify(message));
      const finish = (error?: unknown) => {
        if (isDone) return;
        isDone = true;
        clearTimeout(timer);
        this.#session = undefined;
        this.#isReady = false;
        socket.close(1000);
        if (error === undefined) resolve();
        else reject(error);
      };
      const lose = (how: string, cause?: unknown) =>
        finish(new AppSyncNetworkError(how, { cause }));
      const expect = (what: string, within: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => lose(`${what} within ${within} ms`), within);
      };
      this.#session = { send, finish };
      expect("the real-time connection was not opened", timeoutMs);
      socket.onopen = () => {
        if (isDone) return;
        isOpen = true;
        send({ type: "connection_init" });
        expect("no `connection_ack` came", timeoutMs);
      };
      // `close` follows.
      socket.onerror = ({ error }: { error?: unknown }) => {
        failure = error;
      };
      socket.onclose = ({ code }: { code?: number }) => {
        const how = isOpen ? `was closed with code ${code}` : "was not opened";
        lose(`the real-time connection ${how}`, failure);
      };
      socket.onmessage = ({ data }: { data?: unknown }) => {
        if (isDone) return;
        const message = messageOf(data);
        const { type, payload } = message;
        const isError = type === "error" && !this.#isReady;
        if (isError || type === "connection_error") {
          return finish(refusal(payload, secrets));
        }
        if (type === "connection_ack" && !this.#isReady) {
          silence = timeoutOf(payload) ?? silence;
          this.#isReady = true;
          for (const [id, one] of this.#subscribers) void this.#start(id, one);
        }
        // Any message shows that the connection lives.
        if (!this.#isReady) return;
        expect("nothing came, not even a `ka`,", silence);
        this.#receive(message);
      };
    });
  }

  async #start(id: string, subscriber: Subscriber): Promise<void> {
    const session = this.#session;
    try {
      const { data } = subscriber;
      const { object, secrets } = await this.#authorize("", data);
      const isWanted = this.#subscribers.has(id);
      if (!session || session !== this.#session || !isWanted) return;
      subscriber.secrets = secrets;
      subscriber.phase = "starting";
      const extensions = { authorization: object };
      session.send({ id, type: "start", payload: { data, extensions } });
      const { timeoutMs } = this.#api;
      subscriber.timer = setTimeout(() => {
        const how = `no \`start_ack\` came within ${timeoutMs} ms`;
        session.finish(new AppSyncNetworkError(how));
      }, timeoutMs);
    } catch (error) {
      if (session !== this.#session || !this.#subscribers.has(id)) return;
      this.#failedAlone(id, subscriber, error, isFinal(error));
    }
  }

  #receive({ type, id: given, payload }: Message): void {
    const isForOne = type === "error" && given === undefined;
    const id = isForOne ? this.#onlyStarting() : String(given);
    const subscriber = this.#subscribers.get(id);
    if (!subscriber) return;
    if (type === "start_ack" && subscriber.phase === "starting") {
      clearTimeout(subscriber.timer);
      this.#failures = subscriber.failures = 0;
      subscriber.tell({ state: subscriber.stood ? "resumed" : "started" });
      subscriber.phase = "standing";
      subscriber.stood = true;
    } else if (type === "data") {
      subscriber.deliver(payload);
    } else if (type === "complete") {
      subscriber.phase = "absent";
      subscriber.end({});
    } else if (type === "error") {
      const error = refusal(payload, subscriber.secrets);
      this.#failedAlone(id, subscriber, error, !isPassing(error));
    }
  }

  /** AppSync leaves the id away where it could not take a `start`. */
  #onlyStarting(): string {
    const starting = [...this.#subscribers].filter(
      ([, { phase }]) => phase === "starting",
    );
    return starting.length === 1 ? (starting[0]?.[0] ?? "") : "";
  }
}

/** Whether a connection that failed so is not tried again. */
function isFinal(error: unknown): boolean {
  if (error instanceof AppSyncSetupError) return true;
  if (!(error instanceof AppSyncError)) return false;
  return error.errors.some(
    ({ errorCode, errorType }) =>
      [400, 401, 403].includes(errorCode ?? 0) ||
      /unauthorized/i.test(errorType ?? ""),
  );
}

/** Whether waiting helps: too many starts at a time. All else is a refusal. */
function isPassing({ errors }: AppSyncError): boolean {
  return errors.every(({ errorType }) => errorType === "LimitExceededError");
}

function refusal(payload: unknown, secrets: readonly string[]): AppSyncError {
  const errors = errorsOf(payload, secrets);
  return new AppSyncError(errors.length > 0 ? errors : [{ message: NO_WORDS }]);
}

function timeoutOf(payload: unknown): number | undefined {
  const { connectionTimeoutMs: found } = (payload ?? {}) as {
    connectionTimeoutMs?: unknown;
  };
  return typeof found === "number" ? found : undefined;
}

function messageOf(data: unknown): Message {
  try {
    return (JSON.parse(String(data)) ?? {}) as Message;
  } catch {
    return {};
  }
}

function base64Url(text: string): string {
  const bytes = Array.from(utf8(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
