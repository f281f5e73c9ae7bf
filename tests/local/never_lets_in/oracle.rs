//! What AppSync does with a request, told a second time, as naively as possible. It shares nothing with the program.

use std::collections::{BTreeMap, BTreeSet};

use super::model::*;

/// What must come of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Expected {
    /// Whether the request is refused as a whole.
    pub(crate) refused: bool,
    /// Paths of response names at which there is data.
    pub(crate) data: BTreeSet<String>,
    /// Paths at which a field is denied.
    pub(crate) denied: BTreeSet<String>,
    /// Whether the authorizer is called.
    pub(crate) called: bool,
    /// The fields whose resolvers may run.
    pub(crate) may_run: BTreeSet<String>,
}

/// What an authorizer said: `None` is no, else the fields that it denies.
type Said = Option<BTreeSet<(String, String)>>;

/// What is kept of the authorizer's answers of one API, by token: AWS's launch post says that the key is API and token.
pub(crate) type Kept = BTreeMap<String, Said>;

/// Who was let in.
struct Caller<'a> {
    mode: Mode,
    groups: &'a [&'static str],
    struck: BTreeSet<(String, String)>,
    statements: Option<&'a [Statement]>,
}

/// What must come of a request whose `Authorization` is `token`.
pub(crate) fn expect(setup: &Setup, request: &Request, token: Option<&str>, kept: &mut Kept) -> Expected {
    let mut called = false;
    match let_in(setup, request, token, kept, &mut called) {
        None => Expected { refused: true, called, ..Expected::default() },
        Some(caller) => Expected { called, ..answered(setup, &request.operation, &caller) },
    }
}

/// The shape of the headers selects the mode, once, and there is no second try. (The developer guide's section on
/// several modes; amplify-cli#9836 and #9714 for JWTs that never reach the function, amplify-category-api#2128 for
/// `Bearer`.)
fn let_in<'a>(
    setup: &Setup,
    request: &'a Request,
    token: Option<&str>,
    kept: &mut Kept,
    called: &mut bool,
) -> Option<Caller<'a>> {
    let caller = |mode| Caller { mode, groups: &[], struck: BTreeSet::new(), statements: None };
    match &request.authorization {
        Authorization::Signature { fault, statements } if setup.has(Mode::Iam) => {
            let root = if request.operation.is_mutation { "Mutation" } else { "Query" };
            let any = request.operation.roots.iter().any(|field| permitted(statements, root, field.field));
            // Without any permission it is `Permission denied` for the request: amplify-cli#6595.
            (fault.is_none() && any).then_some(Caller { statements: Some(statements), ..caller(Mode::Iam) })
        }
        _ if setup.has(Mode::Key) && request.key.is_some() => {
            (request.key == Some(Key::Good)).then_some(caller(Mode::Key))
        }
        Authorization::Jwt(jwt) if jwt.scheme != "Token " && (setup.has(Mode::Pool) || setup.has(Mode::Oidc)) => {
            let mode = match jwt.issuer {
                POOL_ISSUER if setup.has(Mode::Pool) => Mode::Pool,
                OIDC_ISSUER if setup.has(Mode::Oidc) => Mode::Oidc,
                _ => return None,
            };
            // Cognito's guide on verifying a JWT: signature, expiry, client, and the use for which it was made.
            let of_pool = mode == Mode::Oidc || matches!(jwt.token_use, Some("access" | "id"));
            let of_client = !setup.one_client || jwt.client == CLIENT;
            let good = jwt.signature == JwtSignature::Good && !jwt.expired && of_pool && of_client;
            good.then_some(Caller { groups: &jwt.groups, ..caller(mode) })
        }
        Authorization::None => None,
        _ if setup.has(Mode::Lambda) => {
            let token = token.filter(|token| token.len() <= 2_048 && fits(setup.regex, token))?;
            let said = match kept.get(token) {
                Some(said) => said.clone(),
                None => {
                    *called = true;
                    ask(setup, &request.answer, token, kept)
                }
            };
            Some(Caller { struck: said?, ..caller(Mode::Lambda) })
        }
        _ => None,
    }
}

/// The identity regex must fit the whole token, before the cache and the function are asked (the launch post).
fn fits(regex: Option<Regex>, token: &str) -> bool {
    match regex {
        None => true,
        Some(Regex::BeginsWithT) => token.starts_with("t-"),
        Some(Regex::Digits) => token.bytes().all(|byte| byte.is_ascii_digit()),
        Some(Regex::OneOrOther) => token == "t-1" || token == "x-1",
        Some(Regex::Bearer) => token.starts_with("Bearer ") && token.len() > 7,
    }
}

