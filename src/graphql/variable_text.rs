//! Values of variables as they are typed on a command line: `NAME=VALUE`, of the type that the operation declares.

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use serde_json::Value;
use serde_json::value::RawValue;

use super::aws_formats;
use super::operation::Operation;
use super::scalars;
use super::schema::Schema;
use crate::error::{Error, Result};

/// The most characters of a value that a message repeats.
const SHOWN_CHARACTERS: usize = 60;

/// How a value of a named type is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Int,
    Float,
    Boolean,
    /// `AWSTimestamp`: a whole number of seconds.
    Timestamp,
    /// A text as it is; `null` is four letters.
    Text,
    /// A text that is one of some names or has a form, so that `null` can only mean null.
    Formed,
    /// An input object: JSON.
    Object,
    /// A type that is not known: JSON when it looks like it, else a text.
    Unknown,
}

impl Operation {
    /// The JSON of a variable that was typed as text, of the type that the operation declares for it: a number stays as it is
    /// written, a text needs no quotes, lists and input objects are JSON. `null` is null, but of a `String`, an `ID` and an
    /// `AWSJSON` four letters: their null can only be given with all variables as JSON.
    /// One value for a list of several stays one value, as GraphQL makes a list of it. Without a schema a type that is not
    /// one of AppSync's own is JSON when the text begins with `{` or `[`, and else a text, which enums are too.
    ///
    /// # Errors
    ///
    /// The operation declares no such variable, or the text is no value of its type: usage.
    pub fn variable_from_text(&self, name: &str, text: &str, schema: Option<&Schema>) -> Result<Box<RawValue>> {
        let definition = self.definition.variables.iter().find(|each| each.name == name);
        let definition = definition.ok_or_else(|| self.undeclared(name))?;
        let typed = Typed { name, text, schema, declared: &definition.ty };
        let json = typed.json()?;
        RawValue::from_string(json).map_err(|error| Error::bug(format!("a variable became no JSON: {error}")))
    }

    /// Whether these values are all that the operation wants: each is declared, and none is missing that must be there. The
    /// values are named, each with whether it is null.
    ///
    /// # Errors
    ///
    /// A value is not declared, or one without a default is missing or null where it must not be: usage.
    pub fn check_given<'v>(&self, given: impl Iterator<Item = (&'v str, bool)> + Clone) -> Result<()> {
        let declared = &self.definition.variables;
        if let Some((name, _)) = given.clone().find(|(name, _)| declared.iter().all(|each| each.name != *name)) {
            return Err(self.undeclared(name));
        }
        for each in declared.iter().filter(|each| each.ty.is_non_null()) {
            let value = given.clone().find(|(name, _)| each.name == *name);
            if value.map_or(each.default_value.is_some(), |(_, is_null)| !is_null) {
                continue;
            }
            let message = format!("the variable `${}` is declared as `{}`, and has no value", each.name, each.ty);
            return Err(
                Error::usage("missing-variable", message).help(format!("give one, as in `--var {}=…`", each.name))
            );
        }
        Ok(())
    }

    fn undeclared(&self, name: &str) -> Error {
        let declared: Vec<&str> = self.definition.variables.iter().map(|each| each.name.as_str()).collect();
        let near = declared.iter().map(|each| (strsim::damerau_levenshtein(each, name), each)).min();
        let help = match near {
            Some((distance, near)) if distance <= name.len().div_ceil(3) => format!("did you mean `{near}`?"),
            Some(_) => {
                let listed: Vec<String> = declared.iter().map(|each| format!("`${each}`")).collect();
                format!("it declares {}", listed.join(", "))
            }
            None => format!("declare it, as in `{} (${name}: String) {{ … }}`", self.kind),
        };
        Error::usage("undeclared-variable", format!("the operation declares no variable `${name}`")).help(help)
    }
}

/// A text, and the type that it is to have.
struct Typed<'a> {
    name: &'a str,
    text: &'a str,
    schema: Option<&'a Schema>,
    declared: &'a Type,
}

