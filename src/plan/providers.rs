//! The providers of an API as the service's own JSON, taken out of the document and put back.
//!
//! A provider moves with all that it has. Types would lose what they do not know.

use std::fmt;

use serde_json::{Map, Value};

use super::members::{
    ADDITIONAL, AUTHORIZER_URI, DEFAULT_ACTION, LAMBDA_CONFIG, MODE, OIDC_CONFIG, POOL_CONFIG, config_of,
};
use crate::appsync::AuthenticationType;
use crate::error::{Error, Result};

/// What tells a provider from the others of its API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderName {
    /// `authenticationType`, in the service's words; it may be one that this program does not know.
    pub mode: String,
    /// The id of the user pool, or the issuer.
    pub which: Option<String>,
}

impl ProviderName {
    /// Whether it is of this mode.
    #[must_use]
    pub fn is(&self, mode: AuthenticationType) -> bool {
        self.mode == mode.name()
    }
}

/// `MODE` or `MODE=WHICH`, as `--new-default` takes it.
impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mode)?;
        self.which.as_ref().map_or(Ok(()), |which| write!(f, "={which}"))
    }
}

/// One provider: `authenticationType` and its configuration, in the form of an additional provider's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry(pub(super) Map<String, Value>);

impl Entry {
    /// A provider without a configuration.
    pub(super) fn bare(mode: AuthenticationType) -> Self {
        Self(Map::from_iter([(MODE.to_owned(), Value::from(mode.name()))]))
    }

    /// The mode in the service's words.
    pub(super) fn mode(&self) -> &str {
        self.0.get(MODE).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn is(&self, mode: AuthenticationType) -> bool {
        self.mode() == mode.name()
    }

    pub(super) fn name(&self) -> ProviderName {
        let which = |config: &str, member: &str| self.0.get(config)?.get(member)?.as_str().map(str::to_owned);
        let which = match config_of(self.mode()) {
            Some(POOL_CONFIG) => which(POOL_CONFIG, "userPoolId"),
            Some(OIDC_CONFIG) => which(OIDC_CONFIG, "issuer"),
            _ => None,
        };
        ProviderName { mode: self.mode().to_owned(), which }
    }

    /// The configuration of its mode, made when it is not there; `None` for a mode that has none.
    pub(super) fn config_mut(&mut self) -> Option<&mut Map<String, Value>> {
        let config = config_of(self.mode())?;
        self.0.entry(config).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
    }

    /// The provider as an additional one, which has no `defaultAction`.
    ///
    /// Source: the service model's `CognitoUserPoolConfig`, the type of an additional provider's `userPoolConfig`.
    pub(super) fn demoted(mut self) -> Self {
        if let Some(Value::Object(config)) = self.0.get_mut(POOL_CONFIG) {
            config.shift_remove(DEFAULT_ACTION);
        }
        self
    }
}

/// The providers of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Providers {
    pub(super) default: Entry,
    pub(super) additional: Vec<Entry>,
}

impl Providers {
    /// Takes the providers out of a document.
    ///
    /// # Errors
    ///
    /// Input: `bad-api`, a document without `authenticationType`, or whose additional providers are no list of objects.
    pub(super) fn of(document: &Map<String, Value>) -> Result<Self> {
        let refused = |message: String| {
            Error::input("bad-api", message).help("the API's document must be what GetGraphqlApi answers")
        };
        let (mode, name) = match document.get(MODE) {
            Some(mode @ Value::String(name)) => (mode, name),
            Some(_) => return Err(refused(format!("`{MODE}` is not a string"))),
            None => return Err(refused(format!("`{MODE}` is missing"))),
        };
        let mut default = Map::from_iter([(MODE.to_owned(), mode.clone())]);
        if let Some((config, value)) = config_of(name).and_then(|config| document.get_key_value(config)) {
            if !value.is_object() {
                return Err(refused(format!("`{config}` is not an object")));
            }
            default.insert(config.clone(), value.clone());
        }
        let mut additional = Vec::new();
        match document.get(ADDITIONAL) {
            None => {}
            Some(Value::Array(entries)) => {
                for (index, entry) in entries.iter().enumerate() {
                    let place = format!("{ADDITIONAL}[{index}]");
                    match entry {
                        Value::Object(entry) if entry.get(MODE).is_some_and(Value::is_string) => {
                            additional.push(Entry(entry.clone()));
                        }
                        Value::Object(_) => return Err(refused(format!("`{place}.{MODE}` is missing"))),
                        _ => return Err(refused(format!("`{place}` is not an object"))),
                    }
                }
            }
            Some(_) => return Err(refused(format!("`{ADDITIONAL}` is not a list"))),
        }
        Ok(Self { default: Entry(default), additional })
    }

    /// Puts the providers into the document that they were taken from. What did not change is not touched.
    pub(super) fn put_into(self, document: &mut Map<String, Value>, before: &Self) {
        if self.default != before.default {
            // The block of the mode that is the default no longer goes; the service would take it for a second one.
            if let Some(config) = config_of(before.default.mode()) {
                document.shift_remove(config);
            }
            if let Some(config) = config_of(self.default.mode()) {
                document.shift_remove(config);
            }
            let own = config_of(self.default.mode());
            for (name, value) in self.default.0 {
                // What an entry has beyond its own block goes along, but takes nothing's place.
                if name == MODE || own == Some(name.as_str()) || !document.contains_key(&name) {
                    document.insert(name, value);
                }
            }
        }
        if self.additional != before.additional {
            // An empty list is sent: whether the service takes an absent one for a wish to have none is not documented.
            let entries = self.additional.into_iter().map(|entry| Value::Object(entry.0)).collect();
            document.insert(ADDITIONAL.to_owned(), Value::Array(entries));
        }
    }

    /// The `authorizerUri` of AWS_LAMBDA.
    pub(super) fn authorizer_uri(&self) -> Option<&str> {
        let entry = match self.lambda()? {
            Place::Default => &self.default,
            Place::Additional(at) => self.additional.get(at)?,
        };
        entry.0.get(LAMBDA_CONFIG)?.get(AUTHORIZER_URI)?.as_str()
    }

    /// Where AWS_LAMBDA stands.
    pub(super) fn lambda(&self) -> Option<Place> {
        if self.default.is(AuthenticationType::AwsLambda) {
            return Some(Place::Default);
        }
        self.additional.iter().position(|entry| entry.is(AuthenticationType::AwsLambda)).map(Place::Additional)
    }
}

/// Where a provider stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the default one.
    Default,
    /// At this position of the additional ones.
    Additional(usize),
}
