//! The two ways in which a signed request says its time.

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// Reads `20150830T123600Z`; nothing else.
pub(super) fn from_basic(text: &str) -> Option<SystemTime> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 16
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 => *byte == b'T',
            15 => *byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    let extended =
        format!("{}-{}-{}T{}:{}:{}Z", &text[..4], &text[4..6], &text[6..8], &text[9..11], &text[11..13], &text[13..15]);
    let time = DateTime::from_str(&extended, Format::DateTime).ok()?;
    SystemTime::try_from(time).ok()
}

/// Reads the `Date` header: the basic form, or the date of HTTP.
pub(super) fn from_date_header(text: &str) -> Option<SystemTime> {
    from_basic(text).or_else(|| {
        let time = DateTime::from_str(text, Format::HttpDate).ok()?;
        SystemTime::try_from(time).ok()
    })
}

/// Writes `20150830T123600Z`; parts of a second are dropped.
pub(super) fn to_basic(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let time = DateTime::from_secs(i64::try_from(seconds).unwrap_or_default());
    time.fmt(Format::DateTime).unwrap_or_default().replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basic_form_is_read_strictly_and_written_again() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        assert_eq!(from_basic("20150830T123600Z"), Some(time));
        assert_eq!(to_basic(time + Duration::from_millis(999)), "20150830T123600Z");
        for text in [
            "",
            "20150830",
            "2015-08-30T12:36:00Z",
            "20150830T123600",
            "20150830t123600z",
            "20151330T123600Z",
            "2015083éT12360Z",
        ] {
            assert_eq!(from_basic(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_header_may_have_the_date_of_http() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        assert_eq!(from_date_header("Sun, 30 Aug 2015 12:36:00 GMT"), Some(time));
        assert_eq!(from_date_header("20150830T123600Z"), Some(time));
        assert_eq!(from_date_header("yesterday"), None);
    }
}
