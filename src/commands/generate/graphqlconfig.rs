//! `.graphqlconfig.yml`: what Amplify's tools are told, as far as it can be taken over.

use crate::document::{Document, Kind, Node};
use crate::error::Result;
use crate::settings::GenerateTarget;

/// The file's name.
pub(super) const FILE: &str = ".graphqlconfig.yml";

/// What can be taken over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Imported {
    pub(super) schema: Option<String>,
    pub(super) documents: Vec<String>,
    /// What is left out of the documents.
    pub(super) excludes: Vec<String>,
    pub(super) target: Option<GenerateTarget>,
    pub(super) out: Option<String>,
    pub(super) depth: Option<u32>,
    /// Whether `__typename` is selected in every object.
    pub(super) typename: Option<bool>,
    /// The API's id, and its region.
    pub(super) api: Option<(String, Option<String>)>,
    /// What cannot, each as a line for people.
    pub(super) left: Vec<String>,
}

/// Reads the file.
///
/// # Errors
/// It is no YAML.
pub(super) fn read(text: &str) -> Result<Imported> {
    let document = Document::parse(FILE, text)?;
    let mut imported = Imported::default();
    let Some(root) = document.root() else { return Ok(imported) };
    let projects = member(root, "projects").map(members).unwrap_or_default();
    let (project, others) = match projects.split_first() {
        Some(((_, first), others)) => (*first, others),
        None => (root, &[][..]),
    };
    for (name, _) in others {
        imported.left.push(format!("the project `{name}`: one project is taken over"));
    }
    imported.schema = member(project, "schemaPath").and_then(text_of);
    let amplify = member(project, "extensions").and_then(|extensions| member(extensions, "amplify"));
    for (key, node) in amplify.map(members).unwrap_or_default() {
        imported.setting(&key, node, amplify);
    }
    for pattern in list(project, "includes") {
        imported.include(pattern);
    }
    list(project, "excludes").into_iter().for_each(|pattern| imported.exclude(pattern));
    if imported.documents.is_empty() {
        imported.excludes.clear();
    }
    Ok(imported)
}

impl Imported {
    fn setting(&mut self, key: &str, node: &Node, amplify: Option<&Node>) {
        let Some(value) = text_of(node) else { return };
        match key {
            "codeGenTarget" => {
                match GenerateTarget::find(&value).filter(|target| target.against_preset(true).is_none()) {
                    Some(target) => self.target = Some(target),
                    None => self.left.push(format!("`codeGenTarget: {value}`: there is no such target")),
                }
            }
            "docsFilePath" => self.out = Some(value),
            "maxDepth" => self.depth = value.parse().ok().filter(|depth| (0..=100).contains(depth)),
            "apiId" => {
                let region = amplify.and_then(|amplify| member(amplify, "region")).and_then(text_of);
                self.api = Some((value, region));
            }
            "generatedFileName" => {
                let folder = amplify.and_then(|amplify| member(amplify, "docsFilePath")).and_then(text_of);
                let beside = folder.map(|folder| format!("{}/API.ts", folder.trim_end_matches('/')));
                if beside.as_ref() != Some(&value) {
                    let message = "types stand in `API.ts` beside the operations";
                    self.left.push(format!("`generatedFileName: {value}`: {message}"));
                }
            }
            "typenameIntrospection" => self.typename = value.parse().ok(),
            "frontend" if value != "javascript" => {
                self.left.push(format!("`frontend: {value}`: code is generated for JavaScript and TypeScript"));
            }
            // The region goes with the API; the rest says how other tools behave.
            _ => {}
        }
    }

    /// Of documents, only GraphQL's own files are read, and not those that were generated.
    fn include(&mut self, pattern: String) {
        if let Some(excluded) = pattern.strip_prefix('!') {
            return self.exclude(excluded.to_owned());
        }
        let is_graphql = [".graphql", ".gql"].iter().any(|ending| pattern.ends_with(ending));
        let is_generated = self.out.as_ref().is_some_and(|out| pattern.starts_with(out.as_str()));
        match (is_graphql, is_generated) {
            (true, false) => self.documents.push(pattern),
            (true, true) => self.left.push(format!("`includes`: `{pattern}` is where operations are generated")),
            (false, _) => self.left.push(format!("`includes`: `{pattern}`; only files of GraphQL are read")),
        }
    }

