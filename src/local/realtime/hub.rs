//! Who is subscribed to what. Subscriptions that are sent the same are one group, so that what they are sent is made once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::sync::watch;

use super::mailbox::{Inbox, Mailbox, Put, mailbox};
use super::subscription::{Kind, Subscription, denied_below_root};
use crate::engine::{Verdict, field_access};
use crate::local::emulator::Emulator;
use crate::local::execution::RootResult;
use crate::local::live_api::LiveApi;
use crate::realtime::StartId;

/// Every connection and its subscriptions.
#[derive(Debug, Default)]
pub(in crate::local) struct Hub {
    registry: Mutex<Registry>,
    open: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Registry {
    next: u64,
    apis: HashMap<String, OfApi>,
}

#[derive(Debug, Default)]
struct OfApi {
    connections: HashMap<u64, Connected>,
    groups: HashMap<Arc<Kind>, Group>,
}

#[derive(Debug)]
struct Connected {
    mailbox: Arc<Mailbox>,
    subscriptions: Vec<(StartId, Arc<Kind>)>,
}

/// Subscriptions that are sent the same.
#[derive(Debug)]
struct Group {
    subscription: Arc<Subscription>,
    members: HashMap<(u64, StartId), Arc<Verdict>>,
}

/// Those who are sent the same for a result.
#[derive(Debug)]
struct Audience {
    subscription: Arc<Subscription>,
    members: Vec<(StartId, Arc<Mailbox>)>,
}

/// A subscription that was let in, to be registered.
#[derive(Debug)]
pub(super) struct Admitted {
    /// The API as it was when the subscription was let in.
    pub(super) api: Arc<LiveApi>,
    pub(super) kind: Kind,
    pub(super) subscription: Subscription,
    /// By what its fields are judged anew when the schema changes.
    pub(super) verdict: Verdict,
}

/// A connection's place in the hub; it leaves when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    emulator: Arc<Emulator>,
    api_id: String,
    connection: u64,
}

impl Hub {
    /// Ends the connections of an API that is gone.
    pub(in crate::local) fn close_api(&self, api_id: &str) {
        self.lock().apis.remove(api_id);
    }

    fn reload(&self, emulator: &Emulator, api_id: &str) {
        let mut registry = self.lock();
        // Read under the lock: of two changes at a time the later one is seen last.
        let Some(api) = emulator.live(api_id) else { return };
        let Some(of_api) = registry.apis.get_mut(api_id) else { return };
        for (kind, group) in std::mem::take(&mut of_api.groups) {
            let variables = serde_json::from_str(&kind.wanted.variables).unwrap_or_default();
            for ((connection, start), verdict) in group.members {
                of_api.forget(connection, start);
                match again(&api, &kind, &variables, &verdict) {
                    Some((kind, subscription)) => of_api.add((connection, start), kind, subscription, verdict),
                    // Where there is no room to say that a subscription ended, the connection ends.
                    None => {
                        if of_api.connections.get(&connection).is_some_and(|one| !one.mailbox.complete(start)) {
                            of_api.connections.remove(&connection);
                        }
                    }
                }
            }
        }
        of_api.groups.retain(|_, group| {
            group.members.retain(|(connection, _), _| of_api.connections.contains_key(connection));
            !group.members.is_empty()
        });
    }

    /// Waits until every connection has ended.
    pub(in crate::local) async fn emptied(&self) {
        // The sender is here, so this cannot fail.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those who want a result of a mutation.
    fn subscribers(&self, api_id: &str, root: &RootResult) -> Vec<Audience> {
        let registry = self.lock();
        let Some(of_api) = registry.apis.get(api_id) else { return Vec::new() };
        let wanting = of_api.groups.values().filter(|group| group.subscription.wants(root));
        wanting
            .map(|group| {
                let members = group.members.keys().filter_map(|(connection, start)| {
                    Some((*start, Arc::clone(&of_api.connections.get(connection)?.mailbox)))
                });
                Audience { subscription: Arc::clone(&group.subscription), members: members.collect() }
            })
            .collect()
    }
}

/// A subscription with the API as it is now; `None` when it is no longer one, or no longer its caller's.
fn again(
    api: &LiveApi,
    kind: &Kind,
    variables: &Map<String, Value>,
    verdict: &Verdict,
) -> Option<(Arc<Kind>, Subscription)> {
    let name = kind.wanted.operation_name.as_deref();
    let operation = api.documents.parse(&kind.wanted.query)?.pick(name).ok()?;
    let schema = api.schema.as_deref();
    let fields = field_access(verdict, &api.api, schema, &operation.selection(schema, variables));
    let subscription = Subscription::new(api, Some(&operation), name, variables, &fields).ok()?;
    let kind = Kind { wanted: Arc::clone(&kind.wanted), denied: denied_below_root(&fields) };
    Some((Arc::new(kind), subscription))
}

impl OfApi {
    /// Adds a subscription to the group of its kind.
    fn add(
        &mut self,
        (connection, start): (u64, StartId),
        kind: Arc<Kind>,
        subscription: Subscription,
        verdict: Arc<Verdict>,
    ) {
        let Some(connected) = self.connections.get_mut(&connection) else { return };
        let kind = self.groups.get_key_value(&kind).map_or(kind, |(known, _)| Arc::clone(known));
        connected.subscriptions.push((start, Arc::clone(&kind)));
        let group = self
            .groups
            .entry(kind)
            .or_insert_with(|| Group { subscription: Arc::new(subscription), members: HashMap::new() });
        // Most members of a group were let in alike.
        let alike = group.members.values().next().filter(|known| ***known == *verdict).cloned();
        group.members.insert((connection, start), alike.unwrap_or(verdict));
    }

