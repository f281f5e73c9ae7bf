// A program that uses Amplify's own files, and goes on with ours.
import { generateClient } from "aws-amplify/api";
import { Priority } from "./API";
import type { CreateTodoInput, ModelTodoFilterInput, Todo } from "./API";
import { createTodo } from "./mutations";
import { getBoard, getTodo, listTodos } from "./queries";
import { onCreateTodo } from "./subscriptions";

const client = generateClient();

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

export async function used(): Promise<void> {
  const got = await client.graphql({ query: getTodo, variables: { id: "1" } });
  const todo = got.data.getTodo;
  is<Same<NonNullable<typeof todo>["__typename"], "Todo">>();
  is<Same<NonNullable<typeof todo>["name"], string>>();
  is<Same<NonNullable<typeof todo>["priority"], Priority | null | undefined>>();
  const board: string | undefined = todo?.board?.title;

  const filter: ModelTodoFilterInput = { and: [{ name: { beginsWith: "a" } }, null], not: null };
  const listed = await client.graphql({ query: listTodos, variables: { filter, limit: 3 } });
  const names: string[] = listed.data.listTodos.items.map((item) => item.name);
  const input: CreateTodoInput = { name: "a", done: false, priority: Priority.URGENT };
  const created = await client.graphql({ query: createTodo, variables: { input } });
  const labels: string[] | null | undefined = created.data.createTodo.labels;
  client.graphql({ query: onCreateTodo }).subscribe({ next: ({ data }) => console.log(data.onCreateTodo.name) });
  const whole: Todo[] = [];
  console.log(board, names, labels, whole);

  // @ts-expect-error the id is missing
  await client.graphql({ query: getTodo, variables: {} });
  // @ts-expect-error no such variable's type
  await client.graphql({ query: getTodo, variables: { id: 1 } });
  // @ts-expect-error no such value
  await client.graphql({ query: createTodo, variables: { input: { name: "a", done: true, priority: "SOME" } } });
  // @ts-expect-error not selected
  console.log((await client.graphql({ query: getBoard, variables: { id: "1" } })).data.getBoard?.nothing);
  // @ts-expect-error a subscription gives no promise
  void client.graphql({ query: onCreateTodo }).then;
}
