//! Random APIs, and random requests to them.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

/// The object types' fields: type, name, and what stands behind the name in the schema.
pub(crate) const FIELDS: [(&str, &str, &str); 11] = [
    ("Query", "plain", ": String"),
    ("Query", "item", ": Item"),
    ("Query", "list", ": [Item]"),
    ("Query", "thing", ": Thing"),
    ("Mutation", "poke", ": String"),
    ("Mutation", "touch", "(id: ID!): Item"),
    ("Item", "a", ": String"),
    ("Item", "b", ": String!"),
    ("Item", "other", ": Other"),
    ("Other", "a", ": String"),
    ("Other", "c", ": String"),
];

/// The object types.
pub(crate) const TYPES: [&str; 4] = ["Query", "Mutation", "Item", "Other"];

pub(crate) const POOL: &str = "us-east-1_pool";
pub(crate) const POOL_ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool";
pub(crate) const OIDC_ISSUER: &str = "https://issuer.example";
/// The app client whose tokens an API takes that does not take all.
pub(crate) const CLIENT: &str = "app1";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Key,
    Iam,
    Pool,
    Oidc,
    Lambda,
}

/// A directive on a type or a field; the pool's with the groups that it names, none for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) mode: Mode,
    pub(crate) groups: Vec<&'static str>,
}

/// An API, and what is sent to it, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) default: Mode,
    pub(crate) additional: Vec<Mode>,
    pub(crate) regex: Option<Regex>,
    pub(crate) ttl: u64,
    /// Whether pool and issuer take tokens of [`CLIENT`] alone.
    pub(crate) one_client: bool,
    /// The directives of each of [`TYPES`].
    pub(crate) of_types: Vec<Vec<Directive>>,
    /// The directives of each of [`FIELDS`].
    pub(crate) of_fields: Vec<Vec<Directive>>,
    pub(crate) requests: Vec<Request>,
}

impl Setup {
    pub(crate) fn has(&self, mode: Mode) -> bool {
        self.default == mode || self.additional.contains(&mode)
    }
}

/// Identity regexes that everybody can read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Regex {
    BeginsWithT,
    Digits,
    OneOrOther,
    Bearer,
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) key: Option<Key>,
    pub(crate) authorization: Authorization,
    pub(crate) answer: Answer,
    pub(crate) operation: Operation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Good,
    Expired,
    OfAnotherApi,
    Unknown,
}

#[derive(Debug, Clone)]
pub(crate) enum Authorization {
    None,
    Text(String),
    Jwt(Jwt),
    Signature { fault: Option<SignatureFault>, statements: Vec<Statement> },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum SignatureFault {
    UnknownKey,
    WrongSecret,
    BodyChanged,
    HoursOld,
    WrongRegion,
    WrongService,
    NoSignedDate,
}

#[derive(Debug, Clone)]
pub(crate) struct Jwt {
    /// What stands before it.
    pub(crate) scheme: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) signature: JwtSignature,
    pub(crate) expired: bool,
    pub(crate) token_use: Option<&'static str>,
    pub(crate) client: &'static str,
    pub(crate) groups: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JwtSignature {
    Good,
    OfAnotherKey,
    Changed,
    /// `alg` is `none`.
    None,
}

/// A statement of an IAM policy.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) allow: bool,
    pub(crate) action: &'static str,
    pub(crate) resource: Resource,
}

#[derive(Debug, Clone)]
pub(crate) enum Resource {
    Api,
    OtherApi,
    Type(&'static str),
    Field(&'static str, &'static str),
    Everything,
}

/// What the authorizer answers, if it is asked.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Yes {
        denied: Vec<DeniedEntry>,
        ttl_override: Option<u64>,
    },
    No {
        ttl_override: Option<u64>,
    },
    Throws,
    /// An object whose `isAuthorized` is neither `true` nor `false`.
    NeitherYesNorNo(&'static str),
    /// No answer of an authorizer at all, or one of which a part is none; JSON or not.
    Odd(&'static str),
}

#[derive(Debug, Clone)]
pub(crate) enum DeniedEntry {
    Short(usize),
    Arn(usize),
    ArnOfOtherApi(usize),
    /// Something that names no field.
    Nothing(&'static str),
}

/// An operation: its root fields, each under a name of its own.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) is_mutation: bool,
    pub(crate) roots: Vec<Root>,
    pub(crate) style: Style,
}

#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub(crate) field: &'static str,
    /// What is selected of the item: of `a`, `b`, `other`.
    pub(crate) of_item: Vec<&'static str>,
    /// What is selected of the other: of `a`, `c`.
    pub(crate) of_other: Vec<&'static str>,
}

