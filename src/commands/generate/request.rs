//! What is to be generated: flags, and what appsync-auth.yaml says where they are silent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Args, OutputArgs, Preset};
use super::placed::Placed;
use super::targets;
use crate::codegen::Style;
use crate::codegen::typescript::scalar_fault;
use crate::document::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::output_folder::OutputFolder;
use crate::outside::{Console, config, files};
use crate::settings::{
    Configuration, DeniedFields, DocumentPatterns, Generate, GenerateOutput, GenerateTarget, Imports, Order, Origin,
    Selection, Statements,
};

/// What is to be generated.
#[derive(Debug)]
pub(super) struct Request {
    /// Patterns of the schema's files, each with the folder that it is relative to; none when they are said elsewhere.
    pub(super) schema: Vec<Placed>,
    /// Patterns of the user's documents.
    pub(super) documents: Vec<Placed>,
    /// The outputs; at least one.
    pub(super) outputs: Vec<Output>,
    /// What single operations select otherwise.
    pub(super) operations: BTreeMap<String, Selection>,
    /// Where the schema is kept.
    pub(super) save_schema: Option<Placed>,
    /// Whether the schema may break GraphQL's rules.
    pub(super) lenient: bool,
    /// Whether the sizes of operations are told.
    pub(super) report: bool,
    /// Whether files that are not generated any more are deleted.
    pub(super) prune: bool,
}

/// One output.
#[derive(Debug, Clone)]
pub(super) struct Output {
    /// What is written.
    pub(super) target: GenerateTarget,
    /// Whether files are as Amplify's generator writes them.
    pub(super) amplify: bool,
    /// Whether Amplify's types are written, in TypeScript.
    pub(super) amplify_types: bool,
    /// Where to.
    pub(super) folder: OutputFolder,
    /// The working folder, from which the names of documents are.
    here: PathBuf,
    /// What operations select, as far as somebody says it.
    pub(super) selection: Selection,
    /// What a path of `denied-fields` is relative to.
    pub(super) base: PathBuf,
}

impl Output {
    /// The order of what is written.
    pub(super) fn order(&self) -> Order {
        self.selection.order.unwrap_or(if self.amplify { Order::Schema } else { Order::Name })
    }

    /// Which operations are generated from the schema.
    pub(super) fn statements(&self) -> Statements {
        self.selection.statements.unwrap_or(Statements::All)
    }

    /// Whether it is TypeScript of our own kind.
    fn is_native_typescript(&self) -> bool {
        self.target == GenerateTarget::Typescript && !self.amplify
    }

    /// Whether operations are written, and not the schema.
    pub(super) const fn has_operations(&self) -> bool {
        !matches!(self.target, GenerateTarget::Schema | GenerateTarget::Introspection)
    }

    /// Whether types are written, in TypeScript.
    pub(super) fn has_types(&self) -> bool {
        self.target == GenerateTarget::Typescript || (self.amplify && self.amplify_types)
    }

    /// How a document is called from the output's folder: wherever the user is then, the same.
    pub(super) fn name_of_document(&self, name: &str) -> String {
        match name {
            "-" => name.to_owned(),
            path => files::path_from(&self.folder.path, &self.here.join(path)),
        }
    }

    /// How it is written.
    pub(super) fn style(&self) -> Style {
        let scalars = self.selection.scalars.iter().flatten().cloned().collect();
        let functions = self.selection.functions.unwrap_or(false);
        Style { order: self.order(), scalars, functions, imports: self.selection.imports.unwrap_or(Imports::Js) }
    }
}

/// Reads the configuration, and joins the flags with it.
///
/// # Errors
/// The configuration is invalid; a target is unknown, not there, or does not go with the preset.
pub(super) fn request(args: &Args, console: &Console) -> Result<Request> {
    let configuration = config::read_configuration(&console.current_dir)?;
    let file = configuration.as_ref().map(|found| found.file.clone());
    let folder = file.map_or_else(|| console.current_dir.clone(), |file| folder_of(&file, console));
    let generate = configuration.and_then(|found| found.generate).unwrap_or_default();
    let or_configured = |given: &[String], configured: &[String]| match given {
        [] => Placed::all(configured, &folder),
        given => Placed::all(given, &console.current_dir),
    };
    let asks_an_api = args.source.url.is_some() || args.environment.api.is_some();
    let configured_schema = if asks_an_api { &[][..] } else { &generate.schema };
    let save_schema = match (&args.source.save_schema, &generate.save_schema) {
        (Some(path), _) => Some(Placed::new(path, &console.current_dir)),
        (None, Some(path)) => Some(Placed::new(path, &folder)),
        (None, None) => None,
    };
    Ok(Request {
        schema: or_configured(&args.source.schema, configured_schema),
        documents: documents(args, &generate, &folder, console)?,
        outputs: outputs(args, &generate, &folder, console)?,
        operations: generate.operations.iter().cloned().collect(),
        save_schema,
        lenient: args.source.lenient || generate.lenient,
        report: args.output.report || generate.report,
        prune: args.output.prune || generate.prune,
    })
}

