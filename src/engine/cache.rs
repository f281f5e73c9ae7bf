//! Stage C: is an earlier answer used, and how long may this one live?
//!
//! A plain map with time as an argument: the emulator puts a lock around it, tests give it any time.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use super::contract::Answer;
use super::rules::Code;
use super::trace::Step;
use crate::appsync::{LambdaAuthorizerConfig, Secret, limits};

/// The TTL when `authorizerResultTtlInSeconds` is absent. The current API reference says 0; older pages say 300.
pub const TTL_SECONDS_WHEN_ABSENT: i64 = 0;

/// How many answers a cache holds before it drops those that have expired, and then the one that expires first.
const ENTRIES_AT_MOST: usize = 10_000;

/// What AppSync looks answers up by: the API and the token, and nothing of the operation.
///
/// Source: the post that introduced Lambda authorization.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CacheKey {
    /// The API's id.
    pub api_id: String,
    /// The token.
    pub token: Secret,
}

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheEntry {
    /// The answer.
    pub answer: Answer,
    /// From when on it is no longer used.
    pub expires: SystemTime,
    /// What it was made for: the `queryString` of the event, empty for a connection.
    pub made_for: String,
    /// The TTL that it was kept with.
    pub ttl: EffectiveTtl,
}

/// Answers by API and token.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    entries: HashMap<CacheKey, CacheEntry>,
}

impl Cache {
    /// The answer for this key, if it is still valid.
    #[must_use]
    pub fn lookup(&self, key: &CacheKey, now: SystemTime) -> Option<&CacheEntry> {
        self.entries.get(key).filter(|entry| now < entry.expires)
    }

    /// Keeps an answer.
    pub fn store(&mut self, key: CacheKey, entry: CacheEntry, now: SystemTime) {
        if self.entries.len() >= ENTRIES_AT_MOST && !self.entries.contains_key(&key) {
            self.entries.retain(|_, kept| now < kept.expires);
            if self.entries.len() >= ENTRIES_AT_MOST {
                let first = self.entries.iter().min_by_key(|(_, kept)| kept.expires).map(|(key, _)| key.clone());
                first.map(|key| self.entries.remove(&key));
            }
        }
        self.entries.insert(key, entry);
    }

    /// Forgets the answers of one API, as after its authorizer was changed.
    pub fn forget_api(&mut self, api_id: &str) {
        self.entries.retain(|key, _| key.api_id != api_id);
    }

    /// How many answers are held, valid or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// How long an answer lives, and who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectiveTtl {
    /// In seconds, 0 to 3,600; 0 is not cached.
    pub seconds: i64,
    /// Who said so.
    pub source: TtlSource,
}

/// Where a TTL comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TtlSource {
    /// `ttlOverride` of the answer.
    Override,
    /// `authorizerResultTtlInSeconds` of the API.
    Api,
    /// Neither: [`TTL_SECONDS_WHEN_ABSENT`].
    Default,
}

impl TtlSource {
    /// AppSync's name of the setting.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Override => "ttlOverride",
            Self::Api => "authorizerResultTtlInSeconds",
            Self::Default => "default",
        }
    }

    /// The source with this name.
    fn of_config(config: &LambdaAuthorizerConfig) -> Self {
        if config.authorizer_result_ttl_seconds.is_some() { Self::Api } else { Self::Default }
    }
}

/// How long an answer lives: its own `ttlOverride`, else the API's TTL, else the default.
#[must_use]
pub fn effective_ttl(config: &LambdaAuthorizerConfig, ttl_override: Option<i64>) -> EffectiveTtl {
    let clamp = |seconds: i64| seconds.clamp(limits::TTL_SECONDS_MIN, limits::TTL_SECONDS_MAX);
    match ttl_override {
        Some(seconds) => EffectiveTtl { seconds: clamp(seconds), source: TtlSource::Override },
        None => EffectiveTtl {
            seconds: clamp(config.authorizer_result_ttl_seconds.unwrap_or(TTL_SECONDS_WHEN_ABSENT)),
            source: TtlSource::of_config(config),
        },
    }
}

