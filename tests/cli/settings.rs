//! Where values come from, seen through the door.

use super::{RULES, SCHEMA};
use crate::support::sandbox::Sandbox;

const CONFIGURATION: &str = "default-environment: local
environments:
  local:
    authorizer: ./auth/rules.yaml
    schema: auth/schema.graphql
    token: { env: LOCAL_TOKEN }
    region: eu-central-1
  staging:
    api: of-file
    profile: of-file
    region: eu-north-1
    token: { env: LOCAL_TOKEN }
    authorizer: ./auth/rules.yaml
rules: { identity-regex: find }
";

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.file("appsync-auth.yaml", CONFIGURATION);
    sandbox.file("auth/rules.yaml", RULES);
    sandbox.file("auth/schema.graphql", SCHEMA);
    sandbox.file("auth/deep/README", "");
    sandbox.set("LOCAL_TOKEN", "partner");
    sandbox
}

/// What `-v` says about each setting.
fn settings(err: &str) -> Vec<&str> {
    err.lines().filter_map(|line| line.strip_prefix("setting ")).collect()
}

#[test]
fn an_environment_of_the_file_gives_everything() {
    let sandbox = sandbox();
    let ran = sandbox.line("test-token --query '{ listEvents { comments { id } } }' -v --print-event");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    assert!(ran.out.starts_with("result\tallowed in part: 1 of 3 fields denied by F201 field-denied\n"), "{}", ran.out);
    assert_eq!(
        settings(&ran.err),
        [
            "environment: local (`appsync-auth.yaml`)",
            "schema: auth/schema.graphql (environment `local` of `appsync-auth.yaml`)",
            "authorizer: ./auth/rules.yaml (environment `local` of `appsync-auth.yaml`)",
            "authorization: token from the variable `LOCAL_TOKEN` (environment `local` of `appsync-auth.yaml`)",
            "region: eu-west-1 (environment variable `AWS_REGION`)",
            "rule identity-regex: find (`appsync-auth.yaml`)",
        ]
    );
}

#[test]
fn it_is_found_from_a_folder_below_with_its_paths() {
    let sandbox = sandbox();
    let mut command = sandbox.command(["test-token", "--expect", "allow"]);
    let ran = crate::support::sandbox::ended(command.current_dir(sandbox.path().join("auth/deep")));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
}

#[test]
fn flag_over_variable_over_file() {
    let sandbox = sandbox();
    let seen = |variables: &[(&str, &str)], flags: &str| {
        let line = format!("test-token --env staging -v {flags}");
        let mut command = sandbox.command(shell_words::split(&line).unwrap());
        command.env_remove("AWS_REGION").envs(variables.iter().copied());
        let ran = crate::support::sandbox::ended(&mut command);
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        settings(&ran.err)
            .into_iter()
            .filter(|line| ["api:", "profile:", "region:"].iter().any(|name| line.starts_with(name)))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let file = "(environment `staging` of `appsync-auth.yaml`)";
    assert_eq!(
        seen(&[], ""),
        [format!("api: of-file {file}"), format!("profile: of-file {file}"), format!("region: eu-north-1 {file}")]
    );
    let variables = [("APPSYNC_AUTH_API", "of-variable"), ("AWS_PROFILE", "of-variable"), ("AWS_REGION", "eu-south-1")];
    assert_eq!(
        seen(&variables, ""),
        [
            "api: of-variable (environment variable `APPSYNC_AUTH_API`)",
            "profile: of-variable (environment variable `AWS_PROFILE`)",
            "region: eu-south-1 (environment variable `AWS_REGION`)",
        ]
    );
    assert_eq!(
        seen(&variables, "--profile of-flag --region us-west-2"),
        [
            "api: of-variable (environment variable `APPSYNC_AUTH_API`)",
            "profile: of-flag (flag `--profile`)",
            "region: us-west-2 (flag `--region`)",
        ]
    );
}

#[test]
fn flags_of_the_command_go_over_the_file() {
    let mut sandbox = sandbox();
    sandbox.file("other.yaml", "otherwise: { respond: { isAuthorized: false } }\n");
    let ran = sandbox.line("test-token --authorizer other.yaml --token custom-authorized");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    sandbox.set("OTHER", "nobody-known");
    assert_eq!(sandbox.line("test-token --token-env OTHER").code, Some(1));
    assert_eq!(sandbox.line("test-token").code, Some(0));
    // The rule of the file is the other reading; the flag puts it back.
    let regex = "test-token --identity-regex part";
    assert_eq!(sandbox.line(regex).code, Some(0));
    assert_eq!(sandbox.line(&format!("{regex} --rule identity-regex=whole")).code, Some(1));
}

#[test]
fn the_region_of_the_settings_is_the_region_of_the_event() {
    let sandbox = sandbox();
    sandbox.file(
        "region.suite.yaml",
        "cases:
  - name: an ARN in this region is of this API
    token: region
    expect: { denied-fields: [Event.comments], violations: [] }
authorizer: region.yaml
",
    );
    sandbox.file(
        "region.yaml",
        "otherwise: { respond: { isAuthorized: true, resolverContext: {}, deniedFields: [
  'arn:aws:appsync:eu-south-2:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa/types/Event/fields/comments'] } }
",
    );
    let right = sandbox.line("test-token region.suite.yaml --region eu-south-2");
    assert_eq!(right.code, Some(0), "{}", right.whole());
    assert_eq!(sandbox.line("test-token region.suite.yaml --region eu-south-1").code, Some(1));
}
