//! Scalars as TypeScript types.

/// What a scalar is in TypeScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScalarType {
    /// A type of the language.
    Keyword(&'static str),
    /// A type of the run-time file.
    Client(&'static str),
    /// A type of the language that has a name of its own in the schema's file, with what the name says.
    Alias(&'static str, &'static str),
}

/// The type of a scalar of GraphQL or of AppSync.
pub(super) fn known(name: &str) -> Option<ScalarType> {
    Some(match name {
        "ID" | "String" => ScalarType::Keyword("string"),
        "Int" | "Float" => ScalarType::Keyword("number"),
        "Boolean" => ScalarType::Keyword("boolean"),
        "AWSJSON" => ScalarType::Client("AWSJSON"),
        "AWSDate" => {
            ScalarType::Alias("string", "A date, such as `2030-01-31`, with or without an offset: `2030-01-31Z`.")
        }
        "AWSTime" => ScalarType::Alias("string", "A time of day, such as `12:30:24.500`, with or without an offset."),
        "AWSDateTime" => {
            ScalarType::Alias("string", "A date and a time with an offset, such as `2030-01-31T12:30:24.500Z`.")
        }
        "AWSTimestamp" => ScalarType::Alias("number", "Seconds since 1970-01-01T00:00Z."),
        "AWSEmail" => ScalarType::Alias("string", "An email address, such as `somebody@example.com`."),
        "AWSURL" => ScalarType::Alias("string", "A URL with a scheme, such as `https://example.com/a`."),
        "AWSPhone" => ScalarType::Alias("string", "A telephone number, such as `+1 206 555 0100`."),
        "AWSIPAddress" => ScalarType::Alias("string", "An IPv4 or IPv6 address, such as `192.0.2.1`, or a subnet."),
        _ => return None,
    })
}

/// Why a text cannot stand for a scalar as a TypeScript type, if it cannot; lower case, without a period.
///
/// It is not parsed: what is refused is what would not end where it should. Whether it names a type that exists, the
/// compiler says.
#[must_use]
pub fn scalar_fault(text: &str) -> Option<&'static str> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = '\0';
    if text.trim().is_empty() {
        return Some("there is no type");
    }
    for letter in text.chars() {
        if letter.is_control() {
            return Some("a type has one line");
        }
        if let Some(end) = quote {
            if letter == end && before != '\\' {
                quote = None;
            }
            before = if before == '\\' { '\0' } else { letter };
            continue;
        }
        match letter {
            '"' | '\'' => quote = Some(letter),
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            '<' => open.push('>'),
            '>' if before == '=' => {}
            ')' | ']' | '}' | '>' if open.pop() != Some(letter) => return Some("its brackets do not match"),
            ';' if open.is_empty() => return Some("a type has no `;`"),
            '/' | '`' | '@' | '#' | '\\' => {
                return Some("a type has no comments, templates or paths outside of quotes");
            }
            _ => {}
        }
        before = letter;
    }
    if quote.is_some() {
        return Some("its quotes do not match");
    }
    if !open.is_empty() {
        return Some("its brackets do not match");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_let_through() {
        let types = [
            "string",
            "Date",
            "`a`".trim_matches('`'),
            "import(\"./money.js\").Money",
            "Record<string, unknown>",
            "(a: string) => void",
            "{ a: string; b: number }",
            "'it\\'s' | \"b;\"",
            "[number, ...number[]]",
            "string & { readonly __brand: \"Money\" }",
        ];
        for text in types {
            assert_eq!(scalar_fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in
            ["", "  ", "a; b", "a // b", "a /* b", "Array<string", "a)", "(]", "\"a", "a\nb", "`a`", "string;", "a\\"]
        {
            assert!(scalar_fault(text).is_some(), "{text:?}");
        }
    }
}
