//! What `@deprecated` says.

use apollo_compiler::ast::DirectiveList;

/// Why something is deprecated, if it is; the reason may be empty.
pub(super) fn deprecated(directives: &DirectiveList) -> Option<&str> {
    let directive = directives.get("deprecated")?;
    Some(directive.specified_argument_by_name("reason").and_then(|reason| reason.as_str()).unwrap_or_default())
}
