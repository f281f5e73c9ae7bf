//! What can be said of a pattern without an input.

use super::ambiguity;
use super::ast::{Kind, Node};
use super::charset::{CharSet, LINE_TERMINATORS};
use super::judge::{JavaRegex, Judgement};

/// Something about a pattern that its author may not have meant. Header values have no line terminators; the findings rest on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PatternFinding {
    /// Every token matches as a whole, so that the pattern keeps nobody out. Told from the pattern's shape: `.*`, `^.+$`,
    /// `[\s\S]*`, `x|.*`.
    AdmitsEverything,
    /// No token that has at least one character matches as a whole: `a^b`, `$a`, `^$`.
    AdmitsNothing,
    /// A search and a whole match can disagree, since the pattern is not tied to both ends by anchors or `.*`. Which of the two
    /// AppSync does is not documented.
    SearchAndWholeDiffer,
    /// The time to say no can grow exponentially with the token in an engine that backtracks: a loop in a loop over the same
    /// characters, overlapping alternatives in a loop, or a back-reference in a loop. Newer Javas cut some of these short.
    CatastrophicBacktracking,
    /// No bare JWT matches as a whole. Told by trying three tokens of the shape `xxxxx.yyyyy.zzzzz`, not proved.
    RejectsJwts,
}

/// The findings about a pattern, in the order of [`PatternFinding`]; none for a pattern that is refused or not judged.
#[must_use]
pub fn pattern_findings(pattern: &str) -> Vec<PatternFinding> {
    let Ok(regex) = JavaRegex::new(pattern) else { return Vec::new() };
    let root = &regex.parsed().root;
    let groups = regex.parsed().groups;
    let least = least_length(root, groups);
    let nothing = least.is_none() || root.is_assertion();
    let checks = [
        (PatternFinding::AdmitsEverything, admits_everything(root)),
        (PatternFinding::AdmitsNothing, nothing),
        (PatternFinding::SearchAndWholeDiffer, least.is_some() && !(starts_at_start(root) && ends_at_end(root))),
        (PatternFinding::CatastrophicBacktracking, ambiguity::is_catastrophic(root)),
        (PatternFinding::RejectsJwts, !nothing && rejects_jwts(&regex)),
    ];
    checks.into_iter().filter(|(_, found)| *found).map(|(finding, _)| finding).collect()
}

/// What a token consists of: printable ASCII.
fn token_characters() -> CharSet {
    CharSet::range(' ', '~')
}

/// `.*` and its like: a loop without an end over every character.
fn is_everything_loop(node: &Node) -> bool {
    match node {
        Node::Group { body, .. } => is_everything_loop(body),
        Node::Repeat { body, min, max: None, kind } => {
            let set = matches!(body.as_ref(), Node::Set(set) if set.includes(&token_characters()));
            *min <= 1 && *kind != Kind::Possessive && (set || is_everything_loop(body))
        }
        _ => false,
    }
}

fn admits_everything(node: &Node) -> bool {
    match node {
        Node::Group { body, .. } => admits_everything(body),
        Node::Alternatives(all) => all.iter().any(admits_everything),
        Node::Concat(parts) => {
            let Some(at) = parts.iter().position(admits_everything) else { return false };
            let free = |part: &Node| can_be_skipped(part);
            parts[..at].iter().all(|part| free(part) || is_start(part))
                && parts[at + 1..].iter().all(|part| free(part) || is_end(part))
        }
        Node::Repeat { body, min, max, .. } if max.is_some_and(|max| max > 0) => *min <= 1 && admits_everything(body),
        _ => is_everything_loop(node),
    }
}

/// Whether the piece can match nothing anywhere, without looking around.
fn can_be_skipped(node: &Node) -> bool {
    match node {
        Node::Empty => true,
        Node::Repeat { body, min, .. } => *min == 0 || can_be_skipped(body),
        Node::Group { body, .. } | Node::Atomic(body) => can_be_skipped(body),
        Node::Concat(parts) => parts.iter().all(can_be_skipped),
        Node::Alternatives(all) => all.iter().any(can_be_skipped),
        _ => false,
    }
}

fn is_start(node: &Node) -> bool {
    matches!(node, Node::Begin | Node::LineStart { .. })
}

