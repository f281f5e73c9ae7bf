//! An emulator with one API that has every mode, and what a client must know of it.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::{Sandbox, ended};

/// The API's files.
const FILES: [(&str, &str); 6] = [
    ("schema.graphql", include_str!("api/schema.graphql")),
    ("rules.yaml", include_str!("api/rules.yaml")),
    ("data.yaml", include_str!("api/data.yaml")),
    ("some-fields.json", include_str!("api/some-fields.json")),
    ("another-service.json", include_str!("api/another-service.json")),
    ("appsync-auth.yaml", include_str!("api/appsync-auth.yaml")),
];

/// The secret of all credentials of the configuration.
pub(crate) const SECRET: &str = "local-secret";

/// A key that is good.
pub(crate) const API_KEY: &str = "da2-localkey";

/// A key that was good until 2020.
pub(crate) const EXPIRED_KEY: &str = "da2-oldkey";

/// A running emulator.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) emulator: Emulator,
}

impl Stage {
    /// Starts the emulator with these arguments.
    pub(crate) fn open(arguments: &str) -> Self {
        let mut sandbox = Sandbox::new();
        for (name, text) in FILES {
            sandbox.file(name, text);
        }
        for (name, value) in [("LOCAL_SECRET", SECRET), ("LOCAL_KEY", API_KEY), ("OLD_KEY", EXPIRED_KEY)] {
            sandbox.set(name, value);
        }
        let emulator = Emulator::start(&sandbox, arguments);
        Self { sandbox, emulator }
    }

    /// A JWT from `local token`.
    pub(crate) fn token(&self, mode: &str) -> String {
        let cacert = self.emulator.ready["caFile"].as_str().map(|file| format!(" --cacert {file}")).unwrap_or_default();
        let ran = self.sandbox.line(&format!("local token --mode {mode} --url {}{cacert}", self.emulator.url()));
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        ran.out.trim().to_owned()
    }

    /// The variables that the program gets here.
    pub(crate) fn variables(&self) -> Vec<(&str, &str)> {
        self.sandbox.variables().collect()
    }

    /// What a script is told.
    pub(crate) fn given(&self, real_time: bool) -> Value {
        let credentials = |id: &str, secret: &str| json!({ "accessKeyId": id, "secretAccessKey": secret });
        json!({
            "url": self.emulator.url(),
            "region": "eu-west-1",
            "apiKey": API_KEY,
            "expiredKey": EXPIRED_KEY,
            "realTime": real_time,
            "tokens": {
                "userPool": self.token("AMAZON_COGNITO_USER_POOLS"),
                "oidc": self.token("OPENID_CONNECT"),
            },
            "credentials": {
                "some": credentials("AKIASOME", SECRET),
                "none": credentials("AKIANONE", SECRET),
                "wrong": credentials("AKIAFULL", "another-secret"),
                "nobody": credentials("AKIANOBODY", SECRET),
            },
        })
    }

    /// Runs a script in a project with these packages, and gives what it prints.
    pub(crate) fn play(&self, program: &Path, installed: &Path, script: (&str, &str), real_time: bool) -> Value {
        let (name, text) = script;
        let path = self.sandbox.file(name, text);
        let modules = installed.join("node_modules");
        if modules.is_dir() {
            std::os::unix::fs::symlink(modules, self.sandbox.path().join("node_modules")).unwrap();
        }
        let mut command = Command::new(program);
        command
            .arg(path)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.sandbox.path().join("home"))
            .env("GIVEN", self.given(real_time).to_string());
        if let Some(file) = self.emulator.ready["caFile"].as_str() {
            command.env("NODE_EXTRA_CA_CERTS", file);
        }
        let ran = ended(&mut command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
        ran.json()
    }
}
