//! How each invalid fixture of a requests file is refused, in the order of the folders.

use super::Refusal;

pub(super) const REQUESTS: &[Refusal] = &[];
