//! Values of fields without resolvers: made up, from a file, and after mutations.

use serde_json::{Value, json};

use super::Data;
use crate::document::Document;
use crate::graphql::Schema;
use crate::local::execution::plain::{Plain, executable, schema_of};
use crate::local::execution::{Execution, Outcome};

const SDL: &str = r#"
    enum Level { LOW HIGH }
    interface Being { name: String! }
    type Cat implements Being { name: String! lives: Int! }
    type Dog implements Being { name: String! breed: String! }
    type Person { firstName: String! email: AWSEmail! phone: AWSPhone! born: AWSDate! at: AWSTime! ip: AWSIPAddress!
        site: AWSURL! stamp: AWSTimestamp! meta: AWSJSON! when: AWSDateTime! score: Float! ok: Boolean! level: Level! }
    type Comment { id: ID! eventId: ID content: String! }
    type Event { id: ID! name: String! city: String comments: CommentConnection host: Person! ownerId: ID owner: Owner }
    type Owner { id: ID! nick: String }
    type EventConnection { items: [Event!]! nextToken: String }
    type CommentConnection { items: [Comment] nextToken: String }
    input CreateEventInput { id: ID name: String! city: String }
    input UpdateEventInput { id: ID! name: String city: String }
    type Query {
        getEvent(id: ID!): Event
        events: [Event]
        listEvents(limit: Int, nextToken: String, city: String): EventConnection
        featured: [Event]
        first: Event
        eventNamed(name: String!): Event
        person: Person!
        beings: [Being!]!
        grid: [[Int]]
        hello(name: String): String!
    }
    type Mutation {
        createEvent(input: CreateEventInput!): Event
        updateEvent(input: UpdateEventInput!): Event
        deleteEvent(id: ID!): Event
        removeEvent(id: ID!): Boolean
        addComment(eventId: ID!, content: String!): Comment
        ping(name: String): Event
    }
"#;

fn schema() -> Schema {
    schema_of(SDL)
}

fn from_file(text: &str) -> Data {
    let document = Document::parse("data.yaml", text).expect("YAML");
    Data::read(&document, &schema()).unwrap_or_else(|error| panic!("{error}"))
}

/// `data` of the answer, or the whole body if there are errors.
fn ask(data: &Data, query: &str) -> Value {
    let schema = schema();
    let executable = executable(&schema, query).unwrap_or_else(|errors| panic!("{errors:?}"));
    let plain = Plain::default();
    let request = plain.request(&schema, &executable, data);
    let Outcome::Response(response) = Execution::start(request).expect("an execution").finish() else {
        panic!("no response")
    };
    let mut body: Value = serde_json::from_str(&response.body).expect("JSON");
    if response.errors == 0 { body["data"].take() } else { body }
}

#[test]
fn made_up_values_fit_their_types_and_names_and_are_always_the_same() {
    let query = "{ person { firstName email phone born at ip site stamp meta when score ok level } }";
    let first = ask(&Data::made_up(), query);
    assert_eq!(first, ask(&Data::made_up(), query));
    let person = &first["person"];
    for (name, value) in person.as_object().expect("an object") {
        let ty = schema().field("Person", name).expect("a field").ty.inner_named_type().to_string();
        assert_eq!(crate::graphql::serialize(&schema(), &ty, value).as_ref(), Ok(value), "{name}");
    }
    assert_eq!(person["email"].as_str().map(|mail| mail.ends_with("@example.com")), Some(true));
    assert_eq!(ask(&Data::made_up(), "{ grid }")["grid"].as_array().map(Vec::len), Some(3));
}

