//! What a plain scalar of YAML is.
//!
//! Source: YAML 1.2.2, 10.3 "Core Schema".

use super::node::Kind;

/// The value of an unquoted scalar.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Kind::Float(f64::NAN),
        _ => number(text).unwrap_or_else(|| Kind::Text(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Kind> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = digits.chars().all(|c| c.is_digit(radix)).then_some(digits)?;
            return u64::from_str_radix(digits, radix).ok().map(|value| Kind::Integer(value.into()));
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Kind::Float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    if is_digits(unsigned) {
        let fits = |value: &i128| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(value);
        let whole = text.parse().ok().filter(fits).map(Kind::Integer);
        return whole.or_else(|| text.parse().ok().map(Kind::Float));
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits = match (whole, fraction) {
        ("", fraction) => is_digits(fraction),
        (whole, "") => is_digits(whole),
        (whole, fraction) => is_digits(whole) && is_digits(fraction),
    };
    (mantissa_fits && exponent.is_none_or(is_digits)).then(|| text.parse().ok().map(Kind::Float)).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema() {
        let text = |text: &str| Kind::Text(text.to_owned());
        for (written, expected) in [
            ("~", Kind::Null),
            ("True", Kind::Bool(true)),
            ("FALSE", Kind::Bool(false)),
            ("0", Kind::Integer(0)),
            ("-19", Kind::Integer(-19)),
            ("+12", Kind::Integer(12)),
            ("0123", Kind::Integer(123)),
            ("0o17", Kind::Integer(15)),
            ("0xfF", Kind::Integer(255)),
            ("18446744073709551615", Kind::Integer(u64::MAX.into())),
            ("18446744073709551616", Kind::Float(18_446_744_073_709_551_616.0)),
            ("0.", Kind::Float(0.0)),
            (".5", Kind::Float(0.5)),
            ("1e9", Kind::Float(1e9)),
            ("-2E-05", Kind::Float(-2e-5)),
            ("+12e03", Kind::Float(12e3)),
            (".inf", Kind::Float(f64::INFINITY)),
            ("-.Inf", Kind::Float(f64::NEG_INFINITY)),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
        for written in [
            "no",
            "yes",
            "y",
            "on",
            "tRUE",
            "nULL",
            ".",
            "-",
            "+",
            "e5",
            "1e",
            "1e+",
            "0x",
            "0xg",
            "0o8",
            "1_000",
            "1:20",
            "2030-01-01",
            "-.nan",
            "inf",
            "nan",
            "infinity",
            "-0x1",
            "1.2.3",
        ] {
            assert_eq!(plain(written), text(written), "{written}");
        }
        assert!(matches!(plain(".nan"), Kind::Float(value) if value.is_nan()));
    }
}
