use super::ConfiguredApi;
use crate::report::Style;
use std::io;
pub fn write_outcome(api: &ConfiguredApi, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
    let Some(c) = &api.carried_out else { return Ok(()) };
    for s in &c.steps {
        writeln!(out, "{:10} {}", s.result.words(), s.step.wish())?;
    }
    writeln!(out, "{:?} {:?}", c.verification, c.backup)
}
