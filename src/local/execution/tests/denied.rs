//! Fields that are denied, and where their nulls go.

use serde_json::Value;

use super::with_event;
use crate::local::execution::Outcome;

#[test]
fn a_denied_field_is_null_with_one_entry_for_each_object_in_a_list() {
    let scene = with_event().deny("Comment.content", false);
    assert_eq!(
        scene.body("{\n  event {\n    comments { id level }\n    c: comments {\n      content\n    }\n  }\n}"),
        concat!(
            r#"{"data":{"event":{"comments":[{"id":"1","level":"LOW"},null,{"id":"2","level":null}],"c":[null,null,null]}},"#,
            r#""errors":[{"path":["event","c",0,"content"],"data":null,"errorType":"Unauthorized","errorInfo":null,"#,
            r#""locations":[{"line":5,"column":7,"sourceName":null}],"#,
            r#""message":"Not Authorized to access content on type Comment"},"#,
            r#"{"path":["event","c",2,"content"],"data":null,"errorType":"Unauthorized","errorInfo":null,"#,
            r#""locations":[{"line":5,"column":7,"sourceName":null}],"#,
            r#""message":"Not Authorized to access content on type Comment"}]}"#
        )
    );
}

#[test]
fn a_denied_field_is_denied_only_at_its_level_and_its_resolver_is_not_called() {
    let scene = with_event().deny("Query.event", true);
    let (outcome, waves) = scene.play("{ event { id } }");
    let Ok(Outcome::Response(response)) = outcome else { panic!("no response") };
    assert_eq!(
        response.body,
        concat!(
            r#"{"data":{"event":null},"errors":[{"path":["event"],"data":null,"errorType":"Unauthorized","#,
            r#""errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"#,
            r#""message":"Not Authorized to access event on type Query"}]}"#
        )
    );
    assert_eq!((response.errors, waves.len()), (1, 0));
    assert_eq!(with_event().deny("Query.event", false).body("{ event { id } }"), r#"{"data":{"event":{"id":"7"}}}"#);
}

#[test]
fn a_null_goes_up_to_the_nearest_place_that_may_be_null_and_fields_beside_it_still_report() {
    let scene = with_event().deny("Comment.secret", false).deny("Comment.content", false);
    let body: Value = serde_json::from_str(&scene.body("{ must { id strict { content secret } } }")).expect("JSON");
    assert_eq!(body["data"], Value::Null);
    let paths: Vec<String> = body["errors"].as_array().expect("errors").iter().map(|e| e["path"].to_string()).collect();
    assert_eq!(
        paths,
        [
            r#"["must","strict",0,"content"]"#,
            r#"["must","strict",0,"secret"]"#,
            r#"["must","strict",1,"content"]"#,
            r#"["must","strict",1,"secret"]"#,
        ]
    );
}
