//! Cash flow updates: who has subscribed to them, and what is sent.

use std::time::Duration;

use serde_json::{Value, json};

use super::cast::{Cast, object};
use super::world::{self, World};

const WEBHOOK_TYPE: &str = "CASH_FLOW_UPDATES";

/// A user whose cash flow is watched.
pub(super) struct Subscription {
    id: String,
    user: usize,
    webhook: Value,
}

pub(super) fn subscribe(world: &mut World, request: &Value, user: usize, cast: &mut Cast) {
    world.subscribed += 1;
    let seed = world.seed_of("subscription", world.subscribed);
    let id = world::id(seed, "subscription", 36);
    cast.facts
        .insert("subscription_id".to_owned(), id.as_str().into());
    world.subscriptions.push(Subscription {
        id,
        user,
        webhook: request["webhook"].clone(),
    });
}

pub(super) fn unsubscribe(world: &mut World, request: &Value) {
    let id = &request["subscription_id"];
    world.subscriptions.retain(|it| *id != it.id.as_str());
}

/// Ends all subscriptions of a user.
pub(super) fn end(world: &mut World, user: usize) {
    world.subscriptions.retain(|it| it.user != user);
}

/// Sends an update to the subscriptions of a user: one webhook, or for users of the older kind
/// one for each thing noticed, too.
pub(super) fn update(world: &mut World, request: &Value, user: usize, cast: &Cast) {
    let noticed = request["webhook_codes"].as_array();
    let noticed: Vec<&str> = noticed
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut cast = cast.clone();
    cast.facts.extend(object(
        json!({ "insights": noticed, "status": "AVAILABLE" }),
    ));
    let codes = match world::is_of_older_user(request) {
        true => [&["INSIGHTS_UPDATED"], &*noticed].concat(),
        false => vec!["CASH_FLOW_INSIGHTS_UPDATED"],
    };
    let subscriptions = world.subscriptions.iter().filter(|it| it.user == user);
    let urls: Vec<Value> = subscriptions.map(|it| it.webhook.clone()).collect();
    for url in urls {
        for code in &codes {
            world.plan_webhook(Duration::ZERO, &url, (WEBHOOK_TYPE, code), cast.clone());
        }
    }
}
