//! A client that was generated yesterday and a service of today, and operations that the user wrote.

use serde_json::json;

use super::{KEY, node, run, sandbox};
use crate::generate::peers::{Flags, TypeScript, tsc};
use crate::support::emulator::Emulator;

const CONFIGURATION: &str = "local:
  region: eu-west-1
  apis:
    - name: pets
      schema: service.graphql
      data: data.yaml
      api-keys: [{ key: { env: LOCAL_KEY } }]
      default: { mode: API_KEY }
      additional: [{ mode: AWS_IAM }]
";

#[test]
fn a_client_of_yesterday_tells_what_it_does_not_know_from_what_it_does() {
    let Some(node) = node() else { return };
    let sandbox = sandbox(CONFIGURATION);
    sandbox.file("service.graphql", include_str!("future/service.graphql"));
    sandbox.file("yesterday.graphql", include_str!("future/yesterday.graphql"));
    sandbox.file("data.yaml", include_str!("future/data.yaml"));
    sandbox.file("documents/own.graphql", include_str!("future/documents.graphql"));
    let usage = sandbox.file("program/usage.ts", include_str!("future/usage.ts"));
    sandbox.file("program/package.json", r#"{ "type": "module" }"#);
    let ran = sandbox.line(
        "generate -q --schema yesterday.graphql --documents 'documents/*.graphql' --target typescript --out program/generated",
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    let newest = Flags::ALL.map(|flags| (TypeScript::V7, flags));
    for (version, flags) in newest.into_iter().chain([(TypeScript::V54, Flags::ALL[3])]) {
        let Some(errors) = tsc(version, flags, &sandbox.path().join("program")) else { return };
        assert_eq!(errors, Vec::<String>::new(), "{version:?} {flags:?}");
    }

    let emulator = Emulator::start(&sandbox, "");
    let seen = run(&node, &usage, &json!({ "url": emulator.url(), "apiKey": KEY })).json();
    insta::assert_json_snapshot!("future", seen);
}
