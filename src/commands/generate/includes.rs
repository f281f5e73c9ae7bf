//! Patterns of `include` of which none fits: without this, a slip of the finger would generate everything.

use super::args::Args;
use super::request::{Output, Request};
use crate::appsync::Coordinate;
use crate::codegen;
use crate::document::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::Schema;
use crate::settings::{Configuration, GenerateTarget, Statements};

/// Refuses an `include` that bounds nothing, since nothing fits it: that of an output, or of one operation.
///
/// # Errors
/// None of the patterns fits a type or field: usage where a flag says them, else input.
pub(super) fn check(args: &Args, output: &Output, request: &Request, schema: &Schema) -> Result<()> {
    let has_operations = !matches!(output.target, GenerateTarget::Schema | GenerateTarget::Introspection);
    if !has_operations || output.statements() == Statements::None {
        return Ok(());
    }
    let by_flag = !args.selection.include.is_empty();
    let kind = if by_flag { ErrorKind::Usage } else { ErrorKind::Input };
    let place = if by_flag { "`--include`".to_owned() } else { format!("`include` in {}", Configuration::FILE_NAME) };
    check_one(output.selection.include.as_deref().unwrap_or_default(), kind, &place, schema)?;
    for (name, own) in &request.operations {
        let place = format!("`include` of the operation `{name}` in {}", Configuration::FILE_NAME);
        check_one(own.include.as_deref().unwrap_or_default(), ErrorKind::Input, &place, schema)?;
    }
    Ok(())
}

fn check_one(patterns: &[String], kind: ErrorKind, place: &str, schema: &Schema) -> Result<()> {
    let unused = codegen::unused_patterns(schema, patterns);
    let Some(first) = patterns.first().filter(|_| patterns.iter().all(|pattern| unused.contains(pattern.as_str())))
    else {
        return Ok(());
    };
    let message = if unused.len() == 1 {
        format!("the pattern `{first}` of {place} fits no type or field of the schema")
    } else {
        let all: Vec<String> = unused.iter().map(|pattern| format!("`{pattern}`")).collect();
        format!("the patterns {} of {place} fit no type or field of the schema", all.join(", "))
    };
    let help = match patterns.iter().find_map(|pattern| meant(pattern, schema)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name types or fields, such as `Query.get*` or `Subscription`".to_owned(),
    };
    Err(Error::new(kind, "include-unused", message).help(help))
}

/// The pattern that somebody meant: a field, else a type that exists.
fn meant(pattern: &str, schema: &Schema) -> Option<String> {
    let (type_name, field) = pattern.split_once('.').map_or((pattern, None), |(name, field)| (name, Some(field)));
    if let Some(field) = field
        && let Some(coordinate) = schema.suggest(&Coordinate::new(type_name, field))
    {
        return Some(coordinate.to_string());
    }
    let types = schema.compiled().types.values().filter(|each| !each.is_built_in());
    let types = types.filter(|each| each.is_object() || each.is_interface() || each.is_union());
    let name = did_you_mean(type_name, types.map(|each| each.name().as_str()))?;
    match field {
        Some(_) if name == type_name => None,
        Some(field) => {
            let pattern = format!("{name}.{field}");
            codegen::unused_patterns(schema, [&pattern]).is_empty().then_some(pattern)
        }
        None => Some(name.to_owned()),
    }
}