#[test]
fn made_up_objects_have_the_values_that_arguments_ask_for_and_an_object_is_the_same_wherever_it_is_met() {
    let data = Data::made_up();
    let got = ask(&data, r#"{ getEvent(id: "7") { id name } }"#);
    assert_eq!(got["getEvent"]["id"], "7");
    assert_eq!(ask(&data, r#"{ eventNamed(name: "Fair") { name } }"#), json!({"eventNamed": {"name": "Fair"}}));
    let listed = ask(&data, "{ events { id name host { email } } }");
    let event = &listed["events"][1];
    let query = format!("{{ getEvent(id: {}) {{ id name host {{ email }} }} }}", event["id"]);
    assert_eq!(&ask(&data, &query)["getEvent"], event);
    assert_eq!(ask(&data, r#"{ listEvents(city: "Oslo") { items { city } } }"#), {
        json!({"listEvents": {"items": [{"city": "Oslo"}, {"city": "Oslo"}, {"city": "Oslo"}]}})
    });
}

/// A selection of everything below a type that needs no arguments, some levels deep.
fn everything(schema: &Schema, type_name: &str, levels: usize) -> String {
    let mut selected = vec!["__typename".to_owned()];
    let fields = schema.compiled().get_object(type_name).map(|object| object.fields.values()).into_iter().flatten();
    for field in fields.filter(|field| field.arguments.iter().all(|argument| !argument.is_required())) {
        let inner = field.ty.inner_named_type();
        let possible = schema.possible_object_types(inner);
        match possible {
            [] => selected.push(field.name.to_string()),
            _ if levels == 0 => {}
            types => {
                // Each under a key of its own, as members of one name can have several types.
                for (index, each) in types.iter().take(3).enumerate() {
                    let below = everything(schema, each, levels - 1);
                    selected.push(format!("k{index}_{}: {} {{ ... on {each} {{ {below} }} }}", field.name, field.name));
                }
            }
        }
    }
    selected.join(" ")
}

#[test]
fn made_up_data_fits_every_field_of_a_schema() {
    let schema = schema();
    let query = format!("{{ {} }}", everything(&schema, "Query", 4));
    let answer = ask(&Data::made_up(), &query);
    assert_eq!(answer.get("errors"), None, "{answer}");
    assert!(answer["k0_listEvents"]["k0_items"][0]["k0_host"]["email"].is_string());
}

#[test]
fn objects_of_an_interface_take_its_types_in_turn() {
    let beings = ask(&Data::made_up(), "{ beings { __typename ... on Cat { lives } } }");
    let names: Vec<&Value> =
        beings["beings"].as_array().expect("a list").iter().map(|each| &each["__typename"]).collect();
    assert_eq!(names, ["Cat", "Dog", "Cat"]);
}

#[test]
fn what_a_mutation_writes_is_seen_by_later_queries() {
    let data = Data::made_up();
    let created = ask(&data, r#"mutation { createEvent(input: {name: "Fair"}) { id name city } }"#);
    let id = created["createEvent"]["id"].clone();
    assert_eq!(created, json!({"createEvent": {"id": id, "name": "Fair", "city": null}}));
    let events = |data: &Data| ask(data, "{ events { id name } }")["events"].as_array().expect("a list").clone();
    assert_eq!(events(&data).len(), 4);
    assert_eq!(events(&data)[3], json!({"id": id, "name": "Fair"}));
    let update = format!(r#"mutation {{ updateEvent(input: {{id: {id}, city: "Oslo"}}) {{ id name city }} }}"#);
    assert_eq!(ask(&data, &update)["updateEvent"], json!({"id": id, "name": "Fair", "city": "Oslo"}));
    let comment = format!(r#"mutation {{ addComment(eventId: {id}, content: "Hi") {{ content }} }}"#);
    ask(&data, &comment);
    let comments = ask(&data, &format!("{{ getEvent(id: {id}) {{ comments {{ items {{ content }} }} }} }}"));
    assert_eq!(comments["getEvent"]["comments"]["items"][3], json!({"content": "Hi"}));
    let delete = format!("mutation {{ deleteEvent(id: {id}) {{ name city }} }}");
    assert_eq!(ask(&data, &delete)["deleteEvent"], json!({"name": "Fair", "city": "Oslo"}));
    assert_eq!(events(&data).len(), 3);
    assert_eq!(ask(&data, &format!("{{ getEvent(id: {id}) {{ name }} }}")), json!({"getEvent": null}));
    assert_eq!(ask(&data, &format!("mutation {{ removeEvent(id: {id}) }}")), json!({"removeEvent": false}));
    assert_eq!(ask(&data, r#"mutation { ping(name: "x") { name } }"#), json!({"ping": {"name": "x"}}));
    assert_eq!(events(&data).len(), 3);
}

#[test]
fn a_second_object_has_an_id_of_its_own() {
    let data = Data::made_up();
    let create = r#"mutation { createEvent(input: {name: "n"}) { id } }"#;
    assert_ne!(ask(&data, create), ask(&data, create));
    let given = ask(&data, r#"mutation { createEvent(input: {id: "mine", name: "n"}) { id } }"#);
    assert_eq!(given, json!({"createEvent": {"id": "mine"}}));
}

#[test]
fn what_was_exported_can_be_imported() {
    let data = Data::made_up();
    ask(&data, r#"mutation { createEvent(input: {id: "a", name: "Fair"}) { id } }"#);
    ask(&data, r#"mutation { deleteEvent(id: "b") { id } }"#);
    let exported = data.export();
    let other = Data::made_up();
    other.import(&exported).expect("an export");
    assert_eq!(other.export(), exported);
    assert_eq!(ask(&other, r#"{ getEvent(id: "a") { name } b: getEvent(id: "b") { name } }"#), {
        json!({"getEvent": {"name": "Fair"}, "b": null})
    });
    let error = other.import(&json!([1])).expect_err("no export");
    assert_eq!(error.code(), "wrong-data");
}

const FILE: &str = r#"
Query.listEvents:
  - { id: "1", name: One, city: Oslo }
  - { id: "2", name: Two, city: Rome, ownerId: o1 }
  - { id: "3", name: Three, city: Oslo }
Query.featured: [{ id: "3", name: Three, city: Oslo }]
Query.first: { id: "2", name: Two, ownerId: o1 }
Query.hello: hi
Event.comments: { items: [{ id: c1, content: First }] }
Owner: [{ id: o1, nick: Ann }]
"#;

#[test]
fn a_file_gives_values_by_field_and_by_type() {
    let data = from_file(FILE);
    let table = [
        (r#"{ hello(name: "x") }"#, json!({"hello": "hi"})),
        ("{ events { id } }", json!({"events": [{"id": "1"}, {"id": "2"}, {"id": "3"}]})),
        ("{ featured { id } }", json!({"featured": [{"id": "3"}]})),
        (r#"{ getEvent(id: "2") { name city ownerId } }"#, {
            json!({"getEvent": {"name": "Two", "city": "Rome", "ownerId": "o1"}})
        }),
        (r#"{ getEvent(id: "1") { name ownerId } }"#, json!({"getEvent": {"name": "One", "ownerId": null}})),
        (r#"{ getEvent(id: "9") { name } }"#, json!({"getEvent": null})),
        (r#"{ eventNamed(name: "Two") { id } }"#, json!({"eventNamed": {"id": "2"}})),
        (r#"{ listEvents(city: "Oslo") { items { id } nextToken } }"#, {
            json!({"listEvents": {"items": [{"id": "1"}, {"id": "3"}], "nextToken": null}})
        }),
        ("{ first { comments { items { content } } owner { nick } } }", {
            json!({"first": {"comments": {"items": [{"content": "First"}]}, "owner": {"nick": "Ann"}}})
        }),
    ];
    for (query, expected) in table {
        assert_eq!(ask(&data, query), expected, "{query}");
    }
}

#[test]
fn a_connection_goes_on_at_its_token_and_refuses_another() {
    let data = from_file(FILE);
    let page = ask(&data, "{ listEvents(limit: 2) { items { id } nextToken } }");
    assert_eq!(page["listEvents"]["items"], json!([{"id": "1"}, {"id": "2"}]));
    let token = &page["listEvents"]["nextToken"];
    assert_eq!(
        ask(&data, &format!("{{ listEvents(limit: 2, nextToken: {token}) {{ items {{ id }} nextToken }} }}")),
        json!({"listEvents": {"items": [{"id": "3"}], "nextToken": null}})
    );
    let refused = ask(&data, r#"{ listEvents(nextToken: "x") { nextToken } }"#);
    assert_eq!(refused["errors"][0]["errorType"], "DynamoDB:UserIllegalArgumentException");
    assert_eq!(refused["data"], json!({"listEvents": null}));
}

#[test]
fn mutations_change_what_a_file_gave_in_every_list_of_the_type() {
    let data = from_file(FILE);
    ask(&data, r#"mutation { createEvent(input: {id: "4", name: "Four"}) { id } }"#);
    ask(&data, r#"mutation { updateEvent(input: {id: "3", name: "Drei"}) { id } }"#);
    ask(&data, r#"mutation { deleteEvent(id: "1") { id } }"#);
    let missing = ask(&data, r#"mutation { updateEvent(input: {id: "9", name: "n"}) { id } }"#);
    assert_eq!(missing, json!({"updateEvent": null}));
    let names = |field: &str| ask(&data, &format!("{{ {field} {{ name }} }}"))[field].clone();
    assert_eq!(names("events"), json!([{"name": "Two"}, {"name": "Drei"}, {"name": "Four"}]));
    assert_eq!(names("featured"), json!([{"name": "Drei"}, {"name": "Four"}]));
}

#[test]
fn what_is_created_appears_below_the_object_that_it_names_and_below_no_other() {
    let data = from_file(FILE);
    ask(&data, r#"mutation { addComment(eventId: "1", content: "Hi") { id } }"#);
    let comments =
        |id: &str| ask(&data, &format!("{{ getEvent(id: {id:?}) {{ comments {{ items {{ content }} }} }} }}"));
    let items = |id: &str| comments(id)["getEvent"]["comments"]["items"].clone();
    assert_eq!(items("1"), json!([{"content": "First"}, {"content": "Hi"}]));
    assert_eq!(items("2"), json!([{"content": "First"}]));
}

/// What a bad file is refused with: the message and the help.
fn refused(text: &str) -> (String, Option<String>) {
    let document = Document::parse("data.yaml", text).expect("YAML");
    let error = Data::read(&document, &schema()).expect_err("a fault");
    assert!(!error.sources().is_empty(), "{error} has no place");
    (error.message().to_owned(), error.help_text().map(str::to_owned))
}

#[test]
fn a_bad_file_is_refused_with_places_and_suggestions() {
    let table = [
        ("Query.listEvent: []", "the schema has no field `Query.listEvent`", Some("did you mean `Query.listEvents`?")),
        ("Evnt: []", "the schema has no type `Evnt`", Some("did you mean `Event`?")),
        ("Person: []", "`Person` is not an object type with a field `id`", {
            Some("give its objects by field, such as `Query.listEvents`")
        }),
        ("Event: [{name: x}]", "an object of `Event` has no `id`", Some("give each object an `id`")),
        ("Query.events: 5", "expected a list, not an integer", None),
        ("Query.events: [{id: 1, nme: x}]", "`Event` has no field `nme`", Some("did you mean `name`?")),
        (
            "Query.person: {level: MIDDLE}",
            { "not a value of `Level`: Invalid input for Enum 'Level'. Unknown value 'MIDDLE'" },
            None,
        ),
        ("Query.beings: [{name: x}]", "the object does not say which type it is", {
            Some("add `__typename`: one of Cat, Dog")
        }),
        ("[1]", "the data must be a map, not a list", Some("write fields as keys, such as `Query.listEvents: […]`")),
    ];
    for (text, message, help) in table {
        assert_eq!(refused(text), (message.to_owned(), help.map(str::to_owned)), "{text}");
    }
}