    /// Braces and exclamation marks are nothing special here, as they are to other tools.
    fn exclude(&mut self, pattern: String) {
        if pattern.contains(['{', '!']) {
            self.left.push(format!("`excludes`: `{pattern}`; write a pattern for each thing that it means"));
        } else {
            self.excludes.push(pattern);
        }
    }
}

fn members(node: &Node) -> Vec<(String, &Node)> {
    match &node.kind {
        Kind::Map(members) => members.iter().map(|each| (each.key.value.clone(), &each.node)).collect(),
        _ => Vec::new(),
    }
}

fn member<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    members(node).into_iter().find(|(name, _)| name == key).map(|(_, node)| node)
}

/// A scalar as text; none for null.
fn text_of(node: &Node) -> Option<String> {
    match node.to_json().ok()? {
        serde_json::Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        serde_json::Value::Bool(value) => Some(value.to_string()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list(node: &Node, key: &str) -> Vec<String> {
    match member(node, key).map(|node| &node.kind) {
        Some(Kind::List(items)) => items.iter().filter_map(text_of).collect(),
        _ => member(node, key).and_then(text_of).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_amplify_writes_is_taken_over_and_the_rest_is_said() {
        let text = "projects:
  Codegen Project:
    schemaPath: src/graphql/schema.json
    includes: [src/graphql/**/*.graphql, 'queries/*.gql', src/**/*.ts, '!**/x.gql']
    excludes: [./amplify/**, 'src/{a,b}/**']
    extensions:
      amplify:
        codeGenTarget: typescript
        generatedFileName: src/types.ts
        docsFilePath: src/graphql
        region: eu-west-1
        apiId: abcdefghijklmnopqrstuvwxyz
        maxDepth: 4
        typenameIntrospection: false
        frontend: javascript
  Other: {}
extensions: { amplify: { version: 3 } }
";
        let left = [
            "the project `Other`: one project is taken over",
            "`generatedFileName: src/types.ts`: types stand in `API.ts` beside the operations",
            "`includes`: `src/graphql/**/*.graphql` is where operations are generated",
            "`includes`: `src/**/*.ts`; only files of GraphQL are read",
            "`excludes`: `src/{a,b}/**`; write a pattern for each thing that it means",
        ];
        assert_eq!(
            read(text).unwrap(),
            Imported {
                schema: Some("src/graphql/schema.json".to_owned()),
                documents: vec!["queries/*.gql".to_owned()],
                excludes: vec!["**/x.gql".to_owned(), "./amplify/**".to_owned()],
                target: Some(GenerateTarget::Typescript),
                out: Some("src/graphql".to_owned()),
                depth: Some(4),
                typename: Some(false),
                api: Some(("abcdefghijklmnopqrstuvwxyz".to_owned(), Some("eu-west-1".to_owned()))),
                left: left.map(str::to_owned).to_vec(),
            }
        );
    }

    #[test]
    fn a_file_that_says_nothing_gives_nothing() {
        assert_eq!(read("").unwrap(), Imported::default());
        assert_eq!(read("projects: {}").unwrap(), Imported::default());
        let angular = "projects: { a: { extensions: { amplify: { codeGenTarget: angular, apiId: null } } } }";
        let left = vec!["`codeGenTarget: angular`: there is no such target".to_owned()];
        assert_eq!(read(angular).unwrap(), Imported { left, ..Imported::default() });
        assert_eq!(read("a: [").unwrap_err().code(), "syntax");
    }

    #[test]
    fn types_that_stood_elsewhere_are_told() {
        let left = |file: &str| {
            let amplify = format!("{{ docsFilePath: src/graphql, generatedFileName: {file} }}");
            read(&format!("projects: {{ A: {{ extensions: {{ amplify: {amplify} }} }} }}")).unwrap().left
        };
        assert_eq!(left("src/graphql/API.ts"), Vec::<String>::new());
        assert_eq!(
            left("src/API.ts"),
            ["`generatedFileName: src/API.ts`: types stand in `API.ts` beside the operations"]
        );
    }
}
