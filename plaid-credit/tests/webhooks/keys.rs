//! The keys that Plaid signs with: which are used, how long, and how often they are asked for.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use futures_util::future::join_all;
use plaid_credit::sandbox::{Fault, Sandbox, WebhookFlaw};
use plaid_credit::testing::Clock;
use plaid_credit::webhook::{Verifier, VerifyError};
use plaid_credit::{AnomalyKind, RetryPolicy};
use serde_json::{Value, json};

use crate::{BODY, Outcome, lookups};

const DAY: u64 = 24 * 60 * 60;

/// A clock that stands still until a test moves it forward.
#[derive(Clone, Debug)]
struct Moved {
    start: Instant,
    seconds: Arc<AtomicU64>,
}

impl Moved {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            seconds: Arc::default(),
        }
    }

    fn forward(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Moved {
    fn now(&self) -> Instant {
        self.start + Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A verifier, and the clock by which it counts its lookups.
fn with_clock(sandbox: &Sandbox) -> Result<(Moved, Verifier), Box<dyn Error>> {
    let clock = Moved::new();
    let client = sandbox.client_builder().clock(clock.clone()).build()?;
    Ok((clock, Verifier::new(client)))
}

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
async fn an_outage_is_not_met_with_more_requests() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (_, verifier) = with_clock(&sandbox)?;
    for _ in 0..40 {
        sandbox.fail_next(Fault::ServerError(503));
    }
    let header = sandbox.sign_webhook(BODY)?;
    for _ in 0..11 {
        let error = verifier.verify(BODY, &header).await.err();
        assert!(error.is_some_and(|error| error.is_retryable()));
    }
    assert_eq!(lookups(&sandbox), 10);
    Ok(())
}

/// A clock by which 5 seconds pass from each reading to the next.
#[derive(Debug)]
struct Hurried(Moved);

impl Clock for Hurried {
    fn now(&self) -> Instant {
        self.0.forward(5);
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.sleep(duration)
    }
}

#[tokio::test]
async fn a_lookup_takes_five_seconds_at_most_whatever_the_client_allows() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    for (allowed, message) in [(600, "timed out after 5s"), (2, "timed out after 2s")] {
        let allowed = Duration::from_secs(allowed);
        let builder = sandbox.client_builder().clock(Hurried(Moved::new()));
        let client = builder.timeout(allowed).read_timeout(allowed).build()?;
        let verified = Verifier::new(client).verify(BODY, &header).await;
        let Err(VerifyError::KeyUnavailable(error)) = verified else {
            return Err(format!("{verified:?}").into());
        };
        assert_eq!(error.to_string(), message);
    }
    Ok(())
}

#[tokio::test]
async fn webhooks_that_wait_for_a_key_fail_together() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    for _ in 0..12 {
        sandbox.fail_next(Fault::Hang);
    }
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    for error in join_all((0..12).map(|_| verifier.verify(BODY, &header))).await {
        assert!(error.is_err_and(|error| error.is_retryable()));
    }
    assert!(start.elapsed() < Duration::from_secs(6));
    Ok(())
}

#[test]
fn a_lookup_without_a_runtime_is_an_error_and_does_not_count() -> Outcome {
    let sandbox = Sandbox::start().now_or_never().ok_or("it waits")??;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    for _ in 0..11 {
        let verified = verifier.verify(BODY, &header).now_or_never();
        let Some(Err(VerifyError::KeyUnavailable(error))) = verified else {
            return Err(format!("{verified:?}").into());
        };
        assert_eq!(
            error.to_string(),
            "the lookup of a key needs a tokio runtime: await it inside one, as in `#[tokio::main]`"
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(verifier.verify(BODY, &header))?;
    Ok(())
}

#[tokio::test]
async fn unknown_keys_are_looked_up_ten_times_a_minute() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let genuine = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &genuine).await?;
    let forged = sandbox.sign_webhook_with(BODY, WebhookFlaw::UnknownKey)?;
    let mut refused = 0;
    for _ in 0..30 {
        match verifier.verify(BODY, &forged).await {
            Err(VerifyError::UnknownKey) => {}
            Err(error @ VerifyError::TooManyLookups) if error.is_retryable() => refused += 1,
            other => return Err(format!("{other:?}").into()),
        }
    }
    assert_eq!((lookups(&sandbox), refused), (10, 21));
    verifier.verify(BODY, &genuine).await?;

    clock.forward(59);
    let error = verifier.verify(BODY, &forged).await;
    assert!(
        matches!(error, Err(VerifyError::TooManyLookups)),
        "{error:?}"
    );
    clock.forward(1);
    let error = verifier.verify(BODY, &forged).await;
    assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn known_keys_are_renewed_ten_times_a_minute() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let header = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &header).await?;
    clock.forward(DAY);
    for _ in 0..10 {
        sandbox.fail_next(Fault::ServerError(503));
        let error = verifier.verify(BODY, &header).await;
        assert!(
            matches!(error, Err(VerifyError::KeyUnavailable(_))),
            "{error:?}"
        );
    }
    let error = verifier.verify(BODY, &header).await;
    assert!(
        matches!(error, Err(VerifyError::TooManyLookups)),
        "{error:?}"
    );
    assert_eq!(lookups(&sandbox), 11);
    Ok(())
}

#[tokio::test]
async fn webhooks_that_were_queued_are_no_way_around_the_bound() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let forged = sandbox.sign_webhook_with(BODY, WebhookFlaw::UnknownKey)?;
    let now = SystemTime::now();
    for seconds in (0..240).step_by(8) {
        let arrived = now + Duration::from_secs(seconds);
        let verified = verifier.verify_at(BODY, &forged, arrived).await;
        assert!(verified.is_err());
    }
    assert_eq!(lookups(&sandbox), 10);
    Ok(())
}

#[tokio::test]
async fn a_flood_of_unknown_keys_does_not_keep_a_known_one_from_being_renewed() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let genuine = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &genuine).await?;
    clock.forward(DAY);
    let forged = sandbox.sign_webhook_with(BODY, WebhookFlaw::UnknownKey)?;
    for _ in 0..11 {
        let verified = verifier.verify(BODY, &forged).await;
        assert!(verified.is_err());
    }
    verifier.verify(BODY, &genuine).await?;
    assert_eq!(lookups(&sandbox), 12);
    Ok(())
}

#[tokio::test]
async fn a_sender_who_disconnects_uses_up_no_lookups() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    for _ in 0..10 {
        assert!(verifier.verify(BODY, &header).now_or_never().is_none());
    }
    verifier.verify(BODY, &header).await?;
    assert_eq!(lookups(&sandbox), 1);
    Ok(())
}

#[tokio::test]
async fn a_key_that_plaid_no_longer_has_uses_up_no_renewals() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (clock, verifier) = with_clock(&sandbox)?;
    let old = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &old).await?;
    sandbox.rotate_webhook_key()?;
    let present = sandbox.sign_webhook(BODY)?;
    verifier.verify(BODY, &present).await?;
    clock.forward(DAY);
    for _ in 0..11 {
        let unknown = Fault::plaid_error("INVALID_INPUT", "INVALID_WEBHOOK_VERIFICATION_KEY_ID");
        sandbox.fail_next_call_of("webhookVerificationKeyGet", unknown)?;
    }
    for error in join_all((0..10).map(|_| verifier.verify(BODY, &old))).await {
        assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
    }
    // The last fault is met by a renewal.
    let error = verifier.verify(BODY, &present).await;
    assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
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
