//! The rules file: an authorizer without code.
//!
//! A file maps tokens to answers; the first rule that fits wins. It is parsed and asked here, purely; who waits for the
//! delay and plays the time-out is the caller. Nothing here knows whether an answer is a good one: a rules file may
//! answer garbage on purpose.

use std::ops::Range;
use std::time::Duration;

use crate::appsync::Secret;
use crate::document::{Document, Fault, Fields, Kind, Node, Origin, Reader, Spanned};
use crate::engine::java_regex::{JavaRegex, Judgement};
use crate::error::{Error, Result};

/// An authorizer made of rules.
#[derive(Debug)]
pub struct RulesFile {
    origin: Origin,
    rules: Vec<Rule>,
    otherwise: Option<Answer>,
    denied_fields: Vec<Spanned<String>>,
}

#[derive(Debug)]
struct Rule {
    fits: Fits,
    answer: Answer,
}

/// Which tokens a rule is for.
#[derive(Debug)]
enum Fits {
    Exactly(Secret),
    Found { pattern: Box<Pattern>, span: Range<usize> },
}

/// What the authorizer does with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it takes before it does so.
    pub delay: Option<Duration>,
    /// What it does.
    pub response: Response,
}

/// What the authorizer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// It returns this payload, which may be anything, even not JSON.
    Payload(Vec<u8>),
    /// It throws.
    Fail {
        /// `errorType` of the thrown error.
        error_type: String,
        /// `errorMessage` of the thrown error.
        error_message: String,
    },
    /// It never answers.
    TimeOut,
    /// AppSync may not invoke it.
    NotInvocable,
}

/// The keys of which a rule has exactly one, besides the token.
const RESPONSES: [&str; 5] = ["respond", "respond-text", "fail", "time-out", "not-invocable"];

/// A pattern in the dialect of the identity regex.
type Pattern = JavaRegex;

/// Compiles a pattern.
fn compile(pattern: &str) -> Result<Pattern, String> {
    JavaRegex::new(pattern).map_err(|error| error.to_string())
}

/// Whether a pattern is found in a token; an error when that cannot be judged.
fn finds(pattern: &Pattern, token: &str) -> Result<bool, String> {
    match pattern.finds(token) {
        Judgement::Match => Ok(true),
        Judgement::NoMatch => Ok(false),
        Judgement::Unknown(reason) => Err(reason),
    }
}

