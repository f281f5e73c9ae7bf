//! `appsync-auth.yaml` as a whole.

use super::environment::Environment;
use super::generate::Generate;
use super::local::Local;
use super::mask;
use super::reading::Reading;
use crate::document::{Document, Fault, Fields, Reader, Spanned, did_you_mean};
use crate::error::Result;

/// `appsync-auth.yaml`. It holds no secrets, only where to get them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Configuration {
    /// The path of the file, as it was given.
    pub file: String,
    /// `default-environment`: one of `environments`.
    pub default_environment: Option<String>,
    /// `environments`, in the order of the file.
    pub environments: Vec<(String, Environment)>,
    /// `local`: the emulator.
    pub local: Option<Local>,
    /// `rules`: readings of undocumented behaviours, in the order of the file.
    pub rules: Vec<Reading>,
    /// `generate`: client code.
    pub generate: Option<Generate>,
}

impl Configuration {
    /// The name of the file.
    pub const FILE_NAME: &str = "appsync-auth.yaml";

    /// Reads the text of a configuration. `name` is the path as it was given; relative paths within are relative to its
    /// folder. An empty text is an empty configuration.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, as one error of kind input whose places show no secrets.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let document = Document::parse(name, text).map_err(mask::in_unread_text)?;
        if document.root().is_none() {
            return Ok(Self { file: name.to_owned(), ..Self::default() });
        }
        let reader = Reader::new(&document);
        let configuration = reader.root("the configuration", |fields| Self::read(fields, name));
        reader.finish(configuration).map_err(|error| mask::in_document(error, &document))
    }

    fn read(fields: &Fields<'_, '_>, name: &str) -> Option<Self> {
        let default = fields.optional("default-environment", Reader::spanned_text);
        let environments = fields
            .optional("environments", |reader, node| reader.map(node, Environment::read))
            .map(|pairs| pairs.into_iter().map(|(name, value)| (name.value, value)).collect::<Vec<_>>());
        let local = fields.optional("local", Local::read);
        let rules = fields.optional("rules", Reading::map).unwrap_or_default();
        let generate = fields.optional("generate", Generate::read);
        // Which names there are is only known when every environment was read.
        if let Some(default) = &default
            && (environments.is_some() || fields.entry("environments").is_none())
        {
            check_default(fields, default, environments.as_deref().unwrap_or_default());
        }
        Some(Self {
            file: name.to_owned(),
            default_environment: default.map(|name| name.value),
            environments: environments.unwrap_or_default(),
            local,
            rules,
            generate,
        })
    }

    /// An environment by its name.
    #[must_use]
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|(known, _)| known == name).map(|(_, environment)| environment)
    }
}

/// The help for a name that is none of these environments.
pub(super) fn environments_help(name: &str, environments: &[(String, Environment)]) -> String {
    let names: Vec<&str> = environments.iter().map(|(name, _)| name.as_str()).collect();
    let all = match names.as_slice() {
        [] => return "the file has no environments".to_owned(),
        [only] => format!("the only environment is `{only}`"),
        several => format!("the environments are {}", several.join(", ")),
    };
    match did_you_mean(name, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? {all}"),
        None => all,
    }
}

fn check_default(fields: &Fields<'_, '_>, default: &Spanned<String>, environments: &[(String, Environment)]) {
    if environments.iter().any(|(name, _)| *name == default.value) {
        return;
    }
    let message = format!("there is no environment `{}`", default.value);
    let fault = Fault::new("unknown-environment", default.span.clone(), message, "not in `environments`");
    fields.reader().fault::<()>(fault.help(environments_help(&default.value, environments)));
}
