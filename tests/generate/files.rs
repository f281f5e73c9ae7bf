//! What becomes of files: written, kept, refused, pruned, compared.

use std::fs;

use serde_json::json;

use crate::support::sandbox::{Sandbox, ended};

const SCHEMA: &str = "type Query {\n  todo: String\n}\n";
const TEXT: &str = "schema {\n  query: Query\n}\n\ntype Query {\n  todo: String\n}\n";
const GENERATE: &str = "generate --schema in.graphql --target schema --out out";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", SCHEMA);
    sandbox
}

/// The names of everything in a folder.
fn names(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path().join(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_are_written_once_and_listed() {
    let sandbox = sandbox();
    let ran = sandbox.line(GENERATE);
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nwritten\tout/schema.graphql\n");
    assert_eq!(sandbox.read("out/schema.graphql"), TEXT);
    assert_eq!(
        sandbox.read("out/.appsync-generate.json"),
        "{\n  \"version\": 1,\n  \"files\": {\n    \"schema.graphql\": \
         \"2b0b0eb1a2dd91ac7ceeb4b7dd2ffb4f3f6dd6be61a0cf0a6cbdcbd0dbd8e6a0\"\n  }\n}\n"
            .replace("2b0b0eb1a2dd91ac7ceeb4b7dd2ffb4f3f6dd6be61a0cf0a6cbdcbd0dbd8e6a0", &sha256(TEXT))
    );
    let at = |name: &str| fs::metadata(sandbox.path().join(name)).unwrap().modified().unwrap();
    let before = (at("out/schema.graphql"), at("out/.appsync-generate.json"));
    assert_eq!(sandbox.line(GENERATE).whole(), "exit 0\n--- stdout\nunchanged\tout/schema.graphql\n");
    assert_eq!((at("out/schema.graphql"), at("out/.appsync-generate.json")), before);
}

fn sha256(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_folder_is_generated_unless_somebody_says_another() {
    let sandbox = sandbox();
    let ran = sandbox.line("generate --schema in.graphql --target schema --target introspection=json/deep");
    assert_eq!(ran.out, "written\tgenerated/schema.graphql\nwritten\tjson/deep/introspection.json\n");
    let ran = sandbox.line("generate --schema in.graphql --target schema --out .");
    assert_eq!(ran.out, "written\tschema.graphql\n");
}

#[test]
fn check_compares_and_writes_nothing() {
    let sandbox = sandbox();
    let check = format!("{GENERATE} --check");
    let ran = sandbox.line(&check);
    assert_eq!(
        ran.whole(),
        "exit 1\n--- stdout\n--- /dev/null\n+++ b/out/schema.graphql\n@@ -0,0 +1,7 @@\n+schema {\n+  query: Query\n+}\n+\n\
         +type Query {\n+  todo: String\n+}\n"
    );
    assert_eq!(names(&sandbox, "."), ["home", "in.graphql"]);
    sandbox.line(GENERATE);
    assert_eq!(sandbox.line(&check).whole(), "exit 0\n--- stdout\nno difference: 1 file\n");
    // What was edited by hand is a difference, not a fault.
    sandbox.file("out/schema.graphql", TEXT.replace("String", "Int"));
    let edited = "exit 1\n--- stdout\n--- a/out/schema.graphql\n+++ b/out/schema.graphql\n@@ -3,5 +3,5 @@\n }\n \n type Query {\n\
                  -  todo: Int\n+  todo: String\n }\n";
    assert_eq!(sandbox.line(&check).whole(), edited);
    assert_eq!(sandbox.read("out/schema.graphql"), TEXT.replace("String", "Int"));
    let json = sandbox.line(&format!("{check} --json"));
    assert_eq!(json.code, Some(1));
    assert_eq!(
        json.json(),
        json!({
            "schemaVersion": 1,
            "command": "generate",
            "result": {
                "files": [{ "path": "out/schema.graphql", "state": "refused" }],
                "operations": [],
                "upToDate": false,
                "difference": edited.trim_start_matches("exit 1\n--- stdout\n"),
                "differenceLinesLeftOut": 0,
            },
            "findings": [],
            "error": null,
        })
    );
}

#[test]
fn a_long_difference_is_cut() {
    let sandbox = Sandbox::new();
    let fields: String = (0..300).map(|number| format!("  f{number:03}: Int\n")).collect();
    sandbox.file("in.graphql", format!("type Query {{\n{fields}}}\n"));
    let ran = sandbox.line(&format!("{GENERATE} --check"));
    assert_eq!((ran.code, ran.out.lines().count()), (Some(1), 201));
    assert!(ran.out.ends_with("+  f191: Int\n… 109 lines more\n"), "{}", ran.out);
}

#[test]
fn what_somebody_edited_is_not_written_over() {
    let sandbox = sandbox();
    sandbox.line(GENERATE);
    sandbox.file("out/schema.graphql", "mine\n");
    sandbox.file("in.graphql", "type Query { other: Int }");
    let ran = sandbox.line(&format!("{GENERATE} --target introspection"));
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `out/schema.graphql` was edited since it was generated\nhelp: keep what you wrote in a file \
         of your own, or give `--force` to write over it\n"
    );
    assert_eq!((sandbox.read("out/schema.graphql").as_str(), names(&sandbox, "out").len()), ("mine\n", 2));
    let ran = sandbox.line(&format!("{GENERATE} --force"));
    assert_eq!(ran.out, "written\tout/schema.graphql\n");
    assert_eq!(sandbox.read("out/schema.graphql"), TEXT.replace("todo: String", "other: Int"));
}

#[test]
fn what_is_not_ours_is_not_written_over() {
    let sandbox = sandbox();
    sandbox.file("out/schema.graphql", "theirs\n");
    sandbox.file("out/introspection.json", "theirs\n");
    let ran = sandbox.line(&format!("{GENERATE} --target introspection"));
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `out/introspection.json` is there, and was not generated, and so it is with 1 more\nhelp: \
         move it away, name another folder with `--out`, or give `--force` to write over it\n"
    );
    assert_eq!(names(&sandbox, "out"), ["introspection.json", "schema.graphql"]);
    // A file that holds what it should is ours from now on.
    sandbox.file("out/schema.graphql", TEXT);
    assert_eq!(sandbox.line(GENERATE).out, "unchanged\tout/schema.graphql\n");
    assert_eq!(names(&sandbox, "out"), [".appsync-generate.json", "introspection.json", "schema.graphql"]);
}

#[test]
fn what_is_not_generated_any_more_goes_with_prune() {
    let sandbox = sandbox();
    sandbox.line("generate --schema in.graphql --target schema --target introspection --out out");
    let ran = sandbox.line(GENERATE);
    let left = "left\tout/introspection.json\nunchanged\tout/schema.graphql\n";
    assert_eq!(
        ran.whole(),
        format!(
            "exit 0\n--- stdout\n{left}--- stderr\nnote: `out/introspection.json` is not generated any more; --prune deletes it\n"
        )
    );
    assert_eq!(sandbox.line(&format!("{GENERATE} --check")).code, Some(0));
    let check = sandbox.line(&format!("{GENERATE} --check --prune"));
    assert_eq!(check.code, Some(1));
    assert!(check.out.starts_with("--- a/out/introspection.json\n+++ /dev/null\n"), "{}", check.out);
    let ran = sandbox.line(&format!("{GENERATE} --prune"));
    assert_eq!(ran.whole(), "exit 0\n--- stdout\npruned\tout/introspection.json\nunchanged\tout/schema.graphql\n");
    assert_eq!(names(&sandbox, "out"), [".appsync-generate.json", "schema.graphql"]);
    // What somebody edited is theirs.
    sandbox.line("generate --schema in.graphql --target schema --target introspection --out out");
    sandbox.file("out/introspection.json", "mine\n");
    let ran = sandbox.line(&format!("{GENERATE} --prune --force"));
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        (left, "note: `out/introspection.json` is not generated any more; it was edited, and stays\n")
    );
    assert_eq!(sandbox.read("out/introspection.json"), "mine\n");
}

