//! The steps of a Link session.

use serde_json::{Value, json};

use super::cast::{Facts, ItemCast, object};
use super::chance;
use super::link::Scenario;
use super::plausible::EXIT_STATUS;
use super::refusal::Refusal;
use super::world::{self, Link, Session, World, date_time};

/// The step at which a user has chosen an institution.
const CHOICE: &str = "SELECT_INSTITUTION";

/// What a user did in a session, as Link reports it.
pub(super) fn events(world: &World, link: &Link, session: &Session) -> Value {
    let institution = institution(world, link, session);
    let names = session.scenario.events();
    let events = names.iter().enumerate().map(|(index, name)| {
        let id = event_id(session, index);
        let mut metadata = object(json!({ "request_id": request_id(session, index) }));
        if names[..=index].contains(&CHOICE) {
            metadata.extend(institution.clone());
        }
        if *name == "EXIT" {
            metadata.insert("exit_status".to_owned(), EXIT_STATUS.into());
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

/// How a user left Link in a session without an Item.
pub(super) fn exit(world: &World, link: &Link, session: &Session) -> Value {
    let last = session.scenario.events().len().saturating_sub(1);
    let error = match session.scenario {
        Scenario::Error => Refusal::institution_down().body(""),
        _ => Value::Null,
    };
    json!({
        "error": error,
        "metadata": {
            "institution": chosen(world, link, session),
            "link_session_id": session.id,
            "request_id": request_id(session, last),
            "status": EXIT_STATUS,
        },
    })
}

/// The institution that a user has chosen in a session: null if there is none.
pub(super) fn chosen(world: &World, link: &Link, session: &Session) -> Value {
    if !session.scenario.events().contains(&CHOICE) {
        return Value::Null;
    }
    let facts = institution(world, link, session);
    json!({
        "institution_id": facts.get("institution_id"),
        "name": facts.get("institution_name"),
    })
}

fn event_id(session: &Session, index: usize) -> String {
    format!("{}-{index}", session.id)
}

/// The ID of the request that Link made last at a step.
fn request_id(session: &Session, index: usize) -> String {
    world::id(0, &event_id(session, index), 15)
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
