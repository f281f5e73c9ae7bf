//! Which list is followed, what each page leads to, and that merging changes no byte of an item.

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::{Paged, Pager, Turn, choose};
use crate::document::raw_json::{items, member, of_bytes};
use crate::graphql::Document;

fn chosen(text: &str, path: Option<&str>) -> Result<String, String> {
    let operation = Document::parse("q.graphql", text).expect("a document").pick(None).expect("one operation");
    match choose(&operation, path) {
        Ok(paged) => Ok(format!("{} {} {} ${}", paged.path.join("."), paged.items, paged.next_token, paged.variable)),
        Err(error) => {
            assert_eq!(error.status().code(), 2);
            Err(format!("{}: {error}: {}", error.code(), error.help_text().unwrap_or_default()))
        }
    }
}

const TWO: &str = "query ($a: String, $b: String) {
    listA(nextToken: $a) { items { id inner(nextToken: $b) { items { id } nextToken } } nextToken }
    other: listB(nextToken: $b) { items { id } nextToken } }";

#[test]
fn the_only_list_is_found_and_one_of_several_by_its_path() {
    let text =
        "query L($t: String) { listEvents(nextToken: $t) { items { id c { items { id } nextToken } } nextToken } }";
    for path in [None, Some("listEvents"), Some("listEvents.items"), Some("data.listEvents")] {
        assert_eq!(chosen(text, path), Ok("listEvents items nextToken $t".to_owned()), "{path:?}");
    }
    assert_eq!(chosen(TWO, Some("listA")), Ok("listA items nextToken $a".to_owned()));
}

#[test]
fn what_cannot_be_followed_is_refused_with_the_edit_to_make() {
    let refused: Vec<String> = [
        (TWO, None),
        (TWO, Some("listC")),
        (TWO, Some("listA.items.inner")),
        (TWO, Some("other")),
        ("query L { listEvents { items { id } nextToken } }", None),
        ("query L($t: String) { e: listEvents(nextToken: $t) { items { id } } }", None),
        ("query L($t: String) { listEvents(nextToken: $t) { nextToken } }", None),
        ("{ a { nextToken } b { items { id } } }", None),
        ("{ a { items { b { items nextToken } } } }", Some("a.items.b")),
        ("{ a }", None),
        ("{ a { id } }", Some("a")),
        ("mutation { a { items { id } nextToken } }", None),
    ]
    .into_iter()
    .map(|(text, path)| chosen(text, path).expect_err("it cannot be followed"))
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r"
    several-lists-to-paginate: the operation has several lists with a `nextToken`: `listA`, `other`: name one, as in `--paginate listA`
    nothing-to-paginate: the operation selects no list with a `nextToken` at `listC`: it has `listA`, `other`
    nothing-to-paginate: `listA.items.inner` stands inside the items of another list, so an answer has many of it: ask for the inner list of one item at a time
    shared-next-token: the variable `$b` asks for the next page of `other` and of `listA.items.inner`: give each a variable of its own
    no-next-token-variable: `listEvents` selects `nextToken`, but no variable asks for the next page: write `listEvents(nextToken: $nextToken)` and declare it: `query L($nextToken: String)`
    nothing-to-paginate: `e` selects `items` without `nextToken`: select both, as in `listEvents(nextToken: $nextToken) { items { … } nextToken }`
    nothing-to-paginate: `listEvents` selects `nextToken` without `items`: select both, as in `listEvents(nextToken: $nextToken) { items { … } nextToken }`
    nothing-to-paginate: `b` selects `items` without `nextToken`: select both, as in `b(nextToken: $nextToken) { items { … } nextToken }`
    nothing-to-paginate: `a.items.b` stands inside the items of another list, so an answer has many of it: ask for the inner list of one item at a time
    nothing-to-paginate: the operation selects no list with a `nextToken`: select both, as in `listEvents(nextToken: $nextToken) { items { id } nextToken }`
    nothing-to-paginate: the operation selects no list with a `nextToken` at `a`: select both, as in `listEvents(nextToken: $nextToken) { items { id } nextToken }`
    not-a-query: a mutation cannot be paginated: each page would be another one: leave `--paginate` away
    ");
}

fn pager() -> Pager {
    let text = |text: &str| text.to_owned();
    let path = vec![text("a"), text("b")];
    Pager::new(Paged { path, items: text("items"), next_token: text("next"), variable: text("t") }, true)
}

