//! A suite file.

use std::collections::HashSet;

use super::case::{Case, CaseFields};
use super::matrix::Matrix;
use crate::appsync::limits::{TTL_SECONDS_MAX, TTL_SECONDS_MIN};
use crate::appsync::{AuthenticationType, AuthorizerTarget};
use crate::document::{Document, Fault, Fields, Kind, Node, Origin, Reader, Spanned};
use crate::error::Result;

/// A suite file as it is written. Paths in it are relative to the file.
#[derive(Debug, Clone, PartialEq)]
pub struct SuiteFile {
    /// The file, to show places of it; tokens are masked.
    pub origin: Origin,
    /// `include`: files whose cases belong to this suite too.
    pub includes: Vec<Spanned<String>>,
    /// `authorizer`: whom to ask.
    pub authorizer: Option<Spanned<AuthorizerTarget>>,
    /// `environment`: the environment of the configuration that says what the suite does not.
    pub environment: Option<Spanned<String>>,
    /// `api`: the API in front of the authorizer.
    pub api: Option<SuiteApi>,
    /// `defaults`: what cases have that they do not state; `None` when the file does not say.
    pub defaults: Option<CaseFields>,
    /// `cases`, in the order of the file, without defaults and matrix.
    pub cases: Vec<Case>,
    /// `matrix`.
    pub matrix: Option<Matrix>,
}

/// `api`: the API in front of the authorizer.
#[derive(Debug, Clone, PartialEq)]
pub enum SuiteApi {
    /// The id, name, ARN or URL of an API that is to be looked up.
    Named(Spanned<String>),
    /// What the suite says itself.
    Described(Box<DescribedApi>),
}

/// An API that the suite describes. What is absent is not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DescribedApi {
    /// `id`: the API's id in events and ARNs.
    pub id: Option<Spanned<String>>,
    /// `account-id`: 12 digits.
    pub account_id: Option<Spanned<String>>,
    /// `region`.
    pub region: Option<Spanned<String>>,
    /// `schema`: the path of the schema.
    pub schema: Option<Spanned<String>>,
    /// `identity-regex`: `identityValidationExpression`, not checked here.
    pub identity_regex: Option<Spanned<String>>,
    /// `ttl`: `authorizerResultTtlInSeconds`.
    pub ttl_seconds: Option<Spanned<i64>>,
    /// `default`: the default authentication type.
    pub default: Option<Spanned<AuthenticationType>>,
    /// `additional`: the other authentication types, in order. A type stands several times only if AppSync allows
    /// several providers of it.
    pub additional: Vec<Spanned<AuthenticationType>>,
}

