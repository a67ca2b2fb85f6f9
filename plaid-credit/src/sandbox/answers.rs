//! What each operation does to the world, and whom its answer is about.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::cast::{Cast, object};
use super::products::{self, Product};
use super::refusal::Refusal;
use super::world::{World, date_time};
use super::{check_reports, link, link_tokens, monitoring, reports, users};

/// How long a public token can be exchanged.
const PUBLIC_TOKEN_LIFE: Duration = Duration::from_secs(30 * 60);

/// An answer that the world decides.
pub(super) struct Answer {
    /// Whom it is about.
    pub(super) cast: Cast,
    /// The body, where it is more than is made up about the cast.
    pub(super) body: Option<Value>,
}

impl From<Cast> for Answer {
    fn from(cast: Cast) -> Self {
        Self { cast, body: None }
    }
}

/// None for a request that names nothing of this world.
pub(super) type Outcome = Result<Option<Answer>, Refusal>;

/// Makes up the body of the answer about a cast.
pub(super) type MakeUp<'a> = &'a dyn Fn(&Cast) -> Value;

/// Answers a request that is as the fragment says.
pub(super) fn answer(
    world: &mut World,
    path: &str,
    headers: &HeaderMap,
    request: &Value,
    make_up: MakeUp<'_>,
) -> Outcome {
    match path {
        "/user/create" => return users::create(world, headers, request, make_up).map(Some),
        "/link/token/create" => return link_tokens::create(world, request, make_up).map(Some),
        "/link/token/get" => return Ok(link_tokens::get(world, request, make_up)),
        "/item/public_token/exchange" => return public_token_exchange(world, request),
        "/sandbox/public_token/create" => return public_token_create(world, request),
        "/asset_report/create" => return reports::asset_report_create(world, request),
        "/credit/audit_copy_token/update" => return reports::update_copy(world, request),
        "/cra/monitoring_insights/unsubscribe" => {
            monitoring::unsubscribe(world, request);
            return Ok(None);
        }
        "/sandbox/income/fire_webhook" => {
            return fire_income_webhook(world, request, &request["webhook"], request);
        }
        "/sandbox/bank_income/fire_webhook" => {
            let (url, fields) = (&request["webhook_override"], &request["webhook_fields"]);
            return fire_income_webhook(world, request, url, fields);
        }
        _ => {}
    }
    if let Some(item) = world.item(&request["access_token"])? {
        return of_item(world, path, request, item).map(Some);
    }
    let is_parent = reports::makes_another(path);
    for token in [&request["asset_report_token"], &request["report_tokens"][0]] {
        if let Some(report) = world.report(token, is_parent)? {
            return reports::of_report(world, path, request, report).map(Some);
        }
    }
    for name in ["audit_copy_token", "relay_token"] {
        if let Some(copy) = world.copy(&request[name])? {
            return reports::of_copy(world, path, request, copy).map(Some);
        }
    }
    match world.user(request)? {
        Some(user) => of_user(world, path, request, user, make_up).map(Some),
        None => Ok(None),
    }
}

fn sessions_get(world: &World, user: usize, make_up: MakeUp<'_>) -> Answer {
    let cast = world.cast(Some(user), &[]);
    let mut body = make_up(&cast);
    let links = world.links.iter().filter(|link| link.user == Some(user));
    let sessions = links.flat_map(|link| link.sessions.iter().map(move |session| (link, session)));
    let mut sessions: Vec<_> = sessions.collect();
    // As Plaid lists them: the newest first.
    sessions.sort_by_key(|(_, session)| session.started);
    sessions.reverse();
    let sessions = sessions.into_iter().map(|(link, session)| {
        let made_up = make_up(&link::cast(world, link, session));
        link::credit_session(world, link, session, made_up["sessions"][0].clone())
    });
    body["sessions"] = sessions.collect();
    let body = Some(body);
    Answer { cast, body }
}

fn public_token_exchange(world: &mut World, request: &Value) -> Outcome {
    let token = &request["public_token"];
    let mut items = world.items.iter_mut();
    let Some(index) = items.position(|item| *token == item.public_token.as_str()) else {
        return Ok(None);
    };
    let now = world.now();
    let item = &mut world.items[index];
    if item.removed {
        return Err(Refusal::item_not_found());
    }
    if now >= item.linked.saturating_add(PUBLIC_TOKEN_LIFE) {
        let message = "this public_token is older than 30 minutes";
        return Err(Refusal::input("INVALID_PUBLIC_TOKEN", message));
    }
    if std::mem::replace(&mut item.is_exchanged, true) {
        let message = "this public_token was exchanged before";
        return Err(Refusal::input("INVALID_PUBLIC_TOKEN", message));
    }
    let access_token = item.access_token.as_str().into();
    let mut cast = world.cast(world.items[index].user, &[index]);
    cast.facts.insert("access_token".to_owned(), access_token);
    Ok(Some(cast.into()))
}

