//! The keys that Plaid signs with: which are used, and how long.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plaid_credit::sandbox::{Fault, Sandbox};
use plaid_credit::webhook::{Verifier, VerifyError};
use plaid_credit::{AnomalyKind, RetryPolicy};
use serde_json::{Value, json};

use super::clock::{DAY, with_clock};
use crate::{BODY, Outcome, lookups};

/// How the sandbox answers a request for its first key.
async fn first_key(sandbox: &Sandbox) -> Result<Value, Box<dyn Error>> {
    let request = json!({"key_id": "00000000-0000-4000-8000-000000000000"});
    let call = sandbox
        .client()
        .call::<Value>("/webhook_verification_key/get", &request);
    Ok(call.await?.into_inner())
}

/// What a verifier says if Plaid gives out its key with another value in a field.
async fn with_field(field: &str, value: Value) -> Result<Result<(), VerifyError>, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    let mut key = first_key(&sandbox).await?;
    key["key"][field] = value;
    sandbox.respond_with("webhookVerificationKeyGet", key)?;
    Ok(Verifier::new(sandbox.client()).verify(BODY, &header).await)
}

#[tokio::test]
async fn a_rotated_key_is_fetched_and_the_old_one_is_kept() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let old = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &old).await?;
    sandbox.rotate_webhook_key()?;
    verifier.verify(BODY, &sandbox.sign_webhook(BODY)?).await?;
    verifier.verify(BODY, &old).await?;
    assert_eq!(lookups(&sandbox), 2);
    Ok(())
}

#[tokio::test]
async fn a_key_that_has_expired_is_not_fetched_again() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let header = sandbox.sign_webhook(BODY)?;
    let mut key = first_key(&sandbox).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    key["key"]["expired_at"] = json!(now + 100);
    sandbox.respond_with("webhookVerificationKeyGet", key)?;
    verifier.verify(BODY, &header).await?;
    let before = lookups(&sandbox);
    clock.forward(DAY);
    let expiry = UNIX_EPOCH + Duration::from_secs(now + 100);
    let error = verifier.verify_at(BODY, &header, expiry).await;
    assert!(matches!(error, Err(VerifyError::ExpiredKey)), "{error:?}");
    assert_eq!(lookups(&sandbox), before);
    Ok(())
}

#[tokio::test]
async fn a_strict_client_does_not_refuse_a_key_for_what_does_not_matter() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    let mut key = first_key(&sandbox).await?;
    key["key"]["created_at"] = json!("yesterday");
    key["key"]["new"] = json!(1);
    sandbox.respond_with("webhookVerificationKeyGet", key)?;
    let strict = sandbox.client_builder().strict(true);
    let denying = sandbox.client_builder().deny([AnomalyKind::UnknownField]);
    for client in [strict, denying] {
        Verifier::new(client.build()?).verify(BODY, &header).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_cannot_be_fetched_now_may_be_fetched_later() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let client = sandbox
        .client_builder()
        .retry(RetryPolicy::never())
        .build()?;
    let verifier = Verifier::new(client);
    let header = sandbox.sign_webhook(BODY)?;
    sandbox.fail_next(Fault::Html(502));
    let error = verifier.verify(BODY, &header).await.expect_err("no key");
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "failed to fetch the key of the webhook's token"
    );
    verifier.verify(BODY, &header).await?;
    Ok(())
}

#[tokio::test]
async fn a_key_is_fetched_again_after_a_day() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let header = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &header).await?;
    clock.forward(DAY - 1);
    verifier.verify(BODY, &header).await?;
    assert_eq!(lookups(&sandbox), 1);
    clock.forward(1);
    verifier.verify(BODY, &header).await?;
    assert_eq!(lookups(&sandbox), 2);
    Ok(())
}

#[tokio::test]
async fn sixteen_keys_are_kept_the_newest() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let mut headers = Vec::new();
    for _ in 0..17 {
        let header = sandbox.sign_webhook(BODY)?;
        verifier.verify(BODY, &header).await?;
        headers.push(header);
        sandbox.rotate_webhook_key()?;
        clock.forward(60);
    }
    for header in &headers[1..] {
        verifier.verify(BODY, header).await?;
    }
    assert_eq!(lookups(&sandbox), 17);
    verifier.verify(BODY, &headers[0]).await?;
    assert_eq!(lookups(&sandbox), 18);
    Ok(())
}

#[tokio::test]
async fn a_key_is_used_until_the_second_in_which_it_expires() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    let mut key = first_key(&sandbox).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let expiry = now + 100;
    key["key"]["expired_at"] = json!(expiry);
    sandbox.respond_with("webhookVerificationKeyGet", key)?;
    let verifier = Verifier::new(sandbox.client());
    let verify_at = |seconds| {
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        verifier.verify_at(BODY, &header, now)
    };
    verify_at(expiry - 1).await?;
    let error = verify_at(expiry).await;
    assert!(matches!(error, Err(VerifyError::ExpiredKey)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_key_whose_expiry_cannot_be_read_is_not_used() -> Outcome {
    for expiry in [
        json!("1700000000"),
        json!("2023-11-14T22:13:20Z"),
        json!({}),
    ] {
        let error = with_field("expired_at", expiry).await?;
        assert!(matches!(error, Err(VerifyError::UnusableKey)), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_of_another_kind_is_not_used() -> Outcome {
    let fields = BTreeMap::from([
        ("alg", "ES384"),
        ("crv", "P-384"),
        ("kid", "ffffffff-0000-4000-8000-000000000000"),
        ("kty", "RSA"),
        ("use", "enc"),
        ("x", "AAAA"),
        ("y", "?"),
    ]);
    for (field, value) in fields {
        let error = with_field(field, json!(value)).await?;
        assert!(
            matches!(error, Err(VerifyError::UnusableKey)),
            "{field}: {error:?}"
        );
    }
    // What a key is for beside that does not matter.
    with_field("created_at", json!(7)).await??;
    Ok(())
}
