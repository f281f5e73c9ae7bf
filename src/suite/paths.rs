//! The files that a suite names.

use super::case::{CaseFields, CaseToken, Variables};
use super::file::{SuiteApi, SuiteFile};
use crate::appsync::{AuthorizerTarget, Secret, TokenSource};
use crate::document::Spanned;

impl SuiteFile {
    /// The suite with every path that it names replaced: `include`, `authorizer`, `api.schema`, files of tokens, and
    /// `@FILE` of queries, variables and headers.
    ///
    /// Paths are relative to the suite that names them. A caller makes them relative to something common before
    /// [`SuiteFile::inheriting_from`] carries values from one file into another.
    #[must_use]
    pub fn with_paths(mut self, replace: impl Fn(&str) -> String) -> Self {
        let replace: &dyn Fn(&str) -> String = &replace;
        self.includes.iter_mut().for_each(|path| path.value = replace(&path.value));
        match self.authorizer.as_mut().map(|authorizer| &mut authorizer.value) {
            Some(
                AuthorizerTarget::Handler { path, .. }
                | AuthorizerTarget::Executable(path)
                | AuthorizerTarget::Rules(path),
            ) => *path = replace(path),
            Some(AuthorizerTarget::Function(_) | AuthorizerTarget::Url(_) | AuthorizerTarget::Command(_)) | None => {}
        }
        if let Some(SuiteApi::Described(api)) = &mut self.api
            && let Some(schema) = &mut api.schema
        {
            schema.value = replace(&schema.value);
        }
        self.defaults.iter_mut().for_each(|defaults| defaults.replace_paths(replace));
        self.cases.iter_mut().for_each(|case| case.fields.replace_paths(replace));
        if let Some(matrix) = &mut self.matrix {
            matrix.tokens.iter_mut().for_each(|(_, token)| token.replace_paths(replace));
            matrix.operations.iter_mut().for_each(|(_, query)| replace_at_file(&mut query.value, replace));
        }
        self
    }
}

impl CaseFields {
    fn replace_paths(&mut self, replace: &dyn Fn(&str) -> String) {
        if let Some(token) = &mut self.token {
            token.replace_paths(replace);
        }
        replace_in_request(&mut self.query, &mut self.variables, &mut self.headers, replace);
    }
}

impl CaseToken {
    fn replace_paths(&mut self, replace: &dyn Fn(&str) -> String) {
        if let Self::From(TokenSource::File(path)) = self {
            *path = replace_file(path, replace);
        }
    }
}

/// The paths in what a request is made of.
pub fn replace_in_request(
    query: &mut Option<Spanned<String>>,
    variables: &mut Option<Variables>,
    headers: &mut [(Spanned<String>, Spanned<Secret>)],
    replace: &dyn Fn(&str) -> String,
) {
    if let Some(query) = query {
        replace_at_file(&mut query.value, replace);
    }
    if let Some(Variables::File(path)) = variables {
        path.value = replace(&path.value);
    }
    for (_, header) in headers {
        let mut text = header.value.expose().to_owned();
        replace_at_file(&mut text, replace);
        header.value = Secret::new(text);
    }
}

/// The path of a file; standard input has none.
pub fn replace_file(path: &str, replace: &dyn Fn(&str) -> String) -> String {
    if path == "-" { path.to_owned() } else { replace(path) }
}

/// The path in a text that may be `@FILE`; only what begins with `@` is one.
fn replace_at_file(text: &mut String, replace: &dyn Fn(&str) -> String) {
    if let Some(path) = text.strip_prefix('@') {
        *text = format!("@{}", replace_file(path, replace));
    }
}
