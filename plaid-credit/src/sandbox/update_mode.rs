//! Update mode: Link with Items that exist.

use serde_json::Value;

use super::SandboxError;
use super::refusal::Refusal;
use super::world::{Link, World};

/// Whether a Link token is for Items that exist.
pub(super) fn is_update(request: &Value) -> bool {
    let update = &request["update"];
    has_token(request) || update["user"] == true || update["item_ids"].is_array()
}

/// Whether a request names Items by their tokens.
fn has_token(request: &Value) -> bool {
    request["access_token"].is_string() || !elements(&request["access_tokens"]).is_empty()
}

/// The Items that a request for a Link token names, of those that this world knows: by their
/// tokens, or else by their IDs.
pub(super) fn named(
    world: &World,
    request: &Value,
    user: Option<usize>,
) -> Result<Vec<usize>, Refusal> {
    let mut items = Vec::new();
    items.extend(world.item(&request["access_token"])?);
    for token in elements(&request["access_tokens"]) {
        items.extend(world.item(token)?);
    }
    if items.is_empty() {
        for id in elements(&request["update"]["item_ids"]) {
            items.extend(by_id(world, id, user)?);
        }
    }
    Ok(items)
}

/// The Items that a session with a Link token updates: none if it is for a new Item. Of a user
/// whose Items are not named, it is the latest that needs them, or else the latest.
pub(super) fn items(world: &World, link: &Link) -> Result<Vec<usize>, SandboxError> {
    let named = named(world, &link.request, link.user);
    let named = named.map_err(|_| SandboxError::MissingItem)?;
    match link.user {
        Some(user) if named.is_empty() && is_of_user(&link.request) => {
            let latest = latest(world, user).ok_or(SandboxError::MissingItem)?;
            Ok(vec![latest])
        }
        _ => Ok(named),
    }
}

/// Whether the user decides which Items are updated, as no token does.
fn is_of_user(request: &Value) -> bool {
    is_update(request) && !has_token(request)
}

fn latest(world: &World, user: usize) -> Option<usize> {
    let items = world.items_of(user);
    let broken = items.iter().rfind(|item| world.items[**item].needs_login);
    broken.or(items.last()).copied()
}

/// The Item of this ID, if the user has it. A user who is not of this world may have others.
fn by_id(world: &World, id: &Value, user: Option<usize>) -> Result<Option<usize>, Refusal> {
    let found = world.items.iter().position(|item| *id == item.cast.id());
    let is_theirs = |item: &usize| {
        let item = &world.items[*item];
        !item.removed && user.is_none_or(|user| item.user == Some(user))
    };
    match found {
        None if user.is_none() => Ok(None),
        found => found
            .filter(is_theirs)
            .map(Some)
            .ok_or_else(Refusal::item_not_found),
    }
}

fn elements(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}