fn is_end(node: &Node) -> bool {
    matches!(node, Node::End | Node::LineEnd { .. })
}

/// The length of the shortest match in a header value, roughly from below; `None` when there is none.
fn least_length(node: &Node, groups: usize) -> Option<u64> {
    match node {
        Node::Set(set) => (!set.clone().minus(&CharSet::of(LINE_TERMINATORS)).is_empty()).then_some(1),
        Node::Cluster | Node::LineBreak => Some(1),
        Node::Reference { group, .. } => (*group <= groups).then_some(0),
        Node::Group { body, .. } | Node::Atomic(body) => least_length(body, groups),
        Node::Look { negated: true, body, .. } => (**body != Node::Empty).then_some(0),
        Node::Look { body, .. } => least_length(body, groups).map(|_| 0),
        Node::Alternatives(all) => all.iter().filter_map(|one| least_length(one, groups)).min(),
        Node::Repeat { min: 0, .. } => Some(0),
        Node::Repeat { body, min, .. } => Some(least_length(body, groups)?.saturating_mul(u64::from(*min))),
        Node::Concat(parts) => least_of_all(parts, groups),
        _ => Some(0),
    }
}

/// A start after something, or an end before something, can never hold.
fn least_of_all(parts: &[Node], groups: usize) -> Option<u64> {
    let lengths: Vec<u64> = parts.iter().map(|part| least_length(part, groups)).collect::<Option<_>>()?;
    let first = lengths.iter().position(|length| *length > 0).unwrap_or(parts.len());
    let last = lengths.iter().rposition(|length| *length > 0).unwrap_or(0);
    let late_start = parts.iter().skip(first + 1).any(has_start_first);
    let early_end = parts.iter().take(last).any(has_end_last);
    (!late_start && !early_end).then(|| lengths.iter().fold(0_u64, |sum, length| sum.saturating_add(*length)))
}

fn has_start_first(node: &Node) -> bool {
    match node {
        Node::Group { body, .. } | Node::Atomic(body) => has_start_first(body),
        Node::Repeat { body, min, .. } => *min > 0 && has_start_first(body),
        Node::Alternatives(all) => all.iter().all(has_start_first),
        Node::Concat(parts) => {
            let past = parts.iter().find(|part| !part.is_assertion() || is_start(part));
            past.is_some_and(has_start_first)
        }
        _ => is_start(node),
    }
}

fn has_end_last(node: &Node) -> bool {
    match node {
        Node::Group { body, .. } | Node::Atomic(body) => has_end_last(body),
        Node::Repeat { body, min, .. } => *min > 0 && has_end_last(body),
        Node::Alternatives(all) => all.iter().all(has_end_last),
        Node::Concat(parts) => {
            let past = parts.iter().rev().find(|part| !part.is_assertion() || is_end(part));
            past.is_some_and(has_end_last)
        }
        _ => is_end(node),
    }
}

/// Whether a search could as well begin at the start of the token.
fn starts_at_start(node: &Node) -> bool {
    match node {
        Node::Concat(parts) => has_start_first(node) || parts.first().is_some_and(starts_at_start),
        Node::Group { body, .. } => starts_at_start(body),
        Node::Alternatives(all) => all.iter().all(starts_at_start),
        _ => has_start_first(node) || is_everything_loop(node),
    }
}

fn ends_at_end(node: &Node) -> bool {
    match node {
        Node::Concat(parts) => has_end_last(node) || parts.last().is_some_and(ends_at_end),
        Node::Group { body, .. } => ends_at_end(body),
        Node::Alternatives(all) => all.iter().all(ends_at_end),
        _ => has_end_last(node) || is_everything_loop(node),
    }
}

fn rejects_jwts(regex: &JavaRegex) -> bool {
    let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    let claims = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ";
    let long = "Qm-9_x".repeat(57);
    let tokens = [
        format!("{header}.{claims}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"),
        format!("eyJraWQiOiJhYmMtMSIsImFsZyI6IlJTMjU2In0.{claims}.{long}"),
        "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc".to_owned(),
    ];
    tokens.iter().all(|token| regex.matches(token) == Judgement::NoMatch)
}