fn public_token_create(world: &mut World, request: &Value) -> Outcome {
    let user = world.user(request)?;
    if world.checks_prerequisites {
        products::check_income(
            &request["initial_products"],
            "options.income_verification",
            &request["options"]["income_verification"],
        )?;
    }
    let mut wanted = request.clone();
    for name in ["webhook", "income_verification"] {
        if let Some(option) = request["options"].get(name) {
            wanted[name] = option.clone();
        }
    }
    let institution = request["institution_id"].as_str();
    let item = world.add_item(user, institution, &wanted);
    let mut cast = world.cast(user, &[item]);
    let public_token = world.items[item].public_token.as_str().into();
    cast.facts.insert("public_token".to_owned(), public_token);
    Ok(Some(cast.into()))
}

fn of_item(world: &mut World, path: &str, request: &Value, item: usize) -> Result<Answer, Refusal> {
    if path == "/item/webhook/update" {
        update_webhook(world, request, item);
    }
    let mut cast = world.cast(world.items[item].user, &[item]);
    cast.has_accounts(&request["options"]["account_ids"])?;
    cast.narrow(request);
    if let Some(product) = Product::of(path) {
        world.linked_for(product, vec![item])?;
        match path {
            "/statements/refresh" => {
                let (url, delay) = (webhook_of(world, item), world.report_delay);
                let webhook = ("STATEMENTS", "STATEMENTS_REFRESH_COMPLETE");
                world.plan_webhook(delay, &url, webhook, cast.clone());
            }
            _ => world.ready(product, world.items[item].ready)?,
        }
    }
    match path {
        "/item/remove" => world.items[item].removed = true,
        "/item/get" => show_errors(world, &mut cast),
        "/accounts/get" if world.items[item].needs_login => return Err(Refusal::login_required()),
        "/sandbox/item/reset_login" => reset_login(world, item),
        "/sandbox/item/fire_webhook" => fire_item_webhook(world, request, item, &cast)?,
        _ => {}
    }
    Ok(cast.into())
}

fn of_user(
    world: &mut World,
    path: &str,
    request: &Value,
    user: usize,
    make_up: MakeUp<'_>,
) -> Result<Answer, Refusal> {
    let product = Product::of(path);
    let items = match product {
        Some(product) => world.linked_for(product, world.items_of(user))?,
        None => world.items_of(user),
    };
    let mut cast = world.cast(Some(user), &items);
    cast.narrow(request);
    match path {
        "/user/get" => {
            let user = &world.users[user];
            cast.facts.extend(object(json!({
                "created_at": date_time(user.created),
                "updated_at": date_time(user.updated),
                "identity": user.identity,
            })));
        }
        "/user/update" => {
            world.users[user].updated = world.now();
            users::describe(&mut world.users[user], request);
        }
        "/user/remove" => world.remove_user(user),
        "/user/items/get" => show_errors(world, &mut cast),
        "/user/items/remove" => remove_items(world, request, &items)?,
        "/sandbox/user/reset_login" => {
            let asked = items.iter().filter(|item| {
                cast.items
                    .iter()
                    .any(|it| it.id() == world.items[**item].cast.id())
            });
            let asked: Vec<usize> = asked.copied().collect();
            asked.into_iter().for_each(|item| reset_login(world, item));
        }
        "/credit/sessions/get" => return Ok(sessions_get(world, user, make_up)),
        "/credit/bank_income/refresh" => refresh(
            world,
            request,
            &cast,
            &items,
            ("INCOME", "BANK_INCOME_REFRESH_COMPLETE"),
        ),
        "/credit/payroll_income/refresh" => refresh(
            world,
            request,
            &cast,
            &items,
            ("INCOME", "INCOME_VERIFICATION"),
        ),
        "/cra/check_report/create" => {
            if world.checks_prerequisites {
                users::has_identity(&world.users[user])?;
            }
            check_reports::start(world, request, user, items);
        }
        "/cra/monitoring_insights/get" => {}
        "/cra/monitoring_insights/subscribe" => {
            monitoring::subscribe(world, request, user, &mut cast);
        }
        "/sandbox/cra/cashflow_updates/update" => {
            monitoring::update(world, request, user, &cast);
        }
        "/user/products/terminate" => monitoring::end(world, user),
        _ => match product {
            Some(product @ (Product::Income | Product::Employment)) => {
                let ready = latest(world, &items);
                world.ready(product, ready)?;
                cast.facts
                    .insert("generated_time".to_owned(), date_time(ready));
            }
            Some(Product::Check) if path.ends_with("/get") => {
                return check_reports::read(world, path, request, user);
            }
            _ => {}
        },
    }
    Ok(cast.into())
}