/// Only the JSON value `true` authorizes, whatever else stands there is a no. An answer is kept if its TTL says so; what
/// failed or is no answer never is.
fn ask(setup: &Setup, answer: &Answer, token: &str, kept: &mut Kept) -> Said {
    let (said, ttl_override) = match answer {
        Answer::Throws | Answer::Odd(_) => return None,
        Answer::NeitherYesNorNo(_) => (None, &None),
        Answer::No { ttl_override } => (None, ttl_override),
        Answer::Yes { denied, ttl_override } => (Some(denied.iter().filter_map(struck).collect()), ttl_override),
    };
    if ttl_override.unwrap_or(setup.ttl) > 0 {
        kept.insert(token.to_owned(), said.clone());
    }
    said
}

/// Only `Type.field` and the whole ARN in this API strike a field: aws-appsync-community#272.
fn struck(entry: &DeniedEntry) -> Option<(String, String)> {
    match entry {
        DeniedEntry::Short(field) | DeniedEntry::Arn(field) => {
            Some((FIELDS[*field].0.to_owned(), FIELDS[*field].1.to_owned()))
        }
        DeniedEntry::ArnOfOtherApi(_) | DeniedEntry::Nothing(_) => None,
    }
}

/// A permission for `appsync:GraphQL` on a root field: some Allow, and no Deny, which always wins.
fn permitted(statements: &[Statement], type_name: &str, field: &str) -> bool {
    statements.iter().any(|statement| statement.allow && names(statement, type_name, field))
        && !forbidden(statements, type_name, field)
}

fn forbidden(statements: &[Statement], type_name: &str, field: &str) -> bool {
    statements.iter().any(|statement| !statement.allow && names(statement, type_name, field))
}

fn names(statement: &Statement, type_name: &str, field: &str) -> bool {
    matches!(statement.action, "appsync:GraphQL" | "appsync:*")
        && match statement.resource {
            Resource::Api | Resource::Everything => true,
            Resource::OtherApi => false,
            Resource::Type(named) => named == type_name,
            Resource::Field(named, of) => named == type_name && of == field,
        }
}

impl Caller<'_> {
    /// Whether this caller reaches a field.
    fn reaches(&self, setup: &Setup, type_name: &str, field: &str) -> bool {
        if self.struck.contains(&(type_name.to_owned(), field.to_owned())) {
            return false;
        }
        // Policies name root fields; below them only a Deny counts.
        let is_root = matches!(type_name, "Query" | "Mutation");
        let by_policy = self.statements.is_none_or(|statements| match is_root {
            true => permitted(statements, type_name, field),
            false => !forbidden(statements, type_name, field),
        });
        by_policy && self.passes(setup, type_name, field)
    }

    /// A field's own directives stand for its type's (the launch post), and without either only the default mode passes
    /// (aws-appsync-community#214, #266). Groups are asked for the pool's own directive alone.
    fn passes(&self, setup: &Setup, type_name: &str, field: &str) -> bool {
        let of_type = TYPES.iter().position(|known| *known == type_name).unwrap();
        let of_field = FIELDS.iter().position(|known| known.0 == type_name && known.1 == field).unwrap();
        let directives = match (&setup.of_fields[of_field], &setup.of_types[of_type]) {
            (own, _) if !own.is_empty() => own,
            (_, of_type) if !of_type.is_empty() => of_type,
            _ => return self.mode == setup.default,
        };
        directives.iter().any(|directive| {
            let in_group = directive.groups.iter().any(|group| self.groups.contains(group));
            directive.mode == self.mode && (directive.groups.is_empty() || in_group)
        })
    }
}

/// Field by field: a denied field is null, with an error entry, and a null where none may be makes the item null
/// (amplify-category-api#2805).
fn answered(setup: &Setup, operation: &Operation, caller: &Caller<'_>) -> Expected {
    let mut expected = Expected::default();
    let root_type = if operation.is_mutation { "Mutation" } else { "Query" };
    for (index, root) in operation.roots.iter().enumerate() {
        let path = format!("r{index}");
        if !caller.reaches(setup, root_type, root.field) {
            expected.denied.insert(path);
            continue;
        }
        expected.may_run.insert(format!("{root_type}.{}", root.field));
        let mut data = BTreeSet::from([path.clone()]);
        let mut item_is_null = false;
        let of_item = if matches!(root.field, "plain" | "poke") { &[] } else { root.of_item.as_slice() };
        for field in of_item {
            let at = format!("{path}.{field}");
            if !caller.reaches(setup, "Item", field) {
                item_is_null |= *field == "b";
                expected.denied.insert(at);
                continue;
            }
            if *field == "other" {
                expected.may_run.insert("Item.other".to_owned());
                for field in &root.of_other {
                    let at = format!("{at}.{field}");
                    let set = if caller.reaches(setup, "Other", field) { &mut data } else { &mut expected.denied };
                    set.insert(at);
                }
            }
            data.insert(at);
        }
        match item_is_null {
            false => expected.data.extend(data),
            // Of a list the items are null, not the list.
            true if root.field == "list" => drop(expected.data.insert(path)),
            true => {}
        }
    }
    expected
}
