//! Schemas of any size, for what must not take long with them.

use std::fmt::Write as _;

/// A schema of so many fields: types of ten, each behind many paths, a third of them closed to a mode that reaches them.
pub(crate) fn sdl(fields: usize) -> String {
    let types = fields / 10;
    let mut text = String::from("type Query @aws_lambda @aws_api_key { first: T0 any: Any }\nunion Any = T0\n");
    for number in 0..types {
        let directives = ["", " @aws_lambda", " @aws_iam @aws_api_key"][number % 3];
        writeln!(text, "type T{number}{directives} {{").unwrap();
        for field in 0..9 {
            let returned = (number * 7 + field * 13 + 1) % types;
            writeln!(text, "  f{field}: [T{returned}!] @aws_lambda @aws_api_key @aws_oidc").unwrap();
        }
        writeln!(text, "  id: ID!\n}}").unwrap();
    }
    text
}