    /// Takes a subscription off its connection's list; gives its kind.
    fn forget(&mut self, connection: u64, start: StartId) -> Option<Arc<Kind>> {
        let subscriptions = &mut self.connections.get_mut(&connection)?.subscriptions;
        let at = subscriptions.iter().position(|(known, _)| *known == start)?;
        Some(subscriptions.swap_remove(at).1)
    }

    fn remove(&mut self, connection: u64, start: StartId, kind: &Arc<Kind>) {
        let Some(group) = self.groups.get_mut(kind) else { return };
        group.members.remove(&(connection, start));
        if group.members.is_empty() {
            self.groups.remove(kind);
        }
    }
}

impl Seat {
    /// Takes a place for a connection to an API; `None` when the API is gone.
    pub(super) fn take(emulator: &Arc<Emulator>, api_id: &str) -> Option<(Self, Inbox)> {
        let hub = &emulator.hub;
        let mut registry = hub.lock();
        // An API that goes is taken out of the emulator before it is taken out here.
        emulator.live(api_id)?;
        let connection = registry.next;
        registry.next += 1;
        let (mailbox, inbox) = mailbox();
        let connected = Connected { mailbox: Arc::new(mailbox), subscriptions: Vec::new() };
        registry.apis.entry(api_id.to_owned()).or_default().connections.insert(connection, connected);
        hub.open.send_modify(|open| *open += 1);
        Some((Self { emulator: Arc::clone(emulator), api_id: api_id.to_owned(), connection }, inbox))
    }

    /// Has a subscription delivered to from now on.
    pub(super) fn subscribe(&self, start: StartId, admitted: Admitted) {
        let Admitted { api, kind, subscription, verdict } = admitted;
        let hub = &self.emulator.hub;
        if let Some(of_api) = hub.lock().apis.get_mut(&self.api_id) {
            of_api.add((self.connection, start), Arc::new(kind), subscription, Arc::new(verdict));
        }
        // The API may have changed since the subscription was let in.
        if !self.emulator.is_current(&api) {
            hub.reload(&self.emulator, &self.api_id);
        }
    }

    /// Has a subscription delivered to no more.
    pub(super) fn unsubscribe(&self, start: StartId) {
        let mut registry = self.emulator.hub.lock();
        let Some(of_api) = registry.apis.get_mut(&self.api_id) else { return };
        if let Some(kind) = of_api.forget(self.connection, start) {
            of_api.remove(self.connection, start, &kind);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let hub = &self.emulator.hub;
        let mut registry = hub.lock();
        if let Some(of_api) = registry.apis.get_mut(&self.api_id)
            && let Some(connected) = of_api.connections.remove(&self.connection)
        {
            for (start, kind) in connected.subscriptions {
                of_api.remove(self.connection, start, &kind);
            }
            if of_api.connections.is_empty() {
                registry.apis.remove(&self.api_id);
            }
        }
        drop(registry);
        hub.open.send_modify(|open| *open -= 1);
    }
}

impl Emulator {
    /// Makes the subscriptions of an API ready anew, because the API has changed: connections stay, and subscriptions too
    /// as far as they are still valid and their callers may still have them. Assumed: nobody says what AppSync does.
    pub(in crate::local) fn renew_subscriptions(&self, api_id: &str) {
        self.hub.reload(self, api_id);
    }

    /// Delivers what a mutation came to, a field at a time. A field that came to null is delivered to nobody: it was denied,
    /// its resolver failed, or a null below it was one too many. That a null without an error is not delivered either is
    /// Assumed.
    pub(in crate::local) fn publish(&self, api: &LiveApi, roots: &[RootResult]) {
        for root in roots.iter().filter(|root| !root.value.is_null()) {
            for Audience { subscription, members } in self.hub.subscribers(&api.api.identity.api_id, root) {
                let payload = subscription.payload(&root.value);
                for (start, mailbox) in members {
                    if mailbox.deliver(start, Arc::clone(&payload)) == (Put::Dropped { first: true }) {
                        self.say("warning: a subscriber does not read what it is sent; it misses deliveries");
                    }
                }
            }
        }
    }
}
