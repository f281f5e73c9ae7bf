//! Judging and reporting.

use super::args::{Args, Format};
use super::fix;
use super::inputs::{self, Denied, DeniedPlace};
use crate::appsync::{AuthenticationType, Provider};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::schema_files::LoadedSchema;
use crate::engine::Api;
use crate::engine::lint::{self, Finding, LintInputs, Linted};
use crate::error::{Error, Result};
use crate::graphql::{Schema, SourceText};
use crate::outside::Console;
use crate::report::{FixedPlace, LintPlace, LintReport, PlacedFinding};
use crate::settings::Flags;
use crate::status::Status;

/// Runs `lint`.
///
/// # Errors
/// The schema or the API cannot be read or fetched; `--fix` is not possible.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    check_stdin(&args)?;
    if context.json && args.format != Format::Text {
        return Err(Error::usage("two-formats", "`--json` and `--format` are both given").help("give one of them"));
    }
    fix::check(&args)?;
    let flags = Flags { schema: args.schemas.first().cloned(), ..Flags::default() };
    let settings = gather::settings(context, &args.environment, flags, None)?;
    let facts = inputs::read_api(&args, &settings, context).await?;
    let loaded = inputs::read_schema(&args, &settings, &facts, context).await?;
    let denied = inputs::read_denied(&args, &settings, context.console).await?;
    let inputs = LintInputs {
        denied: denied.entries.clone(),
        query_aware: args.assume_query_aware,
        regex_reading_is_chosen: settings.readings.iter().any(|reading| reading.value.name == "identity-regex"),
        deny: args.deny.clone(),
        allow: args.allow.clone(),
    };
    let api = facts.api.as_ref();
    let (loaded, fixed) = if args.fix { fix::fix(loaded, api, &inputs, context)? } else { (loaded, Vec::new()) };
    if api.is_none() {
        note_unknown_api(&loaded.schema, context.console);
    }
    let linted = lint::lint(&loaded.schema, api, &inputs);
    let report = LintReport { format: args.format.into(), ..report(linted, loaded, denied, fixed, api) };
    if !context.style.terminal && !context.json && args.format == Format::Text {
        context.console.note(&report.summary());
    }
    context.give(&report)
}

/// Standard input can be one of the files: said before any of them is read and found empty.
fn check_stdin(args: &Args) -> Result<()> {
    let paths = args.schemas.iter().chain(&args.api_config).chain(&args.authorizer_responses).chain(&args.authorizer);
    if paths.filter(|path| *path == "-").count() > 1 {
        return Err(Error::usage("stdin-taken-twice", "`-` is given twice, and standard input can be read once")
            .help("give a file for one of them"));
    }
    Ok(())
}

fn note_unknown_api(schema: &Schema, console: &Console) {
    let named = lint::inferred_modes(schema);
    let names: Vec<&str> = named.iter().map(|mode| mode.name()).collect();
    let modes = match names.as_slice() {
        [] => "the schema's directives name no mode".to_owned(),
        names => format!("taken from the schema's directives, without the default one: {}", names.join(", ")),
    };
    console.note(&format!(
        "note: the API's modes are not known; {modes}. Providers, regex, TTL and directives of absent modes are not \
         checked: give --api or --api-config"
    ));
}

/// Findings with their places, in the texts of the schema and of what the authorizer answers.
fn report(
    linted: Linted,
    loaded: LoadedSchema,
    denied: Denied,
    fixed: Vec<FixedPlace>,
    api: Option<&Api>,
) -> LintReport {
    let LoadedSchema { schema, mut texts } = loaded;
    let of_schema = texts.len();
    texts.extend(denied.texts);
    let places = &denied.places;
    let findings = linted
        .findings
        .into_iter()
        .map(|finding| {
            let in_answer = finding.denied.and_then(|number| places.get(number));
            let place = match in_answer {
                Some(place) => place_in_answer(place, of_schema, &texts),
                None => place_in_schema(&finding, &schema),
            };
            PlacedFinding { finding, place }
        })
        .collect();
    let default_mode = api.map(|api| api.authentication.default.authentication_type());
    let modes: Vec<AuthenticationType> = match api {
        Some(api) => api.authentication.additional.iter().map(Provider::authentication_type).collect(),
        None => lint::inferred_modes(&schema),
    };
    LintReport { texts, findings, suppressed: linted.suppressed, fixed, default_mode, modes, ..LintReport::default() }
}

fn place_in_schema(finding: &Finding, schema: &Schema) -> Option<LintPlace> {
    let span = finding.span?;
    let (_, place) = schema.place(span)?;
    Some(LintPlace {
        text: span.source,
        span: place.span,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    })
}

fn place_in_answer(place: &DeniedPlace, of_schema: usize, texts: &[SourceText]) -> Option<LintPlace> {
    let text = of_schema + place.text;
    let whole = &texts.get(text)?.text;
    let at = |offset: usize| {
        let before = whole.get(..offset)?;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((before.matches('\n').count() + 1, column))
    };
    let ((line, column), (end_line, end_column)) = (at(place.span.start)?, at(place.span.end)?);
    Some(LintPlace { text, span: place.span.clone(), line, column, end_line, end_column })
}
