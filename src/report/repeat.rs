//! `--repeat N`: how fast the authorizer answers.

use std::io;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::Report;
use super::style::{Style, Tone};
use super::token::Expect;
use super::wording::{duration, milliseconds};
use crate::engine::Decision;
use crate::error::Error;
use crate::status::Status;

/// The quantiles that are shown, with their names.
const QUANTILES: [(&str, f64); 3] = [("p50", 0.50), ("p90", 0.90), ("p99", 0.99)];

/// How often each decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecisionCounts {
    /// The request and all selected fields were allowed.
    pub allowed: u64,
    /// The request, or one of the selected fields, was denied.
    pub denied: u64,
    /// It could not be decided.
    pub unknown: u64,
    /// The authorizer gave no answer: it failed, timed out, or could not be reached.
    pub failed: u64,
}

impl DecisionCounts {
    /// Counts one more decision.
    pub const fn add(&mut self, decision: Decision) {
        match decision {
            Decision::Allowed => self.allowed += 1,
            Decision::Denied => self.denied += 1,
            Decision::Unknown => self.unknown += 1,
        }
    }

    /// The words with their numbers, those that never happened left out.
    fn in_words(self) -> String {
        let counts =
            [(self.allowed, "allowed"), (self.denied, "denied"), (self.unknown, "unknown"), (self.failed, "failed")];
        let words: Vec<String> = counts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        if words.is_empty() { "none".to_owned() } else { words.join(", ") }
    }
}

/// How fast the authorizer answered when it was called many times.
#[derive(Debug, Clone, Copy)]
pub struct RepeatReport<'a> {
    /// The durations of the calls in nanoseconds, each from sending the event to the whole answer.
    pub latencies: &'a Histogram<u64>,
    /// How long the first process took to start; `None` when it was warm or is not ours.
    pub cold_start: Option<Duration>,
    /// From the first call to the last answer.
    pub elapsed: Duration,
    /// How often each decision was made.
    pub decisions: DecisionCounts,
    /// What `--expect` says.
    pub expected: Option<Expect>,
}

impl Report for RepeatReport<'_> {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for (label, text) in self.rows() {
            if style.terminal {
                writeln!(out, "{}", style.hang(label, Tone::Faint, 13, &text))?;
            } else {
                writeln!(out, "{label}\t{text}")?;
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let mut latency = serde_json::Map::new();
        for (name, took) in self.latency_rows() {
            latency.insert(name.to_owned(), json!(milliseconds(took)));
        }
        json!({
            "invocations": self.latencies.len(),
            "coldStartMs": self.cold_start.map(milliseconds),
            "latencyMs": latency,
            "elapsedMs": milliseconds(self.elapsed),
            "invocationsPerSecond": self.per_second().map(|rate| (rate * 10.0).round() / 10.0),
            "decisions": {
                "allowed": self.decisions.allowed,
                "denied": self.decisions.denied,
                "unknown": self.decisions.unknown,
                "failed": self.decisions.failed,
            },
        })
    }

    fn error(&self) -> Option<Error> {
        let failed = self.decisions.failed;
        let message = format!("the authorizer gave no answer to {failed} of {} calls", self.latencies.len());
        (failed > 0).then(|| Error::outside("authorizer-failed", message).help("look at its output with --logs"))
    }

    /// As of one token, when all decisions are the same; else the worst of them.
    fn status(&self) -> Status {
        let DecisionCounts { allowed, denied, unknown, failed } = self.decisions;
        let unmet = match self.expected.unwrap_or(Expect::Allow) {
            Expect::Allow => denied,
            Expect::Deny => allowed,
        };
        match (failed, unknown, unmet) {
            (1.., _, _) => Status::Outside,
            (_, 1.., _) => Status::Unknown,
            (_, _, 1..) => Status::No,
            _ => Status::Yes,
        }
    }
}