impl RulesFile {
    /// Reads a rules file, YAML or JSON. `name` is the path as the user gave it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the file, as one error with all places.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let document = Document::parse(name, text)?;
        let reader = Reader::new(&document);
        let file = reader.root("the rules file", |fields| {
            let rules = fields.optional("rules", |reader, node| reader.list(node, rule));
            let otherwise = fields.optional("otherwise", |reader, node| reader.fields(node, answer));
            let has_rules = fields.entry("rules").is_some();
            if !has_rules && fields.entry("otherwise").is_none() {
                fields.missing(&["rules", "otherwise"]);
            }
            let rules = if has_rules { rules? } else { Vec::new() };
            check_tokens_stand_once(fields.reader(), &rules);
            Some((rules.into_iter().map(|rule| rule.value).collect(), otherwise))
        });
        let origin = reader.origin();
        let (rules, otherwise) = reader.finish(file)?;
        Ok(Self { origin, rules, otherwise, denied_fields: document.root().map(denied_fields).unwrap_or_default() })
    }

    /// What the authorizer does with this token: the first rule that fits, else `otherwise`, else
    /// `{"isAuthorized":false}`.
    ///
    /// # Errors
    ///
    /// `pattern-not-judged` when a pattern cannot be judged on this token, because then no later rule may win.
    pub fn answer(&self, token: &str) -> Result<Answer> {
        for rule in &self.rules {
            let fits = match &rule.fits {
                Fits::Exactly(expected) => expected.expose() == token,
                Fits::Found { pattern, span } => finds(pattern, token).map_err(|reason| {
                    Error::input("pattern-not-judged", format!("the pattern cannot be judged on this token: {reason}"))
                        .at(self.origin.source(span.clone(), "this pattern"))
                })?,
            };
            if fits {
                return Ok(rule.answer.clone());
            }
        }
        Ok(self.otherwise.clone().unwrap_or_else(|| Answer {
            delay: None,
            response: Response::Payload(br#"{"isAuthorized":false}"#.to_vec()),
        }))
    }

    /// Every text in the `deniedFields` of every answer that this file can give, in the order of the file.
    pub fn denied_fields(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.denied_fields.iter()
    }

    /// The file, to show places of it; tokens are masked.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

fn rule<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Spanned<Rule>> {
    reader.fields(node, |fields| {
        let token = fields.optional("token", Reader::secret);
        let pattern = fields.optional("token-matches", pattern);
        fields.at_most_one(&["token", "token-matches"]);
        let place = fields.entry("token").or(fields.entry("token-matches")).map(|entry| entry.node.span.clone());
        if place.is_none() {
            fields.missing(&["token", "token-matches"]);
        }
        let answer = answer(fields);
        let fits = token.map(Fits::Exactly).or(pattern)?;
        Some(Spanned { value: Rule { fits, answer: answer? }, span: place? })
    })
}

fn pattern(reader: &Reader<'_>, node: &Node) -> Option<Fits> {
    let text = reader.text(node)?;
    match compile(&text) {
        Ok(pattern) => Some(Fits::Found { pattern: Box::new(pattern), span: node.span.clone() }),
        Err(reason) => reader.wrong_value(&node.span, format!("`{text}` is not a pattern: {reason}"), None),
    }
}

/// The keys that rules and `otherwise` have in common.
fn answer(fields: &Fields<'_, '_>) -> Option<Answer> {
    let respond = fields.optional("respond", Reader::json);
    let respond_text = fields.optional("respond-text", Reader::text);
    let fail = fields.optional("fail", |reader, node| {
        reader.fields(node, |fields| {
            let error_type = fields.required("errorType", Reader::text);
            let error_message = fields.required("errorMessage", Reader::text);
            Some(Response::Fail { error_type: error_type?, error_message: error_message? })
        })
    });
    let time_out = fields.optional("time-out", Reader::only_true);
    let not_invocable = fields.optional("not-invocable", Reader::only_true);
    let delay = fields.optional("delay", Reader::duration);
    fields.at_most_one(&RESPONSES);
    if RESPONSES.iter().all(|key| fields.entry(key).is_none()) {
        fields.missing(&RESPONSES);
    }
    for never in ["time-out", "not-invocable"] {
        if fields.entry("delay").is_some() && fields.entry(never).is_some() {
            fields.conflict("delay", never, "remove `delay`: nothing comes after it");
        }
    }
    let response = respond
        .map(|value| Response::Payload(value.to_string().into_bytes()))
        .or(respond_text.map(|text| Response::Payload(text.into_bytes())))
        .or(fail)
        .or(time_out.map(|()| Response::TimeOut))
        .or(not_invocable.map(|()| Response::NotInvocable))?;
    Some(Answer { delay, response })
}

/// A token that stood in an earlier rule never reaches its later one, which is surely not what was meant.
fn check_tokens_stand_once(reader: &Reader<'_>, rules: &[Spanned<Rule>]) {
    for (index, later) in rules.iter().enumerate() {
        let Fits::Exactly(token) = &later.value.fits else { continue };
        let is_same = |earlier: &&Spanned<Rule>| matches!(&earlier.value.fits, Fits::Exactly(other) if other == token);
        if rules.iter().take(index).any(|earlier| is_same(&earlier)) {
            let message = format!("an earlier rule has the token of `rules[{index}]`, so this one never fits");
            let fault = Fault::new("duplicate-token", later.span.clone(), message, "the same token");
            reader.fault::<()>(fault.help("remove one of the two rules"));
        }
    }
}

/// The texts of `deniedFields` in each `respond`.
fn denied_fields(root: &Node) -> Vec<Spanned<String>> {
    let rules = value(root, "rules").into_iter().flat_map(items);
    rules
        .chain(value(root, "otherwise"))
        .filter_map(|rule| value(value(rule, "respond")?, "deniedFields"))
        .flat_map(items)
        .filter_map(|item| match &item.kind {
            Kind::Text(text) => Some(Spanned { value: text.clone(), span: item.span.clone() }),
            _ => None,
        })
        .collect()
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.node)
}

