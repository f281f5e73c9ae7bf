//! Plays fuzz targets on stable Rust: `play [TARGET] [INPUTS] [SEED]`.
//!
//! Inputs are the seeds, then changes of them by chance; the same SEED gives the same inputs. What takes a new way is
//! kept and changed further. A target whose inputs take long gets fewer of them. An input that breaks a promise, or takes too long, is written to `artifacts/`, from where
//! `play TARGET FILE` plays it again.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use appsync_auth_fuzz::{TARGETS, Target};

/// No input may take longer, in a build without optimization.
const LONGEST: Duration = Duration::from_secs(5);
/// The most bytes of an input.
const BYTES: usize = 4_096;
/// The most inputs that are kept.
const KEPT: usize = 4_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = |index: usize| arguments.get(index).map(String::as_str);
    if let (Some(name), Some(file)) = (text(0), text(1).filter(|file| Path::new(file).is_file())) {
        let target = TARGETS.iter().find(|target| target.name == name).expect("there is no such target");
        println!("{:016x}", (target.body)(&std::fs::read(file).expect("the file cannot be read")));
        return ExitCode::SUCCESS;
    }
    let inputs: u64 = text(1).map_or(20_000, |text| text.parse().expect("the second argument is a number of inputs"));
    let seed = text(2).map_or(1, |text| text.parse().expect("the third argument is a number"));
    // A backtrace tells nothing here: the file that is written down does, under a debugger.
    std::panic::set_hook(Box::new(|panic| println!("{panic}")));
    let mut all_good = true;
    for target in TARGETS.iter().filter(|target| text(0).is_none_or(|name| name == "all" || name == target.name)) {
        all_good &= play(target, inputs.div_ceil(target.cost), seed);
    }
    if all_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plays one target; false when an input broke a promise.
fn play(target: &Target, inputs: u64, seed: u64) -> bool {
    let mut kept = seeds(target.name);
    assert!(!kept.is_empty(), "{} has no seeds", target.name);
    let first = kept.len() as u64;
    let mut ways = HashSet::new();
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut slowest = Duration::ZERO;
    let started = Instant::now();
    for number in 0..first + inputs {
        let input = match usize::try_from(number).ok().filter(|_| number < first) {
            Some(index) => kept[index].clone(),
            None => changed(&kept, target.words, &mut chance),
        };
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.body)(&input)));
        let took = begun.elapsed();
        slowest = slowest.max(took);
        match outcome {
            Ok(way) if took <= LONGEST => {
                if ways.insert(way) && number >= first && kept.len() < KEPT {
                    kept.push(input);
                }
            }
            Ok(_) => return broken(target, &input, &format!("took {took:?}")),
            Err(_) => return broken(target, &input, "broke a promise"),
        }
    }
    println!(
        "{}: {inputs} inputs of {first} seeds, {} ways, {:.1?}, the slowest {slowest:.1?}",
        target.name,
        ways.len(),
        started.elapsed()
    );
    true
}

/// Writes down an input that is to be looked at.
fn broken(target: &Target, input: &[u8], what: &str) -> bool {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let folder = here().join("artifacts").join(target.name);
    let file = folder.join(format!("{:016x}", hasher.finish()));
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, input)).expect("the input cannot be written");
    println!("{}: {} {what}: {:?}", target.name, file.display(), String::from_utf8_lossy(input));
    false
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The seeds of a target: its own, and files of the project that it is about. Each file is one; of a `.txt` each line.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folders: &[&str] = match name {
        "suite_file" => &["../fixtures/suites/valid", "../fixtures/suites/invalid", "../../docs/examples"],
        "requests_file" => &["../fixtures/requests/valid", "../fixtures/requests/invalid"],
        "rules_file" => &["../fixtures/rules/valid", "../fixtures/rules/invalid"],
        _ => &[],
    };
    let mut files: Vec<PathBuf> = folders
        .iter()
        .map(|folder| here().join(folder))
        .chain([here().join("seeds").join(name)])
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .map(|entry| entry.expect("a folder of seeds cannot be read").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let contents = files.into_iter().flat_map(|path| {
        let content = std::fs::read(&path).expect("a seed cannot be read");
        if path.extension().is_some_and(|ending| ending == "txt") {
            content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
        } else {
            vec![content]
        }
    });
    contents.filter(|content| content.len() <= BYTES).collect()
}

/// One of the kept inputs with a few changes.
fn changed(kept: &[Vec<u8>], words: &[&str], chance: &mut Chance) -> Vec<u8> {
    let mut input = kept[chance.below(kept.len())].clone();
    for _ in 0..=chance.below(5) {
        let (one, other) = (chance.below(input.len() + 1), chance.below(input.len() + 1));
        let range = one.min(other)..one.max(other);
        let word = words[chance.below(words.len())].as_bytes();
        match chance.below(9) {
            0 => drop(input.splice(one..one, word.iter().copied())),
            1 => drop(input.splice(range, word.iter().copied())),
            2 => drop(input.drain(one..(one + chance.below(8)).min(input.len()))),
            3 => drop(input.drain(range)),
            4 => drop(input.splice(one..one, [chance.byte()])),
            5 if one < input.len() => input[one] = chance.byte(),
            6 if one < input.len() => input[one] ^= 1 << chance.below(8),
            7 => {
                let part = input[range].to_vec();
                drop(input.splice(one..one, part));
            }
            _ => {
                let donor = &kept[chance.below(kept.len())];
                let (from, to) = (chance.below(donor.len() + 1), chance.below(donor.len() + 1));
                let part = donor[from.min(to)..from.max(to)].to_vec();
                drop(input.splice(one..one, part));
            }
        }
        input.truncate(BYTES);
    }
    input
}

/// Numbers by chance (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit.max(1)
    }

    /// Mostly something that can be typed.
    fn byte(&mut self) -> u8 {
        let byte = (self.next() >> 40) as u8;
        if byte.is_ascii() || self.below(4) == 0 { byte } else { byte & 0x7f }
    }
}