impl Typed<'_> {
    fn json(&self) -> Result<String> {
        let trimmed = self.text.trim();
        let form = form(self.declared.inner_named_type(), self.schema);
        // `null` is JSON too, and so a text that an `AWSJSON` can have.
        let is_text = form == Form::Text || self.declared.inner_named_type() == "AWSJSON";
        let is_text = is_text && !self.declared.is_list();
        if trimmed == "null" && !is_text {
            return match self.declared.is_non_null() {
                true => Err(self.refused("is no value of it", "give it a value".to_owned())),
                false => Ok("null".to_owned()),
            };
        }
        let is_json = self.declared.is_list() && trimmed.starts_with('[')
            || form == Form::Unknown && trimmed.starts_with(['{', '[']);
        if !is_json && form != Form::Object {
            return self.single(form);
        }
        let value: Value = serde_json::from_str(trimmed)
            .map_err(|error| self.refused("is no JSON", format!("{error}; {}", self.example(form))))?;
        match fits(self.schema, self.declared, &value) {
            true => Ok(trimmed.to_owned()),
            false => Err(self.refused("is not of that type", self.example(form))),
        }
    }

    /// A value of a named type: the variable's own, or the only one of a list.
    fn single(&self, form: Form) -> Result<String> {
        let json = match form {
            Form::Int | Form::Float | Form::Boolean | Form::Timestamp => {
                let value = serde_json::from_str::<Value>(self.text.trim()).ok();
                value.filter(|value| is_of(form, value)).map(|_| self.text.trim().to_owned())
            }
            Form::Formed => {
                let value = Value::from(self.text);
                fits_named(self.schema, self.declared.inner_named_type(), &value).then(|| value.to_string())
            }
            Form::Text | Form::Unknown | Form::Object => Some(Value::from(self.text).to_string()),
        };
        json.ok_or_else(|| self.refused("is not of that type", self.example(form)))
    }

    fn refused(&self, what: &str, help: String) -> Error {
        let Self { name, declared, .. } = self;
        let mut shown: String = self.text.chars().take(SHOWN_CHARACTERS).collect();
        if shown.len() < self.text.len() {
            shown.push('…');
        }
        let message = format!("the variable `${name}` is declared as `{declared}`, and `{shown}` {what}");
        Error::usage("bad-variable", message).help(help)
    }

    /// One thing to do.
    fn example(&self, form: Form) -> String {
        let (name, type_name) = (self.name, self.declared.inner_named_type());
        let value = match form {
            Form::Int => "7".to_owned(),
            Form::Float => "1.5".to_owned(),
            Form::Boolean => return format!("give `{name}=true` or `{name}=false`"),
            Form::Timestamp => return format!("give seconds since 1970, as in `{name}=1700000000`"),
            Form::Object | Form::Unknown if !self.declared.is_list() => "'{\"id\": \"1\"}'".to_owned(),
            Form::Formed if !self.declared.is_list() => return self.names_of(type_name),
            Form::Object => "'[{\"id\": \"1\"}]'".to_owned(),
            _ => "'[\"a\", \"b\"]'".to_owned(),
        };
        match (self.declared.is_list(), form) {
            (true, Form::Int) => format!("give JSON, as in `{name}='[1, 2]'`"),
            (true, Form::Float) => format!("give JSON, as in `{name}='[1.5, 2]'`"),
            (false, Form::Int) => format!("give a whole number of at most 32 bits, as in `{name}={value}`"),
            (false, Form::Float) => format!("give a number, as in `{name}={value}`"),
            _ => format!("give JSON, as in `{name}={value}`"),
        }
    }

    fn names_of(&self, type_name: &str) -> String {
        match self.schema.and_then(|schema| schema.compiled().types.get(type_name)) {
            Some(ExtendedType::Enum(definition)) => {
                let names: Vec<&str> = definition.values.keys().map(|name| name.as_str()).collect();
                let wanted = self.text.trim();
                let near = names.iter().map(|name| (strsim::damerau_levenshtein(name, wanted), name)).min();
                match near {
                    Some((distance, near)) if distance <= wanted.len().div_ceil(3) => format!("did you mean `{near}`?"),
                    _ => format!(
                        "it is one of {}",
                        names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
                    ),
                }
            }
            _ if type_name == "AWSJSON" => format!("give JSON, as in `{}='{{\"a\": 1}}'`", self.name),
            _ => format!("give a valid {}", aws_formats::name(type_name, false)),
        }
    }
}

fn form(type_name: &str, schema: Option<&Schema>) -> Form {
    match type_name {
        "Int" => Form::Int,
        "Float" => Form::Float,
        "Boolean" => Form::Boolean,
        "AWSTimestamp" => Form::Timestamp,
        "String" | "ID" => Form::Text,
        _ if aws_formats::is_known(type_name) => Form::Formed,
        _ => match schema.and_then(|schema| schema.compiled().types.get(type_name)) {
            Some(ExtendedType::InputObject(_)) => Form::Object,
            Some(ExtendedType::Enum(_)) => Form::Formed,
            Some(ExtendedType::Scalar(_)) => Form::Text,
            _ => Form::Unknown,
        },
    }
}

/// Whether a value of JSON is of a scalar that is written without quotes.
fn is_of(form: Form, value: &Value) -> bool {
    match form {
        Form::Int => value.is_number() && scalars::int(value).is_some(),
        Form::Float => value.is_number(),
        Form::Boolean => value.is_boolean(),
        Form::Timestamp => value.is_i64(),
        _ => false,
    }
}

/// Whether a value of JSON can be of a type. The members of input objects are left to the API.
fn fits(schema: Option<&Schema>, declared: &Type, value: &Value) -> bool {
    if value.is_null() {
        return !declared.is_non_null();
    }
    match (declared, value) {
        (Type::List(item) | Type::NonNullList(item), Value::Array(items)) => {
            items.iter().all(|value| fits(schema, item, value))
        }
        (Type::List(item) | Type::NonNullList(item), single) => fits(schema, item, single),
        (Type::Named(name) | Type::NonNullNamed(name), value) => fits_named(schema, name, value),
    }
}

fn fits_named(schema: Option<&Schema>, name: &str, value: &Value) -> bool {
    let form = form(name, schema);
    match form {
        Form::Int | Form::Float | Form::Boolean | Form::Timestamp => is_of(form, value),
        Form::Object => value.is_object(),
        Form::Unknown => true,
        Form::Text if name == "ID" => value.is_string() || value.is_i64(),
        Form::Text => value.is_string(),
        Form::Formed => value.as_str().is_some_and(|text| {
            match schema.and_then(|schema| schema.compiled().types.get(name)) {
                Some(ExtendedType::Enum(definition)) => definition.values.contains_key(text),
                // What exactly AppSync takes for a phone number, an address or a URL is nowhere written down.
                _ if matches!(name, "AWSJSON" | "AWSDate" | "AWSTime" | "AWSDateTime") => aws_formats::fits(name, text),
                _ => true,
            }
        }),
    }
}
