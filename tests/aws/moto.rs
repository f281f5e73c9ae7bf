//! The same clients against moto, a stand-in for AWS that nobody here wrote.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use appsync_auth::appsync::{ApiAuthentication, GraphqlApi, LambdaAuthorizerConfig, Provider};
use appsync_auth::error::ErrorKind;
use appsync_auth::outside::appsync_api::AppSyncApi;
use appsync_auth::outside::lambda_api::LambdaApi;
use serde_json::Value;

use super::config;

/// The version that the test was written against.
const MOTO: &str = "moto[server]==5.2.5";

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// A running moto; it ends with its standard input.
pub(crate) struct Moto {
    child: Child,
    /// Where it is, and the API that it has.
    pub(crate) said: Value,
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let failed = |output: Output| String::from_utf8_lossy(&output.stderr).into_owned();
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?} failed: {}", failed(output))),
        Err(error) => Err(format!("{command:?} cannot run: {error}")),
    }
}

/// The Python of an environment with moto, made once below the target directory; or why there is none.
pub(crate) fn python() -> Result<PathBuf, String> {
    let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-env").join("py");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let has_moto = || run(Command::new(&python).args(["-c", "import boto3, flask, moto.server"]));
    if has_moto().is_err() {
        run(Command::new("python3").arg("-m").arg("venv").arg(&folder))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", MOTO]))?;
        has_moto()?;
    }
    Ok(python)
}

/// Starts it; or why that does not work.
pub(crate) fn start() -> Result<Moto, String> {
    let python = python()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/aws/serve_moto.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said = serde_json::from_str(&line);
    let mut moto = Moto { child, said: Value::Null };
    moto.said = said.unwrap();
    Ok(moto)
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "why a test was left out")]
async fn moto_is_understood() {
    let moto = match tokio::task::spawn_blocking(start).await.unwrap() {
        Ok(moto) => moto,
        Err(reason) if std::env::var("APPSYNC_AUTH_TESTS").is_ok_and(|tests| tests == "all") => panic!("{reason}"),
        Err(reason) => return eprintln!("left out: {reason}"),
    };
    let config = config(moto.said["endpoint"].as_str().unwrap()).await;
    let made = &moto.said["api"];
    let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).unwrap();
    let api = AppSyncApi::new(&config);

    let raw = api.get(text("/apiId")).await.unwrap();
    assert_eq!(&raw, made);
    for selector in [text("/apiId"), "events", text("/arn")] {
        assert_eq!(&api.find(selector).await.unwrap(), made, "{selector}");
    }
    assert_eq!(
        GraphqlApi::from_json(&raw).unwrap().authentication,
        ApiAuthentication {
            default: Provider::ApiKey,
            additional: vec![Provider::Lambda(Some(LambdaAuthorizerConfig {
                authorizer_uri: Some("arn:aws:lambda:eu-west-1:111122223333:function:authz".to_owned()),
                authorizer_result_ttl_seconds: Some(0),
                identity_validation_expression: Some("^x".to_owned()),
            }))],
        }
    );
    let mut names: Vec<String> = api.list().await.unwrap().into_iter().map(|listed| listed.name).collect();
    names.sort();
    assert_eq!(names, ["events", "twin", "twin"]);

    for (selector, kind, code) in [
        ("twin", ErrorKind::Usage, "ambiguous-api"),
        // moto gives every API the same URL.
        (text("/uris/GRAPHQL"), ErrorKind::Usage, "ambiguous-api"),
        ("chat", ErrorKind::Outside, "event-api"),
        ("abcdefghijklmnopqrstuvwxyz", ErrorKind::Outside, "no-such-api"),
    ] {
        let error = api.find(selector).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, code), "{error:?}");
    }
    let error = LambdaApi::new(&config).configuration("authz").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "no-such-function"), "{error:?}");
}
