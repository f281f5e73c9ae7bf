//! GetCallerIdentity.

use super::roles::unique_id;
use super::xml::{self, text};
use crate::local::control_plane::caller::Caller;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Service;
use crate::local::control_plane::request::ControlAnswer;

/// Who signed.
pub(super) fn get(plane: &ControlPlane<'_>, caller: &Caller) -> ControlAnswer {
    let parts: Vec<&str> = caller.principal.splitn(6, ':').collect();
    let account = parts.get(4).copied().filter(|account| !account.is_empty()).unwrap_or(plane.account_id);
    let resource = parts.get(5).copied().unwrap_or_default();
    // Source: IAM user guide, "IAM identifiers": what a unique id begins with says what it is the id of.
    let user_id = match resource.split('/').collect::<Vec<_>>()[..] {
        ["root"] => account.to_owned(),
        ["assumed-role", role, session] => format!("{}:{session}", unique_id("AROA", role)),
        ["role", .., role] => unique_id("AROA", role),
        _ => unique_id("AIDA", &caller.principal),
    };
    let result = vec![text("UserId", user_id), text("Account", account), text("Arn", caller.principal.clone())];
    xml::answer(Service::Sts, "GetCallerIdentity", Some(result))
}
