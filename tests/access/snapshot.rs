//! Snapshots: written, compared, edited by hand, broken by merges.

use serde_json::{Value, json};

use super::{Ended, SCHEMA, Sandbox};

const BASE: &str = "schema.graphql --api-config api.json --snapshot access.snapshot";

/// A sandbox with a snapshot of its schema.
fn with_snapshot() -> Sandbox {
    let sandbox = Sandbox::new();
    let ended = sandbox.access(&format!("{BASE} --update"));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "wrote `access.snapshot`\n"), "{}", ended.stderr);
    sandbox
}

/// Checks after the schema was changed.
fn check_after(sandbox: &Sandbox, from: &str, to: &str) -> Ended {
    assert!(SCHEMA.contains(from));
    sandbox.write("schema.graphql", &SCHEMA.replace(from, to));
    sandbox.access(&format!("{BASE} --check"))
}

fn changes(ended: &Ended) -> Vec<&str> {
    ended.stdout.lines().take_while(|line| line.contains('\t')).collect()
}

#[test]
fn the_snapshot_is_a_line_for_each_field() {
    insta::assert_snapshot!(with_snapshot().read("access.snapshot"), @r#"
    # appsync-auth access snapshot: who reaches which field.
    # Written by `appsync-auth access --snapshot FILE --update`; `--check` compares.
    version: 1
    modes: API_KEY AWS_IAM AMAZON_COGNITO_USER_POOLS OPENID_CONNECT AWS_LAMBDA
    default: AWS_LAMBDA
    groups: admins "staff members"

    Comment.parent: API_KEY:unreached AWS_LAMBDA
    Comment.text: API_KEY:unreached AWS_LAMBDA

    Event.comments: AWS_LAMBDA
    Event.id: API_KEY AWS_LAMBDA
    Event.secret: AMAZON_COGNITO_USER_POOLS(group admins) AMAZON_COGNITO_USER_POOLS(group "staff members"):unreached

    Mutation.createEvent: AWS_LAMBDA

    Query.getEvent: AWS_IAM:unknown AMAZON_COGNITO_USER_POOLS(group admins) AWS_LAMBDA
    Query.listEvents: API_KEY AWS_LAMBDA
    "#);
}

#[test]
fn an_unchanged_schema_passes() {
    let sandbox = with_snapshot();
    for words in ["--check", ""] {
        let ended = sandbox.access(&format!("{BASE} {words}"));
        assert_eq!((ended.code, ended.stdout.as_str()), (0, "no difference: access is as `access.snapshot` says\n"));
    }
    let ended = sandbox.access(&format!("{BASE} --update"));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "nothing to update: access is as `access.snapshot` says\n"));
}

#[test]
fn another_order_gives_the_same_bytes() {
    let sandbox = with_snapshot();
    let before = sandbox.read("access.snapshot");
    let (left, right) = SCHEMA.split_at(SCHEMA.find("type Event").unwrap());
    let shuffled = format!("{right}{left}").replace("@aws_api_key @aws_lambda", "@aws_lambda @aws_api_key");
    sandbox.write(
        "schema.graphql",
        &shuffled.replace("  text: String\n  parent: Comment\n", "  parent: Comment\n  text: String\n"),
    );
    assert_eq!(sandbox.access(&format!("{BASE} --update")).code, 0);
    assert_eq!(sandbox.read("access.snapshot"), before);
}

#[test]
fn a_widened_field_fails_the_check_and_is_named() {
    let sandbox = with_snapshot();
    let ended = check_after(
        &sandbox,
        "createEvent(name: String): Event",
        "createEvent(name: String): Event @aws_lambda @aws_api_key",
    );
    assert_eq!(ended.code, 1);
    assert_eq!(
        ended.stdout,
        "widened\tMutation.createEvent\t+ API_KEY\n\
         failed: access is not as `access.snapshot` says: 1 field widened\n\
         help: if this is meant, run the same command with --update in place of --check, and commit the file\n"
    );
    let shown = sandbox.access(BASE);
    assert_eq!(
        (shown.code, shown.stdout.as_str()),
        (0, "widened\tMutation.createEvent\t+ API_KEY\naccess is not as `access.snapshot` says: 1 field widened\n")
    );
}

#[test]
fn a_narrowed_field_and_what_it_cuts_off_are_named() {
    let ended = check_after(
        &with_snapshot(),
        "listEvents: [Event] @aws_api_key @aws_lambda",
        "listEvents: [Event] @aws_lambda",
    );
    assert_eq!(ended.code, 1);
    assert_eq!(
        changes(&ended),
        ["narrowed\tEvent.id\t- API_KEY (reached -> unreached)", "narrowed\tQuery.listEvents\t- API_KEY"]
    );
}

