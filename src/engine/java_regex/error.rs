//! Why a pattern has no judgement.

use std::fmt;

/// Why a pattern could not be made ready for judging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// Java's compiler refuses the pattern, so AppSync could never match it.
    Refused {
        /// What is wrong, lower case, without a final period.
        message: String,
        /// Where: bytes from the start of the pattern.
        offset: usize,
    },
    /// The pattern is valid in Java as far as is known, but this program cannot judge it faithfully.
    NotJudged {
        /// Why not, lower case, without a final period.
        reason: String,
    },
}

impl PatternError {
    pub(super) fn refused(message: impl Into<String>, offset: usize) -> Self {
        Self::Refused { message: message.into(), offset }
    }

    pub(super) fn not_judged(reason: impl Into<String>) -> Self {
        Self::NotJudged { reason: reason.into() }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, offset } => write!(f, "{message} (at byte {offset} of the pattern)"),
            Self::NotJudged { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for PatternError {}
