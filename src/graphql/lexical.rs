//! What must be done before the parser: refuse what is no text, bound the nesting, put old syntax into today's.

use apollo_parser::{Lexer, Token, TokenKind};

use super::place::SourceText;

/// How deep brackets may nest. The parser is recursive, and slow on texts that nest thousands of levels.
pub(super) const NESTING_LEVELS: usize = 200;

/// How many tokens an operation may have, white space, commas and comments not counted.
///
/// Source: graphql-java's `ParserOptions.MAX_QUERY_TOKENS`. That AppSync, whose validation messages are graphql-java's,
/// has this limit is assumed.
pub const DOCUMENT_TOKENS: usize = 15_000;

/// How many white spaces, commas and comments an operation may have.
///
/// Source: graphql-java's `ParserOptions.MAX_WHITESPACE_TOKENS`; assumed like the above.
const DOCUMENT_IGNORED_TOKENS: usize = 200_000;

const NO_TEXT: &str = "give a file with GraphQL text in it";

/// A reason not to give a text to the parser: what, and the byte where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) offset: Option<usize>,
}

/// The text with its byte order mark as spaces, if it is a text with something in it.
pub(super) fn readable(source: &SourceText) -> Result<String, Refusal> {
    let (mark, text) = match source.text.strip_prefix('\u{feff}') {
        Some(text) => ("   ", text),
        None => ("", source.text.as_str()),
    };
    if text.trim().is_empty() {
        return Err(Refusal { message: "the file is empty".to_owned(), help: NO_TEXT, offset: None });
    }
    if let Some(offset) = text.bytes().position(|byte| byte == 0) {
        let message = "the file is not text: it holds a zero byte".to_owned();
        return Err(Refusal { message, help: "give a text file in UTF-8", offset: Some(offset + mark.len()) });
    }
    Ok(format!("{mark}{text}"))
}

/// How many tokens a text has, white space, commas and comments not counted.
#[must_use]
pub fn token_count(text: &str) -> usize {
    let kinds = Lexer::new(text).filter_map(Result::ok).map(|token| token.kind());
    let is_ignored = |kind: &TokenKind| {
        matches!(kind, TokenKind::Eof | TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma)
    };
    kinds.filter(|kind| !is_ignored(kind)).count()
}

/// Refuses nesting that the parser could not bear; for operations also too many tokens.
pub(super) fn check_size(text: &str, is_operation: bool) -> Result<(), Refusal> {
    let (mut tokens, mut ignored, mut depth) = (0_usize, 0_usize, 0_usize);
    let mut has_errors = false;
    for token in Lexer::new(text) {
        let Ok(token) = token else {
            has_errors = true;
            continue;
        };
        match token.kind() {
            TokenKind::Eof => {}
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma => ignored += 1,
            kind => {
                tokens += 1;
                depth = match kind {
                    TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => depth + 1,
                    TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => depth.saturating_sub(1),
                    _ => depth,
                };
            }
        }
        let message = if depth > NESTING_LEVELS {
            format!("brackets nest deeper than {NESTING_LEVELS} levels")
        } else if is_operation && tokens > DOCUMENT_TOKENS {
            format!("the operation has more than {DOCUMENT_TOKENS} tokens")
        } else if is_operation && ignored > DOCUMENT_IGNORED_TOKENS {
            format!("the operation has more than {DOCUMENT_IGNORED_TOKENS} white spaces, commas and comments")
        } else {
            continue;
        };
        let help = if is_operation { "split the operation" } else { "nest less" };
        return Err(Refusal { message, help, offset: Some(token.index()) });
    }
    if tokens == 0 && !has_errors {
        let message = "the file has nothing but comments".to_owned();
        return Err(Refusal { message, help: NO_TEXT, offset: None });
    }
    Ok(())
}

/// The words that begin a definition: after them an interface list is over, even without braces.
const DEFINITION_KEYWORDS: [&str; 9] =
    ["type", "interface", "input", "enum", "scalar", "union", "extend", "directive", "schema"];

/// Puts `implements A, B` and `implements A B` into today's `implements A & B`, byte for byte.
///
/// One byte between the names becomes `&`, so that every other byte keeps its place. Strings and comments are tokens of
/// their own and stay as they are, except a comment that alone divides two names.
pub(super) fn rewrite_legacy_implements(text: &str) -> String {
    let tokens: Vec<Token<'_>> = Lexer::new(text).filter_map(Result::ok).collect();
    let words: Vec<(usize, &Token<'_>)> = tokens.iter().enumerate().filter(|(_, token)| !is_ignored(token)).collect();
    let is_name = |at: usize| words.get(at).is_some_and(|(_, token)| token.kind() == TokenKind::Name);
    let data = |at: usize| words.get(at).map_or("", |(_, token)| token.data());
    let mut bytes = text.as_bytes().to_vec();
    for header in 0..words.len() {
        let is_header = matches!(data(header), "type" | "interface") && is_name(header) && is_name(header + 1);
        if !is_header || data(header + 2) != "implements" {
            continue;
        }
        let mut at = if data(header + 3) == "&" { header + 4 } else { header + 3 };
        while is_name(at) {
            if data(at + 1) == "&" {
                at += 2;
                continue;
            }
            if !is_name(at + 1) || DEFINITION_KEYWORDS.contains(&data(at + 1)) {
                break;
            }
            let between =
                words.get(at).zip(words.get(at + 1)).and_then(|(left, right)| tokens.get(left.0 + 1..right.0));
            divide(&mut bytes, between.unwrap_or_default());
            at += 1;
        }
    }
    // Only ASCII bytes and whole comments were replaced, by ASCII.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn is_ignored(token: &Token<'_>) -> bool {
    matches!(token.kind(), TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof)
}

/// Writes `&` over one byte of what stands between two names: a comma, else a space, else a line end, else a comment.
fn divide(bytes: &mut [u8], between: &[Token<'_>]) {
    let range = |token: &Token<'_>| token.index()..token.index() + token.data().len();
    let of_kind = |kind: TokenKind| between.iter().filter(move |token| token.kind() == kind);
    let comment_ends: Vec<usize> = of_kind(TokenKind::Comment).map(|token| range(token).end).collect();
    let white: Vec<usize> = of_kind(TokenKind::Whitespace).flat_map(range).collect();
    let is_line_end = |offset: &usize| matches!(bytes.get(*offset), Some(b'\n' | b'\r'));
    let chosen = (of_kind(TokenKind::Comma).map(Token::index).next())
        .or_else(|| white.iter().copied().find(|offset| !is_line_end(offset)))
        .or_else(|| white.iter().copied().find(|offset| !comment_ends.contains(offset)));
    let replaced = match (chosen, of_kind(TokenKind::Comment).next()) {
        (Some(offset), _) => offset..offset + 1,
        (None, Some(comment)) => range(comment),
        (None, None) => return,
    };
    if let Some(replaced) = bytes.get_mut(replaced) {
        replaced.fill(b' ');
        replaced.iter_mut().take(1).for_each(|byte| *byte = b'&');
    }
}
