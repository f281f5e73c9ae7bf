//! A pattern that is ready to judge tokens.

use std::ops::Range;
use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder, RuntimeError};

use super::ast::Pattern;
use super::charset::CharSet;
use super::error::PatternError;
use super::parse::parse;
use super::print::{Extent, Inputs, is_plain, print};
use super::references;

/// Steps of backtracking before a judgement is given up; a few milliseconds. Only patterns with look-around, back-references or
/// atomic groups backtrack at all.
const BACKTRACK_LIMIT: usize = 100_000;
/// The size of one linear program, in bytes.
const DELEGATE_SIZE_LIMIT: usize = 1 << 20;
/// The size of one backtracking program, in instructions.
const PROGRAM_SIZE_LIMIT: usize = 100_000;

/// Whether Java's matcher would say yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It matches.
    Match,
    /// It does not match.
    NoMatch,
    /// Nobody can say without a JVM; the text is the reason, lower case, without a final period.
    Unknown(String),
}

/// A pattern of `java.util.regex` that judges inputs as `java.util.regex.Matcher` of JDK 17 would.
///
/// For inputs of ASCII without line terminators, which is what a header can carry, the judgement is exact as far as is known.
/// For others, a reading in doubt is [`Judgement::Unknown`]. A pattern that backtracks too much is given up, also as unknown;
/// Java would run it, perhaps for seconds.
#[derive(Debug)]
pub struct JavaRegex {
    text: String,
    pattern: Pattern,
    plain_whole: Regex,
    plain_part: Regex,
    // Only inputs beyond plain ASCII need these two, and they are larger.
    any_whole: OnceLock<Result<Regex, String>>,
    any_part: OnceLock<Result<Regex, String>>,
}

impl JavaRegex {
    /// Reads a pattern by Java's rules.
    ///
    /// # Errors
    ///
    /// [`PatternError::Refused`] when Java's compiler refuses it, [`PatternError::NotJudged`] when it is valid in Java as far as
    /// is known and this program cannot judge it: too large, or a construct whose meaning in Java is not copied here.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        let parsed = parse(pattern)?;
        references::check(&parsed.root, parsed.groups)?;
        let plain = |extent| compile(&parsed, Inputs::Plain, extent).map_err(PatternError::not_judged);
        let (plain_whole, plain_part) = (plain(Extent::Whole)?, plain(Extent::Part)?);
        Ok(Self {
            text: pattern.to_owned(),
            pattern: parsed,
            plain_whole,
            plain_part,
            any_whole: OnceLock::new(),
            any_part: OnceLock::new(),
        })
    }

    /// The pattern as it was given.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.text
    }

    /// Java's `Matcher.matches()`: the whole input.
    #[must_use]
    pub fn matches(&self, input: &str) -> Judgement {
        judgement(self.run(input, Extent::Whole).map(|found| found.is_some()))
    }

    /// Java's `Matcher.find()`: anywhere in the input.
    #[must_use]
    pub fn finds(&self, input: &str) -> Judgement {
        judgement(self.run(input, Extent::Part).map(|found| found.is_some()))
    }

    /// The bytes of the first find.
    ///
    /// # Errors
    ///
    /// The reason of [`Judgement::Unknown`]; also where it is sure that there is a find, but not how far it reaches: a loop over
    /// a group that can be empty, `(?:a?|b)*`.
    pub fn find_range(&self, input: &str) -> Result<Option<Range<usize>>, String> {
        let found = self.run(input, Extent::Part)?;
        if found.is_some() && references::has_loop_over_nothing(&self.pattern.root) {
            return Err("how far a loop over a group that can be empty reaches is not judged".to_owned());
        }
        Ok(found)
    }

    pub(super) fn parsed(&self) -> &Pattern {
        &self.pattern
    }

    fn run(&self, input: &str, extent: Extent) -> Result<Option<Range<usize>>, String> {
        let program = self.program(input, extent)?;
        match program.find(input) {
            Ok(found) => Ok(found.map(|found| found.range())),
            Err(fancy_regex::Error::RuntimeError(RuntimeError::BacktrackLimitExceeded)) => Err(format!(
                "the pattern was given up after {BACKTRACK_LIMIT} steps of backtracking; it may be slow in AppSync too"
            )),
            Err(error) => Err(format!("the pattern could not be run: {error}")),
        }
    }

    fn program(&self, input: &str, extent: Extent) -> Result<&Regex, String> {
        if is_plain(input) {
            return Ok(if extent == Extent::Whole { &self.plain_whole } else { &self.plain_part });
        }
        self.check_caveats(input)?;
        let cell = if extent == Extent::Whole { &self.any_whole } else { &self.any_part };
        cell.get_or_init(|| compile(&self.pattern, Inputs::Any, extent)).as_ref().map_err(Clone::clone)
    }

    /// Whether this input, which is not plain ASCII, is one that the pattern is judged for exactly.
    fn check_caveats(&self, input: &str) -> Result<(), String> {
        let caveats = self.pattern.caveats;
        if caveats.cluster {
            return Err("`\\X` is only judged for ASCII without line terminators".to_owned());
        }
        if input.is_ascii() {
            return Ok(());
        }
        if caveats.folding {
            return Err("how the pattern ignores case is only judged for ASCII".to_owned());
        }
        if caveats.looks && input.chars().any(|c| c.len_utf16() == 2) {
            return Err("look-around is not judged beside characters outside the basic plane".to_owned());
        }
        let beyond_ascii = || input.chars().filter(|c| !c.is_ascii());
        if caveats.boundary {
            let doubtful = doubtful_in_words();
            if beyond_ascii().any(|c| doubtful.contains(c)) {
                return Err("`\\b` is not judged beside marks and rare characters of words".to_owned());
            }
        }
        if caveats.tables {
            let settled = CharSet::settled_in_unicode_13();
            if !beyond_ascii().all(|c| settled.contains(c)) {
                return Err("the input has characters that are newer than the Unicode 13 of Java 17, or changed since"
                    .to_owned());
            }
        }
        Ok(())
    }
}

/// Characters that `\b` counts as part of a word here but not in JDK 17, or there only after a letter.
fn doubtful_in_words() -> CharSet {
    let union = |names: &[&str]| {
        names.iter().filter_map(|name| CharSet::table(name)).fold(CharSet::empty(), |all, table| all.or(&table))
    };
    union(&["Alphabetic", "M", "Nd", "Pc", "Join_Control"]).minus(&union(&["L", "Nd"]))
}

fn judgement(found: Result<bool, String>) -> Judgement {
    match found {
        Ok(true) => Judgement::Match,
        Ok(false) => Judgement::NoMatch,
        Err(reason) => Judgement::Unknown(reason),
    }
}

fn compile(pattern: &Pattern, inputs: Inputs, extent: Extent) -> Result<Regex, String> {
    let text = print(pattern, inputs, extent).ok_or("the pattern is too large once its classes are spelled out")?;
    RegexBuilder::new(&text)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(DELEGATE_SIZE_LIMIT)
        .max_prog_size(PROGRAM_SIZE_LIMIT)
        .build()
        .map_err(|error| format!("the pattern is too large or too entangled to be judged: {error}"))
}
