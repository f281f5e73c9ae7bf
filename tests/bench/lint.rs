//! How long `lint` takes in the engine, by the number of fields, for an API with all five modes: `cargo bench --bench lint`.

#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up is wrong")]

#[path = "../lint/large.rs"]
mod large;

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use appsync_auth::engine::Api;
use appsync_auth::engine::lint::{LintInputs, lint, mend};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const FIELDS: [usize; 3] = [300, 3_000, 30_000];

fn schema(fields: usize) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", large::sdl(fields))], Leniency::Strict).unwrap().schema
}

fn api() -> Api {
    let [default, additional @ ..] = AuthenticationType::ALL.map(Provider::bare);
    let authentication = ApiAuthentication { default, additional: additional.to_vec() };
    Api { identity: ApiIdentity::default(), authentication }
}

#[divan::bench(args = FIELDS, sample_count = 20)]
fn findings(bencher: Bencher<'_, '_>, fields: usize) {
    let (schema, api, inputs) = (schema(fields), api(), LintInputs::default());
    bencher.bench_local(|| lint(black_box(&schema), Some(&api), &inputs));
}

#[divan::bench(args = FIELDS, sample_count = 20)]
fn fixes(bencher: Bencher<'_, '_>, fields: usize) {
    let (schema, api, inputs) = (schema(fields), api(), LintInputs::default());
    bencher.bench_local(|| mend(black_box(&schema), &api, &inputs));
}

/// What comes before: reading the schema.
#[divan::bench(args = FIELDS, sample_count = 10)]
fn loading(bencher: Bencher<'_, '_>, fields: usize) {
    let sources = [SourceText::new("schema.graphql", large::sdl(fields))];
    bencher.bench_local(|| Schema::load(black_box(&sources), Leniency::Strict).unwrap());
}
