//! Everything that touches the world: processes, the network, AWS. It decides nothing and renders nothing.
//!
//! What belongs here takes facts in and hands facts out. The rules that judge them are in the engine, the words that
//! tell them in the reports; this module knows neither.

pub mod authorizer;
