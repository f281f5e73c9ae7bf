// The same constants, given to AWS Amplify 6, which infers variables and results from them.
import { generateClient } from "aws-amplify/api";

import {
  createTodo,
  getTodo,
  listTodos,
  onCreateTodo,
  ping,
} from "./operations.js";

const client = generateClient();

/** Does not take `any`, which Amplify gives for what it does not know. */
function known<T>(value: 0 extends 1 & T ? never : T): T {
  return value as T;
}

export async function calls(): Promise<void> {
  const got = await client.graphql({ query: getTodo, variables: { id: "1" } });
  const id: string | undefined = known(got.data).getTodo?.id;
  const listed = await client.graphql({ query: listTodos });
  const items: number | undefined = known(listed.data).listTodos?.items.length;
  const pinged = await client.graphql({ query: ping });
  const answer: string = known(pinged.data).ping;
  const input = { name: `${id}${items}${answer}` };
  const created = await client.graphql({
    query: createTodo,
    variables: { input },
  });
  const name = known(created.data).createTodo?.name ?? null;
  const subscription = client
    .graphql({ query: onCreateTodo, variables: { name } })
    .subscribe({
      next: ({ data }) => {
        const one: string = known(data).onCreateTodo.id;
        // @ts-expect-error: there is no such field.
        data.nope;
        return one;
      },
    });
  subscription.unsubscribe();
  // @ts-expect-error: a variable is of another type.
  await client.graphql({ query: getTodo, variables: { id: 1 } });
  // @ts-expect-error: a variable is missing.
  await client.graphql({ query: createTodo, variables: {} });
  // @ts-expect-error: there is no such field.
  got.data.nope;
}