fn remove_items(world: &mut World, request: &Value, items: &[usize]) -> Result<(), Refusal> {
    let ids = request["item_ids"].as_array().into_iter().flatten();
    let found = ids.map(|id| {
        let mut items = items.iter().copied();
        items
            .find(|item| *id == world.items[*item].cast.id())
            .ok_or_else(Refusal::item_not_found)
    });
    let found: Vec<usize> = found.collect::<Result<_, _>>()?;
    for item in found {
        world.items[item].removed = true;
    }
    Ok(())
}

/// Sends the webhooks of an Item elsewhere, and says so there.
fn update_webhook(world: &mut World, request: &Value, item: usize) {
    let url = &request["webhook"];
    let facts = &mut world.items[item].cast.facts;
    facts.insert("webhook".to_owned(), url.clone());
    let mut cast = world.cast(world.items[item].user, &[item]);
    cast.facts.insert("new_webhook_url".to_owned(), url.clone());
    let webhook = ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED");
    world.plan_webhook(Duration::ZERO, url, webhook, cast);
}

/// Says of each Item that needs its user that it does.
fn show_errors(world: &World, cast: &mut Cast) {
    for shown in &mut cast.items {
        let mut items = world.items.iter();
        if items.any(|item| item.needs_login && item.cast.id() == shown.id()) {
            let error = Refusal::login_required().body("");
            shown.facts.insert("error".to_owned(), error);
        }
    }
}

/// Makes an Item need its user, and says so.
fn reset_login(world: &mut World, item: usize) {
    world.items[item].needs_login = true;
    let mut cast = world.cast(world.items[item].user, &[item]);
    let error = Refusal::login_required().body("");
    cast.facts.insert("error".to_owned(), error);
    let url = webhook_of(world, item);
    world.plan_webhook(Duration::ZERO, &url, ("ITEM", "ERROR"), cast);
}

/// Refreshes the income of a user; the webhook says when it is done.
fn refresh(
    world: &mut World,
    request: &Value,
    cast: &Cast,
    items: &[usize],
    webhook: (&str, &str),
) {
    let url = match &request["options"]["webhook"] {
        Value::Null => webhook_of(world, items[0]),
        url => url.clone(),
    };
    let delay = world.report_delay;
    world.plan_webhook(delay, &url, webhook, cast.clone());
}

/// Fires a webhook about an Item at once.
fn fire_item_webhook(
    world: &mut World,
    request: &Value,
    item: usize,
    cast: &Cast,
) -> Result<(), Refusal> {
    let code = request["webhook_code"].as_str().unwrap_or_default();
    let kind = request["webhook_type"].as_str().unwrap_or(match code {
        "PRODUCT_READY" | "ERROR" => "ASSETS",
        "DEFAULT_UPDATE" | "RECURRING_TRANSACTIONS_UPDATE" | "SYNC_UPDATES_AVAILABLE" => {
            "TRANSACTIONS"
        }
        _ => "ITEM",
    });
    let product = match kind {
        "HOLDINGS" | "INVESTMENTS_TRANSACTIONS" => "investments".to_owned(),
        kind => kind.to_lowercase(),
    };
    let has_product = kind == "ITEM" || world.items[item].products.has_any(&[&product]);
    if world.checks_prerequisites && !has_product {
        let message = format!("the Item was not linked with the product {product}");
        let code = "SANDBOX_PRODUCT_NOT_ENABLED";
        return Err(Refusal::bad_request("SANDBOX_ERROR", code, message));
    }
    #[cfg(feature = "webhooks")]
    if !world.fragment.has_webhook(kind, code) {
        let message = format!("the sandbox has no webhook with the type and code `{kind} {code}`");
        let code = "SANDBOX_WEBHOOK_INVALID";
        return Err(Refusal::bad_request("SANDBOX_ERROR", code, message));
    }
    let url = webhook_of(world, item);
    if url.as_str().is_none_or(str::is_empty) {
        let message = "the Item has no webhook: set one with /item/webhook/update";
        let code = "SANDBOX_WEBHOOK_INVALID";
        return Err(Refusal::bad_request("SANDBOX_ERROR", code, message));
    }
    world.plan_webhook(Duration::ZERO, &url, (kind, code), cast.clone());
    Ok(())
}

/// Fires a webhook about income at once. `fields` are of its body.
fn fire_income_webhook(world: &mut World, request: &Value, url: &Value, fields: &Value) -> Outcome {
    let user = world.user(fields)?;
    let items = user.map_or(Vec::new(), |user| world.items_of(user));
    let mut cast = world.cast(user, &items);
    cast.facts.extend(object(fields.clone()));
    let code = request["webhook_code"].as_str().unwrap_or_default();
    world.plan_webhook(Duration::ZERO, url, ("INCOME", code), cast);
    Ok(None)
}

fn webhook_of(world: &World, item: usize) -> Value {
    let facts = &world.items[item].cast.facts;
    facts.get("webhook").cloned().unwrap_or_default()
}

fn latest(world: &World, items: &[usize]) -> Duration {
    let ready = items.iter().map(|item| world.items[*item].ready);
    ready.max().unwrap_or_default()
}