fn page(items: &str, token: &str) -> String {
    format!(r#"{{"data": {{"x":1.0,"a":{{"b":{{"next" : {token}, "items": {items}}}}}}},"z":[] }}"#)
}

/// The token that a page leads to, or the name of what else follows.
fn turn(pager: &mut Pager, page: &str) -> String {
    match pager.add(page.as_bytes()) {
        Ok(Turn::More(token)) => token.get().to_owned(),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

#[test]
fn pages_follow_until_there_is_no_token_and_are_put_together_as_they_are_written() {
    let mut pages = pager();
    assert_eq!(turn(&mut pages, &page(r#"[ {"n":1.0} , 1e3 ]"#, r#""t\u0031""#)), r#""t\u0031""#);
    assert_eq!(turn(&mut pages, &page("[]", r#""t2""#)), r#""t2""#);
    assert_eq!(turn(&mut pages, &page("null", "3")), "3");
    assert_eq!(turn(&mut pages, &page(r#"["\u00e9",-0]"#, "null")), "End");
    assert_eq!((pages.pages(), pages.items()), (4, 4));
    assert_eq!(pages.merged().unwrap(), page(r#"[{"n":1.0} , 1e3,"\u00e9",-0]"#, "null"));
}

#[test]
fn one_page_is_its_own_text_and_no_page_is_none() {
    let only = page("[ 1 , 2 ]", r#""""#);
    let mut pages = pager();
    assert_eq!(turn(&mut pages, &only), "End");
    assert_eq!(pages.merged(), Some(only.clone()));
    assert_eq!(pager().merged(), None);
    let mut streamed = Pager::new(pager().paged().clone(), false);
    assert_eq!(turn(&mut streamed, &only), "End");
    assert_eq!((streamed.items(), streamed.merged()), (2, None));
}

#[test]
fn the_items_of_later_pages_stand_where_the_first_page_has_none() {
    for first in ["null", "[]", "[ ]"] {
        let mut pages = pager();
        assert_eq!(turn(&mut pages, &page(first, r#""1""#)), r#""1""#);
        assert_eq!(turn(&mut pages, r#"{"data":{"a":{"b":null}}}"#), "End");
        assert_eq!(pages.merged().unwrap(), page("[]", "null"));
        let mut pages = pager();
        assert_eq!(turn(&mut pages, &page(first, r#""1""#)), r#""1""#);
        assert_eq!(turn(&mut pages, &page("[1]", "null")), "End");
        assert_eq!(pages.merged().unwrap(), page("[1]", "null"));
    }
}

#[test]
fn a_token_that_comes_twice_ends_the_pages_however_it_is_written() {
    let mut pages = pager();
    assert_eq!(turn(&mut pages, &page("[1]", r#""a""#)), r#""a""#);
    assert_eq!(turn(&mut pages, &page("[2]", r#""b""#)), r#""b""#);
    let fault = "repeated-next-token: the API gave the same `nextToken` of `a.b` twice";
    assert_eq!(turn(&mut pages, &page("[3]", r#""\u0061""#)), fault);
    let mut pages = pager();
    pages.begin_at(of_bytes(br#""a""#).unwrap());
    assert_eq!(turn(&mut pages, &page("[1]", r#""a""#)), fault);
}

#[test]
fn a_page_with_errors_or_without_data_is_refused_and_not_added() {
    let with_errors = page("[2]", r#""t""#).replace(r#""z":[]"#, r#""errors":[{"message":"x"}]"#);
    for refused in [with_errors.as_str(), r#"{"data":null}"#, "{}", "[]", "<html>", ""] {
        let mut pages = pager();
        assert_eq!(turn(&mut pages, &page("[1]", r#""t""#)), r#""t""#);
        assert_eq!((turn(&mut pages, refused).as_str(), pages.pages()), ("Refused", 1), "{refused}");
    }
    assert!(matches!(pager().add(b"\"\xff\""), Ok(Turn::Refused)));
}

#[test]
fn what_is_no_page_of_the_list_is_an_error() {
    let fault = |body: &str| turn(&mut pager(), body);
    assert_eq!(fault(&page("{}", "null")), "not-a-page: `a.b.items` of the answer is no list");
    let many = "not-a-page: `a.b.items` of the answer stands inside another list, so an answer has many of it";
    assert_eq!(fault(r#"{"data":{"a":[{"b":{"items":[]}}]}}"#), many);
    assert_eq!(fault(r#"{"data":{"a":{"b":[{"items":[]}]}}}"#), many);
}

fn any_item() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("1.0".to_owned()),
        Just("-0".to_owned()),
        Just("12345678901234567890123".to_owned()),
        Just("{\"items\" : [ ],\"next\":\"x\"}".to_owned()),
        Just("[1 ,[]]".to_owned()),
        "[ -~]{0,12}".prop_map(|text| serde_json::Value::from(text).to_string()),
        Just(r#""\u005d,\"]""#.to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_list_split_into_pages_and_merged_is_the_same_list_byte_for_byte(
        pages in prop::collection::vec(prop::collection::vec(any_item(), 0..4), 1..6),
        blank in "[ \n\t]{0,2}",
    ) {
        let mut pager = pager();
        for (index, items) in pages.iter().enumerate() {
            let token = if index + 1 == pages.len() { "null".to_owned() } else { format!("\"{index}\"") };
            let list = format!("[{blank}{}{blank}]", items.join(&format!("{blank},")));
            let turn = pager.add(page(&list, &token).as_bytes()).unwrap();
            prop_assert_eq!(matches!(turn, Turn::More(_)), index + 1 < pages.len());
        }
        let all: Vec<&str> = pages.iter().flatten().map(String::as_str).collect();
        prop_assert_eq!(pager.items(), all.len());
        let merged = pager.merged().unwrap();
        let whole = of_bytes(merged.as_bytes()).unwrap();
        let field = member(member(member(whole, "data").unwrap(), "a").unwrap(), "b").unwrap();
        let found: Vec<&str> = items(member(field, "items").unwrap()).unwrap().into_iter().map(RawValue::get).collect();
        prop_assert_eq!(found, all);
        prop_assert_eq!(member(field, "next").unwrap().get(), "null");
    }
}
