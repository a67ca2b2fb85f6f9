//! The table of faults in the documentation of the sandbox.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use super::{Fault, Sandbox, SandboxError};
use crate::types::{CreditSessionsGetRequest, UserToken};
use crate::{Error, RetryPolicy};

/// What a call that is made once results in, and how often it is made unless told otherwise.
async fn outcome(fault: Fault) -> (String, usize) {
    let sandbox = Sandbox::start().await.unwrap();
    let builder = || {
        let builder = sandbox.client_builder();
        builder.read_timeout(Duration::from_millis(200))
    };
    let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"));
    let once = builder().retry(RetryPolicy::never()).build().unwrap();
    sandbox.fail_next(fault.clone());
    let result = match once.credit_sessions_get(&request).await {
        Ok(response) => format!(
            "Ok, anomalies: {}, departures: {}",
            !response.anomalies().is_empty(),
            !response.review().unwrap().is_empty(),
        ),
        Err(error) => {
            let kind = match error {
                Error::Api(_) => "Api",
                Error::Http(_) => "Http",
                Error::Timeout { .. } => "Timeout",
                Error::Interrupted { .. } => "Interrupted",
                _ => "?",
            };
            format!("{kind} {:?} {:?}", error.status(), error.error_code())
        }
    };
    let before = sandbox.requests().len();
    sandbox.fail_next(fault);
    let _ = builder()
        .build()
        .unwrap()
        .credit_sessions_get(&request)
        .await;
    (result, sandbox.requests().len() - before)
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = reqwest::Url::parse(&sandbox.base_url()).unwrap();
    let second = Sandbox::builder().port(url.port().unwrap()).start().await;
    assert!(matches!(second, Err(SandboxError::Listen(_))));
}

#[tokio::test]
async fn the_client_makes_of_each_fault_what_the_table_says() {
    let retry_after = Some(Duration::from_secs(1));
    for (fault, result, requests) in [
        (
            Fault::TooManyRequests { retry_after },
            "Api Some(429) Some(\"RATE_LIMIT\")",
            1,
        ),
        (
            Fault::ServerError(503),
            "Api Some(503) Some(\"INTERNAL_SERVER_ERROR\")",
            2,
        ),
        (Fault::Html(200), "Http Some(200) None", 1),
        (Fault::Html(502), "Http Some(502) None", 2),
        (Fault::Hang, "Timeout None None", 2),
        (Fault::HangInBody, "Timeout Some(200) None", 2),
        (Fault::TruncatedBody, "Interrupted Some(200) None", 2),
        (Fault::Disconnect, "Interrupted None None", 2),
        (
            Fault::WrongTypes,
            "Ok, anomalies: true, departures: true",
            1,
        ),
        (
            Fault::UnknownEnumValues,
            "Ok, anomalies: false, departures: true",
            1,
        ),
        (
            Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY"),
            "Api Some(400) Some(\"PRODUCT_NOT_READY\")",
            1,
        ),
    ] {
        let told = format!("{fault:?}");
        assert_eq!(
            outcome(fault).await,
            (result.to_owned(), requests),
            "{told}"
        );
    }
}