fn items(node: &Node) -> &[Node] {
    if let Kind::List(items) = &node.kind { items } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"rules:
  - token: custom-authorized
    respond: { isAuthorized: true, resolverContext: { userid: test-user-id }, deniedFields: [Event.comments, 7], ttlOverride: 10 }
  - token-matches: "^admin-"
    respond: { isAuthorized: true, deniedFields: [Query.b] }
    delay: 100ms
  - token: crash
    fail: { errorType: Error, errorMessage: "database unreachable" }
  - { token: "null", respond: null }
  - { token: html, respond-text: "<html>" }
  - { token: slow, time-out: true }
  - { token: forbidden, not-invocable: true }
otherwise: { respond: { isAuthorized: false, deniedFields: [Query.z] }, delay: 1s }
"#;

    fn answer(response: Response, milliseconds: u64) -> Result<Answer> {
        let delay = Some(Duration::from_millis(milliseconds)).filter(|delay| !delay.is_zero());
        Ok(Answer { delay, response })
    }

    fn payload(text: &str) -> Response {
        Response::Payload(text.as_bytes().to_vec())
    }

    #[test]
    fn the_first_rule_that_fits_answers() {
        let file = RulesFile::parse("rules.yaml", FILE).unwrap();
        let failure =
            Response::Fail { error_type: "Error".to_owned(), error_message: "database unreachable".to_owned() };
        let first = r#"{"isAuthorized":true,"resolverContext":{"userid":"test-user-id"},"deniedFields":["Event.comments",7],"ttlOverride":10}"#;
        for (token, expected) in [
            ("custom-authorized", answer(payload(first), 0)),
            ("admin-1", answer(payload(r#"{"isAuthorized":true,"deniedFields":["Query.b"]}"#), 100)),
            ("crash", answer(failure, 0)),
            ("null", answer(payload("null"), 0)),
            ("html", answer(payload("<html>"), 0)),
            ("slow", answer(Response::TimeOut, 0)),
            ("forbidden", answer(Response::NotInvocable, 0)),
            ("xadmin-1", answer(payload(r#"{"isAuthorized":false,"deniedFields":["Query.z"]}"#), 1000)),
        ] {
            assert_eq!(file.answer(token), expected, "{token}");
        }
    }

    #[test]
    fn a_pattern_is_searched_for_in_the_token() {
        let file = RulesFile::parse("a.yaml", "rules: [{ token-matches: dmin, respond: 1 }]").unwrap();
        assert_eq!(file.answer("an admin"), answer(payload("1"), 0));
    }

    #[test]
    fn what_no_rule_fits_is_not_authorized() {
        let file = RulesFile::parse("a.yaml", "rules: []").unwrap();
        assert_eq!(file.answer("x"), answer(payload(r#"{"isAuthorized":false}"#), 0));
    }

    #[test]
    fn a_pattern_that_cannot_be_judged_is_an_error_and_no_later_rule_wins() {
        let text = "rules:\n  - { token-matches: '^(a|b|ab)*(?=c)$', respond: 1 }\n  - { token: c, respond: 2 }";
        let file = RulesFile::parse("a.yaml", text).unwrap();
        let error = file.answer(&"ab".repeat(60)).unwrap_err();
        assert_eq!((error.code(), error.sources()[0].line_and_column()), ("pattern-not-judged", (2, 22)));
    }

    #[test]
    fn the_denied_fields_of_all_answers_are_listed_with_their_places() {
        let file = RulesFile::parse("rules.yaml", FILE).unwrap();
        let listed: Vec<(&str, &str)> =
            file.denied_fields().map(|each| (each.value.as_str(), &FILE[each.span.clone()])).collect();
        let expected = ["Event.comments", "Query.b", "Query.z"];
        assert_eq!(listed, expected.map(|text| (text, text)));
    }

    #[test]
    fn tokens_are_neither_in_debug_output_nor_in_the_text_that_is_shown() {
        let file = RulesFile::parse("rules.yaml", "rules:\n  - token: s3cret\n    respond: 1\n").unwrap();
        assert!(!format!("{file:?}").contains("s3cret"));
        assert_eq!(file.origin().text, "rules:\n  - token: ******\n    respond: 1\n");
    }
}