/// The steps of looking an answer up, and the answer.
pub(super) fn look_up<'c>(
    cache: &'c Cache,
    key: &CacheKey,
    query: &str,
    config: &LambdaAuthorizerConfig,
    now: SystemTime,
) -> (Vec<Step>, Option<&'c CacheEntry>) {
    if let Some(entry) = cache.lookup(key, now) {
        let left = entry.expires.duration_since(now).unwrap_or(Duration::ZERO).as_secs();
        let mut steps = vec![Step::passed(Code::C101).fact("secondsLeft", left)];
        if entry.made_for != query {
            steps.push(Step::noted(Code::C108).fact("madeFor", describe_operation(&entry.made_for)));
        }
        return (steps, Some(entry));
    }
    let ttl = effective_ttl(config, None);
    let mut steps = Vec::new();
    if ttl.source == TtlSource::Default {
        steps.push(Step::noted(Code::C106).fact("takenAs", TTL_SECONDS_WHEN_ABSENT));
    }
    // With a TTL of 0 an answer can still be kept by its own `ttlOverride`, so a look-up is made either way.
    let step =
        if ttl.seconds == 0 { Step::passed(Code::C103) } else { Step::passed(Code::C102).fact("ttl", ttl.seconds) };
    steps.push(step.fact("source", ttl.source.name()));
    (steps, None)
}

/// What a cached decision was made for, in words.
fn describe_operation(query: &str) -> String {
    if query.is_empty() { "a WebSocket connection".to_owned() } else { query.to_owned() }
}

/// The step that says whether an answer is kept, and until when.
pub(super) fn keep(
    answer: &Answer,
    answer_bytes: usize,
    ttl: EffectiveTtl,
    cache_denials: bool,
    now: SystemTime,
) -> (Vec<Step>, Option<SystemTime>) {
    if ttl.seconds == 0 {
        let by_answer = ttl.source == TtlSource::Override;
        let step = Step::passed(Code::C109).fact("ttl", 0).fact("source", ttl.source.name());
        return (if by_answer { vec![step] } else { Vec::new() }, None);
    }
    if answer_bytes >= limits::CACHEABLE_ANSWER_BYTES {
        let step = Step::noted(Code::C105).fact("bytes", answer_bytes).fact("limit", limits::CACHEABLE_ANSWER_BYTES);
        return (vec![step], None);
    }
    let kept = Step::passed(Code::C104).fact("ttl", ttl.seconds).fact("source", ttl.source.name());
    let expires = now + Duration::from_secs(ttl.seconds.unsigned_abs());
    match (answer.is_authorized, cache_denials) {
        (true, _) => (vec![kept], Some(expires)),
        (false, true) => (vec![Step::noted(Code::C107).fact("ttl", ttl.seconds), kept], Some(expires)),
        (false, false) => (Vec::new(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn entry(expires: u64) -> CacheEntry {
        CacheEntry {
            answer: Answer::default(),
            expires: at(expires),
            made_for: String::new(),
            ttl: EffectiveTtl { seconds: 10, source: TtlSource::Api },
        }
    }

    fn key(token: &str) -> CacheKey {
        CacheKey { api_id: "a".to_owned(), token: Secret::new(token) }
    }

    #[test]
    fn an_answer_is_used_until_the_second_before_it_expires() {
        let mut cache = Cache::default();
        cache.store(key("t"), entry(110), at(100));
        assert_eq!(cache.lookup(&key("t"), at(109)), Some(&entry(110)));
        assert_eq!(cache.lookup(&key("t"), at(110)), None);
        assert_eq!(cache.lookup(&key("u"), at(100)), None);
    }

    #[test]
    fn a_full_cache_drops_what_has_expired_and_then_what_expires_first() {
        let mut cache = Cache::default();
        for number in 0..ENTRIES_AT_MOST {
            cache.store(key(&number.to_string()), entry(1000 + number as u64), at(0));
        }
        cache.store(key("new"), entry(5000), at(0));
        assert_eq!(cache.len(), ENTRIES_AT_MOST);
        assert_eq!(cache.lookup(&key("0"), at(0)), None);
        cache.store(key("newer"), entry(9000), at(6000));
        assert!(cache.lookup(&key("newer"), at(6000)).is_some());
        assert!(cache.len() < ENTRIES_AT_MOST);
    }

    #[test]
    fn the_answers_of_one_api_can_be_forgotten() {
        let mut cache = Cache::default();
        cache.store(key("t"), entry(10), at(0));
        cache.forget_api("b");
        assert!(!cache.is_empty());
        cache.forget_api("a");
        assert!(cache.is_empty());
    }
}
