//! Webhooks about a Hosted Link session that is sent to the user by SMS or email. Plaid's own
//! Sandbox delivers nothing, so this is as in Production.

use std::time::Duration;

use serde_json::{Value, json};

use super::cast::{Cast, object};
use super::link::Scenario;
use super::link_events;
use super::plausible::EXIT_STATUS;
use super::refusal::Refusal;
use super::world::{self, Link, World, date_time};

/// Reports that the link has reached the user.
pub(super) fn sent(world: &mut World, link: usize) {
    let cast = world.cast(world.links[link].user, &[]);
    plan(world, link, "DELIVERY_STATUS", cast);
}

/// Reports what the user does in a session, as Link's callbacks do to a page.
pub(super) fn stepped(world: &mut World, link: usize, scenario: Scenario) {
    let token = &world.links[link];
    let Some(session) = token.sessions.last() else {
        return;
    };
    let items: Vec<usize> = session.item.into_iter().collect();
    let has_left = matches!(scenario, Scenario::Abandoned | Scenario::Error);
    let mut cast = world.cast(token.user, &items);
    cast.facts.extend(object(json!({
        "callback_type": match scenario {
            Scenario::Approved => "ON_SUCCESS",
            Scenario::Abandoned | Scenario::Error => "ON_EXIT",
            Scenario::Started => "ON_EVENT",
        },
        "event_name": scenario.events().last(),
        "link_session_id": session.id,
        "accounts": accounts(&cast),
        "institution": link_events::chosen(world, token, session),
        "status": has_left.then_some(EXIT_STATUS),
    })));
    if scenario == Scenario::Error {
        let error = Refusal::institution_down().body("");
        cast.facts.insert("error".to_owned(), error);
    }
    plan(world, link, "LINK_CALLBACK", cast);
}

/// The accounts of the Item that was connected.
fn accounts(cast: &Cast) -> Value {
    let accounts = cast.items.iter().flat_map(|item| &item.accounts);
    let accounts = accounts.map(|account| {
        let mut shown = account.facts.clone();
        shown.retain(|name, _| ["name", "mask", "type", "subtype"].contains(&name.as_str()));
        shown.insert("id".to_owned(), account.facts["account_id"].clone());
        Value::Object(shown)
    });
    accounts.collect()
}

/// Plans a webhook, if the link is one that is sent to the user.
fn plan(world: &mut World, link: usize, code: &str, mut cast: Cast) {
    let Link { request, .. } = &world.links[link];
    let Some(method) = request["hosted_link"]["delivery_method"].as_str() else {
        return;
    };
    let url = request["webhook"].clone();
    cast.facts.extend(object(json!({
        "communication_method": method.to_uppercase(),
        "delivery_status": "SUCCESS",
        "link_delivery_session_id": world::id(world.seed_of("delivery", link), "session", 36),
        "timestamp": date_time(world.now()),
    })));
    world.plan_webhook(Duration::ZERO, &url, ("LINK_DELIVERY", code), cast);
}
