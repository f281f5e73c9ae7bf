//! Types that are there in every module, unless a type of the schema hides them.

/// The names of types that somebody can mean for a scalar and that a schema may use too.
const GLOBALS: &[&str] = &[
    // Of the language.
    "Array",
    "ArrayBuffer",
    "AsyncIterable",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Function",
    "Intl",
    "Iterable",
    "Map",
    "Number",
    "Object",
    "Promise",
    "ReadonlyArray",
    "ReadonlyMap",
    "ReadonlySet",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "Temporal",
    "Uint8Array",
    // Of its helpers.
    "Awaited",
    "Capitalize",
    "Exclude",
    "Extract",
    "InstanceType",
    "Lowercase",
    "NonNullable",
    "Omit",
    "Parameters",
    "Partial",
    "Pick",
    "Readonly",
    "Record",
    "Required",
    "ReturnType",
    "Uncapitalize",
    "Uppercase",
    // Of browsers and of Node.js.
    "Blob",
    "Buffer",
    "File",
    "FormData",
    "Headers",
    "URL",
    "URLSearchParams",
];

/// The type that somebody gave for a scalar, meaning what they meant in a module that declares other types: a type of the
/// language that a declared one hides is reached past it, and so is one that the scalar itself is called like.
///
/// The text has no [`scalar_fault`](super::scalar_fault).
pub(in crate::codegen) fn past_declared(text: &str, own: Option<&str>, is_declared: impl Fn(&str) -> bool) -> String {
    let is_hidden = |name: &str| own == Some(name) || (GLOBALS.contains(&name) && is_declared(name));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            _ if is_of_name(first) => rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        if is_hidden(word) && !is_key(&out, after) {
            out.push_str("globalThis.");
        }
        out.push_str(word);
        rest = after;
    }
    out
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// The length of the quoted text that a text begins with, in bytes.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether a name between these texts names no type: the member of a module, or the key of an object.
fn is_key(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let is_member = before.ends_with('.') && !before.ends_with("...");
    let has_value = after.strip_prefix('?').unwrap_or(after).trim_start().starts_with(':');
    is_member || (has_value && !before.ends_with('?'))
}

#[cfg(test)]
mod tests {
    use super::past_declared;

    fn past(text: &str) -> String {
        past_declared(text, Some("Own"), |name| ["Date", "Map", "Kind"].contains(&name))
    }

    #[test]
    fn a_hidden_type_of_the_language_is_reached() {
        assert_eq!(past("Date"), "globalThis.Date");
        assert_eq!(past("Own"), "globalThis.Own");
        assert_eq!(
            past("Map<string,Date[]>|[...Date[]]"),
            "globalThis.Map<string,globalThis.Date[]>|[...globalThis.Date[]]"
        );
        assert_eq!(past("A extends B ? Date : Map"), "A extends B ? globalThis.Date : globalThis.Map");
    }

    #[test]
    fn what_is_not_hidden_stays() {
        let texts = [
            "Set<Kind>",
            "MyDate | Date_ | $Date",
            "globalThis.Date",
            "import(\"./Date.js\").Date",
            "'it\\'s Date' | \"Map\"",
            "{ Date: string; Map?: number }",
            "(Date: string, Own ?: number) => void",
            "名前",
        ];
        for text in texts {
            assert_eq!(past(text), text);
        }
    }
}
