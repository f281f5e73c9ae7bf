//! What `API.ts` looks like; that compilers and prettier take it is a test of its own, with them.

use super::Target;
use super::statements_tests::written;

const SDL: &str = r#"
"Everything."
type Query {
  "One."
  todo(id: ID!, limit: Int! = 5, near: [[Place!]] = []): Todo @deprecated(reason: "use `node`")
  node: Node
  lonely: Lonely
  delete(string: string): Array
}
interface Node { id: ID! }
interface Lonely { at: AWSTimestamp at2: AWSDate }
type Todo implements Node {
  id: ID!
  state: State
  "Its */ end."
  grid: [[Todo!]]!
}
type Note implements Node { id: ID! text: String! }
type Array { items: [Int] }
type TodoQuery { value: Float! }
input string { tags: [String!]! = [] query: Place }
enum State { "Not yet." OPEN DONE @deprecated }
input Place { x: Float! }
"#;

#[test]
fn the_schemas_types_have_their_names_unless_these_are_taken() {
    let (files, notes) = written(SDL, "", Target::Typescript);
    let expected = r#"/* tslint:disable */
/* eslint-disable */
//  This file was automatically generated and should not be edited.

export type Node = Todo | Note;

export type Lonely = {
  __typename: string;
  at?: number | null;
  at2?: string | null;
};

export type Todo = {
  __typename: "Todo";
  id: string;
  state?: State | null;
  /** Its *\/ end. */
  grid: globalThis.Array<globalThis.Array<Todo> | null>;
};

export type Note = {
  __typename: "Note";
  id: string;
  text: string;
};

export type Array = {
  __typename: "Array";
  items?: globalThis.Array<number | null> | null;
};

export type string_ = {
  tags?: globalThis.Array<string>;
  query?: Place | null;
};

export enum State {
  /** Not yet. */
  OPEN = "OPEN",
  /** @deprecated */
  DONE = "DONE",
}

export type Place = {
  x: number;
};

export type TodoQueryVariables = {
  id: string;
  limit?: number;
  near?: globalThis.Array<globalThis.Array<Place> | null> | null;
};

export type TodoQuery = {
  /**
   * One.
   *
   * @deprecated use `node`
   */
  todo?: {
    __typename: "Todo";
    id: string;
    state?: State | null;
    /** Its *\/ end. */
    grid: globalThis.Array<globalThis.Array<{
      __typename: "Todo";
      id: string;
      state?: State | null;
    }> | null>;
  } | null;
};

export type NodeQueryVariables = {};

export type NodeQuery = {
  node:
    | {
        id: string;
        state?: State | null;
        /** Its *\/ end. */
        grid: globalThis.Array<globalThis.Array<{
          __typename: "Todo";
          id: string;
          state?: State | null;
        }> | null>;
      }
    | {
        id: string;
        text: string;
      }
    | null;
};

export type LonelyQueryVariables = {};

export type LonelyQuery = {
  lonely: {
    at?: number | null;
    at2?: string | null;
  } | null;
};

export type DeleteQueryVariables = {
  string?: string_ | null;
};

export type DeleteQuery = {
  delete?: {
    __typename: "Array";
    items?: globalThis.Array<number | null> | null;
  } | null;
};
"#;
    assert_eq!(files["API.ts"], expected);
    let said: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    let renamed = "the type `string` is called `string_`, as its name is taken";
    assert_eq!(said, ["the constant `delete` is called `delete_`, as its name is taken", renamed]);
}

#[test]
fn the_users_operations_have_exact_types() {
    let document = "query Own($all: Boolean! = true) {
      first: todo(id: 1) { ...Parts state @include(if: $all) }
      node { ... on Note { text } }
    }
    fragment Parts on Todo { id grid { ...More } }
    fragment More on Todo { id }";
    let (files, _) = written(SDL, document, Target::Typescript);
    let (_, own) = files["API.ts"].split_once("export type OwnQueryVariables").unwrap();
    let expected = r#" = {
  all?: boolean;
};

export type OwnQuery = {
  /**
   * One.
   *
   * @deprecated use `node`
   */
  first?: {
    id: string;
    /** Its *\/ end. */
    grid: globalThis.Array<globalThis.Array<MoreFragment> | null>;
    state?: State | null;
  } | null;
  node:
    | {
        __typename: "Todo";
      }
    | {
        __typename: "Note";
        text: string;
      }
    | null;
};

export type PartsFragment = {
  id: string;
  /** Its *\/ end. */
  grid: globalThis.Array<globalThis.Array<MoreFragment> | null>;
};

export type MoreFragment = {
  id: string;
};
"#;
    assert_eq!(own, expected);
}
