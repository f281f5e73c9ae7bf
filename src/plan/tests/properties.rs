//! What holds for every API and every change.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::arbitrary::{a_change, an_api, any_json};
use super::given::{API_ARN, AUTHZ, function, plan, plan_with};
use crate::plan::{
    Aim, FunctionPolicies, FunctionPolicy, InfrastructureFormat, READ_ONLY, Verification, differences, updatable,
};
use crate::settings::{PreviousDefault, Slot};

/// The API as the service would have it after an update that replaces everything.
pub(super) fn applied(current: &Map<String, Value>, body: &Map<String, Value>) -> Map<String, Value> {
    let kept = current.iter().filter(|(name, _)| READ_ONLY.contains(&name.as_str()));
    kept.chain(body).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Every provider as its entry, the default one too, without `defaultAction`.
fn providers(document: &Map<String, Value>) -> Vec<Map<String, Value>> {
    const PARTS: [&str; 4] = ["authenticationType", "lambdaAuthorizerConfig", "userPoolConfig", "openIDConnectConfig"];
    let default = document.iter().filter(|(name, _)| PARTS.contains(&name.as_str()));
    let mut all = vec![default.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<String, Value>>()];
    let additional = document.get("additionalAuthenticationProviders").and_then(Value::as_array);
    all.extend(additional.into_iter().flatten().filter_map(Value::as_object).cloned());
    for provider in &mut all {
        if let Some(Value::Object(config)) = provider.get_mut("userPoolConfig") {
            config.shift_remove("defaultAction");
        }
    }
    all
}

fn is_lambda(provider: &Map<String, Value>) -> bool {
    provider["authenticationType"] == "AWS_LAMBDA"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn planning_again_after_a_plan_was_applied_changes_nothing(current in an_api(), change in a_change()) {
        let Ok(first) = plan(&current, &change) else { return Ok(()) };
        let second = plan(&applied(&current, &first.body()), &change).unwrap();
        prop_assert_eq!(&second.changes, &Vec::new());
        prop_assert_eq!(second.after, first.after);
    }

    #[test]
    fn every_other_setting_is_the_same_before_and_after(current in an_api(), change in a_change()) {
        let Ok(plan) = plan(&current, &change) else { return Ok(()) };
        let others = |document: &Map<String, Value>| {
            let providers = ["authenticationType", "lambdaAuthorizerConfig", "userPoolConfig", "openIDConnectConfig", "additionalAuthenticationProviders"];
            document.iter().filter(|(name, _)| !providers.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(others(&updatable(&current)), others(&plan.body()));
        prop_assert!(READ_ONLY.iter().all(|name| !plan.body().contains_key(*name)));
    }

    #[test]
    fn every_other_provider_stays_once_and_the_authorizer_is_there_once_or_not_at_all(
        current in an_api(), change in a_change(),
    ) {
        let Ok(plan) = plan(&current, &change) else { return Ok(()) };
        let (before, after) = (providers(&plan.before), providers(&plan.after));
        let expected = usize::from(change.aim != Aim::Remove);
        prop_assert_eq!(after.iter().filter(|each| is_lambda(each)).count(), expected);
        let texts = |all: &[Map<String, Value>]| -> BTreeSet<String> {
            all.iter().filter(|each| !is_lambda(each)).map(|each| Value::Object(each.clone()).to_string()).collect()
        };
        let (was, is) = (texts(&before), texts(&after));
        prop_assert_eq!(is.len() + expected, after.len(), "a provider stands twice");
        let drops = matches!(&change.aim, Aim::SetUp(set_up) if set_up.slot == Some(Slot::Default) && set_up.previous_default == Some(PreviousDefault::Drop));
        let gone: Vec<&String> = was.difference(&is).collect();
        prop_assert!(gone.len() <= usize::from(drops), "{:?} are gone", gone);
        let made: Vec<&String> = is.difference(&was).collect();
        let can_be_made = change.new_default.as_ref().is_some_and(|named| made.iter().all(|text| text.contains(named.mode.name())));
        prop_assert!(made.is_empty() || (made.len() == 1 && can_be_made), "{:?} are new", made);
    }

    #[test]
    fn no_document_and_no_policy_makes_it_panic(
        mut document in any_json(),
        mode in prop_oneof![Just("AWS_LAMBDA"), Just("AMAZON_COGNITO_USER_POOLS"), Just("API_KEY"), Just("AWS_DREAMS")],
        policy in any_json(),
        change in a_change(),
    ) {
        let Value::Object(document) = &mut document else { return Ok(()) };
        document.insert("arn".to_owned(), Value::from(API_ARN));
        document.insert("authenticationType".to_owned(), Value::from(mode));
        let policy = FunctionPolicy::parse(&policy.to_string()).unwrap_or_default();
        let Ok(plan) = plan_with(document, &change, &FunctionPolicies::from_iter([(function(AUTHZ), policy)])) else {
            return Ok(());
        };
        prop_assert_eq!(plan.is_empty(), plan.steps().is_empty());
        let is_applied = matches!(plan.verify(&applied(document, &plan.after)), Verification::Applied { .. });
        prop_assert!(is_applied);
        for format in InfrastructureFormat::ALL {
            prop_assert!(plan.infrastructure(document, format).text.ends_with('\n'));
        }
    }

    #[test]
    fn the_differences_are_empty_exactly_when_the_documents_say_the_same(current in an_api(), other in an_api()) {
        let (one, two) = (updatable(&current), updatable(&other));
        let (there, back) = (differences(&one, &two), differences(&two, &one));
        let mut turned: Vec<_> = back.into_iter().map(|each| (each.path, each.after, each.before)).collect();
        let mut straight: Vec<_> = there.into_iter().map(|each| (each.path, each.before, each.after)).collect();
        turned.sort_by(|left, right| left.0.cmp(&right.0));
        straight.sort_by(|left, right| left.0.cmp(&right.0));
        prop_assert_eq!(&turned, &straight);
        prop_assert_eq!(differences(&one, &one), Vec::new());
        prop_assert_eq!(straight.is_empty(), one == two || same_but_for_order(&one, &two));
    }
}

/// Whether two documents have the same members, and the same additional providers in any order.
fn same_but_for_order(one: &Map<String, Value>, two: &Map<String, Value>) -> bool {
    let sorted = |document: &Map<String, Value>| {
        let mut document = document.clone();
        let list = document.shift_remove("additionalAuthenticationProviders");
        let mut texts: Vec<String> =
            list.and_then(|list| list.as_array().cloned()).unwrap_or_default().iter().map(Value::to_string).collect();
        texts.sort();
        (document, texts)
    };
    sorted(one) == sorted(two)
}
