//! The conversation at a terminal: what is asked, what is understood, and that nothing happens before the last yes.

use serde_json::{Value, json};

use super::typist::{CTRL_C, CTRL_U, DOWN, ENTER, ESCAPE, Left, Typist, UP};
use crate::support::emulator::Emulator;
use crate::support::recorder::Recorder;
use crate::support::sandbox::Sandbox;
use crate::support::unreliable::{Fault, Refusal, Unreliable};

const RULES: &str = "otherwise: { respond: { isAuthorized: false } }\n";

const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  apis:
    - name: orders
      schema: schema.graphql
      default: { mode: AWS_LAMBDA, authorizer: gate.yaml, ttl: 30 }
      additional:
        - { mode: AMAZON_COGNITO_USER_POOLS, pool: eu-west-1_abc, clients: [c1] }
        - { mode: AWS_IAM }
    - name: Events
      schema: schema.graphql
      default: { mode: API_KEY }
      additional:
        - { mode: AWS_LAMBDA, authorizer: events-authorizer.yaml, ttl: 60, identity-regex: "^tenant-" }
    - name: "イベント予約サービス本番環境とその他すべて"
      schema: schema.graphql
      default: { mode: API_KEY }
    - name: a-service-whose-name-is-longer-than-a-terminal-is-wide-because-somebody-wanted-it-to-say-everything
      schema: schema.graphql
      default: { mode: AMAZON_COGNITO_USER_POOLS, pool: eu-west-1_abc, clients: [c1] }
      additional:
        - { mode: OPENID_CONNECT, issuer: "https://issuer.example" }
        - { mode: AWS_IAM }
"#;

/// An emulator with some APIs and functions, behind a network that keeps what is sent.
struct Account {
    sandbox: Sandbox,
    emulator: Emulator,
    network: Unreliable,
}

impl Account {
    fn open() -> Self {
        let sandbox = Sandbox::new();
        sandbox.file("schema.graphql", "type Query { events: Int }\n");
        sandbox.file("appsync-auth.yaml", CONFIGURATION);
        for function in ["gate.yaml", "events-authorizer.yaml"] {
            sandbox.file(function, RULES);
        }
        let emulator = Emulator::start(&sandbox, "--accept-any-credentials");
        let network = Unreliable::before(emulator.text("controlPlaneUrl"));
        Self { sandbox, emulator, network }
    }

    fn line(&self, arguments: &str) -> String {
        format!("configure --endpoint-url {} {arguments}", self.network.url)
    }

    fn talk(&self, columns: u16, arguments: &str) -> Typist {
        Typist::start(&self.sandbox, columns, &self.line(arguments))
    }

    fn id(&self, name: &str) -> String {
        let apis = self.emulator.ready["apis"].as_array().unwrap();
        apis.iter().find(|api| api["name"] == name).unwrap()["apiId"].as_str().unwrap().to_owned()
    }

    /// What a run left on the screen, without what differs from run to run.
    fn shown(&self, screen: &str) -> String {
        let mut shown = screen.replace(&self.network.url, "[url]");
        for api in self.emulator.ready["apis"].as_array().unwrap() {
            // As long as an id is, so that columns stay.
            shown = shown.replace(api["apiId"].as_str().unwrap(), "abcdefghijklmnopqrstuvwxyz");
        }
        shown
    }

    /// The API as the service shows it.
    fn api(&self, name: &str) -> Value {
        let ran = self.emulator.send("GET", &format!("/v1/apis/{}", self.id(name)), &signed("appsync"), "");
        assert_eq!(ran.status, 200, "{}", ran.body);
        ran.json()["graphqlApi"].clone()
    }

    /// An alias of a function.
    fn alias(&self, function: &str, name: &str) {
        let path = format!("/2015-03-31/functions/{function}/aliases");
        let body = json!({ "Name": name, "FunctionVersion": "$LATEST" }).to_string();
        let answer = self.emulator.send("POST", &path, &signed("lambda"), &body);
        assert_eq!(answer.status, 201, "{}", answer.body);
    }

    /// That nothing was sent but what reads.
    fn is_untouched(&self) {
        assert_eq!(self.network.changes(), Vec::<String>::new());
    }
}

/// Headers of a signed request, for a server that takes any signature.
fn signed(service: &'static str) -> [(&'static str, &'static str); 2] {
    let authorization = match service {
        "lambda" => {
            "AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=aa"
        }
        _ => {
            "AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-1/appsync/aws4_request, SignedHeaders=host;x-amz-date, Signature=aa"
        }
    };
    [("authorization", authorization), ("x-amz-date", "20260101T000000Z")]
}

