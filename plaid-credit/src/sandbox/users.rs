//! Creating and updating users.

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::answers::{Answer, MakeUp};
use super::refusal::Refusal;
use super::world::{User, World};

/// Asks for users that have an ID and no token.
const NEW_USERS: &str = "plaid-new-user-api-enabled";

/// What a consumer report needs to know of a user.
const IDENTITY: [&str; 5] = [
    "name",
    "date_of_birth",
    "emails",
    "phone_numbers",
    "addresses",
];

/// Creates a user. A second request about the same person finds the same user; where users have
/// tokens, Plaid refuses it, since a token is given out once.
pub(super) fn create(
    world: &mut World,
    headers: &HeaderMap,
    request: &Value,
    make_up: MakeUp<'_>,
) -> Result<Answer, Refusal> {
    let is_new = headers.get(NEW_USERS).is_some_and(|value| value == "true")
        || request["with_upgraded_user"] == true;
    let mut users = world.users.iter();
    let is_created_once = world.checks_prerequisites && !is_new;
    let known = users.position(|user| {
        user.client_user_id == request["client_user_id"] && (is_created_once || !user.removed)
    });
    let user = match known {
        Some(_) if is_created_once => {
            let message = "a user was created before with this client_user_id";
            return Err(Refusal::invalid("INVALID_FIELD", message));
        }
        Some(user) => user,
        None => world.add_user(request),
    };
    let mut cast = world.cast(Some(user), &[]);
    let User { token, .. } = &world.users[user];
    cast.facts
        .insert("user_token".to_owned(), token.as_str().into());
    let mut body = make_up(&cast);
    if let (true, Some(body)) = (is_new, body.as_object_mut()) {
        body.remove("user_token");
    }
    let body = Some(body);
    Ok(Answer { cast, body })
}

/// Takes over what a request says about a user: what it leaves out stays as it was.
pub(super) fn describe(user: &mut User, request: &Value) {
    let identity = request["identity"].as_object().into_iter().flatten();
    let identity = identity.map(|(name, value)| (name.clone(), value.clone()));
    user.identity.extend(identity);
    user.has_older_identity |= request["consumer_report_user_identity"].is_object();
    let name = &request["identity"]["name"];
    if let Some(first) = name["given_name"].as_str() {
        first.clone_into(&mut user.person.first_name);
    }
    if let Some(last) = name["family_name"].as_str() {
        last.clone_into(&mut user.person.last_name);
    }
}

/// Refuses a consumer report about somebody of whom too little is known.
pub(super) fn has_identity(user: &User) -> Result<(), Refusal> {
    let is_missing = |field: &&str| match user.identity.get(*field) {
        Some(Value::Array(values)) => !values.iter().any(|value| {
            value["primary"] == true && (*field != "addresses" || value["country"] == "US")
        }),
        value => value.is_none_or(Value::is_null),
    };
    let missing: Vec<&str> = IDENTITY.into_iter().filter(is_missing).collect();
    if missing.is_empty() || user.has_older_identity {
        return Ok(());
    }
    let missing = missing.join(", ");
    let message = format!(
        "a consumer report needs more of the user's identity, with primary contact details and \
         an address in the US: {missing}"
    );
    Err(Refusal::invalid("INVALID_FIELD", message))
}
