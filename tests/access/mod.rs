//! `access` as a process: the matrix, its filters, its page, its snapshots; and that it says what the engine says of a
//! request.

mod deployed;
pub(crate) mod docs;
mod matrix;
mod page;
mod properties;
mod snapshot;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The modes of an API with all five, AWS_LAMBDA being the default.
const ALL_MODES: &str = r#"{"arn":"arn:aws:appsync:eu-west-1:111122223333:apis/abc","authenticationType":"AWS_LAMBDA",
"additionalAuthenticationProviders":[{"authenticationType":"API_KEY"},{"authenticationType":"AWS_IAM"},
{"authenticationType":"AMAZON_COGNITO_USER_POOLS"},{"authenticationType":"OPENID_CONNECT"}]}"#;

/// A small schema in which every kind of cell stands.
const SCHEMA: &str = r#"type Query {
  listEvents: [Event] @aws_api_key @aws_lambda
  getEvent(id: ID!): Event @aws_iam @aws_lambda @aws_cognito_user_pools(cognito_groups: ["admins"])
}
type Mutation {
  createEvent(name: String): Event
}
type Event @aws_api_key @aws_lambda {
  id: ID!
  comments: [Comment] @aws_lambda
  secret: String @aws_cognito_user_pools(cognito_groups: ["admins", "staff members"])
}
type Comment @aws_api_key @aws_lambda {
  text: String
  parent: Comment
}
"#;

/// A folder of its own with files, and the program in it.
struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a run ended, and what it said.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Sandbox {
    /// With `schema.graphql` and `api.json` of all modes.
    fn new() -> Self {
        let sandbox = Self { folder: tempfile::tempdir().unwrap() };
        sandbox.write("schema.graphql", SCHEMA);
        sandbox.write("api.json", ALL_MODES);
        sandbox
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `access` with words split at spaces.
    fn access(&self, words: &str) -> Ended {
        self.run(&words.split_whitespace().collect::<Vec<_>>(), None)
    }

    fn run(&self, words: &[&str], stdin: Option<&str>) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
        command.env_clear().current_dir(self.folder.path()).arg("access").args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that ends before it has read everything closes the pipe; that is its right.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin.unwrap_or_default().as_bytes());
        let output = child.wait_with_output().unwrap();
        Ended {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The `result` of `--json`, of a run that must end well.
    fn json(&self, words: &str) -> Value {
        let ended = self.access(&format!("{words} --json"));
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{words}");
        let envelope: Value = serde_json::from_str(&ended.stdout).unwrap();
        envelope["result"].clone()
    }
}

/// Text of a fixture.
fn fixture(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas").join(name)).unwrap()
}
