// What a program may do with generated modules, and what the compiler must refuse.
import { Role, createClient, apiKey } from "./index.js";
import type {
  AWSJSON,
  AnyNodeQuery,
  By,
  CardQuery,
  Filter,
  FutureValue,
  MembersQuery,
  SearchQuery,
  WhoFragment,
} from "./index.js";
import {
  anyNode,
  card,
  delete_,
  found,
  member,
  members,
  search,
} from "./queries.js";
import { deleteMutation, memberMutation } from "./mutations.js";
import { onMember } from "./subscriptions.js";
import * as functions from "./functions.js";

const client = createClient({
  endpoint: "https://example.com/graphql",
  auth: apiKey("da2-example"),
});

export async function calls(): Promise<void> {
  await client.execute(member, { id: "1" });
  await client.execute(members);
  await client.execute(members, { role: Role.ADMIN, limit: 3 });
  await client.execute(delete_);
  await client.execute(deleteMutation, { id: "1" });
  await client.execute(memberMutation, {
    name: "a",
    role: "USER",
    profile: null,
  });
  // @ts-expect-error: the variable is missing
  await client.execute(member);
  // @ts-expect-error: the variable is missing
  await client.execute(member, {});
  // @ts-expect-error: a non-null variable with a default may be left out, but not be null
  await client.execute(members, { limit: null });
  // @ts-expect-error: not a value of the enum
  await client.execute(members, { role: "ROOT" });
  // @ts-expect-error: what answers may hold is not what arguments take
  await client.execute(members, { role: "%other" });
  // @ts-expect-error: there are no variables
  await client.execute(delete_, { id: "1" });
  const plain: string = "{}";
  const of = { name: "a", role: "USER", profile: null } as const;
  // @ts-expect-error: an AWSJSON is no plain string
  await client.execute(memberMutation, { ...of, profile: plain });
  // @ts-expect-error: subscriptions are not executed
  await client.execute(onMember, {});
  // @ts-expect-error: queries are not subscribed to
  client.subscribe(member, { id: "1" });

  for await (const event of client.subscribe(onMember)) {
    const name: string | undefined = event.onMember?.name;
    void name;
  }
  const answer = await functions.member(client, { id: "1" });
  const name: string | undefined = answer.member?.name;
  void name;
  await functions.members(client);
  await functions.deleteMutation(client, { id: "1" });
  for await (const event of functions.onMember(client)) void event.onMember;
  // @ts-expect-error: the variable is missing
  await functions.member(client);
  // @ts-expect-error: the variable is missing
  await functions.deleteMutation(client, {});
  await client.execute(search, {
    filter: { text: "a", roles: ["ADMIN"], and: { text: "b" } },
  });
  await client.execute(found, { by: { id: "1" } });
  await client.execute(card, { id: "1" });
  await client.execute(anyNode, { id: "1" });
}

// Inputs.
export const filters: Filter[] = [
  { text: "a" },
  { text: "a", roles: null, deep: true, and: null },
];
// @ts-expect-error: `text` is required
export const noText: Filter = {};
// @ts-expect-error: lists are not made of single values
export const noList: Filter = { text: "a", roles: "ADMIN" };
// @ts-expect-error: a default does not stand for null
export const noDeep: Filter = { text: "a", deep: null };
export const by: By[] = [{ id: "1" }, { name: "a" }];
// @ts-expect-error: one of them
export const both: By = { id: "1", name: "a" };
// @ts-expect-error: one of them
export const neither: By = {};
// @ts-expect-error: not null
export const none: By = { id: null };

// Results.
export const found_: MembersQuery = { members: [[null]] };
// @ts-expect-error: the lists inside are not null
export const noLists: MembersQuery = { members: [null] };
export const short: CardQuery = {
  member: { id: "1", name: "a", role: "USER" },
};
export const long: CardQuery = {
  member: { id: "1", name: "a", role: "USER", joined: null },
};
// @ts-expect-error: only the condition makes it absent
export const tooShort: CardQuery = { member: { id: "1", name: "a" } };
export function who(query: CardQuery): WhoFragment | null {
  return query.member;
}

// Enums: every value but the unknown ones has a case.
export function role(of: WhoFragment): string {
  switch (of.role) {
    case "ADMIN":
      return "a";
    case Role.USER:
      return "u";
    default: {
      const other: FutureValue = of.role;
      // @ts-expect-error: there may be new values
      const never: never = of.role;
      return `${other}${never}`;
    }
  }
}
export function known(of: Role): number {
  switch (of) {
    case "ADMIN":
      return 1;
    case "USER":
      return 2;
  }
}
// @ts-expect-error: without a default, a new value gives nothing
export function forgotten(of: WhoFragment): number {
  switch (of.role) {
    case "ADMIN":
      return 1;
    case "USER":
      return 2;
  }
}

// Interfaces and unions are told apart by `__typename`.
export function node(query: AnyNodeQuery): string {
  const it = query.node;
  if (it === null) return "";
  // @ts-expect-error: not every node has a name
  void it.name;
  switch (it.__typename) {
    case "Member":
      return it.name;
    case "Team":
      return (it.members ?? []).map((each) => each.name).join();
    default: {
      const rest: "Page" | FutureValue = it.__typename;
      return it.id + rest;
    }
  }
}
export function hits(query: SearchQuery): string[] {
  return (query.search ?? []).map((hit) => {
    if (hit?.__typename === "Member") return hit.name;
    if (hit?.__typename === "Page") return hit.title ?? "";
    // @ts-expect-error: a team has no title
    void hit?.title;
    return hit?.__typename ?? "";
  });
}

// Scalars.
export function worth(
  of: NonNullable<import("./index.js").MemberQuery["member"]>,
): bigint | null {
  const profile: AWSJSON | null = of.profile;
  void profile;
  return of.worth;
}