fn folder_of(file: &str, console: &Console) -> PathBuf {
    crate::commands::gather::folder_of(&Origin::Configuration { file: file.to_owned() }, console)
}

/// The user's documents, without those that are left out.
fn documents(args: &Args, generate: &Generate, folder: &Path, console: &Console) -> Result<Vec<Placed>> {
    let (patterns, folder) = match args.source.documents.as_slice() {
        [] => (generate.documents.clone(), folder),
        given => {
            let refused = |(message, help): (String, &str)| Error::usage("no-documents", message).help(help);
            (DocumentPatterns::new(given).map_err(refused)?, console.current_dir.as_path())
        }
    };
    Ok(Placed::documents(&patterns, folder))
}

/// A target as it was asked for.
struct Wanted {
    target: GenerateTarget,
    folder: Option<String>,
}

fn outputs(args: &Args, generate: &Generate, folder: &Path, console: &Console) -> Result<Vec<Output>> {
    let wanted = wanted(&args.output)?;
    let configured = |target: GenerateTarget| generate.outputs.iter().filter(move |each| each.target == target);
    let plain = |target| GenerateOutput { target, amplify: false, out: None, selection: Selection::default() };
    let is_amplify = amplify_is_said(&args.output);
    // Each with the folder of a flag, and whether its target was said by a flag.
    let mut chosen: Vec<(GenerateOutput, Option<&String>, bool)> = Vec::new();
    for each in &wanted {
        let before = chosen.len();
        chosen.extend(configured(each.target).map(|output| (output.clone(), each.folder.as_ref(), true)));
        if chosen.len() == before {
            chosen.push((plain(each.target), each.folder.as_ref(), true));
        }
    }
    if wanted.is_empty() {
        // Amplify's way is meant for what is written in it, and not for the other outputs.
        let fits = |output: &&GenerateOutput| output.amplify || !is_amplify;
        chosen.extend(generate.outputs.iter().filter(fits).map(|output| (output.clone(), None, false)));
    }
    if chosen.is_empty() {
        chosen.push((plain(GenerateTarget::Typescript), None, true));
    }
    let output = |(mut output, own, by_flag): (GenerateOutput, Option<&String>, bool)| {
        output.amplify |= is_amplify;
        check(&output, by_flag || is_amplify)?;
        let out = match own.or(args.output.out.as_ref()) {
            Some(path) => output_folder(path, &console.current_dir, console),
            None => output_folder(output.out.as_deref().unwrap_or(GenerateOutput::FOLDER), folder, console),
        };
        let output = joined(args, generate, &output, out, folder, console);
        check_scalars(&output, args)?;
        Ok(output)
    };
    let outputs: Vec<Output> = chosen.into_iter().map(output).collect::<Result<_>>()?;
    check_needed(args, &outputs)?;
    Ok(outputs)
}