impl RepeatReport<'_> {
    fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = vec![
            ("invocations", format!("{} in {}", self.latencies.len(), duration(self.elapsed))),
            ("decisions", self.decisions.in_words()),
        ];
        rows.extend(self.cold_start.map(|start| ("cold start", duration(start))));
        rows.extend(self.latency_rows().into_iter().map(|(name, took)| (name, duration(took))));
        rows.extend(self.per_second().map(|rate| ("per second", format!("{rate:.1}"))));
        rows
    }

    /// Smallest, quantiles, largest; empty without calls.
    fn latency_rows(&self) -> Vec<(&'static str, Duration)> {
        if self.latencies.is_empty() {
            return Vec::new();
        }
        let quantile = |(name, quantile)| (name, self.latencies.value_at_quantile(quantile));
        let mut rows = vec![("min", self.latencies.min())];
        rows.extend(QUANTILES.map(quantile));
        rows.push(("max", self.latencies.max()));
        rows.into_iter().map(|(name, nanoseconds)| (name, Duration::from_nanos(nanoseconds))).collect()
    }

    /// Calls per second of the whole run; `None` when it took no time.
    #[expect(clippy::cast_precision_loss, reason = "a rate with one decimal; counts are far below 2^53")]
    fn per_second(&self) -> Option<f64> {
        let seconds = self.elapsed.as_secs_f64();
        (seconds > 0.0 && !self.latencies.is_empty()).then(|| self.latencies.len() as f64 / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::envelope;
    use crate::report::samples::{COLOR, TERMINAL, text_of};

    /// 100 calls of 1 to 100 ms.
    fn hundred() -> Histogram<u64> {
        let mut histogram = Histogram::new(3).unwrap();
        for milliseconds in 1..=100_u64 {
            histogram.record(milliseconds * 1_000_000).unwrap();
        }
        histogram
    }

    fn report(latencies: &Histogram<u64>, decisions: DecisionCounts, expected: Option<Expect>) -> RepeatReport<'_> {
        RepeatReport {
            latencies,
            cold_start: Some(Duration::from_millis(210)),
            elapsed: Duration::from_millis(2_500),
            decisions,
            expected,
        }
    }

    const MIXED: DecisionCounts = DecisionCounts { allowed: 98, denied: 2, unknown: 0, failed: 0 };

    #[test]
    fn a_terminal_gets_aligned_rows() {
        insta::assert_snapshot!(text_of(&report(&hundred(), MIXED, None), &TERMINAL), @r"
        invocations  100 in 2.50 s
        decisions    98 allowed, 2 denied
        cold start   210 ms
        min          1.0 ms
        p50          50 ms
        p90          90 ms
        p99          99 ms
        max          100 ms
        per second   40.0
        ");
    }

    #[test]
    fn a_pipe_gets_tabs() {
        insta::assert_snapshot!(text_of(&report(&hundred(), MIXED, None), &Style::PLAIN), @"
        invocations\t100 in 2.50 s
        decisions\t98 allowed, 2 denied
        cold start\t210 ms
        min\t1.0 ms
        p50\t50 ms
        p90\t90 ms
        p99\t99 ms
        max\t100 ms
        per second\t40.0
        ");
    }

    #[test]
    fn colour_is_only_added() {
        let histogram = hundred();
        let report = report(&histogram, MIXED, None);
        let color = text_of(&report, &COLOR);
        assert_eq!(console::strip_ansi_codes(&color), text_of(&report, &TERMINAL));
        assert!(color.starts_with("\u{1b}[2minvocations"), "{color}");
    }

    #[test]
    fn the_json_is_in_milliseconds() {
        insta::assert_json_snapshot!(envelope::of_report("test-token", &report(&hundred(), MIXED, None)), @r#"
        {
          "schemaVersion": 1,
          "command": "test-token",
          "result": {
            "invocations": 100,
            "coldStartMs": 210.0,
            "latencyMs": {
              "min": 1.0,
              "p50": 50.004,
              "p90": 90.046,
              "p99": 99.025,
              "max": 100.008
            },
            "elapsedMs": 2500.0,
            "invocationsPerSecond": 40.0,
            "decisions": {
              "allowed": 98,
              "denied": 2,
              "unknown": 0,
              "failed": 0
            }
          },
          "findings": [],
          "error": null
        }
        "#);
    }

    #[test]
    fn no_calls_at_all_are_shown_without_latencies() {
        let empty = Histogram::new(3).unwrap();
        let report = RepeatReport {
            elapsed: Duration::ZERO,
            cold_start: None,
            ..report(&empty, DecisionCounts::default(), None)
        };
        assert_eq!(text_of(&report, &Style::PLAIN), "invocations\t0 in 0 µs\ndecisions\tnone\n");
        assert_eq!(report.json()["invocationsPerSecond"], Value::Null);
    }

    #[test]
    fn the_worst_decision_is_the_exit_code() {
        let mut decisions = DecisionCounts::default();
        let histogram = hundred();
        let status = |decisions, expected| report(&histogram, decisions, expected).status();
        decisions.add(Decision::Allowed);
        assert_eq!(status(decisions, None), Status::Yes);
        assert_eq!(status(decisions, Some(Expect::Deny)), Status::No);
        decisions.add(Decision::Denied);
        assert_eq!(status(decisions, None), Status::No);
        decisions.add(Decision::Unknown);
        assert_eq!(status(decisions, None), Status::Unknown);
        decisions.failed += 1;
        assert_eq!(status(decisions, Some(Expect::Deny)), Status::Outside);
        let error = report(&histogram, decisions, None).error().map(|error| error.message().to_owned());
        assert_eq!(error.as_deref(), Some("the authorizer gave no answer to 1 of 100 calls"));
        assert_eq!(report(&histogram, MIXED, None).error(), None);
        assert_eq!(decisions, DecisionCounts { allowed: 1, denied: 1, unknown: 1, failed: 1 });
    }
}