/// How the same selection is written and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Fragment,
    Include,
    TwoOperations,
    Get,
}

fn modes() -> impl Strategy<Value = Vec<Mode>> {
    subsequence(vec![Mode::Key, Mode::Iam, Mode::Pool, Mode::Oidc, Mode::Lambda], 1..=5).prop_shuffle()
}

fn directives(none: u32, some: u32) -> impl Strategy<Value = Vec<Directive>> {
    let groups = || subsequence(vec!["admins", "staff"], 0..=2);
    let some_of_them = (modes(), groups()).prop_map(|(modes, groups)| {
        let groups = |mode| if mode == Mode::Pool { groups.clone() } else { Vec::new() };
        modes.into_iter().map(|mode| Directive { mode, groups: groups(mode) }).collect()
    });
    prop_oneof![none => Just(Vec::new()), some => some_of_them]
}

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let regexes = [Regex::BeginsWithT, Regex::Digits, Regex::OneOrOther, Regex::Bearer];
    let regex = prop_oneof![2 => Just(None), 1 => select(regexes.to_vec()).prop_map(Some)];
    let of_types = vec(directives(1, 2), TYPES.len());
    let of_fields = vec(directives(3, 1), FIELDS.len());
    (modes(), regex, select(vec![0, 300]), any::<bool>(), of_types, of_fields, vec(request(), 1..8)).prop_map(
        |(modes, regex, ttl, one_client, of_types, of_fields, requests)| Setup {
            default: modes[0],
            additional: modes[1..].to_vec(),
            regex,
            ttl,
            one_client,
            of_types,
            of_fields,
            requests,
        },
    )
}

fn request() -> impl Strategy<Value = Request> {
    let key = prop_oneof![
        3 => Just(None),
        2 => Just(Some(Key::Good)),
        1 => select(vec![Key::Expired, Key::OfAnotherApi, Key::Unknown]).prop_map(Some),
    ];
    (key, authorization(), answer(), operation()).prop_map(|(key, authorization, answer, operation)| Request {
        key,
        authorization,
        answer,
        operation,
    })
}

fn authorization() -> impl Strategy<Value = Authorization> {
    let long = format!("t-{}", "x".repeat(2_047));
    let texts = ["t-1", "t-2", "x-1", "42", "Bearer t-1", "Basic dTpw", "not.a.jwt", &long].map(str::to_owned);
    prop_oneof![
        1 => Just(Authorization::None),
        4 => select(texts.to_vec()).prop_map(Authorization::Text),
        3 => jwt().prop_map(Authorization::Jwt),
        3 => signature(),
    ]
}

