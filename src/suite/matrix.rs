//! The matrix: every token with every operation.

use super::case::{Case, CaseFields, CaseToken};
use super::expectation::{Expectation, ExpectedDecision, decision};
use crate::document::{Fault, Fields, Kind, Node, Reader, Spanned, did_you_mean};

/// `matrix`: every token with every operation, and what comes of each pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The tokens by name, in the order of the file.
    pub tokens: Vec<(Spanned<String>, CaseToken)>,
    /// The operations by name, each the text of a document or `@FILE`, in the order of the file.
    pub operations: Vec<(Spanned<String>, Spanned<String>)>,
    /// What comes of each pair: tokens in their order, for each the operations in theirs.
    pub expect: Vec<MatrixExpectation>,
}

/// What comes of a token with an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixExpectation {
    /// The name of the token.
    pub token: String,
    /// The name of the operation.
    pub operation: String,
    /// `allow` or `deny`, and where it stands.
    pub decision: Spanned<ExpectedDecision>,
}

/// What `expect` says, before it is held against tokens and operations.
type Written = Vec<(Spanned<String>, Vec<(Spanned<String>, Spanned<ExpectedDecision>)>)>;

impl Matrix {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let tokens = fields.required("tokens", |reader, node| some(reader, node, CaseToken::read));
            let operations = fields.required("operations", |reader, node| some(reader, node, Reader::spanned_name));
            let expect =
                fields.required("expect", |reader, node| reader.map(node, |reader, node| reader.map(node, decision)));
            let (tokens, operations) = (tokens?, operations?);
            let expect = pairs(fields, &tokens, &operations, &expect?);
            Some(Self { tokens, operations, expect })
        })
    }

    /// The name of the case that a pair becomes.
    #[must_use]
    pub fn case_name(token: &str, operation: &str) -> String {
        format!("matrix: {token} × {operation}")
    }

    /// A case for each pair, in the order of [`Matrix::expect`].
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        self.expect.iter().filter_map(|pair| self.case(pair)).collect()
    }

    fn case(&self, pair: &MatrixExpectation) -> Option<Case> {
        let (_, token) = self.tokens.iter().find(|(name, _)| name.value == pair.token)?;
        let (_, query) = self.operations.iter().find(|(name, _)| name.value == pair.operation)?;
        let span = pair.decision.span.clone();
        let expect = Expectation { decision: Some(pair.decision.clone()), ..Expectation::default() };
        Some(Case {
            name: Spanned { value: Self::case_name(&pair.token, &pair.operation), span: span.clone() },
            span,
            fields: CaseFields {
                token: Some(token.clone()),
                query: Some(query.clone()),
                expect: Some(expect),
                ..CaseFields::default()
            },
        })
    }
}

/// A map that is not empty.
fn some<'d, T>(
    reader: &Reader<'d>,
    node: &'d Node,
    shape: impl Fn(&Reader<'d>, &'d Node) -> Option<T>,
) -> Option<Vec<(Spanned<String>, T)>> {
    match &node.kind {
        Kind::Map(entries) if entries.is_empty() => {
            reader.wrong_value(&node.span, "the map is empty", Some("add an entry"))
        }
        _ => reader.map(node, shape),
    }
}

/// Holds `expect` against tokens and operations: no name is unknown, no pair is missing.
fn pairs<T, O>(
    fields: &Fields<'_, '_>,
    tokens: &[(Spanned<String>, T)],
    operations: &[(Spanned<String>, O)],
    written: &Written,
) -> Vec<MatrixExpectation> {
    let reader = fields.reader();
    for (token, row) in written {
        check_known(reader, token, "token", tokens);
        for (operation, _) in row {
            check_known(reader, operation, "operation", operations);
        }
    }
    let mut pairs = Vec::new();
    let expect = fields.entry("expect").map_or(fields.span(), |entry| entry.key.span.clone());
    for (token, _) in tokens {
        let row = written.iter().find(|(name, _)| name.value == token.value);
        for (operation, _) in operations {
            let decision = row.and_then(|(_, row)| row.iter().find(|(name, _)| name.value == operation.value));
            if let Some((_, decision)) = decision {
                pairs.push(MatrixExpectation {
                    token: token.value.clone(),
                    operation: operation.value.clone(),
                    decision: decision.clone(),
                });
                continue;
            }
            let span = row.map_or_else(|| expect.clone(), |(name, _)| name.span.clone());
            let message = format!(
                "the matrix does not say what comes of token `{}` with operation `{}`",
                token.value, operation.value
            );
            let help = match row {
                Some(_) => format!("add `{0}: allow` or `{0}: deny`", operation.value),
                None => format!("add `{}: {{ {}: allow }}` or `deny`", token.value, operation.value),
            };
            reader.fault::<()>(Fault::new("missing-pair", span, message, "incomplete").help(help));
        }
    }
    pairs
}

fn check_known<T>(reader: &Reader<'_>, name: &Spanned<String>, what: &str, known: &[(Spanned<String>, T)]) {
    let names = || known.iter().map(|(name, _)| name.value.as_str());
    if names().any(|each| each == name.value) {
        return;
    }
    let help = match did_you_mean(&name.value, names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the {what}s are {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("the matrix has no {what} `{}`", name.value);
    let fault = Fault::new("unknown-name", name.span.clone(), message, format!("not a {what} of the matrix"));
    reader.fault::<()>(fault.help(help));
}
