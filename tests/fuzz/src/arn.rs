//! The small texts that name things: ARNs, coordinates, authorizers, functions.

use appsync_auth::appsync::{Arn, AuthorizerTarget, Coordinate};
use appsync_auth::outside::function_reference::FunctionReference;

pub(crate) const WORDS: &[&str] = &[
    "arn:",
    "aws",
    "aws-cn",
    ":appsync:",
    ":lambda:",
    "us-east-1",
    ":111122223333:",
    "apis/",
    "abc",
    "/types/",
    "Event",
    "/fields/",
    "comments",
    "function:",
    ":live",
    "$LATEST",
    ".",
    "#handler",
    ".mjs",
    ".yaml",
    "lambda:",
    "exec:",
    "https://",
    "\"",
    "'",
    " ",
    "::",
    "//",
];

/// What is read and printed is what was written.
pub fn arn(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let arn = text.parse::<Arn>();
    if let Ok(arn) = &arn {
        assert_eq!(arn.to_string(), text);
        assert!(text.starts_with("arn:") && text.is_ascii());
    }
    let coordinate = text.parse::<Coordinate>();
    if let Ok(coordinate) = &coordinate {
        assert_eq!(coordinate.to_string(), text);
    }
    assert!(arn.is_err() || coordinate.is_err());
    let target = text.parse::<AuthorizerTarget>();
    if let Ok(target) = &target {
        assert_eq!(target.to_string().parse().as_ref(), Ok(target), "{text:?}");
    }
    if let Ok(Arn::Function { .. }) = &arn {
        assert_eq!(target, Ok(AuthorizerTarget::Function(text.clone())));
        assert!(FunctionReference::parse(&text).is_ok(), "{text:?}");
    }
    let function = FunctionReference::parse(&text).map_err(|error| error.code());
    let kind = target.map_err(|error| std::mem::discriminant(&error)).map(|target| std::mem::discriminant(&target));
    crate::way((
        arn.map_err(|error| std::mem::discriminant(&error)).is_ok(),
        coordinate.is_ok(),
        kind,
        function.is_ok(),
    ))
}
