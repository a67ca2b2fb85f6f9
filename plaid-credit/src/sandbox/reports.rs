//! Asset reports, their copies, and check reports.

use std::time::Duration;

use serde_json::{Value, json};

use super::answers::{Answer, Outcome, connected};
use super::cast::{Cast, object};
use super::refusal::Refusal;
use super::world::{self, CheckReport, Copy, Report, World, date_time};

/// How long a check report can be read from when it is ready.
const CHECK_REPORT_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

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
    Ok(Some(add_report(world, request, items, Vec::new()).into()))
}

/// A new asset report: pending at first.
fn add_report(world: &mut World, request: &Value, items: Vec<usize>, excluded: Vec<Value>) -> Cast {
    let seed = world.seed_of("report", world.reports.len());
    let options = &request["options"];
    let facts = object(json!({
        "asset_report_id": world::id(seed, "report", 36),
        "client_report_id": options["client_report_id"],
        "days_requested": request["days_requested"],
        "date_generated": date_time(world.now() + world.report_delay),
    }));
    let report = Report {
        token: world::token(seed, "assets"),
        facts,
        ready: world.now() + world.report_delay,
        webhook: options["webhook"].clone(),
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
        "/asset_report/get" | "/asset_report/pdf/get" => world.ready(world.reports[index].ready)?,
        "/asset_report/remove" => world.reports[index].removed = true,
        "/asset_report/refresh" | "/asset_report/filter" => {
            let old = &world.reports[index];
            let mut request = request.clone();
            if request["days_requested"].is_null() {
                request["days_requested"] = old.facts["days_requested"].clone();
            }
            if request["options"]["webhook"].is_null() {
                request["options"]["webhook"] = old.webhook.clone();
            }
            let items = old.items.clone();
            let mut excluded = old.excluded.clone();
            let more = request["account_ids_to_exclude"].as_array().into_iter();
            excluded.extend(more.flatten().cloned());
            return Ok(add_report(world, &request, items, excluded).into());
        }
        "/asset_report/audit_copy/create" | "/credit/audit_copy_token/create" => {
            copy(world, "a", "audit_copy_token");
        }
        "/credit/relay/create" => copy(world, "relay", "relay_token"),
        _ => {}
    }
    Ok(cast.into())
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
        world.ready(world.reports[report].ready)?;
    } else if path == "/credit/relay/refresh" {
        let ready = world.now() + world.report_delay;
        world.reports[report].ready = ready;
        let (webhook, delay) = (&request["webhook"], world.report_delay);
        world.plan_webhook(delay, webhook, ("ASSETS", "PRODUCT_READY"), cast.clone());
        let token = world.copies[index].token.as_str().into();
        cast.facts.insert("relay_token".to_owned(), token);
    }
    Ok(cast.into())
}

pub(super) fn create_check_report(
    world: &mut World,
    request: &Value,
    user: usize,
    cast: &mut Cast,
) {
    world.check_reports += 1;
    let seed = world.seed_of("check report", world.check_reports);
    let ready = world.now() + world.report_delay;
    let facts = object(json!({
        "report_id": world::id(seed, "report", 36),
        "client_report_id": request["client_report_id"],
        "days_requested": request["days_requested"],
        "date_generated": date_time(ready),
    }));
    cast.facts.extend(facts.clone());
    world.users[user].check_report = Some(CheckReport { ready, facts });
    let (url, delay) = (&request["webhook"], world.report_delay);
    let webhook = match request["user_token"].is_string() {
        true => ("CHECK_REPORT", "CHECK_REPORT_READY"),
        false => ("CHECK_REPORT", "USER_CHECK_REPORT_READY"),
    };
    world.plan_webhook(delay, url, webhook, cast.clone());
}

/// The check report of a user, once it is ready and until it is gone.
pub(super) fn check_report(
    world: &World,
    user: usize,
    items: &[usize],
) -> Result<CheckReport, Refusal> {
    connected(items)?;
    let Some(report) = world.users[user].check_report.clone() else {
        return Err(Refusal::not_ready());
    };
    world.ready(report.ready)?;
    if world.now() >= report.ready + CHECK_REPORT_LIFE {
        let message = "the report is older than 24 hours: create it again";
        return Err(Refusal::new(
            reqwest::StatusCode::BAD_REQUEST,
            "CHECK_REPORT_ERROR",
            "CONSUMER_REPORT_EXPIRED",
            message,
        ));
    }
    Ok(report)
}
