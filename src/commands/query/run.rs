//! Gather, decide, report.

use super::args::Args;
use super::batch;
use super::prepare::{prepare, schema};
use super::request::request;
use super::send::Sender;
use crate::commands::context::Context;
use crate::error::Result;
use crate::outside::http::HttpClient;
use crate::status::Status;

/// Runs `query`.
///
/// # Errors
/// What the user gave is missing or invalid, or there is no answer.
pub async fn run(mut args: Args, context: &Context<'_>) -> Result<Status> {
    args.settle();
    args.batch.check()?;
    if let Some(path) = &args.batch.file {
        return batch::run(&args, path, context).await;
    }
    let prepared = prepare(&args, context).await?;
    let schema = schema(&prepared, context).await?;
    let request = request(&args, schema.as_deref(), context).await?;
    let client = HttpClient::new(&prepared.http)?;
    let credential = prepared.caller.credential(context).await?;
    let sender = Sender::new(context, &prepared, &client, credential, args.request.retry_mutations);
    let answer = sender.send(&request).await?;
    context.console.write_out(|out| out.write_all(&answer.body))?;
    Ok(Status::Yes)
}
