//! What a caller does not reach of the user's own operations, and what was left out of the generated ones, is told.

use crate::support::sandbox::Sandbox;

const SCHEMA: &str = "type Query {
  open: Event
  staff: Event @aws_cognito_user_pools
  any: Any
}
union Any = Event | Note
type Note { id: ID! secret: String @aws_cognito_user_pools }
type Event @aws_api_key @aws_cognito_user_pools {
  id: ID!
  price: Int @aws_cognito_user_pools
  note: String
}
";

const KEY: &str = "--default API_KEY --additional AMAZON_COGNITO_USER_POOLS --auth-mode API_KEY";

fn sandbox(document: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", SCHEMA);
    sandbox.file("own.graphql", document);
    sandbox
}

#[test]
fn fields_of_the_users_operations_that_are_not_reached_are_told() {
    let sandbox = sandbox(
        "query Mine { open { ...Price note } again: open { ...Price } staff { id } any { ... on Note { secret } ... on Event { id } } }
         fragment Price on Event { price }
         query Right { open { id } }",
    );
    let line = "generate --schema in.graphql --documents own.graphql --target graphql --statements none";
    let ran = sandbox.line(&format!("{line} {KEY} --denied-fields Event.note"));
    assert_eq!(
        ran.whole(),
        "exit 0\n--- stdout\nwritten\tgenerated/fragments.graphql\nwritten\tgenerated/queries.graphql\n--- stderr\n\
         note: `Mine` selects `Event.note`, which the caller does not reach (F201, field-denied)\n\
         note: `Mine` selects `Event.price`, which the caller does not reach (D201, closed-by-field-directives)\n\
         note: `Mine` selects `Note.secret`, which the caller does not reach (D201, closed-by-field-directives)\n\
         note: `Mine` selects `Query.staff`, which the caller does not reach (D201, closed-by-field-directives)\n"
    );
    // Nothing is taken away, and nobody is told where nothing bounds what is reached.
    assert!(sandbox.read("generated/queries.graphql").contains("    secret\n"));
    assert_eq!(
        sandbox.line(line).whole(),
        "exit 0\n--- stdout\nunchanged\tgenerated/fragments.graphql\nunchanged\tgenerated/queries.graphql\n"
    );
}

#[test]
fn what_was_left_out_stands_in_the_report() {
    let sandbox = sandbox("");
    let ran = sandbox.line(&format!("generate --schema in.graphql --target graphql --report {KEY}"));
    insta::assert_snapshot!(ran.whole());
    let ran = sandbox.line(&format!("generate --schema in.graphql --target graphql --report -q {KEY}"));
    assert!(ran.out.contains("note\tEvent.price\t`Event.price` is left out: "), "{}", ran.whole());
}
