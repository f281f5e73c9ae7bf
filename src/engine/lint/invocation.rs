//! The function that is the authorizer: may AppSync invoke it, and for whom.

use super::finding::Finding;
use crate::engine::rules::Code;

/// What is known of the function that is the authorizer, and of its resource policy on the qualifier that the API names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorizerInvocation {
    /// Whether there is such a function; `None` where nobody could tell.
    pub exists: Option<bool>,
    /// Whether AppSync may invoke it for the API; `None` where the policy leaves it open or is not known.
    pub is_allowed: Option<bool>,
    /// The statements of its policy that deny it.
    pub denied_by: Vec<String>,
    /// The statements of its policy that let AppSync invoke it for any API of any account.
    pub open_by: Vec<String>,
}

/// A function that cannot be invoked, and one that anybody's API can have invoked.
pub(super) fn findings(function: &AuthorizerInvocation) -> Vec<Finding> {
    if function.exists == Some(false) {
        let finding = Finding::new(Code::A203, "the authorizer's function does not exist");
        return vec![finding.help("name a function that exists with `appsync-auth configure --function NAME`")];
    }
    let mut found = Vec::new();
    if function.is_allowed == Some(false) {
        found.push(if function.denied_by.is_empty() {
            Finding::new(Code::A203, "no statement of the function's policy lets AppSync invoke it for this API")
                .help("`appsync-auth configure --function NAME` adds one, on the alias or version that the API names")
        } else {
            let (statements, verb) = named(&function.denied_by, "denies", "deny");
            let message = format!("{statements} of the function's policy {verb} AppSync to invoke it");
            Finding::new(Code::A203, message).help("take it away, or let it spare `appsync.amazonaws.com`")
        });
    }
    if !function.open_by.is_empty() {
        let (statements, verb) = named(&function.open_by, "lets", "let");
        let message = format!(
            "{statements} of the function's policy {verb} AppSync invoke it for every API of every account, not for \
             this one alone"
        );
        let help = "name the API's ARN as `AWS:SourceArn` in its place";
        found.push(Finding::new(Code::L208, message).help(help));
    }
    found
}

/// The statements by name, and the verb that fits their number.
fn named(names: &[String], one: &'static str, several: &'static str) -> (String, &'static str) {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [name] => (format!("statement {name}"), one),
        _ => (format!("statements {}", quoted.join(", ")), several),
    }
}
