//! Times in words, relative to another.

use std::time::SystemTime;

/// How long, for people: `40 s`, `12 min`, `3 h`, `5 days`.
pub(super) fn span(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    const MANY_YEARS: f64 = 100.0 * 365.0 * DAY;
    let seconds = seconds.abs();
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5_400.0 => format!("{:.0} min", seconds / MINUTE),
        ..172_800.0 => format!("{:.0} h", seconds / HOUR),
        ..MANY_YEARS => format!("{:.0} days", seconds / DAY),
        _ => "more than 100 years".to_owned(),
    }
}

/// By how many seconds one time is after another; negative when it is before.
pub(super) fn seconds_after(one: SystemTime, other: SystemTime) -> f64 {
    one.duration_since(other).map_or_else(|before| -before.duration().as_secs_f64(), |after| after.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_takes_the_unit_that_fits() {
        let shown = [0.4, 89.0, 90.0, 720.0, 5_399.0, 5_400.0, 10_800.0, -172_799.0, 172_800.0, 1e12].map(span);
        let expected =
            ["0 s", "89 s", "2 min", "12 min", "90 min", "2 h", "3 h", "48 h", "2 days", "more than 100 years"];
        assert_eq!(shown, expected);
    }
}
