//! How long the matrix takes: it must grow with the number of fields, and no faster.

#![allow(clippy::unwrap_used, reason = "a bench whose input is wrong should stop")]

use std::fmt::Write as _;

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use appsync_auth::engine::Api;
use appsync_auth::engine::access::{Callers, Matrix, MatrixDifference, Snapshot};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use appsync_auth::report::access_page;

/// How many fields: each step is ten times the one before.
const FIELDS: [usize; 3] = [300, 3_000, 30_000];

fn main() {
    divan::main();
}

/// A schema of types with ten fields each, directives on types and fields, cycles, and a union of all types.
fn sdl(fields: usize) -> String {
    let types = fields / 10;
    let mut text = String::from("type Query @aws_api_key @aws_lambda { start: T0 any: Any }\n");
    for number in 0..types {
        writeln!(text, "type T{number} @aws_api_key @aws_iam @aws_lambda {{").unwrap();
        writeln!(text, "  next: T{} any: Any me: T{number}", (number + 1) % types).unwrap();
        for field in 0..7 {
            let directive =
                ["", "@aws_lambda", "@aws_oidc @aws_cognito_user_pools(cognito_groups: [\"admins\"])"][field % 3];
            writeln!(text, "  f{field}: String {directive}").unwrap();
        }
        text.push_str("}\n");
    }
    let members: Vec<String> = (0..types).map(|number| format!("T{number}")).collect();
    writeln!(text, "union Any = {}", members.join(" | ")).unwrap();
    text
}

fn load(text: &str) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", text)], Leniency::Strict).unwrap().schema
}

/// An API with all five modes.
fn api() -> Api {
    let [default, additional @ ..] = AuthenticationType::ALL.map(Provider::bare);
    Api {
        identity: ApiIdentity::default(),
        authentication: ApiAuthentication { default, additional: additional.to_vec() },
    }
}

#[divan::bench(args = FIELDS, sample_count = 10, sample_size = 1)]
fn matrix(bencher: divan::Bencher<'_, '_>, fields: usize) {
    let (schema, api, callers) = (load(&sdl(fields)), api(), Callers::default());
    bencher.bench(|| Matrix::new(&schema, &api, &callers));
}

#[divan::bench(args = FIELDS, sample_count = 10, sample_size = 1)]
fn schema_and_matrix(bencher: divan::Bencher<'_, '_>, fields: usize) {
    let (text, api, callers) = (sdl(fields), api(), Callers::default());
    bencher.bench(|| Matrix::new(&load(&text), &api, &callers));
}

#[divan::bench(args = FIELDS, sample_count = 10, sample_size = 1)]
fn snapshot_and_difference(bencher: divan::Bencher<'_, '_>, fields: usize) {
    let snapshot = Snapshot::from(&Matrix::new(&load(&sdl(fields)), &api(), &Callers::default()));
    let text = snapshot.to_string();
    bencher.bench(|| Snapshot::parse(&text).map(|before| MatrixDifference::between(&before, &snapshot)));
}

#[divan::bench(args = FIELDS, sample_count = 10, sample_size = 1)]
fn page(bencher: divan::Bencher<'_, '_>, fields: usize) {
    let matrix = Matrix::new(&load(&sdl(fields)), &api(), &Callers::default());
    bencher.bench(|| access_page::page(&matrix));
}
