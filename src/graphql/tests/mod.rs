//! Tests of the graphql floor that are too long to stand beside the code.
