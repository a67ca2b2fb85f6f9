//! Time goes by tokio, so that a test can pause it.

use std::time::Duration;

use plaid_credit::serde_json::Value;
use plaid_credit::{Client, Credentials, Response, Wait, testing};

use crate::TestResult;

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_tokio_says_that_its_time_is_up() -> TestResult {
    let client = Client::builder().credentials(Credentials::new("id", "secret"));
    let client = client.base_url("http://127.0.0.1")?.build()?;
    let body = r#"{"error_type": "INCOME_VERIFICATION_ERROR", "error_code": "PRODUCT_NOT_READY"}"#;
    let not_ready = || async { Err::<Response<Value>, _>(testing::api_error(400, body)) };
    let wait = client.wait_until_ready(Wait::up_to(Duration::from_secs(60)), not_ready);
    let waited = tokio::time::timeout(Duration::from_secs(61), wait).await?;
    let error = waited.err().ok_or("the data was ready")?;
    assert!(error.is_product_not_ready(), "{error}");
    assert!(error.attempts() > 1, "{error}");
    Ok(())
}