/// Whether something comes of each flag in one of the outputs.
fn check_needed(args: &Args, outputs: &[Output]) -> Result<()> {
    let help = "give `--target typescript`, or leave it away";
    let for_types = [
        (args.output.ts_functions, "--ts-functions", Output::is_native_typescript as fn(&Output) -> bool),
        (args.output.ts_imports.is_some(), "--ts-imports", Output::is_native_typescript),
        (!args.output.scalars.is_empty(), "--scalar", Output::has_types),
    ];
    let needless = |(is_given, _, fits): &(bool, &str, fn(&Output) -> bool)| *is_given && !outputs.iter().any(fits);
    if let Some((_, flag, _)) = for_types.into_iter().find(needless) {
        let preset = if flag == "--scalar" { "" } else { ", without a preset" };
        let message = format!("`{flag}` is for the target `typescript`{preset}");
        return Err(Error::usage("no-typescript", message).help(help));
    }
    let (selection, reach) = (&args.selection, &args.reach);
    let for_operations = [
        (selection.statements.is_some(), "--statements"),
        (selection.depth.is_some(), "--depth"),
        (selection.depth_mode.is_some(), "--depth-mode"),
        (selection.nested_args.is_some(), "--nested-args"),
        (!selection.lift.is_empty(), "--lift"),
        (!selection.include.is_empty(), "--include"),
        (!selection.exclude.is_empty(), "--exclude"),
        (selection.exclude_deprecated, "--exclude-deprecated"),
        (selection.typename, "--typename"),
        (selection.fragments.is_some(), "--fragments"),
        (selection.max_fields.is_some(), "--max-fields"),
        (reach.auth_mode.is_some(), "--auth-mode"),
        (!reach.cognito_groups.is_empty(), "--cognito-group"),
        (reach.denied_fields.is_some(), "--denied-fields"),
    ];
    match for_operations.into_iter().find(|(is_given, _)| *is_given && !outputs.iter().any(Output::has_operations)) {
        Some((_, flag)) => {
            let message = format!("`{flag}` is for operations, and what is written here has none");
            Err(Error::usage("no-operations", message).help(help))
        }
        None => Ok(()),
    }
}

/// Whether the types for scalars can be types of TypeScript.
fn check_scalars(output: &Output, args: &Args) -> Result<()> {
    let scalars = output.style().scalars;
    for (name, ty) in scalars.iter().filter(|_| output.has_types()) {
        let Some(fault) = scalar_fault(ty) else { continue };
        let by_flag = args.output.scalars.iter().any(|(given, _)| given == name);
        let kind = if by_flag { ErrorKind::Usage } else { ErrorKind::Input };
        let message = format!("`{ty}` cannot be the type of the scalar `{name}`: {fault}");
        return Err(Error::new(kind, "scalar-type", message).help("write a type of TypeScript, such as `Date`"));
    }
    Ok(())
}

/// Everything that is said of an output: by flags, of itself, of all.
fn joined(
    args: &Args,
    generate: &Generate,
    output: &GenerateOutput,
    out: OutputFolder,
    folder: &Path,
    console: &Console,
) -> Output {
    let flags = selection(args);
    let base = if flags.denied_fields.is_some() { &console.current_dir } else { folder };
    Output {
        target: output.target,
        amplify: output.amplify,
        amplify_types: output.target == GenerateTarget::Typescript || args.output.type_target.is_some(),
        folder: out,
        here: console.current_dir.clone(),
        selection: flags.or(&output.selection).or(&generate.selection),
        base: base.to_owned(),
    }
}

fn selection(args: &Args) -> Selection {
    let (selection, reach) = (&args.selection, &args.reach);
    let some = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
    Selection {
        depth: selection.depth.or(args.output.statement_max_depth),
        depth_mode: selection.depth_mode,
        nested_arguments: selection.nested_args,
        lift: some(&selection.lift),
        include: some(&selection.include),
        exclude: some(&selection.exclude),
        auth_mode: reach.auth_mode,
        cognito_groups: some(&reach.cognito_groups),
        denied_fields: reach.denied_fields.as_ref().map(|said| DeniedFields::File(said.clone())),
        fragments: selection.fragments,
        order: selection.order,
        scalars: (!args.output.scalars.is_empty()).then(|| args.output.scalars.clone()),
        max_fields: selection.max_fields,
        statements: selection.statements,
        exclude_deprecated: selection.exclude_deprecated.then_some(true),
        typename: args.output.statement_typename_introspection.or(selection.typename.then_some(true)),
        functions: args.output.ts_functions.then_some(true),
        imports: args.output.ts_imports,
    }
}

/// A folder as it is called from where the user is, or as the user calls it where that is from the root.
fn output_folder(path: &str, base: &Path, console: &Console) -> OutputFolder {
    let here = &console.current_dir;
    let absolute = PathBuf::from(files::plain_path(&base.join(path)));
    let is_elsewhere = Path::new(path).is_absolute() && !absolute.starts_with(files::plain_path(here));
    let name = if is_elsewhere { path.to_owned() } else { files::path_from(here, &absolute) };
    OutputFolder { path: absolute, name }
}

