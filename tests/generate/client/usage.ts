// What a program may write with the client and what it may not; the type checker is the judge.
import {
  apiKey,
  AppSyncError,
  cognito,
  createClient,
  iam,
  lambda,
  oidc,
  parseJson,
  toJson,
} from "./client.js";
import type {
  AppSyncClient,
  Auth,
  AWSJSON,
  Credentials,
  GraphQLErrorEntry,
  RawAnswer,
  RawEvent,
  ResultOf,
  VariablesOf,
} from "./client.js";
import {
  createTodo,
  feed,
  findTodos,
  getTodo,
  listTodos,
  onCreateTodo,
  onTodo,
  ping,
} from "./operations.js";
import type {
  CreateTodoMutation,
  CreateTodoMutationVariables,
  GetTodoQuery,
  GetTodoQueryVariables,
  ListTodosQuery,
  OnCreateTodoSubscription,
  OnTodoSubscriptionVariables,
  PingQuery,
  Todo,
} from "./operations.js";

/** Holds where both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false;
function is<T extends true>(): T | undefined {
  return undefined;
}

is<Same<ResultOf<typeof getTodo>, GetTodoQuery>>();
is<Same<VariablesOf<typeof getTodo>, GetTodoQueryVariables>>();
is<Same<ResultOf<typeof createTodo>, CreateTodoMutation>>();
is<Same<VariablesOf<typeof createTodo>, CreateTodoMutationVariables>>();
is<Same<ResultOf<typeof onTodo>, OnCreateTodoSubscription>>();
is<Same<VariablesOf<typeof onTodo>, OnTodoSubscriptionVariables>>();
is<Same<VariablesOf<typeof ping>, Record<string, never>>>();
// @ts-expect-error: they are not.
is<Same<ResultOf<typeof getTodo>, ListTodosQuery>>();

const auths: Auth[] = [
  apiKey("da2-key"),
  lambda("token"),
  lambda(() => "token"),
  lambda(async () => "token"),
  cognito(async () => "jwt"),
  oidc(() => "jwt"),
  iam({ accessKeyId: "a", secretAccessKey: "s" }),
  iam(
    async (): Promise<{
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken?: string;
      expiration?: Date;
    }> => ({ accessKeyId: "a", secretAccessKey: "s", expiration: new Date() }),
  ),
];
// @ts-expect-error: a token is a text.
lambda(() => 1);
// @ts-expect-error: credentials have a secret.
iam({ accessKeyId: "a" });

export const client: AppSyncClient = createClient({
  endpoint: "https://example.com/graphql",
  auth: auths[0] ?? apiKey("k"),
  fetch,
  headers: () => ({ "x-a": "b" }),
  retry: { attempts: 2, mutations: true },
  region: undefined,
});
// @ts-expect-error: there is no endpoint.
createClient({ auth: apiKey("k") });
// @ts-expect-error: an API says how it authorizes.
createClient({ endpoint: "https://example.com/graphql" });

export async function calls(signal: AbortSignal): Promise<void> {
  const got = await client.execute(getTodo, { id: "1" });
  is<Same<typeof got, GetTodoQuery>>();
  const name: string | null | undefined = got.getTodo?.name;
  await client.execute(getTodo, { id: "1", deep: null }, { signal });
  await client.execute(ping);
  await client.execute(ping, {}, { auth: lambda("other") });
  await client.execute(ping, undefined, { retry: { attempts: 1 } });
  const listed = await client.execute(listTodos);
  is<Same<typeof listed, ListTodosQuery>>();
  await client.execute(listTodos, { limit: 1 });
  const raw = await client.executeRaw(createTodo, {
    input: { name: name ?? "", meta: toJson({ a: 1 }) },
  });
  is<Same<typeof raw, RawAnswer<CreateTodoMutation>>>();

  // @ts-expect-error: a variable is missing.
  await client.execute(getTodo);
  // @ts-expect-error: a variable is missing.
  await client.execute(getTodo, {});
  // @ts-expect-error: a variable is missing.
  await client.executeRaw(createTodo);
  // @ts-expect-error: a variable is of another type.
  await client.execute(getTodo, { id: 1 });
  // @ts-expect-error: there is no such variable.
  await client.execute(getTodo, { id: "1", nope: 1 });
  // @ts-expect-error: there are no variables.
  await client.execute(ping, { nope: 1 });
  // @ts-expect-error: there is no such optional variable.
  await client.execute(listTodos, { nope: 1 });
  // @ts-expect-error: there is no such option.
  await client.execute(ping, {}, { timeout: 1 });
  // @ts-expect-error: a subscription is not executed.
  await client.execute(onCreateTodo);
  // @ts-expect-error: a subscription is not executed.
  await client.executeRaw(onTodo, { id: "1" });
  // @ts-expect-error: a text knows no types.
  await client.execute("query { ping }");
  // @ts-expect-error: there is no such field.
  got.nope;
}

export async function pages(): Promise<void> {
  for await (const item of client.paginate(
    listTodos,
    { limit: 10 },
    (result) => result.listTodos,
  )) {
    is<Same<typeof item, Todo | null>>();
  }
  // @ts-expect-error: it has no pages.
  client.paginate(getTodo, { id: "1" }, () => null);
  // @ts-expect-error: nor has it, and it takes no variables at all.
  client.paginate(ping, {}, () => null);
  // @ts-expect-error: nor has it, though all it takes may be left out.
  client.paginate(findTodos, {}, () => null);
  const given = client.paginate(feed, { nextToken: "a" }, ({ feed }) => feed);
  is<Same<typeof given, AsyncGenerator<Todo, void, undefined>>>();
  client.paginate(listTodos, { nextToken: null }, () => null);
  // @ts-expect-error: a variable is missing.
  client.paginate(feed, {}, ({ feed }) => feed);
  // @ts-expect-error: there is no such variable.
  client.paginate(listTodos, { nope: 1 }, () => null);
  // @ts-expect-error: a page has items.
  client.paginate(listTodos, {}, () => ({ items: 1 }));
  // @ts-expect-error: there is no such field.
  client.paginate(listTodos, {}, (result) => result.nope);
}

export async function events(signal: AbortSignal): Promise<void> {
  for await (const event of client.subscribe(onCreateTodo)) {
    is<Same<typeof event, OnCreateTodoSubscription>>();
  }
  for await (const event of client.subscribeRaw(onTodo, { id: "1" })) {
    is<Same<typeof event, RawEvent<OnCreateTodoSubscription>>>();
  }
  const subscription = client.subscribe(
    onCreateTodo,
    { name: "a" },
    {
      signal,
      auth: apiKey("k"),
      onState: (change) => {
        if (change.state === "interrupted") {
          const wait: number = change.retryInMs;
          is<Same<typeof wait, number>>();
        }
        // @ts-expect-error: only an interruption has a wait.
        change.retryInMs;
      },
    },
  );
  await subscription.return();
  // @ts-expect-error: a variable is missing.
  client.subscribe(onTodo);
  // @ts-expect-error: a query is not subscribed to.
  client.subscribe(getTodo, { id: "1" });
  // @ts-expect-error: a mutation is not subscribed to.
  client.subscribeRaw(createTodo, { input: { name: "a" } });
}

export function scalars(
  todo: Todo,
  typed: AWSJSON<{ a: number }>,
): GraphQLErrorEntry | undefined {
  const value = parseJson(typed);
  is<Same<typeof value, { a: number }>>();
  if (todo.meta !== null) {
    const meta = parseJson(todo.meta);
    is<Same<typeof meta, unknown>>();
  }
  const text: string = typed;
  const wide: AWSJSON = toJson({ a: text });
  // @ts-expect-error: a text may be no JSON.
  const narrow: AWSJSON = "{}";
  // @ts-expect-error: what it stands for is not known.
  const other: AWSJSON<{ a: number }> = wide;
  const credentials: Credentials = { accessKeyId: "", secretAccessKey: "" };
  const all: unknown[] = [narrow, other, credentials];
  const error = new AppSyncError([{ message: String(all.length) }]);
  return error.errors[0];
}

export type Result = PingQuery;