#[test]
fn a_folder_that_cannot_be_one_is_refused_before_anything_is_written() {
    let sandbox = sandbox();
    let both = "generate --schema in.graphql --target introspection=good --target schema";
    let failed = |line: &str, message: &str, help: &str| {
        let ran = sandbox.line(line);
        assert_eq!(ran.whole(), format!("exit 3\n--- stderr\nerror: {message}\nhelp: {help}\n"), "{line}");
        assert!(!sandbox.path().join("good").exists(), "{line}");
    };
    sandbox.file("file", "mine");
    failed(&format!("{both}=file"), "`file` is not a folder", "move it away, or name another folder");
    failed(&format!("{both}=file/below"), "`file/below` is not a folder", "move it away, or name another folder");
    fs::create_dir_all(sandbox.path().join("taken/schema.graphql")).unwrap();
    failed(&format!("{both}=taken"), "`taken/schema.graphql` is a folder", "move it away, or name another folder");
    sandbox.file("listed/.appsync-generate.json", "<<<<<<< HEAD\n");
    failed(
        &format!("{both}=listed"),
        "`listed/.appsync-generate.json` is no list of generated files: expected value at line 1 column 1",
        "give `--force` to write all files anew",
    );
    assert_eq!(sandbox.read("file"), "mine");
}