/// The part of the screen that the conversation wrote.
fn until_plan(screen: &str) -> &str {
    let line = screen.find("The same without questions:").unwrap_or_else(|| panic!("no command line:\n{screen}"));
    &screen[..line]
}

/// The command line that needs no questions. The screen knows which lines wrapped at its edge.
fn command_line(left: &Left) -> String {
    let from = left.screen.find("appsync-auth configure").unwrap();
    left.screen[from..].lines().next().unwrap().to_owned()
}

#[test]
fn an_api_is_found_by_typing_and_gets_an_authorizer() {
    let account = Account::open();
    let mut talk = account.talk(80, "");
    talk.see("API (4, type to search):");
    assert_eq!(
        account.shown(&talk.screen()).trim_end(),
        "API (4, type to search): |
> a-service-whose-name-is…  abcdefghijklmnopqrstuvwxyz  default AMAZON_COGNIT…
  Events                    abcdefghijklmnopqrstuvwxyz  default API_KEY, addit…
  orders                    abcdefghijklmnopqrstuvwxyz  default AWS_LAMBDA, ad…
  イベント予約サービス本…   abcdefghijklmnopqrstuvwxyz  default AP…"
    );
    talk.press("予約").see("API (4, type to search): 予約|").press(ENTER);
    talk.see("Function (3, type to search):").press(DOWN).press(ENTER);
    talk.see("Mode AWS_LAMBDA:").press(ENTER);
    talk.see("TTL in seconds").press("3601\r").see("TTL in seconds").press("5m\r").see("TTL in seconds").press(ENTER);
    talk.see("Identity regex (empty for none):").press("^(x").press(ENTER);
    talk.see("Identity regex (empty for none): ^(x").press(")").press(ENTER);
    talk.see("Apply this plan? [y/N]").press("y");
    let left = talk.leave();
    assert_eq!(left.code, Some(0), "{}", left.screen);
    assert!(left.is_plain, "{}", left.screen);
    assert_eq!(
        account.shown(until_plan(&left.screen)),
        "API             イベント予約サービス本番環境とその他すべて
                (abcdefghijklmnopqrstuvwxyz)
modes           default API_KEY
Arrow keys and Enter choose, Esc leaves. Nothing is changed before you say yes.
Function: gate
Mode AWS_LAMBDA: additional
TTL: 3601
error: a TTL of 3601 seconds is not from 0 to 3600
help: name seconds; 0 does not cache, 3600 is the longest
TTL: 5m
error: `5m` is not a whole number
help: write seconds, such as 300
TTL: 300
Identity regex: ^(x
error: `^(x` is not a Java regular expression: a group is not closed with `)` (at byte 3 of the pattern)
help: correct it: AppSync could not compile it
Identity regex: ^(x)
"
    );
    let name = "イベント予約サービス本番環境とその他すべて";
    assert_eq!(
        account.shown(&command_line(&left)),
        "appsync-auth configure --api abcdefghijklmnopqrstuvwxyz --endpoint-url [url] --additional --function gate \
         --ttl 300 --identity-regex '^(x)' --yes"
    );
    assert_eq!(
        account.api(name)["additionalAuthenticationProviders"],
        json!([{
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {
                "authorizerUri": "arn:aws:lambda:eu-west-1:111122223333:function:gate",
                "authorizerResultTtlInSeconds": 300,
                "identityValidationExpression": "^(x)",
            },
        }])
    );
    // What the conversation ended with is in force, so that its command line has nothing to do.
    let again = account.sandbox.line(command_line(&left).strip_prefix("appsync-auth ").unwrap());
    assert_eq!(again.code, Some(0), "{}", again.whole());
    assert_eq!(account.network.changes(), ["AddPermission", "UpdateGraphqlApi"]);
}

#[test]
fn at_120_columns_lists_show_more() {
    let account = Account::open();
    let mut talk = account.talk(120, "");
    talk.see("API (4, type to search):");
    assert_eq!(
        account.shown(&talk.screen()).trim_end(),
        "API (4, type to search): |
> a-service-whose-name-is…  abcdefghijklmnopqrstuvwxyz  default AMAZON_COGNITO_USER_POOLS, additional OPENID_CONNECT,…
  Events                    abcdefghijklmnopqrstuvwxyz  default API_KEY, additional AWS_LAMBDA
  orders                    abcdefghijklmnopqrstuvwxyz  default AWS_LAMBDA, additional AMAZON_COGNITO_USER_POOLS, AWS_…
  イベント予約サービス本…   abcdefghijklmnopqrstuvwxyz  default API_KEY"
    );
    talk.press(ESCAPE);
    assert_eq!(talk.leave().code, Some(2));
}

#[test]
fn enter_keeps_what_an_api_has() {
    let account = Account::open();
    account.alias("events-authorizer", "live");
    let mut talk = account.talk(80, "--api Events");
    talk.see("Authorizer:").press(ENTER).see("Function (3, type to search):");
    assert!(talk.screen().contains("> events-authorizer  current"), "{}", talk.screen());
    talk.press(ENTER).see("Alias or version:").press(ENTER);
    talk.see("Mode AWS_LAMBDA:").press(ENTER);
    talk.see("TTL in seconds, 0 to keep no answer [60]:").press(ENTER);
    talk.see("Identity regex (empty for none): ^tenant-").press(ENTER);
    let left = talk.leave();
    assert_eq!(
        account.shown(until_plan(&left.screen)),
        "API             Events (abcdefghijklmnopqrstuvwxyz)
modes           default API_KEY, additional AWS_LAMBDA
function        events-authorizer
TTL             60 seconds
identity regex  ^tenant-
Arrow keys and Enter choose, Esc leaves. Nothing is changed before you say yes.
Authorizer: change it
Function: events-authorizer
Alias or version: none
Mode AWS_LAMBDA: additional
TTL: 60
Identity regex: ^tenant-
"
    );
    assert_eq!(left.code, Some(0), "{}", left.screen);
    account.is_untouched();
}

/// Every question of the longest conversation, with the keys that lead to the next one.
const QUESTIONS: [(&str, &str); 9] = [
    ("API (4, type to search):", "orders\r"),
    ("Authorizer:", "\r"),
    ("Function (3, type to search):", "\u{1b}[B\r"),
    ("Function (NAME, NAME:ALIAS or ARN):", "gate\r"),
    ("Mode AWS_LAMBDA:", "\u{1b}[A\r"),
    ("New default mode:", "\r"),
    ("TTL in seconds", "60\r"),
    ("Identity regex", "^a\r"),
    ("Apply this plan?", ""),
];

/// A conversation up to its n-th question, from 0.
fn at_question(account: &Account, number: usize) -> Typist {
    let mut talk = account.talk(80, "");
    for (question, keys) in &QUESTIONS[..number] {
        talk.see(question).press(keys);
    }
    talk.see(QUESTIONS[number].0);
    talk
}

#[test]
fn escape_leaves_each_question_and_nothing_is_sent() {
    let account = Account::open();
    for (number, (question, _)) in QUESTIONS.iter().enumerate() {
        let mut talk = at_question(&account, number);
        talk.press(ESCAPE);
        let left = talk.leave();
        if number + 1 == QUESTIONS.len() {
            // The plan is shown, and whoever leaves its question does not want it.
            assert_eq!(left.code, Some(1), "{}", left.screen);
            assert!(left.screen.contains("not confirmed: nothing was sent"), "{}", left.screen);
            continue;
        }
        assert_eq!(left.code, Some(2), "{question}: {}", left.screen);
        assert_eq!(left.screen.matches("error: nothing was chosen\nhelp: ").count(), 1, "{question}: {}", left.screen);
    }
    account.is_untouched();
}

#[test]
fn ctrl_c_at_each_question_ends_the_run_and_nothing_is_sent() {
    let account = Account::open();
    for (number, (question, _)) in QUESTIONS.iter().enumerate() {
        let mut talk = at_question(&account, number);
        talk.press(CTRL_C);
        let left = talk.leave();
        assert_eq!(left.code, Some(130), "{question}: {}", left.screen);
        assert!(
            left.screen.trim_end().ends_with("error: interrupted: nothing was changed"),
            "{question}: {}",
            left.screen
        );
    }
    account.is_untouched();
}

#[test]
fn no_is_the_answer_that_enter_gives_to_the_last_question() {
    let account = Account::open();
    for no in [ENTER, "n", "N"] {
        let mut talk = at_question(&account, QUESTIONS.len() - 1);
        talk.press(no);
        let left = talk.leave();
        assert!(
            left.screen.trim_end().ends_with("\nApply this plan? no\nnot confirmed: nothing was sent"),
            "{}",
            left.screen
        );
        assert_eq!(left.code, Some(1), "{}", left.screen);
    }
    account.is_untouched();
}

#[test]
fn a_default_authorizer_is_removed_and_another_mode_takes_its_place() {
    let account = Account::open();
    let mut talk = account.talk(80, "--api orders");
    talk.see("Authorizer:").press(DOWN).press(ENTER).see("New default mode:");
    assert!(
        talk.screen().trim_end().ends_with(
            "New default mode:
> AMAZON_COGNITO_USER_POOLS=eu-west-1_abc  additional now
  AWS_IAM                                  additional now
  API_KEY                                  new"
        ),
        "{}",
        talk.screen()
    );
    talk.press(UP).press(UP).press(ENTER).see("Apply this plan?").press("y");
    let left = talk.leave();
    assert_eq!(left.code, Some(0), "{}", left.screen);
    assert_eq!(
        account.shown(&command_line(&left)),
        "appsync-auth configure --api abcdefghijklmnopqrstuvwxyz --endpoint-url [url] --remove --new-default AWS_IAM --yes"
    );
    let api = account.api("orders");
    assert_eq!(
        (&api["authenticationType"], &api["lambdaAuthorizerConfig"]),
        (&json!("AWS_IAM"), &Value::Null),
        "{api:#}"
    );
}

#[test]
fn an_authorizer_becomes_the_default_with_another_function_and_without_its_regex() {
    let account = Account::open();
    account.alias("gate", "live");
    let mut talk = account.talk(80, "--api Events --dry-run");
    talk.see("Authorizer:").press(ENTER).see("Function (3, type to search):").press("gate").press(ENTER);
    talk.see("Alias or version:").press(DOWN).press(ENTER);
    talk.see("Mode AWS_LAMBDA:").press(DOWN).press(ENTER);
    talk.see("Default before, API_KEY:").press(DOWN).press(ENTER);
    talk.see("TTL in seconds").press("0\r");
    talk.see("Identity regex (empty for none): ^tenant-").press(CTRL_U).press(ENTER);
    let left = talk.leave();
    assert_eq!(left.code, Some(0), "{}", left.screen);
    assert_eq!(
        account.shown(&command_line(&left)),
        "appsync-auth configure --api abcdefghijklmnopqrstuvwxyz --endpoint-url [url] --default \
             --previous-default drop --function gate:live --ttl 0 --no-identity-regex --dry-run"
    );
    account.is_untouched();
}

#[test]
fn an_authorizer_can_be_left_as_it_is() {
    let account = Account::open();
    let mut talk = account.talk(80, "--api Events");
    talk.see("Authorizer:").press(UP).press(ENTER);
    let left = talk.leave();
    assert_eq!(left.code, Some(0), "{}", left.screen);
    assert!(
        left.screen.trim_end().ends_with("Authorizer: leave it\nthe authorizer stays as it is: nothing was sent"),
        "{}",
        left.screen
    );
    account.is_untouched();
}

#[test]
fn who_may_not_list_functions_types_one_and_is_told_the_missing_action() {
    let account = Account::open();
    let refusal = Refusal::access_denied("lambda:ListFunctions", "*");
    account.network.always("ListFunctions", Fault::Refused(refusal));
    let mut talk = account.talk(120, "--api Events --dry-run");
    talk.see("Authorizer:").press(ENTER).see("Function (NAME, NAME:ALIAS or ARN): events-authorizer");
    assert!(
        talk.screen().contains("the functions are not listed: ") && talk.screen().contains("`lambda:ListFunctions`"),
        "{}",
        talk.screen()
    );
    talk.press(CTRL_U).press("arn:aws:s3:::bucket\r").see("Function (NAME, NAME:ALIAS or ARN): arn:aws:s3:::bucket");
    talk.press(CTRL_U).press("gate\r").see("Mode AWS_LAMBDA:").press(ESCAPE);
    let left = talk.leave();
    assert_eq!(left.code, Some(2), "{}", left.screen);
    assert!(
        left.screen.contains("error: `arn:aws:s3:::bucket` is not the ARN of a Lambda function\n"),
        "{}",
        left.screen
    );
}

#[test]
fn who_may_not_list_aliases_types_the_function_and_is_told_the_missing_action() {
    let account = Account::open();
    let refusal = Refusal::access_denied("lambda:ListAliases", "arn:aws:lambda:eu-west-1:111122223333:function:gate");
    account.network.always("ListAliases", Fault::Refused(refusal));
    let mut talk = account.talk(120, "--api Events --dry-run");
    talk.see("Authorizer:").press(ENTER).see("Function (3, type to search):").press("gate\r");
    talk.see("Function (NAME, NAME:ALIAS or ARN): gate").press(":live\r").see("Mode AWS_LAMBDA:");
    let screen = talk.screen();
    assert!(screen.contains("its aliases are not listed: ") && screen.contains("`lambda:ListAliases`"), "{screen}");
    assert!(screen.contains("\nFunction: gate:live\n"), "{screen}");
    talk.press(ESCAPE);
    assert_eq!(talk.leave().code, Some(2));
}

/// An answer of ListFunctions with this body.
fn functions(body: &str) -> Fault {
    let length = body.len();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    Fault::Garbage(answer.into_bytes().leak())
}

#[test]
fn a_function_that_is_not_in_the_list_can_be_kept() {
    let account = Account::open();
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:other";
    let body = json!({ "Functions": [{ "FunctionName": "other", "FunctionArn": arn, "Runtime": "python3.13" }] });
    account.network.always("ListFunctions", functions(&body.to_string()));
    let mut talk = account.talk(80, "--api Events --dry-run");
    talk.see("Authorizer:").press(ENTER).see("Function (3, type to search):");
    assert!(
        talk.screen().trim_end().ends_with(
            "Function (3, type to search): |
> events-authorizer  current
  another one        type a name or an ARN
  other              python3.13"
        ),
        "{}",
        talk.screen()
    );
    talk.press(ENTER).see("Mode AWS_LAMBDA:").press(ESCAPE);
    let left = talk.leave();
    assert!(left.screen.contains("\nFunction: events-authorizer\nerror: nothing was chosen\n"), "{}", left.screen);
}

#[test]
fn without_any_function_one_is_typed() {
    let account = Account::open();
    account.network.always("ListFunctions", functions(r#"{ "Functions": [] }"#));
    let mut talk =
        account.talk(80, &format!("--dry-run --api {}", account.id("イベント予約サービス本番環境とその他すべて")));
    talk.see("Function (NAME, NAME:ALIAS or ARN):").press("no name").press(ENTER);
    talk.see("Function (NAME, NAME:ALIAS or ARN): no name").press(CTRL_U).press("gate:live").press(ENTER);
    talk.see("Mode AWS_LAMBDA:").press(ESCAPE);
    let left = talk.leave();
    assert!(
        left.screen.contains(
            "
the account has no Lambda function in this region
Function: no name
error: `no name` is not the name or ARN of a Lambda function
help: name the function as `authorizer`, `authorizer:live` or by its whole ARN
Function: gate:live
"
        ),
        "{}",
        left.screen
    );
}

#[test]
fn an_account_without_apis_is_an_error_that_says_so() {
    let sandbox = Sandbox::new();
    let empty = Recorder::saying(r#"{ "graphqlApis": [] }"#);
    let url = empty.url.trim_end_matches("/graphql");
    let left = Typist::start(&sandbox, 120, &format!("configure --endpoint-url {url}")).leave();
    assert_eq!(
        (left.code, left.screen.trim_end()),
        (
            Some(2),
            "error: the account has no GraphQL API in this region
help: check `--region` and `--profile`, or name the API with `--api`"
        )
    );
}

#[test]
fn nothing_is_asked_where_nobody_can_answer_or_shall() {
    let account = Account::open();
    let left = account.talk(120, "--no-input --dry-run").leave();
    assert_eq!(left.code, Some(2), "{}", left.screen);
    assert!(left.screen.starts_with("error: no API is given\n"), "{}", left.screen);
    let left = account.talk(120, "--no-input --dry-run --api Events").leave();
    assert_eq!(left.code, Some(2), "{}", left.screen);
    assert!(left.screen.starts_with("error: nothing says what shall change\n"), "{}", left.screen);
    let left = account.talk(120, "--api Events --ttl 60").leave();
    assert_eq!(left.code, Some(0), "{}", left.screen);
    account.is_untouched();
}

#[test]
fn colours_are_shown_only_where_they_are_wanted() {
    let account = Account::open();
    for (color, is_plain) in [("always", false), ("never", true)] {
        let mut talk = account.talk(80, &format!("--color {color} --api Events"));
        talk.see("Authorizer:").press(UP).press(ENTER);
        assert_eq!(talk.leave().is_plain, is_plain, "{color}");
    }
}
