//! Comments in the schema that take findings back.
//!
//! `# appsync-auth: allow L101 reason` above a type or field, or on its line, is about that definition; on a type also
//! about its fields. `allow-file` is about the whole text, and about what stands in no text at all. Several codes are
//! divided by commas. Without a reason nothing is taken back.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::finding::{Finding, Target};
use super::setting::Setting;
use crate::engine::rules::{Code, Rule};
use crate::graphql::{Comment, Schema, Span};

/// What a comment begins with.
const WORD: &str = "appsync-auth:";

/// A comment that says what is allowed.
struct Suppression {
    codes: Vec<Code>,
    whole_file: bool,
    about: Option<usize>,
    span: Span,
    used: bool,
}

/// Takes findings back, and adds those about the comments themselves. Says how many were taken back.
pub(super) fn apply(setting: &Setting<'_>, findings: &mut Vec<Finding>) -> usize {
    let mut about_comments = Vec::new();
    let comments = setting.schema.comments_with(WORD);
    let mut suppressions: Vec<Suppression> =
        comments.iter().filter_map(|comment| read(comment, &mut about_comments)).collect();
    let before = findings.len();
    if !suppressions.is_empty() {
        findings.retain(|finding| !is_suppressed(setting.schema, finding, &mut suppressions));
    }
    let suppressed = before - findings.len();
    findings.append(&mut about_comments);
    findings.extend(suppressions.iter().filter(|each| !each.used).map(|each| {
        let codes: Vec<String> = each.codes.iter().map(ToString::to_string).collect();
        let message = format!("nothing is found here that `{}` would allow", codes.join(","));
        Finding { span: Some(each.span), ..Finding::new(Code::L302, message).help("remove the comment") }
    }));
    suppressed
}

/// The types of which a comment allows one of these findings, with the rule: `--fix` must leave them alone.
pub(super) fn kept_types(setting: &Setting<'_>, codes: &[Code]) -> HashSet<(Code, String)> {
    let comments = setting.schema.comments_with(WORD);
    let mut suppressions: Vec<Suppression> =
        comments.iter().filter_map(|comment| read(comment, &mut Vec::new())).collect();
    let mut kept = HashSet::new();
    if suppressions.is_empty() {
        return kept;
    }
    for (_, node) in setting.graph.objects() {
        let fields =
            (0..node.fields.len()).filter(|field| node.fields.get(*field).is_some_and(|field| !field.is_directed));
        let targets = fields.map(|field| Target::Field(node.coordinate(field)));
        for target in targets.chain([Target::Type(node.name.to_owned())]) {
            let span = setting.span(&target);
            for code in codes {
                let finding = Finding::new(*code, "").on(target.clone(), span);
                if is_suppressed(setting.schema, &finding, &mut suppressions) {
                    kept.insert((*code, node.name.to_owned()));
                }
            }
        }
    }
    kept
}

/// Reads a comment: `appsync-auth: allow CODE[,CODE] reason`.
fn read(comment: &Comment<'_>, faults: &mut Vec<Finding>) -> Option<Suppression> {
    let text = comment.text.trim().strip_prefix(WORD)?.trim();
    let mut fault = |code: Code, message: String, help: String| {
        faults.push(Finding { span: Some(comment.span), ..Finding::new(code, message).help(help) });
    };
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let whole_file = match verb {
        "allow" => false,
        "allow-file" => true,
        _ => {
            let help = "write `# appsync-auth: allow CODE reason`, or `allow-file` for the whole file".to_owned();
            fault(Code::L303, format!("`{verb}` is not something that a comment can say"), help);
            return None;
        }
    };
    // Commas may have spaces behind them.
    let mut words = rest.split_whitespace().peekable();
    let mut listed = String::new();
    while let Some(word) = words.next() {
        listed.push_str(word);
        if !word.ends_with(',') && !words.peek().is_some_and(|next| next.starts_with(',')) {
            break;
        }
    }
    let mut codes = Vec::new();
    for name in listed.split(',').filter(|name| !name.is_empty()) {
        match Rule::find(name) {
            Some(rule) => codes.push(rule.code),
            None => {
                let help = match Rule::suggest(name) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "name a rule by its code or name".to_owned(),
                };
                fault(Code::L303, format!("there is no rule `{name}`"), help);
            }
        }
    }
    if listed.is_empty() {
        fault(
            Code::L303,
            "the comment names no rule".to_owned(),
            "write `# appsync-auth: allow CODE reason`".to_owned(),
        );
        return None;
    }
    if words.next().is_none() {
        let help = "say why behind the code; without a reason nothing is allowed".to_owned();
        fault(Code::L301, format!("`allow {listed}` gives no reason"), help);
        return None;
    }
    if codes.is_empty() {
        return None;
    }
    Some(Suppression { codes, whole_file, about: comment.about, span: comment.span, used: false })
}

fn is_suppressed(schema: &Schema, finding: &Finding, suppressions: &mut [Suppression]) -> bool {
    let mut suppressed = false;
    let mut scopes = None;
    for each in suppressions.iter_mut().filter(|each| each.codes.contains(&finding.code)) {
        let fits = match (each.whole_file, finding.span) {
            (true, span) => span.is_none_or(|span| span.source == each.span.source),
            (false, Some(span)) if span.source == each.span.source => each.about.is_some_and(|about| {
                let scopes = scopes.get_or_insert_with(|| scopes_of(schema, finding, span));
                scopes.iter().any(|scope| scope.contains(&about))
            }),
            _ => false,
        };
        each.used |= fits;
        suppressed |= fits;
    }
    suppressed
}

/// The ranges of bytes in which a definition can begin that a comment must be about: the line of the finding, its field,
/// and the head of its type.
fn scopes_of(schema: &Schema, finding: &Finding, span: Span) -> Vec<RangeInclusive<usize>> {
    let mut scopes = vec![schema.line_start(span)..=span.end];
    let mut add = |found: Option<Span>| {
        scopes.extend(found.filter(|found| found.source == span.source).map(|found| found.start..=found.end));
    };
    if let Some(Target::Field(coordinate)) = &finding.target {
        add(schema.span_of(coordinate));
    }
    if let Some(target) = &finding.target {
        add(schema.span_of_type_head(target.type_name()));
    }
    scopes
}
