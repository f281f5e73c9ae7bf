//! The body of an answer, held against the access to the fields that it answers.

use std::collections::BTreeMap;

use serde_json::Value;

/// One selected field, as a trace has it.
struct Selected {
    path: Vec<String>,
    reached: bool,
    message: String,
}

/// How a body contradicts the access to its fields; `None` when it has no data that could: a document that AppSync's
/// validation refuses, a subscription, an API without schema.
pub(crate) fn differences(body: &Value, fields: &Value) -> Option<Vec<String>> {
    let data = body.get("data").filter(|data| !data.is_null() || body["errors"][0]["errorType"] == "Unauthorized")?;
    let fields: Vec<Selected> = fields.as_array()?.iter().map(selected).collect();
    let entries: Vec<&Value> = body["errors"].as_array().into_iter().flatten().collect();
    let mut differences = Vec::new();
    check_entries(&entries, &fields, &mut differences);
    for field in &fields {
        let same_path = |other: &&Selected| other.path == field.path;
        // Objects of several types can stand at one path; which of them the answer has is not looked at here.
        if fields.iter().filter(same_path).any(|other| other.reached != field.reached) {
            continue;
        }
        check_field(field, &fields, data, &entries, &mut differences);
    }
    Some(differences)
}

fn selected(field: &Value) -> Selected {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let coordinate = text(&field["coordinate"]);
    let (type_name, field_name) = coordinate.split_once('.').unwrap();
    Selected {
        path: field["path"].as_array().unwrap().iter().map(text).collect(),
        reached: field["access"] == "reached",
        message: format!("Not Authorized to access {field_name} on type {type_name}"),
    }
}

/// Every entry is for a field that is denied, and no place has two.
fn check_entries(entries: &[&Value], fields: &[Selected], differences: &mut Vec<String>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry["errorType"] == "Unauthorized") {
        *places.entry(entry["path"].to_string()).or_default() += 1;
        let names = names_of(entry);
        let fits = |field: &&Selected| !field.reached && field.path == names && entry["message"] == *field.message;
        if !fields.iter().any(|field| fits(&field)) {
            differences.push(format!("an entry for what is not denied: {entry}"));
        }
    }
    differences
        .extend(places.iter().filter(|(_, count)| **count > 1).map(|(place, _)| format!("two entries for {place}")));
}

fn check_field(field: &Selected, fields: &[Selected], data: &Value, entries: &[&Value], differences: &mut Vec<String>) {
    let mut found = Found::default();
    found.look(data, &field.path);
    let path = field.path.join(".");
    let below_a_denied =
        |other: &Selected| !other.reached && field.path.len() > other.path.len() && field.path.starts_with(&other.path);
    let has_entry = entries.iter().any(|entry| names_of(entry) == field.path && entry["message"] == *field.message);
    if fields.iter().any(below_a_denied) {
        if found.parents > 0 || has_entry {
            differences.push(format!("{path} is answered below a denied field"));
        }
        return;
    }
    match field.reached {
        // Below a null or in an empty list there is nothing to be seen of a field.
        true if found.parents > 0 && found.present == 0 => differences.push(format!("{path} is reached and absent")),
        true => {}
        false => {
            if found.values > 0 {
                differences.push(format!("{path} is denied and has a value"));
            }
            if !has_entry && !found.ends_early {
                differences.push(format!("{path} is denied and has no entry"));
            }
        }
    }
}

/// What stands at a path in the data.
#[derive(Default)]
struct Found {
    /// Objects that could have the field.
    parents: usize,
    /// Those that have it, be it null.
    present: usize,
    /// Those in which it is not null.
    values: usize,
    /// Whether the way there ended in an empty list.
    ends_early: bool,
}

impl Found {
    fn look(&mut self, data: &Value, path: &[String]) {
        match (data, path) {
            (Value::Array(items), _) => {
                self.ends_early |= items.is_empty();
                items.iter().for_each(|item| self.look(item, path));
            }
            (Value::Object(object), [name]) => {
                self.parents += 1;
                self.present += usize::from(object.contains_key(name));
                self.values += usize::from(object.get(name).is_some_and(|value| !value.is_null()));
            }
            (Value::Object(object), [name, rest @ ..]) => {
                if let Some(value) = object.get(name) {
                    self.look(value, rest);
                }
            }
            _ => {}
        }
    }
}

/// The names of an entry's path, without the indices of lists.
fn names_of(entry: &Value) -> Vec<String> {
    entry["path"].as_array().into_iter().flatten().filter_map(|step| step.as_str().map(str::to_owned)).collect()
}

#[test]
fn a_body_that_contradicts_the_access_is_told() {
    use serde_json::json;
    let fields = json!([
        { "coordinate": "Query.a", "path": ["a"], "access": "reached" },
        { "coordinate": "A.b", "path": ["a", "b"], "access": "denied" },
        { "coordinate": "Query.c", "path": ["c"], "access": "denied" },
        { "coordinate": "C.d", "path": ["c", "d"], "access": "reached" },
    ]);
    let entry = |path: Value, message: &str| json!({ "path": path, "errorType": "Unauthorized", "message": message });
    let of_b = |index: u64| entry(json!(["a", index, "b"]), "Not Authorized to access b on type A");
    let of_c = || entry(json!(["c"]), "Not Authorized to access c on type Query");
    let judged = |data: Value, errors: Vec<Value>| differences(&json!({ "data": data, "errors": errors }), &fields);
    let good = json!({ "a": [{ "b": null }, { "b": null }], "c": null });
    assert_eq!(judged(good.clone(), vec![of_b(0), of_b(1), of_c()]), Some(vec![]));
    for (data, errors) in [
        (json!({ "a": [{ "b": 1 }], "c": null }), vec![of_b(0), of_c()]),
        (json!({ "c": null }), vec![of_b(0), of_c()]),
        (json!({ "a": [{ "b": null }], "c": { "d": 1 } }), vec![of_b(0), of_c()]),
        (good.clone(), vec![of_b(0), of_b(1)]),
        (good.clone(), vec![of_c()]),
        (good.clone(), vec![of_b(0), of_b(0), of_c()]),
        (good, vec![of_b(0), of_b(1), of_c(), entry(json!(["a"]), "Not Authorized to access a on type Query")]),
    ] {
        assert_ne!(judged(data.clone(), errors), Some(vec![]), "{data}");
    }
    assert_eq!(differences(&json!({ "errors": [] }), &fields), None);
}
