//! The configuration from before, saved before anything is changed, and brought back by `--restore`.

use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::commands::given;
use crate::error::{Error, Result};
use crate::outside::{Console, config, files};
use crate::plan::{FunctionArn, Plan, authorizer_function, identity_of};

/// Where backups stand, below the folder of `appsync-auth.yaml` or the working one.
const FOLDER: &str = ".appsync-auth/backup";

/// The member of a backup that is not AppSync's.
const OURS: &str = "appsyncAuth";

/// Saves the API's configuration as it was read. Nothing in it is secret. Gives the path, relative where it can be.
///
/// What is about to be called stands beside it: a run that is killed may leave a permission behind, and a later one finds
/// the function here. So does whether permissions are kept, which a later run must not undo.
///
/// # Errors
///
/// The file cannot be written; then nothing was changed.
pub(super) fn save(
    current: &Map<String, Value>,
    plan: &Plan,
    keeps_permission: bool,
    console: &Console,
) -> Result<String> {
    let folder = folder(console);
    let time = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
    let stem = format!("{}-{}", plan.api.api_id, time.replace(['-', ':'], ""));
    let function = plan.permission.function.as_ref().map(FunctionArn::to_string);
    let document = json!({ "graphqlApi": current, OURS: { "saved": time, "function": function, "keepPermission": keeps_permission } });
    let mut text = serde_json::to_vec_pretty(&document)
        .map_err(|error| Error::bug(format!("a configuration cannot be written: {error}")))?;
    text.push(b'\n');
    let path = files::write_new(&folder, &stem, "json", &text)?;
    Ok(path.strip_prefix(&console.current_dir).unwrap_or(&path).display().to_string())
}

/// The `graphqlApi` of a saved configuration: a backup, or what `aws appsync get-graphql-api` prints.
///
/// # Errors
///
/// It cannot be read, is no API, or does not say which.
pub(super) async fn read(path: &str, console: &Console) -> Result<Map<String, Value>> {
    let saved = given::saved_api(path, &console.current_dir, console).await?;
    if identity_of(&saved).is_err() {
        let message = format!("`{path}` does not say which API it is of: it has no `arn` of a GraphQL API");
        return Err(
            Error::input("not-an-api", message).help("save what `aws appsync get-graphql-api --api-id ID` prints")
        );
    }
    Ok(saved)
}

/// The functions that backups of this API tell of, each once. A file that cannot be read tells of none, and what the API
/// left with `--keep-permission` is not told of any more.
pub(super) fn former_functions(api_id: &str, console: &Console) -> Vec<FunctionArn> {
    let mut functions: Vec<FunctionArn> = Vec::new();
    for text in files::texts_in(&folder(console), &format!("{api_id}-"), ".json") {
        let Ok(document) = serde_json::from_str::<Value>(&text) else { continue };
        let was = document.get("graphqlApi").and_then(Value::as_object).and_then(authorizer_function);
        let meant = document[OURS]["function"].as_str().and_then(FunctionArn::parse);
        let keeps = document[OURS]["keepPermission"].as_bool() == Some(true);
        if keeps {
            // The oldest comes first: of all that the API called until then, the user wants nothing taken away.
            functions.clear();
        }
        for function in was.filter(|_| !keeps).into_iter().chain(meant) {
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
    }
    functions
}

fn folder(console: &Console) -> PathBuf {
    let base = config::folder_of_configuration(&console.current_dir);
    base.unwrap_or_else(|| console.current_dir.clone()).join(FOLDER)
}
