//! What a subscription tells of itself: its events, its gaps, and how it ended.

use std::fmt;
use std::time::Duration;

use super::message::ErrorEntry;

/// What an authorization object is for. IAM signs another request for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The handshake of a connection. IAM signs a POST of `{}` to the address of connects.
    Connect,
    /// The `start` of the subscription. IAM signs a POST of its data.
    Start,
}

/// What the user of a subscription should hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<'a> {
    /// A connection was acknowledged.
    Connected,
    /// The subscription stands for the first time: what happens from now on is delivered.
    Started,
    /// The payload of an event, byte for byte as it came.
    Event(&'a str),
    /// The subscription stands no more, and will be started again. What happens until then is lost.
    Gap(Lost),
    /// An attempt failed; there will be another.
    Retrying {
        /// Why it failed.
        why: Lost,
        /// The number of the attempt that failed, from 1; it begins anew each time the subscription stands.
        attempt: u32,
        /// When the next one begins.
        after: Duration,
    },
    /// The subscription stands again: the gap is over.
    Resumed {
        /// How long the gap was.
        after: Duration,
        /// How many attempts it took.
        attempts: u32,
    },
    /// The service complains about the connection, which stands nevertheless.
    Trouble(Vec<ErrorEntry>),
    /// A frame that says nothing to us was passed over: what it was.
    Ignored(String),
}

/// Why a connection is no more, or never was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// It could not be opened: the words of whoever tried.
    NotOpened(String),
    /// No authorization could be had for it: the words of whoever tried.
    NotAuthorized(String),
    /// It was closed, or failed: how.
    Closed(String),
    /// The handshake was not answered in this time.
    NoHandshake(Duration),
    /// `connection_ack` did not come in this time.
    NoConnectionAck(Duration),
    /// `start_ack` did not come in this time.
    NoStartAck(Duration),
    /// Nothing came in this time, not even `ka`.
    Silent(Duration),
    /// The service ended it, with a fault that may pass.
    Told(Vec<ErrorEntry>),
}

/// How a subscription ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The user wanted no more.
    Stopped,
    /// The service completed it.
    Completed,
    /// The service refused it, or ended it with errors.
    Refused {
        /// The connect, or the start.
        purpose: Purpose,
        /// What the service said.
        errors: Vec<ErrorEntry>,
    },
    /// It never stood.
    Failed(Lost),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpened(how) | Self::NotAuthorized(how) => f.write_str(how),
            Self::Closed(how) => write!(f, "the connection was closed: {how}"),
            Self::NoHandshake(within) => write!(f, "the handshake was not answered within {}", seconds(*within)),
            Self::NoConnectionAck(within) => write!(f, "no `connection_ack` came within {}", seconds(*within)),
            Self::NoStartAck(within) => write!(f, "no `start_ack` came within {}", seconds(*within)),
            Self::Silent(within) => write!(f, "nothing came for {}, not even `ka`", seconds(*within)),
            Self::Told(errors) => {
                f.write_str("the service said ")?;
                for (at, error) in errors.iter().enumerate() {
                    write!(f, "{}{error}", if at > 0 { "; " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// A time in seconds with at most one decimal place, as `4.2 s`.
#[must_use]
pub fn seconds(time: Duration) -> String {
    let tenths = time.as_millis().div_ceil(100);
    match tenths % 10 {
        0 => format!("{} s", tenths / 10),
        rest => format!("{}.{rest} s", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_said_in_words() {
        let told = vec![
            ErrorEntry::new("LimitExceededError", "Rate limit exceeded").with_code(429),
            ErrorEntry::validation("Slow down."),
            ErrorEntry::default(),
        ];
        let cases = [
            (Lost::NotOpened("no such host".to_owned()), "no such host"),
            (Lost::Closed("code 1001".to_owned()), "the connection was closed: code 1001"),
            (Lost::NoStartAck(Duration::from_millis(1_500)), "no `start_ack` came within 1.5 s"),
            (Lost::Silent(Duration::from_secs(300)), "nothing came for 300 s, not even `ka`"),
            (
                Lost::Told(told),
                "the service said `LimitExceededError: Rate limit exceeded` (429); `Slow down.`; an error without words",
            ),
        ];
        for (lost, expected) in cases {
            assert_eq!(lost.to_string(), expected);
        }
    }
}
