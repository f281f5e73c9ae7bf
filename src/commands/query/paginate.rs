//! `--paginate`: page after page, as one answer or a line each.

use serde_json::value::RawValue;

use super::run::Subject;
use super::send::Sender;
use crate::commands::reporting::Progress;
use crate::error::{Error, Result};
use crate::outside::http::HttpAnswer;
use crate::pages::{Paged, Pager, Turn};
use crate::report::json_text::on_one_line;
use crate::report::wording::count;
use crate::status::Status;

/// Follows the list to its end. A page that refuses is shown as any answer is, and ends it.
///
/// # Errors
/// A page does not come, or asks for one that came before.
pub(super) async fn paginate(subject: &Subject<'_>, sender: &Sender<'_>, paged: Paged) -> Result<Status> {
    let context = subject.context;
    let mut request = subject.request.clone();
    let variable = paged.variable.clone();
    let mut pager = Pager::new(paged, !context.json);
    if let Some((_, token)) = request.variables.iter().find(|(name, _)| *name == variable) {
        pager.begin_at(token);
    }
    let mut progress = Progress::without_end("pages", context);
    loop {
        let (answer, sent) = sender.send(&request).await?;
        let turn = match (200..300).contains(&answer.status) {
            true => pager.add(&answer.body),
            false => Ok(Turn::Refused),
        };
        progress.advance();
        if context.json && !matches!(turn, Ok(Turn::Refused)) {
            write_line(subject, &answer)?;
        }
        match turn {
            Ok(Turn::More(token)) => request.set(&variable, token),
            Ok(Turn::End) => {
                progress.clear();
                context.console.step(&format!(
                    "{} with {}",
                    count(pager.pages(), "page"),
                    count(pager.items(), "item")
                ));
                if context.json {
                    return Ok(Status::Yes);
                }
                return subject.show(&merged(answer, pager)?, &sent).await;
            }
            Ok(Turn::Refused) => {
                progress.clear();
                // Nothing is lost with the first page, and the answer itself says that it is refused.
                if pager.pages() > 0 {
                    let items = count(pager.items(), "item");
                    let lost = if context.json { "" } else { ", not shown" };
                    context.console.note(&format!("page {} is refused, after {items}{lost}", pager.pages() + 1));
                }
                if context.json {
                    write_line(subject, &answer)?;
                    return subject.tell(&answer, &sent).await;
                }
                return subject.show(&answer, &sent).await;
            }
            Err(error) => {
                progress.clear();
                return Err(error);
            }
        }
    }
}

/// The last answer with the items of all pages.
fn merged(last: HttpAnswer, pager: Pager) -> Result<HttpAnswer> {
    let body = pager.merged().ok_or_else(|| Error::bug("pages that came cannot be put together"))?;
    Ok(HttpAnswer { body: body.into(), ..last })
}

/// A page on one line, its numbers and the order of its keys as they came.
fn write_line(subject: &Subject<'_>, answer: &HttpAnswer) -> Result<()> {
    let line = match serde_json::from_slice::<&RawValue>(&answer.body) {
        Ok(value) => on_one_line(value),
        Err(_) => serde_json::Value::from(String::from_utf8_lossy(&answer.body)).to_string(),
    };
    subject.context.console.write_out(|out| writeln!(out, "{line}"))
}
