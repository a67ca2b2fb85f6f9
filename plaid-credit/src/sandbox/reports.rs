//! Asset reports and their copies.

use serde_json::{Value, json};

use super::answers::{Answer, Outcome};
use super::cast::{Cast, object};
use super::products::Product;
use super::refusal::Refusal;
use super::world::{self, Copy, Report, World, date_time};

pub(super) fn asset_report_create(world: &mut World, request: &Value) -> Outcome {
    let mut items = Vec::new();
    for token in request["access_tokens"].as_array().into_iter().flatten() {
        match world.item(token)? {
            Some(item) => items.push(item),
            None if items.is_empty() => {}
            None => {
                let message = "an access_token in access_tokens is not valid";
                return Err(Refusal::input("INVALID_ACCESS_TOKEN", message));
            }
        }
    }
    if items.is_empty() {
        return Ok(None);
    }
    for item in &items {
        world.linked_for(Product::Assets, vec![*item])?;
    }
    for item in &items {
        world.items[*item].products.bill("assets");
    }
    let request = ReportRequest {
        client_report_id: &request["options"]["client_report_id"],
        days: &request["days_requested"],
        webhook: &request["options"]["webhook"],
    };
    Ok(Some(add_report(world, request, items, Vec::new()).into()))
}

/// What is asked of a new asset report.
struct ReportRequest<'a> {
    client_report_id: &'a Value,
    days: &'a Value,
    webhook: &'a Value,
}

/// A new asset report: pending at first.
fn add_report(
    world: &mut World,
    request: ReportRequest<'_>,
    items: Vec<usize>,
    excluded: Vec<Value>,
) -> Cast {
    let seed = world.seed_of("report", world.reports.len());
    let facts = object(json!({
        "asset_report_id": world::id(seed, "report", 36),
        "client_report_id": request.client_report_id,
        "days_requested": request.days,
        "date_generated": date_time(world.after(world.report_delay)),
    }));
    let report = Report {
        token: world::token(seed, "assets"),
        facts,
        ready: world.after(world.report_delay),
        webhook: request.webhook.clone(),
        items,
        excluded,
        removed: false,
    };
    world.reports.push(report);
    let index = world.reports.len() - 1;
    let mut cast = report_cast(world, index);
    let Report { webhook, token, .. } = &world.reports[index];
    let (webhook, token) = (webhook.clone(), token.as_str().into());
    let delay = world.report_delay;
    world.plan_webhook(delay, &webhook, ("ASSETS", "PRODUCT_READY"), cast.clone());
    cast.facts.insert("asset_report_token".to_owned(), token);
    cast
}

fn report_cast(world: &World, index: usize) -> Cast {
    let report = &world.reports[index];
    let items: Vec<usize> = report.items.clone();
    let user = items.first().and_then(|item| world.items[*item].user);
    let mut cast = world.cast(user, &items);
    cast.facts.extend(report.facts.clone());
    cast.keep_accounts(|id| !report.excluded.contains(id));
    cast
}

/// Whether an operation makes something else from a report.
pub(super) fn makes_another(path: &str) -> bool {
    path.ends_with("/create") || path.ends_with("/refresh") || path.ends_with("/filter")
}

pub(super) fn of_report(
    world: &mut World,
    path: &str,
    request: &Value,
    index: usize,
) -> Result<Answer, Refusal> {
    let mut cast = report_cast(world, index);
    let mut copy = |world: &mut World, kind: &str, field: &str| {
        let token = world::token(world.seed_of("copy", world.copies.len()), kind);
        cast.facts.insert(field.to_owned(), token.as_str().into());
        world.copies.push(Copy {
            token,
            report: index,
            removed: false,
        });
    };
    match path {
        "/asset_report/get" | "/asset_report/pdf/get" => {
            world.ready(Product::Assets, world.reports[index].ready)?;
        }
        "/asset_report/remove" => world.reports[index].removed = true,
        "/asset_report/refresh" | "/asset_report/filter" => {
            cast.has_accounts(&request["account_ids_to_exclude"])?;
            let old = world.reports[index].clone();
            let options = &request["options"];
            let new = ReportRequest {
                client_report_id: &options["client_report_id"],
                days: if_asked(&request["days_requested"], &old.facts["days_requested"]),
                webhook: if_asked(&options["webhook"], &old.webhook),
            };
            let mut excluded = old.excluded.clone();
            let more = request["account_ids_to_exclude"].as_array().into_iter();
            excluded.extend(more.flatten().cloned());
            return Ok(add_report(world, new, old.items.clone(), excluded).into());
        }
        "/asset_report/audit_copy/create" | "/credit/audit_copy_token/create" => {
            copy(world, "a", "audit_copy_token");
        }
        "/credit/relay/create" => copy(world, "relay", "relay_token"),
        _ => {}
    }
    Ok(cast.into())
}

/// What a request asks for, or else what the old report has.
fn if_asked<'a>(asked: &'a Value, old: &'a Value) -> &'a Value {
    match asked {
        Value::Null => old,
        asked => asked,
    }
}

pub(super) fn of_copy(
    world: &mut World,
    path: &str,
    request: &Value,
    index: usize,
) -> Result<Answer, Refusal> {
    let report = world.copies[index].report;
    let mut cast = report_cast(world, report);
    let is_read = path.ends_with("/get");
    if path.ends_with("/remove") {
        world.copies[index].removed = true;
    } else if is_read {
        world.ready(Product::Assets, world.reports[report].ready)?;
    } else if path == "/credit/relay/refresh" {
        let ready = world.after(world.report_delay);
        world.reports[report].ready = ready;
        let (webhook, delay) = (&request["webhook"], world.report_delay);
        world.plan_webhook(delay, webhook, ("ASSETS", "PRODUCT_READY"), cast.clone());
        let token = world.copies[index].token.as_str().into();
        cast.facts.insert("relay_token".to_owned(), token);
    }
    Ok(cast.into())
}
