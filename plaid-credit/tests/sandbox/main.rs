//! The embedded sandbox, through the real client.
#![cfg(all(feature = "sandbox-server", feature = "full"))]

mod agreement;
mod answers;
mod check_reports;
mod checks;
mod control;
mod copies;
mod faults;
mod item_webhooks;
mod link;
mod link_tokens;
mod monitoring;
mod operations;
mod paused;
mod prerequisites;
mod products;
mod refreshes;
mod reports;
mod service;
mod session_webhooks;
mod support;
mod update_mode;
mod users;
mod values;
mod webhook_delivery;
mod webhooks;

use plaid_credit::types::{CreditSessionsGetRequest, UserToken};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const SESSIONS: &str = "creditSessionsGet";

fn sessions_request() -> CreditSessionsGetRequest {
    CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"))
}
