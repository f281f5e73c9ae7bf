//! Where credentials come from. The environment of a process cannot be changed safely while it runs, so each case runs
//! `child` of this file in a process of its own.

use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use appsync_auth::outside::appsync_api::AppSyncApi;
use appsync_auth::outside::credentials::{AwsOptions, load};
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::aws_error;

const OPTIONS: &str = "APPSYNC_AUTH_CHILD_OPTIONS";
const MARK: &str = "child says ";
/// The token of the session `corp`: the name is the SHA-1 of the session's.
const CACHED_TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// Lists the APIs as the options in the environment say, and prints what came of it.
#[tokio::test]
#[expect(clippy::print_stdout, reason = "its answer to the test that runs it")]
#[ignore = "the other tests of this file run it, each in an environment of its own"]
async fn child() {
    let options: Value = serde_json::from_str(&std::env::var(OPTIONS).unwrap()).unwrap();
    let text = |member: &str| options[member].as_str().map(str::to_owned);
    let options = AwsOptions {
        profile: text("profile"),
        region: text("region"),
        endpoint_url: text("endpoint_url"),
        timeout: Duration::from_secs(20),
        access_key: None,
    };
    let listed = match load(&options).await {
        Ok(config) => AppSyncApi::new(&config).list().await,
        Err(error) => Err(error),
    };
    let said = match listed {
        Ok(apis) => json!({ "apis": apis.len() }),
        Err(error) => json!({
            "kind": error.kind().name(), "code": error.code(), "message": error.message(), "help": error.help_text(),
        }),
    };
    println!("\n{MARK}{said}");
}

/// A home directory with AWS's two files, and the variables of the process.
struct Home {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Home {
    fn new(config: &str, credentials: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".aws/sso/cache")).unwrap();
        fs::write(folder.path().join(".aws/config"), config).unwrap();
        fs::write(folder.path().join(".aws/credentials"), credentials).unwrap();
        let home = folder.path().to_str().unwrap().to_owned();
        let no_metadata = ("AWS_EC2_METADATA_DISABLED", "true".to_owned());
        Self { folder, variables: vec![("HOME", home.clone()), ("USERPROFILE", home), no_metadata] }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.to_owned()));
        self
    }

    fn list(&self, options: &Value) -> Value {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "aws::environment::child", "--ignored", "--nocapture", "--test-threads=1"])
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env(OPTIONS, options.to_string())
            .output()
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let said = stdout.lines().find_map(|line| line.strip_prefix(MARK));
        let Some(said) = said else { panic!("{stdout}{}", String::from_utf8_lossy(&output.stderr)) };
        serde_json::from_str(said).unwrap()
    }

    /// `list` without holding up the servers of the test.
    async fn list_beside(self, options: Value) -> Value {
        tokio::task::spawn_blocking(move || self.list(&options)).await.unwrap()
    }
}

fn error(kind: &str, code: &str, message: &str, help: &str) -> Value {
    json!({ "kind": kind, "code": code, "message": message, "help": help })
}

/// A service with no APIs.
async fn empty_account() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "graphqlApis": [] })))
        .mount(&server)
        .await;
    server
}

async fn access_key_used(server: &MockServer) -> String {
    let request = server.received_requests().await.unwrap().pop().unwrap();
    let authorization = request.headers["authorization"].to_str().unwrap();
    authorization.split("Credential=").nth(1).unwrap().split('/').next().unwrap().to_owned()
}

#[test]
fn without_a_region_the_message_names_the_flag_and_the_variable() {
    assert_eq!(
        Home::new("", "").list(&json!({})),
        error(
            "usage",
            "no-region",
            "no AWS region is set",
            "name one with `--region` or AWS_REGION, or set `region` in the profile"
        )
    );
}

#[test]
fn without_credentials_anywhere_the_message_says_how_to_get_some() {
    let region = json!({ "region": "eu-west-1" });
    assert_eq!(
        Home::new("", "").list(&region),
        error(
            "credentials",
            "no-credentials",
            "no AWS credentials were found",
            "run `aws configure sso`, or name a profile with `--profile` or AWS_PROFILE"
        )
    );
    assert_eq!(
        Home::new("[profile empty]\nregion = eu-west-1\n", "").list(&json!({ "profile": "empty" })),
        error(
            "credentials",
            "no-credentials",
            "the AWS profile `empty` has no credentials",
            "run `aws configure sso`, or name another profile with `--profile` or AWS_PROFILE"
        )
    );
}

