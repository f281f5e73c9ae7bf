//! How long `lint` takes in the engine, by the number of fields, for an API with all five modes: `cargo bench --bench lint`.

#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up is wrong")]

use std::fmt::Write as _;

use appsync_auth::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use appsync_auth::engine::Api;
use appsync_auth::engine::lint::{LintInputs, lint, mend};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const FIELDS: [usize; 3] = [300, 3_000, 30_000];

/// Types of ten fields, each behind many paths, a third of them closed to a mode that reaches them.
fn sdl(fields: usize) -> String {
    let types = fields / 10;
    let mut text = String::from("type Query @aws_lambda @aws_api_key { first: T0 any: Any }\nunion Any = T0\n");
    for number in 0..types {
        let directives = ["", " @aws_lambda", " @aws_iam @aws_api_key"][number % 3];
        writeln!(text, "type T{number}{directives} {{").unwrap();
        for field in 0..9 {
            let returned = (number * 7 + field * 13 + 1) % types;
            writeln!(text, "  f{field}: [T{returned}!] @aws_lambda @aws_api_key @aws_oidc").unwrap();
        }
        writeln!(text, "  id: ID!\n}}").unwrap();
    }
    text
}

fn schema(fields: usize) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", sdl(fields))], Leniency::Strict).unwrap().schema
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
    let sources = [SourceText::new("schema.graphql", sdl(fields))];
    bencher.bench_local(|| Schema::load(black_box(&sources), Leniency::Strict).unwrap());
}