/// Whether a flag means Amplify's way.
const fn amplify_is_said(args: &OutputArgs) -> bool {
    matches!(args.preset, Some(Preset::Amplify))
        || args.statement_target.is_some()
        || args.type_target.is_some()
        || args.statement_max_depth.is_some()
        || args.statement_typename_introspection.is_some()
}

/// The targets that flags name.
fn wanted(args: &OutputArgs) -> Result<Vec<Wanted>> {
    if let Some(word) = &args.type_target
        && word != "typescript"
    {
        return Err(amplify_only("--type-target", word));
    }
    if let Some(word) = &args.statement_target {
        let target = GenerateTarget::find(word).filter(|target| target.against_preset(true).is_none());
        return match target {
            Some(target) => Ok(vec![Wanted { target, folder: None }]),
            None => Err(amplify_only("--statement-target", word)),
        };
    }
    let target = |text: &String| {
        let (word, folder) = text.split_once('=').map_or((text.as_str(), None), |(word, folder)| (word, Some(folder)));
        if folder == Some("") {
            let error = Error::usage("no-folder", format!("`--target {text}` names no folder"));
            return Err(error.help("write `TARGET` or `TARGET=FOLDER`"));
        }
        let target = self::target(word)?;
        Ok(Wanted { target, folder: folder.map(str::to_owned) })
    };
    args.targets.iter().map(target).collect()
}

/// The target of a word.
///
/// # Errors
/// Usage: there is none.
pub(super) fn target(word: &str) -> Result<GenerateTarget> {
    if let Some(target) = GenerateTarget::find(word) {
        return Ok(target);
    }
    if let Some(error) = amplify_target("--target", word) {
        return Err(error);
    }
    let error = Error::usage("unknown-target", format!("there is no target `{word}`"));
    let names: Vec<&str> = targets::OFFERED.iter().map(|target| target.name()).collect();
    Err(match did_you_mean(word, names.iter().copied()) {
        Some(meant) => error.help(format!("did you mean `{meant}`?")),
        None => error.help(format!("the targets are {}", names.join(", "))),
    })
}

/// What Amplify's generator writes and this program does not.
fn amplify_target(flag: &str, word: &str) -> Option<Error> {
    let instead = match word {
        "angular" => "`--target typescript` writes functions and types that any framework can call",
        "swift" => "Apollo iOS reads what `--target schema` and `--target graphql` write",
        "scala" => "`--target schema` and `--target graphql` write what generators for Scala read",
        "json" => "`--target manifest` lists the operations, and `--target introspection` the schema, as JSON",
        "modelgen" => "models are made from the `@model` source, and not from an API's schema: use `ampx` for them",
        "flow-modern" => "`--target flow --preset amplify` writes the operations",
        _ => return None,
    };
    Some(Error::usage("target-not-offered", format!("`{flag} {word}` is not offered")).help(instead))
}

fn amplify_only(flag: &str, word: &str) -> Error {
    amplify_target(flag, word).unwrap_or_else(|| {
        let all = if flag == "--type-target" { "typescript" } else { "typescript, javascript, graphql and flow" };
        let is_one = all.split([',', ' ']).count() == 1;
        let help = if is_one { format!("the only one is {all}") } else { format!("they are {all}") };
        Error::usage("target-not-offered", format!("`{flag} {word}` is not offered")).help(help)
    })
}

/// Whether a target can be generated, and goes with the preset.
fn check(output: &GenerateOutput, by_flag: bool) -> Result<()> {
    let kind = if by_flag { ErrorKind::Usage } else { ErrorKind::Input };
    if let Some(message) = output.target.against_preset(output.amplify) {
        let message = message.replace("preset: amplify", if by_flag { "--preset amplify" } else { "preset: amplify" });
        return Err(Error::new(kind, "wrong-preset", message).help("leave the preset or the target away"));
    }
    if output.amplify || targets::OFFERED.contains(&output.target) {
        return Ok(());
    }
    let names: Vec<&str> = targets::OFFERED.iter().map(|target| target.name()).collect();
    let place = if by_flag { String::new() } else { format!(" of `generate` in {}", Configuration::FILE_NAME) };
    let message = format!("the target `{}`{place} is not there yet", output.target.name());
    Err(Error::new(kind, "target-not-built", message).help(format!("the targets are {}", names.join(", "))))
}
