//! A Lambda function as a user names it, taken apart as Lambda takes it apart.

use crate::appsync::Arn;
use crate::error::{Error, Result};

/// A function as a user names it, taken apart as Lambda takes it apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionReference {
    /// The region, when the name says it.
    pub region: Option<String>,
    /// What Lambda's API takes as `FunctionName`: a name, a partial ARN or an ARN, without its qualifier.
    pub function_name: String,
    /// An alias, a version or `$LATEST`.
    pub qualifier: Option<String>,
}

impl FunctionReference {
    /// Reads a name, a partial ARN (`ACCOUNT:function:NAME`) or an ARN, each with or without `:QUALIFIER`.
    ///
    /// Source: the pattern of `FunctionName` in Lambda's service model.
    ///
    /// # Errors
    ///
    /// Usage: the text has none of these forms.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = || {
            Error::usage("bad-function", format!("`{text}` is not the name or ARN of a Lambda function"))
                .help("a function is NAME, ACCOUNT:function:NAME or an ARN, each with or without `:QUALIFIER`")
        };
        if text.starts_with("arn:") {
            return match text.parse() {
                Ok(Arn::Function { partition, region, account_id, name, qualifier }) => Ok(Self {
                    function_name: format!("arn:{partition}:lambda:{region}:{account_id}:function:{name}"),
                    region: Some(region),
                    qualifier,
                }),
                _ => Err(refused()),
            };
        }
        let mut parts: Vec<&str> = text.split(':').collect();
        let is_account = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit());
        let is_region = |part: &str| part.split('-').count() >= 3;
        // What stands before the name goes with it; a name is never alone behind a word that belongs to an ARN.
        let mut before = Vec::new();
        let region = (parts.len() > 2 && is_region(parts[0])).then(|| parts.remove(0));
        before.extend(region);
        if parts.len() > 1 && is_account(parts[0]) {
            before.push(parts.remove(0));
        }
        if parts.len() > 1 && parts[0] == "function" {
            before.push(parts.remove(0));
        }
        let is_label = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        let (name, qualifier) = match parts[..] {
            [name] if is_label(name) => (name, None),
            [name, qualifier] if is_label(name) && (is_label(qualifier) || qualifier == "$LATEST") => {
                (name, Some(qualifier.to_owned()))
            }
            _ => return Err(refused()),
        };
        before.push(name);
        Ok(Self { region: region.map(str::to_owned), function_name: before.join(":"), qualifier })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_a_functions_name_is_taken_apart() {
        let parsed = |text: &str| {
            FunctionReference::parse(text).map(|f| (f.region, f.function_name, f.qualifier)).map_err(|e| e.to_string())
        };
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:authz";
        for (text, region, name, qualifier) in [
            ("authz", None, "authz", None),
            ("authz:live", None, "authz", Some("live")),
            ("authz:$LATEST", None, "authz", Some("$LATEST")),
            ("function", None, "function", None),
            ("function:authz", None, "function:authz", None),
            ("111122223333:function:authz", None, "111122223333:function:authz", None),
            ("111122223333:function:authz:7", None, "111122223333:function:authz", Some("7")),
            ("111122223333:authz", None, "111122223333:authz", None),
            ("a-b-c:live", None, "a-b-c", Some("live")),
            (
                "eu-west-1:111122223333:function:authz:live",
                Some("eu-west-1"),
                "eu-west-1:111122223333:function:authz",
                Some("live"),
            ),
            (arn, Some("eu-west-1"), arn, None),
            (&format!("{arn}:live"), Some("eu-west-1"), arn, Some("live")),
        ] {
            let expected = (region.map(str::to_owned), name.to_owned(), qualifier.map(str::to_owned));
            assert_eq!(parsed(text), Ok(expected), "{text}");
        }
        for text in ["", ":", "authz:", ":live", "a:b:c", "my function", "authz:$OTHER", "arn:aws:s3:::bucket", "a/b"] {
            let message = format!("`{text}` is not the name or ARN of a Lambda function");
            assert_eq!(parsed(text), Err(message), "{text}");
        }
    }
}
