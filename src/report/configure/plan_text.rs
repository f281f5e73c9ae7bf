use super::ConfiguredApi;
use crate::report::Style;
use std::io;
pub fn write_plan(api: &ConfiguredApi, out: &mut dyn io::Write, _: &Style) -> io::Result<()> {
    for d in &api.plan.changes {
        writeln!(out, "{}: {:?} -> {:?}", d.path, d.before, d.after)?;
    }
    for s in api.plan.steps() {
        writeln!(out, "{}", s.wish())?;
    }
    for n in &api.notes {
        writeln!(out, "note {n}")?;
    }
    Ok(())
}
pub(super) fn opening(api: &ConfiguredApi) -> String {
    format!("{:?}", api.name)
}
