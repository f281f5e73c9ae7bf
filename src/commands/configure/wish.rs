//! What the user asked for, as a change.

use super::args::Args;
use crate::appsync::ApiIdentity;
use crate::error::{Error, Result};
use crate::plan::{Aim, Change, FunctionArn, SetUp};
use crate::settings::{PermissionChoice, Slot, Wanted};

impl Args {
    /// Whether a flag says what shall change, so that neither `wanted` nor a conversation is needed.
    pub(super) fn says_what(&self) -> bool {
        self.default
            || self.additional
            || self.remove
            || self.no_identity_regex
            || self.function.is_some()
            || self.ttl.is_some()
            || self.identity_regex.is_some()
            || self.previous_default.is_some()
            || self.new_default.is_some()
            || self.default_action.is_some()
            || self.permission.is_some()
    }

    /// Whether the values can be right at all: said before anything is asked of AWS.
    ///
    /// # Errors
    ///
    /// Usage, as [`Change::check`] says it, and a function that is none.
    pub(super) fn check(&self) -> Result<()> {
        if self.says_what() {
            self.change(None, &ApiIdentity::default())?.check()?;
        }
        Ok(())
    }

    /// The change that the flags ask for; without any, the one that `wanted` asks for. What both say, the flag decides.
    ///
    /// # Errors
    ///
    /// Usage: neither says what shall change; a function that is none.
    pub(super) fn change(&self, wanted: Option<&Wanted>, api: &ApiIdentity) -> Result<Change> {
        let mut change = match (self.says_what(), wanted) {
            (false, None) => return Err(nothing_said()),
            (false, Some(wanted)) => Change::of_wanted(wanted, api)?,
            (true, _) if self.remove => Change::remove(),
            (true, Some(wanted)) if !wanted.remove => self.without_other_slots(Change::of_wanted(wanted, api)?),
            (true, _) => Change::set_up(SetUp::default()),
        };
        if let Aim::SetUp(set_up) = &mut change.aim {
            self.put_into(set_up, api)?;
        }
        change.new_default = self.new_default.clone().or(change.new_default);
        change.default_action = self.default_action.map(Into::into).or(change.default_action);
        (change.permission, change.keep_permission) = self.permission(wanted);
        Ok(change)
    }

    /// Which permission AppSync gets, and whether one that is not needed any more stays: of the environment, what no flag
    /// says otherwise, whatever else the flags ask for.
    pub(super) fn permission(&self, wanted: Option<&Wanted>) -> (PermissionChoice, bool) {
        let flag = self.permission.map(PermissionChoice::from);
        let choice = flag.or(wanted.and_then(|wanted| wanted.permission)).unwrap_or(PermissionChoice::Scoped);
        (choice, self.keep_permission || wanted.is_some_and(|wanted| wanted.keep_permission))
    }

    /// What is wanted, without what it says of another slot than the one that a flag asks for.
    fn without_other_slots(&self, mut wanted: Change) -> Change {
        if self.default {
            wanted.new_default = None;
        }
        if let (true, Aim::SetUp(set_up)) = (self.additional, &mut wanted.aim) {
            set_up.previous_default = None;
        }
        wanted
    }

    fn put_into(&self, set_up: &mut SetUp, api: &ApiIdentity) -> Result<()> {
        let slot = match (self.default, self.additional) {
            (true, _) => Some(Slot::Default),
            (_, true) => Some(Slot::Additional),
            _ => None,
        };
        set_up.slot = slot.or(set_up.slot);
        if let Some(function) = &self.function {
            set_up.function = Some(FunctionArn::resolve(function, api)?);
        }
        set_up.ttl_seconds = self.ttl.or(set_up.ttl_seconds);
        if self.no_identity_regex {
            set_up.identity_regex = Some(None);
        }
        if let Some(regex) = &self.identity_regex {
            set_up.identity_regex = Some(Some(regex.clone()));
        }
        set_up.previous_default = self.previous_default.map(Into::into).or(set_up.previous_default);
        Ok(())
    }
}

fn nothing_said() -> Error {
    Error::usage("nothing-to-configure", "nothing says what shall change").help(
        "name what shall be, such as `--function NAME --ttl 300`, or write it as `wanted` of an environment in \
         appsync-auth.yaml",
    )
}
