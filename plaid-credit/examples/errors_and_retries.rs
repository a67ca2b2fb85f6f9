//! What goes wrong, what the client does about it, and what is left for the caller.
//!
//! ```text
//! cargo run -p plaid-credit --example errors_and_retries
//! ```

mod common;

use std::error::Error;
use std::time::Duration;

use plaid_credit::sandbox::{Fault, Sandbox};
use plaid_credit::types::{CreditSessionsGetRequest, CreditSessionsGetResponse, UserToken};
use plaid_credit::{Client, Response, Wait};

type Outcome = Result<Response<CreditSessionsGetResponse>, plaid_credit::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-nobody"));
    if common::has_credentials() {
        // Plaid does not fail on demand, but it returns an error for an unknown user.
        let common::Connection { client, user, .. } = common::connect().await?;
        let known = CreditSessionsGetRequest::new(user);
        tell("your user", &client.credit_sessions_get(&known).await);
        tell(
            "an unknown user",
            &client.credit_sessions_get(&request).await,
        );
        return Ok(());
    }

    let sandbox = Sandbox::start().await?;
    // Short limits, so that the example does not take long.
    let client = sandbox
        .client_builder()
        .timeout(Duration::from_secs(2))
        .build()?;
    println!("The embedded sandbox fails on demand; see what the client does.\n");

    for (what, faults) in scenarios() {
        for fault in faults {
            sandbox.fail_next(fault);
        }
        tell(what, &client.credit_sessions_get(&request).await);
    }
    wait_for_a_report(&sandbox, &client, &request).await;
    Ok(())
}

fn scenarios() -> Vec<(&'static str, Vec<Fault>)> {
    vec![
        (
            "Plaid has trouble once (503)",
            vec![Fault::ServerError(503)],
        ),
        (
            "the connection breaks once, in the body",
            vec![Fault::TruncatedBody],
        ),
        (
            "a proxy responds instead of Plaid (502, HTML)",
            vec![Fault::Html(502); 3],
        ),
        (
            "too many requests (429)",
            vec![Fault::TooManyRequests {
                retry_after: Some(Duration::from_secs(30)),
            }],
        ),
        (
            "the user has to log in to the bank again",
            vec![Fault::plaid_error("ITEM_ERROR", "ITEM_LOGIN_REQUIRED")],
        ),
        ("no response at all", vec![Fault::Hang]),
        (
            "values of other types than documented",
            vec![Fault::WrongTypes],
        ),
        (
            "enum values that nobody knows",
            vec![Fault::UnknownEnumValues],
        ),
    ]
}

/// Some reports take Plaid a while.
async fn wait_for_a_report(sandbox: &Sandbox, client: &Client, request: &CreditSessionsGetRequest) {
    for _ in 0..2 {
        sandbox.fail_next(Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY"));
    }
    let wait = Wait::up_to(Duration::from_secs(10))
        .delays(Duration::from_millis(100), Duration::from_secs(1));
    let outcome = client
        .wait_until_ready(wait, || client.credit_sessions_get(request))
        .await;
    tell("a report that is ready on the third try", &outcome);
}

fn tell(what: &str, outcome: &Outcome) {
    println!("* {what}");
    match outcome {
        Ok(response) => {
            println!("  received {} session(s)", response.sessions.len());
            println!("  attempts: {}", response.attempts());
            let results = response
                .sessions
                .iter()
                .filter_map(|it| it.results.as_ref());
            for bank in results.flat_map(|results| &results.bank_income_results) {
                let status = bank.status.as_ref().map_or("-", |status| status.as_str());
                println!("  bank income: {status}");
            }
            let anomalies = response.anomalies();
            if let Some(first) = anomalies.first() {
                println!(
                    "  set aside: {} value(s), such as {}",
                    anomalies.len(),
                    first
                );
            }
        }
        Err(error) => tell_error(error),
    }
    println!();
}

fn tell_error(error: &plaid_credit::Error) {
    println!("  failed: {error}");
    println!("  attempts: {}", error.attempts());
    if let Some(code) = error.error_code() {
        println!("  error_code: {code}");
    }
    if let Some(wait) = error.retry_after() {
        println!("  Plaid asks to wait {wait:?}");
    }
    if let Some(request_id) = error.request_id() {
        println!("  request_id: {request_id}; quote it to Plaid's support");
    }
    if error.is_retryable() {
        println!("  may succeed later");
    }
}
