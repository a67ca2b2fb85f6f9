//! Each fault, as the user of the client meets it.

use std::time::Duration;

use plaid_credit::sandbox::{Fault, Sandbox};
use plaid_credit::types::CreditSessionsGetResponse;
use plaid_credit::{Error, Response, RetryPolicy};

use crate::support::plain_client;
use crate::{TestResult, sessions_request};

type Answer = Result<Response<CreditSessionsGetResponse>, Error>;

/// What a single attempt gives where the sandbox fails so.
async fn with(fault: Fault) -> Result<Answer, Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    sandbox.fail_next(fault);
    let client = sandbox
        .client_builder()
        .timeout(Duration::from_millis(500))
        .retry(RetryPolicy::never())
        .build()?;
    let answer = client.credit_sessions_get(&sessions_request()).await;
    assert_eq!(sandbox.requests().len(), 1);
    // The next call goes well.
    client.credit_sessions_get(&sessions_request()).await?;
    Ok(answer)
}

async fn error(fault: Fault) -> Result<Error, Box<dyn std::error::Error>> {
    Ok(with(fault).await?.err().ok_or("the call went well")?)
}

#[tokio::test]
async fn too_many_requests() -> TestResult {
    let retry_after = Some(Duration::from_secs(7));
    let error = error(Fault::TooManyRequests { retry_after }).await?;
    assert_eq!(
        (error.status(), error.error_code()),
        (Some(429), Some("RATE_LIMIT"))
    );
    assert_eq!(error.retry_after(), retry_after);
    Ok(())
}

#[tokio::test]
async fn server_error() -> TestResult {
    let error = error(Fault::ServerError(503)).await?;
    assert_eq!(
        (error.status(), error.error_type()),
        (Some(503), Some("API_ERROR"))
    );
    Ok(())
}

#[tokio::test]
async fn html() -> TestResult {
    let error = error(Fault::Html(502)).await?;
    assert!(
        matches!(&error, Error::Http(http) if http.status == 502),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn hang() -> TestResult {
    let error = error(Fault::Hang).await?;
    assert!(
        matches!(error, Error::Timeout { status: None, .. }),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn hang_in_body() -> TestResult {
    let error = error(Fault::HangInBody).await?;
    assert!(
        matches!(
            error,
            Error::Timeout {
                status: Some(200),
                ..
            }
        ),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn truncated_body() -> TestResult {
    let error = error(Fault::TruncatedBody).await?;
    assert!(
        matches!(
            error,
            Error::Interrupted {
                status: Some(200),
                ..
            }
        ),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn disconnect() -> TestResult {
    let error = error(Fault::Disconnect).await?;
    assert!(
        matches!(error, Error::Interrupted { status: None, .. }),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn wrong_types() -> TestResult {
    let response = with(Fault::WrongTypes).await??;
    assert!(!response.anomalies().is_empty());
    assert!(!response.sessions.is_empty());
    assert!(response.request_id().is_some());
    Ok(())
}

#[tokio::test]
async fn unknown_enum_values() -> TestResult {
    let response = with(Fault::UnknownEnumValues).await??;
    assert_eq!(response.anomalies(), []);
    let results = response
        .sessions
        .iter()
        .filter_map(|session| session.results.as_ref());
    let statuses: Vec<_> = results
        .flat_map(|results| &results.bank_income_results)
        .filter_map(|result| result.status.as_ref())
        .map(|status| status.as_str())
        .collect();
    assert!(!statuses.is_empty());
    assert!(
        statuses
            .iter()
            .all(|status| *status == "SANDBOX_UNKNOWN_VALUE"),
        "{statuses:?}"
    );
    Ok(())
}

#[tokio::test]
async fn plaid_error() -> TestResult {
    let error = error(Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY")).await?;
    assert_eq!(
        (error.status(), error.error_type()),
        (Some(400), Some("ITEM_ERROR"))
    );
    assert!(error.is_product_not_ready());
    Ok(())
}

/// What a call that is made once results in, and how often it is made unless told otherwise.
async fn outcome(fault: Fault) -> Result<(String, usize), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let builder = || {
        let builder = sandbox.client_builder();
        builder.read_timeout(Duration::from_millis(200))
    };
    let request = sessions_request();
    let once = builder().retry(RetryPolicy::never()).build()?;
    sandbox.fail_next(fault.clone());
    let result = match once.credit_sessions_get(&request).await {
        Ok(response) => format!(
            "Ok, anomalies: {}, departures: {}",
            !response.anomalies().is_empty(),
            !response.review()?.is_empty(),
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
    let _ = builder().build()?.credit_sessions_get(&request).await;
    Ok((result, sandbox.requests().len() - before))
}

/// The table is in the documentation of `plaid_credit::sandbox`.
#[tokio::test]
async fn the_client_makes_of_each_fault_what_the_table_says() -> TestResult {
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
            outcome(fault).await?,
            (result.to_owned(), requests),
            "{told}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_fault_waits_for_a_request_to_an_operation() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    sandbox.fail_next(Fault::plaid_error("ITEM_ERROR", "PLANNED"));
    let nowhere = plain_client().get(format!("{}/health", sandbox.base_url()));
    let nowhere = nowhere.send().await?;
    assert_eq!(nowhere.status(), 404);
    let failed = client.credit_sessions_get(&sessions_request()).await;
    let error = failed.err().ok_or("the call went well")?;
    assert_eq!(error.error_code(), Some("PLANNED"));
    Ok(())
}
