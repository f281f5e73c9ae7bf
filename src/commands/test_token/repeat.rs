//! `--repeat`: how long invocations take. Constant memory, whatever their number.

use std::time::{Duration, Instant, SystemTime};

use futures_util::StreamExt;
use futures_util::stream;
use hdrhistogram::Histogram;

use super::args::Expect;
use super::prepare::Prepared;
use crate::appsync::AuthorizerOutcome;
use crate::engine::{
    Admission, Cache, Case, CredentialFacts, Decision, ModeChoice, admit, conclude, field_access, root_fields,
};
use crate::error::{Error, Result};
use crate::outside::authorizer::{Authorizer, Invocation};
use crate::report::{DecisionCounts, RepeatReport};

/// The longest duration that the histogram tells apart, in nanoseconds.
const LONGEST: u64 = 900_000_000_000;

/// What was measured.
#[derive(Debug)]
pub(super) struct Measured {
    latencies: Histogram<u64>,
    cold_start: Option<Duration>,
    elapsed: Duration,
    decisions: DecisionCounts,
}

/// Invokes the authorizer `count` times, `jobs` at a time.
///
/// # Errors
/// The token never reaches the authorizer; the authorizer cannot be called.
pub(super) async fn repeat(case: &Prepared, authorizer: &Authorizer, count: u64, jobs: usize) -> Result<Measured> {
    let setting = &case.setting;
    let mut request = case.request.clone();
    request.request_id = uuid::Uuid::new_v4().to_string();
    let roots = root_fields(&case.selected);
    let credential = CredentialFacts::default();
    let judged = Case {
        request: &request,
        root_fields: &roots,
        api: &setting.api,
        mode: ModeChoice::Lambda,
        credential: &credential,
        readings: &setting.readings,
        now: SystemTime::now(),
    };
    let Admission::AskAuthorizer(pending) = admit(&judged, &Cache::default()) else {
        return Err(Error::usage(
            "never-asked",
            "the authorizer is never asked about this token, so nothing can be measured",
        )
        .help("run once without `--repeat` to see why"));
    };
    let mut measured = Measured {
        latencies: Histogram::new_with_bounds(1, LONGEST, 3)
            .map_err(|error| Error::bug(format!("no histogram: {error}")))?,
        cold_start: None,
        elapsed: Duration::ZERO,
        decisions: DecisionCounts::default(),
    };
    let started = Instant::now();
    let invocations = (0..count).map(|_| async {
        let invocation = authorizer.invoke(&pending.event).await?;
        let (verdict, _) = conclude((*pending).clone(), &invocation.outcome, &setting.api, SystemTime::now());
        let fields = field_access(&verdict, &setting.api, setting.schema.as_deref(), &case.selected);
        Ok::<_, Error>((invocation, verdict.decision_with(&fields)))
    });
    let mut invocations = std::pin::pin!(stream::iter(invocations).buffer_unordered(jobs));
    while let Some(invocation) = invocations.next().await {
        let (invocation, decision) = invocation?;
        measured.record(&invocation, decision);
    }
    measured.elapsed = started.elapsed();
    Ok(measured)
}

impl Measured {
    /// Adds one invocation.
    fn record(&mut self, invocation: &Invocation, decision: Decision) {
        let nanoseconds = u64::try_from(invocation.duration.as_nanos()).unwrap_or(LONGEST);
        self.latencies.saturating_record(nanoseconds);
        if let Some(cold) = invocation.cold_start {
            self.cold_start = Some(self.cold_start.map_or(cold, |longest| longest.max(cold)));
        }
        match invocation.outcome {
            AuthorizerOutcome::Returned { .. } => self.decisions.add(decision),
            _ => self.decisions.failed += 1,
        }
    }

    /// The report of what was measured.
    pub(super) fn report(&self, expected: Option<Expect>) -> RepeatReport<'_> {
        RepeatReport {
            latencies: &self.latencies,
            cold_start: self.cold_start,
            elapsed: self.elapsed,
            decisions: self.decisions,
            expected: expected.map(Into::into),
        }
    }
}
