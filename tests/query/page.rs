//! The page `docs/query.md` shows what is printed at a terminal. `UPDATE_GENERATED=1 cargo test` writes it again.

#[test]
fn the_page_on_query_shows_what_is_printed() {
    crate::support::page::play("query.md");
}