#[test]
fn a_field_can_be_widened_and_narrowed_at_once() {
    let ended = check_after(
        &with_snapshot(),
        "listEvents: [Event] @aws_api_key @aws_lambda",
        "listEvents: [Event] @aws_api_key @aws_oidc",
    );
    assert_eq!(ended.code, 1);
    assert_eq!(
        changes(&ended),
        ["widened\tQuery.listEvents\t+ OPENID_CONNECT", "narrowed\tQuery.listEvents\t- AWS_LAMBDA"]
    );
}

#[test]
fn new_and_gone_fields_are_named_with_who_reaches_them() {
    let ended = check_after(&with_snapshot(), "  text: String\n", "  body: String\n  closed: Int @aws_oidc\n");
    assert_eq!(ended.code, 1);
    assert_eq!(
        changes(&ended),
        [
            "appeared\tComment.body\t+ API_KEY (unreached), AWS_LAMBDA",
            "appeared\tComment.closed\t+ OPENID_CONNECT (unreached)",
            "disappeared\tComment.text\t- API_KEY (unreached), AWS_LAMBDA",
        ]
    );
}

#[test]
fn a_new_group_is_compared_with_a_user_in_no_group() {
    let ended =
        check_after(&with_snapshot(), "cognito_groups: [\"admins\"]", "cognito_groups: [\"admins\", \"guests\"]");
    assert_eq!(ended.code, 1);
    assert_eq!(
        changes(&ended),
        [
            "column\t\t+ AMAZON_COGNITO_USER_POOLS(group guests)",
            "widened\tQuery.getEvent\t+ AMAZON_COGNITO_USER_POOLS(group guests)",
        ]
    );
}

#[test]
fn opening_a_field_to_the_whole_pool_names_the_pool_and_not_each_group() {
    let ended = check_after(
        &with_snapshot(),
        "listEvents: [Event] @aws_api_key",
        "listEvents: [Event] @aws_cognito_user_pools @aws_api_key",
    );
    assert_eq!(
        changes(&ended),
        [
            "widened\tEvent.secret\t+ AMAZON_COGNITO_USER_POOLS(group \"staff members\") (unreached -> reached)",
            "widened\tQuery.listEvents\t+ AMAZON_COGNITO_USER_POOLS",
        ]
    );
}

#[test]
fn another_default_mode_and_a_mode_that_is_gone_are_told() {
    let sandbox = with_snapshot();
    sandbox.write(
        "api.json",
        r#"{"authenticationType":"API_KEY","additionalAuthenticationProviders":[{"authenticationType":"AWS_LAMBDA"}]}"#,
    );
    let ended = sandbox.access(&format!("{BASE} --check"));
    assert_eq!(ended.code, 1);
    let told = changes(&ended);
    assert_eq!(told.first().copied(), Some("default\t\tAWS_LAMBDA -> API_KEY"));
    assert!(told.contains(&"column\t\t- OPENID_CONNECT"), "{told:?}");
    assert!(told.contains(&"widened\tMutation.createEvent\t+ API_KEY"), "{told:?}");
    assert!(told.contains(&"narrowed\tMutation.createEvent\t- AWS_LAMBDA"), "{told:?}");
}

