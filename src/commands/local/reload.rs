//! Reads files again when they change. A file that is broken changes nothing: what was there before goes on.

use std::collections::BTreeSet;
use std::path::Path;

use super::api::Again;
use super::assemble::Workshop;
use super::plan::{Placed, PlannedApi};
use super::sources;
use crate::appsync::AuthorizerTarget;
use crate::error::{Error, Result};
use crate::local::Emulator;
use crate::outside::file_watch::{Changes, FileWatch};
use crate::outside::watched_files::WatchedFiles;

/// Something that is read from files.
enum Source<'a> {
    Schema(&'a PlannedApi, &'a Placed<String>),
    Data(&'a PlannedApi),
    Function(&'a Placed<AuthorizerTarget>),
}

/// Watches every file that the emulator was made of.
pub(super) struct Watch<'a> {
    sources: Vec<(Source<'a>, Vec<WatchedFiles>)>,
    watch: FileWatch,
}

impl<'a> Watch<'a> {
    /// Watches from now on. That files cannot be watched is said, and everything else goes on.
    pub(super) fn new(workshop: &'a Workshop<'_>, emulator: &Emulator) -> Self {
        let with_files = |source: Source<'a>| {
            let files = source.files();
            (source, files)
        };
        let sources: Vec<_> = sources(workshop).into_iter().map(with_files).collect();
        let folders = sources.iter().flat_map(|(_, files)| files).map(|files| files.folder().clone()).collect();
        let (watch, warnings) = FileWatch::new(&folders);
        warnings.iter().for_each(|warning| emulator.say(warning));
        Self { sources, watch }
    }

    /// Reads again what changes, and never ends.
    pub(super) async fn follow(mut self, workshop: &Workshop<'_>, emulator: &Emulator) {
        loop {
            let changes = self.watch.next().await;
            changes.warnings.iter().for_each(|warning| emulator.say(warning));
            for (source, files) in &mut self.sources {
                if source.has_changed(files, &changes) {
                    files.iter_mut().for_each(WatchedFiles::look_again);
                    source.read_again(workshop, emulator).await;
                }
            }
        }
    }
}

fn sources<'a>(workshop: &'a Workshop<'_>) -> Vec<Source<'a>> {
    let mut found = Vec::new();
    let mut functions: Vec<&Placed<AuthorizerTarget>> = Vec::new();
    for api in &workshop.plan.apis {
        found.extend(api.schema.as_ref().map(|schema| Source::Schema(api, schema)));
        found.extend(api.data.as_ref().map(|_| Source::Data(api)));
        for target in api.authorizer.iter().chain(api.resolvers.iter().map(|(_, target)| target)) {
            if !functions.iter().any(|known| known.value == target.value) {
                functions.push(target);
                found.push(Source::Function(target));
            }
        }
    }
    found
}

impl Source<'_> {
    fn files(&self) -> Vec<WatchedFiles> {
        match self {
            Self::Schema(_, schema) => vec![WatchedFiles::new(&schema.value, &schema.folder)],
            Self::Data(api) => api.data.iter().map(|data| WatchedFiles::one(data.folder.join(&data.value))).collect(),
            Self::Function(target) => match &target.value {
                AuthorizerTarget::Handler { path, .. }
                | AuthorizerTarget::Executable(path)
                | AuthorizerTarget::Rules(path) => vec![WatchedFiles::one(target.folder.join(path))],
                AuthorizerTarget::Command(_) | AuthorizerTarget::Function(_) | AuthorizerTarget::Url(_) => Vec::new(),
            },
        }
    }

    /// Whether these files are others by now. Code may import what stands beside it.
    fn has_changed(&self, files: &[WatchedFiles], changes: &Changes) -> bool {
        let is_beside = |path: &Path| {
            let is_code = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| {
                crate::appsync::authorizer_target::HANDLER_ENDINGS.contains(&ending) || ending == "json"
            });
            is_code && files.iter().any(|files| files.folder().path.canonicalize().ok().as_deref() == path.parent())
        };
        let is_code = matches!(self, Self::Function(Placed { value: AuthorizerTarget::Handler { .. }, .. }));
        files.iter().any(|files| files.have_changed(changes, &BTreeSet::new()))
            || is_code && changes.paths.iter().any(|path| is_beside(path))
    }

    async fn read_again(&self, workshop: &Workshop<'_>, emulator: &Emulator) {
        let (what, done) = match self {
            Self::Schema(api, schema) => {
                (schema.value.clone(), self.schema_again(api, schema, workshop, emulator).await)
            }
            Self::Data(api) => {
                let file = api.data.as_ref().map(|data| data.value.clone()).unwrap_or_default();
                (file, data_again(api, workshop, emulator).await)
            }
            Self::Function(target) => (target.value.to_string(), function_again(target, workshop, emulator).await),
        };
        match done {
            Ok(()) => emulator.say(&format!("reloaded {what}")),
            Err(error) => {
                let mut text = Vec::new();
                // Writing into memory does not fail.
                let _ = crate::report::failure::write_error(&error, &mut text, &crate::report::Style::PLAIN);
                emulator.say(String::from_utf8_lossy(&text).trim_end());
                emulator.say(&format!("{what} was not reloaded: what it was before goes on"));
            }
        }
    }

    async fn schema_again(
        &self,
        api: &PlannedApi,
        schema: &Placed<String>,
        workshop: &Workshop<'_>,
        emulator: &Emulator,
    ) -> Result<()> {
        let (text, schema) = sources::schema(schema, workshop.context, |text| emulator.say(text)).await?;
        let Some(record) = emulator.store.api_named(&api.name) else { return Ok(()) };
        emulator.store.change_api(&record.id, |record| {
            record.schema = Some(text.clone());
            Ok::<_, Error>(())
        })?;
        emulator.set_schema(&record.id, text, schema);
        emulator.refresh(&record.id)
    }
}

async fn data_again(api: &PlannedApi, workshop: &Workshop<'_>, emulator: &Emulator) -> Result<()> {
    let Some(record) = emulator.store.api_named(&api.name) else { return Ok(()) };
    workshop.set_fields(api, &record.id, emulator, Again::Yes).await?;
    emulator.refresh(&record.id)
}

async fn function_again(target: &Placed<AuthorizerTarget>, workshop: &Workshop<'_>, emulator: &Emulator) -> Result<()> {
    let Some(function) = emulator.functions.named(&target.value).and_then(|name| emulator.functions.get(&name)) else {
        return Ok(());
    };
    let configuration = emulator.store.function_configuration(&function.name);
    function.replace(workshop.start(target, &configuration).await?);
    // It may have changed while the function started.
    if emulator.store.function_configuration(&function.name) != configuration {
        function.configure(|| emulator.store.function_configuration(&function.name))?;
    }
    // What the function said before its code changed is not what it would say now.
    for record in emulator.store.apis() {
        emulator.refresh(&record.id)?;
    }
    Ok(())
}
