//! x
/// x
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatternFinding {
    /// x
    AdmitsEverything,
}
/// x
pub fn pattern_findings(_p: &str) -> Vec<PatternFinding> { Vec::new() }
