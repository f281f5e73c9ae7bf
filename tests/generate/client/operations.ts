// Operations as they are generated.
import type { AWSJSON, GraphQLDocument } from "./client.js";

export interface Todo {
  readonly __typename: "Todo";
  id: string;
  name: string | null;
  meta: AWSJSON | null;
}

export interface GetTodoQuery {
  getTodo: Todo | null;
}

export interface GetTodoQueryVariables {
  id: string;
  deep?: boolean | null;
}

export interface ListTodosQuery {
  listTodos: { items: (Todo | null)[]; nextToken: string | null } | null;
}

export interface ListTodosQueryVariables {
  limit?: number | null;
  nextToken?: string | null;
}

export interface FindTodosQueryVariables {
  limit?: number | null;
}

export interface FeedQuery {
  feed: { items: Todo[]; nextToken: string | null };
}

export interface FeedQueryVariables {
  nextToken: string;
}

export interface PingQuery {
  ping: string;
}

export interface CreateTodoMutation {
  createTodo: Todo | null;
}

export interface CreateTodoMutationVariables {
  input: { name: string; meta?: AWSJSON | null };
}

export interface OnCreateTodoSubscription {
  onCreateTodo: Todo | null;
}

export interface OnCreateTodoSubscriptionVariables {
  name?: string | null;
}

export interface OnTodoSubscriptionVariables {
  id: string;
}

export const getTodo =
  `query GetTodo($id: ID!) { getTodo(id: $id) { id } }` as GraphQLDocument<
    "query",
    GetTodoQuery,
    GetTodoQueryVariables
  >;

export const listTodos =
  `query ListTodos { listTodos { items { id } nextToken } }` as GraphQLDocument<
    "query",
    ListTodosQuery,
    ListTodosQueryVariables
  >;

export const findTodos =
  `query FindTodos($limit: Int) { listTodos(limit: $limit) { nextToken } }` as GraphQLDocument<
    "query",
    ListTodosQuery,
    FindTodosQueryVariables
  >;

export const feed =
  `query Feed($nextToken: String!) { feed(nextToken: $nextToken) { nextToken } }` as GraphQLDocument<
    "query",
    FeedQuery,
    FeedQueryVariables
  >;

export const ping = `query Ping { ping }` as GraphQLDocument<
  "query",
  PingQuery,
  Record<string, never>
>;

export const createTodo =
  `mutation CreateTodo($input: I!) { createTodo(input: $input) { id } }` as GraphQLDocument<
    "mutation",
    CreateTodoMutation,
    CreateTodoMutationVariables
  >;

export const onCreateTodo =
  `subscription OnCreateTodo { onCreateTodo { id } }` as GraphQLDocument<
    "subscription",
    OnCreateTodoSubscription,
    OnCreateTodoSubscriptionVariables
  >;

export const onTodo =
  `subscription OnTodo($id: ID!) { onCreateTodo(id: $id) { id } }` as GraphQLDocument<
    "subscription",
    OnCreateTodoSubscription,
    OnTodoSubscriptionVariables
  >;
