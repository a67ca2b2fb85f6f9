//! Asset reports and their copies.

use serde_json::{Value, json};

use super::answers::{Answer, Outcome};
use super::cast::{Cast, object};
use super::products::Product;
use super::refusal::Refusal;
use super::world::{self, Copy, Report, World, date_time};

pub(super) fn asset_report_create(world: &mut World, request: &Value) -> Outcome {
    let tokens = request["access_tokens"].as_array().into_iter().flatten();
    let items = tokens.map(|token| world.item(token));
    let items: Vec<Option<usize>> = items.collect::<Result<_, _>>()?;
    if items.iter().all(Option::is_none) {
        return Ok(None);
    }
    let items: Option<Vec<usize>> = items.into_iter().collect();
    let items = items.ok_or_else(|| {
        let message = "an access_token in access_tokens is not valid";
        Refusal::input("INVALID_ACCESS_TOKEN", message)
    })?;
    for item in &items {
        world.linked_for(Product::Assets, vec![*item])?;
        if world.items[*item].needs_login {
            return Err(Refusal::login_required());
        }
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
            if path == "/asset_report/refresh" {
                still_has_items(world, index)?;
            }
            let old = world.reports[index].clone();
            let options = &request["options"];
            let new = ReportRequest {
                client_report_id: if_asked(
                    &options["client_report_id"],
                    &old.facts["client_report_id"],
                ),
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

/// What a request asks for, or else what the old report has. An empty string clears that.
fn if_asked<'a>(asked: &'a Value, old: &'a Value) -> &'a Value {
    match asked {
        Value::Null => old,
        asked if asked == "" => &Value::Null,
        asked => asked,
    }
}

/// Refuses newer data of a report whose Items were removed.
fn still_has_items(world: &World, report: usize) -> Result<(), Refusal> {
    let mut items = world.reports[report].items.iter();
    match items.any(|item| world.items[*item].removed) {
        true => Err(Refusal::item_not_found()),
        false => Ok(()),
    }
}

/// Points an audit copy to another report.
pub(super) fn update_copy(world: &mut World, request: &Value) -> Outcome {
    let copy = world.copy(&request["audit_copy_token"])?;
    let report = world.report(&request["report_tokens"][0], false)?;
    let Some((copy, report)) = copy.zip(report) else {
        return Ok(None);
    };
    world.copies[copy].report = report;
    Ok(Some(report_cast(world, report).into()))
}

pub(super) fn of_copy(
    world: &mut World,
    path: &str,
    request: &Value,
    index: usize,
) -> Result<Answer, Refusal> {
    let report = world.copies[index].report;
    if path.ends_with("/remove") {
        world.copies[index].removed = true;
    } else if path.ends_with("/get") {
        world.ready(Product::Assets, world.reports[report].ready)?;
    } else if path == "/credit/relay/refresh" {
        return refresh_relayed(world, request, index).map(Answer::from);
    }
    Ok(report_cast(world, report).into())
}

/// Makes a new report for whoever has a relay token. The lender's own stays as it is.
fn refresh_relayed(world: &mut World, request: &Value, copy: usize) -> Result<Cast, Refusal> {
    let report = world.copies[copy].report;
    still_has_items(world, report)?;
    let old = world.reports[report].clone();
    let new = ReportRequest {
        client_report_id: &old.facts["client_report_id"],
        days: &old.facts["days_requested"],
        webhook: &request["webhook"],
    };
    let mut cast = add_report(world, new, old.items, old.excluded);
    world.copies[copy].report = world.reports.len() - 1;
    let token = world.copies[copy].token.as_str().into();
    cast.facts.insert("relay_token".to_owned(), token);
    Ok(cast)
}
