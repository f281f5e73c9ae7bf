//! What several integration tests share.

pub(crate) mod emulator;
pub(crate) mod function_server;
pub(crate) mod page;
#[cfg(target_os = "linux")]
pub(crate) mod processes;
pub(crate) mod recorder;
pub(crate) mod sandbox;
pub(crate) mod signing;
pub(crate) mod stage;
pub(crate) mod unreliable;
pub(crate) mod websocket;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Whether a test must not be skipped: CI sets `APPSYNC_AUTH_TESTS=all` after it has installed everything.
fn nothing_may_be_absent() -> bool {
    std::env::var("APPSYNC_AUTH_TESTS").is_ok_and(|value| value == "all")
}

/// Says why a test is skipped.
///
/// # Panics
///
/// With `APPSYNC_AUTH_TESTS=all`.
pub(crate) fn skip(reason: &str) -> bool {
    assert!(!nothing_may_be_absent(), "absent, though APPSYNC_AUTH_TESTS=all: {reason}");
    eprintln!("skipped: {reason}");
    false
}

/// Whether a program is on the PATH; if not, says that the test is skipped.
pub(crate) fn need(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success()) || skip(&format!("`{program}` is not installed"))
}

/// Where tests install packages of other ecosystems: kept between runs.
pub(crate) fn environment(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-env").join(name)
}

/// One installation at a time: package managers do not share a folder.
static INSTALLING: Mutex<()> = Mutex::new(());

/// The folder whose `node_modules` holds these npm packages, installed when they are absent; `None`, having said so, when
/// that does not work.
pub(crate) fn need_npm(name: &str, packages: &[&str]) -> Option<PathBuf> {
    let folder = environment(name);
    let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let is_there = |package: &&str| {
        let end = package.rfind('@').filter(|at| *at > 0).unwrap_or(package.len());
        folder.join("node_modules").join(&package[..end]).join("package.json").is_file()
    };
    if packages.iter().all(is_there) {
        return Some(folder);
    }
    std::fs::create_dir_all(&folder).unwrap();
    let done = Command::new("npm").arg("install").arg("--prefix").arg(&folder).args(packages).output();
    match done {
        Ok(output) if output.status.success() => Some(folder),
        Ok(output) => {
            skip(&format!("npm cannot install {packages:?}: {}", String::from_utf8_lossy(&output.stderr)));
            None
        }
        Err(error) => {
            skip(&format!("npm: {error}"));
            None
        }
    }
}

/// The `python3` of a virtual environment with these PyPI packages, made when it is absent; `None`, having said so, when
/// that does not work.
pub(crate) fn need_pip(name: &str, packages: &[&str]) -> Option<PathBuf> {
    let folder = environment(name);
    let python = folder.join("bin/python3");
    let done = folder.join("installed");
    let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if std::fs::read_to_string(&done).is_ok_and(|list| list == packages.join(" ")) {
        return Some(python);
    }
    let ran = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => true,
        Ok(output) => skip(&format!("no Python packages {packages:?}: {}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => skip(&format!("python3: {error}")),
    };
    if !ran(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        || !ran(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages))
    {
        return None;
    }
    std::fs::write(&done, packages.join(" ")).unwrap();
    Some(python)
}
