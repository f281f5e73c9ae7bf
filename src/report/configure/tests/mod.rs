//! Tests of what `configure` shows.