#[test]
fn an_instance_metadata_service_that_does_not_answer_does_not_hang_the_program() {
    // It takes connections and says nothing, as a black hole behind a firewall.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let home =
        Home::new("", "").with("AWS_EC2_METADATA_DISABLED", "false").with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &url);
    let said = home.list(&json!({ "region": "eu-west-1" }));
    assert_eq!(said["code"], json!("no-credentials"), "{said}");
    assert_eq!(home.list(&json!({}))["code"], json!("no-region"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firewall_in_place_of_the_instance_metadata_service_gives_no_credentials() {
    let firewall = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(403).set_body_string("blocked")).mount(&firewall).await;
    let said = Home::new("", "")
        .with("AWS_EC2_METADATA_DISABLED", "false")
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &firewall.uri())
        .list_beside(json!({ "region": "eu-west-1" }))
        .await;
    assert_eq!(said["code"], json!("no-credentials"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_cannot_be_reached_is_not_tried_again() {
    // A server that speaks no TLS.
    let plain = MockServer::start().await;
    for (url, code) in [
        ("http://127.0.0.1:1".to_owned(), "connection-refused"),
        (format!("https://{}", plain.address()), "tls"),
        ("http://host.invalid".to_owned(), "unknown-host"),
    ] {
        // With so many attempts the waits between them alone would go beyond the time limit.
        let said = Home::new("", "")
            .with("AWS_MAX_ATTEMPTS", "30")
            .with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
            .with("AWS_SECRET_ACCESS_KEY", "s")
            .list_beside(json!({ "region": "eu-west-1", "endpoint_url": url }))
            .await;
        assert_eq!(said["code"], json!(code), "{said}");
    }
}

#[test]
fn a_profile_that_does_not_exist_is_usage_and_the_others_are_listed() {
    let files = || Home::new("[profile b]\nregion = eu-west-1\n", "[a]\naws_access_key_id = x\n");
    let message = "there is no AWS profile `c`";
    let help = "the profiles are: a, b";
    assert_eq!(files().list(&json!({ "profile": "c" })), error("usage", "no-such-profile", message, help));
    assert_eq!(
        files().with("AWS_PROFILE", "c").list(&json!({})),
        error("usage", "no-such-profile", &format!("{message} (AWS_PROFILE)"), help)
    );
    assert_eq!(
        Home::new("", "").list(&json!({ "profile": "c" }))["help"],
        json!("there are no profiles; `aws configure sso` makes one")
    );
}

#[test]
fn a_configuration_file_that_cannot_be_read_is_input() {
    let home = Home::new("[profile broken\n", "");
    let path = home.folder.path().join(".aws/config").display().to_string();
    let said = home.list(&json!({ "region": "eu-west-1" }));
    assert_eq!((&said["kind"], &said["code"]), (&json!("input"), &json!("bad-aws-config")), "{said}");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains(&format!("error parsing {path} on line 1")), "{message}");
    let folder = home.folder.path().display().to_string();
    assert_eq!(
        home.with("AWS_CONFIG_FILE", &folder).list(&json!({ "region": "eu-west-1" })),
        error(
            "input",
            "bad-aws-config",
            &format!("`{folder}` cannot be read: is a directory"),
            "correct the file's permissions, or name another in AWS_CONFIG_FILE"
        )
    );
}

#[test]
fn a_single_sign_on_session_that_is_missing_or_expired_names_the_command() {
    const CONFIG: &str = "[profile dev]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111122223333\n\
        sso_role_name = dev\n\
        [profile old]\nregion = eu-west-1\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n\
        sso_account_id = 111122223333\nsso_role_name = dev\n\
        [profile admin]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = dev\n\
        [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n";
    let expired = |profile: &str| {
        error(
            "credentials",
            "expired-session",
            &format!("the single sign-on session of the AWS profile `{profile}` is missing or expired"),
            &format!("run `aws sso login --profile {profile}`"),
        )
    };
    for (profile, named) in [("dev", "dev"), ("old", "old"), ("admin", "dev")] {
        assert_eq!(Home::new(CONFIG, "").list(&json!({ "profile": profile })), expired(named));
    }
    let home = Home::new(CONFIG, "");
    fs::write(
        home.folder.path().join(CACHED_TOKEN),
        r#"{"accessToken":"secret-token","expiresAt":"2020-01-01T00:00:00Z"}"#,
    )
    .unwrap();
    assert_eq!(home.list(&json!({ "profile": "dev" })), expired("dev"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_sign_on_service_that_refuses_or_is_away_is_told_apart() {
    let config = "[profile dev]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111122223333\n\
        sso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n";
    let signed_in = |url: &str| {
        let home = Home::new(config, "").with("AWS_ENDPOINT_URL_SSO", url);
        let token = r#"{"accessToken":"secret-token","expiresAt":"2999-01-01T00:00:00Z"}"#;
        fs::write(home.folder.path().join(CACHED_TOKEN), token).unwrap();
        home
    };
    for (status, aws, code) in
        [(401, "UnauthorizedException", "expired-session"), (403, "ForbiddenException", "access-denied")]
    {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(aws_error(status, aws, "secret-token")).mount(&server).await;
        let said = signed_in(&server.uri()).list_beside(json!({ "profile": "dev" })).await;
        assert_eq!((&said["kind"], &said["code"]), (&json!("credentials"), &json!(code)), "{said}");
        assert!(!said.to_string().contains("secret-token"), "{said}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
    let said = signed_in("http://127.0.0.1:1").list_beside(json!({ "profile": "dev" })).await;
    assert_eq!(
        said,
        error(
            "outside",
            "network",
            "the service that gives AWS credentials cannot be reached",
            "check the network and, in the profile, `sso_region` or `region`"
        )
    );
}

#[test]
fn a_login_session_that_is_missing_names_the_command() {
    let config = "[profile me]\nregion = eu-west-1\nlogin_session = arn:aws:iam::111122223333:user/me\n";
    assert_eq!(
        Home::new(config, "").list(&json!({ "profile": "me" })),
        error(
            "credentials",
            "expired-session",
            "the login session of the AWS profile `me` is missing or expired",
            "run `aws login --profile me`"
        )
    );
}

#[test]
fn a_profile_that_contradicts_itself_is_input() {
    let config = "[profile a]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = b\n\
        [profile b]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = a\n";
    let said = Home::new(config, "").list(&json!({ "profile": "a" }));
    assert_eq!((&said["kind"], &said["code"]), (&json!("input"), &json!("bad-aws-config")), "{said}");
}

#[cfg(unix)]
#[test]
fn a_credential_process_that_fails_keeps_its_output_to_itself() {
    let config = "[profile p]\nregion = eu-west-1\ncredential_process = sh -c 'echo secret-output >&2; exit 3'\n";
    let home = Home::new(config, "").with("PATH", &std::env::var("PATH").unwrap());
    assert_eq!(
        home.list(&json!({ "profile": "p" })),
        error(
            "credentials",
            "credential-process",
            "the `credential_process` of the AWS profile `p` gave no credentials",
            "run `aws sts get-caller-identity --profile p` to see why"
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_assumed_is_named() {
    let server = MockServer::start().await;
    let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    Mock::given(any()).respond_with(ResponseTemplate::new(403).set_body_string(denied)).mount(&server).await;
    let config =
        "[profile admin]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = base\n";
    let keys = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n";
    let home = Home::new(config, keys).with("AWS_ENDPOINT_URL_STS", &server.uri());
    assert_eq!(
        home.list_beside(json!({ "profile": "admin" })).await,
        error(
            "credentials",
            "assume-role",
            "the role `arn:aws:iam::111122223333:role/admin` of the AWS profile `admin` cannot be assumed",
            "run `aws sts get-caller-identity --profile admin` to see why"
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_profile_goes_before_keys_in_the_environment_and_these_before_aws_profile() {
    let server = empty_account().await;
    let home = || {
        Home::new(
            "[profile mine]\nregion = eu-west-1\n",
            "[mine]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n",
        )
        .with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
        .with("AWS_SECRET_ACCESS_KEY", "s")
        .with("AWS_ENDPOINT_URL_APPSYNC", &server.uri())
    };
    assert_eq!(home().list_beside(json!({ "profile": "mine" })).await, json!({ "apis": 0 }));
    assert_eq!(access_key_used(&server).await, "AKIAPROFILE");
    assert_eq!(home().with("AWS_PROFILE", "mine").list_beside(json!({})).await, json!({ "apis": 0 }));
    assert_eq!(access_key_used(&server).await, "AKIAENVIRONMENT");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_and_the_region_of_the_environment_are_used() {
    let server = empty_account().await;
    let home = || {
        Home::new("", "")
            .with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
            .with("AWS_SECRET_ACCESS_KEY", "s")
            .with("AWS_REGION", "ap-south-1")
    };
    assert_eq!(home().with("AWS_ENDPOINT_URL", &server.uri()).list_beside(json!({})).await, json!({ "apis": 0 }));
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert!(request.headers["authorization"].to_str().unwrap().contains("/ap-south-1/appsync/"));
    // The flag goes before every variable.
    let said = home()
        .with("AWS_ENDPOINT_URL_APPSYNC", "http://127.0.0.1:1")
        .list_beside(json!({ "endpoint_url": server.uri() }))
        .await;
    assert_eq!(said, json!({ "apis": 0 }));
}
