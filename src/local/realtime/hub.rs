//! Which subscriptions there are.
use crate::local::emulator::Emulator;
use crate::local::execution::RootResult;
use crate::local::live_api::LiveApi;

/// Every subscription.
#[derive(Debug, Default)]
pub(in crate::local) struct Hub;

impl Hub {
    /// Ends the connections of an API that is gone.
    pub(in crate::local) fn close_api(&self, _api_id: &str) {}
}

impl Emulator {
    /// Delivers what a mutation came to.
    pub(in crate::local) fn publish(&self, _api: &LiveApi, _roots: &[RootResult]) {}
}
