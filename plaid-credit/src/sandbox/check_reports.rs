//! The reports of Plaid Check, which a Link session or a request starts.

use std::time::Duration;

use serde_json::{Value, json};

use super::answers::Answer;
use super::cast::{Facts, object};
use super::products::{Product, Products};
use super::refusal::Refusal;
use super::world::{self, World, date_time};

/// How long a report can be read from when it is ready.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The history that a report covers unless a request says how much.
const DAYS: i64 = 365;
/// The shortest history that a report covers.
const LEAST_DAYS: i64 = 180;

/// The newest check report of a user.
pub(super) struct CheckReport {
    ready: Duration,
    facts: Facts,
    items: Vec<usize>,
    /// The Items that could not be read.
    failed: Vec<usize>,
}

/// Starts the report of a Link session: of the Items that were connected in it.
pub(super) fn start_from_link(world: &mut World, request: &Value, user: usize, items: Vec<usize>) {
    if Products::of(request).has(Product::Check) {
        let mut request = request.clone();
        for field in ["days_requested", "client_report_id"] {
            request[field] = request["cra_options"][field].clone();
        }
        start(world, &request, user, items);
    }
}

/// Starts a report, in the place of the one before.
pub(super) fn start(world: &mut World, request: &Value, user: usize, mut items: Vec<usize>) {
    world.check_reports += 1;
    let seed = world.seed_of("check report", world.check_reports);
    let ready = world.after(world.report_delay);
    let days = request["days_requested"].as_i64().unwrap_or(DAYS);
    let facts = object(json!({
        "report_id": world::id(seed, "report", 36),
        "client_report_id": request["client_report_id"],
        "days_requested": days.max(LEAST_DAYS),
        "date_generated": date_time(ready),
        "generated_time": date_time(ready),
    }));
    items.retain(|item| !world.items[*item].removed);
    let failed = items.iter().copied();
    let failed: Vec<usize> = failed
        .filter(|item| world.items[*item].needs_login)
        .collect();

    let mut products = Products::of(&json!({ "products": ["cra_base_report"] }));
    products.add(request);
    let mut cast = world.cast(Some(user), &items);
    let ids: Vec<&str> = items
        .iter()
        .map(|item| world.items[*item].cast.id())
        .collect();
    cast.facts.extend(object(json!({
        "item_ids": ids,
        "successful_products": products.of_check(),
        "failed_products": [],
    })));
    let code = match (world::is_of_older_user(request), failed.is_empty()) {
        (true, true) => "CHECK_REPORT_READY",
        (true, false) => "CHECK_REPORT_FAILED",
        (false, true) => "USER_CHECK_REPORT_READY",
        (false, false) => "USER_CHECK_REPORT_FAILED",
    };
    let (url, delay) = (&request["webhook"], world.report_delay);
    world.plan_webhook(delay, url, ("CHECK_REPORT", code), cast);
    world.users[user].check_report = Some(CheckReport {
        ready,
        facts,
        items,
        failed,
    });
}

/// Answers from the report of a user, once it is ready and until it is gone.
pub(super) fn read(
    world: &World,
    path: &str,
    request: &Value,
    user: usize,
) -> Result<Answer, Refusal> {
    let Some(report) = &world.users[user].check_report else {
        return Err(Product::Check.not_linked());
    };
    world.ready(Product::Check, report.ready)?;
    if !report.failed.is_empty() {
        return Err(data_unavailable(world, &report.failed));
    }
    if world.now() >= report.ready.saturating_add(LIFE) {
        let message = "the report is older than 24 hours: create it again";
        let code = "CONSUMER_REPORT_EXPIRED";
        return Err(Refusal::bad_request("CONSUMER_REPORT_ERROR", code, message));
    }
    let items = report.items.iter().copied();
    let items: Vec<usize> = items.filter(|item| !world.items[*item].removed).collect();
    if path == "/cra/check_report/network_insights/get" {
        has_network_consent(world, &items)?;
    }
    let mut cast = world.cast(Some(user), &items);
    cast.narrow(request);
    cast.facts.extend(report.facts.clone());
    Ok(cast.into())
}

fn data_unavailable(world: &World, failed: &[usize]) -> Refusal {
    let causes = failed.iter().map(|item| {
        let mut cause = Refusal::login_required().body("");
        cause["item_id"] = world.items[*item].cast.id().into();
        cause
    });
    let message = "the user's accounts could not be read: see `causes`";
    Refusal::bad_request("CHECK_REPORT_ERROR", "DATA_UNAVAILABLE", message).because(causes)
}

/// Refuses insights from Plaid's network, unless the user has agreed to them in Link.
fn has_network_consent(world: &World, items: &[usize]) -> Result<(), Refusal> {
    let names = ["cra_network_insights", "cra_cashflow_insights"];
    let mut items = items.iter();
    if items.any(|item| world.items[*item].products.has_any(&names)) {
        return Ok(());
    }
    let message = "the user has not agreed to share data from Plaid's network";
    let code = "NETWORK_CONSENT_REQUIRED";
    Err(Refusal::bad_request("CHECK_REPORT_ERROR", code, message))
}
