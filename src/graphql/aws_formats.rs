//! The forms of AppSync's own scalars.
//!
//! Source: AppSync developer guide, "Scalar types": dates are `YYYY-MM-DD` with an optional offset, times
//! `hh:mm[:ss[.sss]]` with an optional one, date-times `YYYY-MM-DDThh:mm[:ss[.sss]]` with a required one; an offset is `Z`
//! or `±hh:mm[:ss]`.

use core::net::IpAddr;

/// Whether a text has the form that a scalar of AppSync asks for; every text has that of another scalar.
pub(super) fn fits(scalar: &str, text: &str) -> bool {
    match scalar {
        "AWSDate" => is_date(text),
        "AWSTime" => is_time(text, false),
        "AWSDateTime" => text.split_once('T').is_some_and(|(date, time)| is_plain_date(date) && is_time(time, true)),
        "AWSTimestamp" => text.parse::<i64>().is_ok(),
        "AWSEmail" => is_email(text),
        "AWSJSON" => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        "AWSURL" => is_url(text),
        "AWSPhone" => is_phone(text),
        "AWSIPAddress" => is_ip_address(text),
        _ => true,
    }
}

/// Whether a scalar is one of AppSync's own.
pub(super) fn is_known(scalar: &str) -> bool {
    name(scalar, false) != "value"
}

/// What AppSync calls the form of a scalar in a message; `serialized` is the wording for what a resolver returned.
///
/// Source: `a valid date` aws-amplify/amplify-swift#278, `a valid phone number` amplify-flutter#822, `a valid DateTime
/// Object` amplify-js#5963. The other names are ours.
pub(super) fn name(scalar: &str, serialized: bool) -> &'static str {
    match scalar {
        "AWSDate" => "date",
        "AWSTime" => "time",
        "AWSDateTime" if serialized => "DateTime Object",
        "AWSDateTime" => "DateTime",
        "AWSTimestamp" => "timestamp",
        "AWSEmail" => "email address",
        "AWSJSON" => "JSON",
        "AWSURL" => "URL",
        "AWSPhone" => "phone number",
        "AWSIPAddress" => "IP address",
        _ => "value",
    }
}

/// A number of exactly so many digits in a range.
fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    text.len() == digits
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number| range.contains(&number))
}

fn is_plain_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return false };
    if !(number(year, 4, 0..=9999) && number(month, 2, 1..=12)) {
        return false;
    }
    let (Ok(year), Ok(month)) = (year.parse::<u32>(), month.parse::<u32>()) else { return false };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    number(day, 2, 1..=days)
}

fn is_date(text: &str) -> bool {
    let (date, offset) = text.split_at_checked(10).unwrap_or((text, ""));
    is_plain_date(date) && (offset.is_empty() || is_offset(offset))
}

fn is_offset(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['+', '-']) else { return text == "Z" };
    let parts: Vec<&str> = rest.split(':').collect();
    match parts.as_slice() {
        [hours, minutes] => number(hours, 2, 0..=18) && number(minutes, 2, 0..=59),
        [hours, minutes, seconds] => {
            number(hours, 2, 0..=18) && number(minutes, 2, 0..=59) && number(seconds, 2, 0..=59)
        }
        _ => false,
    }
}

fn is_time(text: &str, needs_offset: bool) -> bool {
    let (time, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    if offset.is_empty() && needs_offset || !offset.is_empty() && !is_offset(offset) {
        return false;
    }
    let (time, fraction) = time.split_once('.').map_or((time, None), |(time, fraction)| (time, Some(fraction)));
    let parts: Vec<&str> = time.split(':').collect();
    let is_fraction = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [hours, minutes] => number(hours, 2, 0..=23) && number(minutes, 2, 0..=59) && fraction.is_none(),
        [hours, minutes, seconds] => {
            number(hours, 2, 0..=23)
                && number(minutes, 2, 0..=59)
                && number(seconds, 2, 0..=59)
                && fraction.is_none_or(is_fraction)
        }
        _ => false,
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    is_plain(local) && is_plain(domain) && domain.split('.').all(|label| !label.is_empty()) && domain.contains('.')
}

/// As `java.net.URL` reads it: a scheme that it knows, and something behind.
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp" | "file" | "jar" | "mailto")
        && !rest.is_empty()
        && !text.contains(char::is_whitespace)
}

/// Digits with spaces or hyphens between, and a `+` in front unless the number is one of the United States.
fn is_phone(text: &str) -> bool {
    let (international, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let is_known = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.');
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if !rest.chars().all(is_known) || !rest.starts_with(|c: char| c.is_ascii_digit() || c == '(') {
        return false;
    }
    if international {
        return (7..=15).contains(&digits.len());
    };
    // An area code of the United States begins with 2 to 9: `1110004444` is refused (amplify-flutter#822).
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
    national.len() == 10
        && [0, 3].iter().all(|at| national.as_bytes().get(*at).is_some_and(|digit| (b'2'..=b'9').contains(digit)))
}

fn is_ip_address(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|length| length <= most))
}
