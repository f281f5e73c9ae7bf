//! A measurement takes as much memory for many invocations as for few.

use std::process::Command;

use crate::support::need;

/// An authorizer that writes down, at its 2,000th and its 10,000th invocation, how much memory its caller has resident.
const HANDLER: &str = "
import { appendFileSync, readFileSync } from 'node:fs';
let number = 0;
export async function handler() {
  number += 1;
  if (number === 2000 || number === 10000) {
    const [, kibibytes] = /VmRSS:\\s*(\\d+) kB/.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'));
    appendFileSync(process.env.WRITE_TO, `${kibibytes}\\n`);
  }
  return { isAuthorized: true, resolverContext: { filler: 'x'.repeat(1000) } };
}
";

#[test]
fn a_measurement_does_not_grow_with_the_number_of_invocations() {
    if !need("node") || !cfg!(target_os = "linux") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (handler, written) = (folder.path().join("handler.mjs"), folder.path().join("resident.txt"));
    std::fs::write(&handler, HANDLER).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_appsync-auth"))
        .current_dir(&folder)
        .args(["test-token", "--no-input", "--token", "custom-authorized", "--repeat", "10000", "--authorizer"])
        .arg(&handler)
        .arg("--handler-env")
        .arg(format!("WRITE_TO={}", written.display()))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = std::fs::read_to_string(&written).unwrap();
    let kibibytes: Vec<u64> = text.lines().map(|line| line.parse().unwrap()).collect();
    let [few, many] = kibibytes[..] else { panic!("two numbers: {text}") };
    // 8,000 answers are 8 MB, should they be kept.
    assert!(few > 1_000 && many < few + 3_000, "{few} KiB after 2,000 invocations, {many} KiB after 10,000");
}
