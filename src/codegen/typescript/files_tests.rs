//! Whole files.

use super::{Printed, files};
use crate::codegen::{Note, Style, resolve, written_statements};
use crate::graphql::{DocumentSet, Leniency, Schema, SourceText};
use crate::settings::Order;

const SCHEMA: &str = r#"
type Query { "A */ member." member(id: ID!, role: Role = USER): Node default: Money }
interface Node { id: ID! }
type Member implements Node { id: ID! role: Role! }
enum Role { USER "Everything." ADMIN }
scalar Money
"#;

const DOCUMENTS: &str = "
query Card($id: ID!, $all: Boolean! = true) { member(id: $id) { id @include(if: $all) ... on Member { role } } }
query default { default }
";

const QUERIES: &str = r#"/* eslint-disable */
// Written by appsync-auth. Changes to this file are lost when it is written anew.

import type { GraphQLDocument } from "./client.js";
import type { FutureValue, Money, Role } from "./schema.js";

/** A *\/ member. */
export const card = `query Card($id: ID!, $all: Boolean! = true) {
  member(id: $id) {
    __typename
    id @include(if: $all)
    ... on Member {
      role
    }
  }
}` as GraphQLDocument<"query", CardQuery, CardQueryVariables>;

/** The variables of {@link card}. */
export interface CardQueryVariables {
  id: string;
  all?: boolean;
}

/** The result of {@link card}. */
export interface CardQuery {
  /** A *\/ member. */
  member: CardQuery_member | null;
}

export type CardQuery_member = CardQuery_member_Member | CardQuery_member_other;

export interface CardQuery_member_Member {
  __typename: "Member";
  id?: string;
  role: Role | FutureValue;
}

export interface CardQuery_member_other {
  __typename: FutureValue;
  id?: string;
}

export const default_ = `query default {
  default
}` as GraphQLDocument<"query", DefaultQuery, DefaultQueryVariables>;

/** The variables of {@link default_}. */
export type DefaultQueryVariables = Record<string, never>;

/** The result of {@link default_}. */
export interface DefaultQuery {
  default: Money | null;
}
"#;

const TYPES: &str = r#"/* eslint-disable */
// Written by appsync-auth. Changes to this file are lost when it is written anew.

/**
 * What the schema did not have when this was written: a value of an enum, or in `__typename` a type.
 *
 * It stands in types only: what arrives is the new name itself, never this text.
 * So let a `switch` have a `default`, which then is the only place for it.
 */
export type FutureValue = "%other";

export type Money = unknown;

export const Role = {
  /** Everything. */
  ADMIN: "ADMIN",
  USER: "USER",
} as const;
export type Role = (typeof Role)[keyof typeof Role];
"#;

fn printed(scalars: &[(&str, &str)], functions: bool) -> Printed {
    let schema = Schema::load(&[SourceText::new("schema.graphql", SCHEMA)], Leniency::Strict).unwrap().schema;
    let documents = DocumentSet::read(&[SourceText::new("a.graphql", DOCUMENTS)], &schema).unwrap();
    let ir = resolve(&schema, written_statements(&documents, &schema), Order::Name).unwrap();
    let scalars = scalars.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    files(&ir, &schema, &Style { order: Order::Name, scalars, functions })
}

fn text<'a>(printed: &'a Printed, path: &str) -> &'a str {
    &printed.files.iter().find(|file| file.path == path).unwrap().text
}

#[test]
fn operations_and_the_types_that_they_need_are_written() {
    let printed = printed(&[], false);
    let paths: Vec<&str> = printed.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["client.ts", "index.ts", "queries.ts", "schema.ts"]);
    assert_eq!(text(&printed, "queries.ts"), QUERIES);
    assert_eq!(text(&printed, "schema.ts"), TYPES);
    let notes: Vec<(&str, &str)> = printed.notes.iter().map(|note| (note.code, note.about.as_str())).collect();
    assert_eq!(notes, [("name-changed", "default"), ("unknown-scalar", "Money")]);
}

#[test]
fn scalars_have_the_types_that_are_asked_for() {
    let with = printed(&[("Money", "bigint"), ("ID", "`a`")], true);
    assert!(text(&with, "schema.ts").contains("export type Money = bigint;\n"));
    assert!(text(&with, "schema.ts").contains("export type ID = string;\n"));
    let faulty: Vec<&Note> = with.notes.iter().filter(|note| note.code == "scalar-type").collect();
    assert_eq!(faulty.len(), 1);
    let index = text(&with, "index.ts");
    assert!(with.files.iter().any(|file| file.path == "functions.ts") && !index.contains("functions"), "{index}");
}
