//! `queries.ts`, `mutations.ts`, `subscriptions.ts`, `fragments.ts` and `functions.ts`.

use super::docs;
use super::layout::{self, Doc, WIDTH};
use super::output::{Body, Output, interface, specifier};
use super::schema_file::given;
use super::types::{self, TypeText};
use crate::codegen::ir::Operation;
use crate::codegen::kinds::{KINDS, file_name};
use crate::codegen::print::{self, Layout};
use crate::graphql::OperationKind;

/// The operations of a kind; nothing when there are none.
pub(super) fn operations<'a>(output: &'a Output<'a>, kind: OperationKind) -> Option<Body<'a>> {
    let mut body = Body::default();
    for (at, operation) in output.ir.operations.iter().enumerate() {
        if operation.statement.kind == kind {
            write_operation(output, &mut body, at, operation);
        }
    }
    (!body.text.is_empty()).then_some(body)
}

fn write_operation<'a>(output: &'a Output<'a>, body: &mut Body<'a>, at: usize, operation: &'a Operation) {
    let names = &output.names.operations[at];
    body.client.insert("GraphQLDocument");
    body.text.push('\n');
    docs::comment(&mut body.text, 0, operation.description.as_deref(), operation.deprecated.as_deref());
    document(&mut body.text, operation, &names.constant, &names.result, &names.variables);
    body.text.push('\n');
    let about = format!("The variables of {{@link {}}}.", names.constant);
    docs::comment(&mut body.text, 0, Some(&about), None);
    if operation.variables.is_empty() {
        let none = TypeText::Generic("Record", vec![TypeText::keyword("string"), TypeText::keyword("never")]);
        types::alias(&mut body.text, &names.variables, &none);
    } else {
        interface(body, &names.variables, false, |body| {
            for variable in &operation.variables {
                docs::comment(&mut body.text, 2, variable.description.as_deref(), variable.deprecated.as_deref());
                given(output, body, &variable.name, variable.is_optional(), &variable.ty);
            }
        });
    }
    let about = format!("The result of {{@link {}}}.", names.constant);
    output.shapes(body, &output.shapes.roots[at], Some(&about));
}

/// Writes the constant: the text, and the types that it knows.
fn document(out: &mut String, operation: &Operation, constant: &str, result: &str, variables: &str) {
    let mut text = String::new();
    docs::template(&mut text, &print::statement(&operation.statement, Layout::default()));
    let first = text.find('\n').unwrap_or(text.len());
    out.extend(["export const ", constant, " ="]);
    // The text stands on a line of its own when its first line fits nowhere else.
    let head = "export const  = `".len() + constant.len();
    let indent = if head + textwrap::core::display_width(&text[..first]) <= WIDTH {
        out.push_str(" `");
        0
    } else {
        out.push_str("\n  `");
        2
    };
    let last = text.rfind('\n').map_or(0, |end| end + 1);
    out.push_str(&text[..last]);
    let kind = format!("\"{}\"", operation.statement.kind.name());
    let line = [&text[last..], "` as GraphQLDocument<", &kind, ", ", result, ", ", variables, ">;"];
    if line.iter().map(|part| part.len()).sum::<usize>() <= WIDTH {
        out.extend(line);
        out.push('\n');
        return;
    }
    out.extend([&text[last..], "` as GraphQLDocument<\n"]);
    for (part, end) in [(kind.as_str(), ",\n"), (result, ",\n"), (variables, "\n")] {
        layout::spaces(out, indent + 2);
        out.extend([part, end]);
    }
    layout::spaces(out, indent);
    out.push_str(">;\n");
}

/// The types of the fragments; nothing when there are none.
pub(super) fn fragments<'a>(output: &'a Output<'a>) -> Option<Body<'a>> {
    let mut body = Body::default();
    let roots = &output.shapes.roots[output.ir.operations.len()..];
    for (fragment, declarations) in output.ir.fragments.iter().zip(roots) {
        let mut about = format!("The fragment `{}`, on `{}`.", fragment.name, fragment.type_name);
        if let Some(description) = &fragment.description {
            about.push_str("\n\n");
            about.push_str(description);
        }
        output.shapes(&mut body, declarations, Some(&about));
    }
    // What the file declares itself is not imported.
    body.fragments.clear();
    (!body.text.is_empty()).then_some(body)
}

/// A function for each operation; nothing when there are no operations.
pub(super) fn functions<'a>(output: &'a Output<'a>) -> Option<String> {
    let mut body = Body::default();
    let mut imports = String::new();
    for kind in KINDS {
        let module = file_name(kind);
        let operations = output.ir.operations.iter().zip(&output.names.operations);
        let mut operations = operations.filter(|(operation, _)| operation.statement.kind == kind).peekable();
        if operations.peek().is_none() {
            continue;
        }
        let import = unused(output, module);
        let from = specifier(module, output.style.imports);
        imports.push_str(&format!("import * as {import} from {from};\n"));
        body.client.extend(["AppSyncClient", "CallArguments"]);
        let (method, options, result) = match kind {
            OperationKind::Query | OperationKind::Mutation => ("execute", "RequestOptions", "Promise"),
            OperationKind::Subscription => ("subscribe", "SubscribeOptions", "Subscription"),
        };
        body.client.insert(options);
        if kind == OperationKind::Subscription {
            body.client.insert(result);
        }
        for (operation, names) in operations {
            let out = &mut body.text;
            out.push('\n');
            docs::comment(out, 0, operation.description.as_deref(), operation.deprecated.as_deref());
            let document = format!("{import}.{}", names.constant);
            let given = [vec![Doc::text(format!("typeof {document}"))], vec![Doc::text(options)]];
            let rest = vec![Doc::text("...rest: CallArguments<"), layout::list(given, false), Doc::text(">")];
            let head = Doc::text(format!("export function {}(", names.constant));
            let parameters = layout::list([vec![Doc::text("client: AppSyncClient")], rest], false);
            let tail = Doc::text(format!("): {result}<{import}.{}> {{", names.result));
            layout::line(out, 0, &[head, parameters, tail]);
            let arguments = layout::list([vec![Doc::Text(document)], vec![Doc::text("...rest")]], true);
            let head = Doc::text(format!("return client.{method}("));
            layout::line(out, 2, &[head, arguments, Doc::text(");")]);
            out.push_str("}\n");
        }
    }
    (!imports.is_empty()).then(|| {
        let text = std::mem::take(&mut body.text);
        let mut file = body.finish(output.style.imports);
        file.push_str(&imports);
        file.push_str(&text);
        file
    })
}

/// A name for the import of a module that no operation has.
fn unused(output: &Output<'_>, module: &str) -> String {
    let mut name = module.to_owned();
    while output.names.operations.iter().any(|names| names.constant == name) {
        name.push('_');
    }
    name
}
