//! Which suite includes which: the check for cycles.

use crate::error::{Error, Result, Source};

/// The files that are being included, the outermost first. Paths are compared as they are, so the caller gives them in
/// one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludeStack {
    paths: Vec<String>,
}

impl IncludeStack {
    /// The stack of a suite that nobody includes.
    #[must_use]
    pub fn new(root: impl Into<String>) -> Self {
        Self { paths: vec![root.into()] }
    }

    /// Goes into an included file; `entry` is the place that includes it.
    ///
    /// # Errors
    ///
    /// `include-cycle` when the file is being included already. The stack is as before then.
    pub fn enter(&mut self, path: &str, entry: Source) -> Result<()> {
        if let Some(first) = self.paths.iter().position(|open| open == path) {
            let cycle = self.paths.iter().skip(first).map(String::as_str).chain([path]).collect::<Vec<_>>();
            let message = format!("a cycle of includes: {}", cycle.join(" → "));
            return Err(Error::input("include-cycle", message).at(entry).help("remove one of these includes"));
        }
        self.paths.push(path.to_owned());
        Ok(())
    }

    /// Comes back from the file that was entered last.
    pub fn leave(&mut self) {
        self.paths.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_being_included_cannot_be_included_again_and_afterwards_it_can() {
        let entry =
            |name: &str| Source { name: name.to_owned(), text: "x".to_owned(), span: 0..1, label: String::new() };
        let mut stack = IncludeStack::new("top.yaml");
        assert_eq!(stack.enter("a.suite.yaml", entry("top.yaml")), Ok(()));
        assert_eq!(stack.enter("b.suite.yaml", entry("a.suite.yaml")), Ok(()));
        let error = stack.enter("a.suite.yaml", entry("b.suite.yaml")).unwrap_err();
        assert_eq!(
            (error.code(), error.message(), error.sources()),
            (
                "include-cycle",
                "a cycle of includes: a.suite.yaml → b.suite.yaml → a.suite.yaml",
                &[entry("b.suite.yaml")][..]
            )
        );
        assert_eq!(stack.enter("c.suite.yaml", entry("b.suite.yaml")), Ok(()));
        for _ in 0..3 {
            stack.leave();
        }
        assert_eq!(stack.enter("a.suite.yaml", entry("top.yaml")), Ok(()));
        let error = stack.enter("a.suite.yaml", entry("a.suite.yaml")).unwrap_err();
        assert_eq!(error.message(), "a cycle of includes: a.suite.yaml → a.suite.yaml");
    }
}
