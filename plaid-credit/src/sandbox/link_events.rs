//! The steps of a Link session.

use serde_json::{Value, json};

use super::cast::{Facts, ItemCast, object};
use super::chance;
use super::link::Scenario;
use super::refusal::Refusal;
use super::world::{self, Link, Session, World, date_time};

/// What a user did in a session, as Link reports it.
pub(super) fn events(world: &World, link: &Link, session: &Session) -> Value {
    let institution = institution(world, link, session);
    let names = session.scenario.events();
    let events = names.iter().enumerate().map(|(index, name)| {
        let id = format!("{}-{index}", session.id);
        let mut metadata = object(json!({ "request_id": world::id(0, &id, 15) }));
        if names[..=index].contains(&"SELECT_INSTITUTION") {
            metadata.extend(institution.clone());
        }
        if *name == "EXIT" {
            metadata.insert("exit_status".to_owned(), "requires_credentials".into());
        }
        if session.scenario == Scenario::Error && ["ERROR", "EXIT"].contains(name) {
            metadata.extend(object(Refusal::institution_down().summary()));
        }
        json!({
            "event_id": id,
            "event_metadata": metadata,
            "event_name": name,
            "timestamp": date_time(session.started),
        })
    });
    events.collect()
}

/// The institution of a session: that of its Item, or one with which there came to be none.
pub(super) fn institution(world: &World, link: &Link, session: &Session) -> Facts {
    let asked = link.request["institution_id"].as_str();
    let made_up = || ItemCast::made_up(chance::seed(0, &session.id), asked).facts;
    let item = session
        .item
        .map(|item| world.items[item].cast.facts.clone());
    let mut facts = item.unwrap_or_else(made_up);
    facts.retain(|name, _| name.starts_with("institution_"));
    facts
}