fn jwt() -> impl Strategy<Value = Jwt> {
    use JwtSignature::{Changed, Good, None as Nothing, OfAnotherKey};
    let issuer = prop_oneof![
        3 => Just(POOL_ISSUER),
        3 => Just(OIDC_ISSUER),
        1 => select(vec!["https://foreign.example", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_another"]),
    ];
    let signature = prop_oneof![5 => Just(Good), 1 => select(vec![OfAnotherKey, Changed, Nothing])];
    let token_use = prop_oneof![
        3 => select(vec![Some("access"), Some("id")]),
        1 => select(vec![Some("refresh"), None]),
    ];
    let client = prop_oneof![3 => Just(CLIENT), 1 => select(vec!["app2", "app11", "xapp1"])];
    let groups = subsequence(vec!["admins", "staff", "guests"], 0..=2);
    let scheme = select(vec!["", "Bearer ", "Token "]);
    (scheme, issuer, signature, prop::bool::weighted(0.15), token_use, client, groups).prop_map(
        |(scheme, issuer, signature, expired, token_use, client, groups)| Jwt {
            scheme,
            issuer,
            signature,
            expired,
            token_use,
            client,
            groups,
        },
    )
}

fn signature() -> impl Strategy<Value = Authorization> {
    use SignatureFault::{BodyChanged, HoursOld, NoSignedDate, UnknownKey, WrongRegion, WrongSecret, WrongService};
    let faults = vec![UnknownKey, WrongSecret, BodyChanged, HoursOld, WrongRegion, WrongService, NoSignedDate];
    let fault = prop_oneof![3 => Just(None), 1 => select(faults).prop_map(Some)];
    let named = |index: usize| (FIELDS[index].0, FIELDS[index].1);
    let resource = prop_oneof![
        3 => Just(Resource::Api),
        1 => Just(Resource::OtherApi),
        1 => Just(Resource::Everything),
        2 => select(TYPES.to_vec()).prop_map(Resource::Type),
        3 => (0..FIELDS.len()).prop_map(move |index| Resource::Field(named(index).0, named(index).1)),
    ];
    let action = prop_oneof![6 => Just("appsync:GraphQL"), 1 => Just("appsync:*"), 1 => Just("appsync:GetGraphqlApi")];
    let statement = (prop::bool::weighted(0.7), action, resource).prop_map(|(allow, action, resource)| Statement {
        allow,
        action,
        resource,
    });
    (fault, vec(statement, 0..4)).prop_map(|(fault, statements)| Authorization::Signature { fault, statements })
}

fn answer() -> impl Strategy<Value = Answer> {
    let neither = vec![
        r#"{"isAuthorized":"true"}"#,
        r#"{"isAuthorized":"true","resolverContext":{"user":"ann"}}"#,
        r#"{"isAuthorized":1}"#,
        r#"{"isAuthorized":null}"#,
        r#"{"isAuthorized":[true]}"#,
    ];
    let odd = vec![
        r#"{"authorized":true}"#,
        r#"{"IsAuthorized":true}"#,
        r#"[{"isAuthorized":true}]"#,
        r#""{\"isAuthorized\":true}""#,
        r#"{"statusCode":200,"body":"{\"isAuthorized\":true}"}"#,
        r#"{"isAuthorized":true,"deniedFields":"Item.a"}"#,
        r#"{"isAuthorized":true,"deniedFields":[7]}"#,
        r#"{"isAuthorized":true,"resolverContext":"ann"}"#,
        r#"{"isAuthorized":true"#,
        "{}",
        "null",
        "true",
        "<html>true</html>",
    ];
    let ttl = || prop_oneof![2 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(60))];
    let nothing = ["Item", "Item.*", "*", "item.a", "Item.A", "schema.Item.a", "Item.nope", "Item.a ", ""];
    let entry = prop_oneof![
        4 => (0..FIELDS.len()).prop_map(DeniedEntry::Short),
        2 => (0..FIELDS.len()).prop_map(DeniedEntry::Arn),
        2 => (0..FIELDS.len()).prop_map(DeniedEntry::ArnOfOtherApi),
        1 => select(nothing.to_vec()).prop_map(DeniedEntry::Nothing),
    ];
    prop_oneof![
        6 => (vec(entry, 0..4), ttl()).prop_map(|(denied, ttl_override)| Answer::Yes { denied, ttl_override }),
        2 => ttl().prop_map(|ttl_override| Answer::No { ttl_override }),
        1 => Just(Answer::Throws),
        2 => select(neither).prop_map(Answer::NeitherYesNorNo),
        2 => select(odd).prop_map(Answer::Odd),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let root = |fields: &'static [&'static str]| {
        let of_item = subsequence(vec!["a", "b", "other"], 0..=3);
        let of_other = subsequence(vec!["a", "c"], 1..=2);
        (select(fields), of_item, of_other).prop_map(|(field, of_item, of_other)| Root { field, of_item, of_other })
    };
    let query = vec(root(&["plain", "item", "list", "thing"]), 1..4).prop_map(|roots| (false, roots));
    let mutation = vec(root(&["poke", "touch"]), 1..3).prop_map(|roots| (true, roots));
    let style = select(vec![Style::Plain, Style::Fragment, Style::Include, Style::TwoOperations, Style::Get]);
    (prop_oneof![3 => query, 1 => mutation], style).prop_map(|((is_mutation, roots), style)| Operation {
        is_mutation,
        roots,
        style,
    })
}

/// The schema of an API.
pub(crate) fn schema(setup: &Setup) -> String {
    let mut text = "interface Thing { a: String }\n".to_owned();
    for (type_name, of_type) in TYPES.iter().zip(&setup.of_types) {
        let implements = if matches!(*type_name, "Item" | "Other") { " implements Thing" } else { "" };
        text.push_str(&format!("type {type_name}{implements}{} {{\n", written(of_type)));
        for ((_, name, rest), of_field) in
            FIELDS.iter().zip(&setup.of_fields).filter(|(field, _)| field.0 == *type_name)
        {
            text.push_str(&format!("  {name}{rest}{}\n", written(of_field)));
        }
        text.push_str("}\n");
    }
    text
}

fn written(directives: &[Directive]) -> String {
    let one = |directive: &Directive| match directive.mode {
        Mode::Key => " @aws_api_key".to_owned(),
        Mode::Iam => " @aws_iam".to_owned(),
        Mode::Oidc => " @aws_oidc".to_owned(),
        Mode::Lambda => " @aws_lambda".to_owned(),
        Mode::Pool if directive.groups.is_empty() => " @aws_cognito_user_pools".to_owned(),
        Mode::Pool => format!(" @aws_cognito_user_pools(cognito_groups: {})", json!(directive.groups)),
    };
    directives.iter().map(one).collect()
}

/// The body of a request.
pub(crate) fn body(operation: &Operation) -> Value {
    let (word, root_type) = if operation.is_mutation { ("mutation", "Mutation") } else { ("query", "Query") };
    let condition = if operation.style == Style::Include { " @include(if: $yes)" } else { "" };
    let roots = operation.roots.iter().enumerate();
    let roots: String = roots.map(|(index, root)| format!(" r{index}: {}", written_root(root, condition))).collect();
    match operation.style {
        Style::Plain | Style::Get => json!({ "query": format!("{word} {{{roots} }}") }),
        Style::Fragment => {
            json!({ "query": format!("{word} {{ ...All }} fragment All on {root_type} {{ ... on {root_type} {{{roots} }} }}") })
        }
        Style::Include => {
            json!({ "query": format!("{word} All($yes: Boolean!) {{{roots} }}"), "variables": { "yes": true } })
        }
        Style::TwoOperations => {
            let query = format!("query Harmless {{ __typename }} {word} All {{{roots} }}");
            json!({ "query": query, "operationName": "All" })
        }
    }
}

fn written_root(root: &Root, condition: &str) -> String {
    let other = format!("other {{ {} }}", root.of_other.join(" "));
    let one = |name: &&'static str| if *name == "other" { other.clone() } else { (*name).to_owned() };
    let mut selected: Vec<String> = root.of_item.iter().map(one).collect();
    selected.push("__typename".to_owned());
    match root.field {
        "plain" | "poke" => format!("{}{condition}", root.field),
        "touch" => format!("touch(id: 7){condition} {{ {} }}", selected.join(" ")),
        // Of an interface only `a` can be asked; the rest stands behind a condition on the type.
        "thing" => {
            let (of_thing, of_item): (Vec<String>, Vec<String>) = selected.into_iter().partition(|field| field == "a");
            format!("thing{condition} {{ {} ... on Item {{ {} }} }}", of_thing.join(" "), of_item.join(" "))
        }
        field => format!("{field}{condition} {{ {} }}", selected.join(" ")),
    }
}

/// How old a signature is that is too old: AWS takes those of the last five minutes, others of a quarter of an hour.
pub(crate) const HOURS: Duration = Duration::from_secs(7_200);
