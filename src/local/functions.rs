//! The functions of the emulated Lambda, each of which runs a target.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use super::to_its_end::to_its_end;
use crate::appsync::{AuthorizerEvent, AuthorizerTarget};
use crate::error::{Error, Result};
use crate::outside::authorizer::{Authorizer, FunctionConfiguration, Invocation};

/// The functions, by name.
#[derive(Debug)]
pub struct Functions {
    partition: &'static str,
    region: String,
    account_id: String,
    by_name: RwLock<BTreeMap<String, Arc<Function>>>,
}

/// A function of the emulated Lambda.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What runs when it is invoked, as the user named it.
    pub target: AuthorizerTarget,
    running: RwLock<Arc<Authorizer>>,
}

impl Functions {
    /// No function yet; `region` and `account_id` go into their ARNs.
    #[must_use]
    pub fn new(region: &str, account_id: &str) -> Self {
        Self {
            partition: crate::appsync::ApiIdentity::partition_of(region),
            region: region.to_owned(),
            account_id: account_id.to_owned(),
            by_name: RwLock::default(),
        }
    }

    /// The ARN of the function of this name, whether it exists or not.
    #[must_use]
    pub fn arn(&self, name: &str) -> String {
        format!("arn:{}:lambda:{}:{}:function:{name}", self.partition, self.region, self.account_id)
    }

    /// The name under which a target would be registered when these names are taken besides: the wanted one or one that
    /// is made from the target.
    #[must_use]
    pub fn free_name(&self, wanted: Option<&str>, target: &AuthorizerTarget, taken: &[String]) -> String {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        free(wanted, target, |name| by_name.contains_key(name) || taken.iter().any(|known| known == name))
    }

    /// Registers a running target under a name, or under one that is made from it, and gives that name.
    pub fn register(&self, name: Option<&str>, target: &AuthorizerTarget, running: Authorizer) -> String {
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        let name = free(name, target, |name| by_name.contains_key(name));
        let running = RwLock::new(Arc::new(running));
        by_name.insert(name.clone(), Arc::new(Function { name: name.clone(), target: target.clone(), running }));
        name
    }

    /// The function of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Arc<Function>> {
        self.by_name.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The name under which a target is registered.
    #[must_use]
    pub fn named(&self, target: &AuthorizerTarget) -> Option<String> {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        by_name.values().find(|known| known.target == *target).map(|known| known.name.clone())
    }

    /// Every function, in the order of their names.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Function>> {
        self.by_name.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Takes every function away, and with the last invocation of each its processes.
    pub fn clear(&self) {
        self.by_name.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Function {
    /// Calls it as an authorizer. What was begun is ended even if nobody waits for it any more, as on Lambda: a client that
    /// goes away must not take a warm process with it.
    ///
    /// # Errors
    /// It cannot be called at all: its process does not start, or nobody answers at its URL.
    pub async fn authorize(&self, event: &AuthorizerEvent) -> Result<Invocation> {
        let running = self.running();
        if matches!(*running, Authorizer::Rules(_)) {
            return running.invoke(event).await;
        }
        let payload = serde_json::to_vec(&event.to_json());
        let payload = payload.map_err(|error| Error::bug(format!("an event has no JSON: {error}")))?;
        begin(running, payload.into()).await
    }

    /// Calls it with any payload, as Lambda's Invoke does.
    ///
    /// # Errors
    /// As [`Function::authorize`].
    pub async fn invoke(&self, payload: Bytes) -> Result<Invocation> {
        begin(self.running(), payload).await
    }

    /// From now on this runs; invocations under way end with what they began with.
    pub fn replace(&self, running: Authorizer) {
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(running);
    }

    /// From now on it runs under the configuration that this gives, where it runs here; invocations under way end with what
    /// they began with. It is asked when it is its turn, so that of several changes the last one counts. Must be called
    /// within a tokio runtime.
    ///
    /// # Errors
    /// A thread that starts processes cannot be started.
    pub fn configure(&self, configuration: impl FnOnce() -> FunctionConfiguration) -> Result<()> {
        let mut running = self.running.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(configured) = running.configured(&configuration())? {
            *running = Arc::new(configured);
        }
        Ok(())
    }

    fn running(&self) -> Arc<Authorizer> {
        Arc::clone(&self.running.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Calls a function, to its end.
async fn begin(running: Arc<Authorizer>, payload: Bytes) -> Result<Invocation> {
    let invoked = to_its_end(async move { running.invoke_payload(payload).await }).await;
    invoked.unwrap_or_else(|_| Err(Error::bug("an invocation did not end")))
}

/// The wanted name or the one of the target, with a number where it is taken.
fn free(wanted: Option<&str>, target: &AuthorizerTarget, is_taken: impl Fn(&str) -> bool) -> String {
    let stem = wanted.map_or_else(|| name_of(target), str::to_owned);
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let mut names = std::iter::once(stem.clone()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or(stem)
}

/// A function's name from its target: the stem of the file, the name of the function, else `authorizer`. Only what
/// Lambda allows in a name: letters, digits, `-` and `_`, at most 64.
fn name_of(target: &AuthorizerTarget) -> String {
    let stem = |path: &str| {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        file.split('.').find(|part| !part.is_empty()).unwrap_or(file).to_owned()
    };
    let text = match target {
        AuthorizerTarget::Handler { path, .. } | AuthorizerTarget::Rules(path) | AuthorizerTarget::Executable(path) => {
            stem(path)
        }
        AuthorizerTarget::Command(words) => words.first().map(|word| stem(word)).unwrap_or_default(),
        AuthorizerTarget::Function(name) => name
            .split_once("function:")
            .map_or(name.as_str(), |(_, name)| name)
            .split(':')
            .next()
            .unwrap_or_default()
            .to_owned(),
        AuthorizerTarget::Url(url) => {
            let after = url.split_once("/functions/").map(|(_, after)| after.split('/').next().unwrap_or_default());
            after.filter(|name| *name != "function").unwrap_or_default().to_owned()
        }
    };
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    let name: String = text.chars().map(allowed).take(60).collect();
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() { "authorizer".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_after_its_target() {
        for (target, name) in [
            ("./lambda/authorizer.mjs#handler", "authorizer"),
            ("rules.yaml", "rules"),
            ("target/debug/bootstrap", "bootstrap"),
            ("exec:./my authorizer", "my"),
            ("lambda:authz:live", "authz"),
            ("arn:aws:lambda:eu-west-1:111122223333:function:authz:live", "authz"),
            ("http://127.0.0.1:9000/2015-03-31/functions/function/invocations", "authorizer"),
            ("http://127.0.0.1:9000/2015-03-31/functions/authz/invocations", "authz"),
            ("./ä ö.mjs", "authorizer"),
        ] {
            assert_eq!(name_of(&target.parse().unwrap()), name, "{target}");
        }
    }
}
