//! What the user asked for, and what can be judged of it before anything is read or sent.

use super::function_arn::FunctionArn;
use crate::appsync::limits::{TOKEN_CHARACTERS, TTL_SECONDS_MAX, TTL_SECONDS_MIN};
use crate::appsync::{ApiIdentity, DefaultAction};
use crate::engine::java_regex::{JavaRegex, LONGEST_PATTERN, PatternError};
use crate::error::{Error, Result};
use crate::settings::{NewDefault, PermissionChoice, PreviousDefault, Slot, Wanted};

/// A change of an API's Lambda authorizer. What is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// To have an authorizer, or to have none.
    pub aim: Aim,
    /// The provider that becomes the default when AWS_LAMBDA is the default and shall be so no longer.
    pub new_default: Option<NewDefault>,
    /// `defaultAction` of the default provider, if that is a user pool after the change.
    pub default_action: Option<DefaultAction>,
    /// Which permission AppSync shall have to invoke the function.
    pub permission: PermissionChoice,
    /// Whether a permission that an earlier run added stays, though the API does not call the function any more.
    pub keep_permission: bool,
}

/// To have an authorizer, or to have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// The API shall have a Lambda authorizer like this.
    SetUp(SetUp),
    /// The API shall have none.
    Remove,
}

/// The authorizer that an API shall have. What is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetUp {
    /// Default or additional provider; an additional one when the API has none yet.
    pub slot: Option<Slot>,
    /// The function; needed when the API has none yet.
    pub function: Option<FunctionArn>,
    /// `authorizerResultTtlInSeconds`, 0 to 3,600.
    pub ttl_seconds: Option<i64>,
    /// `identityValidationExpression`; `Some(None)` takes it away.
    pub identity_regex: Option<Option<String>>,
    /// What becomes of the default provider that AWS_LAMBDA takes the place of; kept when `None`.
    pub previous_default: Option<PreviousDefault>,
}

impl SetUp {
    /// Whether a previous default is spoken of only where AWS_LAMBDA takes its place.
    ///
    /// # Errors
    ///
    /// Usage: `contradiction`.
    pub(super) fn check_previous_default(&self, slot: Slot) -> Result<()> {
        if slot == Slot::Default || self.previous_default.is_none() {
            return Ok(());
        }
        let message =
            "`--previous-default` is about the default that AWS_LAMBDA takes the place of, but it shall be additional";
        Err(Error::usage("contradiction", message).help("leave `--previous-default` away, or say `--default`"))
    }
}

impl Change {
    /// A change to this authorizer, with nothing else said.
    #[must_use]
    pub fn set_up(set_up: SetUp) -> Self {
        Self::of_aim(Aim::SetUp(set_up))
    }

    /// The removal of the authorizer, with nothing else said.
    #[must_use]
    pub fn remove() -> Self {
        Self::of_aim(Aim::Remove)
    }

    fn of_aim(aim: Aim) -> Self {
        Self {
            aim,
            new_default: None,
            default_action: None,
            permission: PermissionChoice::Scoped,
            keep_permission: false,
        }
    }

    /// The change that a `wanted` of the configuration asks for, on this API.
    ///
    /// # Errors
    ///
    /// Usage: a function that is none. The configuration's reader has refused most of that before.
    pub fn of_wanted(wanted: &Wanted, api: &ApiIdentity) -> Result<Self> {
        let aim = if wanted.remove {
            Aim::Remove
        } else {
            Aim::SetUp(SetUp {
                slot: wanted.slot,
                function: wanted.function.as_deref().map(|text| FunctionArn::resolve(text, api)).transpose()?,
                ttl_seconds: wanted.ttl_seconds,
                identity_regex: wanted.identity_regex.clone(),
                previous_default: wanted.previous_default,
            })
        };
        Ok(Self {
            aim,
            new_default: wanted.new_default.clone(),
            default_action: wanted.default_action,
            permission: wanted.permission.unwrap_or(PermissionChoice::Scoped),
            keep_permission: wanted.keep_permission,
        })
    }

    /// Whether the values can be right at all, without any fact of the API.
    ///
    /// # Errors
    ///
    /// Usage: `bad-ttl`, `bad-identity-regex`, `contradiction`.
    pub fn check(&self) -> Result<()> {
        let Aim::SetUp(set_up) = &self.aim else { return Ok(()) };
        if let Some(slot) = set_up.slot {
            set_up.check_previous_default(slot)?;
        }
        if let Some(seconds) = set_up.ttl_seconds {
            check_ttl(seconds)?;
        }
        set_up.identity_regex.iter().flatten().try_for_each(|pattern| check_identity_regex(pattern))
    }

    /// Whether the function can be called for this API. `configured` is the `authorizerUri` that the API has: what stands
    /// there already is not judged again.
    ///
    /// # Errors
    ///
    /// Usage: `function-elsewhere`, a function of another partition or region.
    pub fn check_function(&self, api: &ApiIdentity, configured: Option<&str>) -> Result<()> {
        let Aim::SetUp(SetUp { function: Some(function), .. }) = &self.aim else { return Ok(()) };
        if configured == Some(function.to_string().as_str()) {
            return Ok(());
        }
        let elsewhere = |what: &str, theirs: &str, ours: &str| {
            Error::usage(
                "function-elsewhere",
                format!("`{function}` is in the {what} `{theirs}`, and the API is in `{ours}`"),
            )
            .help(format!("name a function in `{ours}`"))
        };
        if function.partition != api.partition {
            return Err(elsewhere("partition", &function.partition, &api.partition));
        }
        if function.region != api.region {
            return Err(elsewhere("region", &function.region, &api.region));
        }
        Ok(())
    }
}

/// Whether a TTL is one that AppSync takes.
///
/// # Errors
///
/// Usage: `bad-ttl`.
pub fn check_ttl(seconds: i64) -> Result<()> {
    if (TTL_SECONDS_MIN..=TTL_SECONDS_MAX).contains(&seconds) {
        return Ok(());
    }
    Err(Error::usage(
        "bad-ttl",
        format!("a TTL of {seconds} seconds is not from {TTL_SECONDS_MIN} to {TTL_SECONDS_MAX}"),
    )
    .help("name seconds; 0 does not cache, 3600 is the longest"))
}

/// Whether an expression is one that Java's engine compiles, as far as that is known. What it admits is not judged here.
///
/// # Errors
///
/// Usage: `bad-identity-regex`, for an empty expression and one that does not compile.
pub fn check_identity_regex(pattern: &str) -> Result<()> {
    if pattern.is_empty() {
        let error = Error::usage("bad-identity-regex", "the identity regex is empty");
        return Err(error.help("take the regex away with `--no-identity-regex`"));
    }
    let length = pattern.chars().count();
    if length > LONGEST_PATTERN {
        let message =
            format!("the identity regex has {length} characters, and {LONGEST_PATTERN} at most can be judged");
        return Err(Error::usage("bad-identity-regex", message)
            .help(format!("shorten it: a token has at most {TOKEN_CHARACTERS} characters")));
    }
    match JavaRegex::new(pattern) {
        // A construct that cannot be judged here can be right; the findings of the plan say so.
        Ok(_) | Err(PatternError::NotJudged { .. }) => Ok(()),
        Err(error @ PatternError::Refused { .. }) => {
            let shown: String = pattern.chars().take(80).collect();
            let cut = if shown.len() < pattern.len() { "…" } else { "" };
            let message = format!("`{shown}{cut}` is not a Java regular expression: {error}");
            Err(Error::usage("bad-identity-regex", message).help("correct it: AppSync could not compile it"))
        }
    }
}
