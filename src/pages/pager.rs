//! Pages as they come: what the next one asks for, and all of them as one answer.

use std::collections::HashSet;

use serde_json::value::RawValue;

use super::choice::Paged;
use crate::document::raw_json::{self, items, member, place};
use crate::error::{Error, Result};

/// What follows from a page.
#[derive(Debug, Clone)]
pub enum Turn {
    /// There is another page: what the variable is to be for it, as JSON.
    More(Box<RawValue>),
    /// This was the last.
    End,
    /// The page has `errors`, or is no answer with data. It was not added, and nothing more is to be asked for: it is for
    /// the user to see.
    Refused,
}

/// Takes the pages of one list, in their order.
#[derive(Debug, Clone)]
pub struct Pager {
    paged: Paged,
    keeps: bool,
    tokens: HashSet<String>,
    first: Option<String>,
    /// The items of the pages behind the first, with commas between.
    further: String,
    last_token: String,
    pages: usize,
    items: usize,
}

impl Pager {
    /// Begins with a list. Who writes each page as it comes needs none of them kept: without `keeps` the memory does not grow
    /// with them.
    #[must_use]
    pub fn new(paged: Paged, keeps: bool) -> Self {
        Self {
            paged,
            keeps,
            tokens: HashSet::new(),
            first: None,
            further: String::new(),
            last_token: String::new(),
            pages: 0,
            items: 0,
        }
    }

    /// The list that is followed.
    #[must_use]
    pub fn paged(&self) -> &Paged {
        &self.paged
    }

    /// How many pages were added.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// How many items they have.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// Says that the request of the first page asks for this token already, as the user gave it: it must not come back.
    pub fn begin_at(&mut self, token: &RawValue) {
        if let Some(token) = token_in(token) {
            self.tokens.insert(token);
        }
    }

    /// Takes the body of the next page.
    ///
    /// # Errors
    /// Outside: the token is one that was given before, so that the pages would never end; the list is no list. The page was
    /// added in the first case.
    pub fn add(&mut self, body: &[u8]) -> Result<Turn> {
        let Ok(body) = str::from_utf8(body) else { return Ok(Turn::Refused) };
        let Some(answer) = raw_json::of_bytes(body.as_bytes()) else { return Ok(Turn::Refused) };
        let has_errors = member(answer, "errors").and_then(items).is_some_and(|errors| !errors.is_empty());
        let data = member(answer, "data").filter(|data| data.get() != "null");
        let Some(data) = data.filter(|_| !has_errors) else { return Ok(Turn::Refused) };
        let field = self.field(data)?;
        let list = field.and_then(|field| member(field, &self.paged.items)).filter(|list| list.get() != "null");
        let count = match list {
            Some(list) => items(list).ok_or_else(|| self.fault("is no list"))?.len(),
            None => 0,
        };
        let token = field.and_then(|field| member(field, &self.paged.next_token));
        self.pages += 1;
        self.items += count;
        self.keep(body, list, token);
        let Some(next) = token.and_then(|token| token_in(token).map(|text| (token, text))) else {
            return Ok(Turn::End);
        };
        let (token, text) = next;
        if !self.tokens.insert(text) {
            let message = format!("the API gave the same `nextToken` of `{}` twice", self.paged.path.join("."));
            return Err(Error::outside("repeated-next-token", message)
                .note(format!("{} pages with {} items came before", self.pages, self.items))
                .help("the resolver must give the token of the page behind the one that it returns"));
        }
        Ok(Turn::More(token.to_owned()))
    }

    /// All pages as one answer: the text of the first, with the items of all of them and the token of the last. Each item
    /// is what it was, byte for byte. None before the first page, and if pages are not kept.
    #[must_use]
    pub fn merged(self) -> Option<String> {
        let first = self.first.as_deref()?;
        if self.pages < 2 {
            return self.first;
        }
        let answer = raw_json::of_bytes(first.as_bytes())?;
        let data = member(answer, "data")?;
        // A first page without the field has no token, and is the only one.
        let field = self.field(data).ok()??;
        let list = member(field, &self.paged.items);
        let token = member(field, &self.paged.next_token);
        let mut parts = Vec::new();
        if let Some(at) = list.and_then(|list| place(first, list)) {
            let own = list.map_or("", inner);
            let comma = if own.is_empty() || self.further.is_empty() { "" } else { "," };
            parts.push((at, ["[", own, comma, &self.further, "]"].concat()));
        }
        if let Some(at) = token.and_then(|token| place(first, token)) {
            parts.push((at, self.last_token.clone()));
        }
        parts.sort_by_key(|(at, _)| at.start);
        let mut merged = String::with_capacity(first.len() + self.further.len());
        let mut from = 0;
        for (at, part) in parts {
            merged.push_str(first.get(from..at.start)?);
            merged.push_str(&part);
            from = at.end;
        }
        merged.push_str(first.get(from..)?);
        Some(merged)
    }

    /// The field in an answer; none where it, or something on the way to it, is null or absent.
    fn field<'a>(&self, data: &'a RawValue) -> Result<Option<&'a RawValue>> {
        let mut value = data;
        for key in &self.paged.path {
            if value.get().starts_with('[') {
                return Err(self.fault("stands inside another list, so an answer has many of it"));
            }
            match member(value, key).filter(|found| found.get() != "null") {
                Some(found) => value = found,
                None => return Ok(None),
            }
        }
        if value.get().starts_with('[') {
            return Err(self.fault("stands inside another list, so an answer has many of it"));
        }
        Ok(Some(value))
    }

    fn fault(&self, what: &str) -> Error {
        let Paged { path, items, .. } = &self.paged;
        let list = path.iter().chain([items]).map(String::as_str).collect::<Vec<_>>().join(".");
        Error::outside("not-a-page", format!("`{list}` of the answer {what}"))
            .help("choose another list with `--paginate PATH`, or leave `--paginate` away")
    }

    fn keep(&mut self, body: &str, list: Option<&RawValue>, token: Option<&RawValue>) {
        if !self.keeps {
            return;
        }
        self.last_token = token.map_or("null", RawValue::get).to_owned();
        if self.first.is_none() {
            self.first = Some(body.to_owned());
            return;
        }
        let own = list.map_or("", inner);
        if !own.is_empty() && !self.further.is_empty() {
            self.further.push(',');
        }
        self.further.push_str(own);
    }
}

/// What stands between the brackets of a list; nothing of what is no list.
fn inner(list: &RawValue) -> &str {
    let inner = list.get().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.unwrap_or_default().trim_ascii()
}

/// A token in a form in which two that are the same are equal; none if there is no next page.
fn token_in(token: &RawValue) -> Option<String> {
    match raw_json::text(token) {
        Some(text) => Some(text).filter(|text| !text.is_empty()),
        None => Some(token.get().to_owned()).filter(|token| token != "null" && token != "\"\""),
    }
}
