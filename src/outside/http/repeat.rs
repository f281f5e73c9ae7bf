//! Sending again what may be sent again.

use std::fmt;
use std::time::Duration;

use super::faults::{LOST, UNREACHABLE};
use super::{HttpAnswer, HttpClient, HttpFault, HttpRequest, Sent};

/// How often a request is sent in all.
pub const ATTEMPTS: u32 = 3;

/// The pause before the second attempt, doubled for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause that a server may ask for (`retry-after`); who asks for more is not asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The statuses of an answer that another attempt may better: throttled, and what gateways say of those behind them.
const PASSING: [u16; 4] = [429, 502, 503, 504];

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Sending it twice does no harm.
    Safe,
    /// It may have been carried out; it is sent again only if there was no connection at all.
    OnlyIfNotSent,
}

/// An attempt that was not the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What came of it.
    pub reason: String,
    /// How long the next one waits.
    pub pause: Duration,
}

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, reason, pause } = self;
        write!(f, "attempt {attempt} of {ATTEMPTS}: {reason}; again in {} ms", pause.as_millis())
    }
}

impl HttpClient {
    /// Posts, at most [`ATTEMPTS`] times. `told` hears of each attempt that is followed by another. A timeout is never
    /// repeated: the API is at work on it.
    ///
    /// # Errors
    /// As [`HttpClient::post`], of the last attempt.
    pub async fn post_with_retries(
        &self,
        request: &HttpRequest,
        repeat: Repeat,
        mut told: impl FnMut(&Again),
    ) -> Result<HttpAnswer, HttpFault> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let outcome = self.post(request).await;
            let Some(again) = again(&outcome, repeat, attempt, pause.mul_f64(jitter())) else { return outcome };
            told(&again);
            tokio::time::sleep(again.pause).await;
            pause *= 2;
            attempt += 1;
        }
    }
}

/// Whether there is another attempt, and when; `pause` is ours, a server may ask for a longer one.
fn again(outcome: &Result<HttpAnswer, HttpFault>, repeat: Repeat, attempt: u32, pause: Duration) -> Option<Again> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let (reason, asked) = match outcome {
        Err(fault) => (fault.error.message().to_owned(), may_follow(fault, repeat).then_some(Duration::ZERO)?),
        Ok(answer) if repeat == Repeat::Safe && PASSING.contains(&answer.status) => {
            (format!("HTTP {}", answer.status), retry_after(answer))
        }
        Ok(_) => return None,
    };
    (asked <= LONGEST_PAUSE).then(|| Again { attempt, reason, pause: pause.max(asked) })
}

/// Whether another attempt may follow this fault. Certificates are not better the next time, and who was slow is not
/// asked twice.
fn may_follow(fault: &HttpFault, repeat: Repeat) -> bool {
    match fault.sent {
        Sent::No => fault.error.code() == UNREACHABLE,
        Sent::Perhaps => repeat == Repeat::Safe && fault.error.code() == LOST,
    }
}

/// The pause that a server asks for, in seconds; one that it names as a date is as good as none.
fn retry_after(answer: &HttpAnswer) -> Duration {
    let value = answer.headers.iter().find(|(name, _)| name == "retry-after").map(|(_, value)| value.trim().parse());
    value.and_then(Result::ok).map_or(Duration::ZERO, Duration::from_secs)
}

/// Between a half and one and a half, so that several callers do not come back together.
pub(in crate::outside) fn jitter() -> f64 {
    let [first, ..] = uuid::Uuid::new_v4().into_bytes();
    0.5 + f64::from(first) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    const PAUSE: Duration = Duration::from_millis(100);

    fn answer(status: u16, retry_after: Option<&str>) -> Result<HttpAnswer, HttpFault> {
        let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned())).into_iter().collect();
        Ok(HttpAnswer { status, version: "HTTP/1.1", headers, body: "".into(), duration: Duration::ZERO })
    }

    fn fault(sent: Sent, code: &'static str) -> Result<HttpAnswer, HttpFault> {
        Err(HttpFault { sent, error: Error::outside(code, "no") })
    }

    #[test]
    fn only_what_may_be_sent_again_is() {
        let cases = [
            (answer(200, None), false, false),
            (answer(400, None), false, false),
            (answer(401, None), false, false),
            (answer(429, None), true, false),
            (answer(500, None), false, false),
            (answer(502, None), true, false),
            (answer(503, None), true, false),
            (answer(504, None), true, false),
            (fault(Sent::No, UNREACHABLE), true, true),
            (fault(Sent::No, "tls-failed"), false, false),
            (fault(Sent::No, "timeout"), false, false),
            (fault(Sent::Perhaps, LOST), true, false),
            (fault(Sent::Perhaps, "timeout"), false, false),
            (fault(Sent::Perhaps, "answer-incomplete"), false, false),
            (fault(Sent::Perhaps, "answer-too-large"), false, false),
        ];
        for (outcome, safe, otherwise) in cases {
            let may = |repeat| again(&outcome, repeat, 1, PAUSE).is_some();
            assert_eq!((may(Repeat::Safe), may(Repeat::OnlyIfNotSent)), (safe, otherwise), "{outcome:?}");
            assert_eq!(again(&outcome, Repeat::Safe, ATTEMPTS, PAUSE), None);
        }
    }

    #[test]
    fn a_server_may_ask_for_a_short_pause() {
        let pause = |asked| again(&answer(503, Some(asked)), Repeat::Safe, 1, PAUSE).map(|again| again.pause);
        assert_eq!(pause("0"), Some(PAUSE));
        assert_eq!(pause("2"), Some(Duration::from_secs(2)));
        assert_eq!(pause("6"), None);
        assert_eq!(pause("Wed, 21 Oct 2015 07:28:00 GMT"), Some(PAUSE));
    }

    #[test]
    fn an_attempt_is_told_in_a_line() {
        let again = again(&answer(502, None), Repeat::Safe, 2, PAUSE).unwrap();
        assert_eq!(again.to_string(), "attempt 2 of 3: HTTP 502; again in 100 ms");
    }

    #[test]
    fn jitter_keeps_its_bounds() {
        assert!((0..100).map(|_| jitter()).all(|factor| (0.5..=1.5).contains(&factor)));
    }
}
