//! Made-up values: by type, name and seed, and by nothing else, so that a place always has the same value.

use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Number, Value, json};

use crate::graphql::Schema;

/// The seed of the root of every operation.
pub const ROOT_SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The step of splitmix64, a well-known mixing function: two seeds that differ in a bit give unrelated results.
const fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The seed of what a name stands for below something.
#[must_use]
pub fn below(seed: u64, name: &str) -> u64 {
    name.bytes().fold(mix(seed), |seed, byte| mix(seed ^ u64::from(byte)))
}

/// The seed of an item of a list.
#[must_use]
pub fn item(seed: u64, index: usize) -> u64 {
    mix(seed ^ mix(index as u64))
}

/// The seed of an object that has an id: the same wherever it is met. None for one without.
#[must_use]
pub fn object(type_name: &str, members: &Map<String, Value>) -> Option<u64> {
    members.get("id").filter(|id| !id.is_null()).map(|id| below(below(ROOT_SEED, type_name), &text(id)))
}

/// A value of JSON as a key.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number below another, out of a seed.
const fn below_number(seed: u64, end: u64) -> u64 {
    mix(seed) % end
}

fn pick<'t>(seed: u64, words: &[&'t str]) -> &'t str {
    let index = usize::try_from(below_number(seed, words.len() as u64)).unwrap_or_default();
    words.get(index).copied().unwrap_or_default()
}

const FIRST_NAMES: [&str; 8] = ["Ana", "Ben", "Chidi", "Dalia", "Emil", "Fatou", "Goran", "Hana"];
const LAST_NAMES: [&str; 8] = ["Abe", "Berg", "Costa", "Diaz", "Eze", "Fischer", "Green", "Haddad"];
const THINGS: [&str; 8] = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor"];
const CITIES: [&str; 6] = ["Berlin", "Lagos", "Lima", "Osaka", "Porto", "Quito"];
const COUNTRIES: [&str; 6] = ["Germany", "Nigeria", "Peru", "Japan", "Portugal", "Ecuador"];

/// An id that looks like a UUID of version 4.
pub(super) fn uuid(seed: u64) -> String {
    let (high, low) = (mix(seed), mix(seed ^ 0xff));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

fn date(seed: u64) -> String {
    format!("202{}-{:02}-{:02}", below_number(seed, 6), 1 + below_number(seed ^ 1, 12), 1 + below_number(seed ^ 2, 28))
}

fn time(seed: u64) -> String {
    format!("{:02}:{:02}:{:02}", below_number(seed, 24), below_number(seed ^ 1, 60), below_number(seed ^ 2, 60))
}

fn email(seed: u64) -> String {
    format!("{}.{}@example.com", pick(seed, &FIRST_NAMES).to_lowercase(), pick(seed ^ 1, &LAST_NAMES).to_lowercase())
}

/// A text that fits the name of a field.
fn string(name: &str, seed: u64) -> String {
    let lower = name.to_lowercase();
    let has = |part: &str| lower.contains(part);
    let full_name = || format!("{} {}", pick(seed, &FIRST_NAMES), pick(seed ^ 1, &LAST_NAMES));
    match () {
        () if lower == "id" || name.ends_with("Id") || name.ends_with("ID") => uuid(seed),
        () if has("email") => email(seed),
        () if has("firstname") || has("givenname") => pick(seed, &FIRST_NAMES).to_owned(),
        () if has("lastname") || has("surname") || has("familyname") => pick(seed, &LAST_NAMES).to_owned(),
        () if has("phone") => format!("+1 206 555 {:04}", below_number(seed, 10_000)),
        () if has("city") => pick(seed, &CITIES).to_owned(),
        () if has("country") => pick(seed, &COUNTRIES).to_owned(),
        () if has("url") || has("link") || has("website") => format!("https://example.com/{}", pick(seed, &THINGS)),
        () if has("createdat") || has("updatedat") || has("timestamp") || has("when") => {
            format!("{}T{}.000Z", date(seed), time(seed ^ 3))
        }
        () if has("date") || has("birthday") => date(seed),
        () if has("author") || has("owner") || has("username") || lower.ends_with("user") => full_name(),
        () if has("name") || has("title") => {
            format!("{} {}", capitalized(pick(seed, &THINGS)), pick(seed ^ 1, &THINGS))
        }
        () => format!("{name} {}", pick(seed, &THINGS)),
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_ascii_uppercase().to_string() + characters.as_str()).unwrap_or_default()
}

/// A value of a scalar or enum.
pub(super) fn leaf(schema: &Schema, type_name: &str, name: &str, seed: u64) -> Value {
    if let Some(ExtendedType::Enum(definition)) = schema.compiled().types.get(type_name) {
        let index = usize::try_from(below_number(seed, definition.values.len().max(1) as u64)).unwrap_or_default();
        return definition.values.get_index(index).map_or(Value::Null, |(name, _)| Value::from(name.as_str()));
    }
    match type_name {
        "ID" => Value::from(uuid(seed)),
        "Int" => Value::from(1 + below_number(seed, 100)),
        "Float" => {
            Number::from_f64(1.0 + f64::from(u16::try_from(below_number(seed, 9900)).unwrap_or_default()) / 100.0)
                .map_or(Value::Null, Value::Number)
        }
        "Boolean" => Value::from(below_number(seed, 2) == 1),
        "AWSDate" => Value::from(date(seed)),
        "AWSTime" => Value::from(format!("{}Z", time(seed))),
        "AWSDateTime" => Value::from(format!("{}T{}.000Z", date(seed), time(seed ^ 3))),
        "AWSTimestamp" => Value::from(1_600_000_000 + below_number(seed, 150_000_000)),
        "AWSEmail" => Value::from(email(seed)),
        "AWSJSON" => Value::from(json!({name: pick(seed, &THINGS)}).to_string()),
        "AWSURL" => Value::from(format!("https://example.com/{}", pick(seed, &THINGS))),
        "AWSPhone" => Value::from(format!("+1206555{:04}", below_number(seed, 10_000))),
        "AWSIPAddress" => Value::from(format!("192.0.2.{}", 1 + below_number(seed, 254))),
        _ => Value::from(string(name, seed)),
    }
}
