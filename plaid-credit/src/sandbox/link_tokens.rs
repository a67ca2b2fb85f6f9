//! Link tokens: what they are made for, and how long they last.

use std::time::Duration;

use serde_json::{Value, json};

use super::answers::{Answer, MakeUp};
use super::cast::object;
use super::products::{self, Product, Products};
use super::refusal::Refusal;
use super::users;
use super::world::{self, Link, User, World, date_time};
use super::{delivery, link, update_mode};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The most that a request may ask for.
const LONGEST: Duration = Duration::from_secs(21 * 24 * 60 * 60);
/// Where a request says who goes through Link.
const USERS: [&str; 3] = ["user_id", "user", "user_token"];
/// How long a session is shown after its end.
const SHOWN: Duration = Duration::from_secs(6 * 60 * 60);
/// Settings that are shown only if a request has them.
const OPTIONAL: [&str; 2] = ["account_filters", "institution_data"];

pub(super) fn create(
    world: &mut World,
    request: &Value,
    make_up: MakeUp<'_>,
) -> Result<Answer, Refusal> {
    let user = world.user(request)?;
    let items = update_mode::named(world, request, user)?;
    // A token of an Item is for repairing it, by whoever has it.
    let user = user.or_else(|| world.items[*items.first()?].user);
    if world.checks_prerequisites {
        let has_user = USERS.iter().any(|field| !request[*field].is_null());
        if !has_user {
            return Err(Refusal::missing_fields(&["user_id"]));
        }
        check_products(request, user.map(|user| &world.users[user]))?;
    }
    let token = world::token(world.seed_of("link", world.links.len()), "link");
    let created = world.now();
    let expires = world.after(life(request)?);
    let mut cast = world.cast(user, &[]);
    cast.facts.extend(object(json!({
        "link_token": token,
        "expiration": date_time(expires),
        "hosted_link_url": format!("https://hosted.example.com/link/{token}"),
    })));
    world.links.push(Link {
        token,
        user,
        request: request.clone(),
        created,
        expires,
        sessions: Vec::new(),
    });
    delivery::sent(world, world.links.len() - 1);
    let mut body = make_up(&cast);
    if let (false, Some(body)) = (request["hosted_link"].is_object(), body.as_object_mut()) {
        body.remove("hosted_link_url");
    }
    let body = Some(body);
    Ok(Answer { cast, body })
}

pub(super) fn get(world: &World, request: &Value, make_up: MakeUp<'_>) -> Option<Answer> {
    let link = &world.links[world.link(request["link_token"].as_str()?)?];
    let products = link.request["products"].as_array().cloned();
    let mut cast = world.cast(link.user, &[]);
    cast.facts.extend(object(json!({
        "link_token": link.token,
        "created_at": date_time(link.created),
        "expiration": date_time(link.expires),
        "webhook": link.request["webhook"],
        "client_name": link.request["client_name"],
        "language": link.request["language"],
        "country_codes": link.request["country_codes"],
        "initial_products": products.unwrap_or_default(),
        "redirect_uri": link.request["redirect_uri"],
    })));
    let mut body = make_up(&cast);
    show_what_was_asked(&mut body, link);
    let now = world.now();
    let shown = link.sessions.iter().filter(|session| {
        session
            .finished
            .is_none_or(|end| now < end.saturating_add(SHOWN))
    });
    let sessions = shown.map(|session| {
        let made_up = make_up(&link::cast(world, link, session));
        link::link_session(world, link, session, made_up["link_sessions"][0].clone())
    });
    body["link_sessions"] = sessions.collect();
    let body = Some(body);
    Some(Answer { cast, body })
}

/// Replaces what is made up in the answer about a Link token and need not be there.
fn show_what_was_asked(body: &mut Value, link: &Link) {
    if let (None, Some(body)) = (link.user, body.as_object_mut()) {
        body.remove("user_id");
    }
    let Some(metadata) = body["metadata"].as_object_mut() else {
        return;
    };
    for name in OPTIONAL {
        match link.request.get(name) {
            Some(setting) => metadata.insert(name.to_owned(), setting.clone()),
            None => metadata.remove(name),
        };
    }
}

fn check_products(request: &Value, user: Option<&User>) -> Result<(), Refusal> {
    let has_products = request["products"]
        .as_array()
        .is_some_and(|products| !products.is_empty());
    if !has_products && !update_mode::is_update(request) {
        return Err(Refusal::missing_fields(&["products"]));
    }
    products::check_income(
        &request["products"],
        "income_verification",
        &request["income_verification"],
    )?;
    let products = Products::of(request);
    let has_purpose = request["consumer_report_permissible_purpose"].is_string();
    match (products.has(Product::Check), has_purpose) {
        (true, false) => {
            let field = "consumer_report_permissible_purpose";
            Err(Refusal::missing_fields(&[field]))
        }
        (false, true) => {
            let message = "consumer_report_permissible_purpose is for products of Plaid Check";
            Err(Refusal::invalid("INVALID_FIELD", message))
        }
        (true, true) if !products.has_any(&["cra_base_report"]) => {
            let message = "products must include cra_base_report";
            Err(Refusal::invalid("INVALID_FIELD", message))
        }
        (true, true) => user.map_or(Ok(()), users::has_identity),
        (false, false) => Ok(()),
    }
}

/// How long a token can be used.
fn life(request: &Value) -> Result<Duration, Refusal> {
    let hosted = &request["hosted_link"];
    if let Some(seconds) = hosted["url_lifetime_seconds"].as_i64() {
        let asked = u64::try_from(seconds).map(Duration::from_secs);
        let asked = asked
            .ok()
            .filter(|life| !life.is_zero() && *life <= LONGEST);
        let message = "hosted_link.url_lifetime_seconds must be from 1 to 1814400";
        return asked.ok_or_else(|| Refusal::invalid("INVALID_FIELD", message));
    }
    Ok(match hosted["delivery_method"].as_str() {
        Some("sms") => DAY,
        Some("email") => 7 * DAY,
        _ if hosted.is_object() || update_mode::is_update(request) => 30 * MINUTE,
        _ => 4 * HOUR,
    })
}