#[test]
fn two_outputs_do_not_write_one_file() {
    let sandbox = sandbox();
    let ran = sandbox.line("generate --schema in.graphql --target schema=a --target schema=./b/../a");
    assert_eq!(
        ran.whole(),
        "exit 2\n--- stderr\nerror: two outputs write `a/schema.graphql`\nhelp: give one of them another folder: `--target \
         TARGET=DIR`, or `out` in appsync-auth.yaml\n"
    );
    assert_eq!(names(&sandbox, "."), ["home", "in.graphql"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let sandbox = sandbox();
    fs::create_dir(sandbox.path().join("out")).unwrap();
    sandbox.file("outside.graphql", "theirs\n");
    let link = sandbox.path().join("out/schema.graphql");
    for target in ["../outside.graphql", "../not-there.graphql"] {
        symlink(target, &link).unwrap();
        let ran = sandbox.line(&format!("{GENERATE} --force"));
        assert_eq!(
            ran.whole(),
            "exit 3\n--- stderr\nerror: `out/schema.graphql` is reached by a link that leads out of the folder\nhelp: take the \
             link away, or name another folder\n"
        );
        fs::remove_file(&link).unwrap();
    }
    assert_eq!(sandbox.read("outside.graphql"), "theirs\n");
    assert!(!sandbox.path().join("not-there.graphql").exists());
    // One that stays within keeps its place, and so does the file that it leads to.
    sandbox.file("out/real.graphql", "old\n");
    symlink("real.graphql", &link).unwrap();
    assert_eq!(sandbox.line(&format!("{GENERATE} --force")).code, Some(0));
    assert_eq!(sandbox.read("out/real.graphql"), TEXT);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    // The folder itself may be a link: the user names it.
    fs::create_dir(sandbox.path().join("elsewhere")).unwrap();
    symlink("elsewhere", sandbox.path().join("linked")).unwrap();
    assert_eq!(sandbox.line("generate --schema in.graphql --target schema --out linked").code, Some(0));
    assert_eq!(sandbox.read("elsewhere/schema.graphql"), TEXT);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_read_only_stays() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    sandbox.line(GENERATE);
    let path = sandbox.path().join("out/schema.graphql");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert_eq!(sandbox.line(GENERATE).out, "unchanged\tout/schema.graphql\n");
    sandbox.file("in.graphql", "type Query { other: Int }");
    let ran = sandbox.line(GENERATE);
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `out/schema.graphql` is read-only\nhelp: let it be written, or name another folder\n"
    );
    assert_eq!(sandbox.read("out/schema.graphql"), TEXT);
    // The mode that a file has is kept.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(sandbox.line(GENERATE).code, Some(0));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

/// A limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_everything_as_it_was() {
    let sandbox = sandbox();
    sandbox.line(GENERATE);
    sandbox.file("in.graphql", "type Query { other: Int }");
    let line = format!("{GENERATE} --target introspection --target schema=new");
    let program = env!("CARGO_BIN_EXE_appsync-auth");
    let command = sandbox.command(["x"]);
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f 4; exec '{program}' {line}")]).current_dir(sandbox.path());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = ended(&mut shell);
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    let place = sandbox.path().join("out/introspection.json");
    assert!(ran.err.starts_with(&format!("error: `{}` cannot be written: ", place.display())), "{}", ran.err);
    assert!(ran.err.ends_with("help: see that the disk has room and that the folder can be written\n"), "{}", ran.err);
    assert_eq!(sandbox.read("out/schema.graphql"), TEXT);
    assert_eq!(names(&sandbox, "out"), [".appsync-generate.json", "schema.graphql"]);
    assert!(!sandbox.path().join("new").exists());
}

#[test]
fn print_writes_nothing() {
    let sandbox = sandbox();
    let ran = sandbox.line("generate --schema in.graphql --target schema --print");
    assert_eq!(ran.whole(), format!("exit 0\n--- stdout\n{TEXT}"));
    let ran = sandbox.line("generate --schema in.graphql --target introspection --target schema --print");
    assert!(ran.out.starts_with("// generated/introspection.json\n{\n  \"__schema\": {\n"), "{}", ran.out);
    assert!(ran.out.ends_with(&format!("}}\n\n# generated/schema.graphql\n{TEXT}")), "{}", ran.out);
    let json = sandbox.line("generate --schema in.graphql --target schema --print --json").json();
    assert_eq!(
        json["result"],
        json!({ "files": [{ "path": "generated/schema.graphql", "state": "printed", "text": TEXT }], "operations": [] })
    );
    assert_eq!(names(&sandbox, "."), ["home", "in.graphql"]);
}

#[test]
fn the_result_is_json_when_that_is_wanted() {
    let sandbox = sandbox();
    let json = sandbox.line(&format!("{GENERATE} --json"));
    assert_eq!(
        (json.code, json.json()),
        (
            Some(0),
            json!({
                "schemaVersion": 1,
                "command": "generate",
                "result": { "files": [{ "path": "out/schema.graphql", "state": "written" }], "operations": [] },
                "findings": [],
                "error": null,
            })
        )
    );
}

#[test]
fn the_schema_is_kept_where_a_flag_says() {
    let sandbox = sandbox();
    let line = format!("{GENERATE} --save-schema kept.graphql");
    assert_eq!(sandbox.line(&format!("{line} --check")).code, Some(1));
    assert_eq!(sandbox.line(&line).out, "written\tout/schema.graphql\nwritten\tkept.graphql\n");
    assert_eq!(sandbox.read("kept.graphql"), TEXT);
    assert_eq!(sandbox.line(&line).out, "unchanged\tout/schema.graphql\nunchanged\tkept.graphql\n");
    sandbox.file("kept.graphql", "");
    let ran = sandbox.line(&format!("{line} --check"));
    assert!(ran.code == Some(1) && ran.out.starts_with("--- a/kept.graphql\n+++ b/kept.graphql\n"), "{}", ran.whole());
    let ran = sandbox.line(&format!("{GENERATE} --save-schema out/schema.graphql"));
    assert_eq!((ran.code, ran.err.lines().next()), (Some(2), Some("error: two outputs write `out/schema.graphql`")));
}
