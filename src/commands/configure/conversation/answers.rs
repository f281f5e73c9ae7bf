//! The answers as flags, and the command line that needs no questions.

use clap::ValueEnum;

use super::super::args::{Args, Previous};
use crate::commands::context::Context;
use crate::settings::{NewDefault, Slot};

/// What flags could have said of the authorizer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Answers {
    /// `--remove`.
    pub(crate) remove: bool,
    /// `--default` or `--additional`.
    pub(crate) slot: Option<Slot>,
    /// `--function`.
    pub(crate) function: Option<String>,
    /// `--ttl`, in seconds.
    pub(crate) ttl: Option<i64>,
    /// `--identity-regex`, or `--no-identity-regex` for `Some(None)`.
    pub(crate) identity_regex: Option<Option<String>>,
    /// `--previous-default`.
    pub(crate) previous_default: Option<Previous>,
    /// `--new-default`.
    pub(crate) new_default: Option<NewDefault>,
}

impl Answers {
    /// The arguments with the answers in place of what they left open.
    pub(crate) fn into_args(self, args: Args) -> Args {
        Args {
            remove: self.remove,
            default: self.slot == Some(Slot::Default),
            additional: self.slot == Some(Slot::Additional),
            function: self.function,
            ttl: self.ttl,
            no_identity_regex: self.identity_regex == Some(None),
            identity_regex: self.identity_regex.flatten(),
            previous_default: self.previous_default,
            new_default: self.new_default,
            ..args
        }
    }
}

/// Says how the same is done without a question, for scripts and for the next time.
pub(crate) fn tell_command_line(context: &Context<'_>, args: &Args, api_id: &str) {
    // One line, whatever the terminal's width, so that it can be copied.
    context.console.note(&format!("The same without questions:\n  {}", args.command_line(api_id)));
}

impl Args {
    /// The command line that says the same about this API without a question.
    fn command_line(&self, api_id: &str) -> String {
        let environment = &self.environment;
        let value = |name, value: Option<&str>| value.map(|value| (name, Some(value.to_owned())));
        let named = |name, value: Option<String>| value.map(|value| (name, Some(value)));
        let flag = |name, is_given: bool| is_given.then_some((name, None));
        let is_shown_only = self.check || self.dry_run || self.print.is_some();
        let options = [
            value("--env", environment.env.as_deref()),
            value("--api", Some(api_id)),
            value("--profile", environment.profile.as_deref()),
            value("--region", environment.region.as_deref()),
            value("--endpoint-url", environment.endpoint_url.as_deref()),
            flag("--remove", self.remove),
            flag("--default", self.default),
            flag("--additional", self.additional),
            named("--previous-default", name_of(self.previous_default)),
            named("--new-default", self.new_default.as_ref().map(provider)),
            named("--default-action", name_of(self.default_action)),
            value("--function", self.function.as_deref()),
            named("--ttl", self.ttl.map(|seconds| seconds.to_string())),
            value("--identity-regex", self.identity_regex.as_deref()),
            flag("--no-identity-regex", self.no_identity_regex),
            named("--permission", name_of(self.permission)),
            flag("--keep-permission", self.keep_permission),
            flag("--known-settings-only", self.known_settings_only),
            value("--schema", self.schema.as_deref()),
            flag("--check", self.check),
            flag("--dry-run", self.dry_run),
            named("--print", name_of(self.print)),
            flag("--yes", !is_shown_only),
        ];
        let rules = environment.rules.iter().map(|rule| ("--rule", Some(rule.clone())));
        let mut line = "appsync-auth configure".to_owned();
        for (name, value) in options.into_iter().flatten().chain(rules) {
            line.push(' ');
            line.push_str(name);
            if let Some(value) = value {
                // A value that begins with a hyphen could be taken for an option.
                line.push(if value.starts_with('-') { '=' } else { ' ' });
                line.push_str(&shell_words::quote(&value));
            }
        }
        line
    }
}

/// As the option's value is typed.
fn name_of<T: ValueEnum>(value: Option<T>) -> Option<String> {
    Some(value?.to_possible_value()?.get_name().to_owned())
}

/// As `--new-default` takes it.
fn provider(provider: &NewDefault) -> String {
    provider.which.as_ref().map_or_else(|| provider.mode.to_string(), |which| format!("{}={which}", provider.mode))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::appsync::AuthenticationType;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn parsed(line: &str) -> Args {
        Line::try_parse_from(shell_words::split(line).unwrap()).unwrap().args
    }

    #[test]
    fn the_command_line_says_what_the_answers_said() {
        let all = Answers {
            remove: false,
            slot: Some(Slot::Additional),
            function: Some("authorizer:live".to_owned()),
            ttl: Some(0),
            identity_regex: Some(Some("-^it's $HOME".to_owned())),
            previous_default: None,
            new_default: Some(NewDefault {
                mode: AuthenticationType::AmazonCognitoUserPools,
                which: Some("eu-west-1_abc".to_owned()),
            }),
        };
        let args = all.clone().into_args(parsed("configure --region eu-west-1 --rule identity-regex=find --dry-run"));
        assert_eq!(
            args.command_line("abc"),
            "appsync-auth configure --api abc --region eu-west-1 --additional \
             --new-default 'AMAZON_COGNITO_USER_POOLS=eu-west-1_abc' --function authorizer:live \
             --ttl 0 --identity-regex='-^it'\\''s $HOME' --dry-run --rule 'identity-regex=find'"
        );
        let again = parsed(args.command_line("abc").strip_prefix("appsync-auth ").unwrap());
        let said = Answers {
            remove: again.remove,
            slot: again.additional.then_some(Slot::Additional),
            function: again.function.clone(),
            ttl: again.ttl,
            identity_regex: again.identity_regex.clone().map(Some),
            previous_default: again.previous_default,
            new_default: again.new_default.clone(),
        };
        assert_eq!(said, all);
    }

    #[test]
    fn flags_and_choices_are_said_by_their_names() {
        let line = |answers: Answers| answers.into_args(parsed("configure --keep-permission")).command_line("abc");
        assert_eq!(
            line(Answers { remove: true, ..Answers::default() }),
            "appsync-auth configure --api abc --remove --keep-permission --yes"
        );
        let answers = Answers {
            slot: Some(Slot::Default),
            identity_regex: Some(None),
            previous_default: Some(Previous::Drop),
            ..Answers::default()
        };
        assert_eq!(
            line(answers),
            "appsync-auth configure --api abc --default --previous-default drop --no-identity-regex --keep-permission --yes"
        );
    }
}