impl SuiteFile {
    /// Reads a suite, YAML or JSON. `name` is the path as the user gave it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the file, as one error with all places.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let document = Document::parse(name, text)?;
        let reader = Reader::new(&document);
        let file = reader.root("the suite", |fields| {
            let file = Self {
                includes: fields.optional("include", include).unwrap_or_default(),
                authorizer: fields.optional("authorizer", Reader::spanned),
                environment: fields.spanned("environment", Reader::name),
                api: fields.optional("api", SuiteApi::read),
                defaults: fields
                    .optional("defaults", |reader, node| reader.fields(node, |fields| Some(CaseFields::read(fields)))),
                cases: fields.optional("cases", |reader, node| reader.list(node, Case::read)).unwrap_or_default(),
                matrix: fields.optional("matrix", Matrix::read),
                origin: Origin { name: name.to_owned(), text: String::new() },
            };
            file.check_has_cases(fields);
            file.check_names(fields.reader());
            Some(file)
        });
        let origin = reader.origin();
        reader.finish(file.map(|file| Self { origin, ..file }))
    }

    /// Every case of this file, with its defaults: `cases`, then the matrix. Included files are not in it.
    #[must_use]
    pub fn cases_with_defaults(&self) -> Vec<Case> {
        let defaults = self.defaults.clone().unwrap_or_default();
        let matrix = self.matrix.iter().flat_map(Matrix::cases);
        let complete = |case: Case| Case { fields: case.fields.or_defaults(&defaults), ..case };
        self.cases.iter().cloned().chain(matrix).map(complete).collect()
    }

    /// This file as an included one: what it does not state itself it has from its includer. Whom to ask (`authorizer`,
    /// `environment`), `api` and `defaults` are each taken whole from the one file or the other.
    #[must_use]
    pub fn inheriting_from(self, includer: &Self) -> Self {
        let asks_nobody = self.authorizer.is_none() && self.environment.is_none();
        let (authorizer, environment) = if asks_nobody {
            (includer.authorizer.clone(), includer.environment.clone())
        } else {
            (self.authorizer, self.environment)
        };
        Self {
            authorizer,
            environment,
            api: self.api.or_else(|| includer.api.clone()),
            defaults: self.defaults.or_else(|| includer.defaults.clone()),
            ..self
        }
    }

    fn check_has_cases(&self, fields: &Fields<'_, '_>) {
        let has = |key: &'static str| {
            fields.entry(key).is_some_and(|entry| !matches!(&entry.node.kind, Kind::List(items) if items.is_empty()))
        };
        if !has("cases") && !has("matrix") && !has("include") {
            let fault = Fault::new("no-cases", fields.span(), "the suite has no cases", "without cases");
            fields.reader().fault::<()>(fault.help("add `cases`, a `matrix` or an `include`"));
        }
    }

    fn check_names(&self, reader: &Reader<'_>) {
        let mut names = HashSet::new();
        let matrix = self.matrix.iter().flat_map(Matrix::cases);
        for case in self.cases.iter().cloned().chain(matrix) {
            if !names.insert(case.name.value.clone()) {
                let message = format!("two cases have the name `{}`", case.name.value);
                let fault = Fault::new("duplicate-name", case.name.span, message, "a second time here");
                reader.fault::<()>(fault.help("give each case a name of its own"));
            }
        }
    }
}

fn include<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<Spanned<String>>> {
    reader.list(node, Reader::spanned_name)
}

impl SuiteApi {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        match node.kind {
            Kind::Text(_) => reader.spanned_name(node).map(Self::Named),
            Kind::Map(_) => reader.fields(node, |fields| Some(Self::Described(Box::new(DescribedApi::read(fields))))),
            _ => reader.wrong_type(node, "a map or the name of an API"),
        }
    }
}

impl DescribedApi {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let ttl = |reader: &Reader<'_>, node: &Node| reader.integer_in(node, TTL_SECONDS_MIN..=TTL_SECONDS_MAX);
        let api = Self {
            id: fields.spanned("id", Reader::name),
            account_id: fields.spanned("account-id", account_id),
            region: fields.spanned("region", Reader::name),
            schema: fields.spanned("schema", Reader::name),
            identity_regex: fields.spanned("identity-regex", Reader::name),
            ttl_seconds: fields.spanned("ttl", ttl),
            default: fields.optional("default", Reader::spanned),
            additional: fields
                .optional("additional", |reader, node| reader.list(node, Reader::spanned))
                .unwrap_or_default(),
        };
        api.check_modes(fields.reader());
        api
    }

    /// AppSync takes several user pools and several issuers, anything else once.
    ///
    /// Source: AppSync developer guide, "Security", using multiple authorization types.
    fn check_modes(&self, reader: &Reader<'_>) {
        let mut seen = Vec::new();
        for mode in self.default.iter().chain(&self.additional) {
            let may_repeat =
                matches!(mode.value, AuthenticationType::AmazonCognitoUserPools | AuthenticationType::OpenIdConnect);
            if !may_repeat && seen.contains(&mode.value) {
                reader.wrong_value::<()>(
                    &mode.span,
                    format!("`{}` stands twice", mode.value),
                    Some("remove one of the two"),
                );
            }
            seen.push(mode.value);
        }
    }
}

fn account_id(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let text = reader.text(node)?;
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text);
    }
    reader.wrong_value(&node.span, format!("`{text}` is not an account id"), Some("write the 12 digits in quotes"))
}