#[test]
fn a_policy_that_is_not_given_again_is_told_and_says_nothing_of_fields() {
    let sandbox = with_snapshot();
    sandbox.write("p.json", r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#);
    assert_eq!(sandbox.access(&format!("{BASE} --policy p.json --update")).code, 0);
    assert!(sandbox.read("access.snapshot").contains("\npolicies: p.json\n"));
    assert_eq!(sandbox.access(&format!("{BASE} --policy p.json --check")).code, 0);
    let ended = sandbox.access(&format!("{BASE} --check"));
    assert_eq!((ended.code, changes(&ended)), (1, vec!["column\t\t- AWS_IAM(policy p.json)"]));
}

#[test]
fn json_tells_the_same_difference_as_data() {
    let sandbox = with_snapshot();
    sandbox
        .write("schema.graphql", &SCHEMA.replace("createEvent(name: String): Event", "createEvent: Event @aws_oidc"));
    let ended = sandbox.access(&format!("{BASE} --check --json"));
    assert_eq!(ended.code, 1);
    let envelope: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(envelope["error"], Value::Null);
    assert_eq!(envelope["result"]["snapshot"], json!({ "file": "access.snapshot", "written": false }));
    assert_eq!(
        envelope["result"]["difference"],
        json!({
            "default": null, "newColumns": [], "goneColumns": [],
            "changes": [
                { "coordinate": "Mutation.createEvent", "change": "widened",
                  "columns": [{ "column": "OPENID_CONNECT", "before": "denied", "after": "reached" }] },
                { "coordinate": "Mutation.createEvent", "change": "narrowed",
                  "columns": [{ "column": "AWS_LAMBDA", "before": "reached", "after": "denied" }] },
            ],
        })
    );
}

#[test]
fn a_missing_snapshot_is_exit_3_with_how_to_make_it() {
    let sandbox = Sandbox::new();
    for words in ["--check", ""] {
        let ended = sandbox.access(&format!("{BASE} {words}"));
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
        assert!(ended.stderr.contains("there is no snapshot `access.snapshot`"), "{}", ended.stderr);
        assert!(ended.stderr.contains("--update"), "{}", ended.stderr);
    }
    assert!(!sandbox.path("access.snapshot").exists());
}

#[test]
fn a_snapshot_that_cannot_be_read_says_line_and_fault() {
    let sandbox = with_snapshot();
    let good = sandbox.read("access.snapshot");
    for (from, to, fault) in [
        ("Event.id: API_KEY", "<<<<<<< ours\nEvent.id: API_KEY", "line 12: the snapshot has a merge conflict"),
        ("Event.id: API_KEY", "Event.id: APIKEY", "line 12: `APIKEY` is not an authentication type"),
        ("Event.id: API_KEY", "Event.id API_KEY", "line 12: the line is neither"),
        ("Event.id: API_KEY", "Event: API_KEY", "line 12: `Event` is not of the form `Type.field`"),
        ("Event.id: API_KEY AWS_LAMBDA", "Event.id:", "line 12: no column is named"),
        ("Event.id: API_KEY", "Event.id: API_KEY API_KEY", "line 12: `API_KEY` stands twice"),
        ("Event.id: API_KEY", "Event.id: API_KEY:maybe", "line 12: `maybe` is none of"),
        ("Event.id: API_KEY", "Event.id: AMAZON_COGNITO_USER_POOLS(group x)", "is not a column of the header"),
        ("Event.id: API_KEY", "Event.id: AMAZON_COGNITO_USER_POOLS(team x)", "`(group …)` or `(policy …)` is expected"),
        ("Event.id: API_KEY", "Event.id: AMAZON_COGNITO_USER_POOLS(group \"x", "a name is expected"),
        ("Event.id: ", "Event.comments: ", "`Event.comments` stands twice"),
        ("version: 1", "version: 2", "reads version 1 of the format, and this is `2`"),
        ("version: 1\n", "", "has no line `version: …`"),
        ("default: AWS_LAMBDA", "default: API", "`API` is not an authentication type"),
        ("modes: API_KEY", "modes: API_KEY API_KEY", "stands twice"),
        ("default: ", "modes: API_KEY\ndefault: ", "`modes` stands twice"),
        (
            "modes: API_KEY AWS_IAM AMAZON_COGNITO_USER_POOLS",
            "modes: API_KEY AWS_IAM",
            "there are `groups` without the mode",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        sandbox.write("access.snapshot", &good.replace(from, to));
        let ended = sandbox.access(&format!("{BASE} --check"));
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{to}");
        assert!(ended.stderr.contains(fault), "{to}: {}", ended.stderr);
    }
}

#[test]
fn order_blank_lines_comments_and_line_breaks_do_not_matter() {
    let sandbox = with_snapshot();
    let mut lines: Vec<String> = sandbox.read("access.snapshot").lines().map(str::to_owned).collect();
    lines.reverse();
    lines.push("# a remark".to_owned());
    sandbox.write("access.snapshot", &lines.join("\r\n"));
    assert_eq!(sandbox.access(&format!("{BASE} --check")).code, 0);
}

#[test]
fn update_mends_a_broken_snapshot_but_never_writes_over_another_file() {
    let sandbox = with_snapshot();
    let good = sandbox.read("access.snapshot");
    sandbox.write("access.snapshot", &good.replace("Event.id:", "<<<<<<< ours\nEvent.id:"));
    let ended = sandbox.access(&format!("{BASE} --update"));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, "wrote `access.snapshot`\n"));
    assert!(ended.stderr.contains("merge conflict"), "{}", ended.stderr);
    assert_eq!(sandbox.read("access.snapshot"), good);

    let ended = sandbox.access("schema.graphql --api-config api.json --snapshot schema.graphql --update");
    assert_eq!(ended.code, 3);
    assert!(ended.stderr.contains("is not a snapshot, so it is not written over"), "{}", ended.stderr);
    assert_eq!(sandbox.read("schema.graphql"), SCHEMA);
    let ended = sandbox.access("schema.graphql --api-config api.json --snapshot no/folder/x --update");
    assert_eq!(ended.code, 2);
}

#[test]
fn update_says_what_it_changed() {
    let sandbox = with_snapshot();
    sandbox.write("schema.graphql", &SCHEMA.replace("  parent: Comment\n", ""));
    let ended = sandbox.access(&format!("{BASE} --update"));
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (
            0,
            "disappeared\tComment.parent\t- API_KEY (unreached), AWS_LAMBDA\nwrote `access.snapshot`: 1 field disappeared\n"
        )
    );
    assert_eq!(sandbox.access(&format!("{BASE} --check")).code, 0);
}
