//! The matrix as a page of its own: no network, no other files, readable without scripts; the same matrix gives the same
//! bytes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::access::{explanation, meaning, short_name};
use super::wording::{count, one_line};
use crate::engine::Code;
use crate::engine::access::{Matrix, Reach, Row, Who};

const STYLE: &str = include_str!("access_page.css");
const SCRIPT: &str = include_str!("access_page.js");

/// The page of a matrix.
#[must_use]
pub fn page(matrix: &Matrix) -> String {
    let mut page = String::with_capacity(matrix.rows.len() * (matrix.columns.len() + 1) * 80 + 16_384);
    // Writing into a text does not fail.
    let _ = write_page(matrix, &mut page);
    page
}

fn write_page(matrix: &Matrix, page: &mut String) -> std::fmt::Result {
    let (fields, columns) = (count(matrix.rows.len(), "field"), count(matrix.columns.len(), "column"));
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>Who reaches which field</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>Who reaches which field</h1>\n<p class=\"faint\">{fields}, {columns}. Made by <code>appsync-auth access</code>.</p>\n"
    )?;
    page.push_str("<dl>\n");
    for column in &matrix.columns {
        let (name, told) = (escaped(&short_name(column)), escaped(&meaning(column, matrix.default)));
        writeln!(page, "<dt>{name}</dt><dd>{told}</dd>")?;
    }
    page.push_str("</dl>\n");
    write_form(matrix, page)?;
    write_table(matrix, page)?;
    write_meanings(matrix, page)?;
    write!(page, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

/// The filters; without scripts they stay hidden.
fn write_form(matrix: &Matrix, page: &mut String) -> std::fmt::Result {
    page.push_str(
        "<form hidden>\n<label>Field or type <input type=\"search\" name=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         <label>Caller <select name=\"column\"><option value=\"\">any</option>\n",
    );
    for column in &matrix.columns {
        let name = escaped(&column.to_string());
        writeln!(page, "<option value=\"{name}\">{name}</option>")?;
    }
    page.push_str("</select></label>\n<label>Access <select name=\"access\"><option value=\"\">any</option>\n");
    for reach in Reach::ALL.into_iter().rev() {
        writeln!(page, "<option value=\"{}\">{}</option>", reach.name(), word(reach))?;
    }
    page.push_str("</select></label>\n<output aria-live=\"polite\"></output>\n</form>\n");
    Ok(())
}

fn write_table(matrix: &Matrix, page: &mut String) -> std::fmt::Result {
    page.push_str(
        "<div class=\"table\" role=\"region\" aria-label=\"Fields and who reaches them\" tabindex=\"0\">\n<table>\n\
         <caption>Each field of each type, and whether each kind of caller reaches it</caption>\n\
         <thead>\n<tr><th scope=\"col\">field</th>",
    );
    for column in &matrix.columns {
        let name = escaped(&short_name(column));
        let kind = match column.who {
            Who::Anyone if column.mode == matrix.default => "default",
            Who::Anyone => "\u{a0}",
            Who::Group(_) => "group",
            Who::Policy(_) => "policy",
        };
        write!(page, "<th scope=\"col\"><span>{kind}</span>{name}</th>")?;
    }
    page.push_str("</tr>\n</thead>\n");
    for rows in matrix.rows.chunk_by(|left, right| left.coordinate.type_name == right.coordinate.type_name) {
        let Some(first) = rows.first() else { continue };
        let type_name = escaped(&first.coordinate.type_name);
        writeln!(page, "<tbody>\n<tr class=\"type\"><th scope=\"rowgroup\">{type_name}</th>{}</tr>", {
            format!("<td colspan=\"{}\"></td>", matrix.columns.len().max(1))
        })?;
        for row in rows {
            write_row(row, page)?;
        }
        page.push_str("</tbody>\n");
    }
    page.push_str("</table>\n</div>\n");
    Ok(())
}

fn write_row(row: &Row, page: &mut String) -> std::fmt::Result {
    let (id, name) = (escaped(&row.coordinate.to_string()), escaped(&row.coordinate.field_name));
    write!(page, "<tr id=\"{id}\"><th scope=\"row\">{name}</th>")?;
    for cell in &row.cells {
        let (reach, word) = (cell.reach.name(), word(cell.reach));
        write!(page, "<td class=\"{reach}\"><b>{word}</b> <small>{}</small></td>", cell.rule)?;
    }
    page.push_str("</tr>\n");
    Ok(())
}

/// What the words and the codes of rules mean.
fn write_meanings(matrix: &Matrix, page: &mut String) -> std::fmt::Result {
    page.push_str("<h2>Words</h2>\n<dl>\n");
    for reach in Reach::ALL.into_iter().rev() {
        writeln!(page, "<dt>{}</dt><dd>{}</dd>", word(reach), escaped(explanation(reach)))?;
    }
    page.push_str("</dl>\n<h2>Rules</h2>\n<dl>\n");
    let codes: BTreeSet<Code> = matrix.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.rule)).collect();
    for code in codes {
        writeln!(page, "<dt>{code}</dt><dd>{}</dd>", escaped(code.rule().title))?;
    }
    page.push_str("</dl>\n");
    Ok(())
}

const fn word(reach: Reach) -> &'static str {
    match reach {
        Reach::Reached => "yes",
        Reach::Unknown => "unknown",
        Reach::Unreached => "no way",
        Reach::Denied => "no",
    }
}

/// A text that a browser shows as it is, on one line.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
