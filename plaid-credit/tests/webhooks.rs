//! Which webhooks a verifier takes, and what it asks Plaid for.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::join_all;
use plaid_credit::RetryPolicy;
use plaid_credit::sandbox::{Fault, Sandbox, WebhookFlaw};
use plaid_credit::testing::Clock;
use plaid_credit::webhook::{Verifier, VerifyError};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

const BODY: &[u8] = br#"{"webhook_type":"INCOME","webhook_code":"INCOME_VERIFICATION"}"#;

/// How often the sandbox was asked for a key.
fn lookups(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let keys = requests
        .iter()
        .filter(|request| request.path == "/webhook_verification_key/get");
    keys.count()
}

/// A clock that a test moves forward.
#[derive(Clone, Debug, Default)]
struct Moved {
    seconds: Arc<AtomicU64>,
}

impl Moved {
    fn forward(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Moved {
    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// What a verifier says to a webhook with this flaw.
async fn verdict(flaw: WebhookFlaw) -> Result<Result<(), VerifyError>, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook_with(BODY, flaw)?;
    Ok(Verifier::new(sandbox.client()).verify(BODY, &header).await)
}

/// A verifier, and the clock by which it counts its lookups.
fn with_clock(sandbox: &Sandbox) -> Result<(Moved, Verifier), Box<dyn Error>> {
    let clock = Moved::default();
    let client = sandbox.client_builder().clock(clock.clone()).build()?;
    Ok((clock, Verifier::new(client)))
}

#[tokio::test]
async fn a_webhook_of_plaids_is_taken_and_its_key_is_fetched_once() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let verified = join_all((0..20).map(|_| verifier.verify(BODY, &header))).await;
    assert!(verified.iter().all(Result::is_ok), "{verified:?}");
    assert_eq!(lookups(&sandbox), 1);
    Ok(())
}

#[tokio::test]
async fn forged_webhooks_are_refused_for_what_is_wrong_with_them() -> Outcome {
    let cases = [
        (
            WebhookFlaw::Unsigned,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::SharedSecret,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::OtherCurve,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::OtherKey,
            "the signature of the webhook's token is not valid",
        ),
        (
            WebhookFlaw::UnknownKey,
            "Plaid has no key with the ID in the webhook's token: check that the client and the webhook are of the same environment",
        ),
        (
            WebhookFlaw::ExpiredKey,
            "the key of the webhook's token has expired",
        ),
        (
            WebhookFlaw::ChangedBody,
            "the webhook's body is not the one that was signed: verify the exact bytes received",
        ),
        (
            WebhookFlaw::Replayed,
            "the webhook's token is more than 5 minutes old",
        ),
        (
            WebhookFlaw::FromTheFuture,
            "the webhook's token is from the future: check this machine's clock",
        ),
    ];
    for (flaw, message) in cases {
        let error = verdict(flaw).await?.expect_err("it is forged");
        assert_eq!(error.to_string(), message, "{flaw:?}");
        assert!(!error.is_retryable(), "{flaw:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_body_of_another_byte_is_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let spaced = [BODY, b" "].concat();
    let error = verifier
        .verify(&spaced, &header)
        .await
        .expect_err("changed");
    assert!(matches!(error, VerifyError::BodyMismatch), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_token_is_taken_for_five_minutes() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let later = |seconds| SystemTime::now() + Duration::from_secs(seconds);
    verifier.verify_at(BODY, &header, later(298)).await?;
    let error = verifier.verify_at(BODY, &header, later(302)).await;
    assert!(matches!(error, Err(VerifyError::TooOld)), "{error:?}");
    let error = verifier
        .verify_at(BODY, &header, SystemTime::now() - Duration::from_secs(33))
        .await;
    assert!(
        matches!(error, Err(VerifyError::FromTheFuture)),
        "{error:?}"
    );
    Ok(())
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

    clock.forward(61);
    let error = verifier.verify(BODY, &forged).await;
    assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn webhooks_that_were_queued_are_no_way_around_the_bound() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let forged = sandbox.sign_webhook_with(BODY, WebhookFlaw::UnknownKey)?;
    let now = SystemTime::now();
    for hours in 0..30 {
        let arrived = now - Duration::from_secs(hours * 3600);
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
    clock.forward(24 * 60 * 60);
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
async fn what_cannot_be_a_token_of_plaids_is_refused_without_a_request() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    for header in ["", "a", "a.b", "a.b.c", "..", "{}.{}.{}", "ä.ö.ü"] {
        let error = verifier.verify(BODY, header).await.expect_err("no token");
        assert!(matches!(error, VerifyError::MalformedToken), "{header}");
    }
    let long = "a".repeat(4097);
    let error = verifier.verify(BODY, &long).await.expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the webhook's token is longer than 4096 bytes"
    );
    let large = vec![b' '; (1 << 20) + 1];
    let error = verifier
        .verify(&large, "a.b.c")
        .await
        .expect_err("too large");
    assert_eq!(
        error.to_string(),
        "the webhook's body is larger than 1048576 bytes"
    );
    assert_eq!(lookups(&sandbox), 0);
    Ok(())
}

#[tokio::test]
async fn a_key_whose_expiry_cannot_be_read_is_not_used() -> Outcome {
    for expiry in [
        json!("1700000000"),
        json!("2023-11-14T22:13:20Z"),
        json!({}),
    ] {
        let sandbox = Sandbox::start().await?;
        let header = sandbox.sign_webhook(BODY)?;
        let request = json!({"key_id": "00000000-0000-4000-8000-000000000000"});
        let call = sandbox
            .client()
            .call::<Value>("/webhook_verification_key/get", &request);
        let mut key = call.await?.into_inner();
        key["key"]["expired_at"] = expiry;
        sandbox.respond_with("webhookVerificationKeyGet", key)?;
        let error = Verifier::new(sandbox.client()).verify(BODY, &header).await;
        assert!(matches!(error, Err(VerifyError::UnusableKey)), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_of_another_kind_is_not_used() -> Outcome {
    let key = |curve: &str, x: &str| {
        json!({"request_id": "m8MDnv9okwxFNBV", "key": {
            "alg": "ES256", "kty": "EC", "use": "sig", "crv": curve, "x": x, "y": x,
            "kid": "00000000-0000-4000-8000-000000000000", "created_at": 0, "expired_at": null,
        }})
    };
    let coordinate = "A".repeat(43);
    for answer in [
        key("P-384", &coordinate),
        key("P-256", "AAAA"),
        key("P-256", "?"),
    ] {
        let sandbox = Sandbox::start().await?;
        sandbox.respond_with("webhookVerificationKeyGet", answer)?;
        let header = sandbox.sign_webhook(BODY)?;
        let error = Verifier::new(sandbox.client()).verify(BODY, &header).await;
        assert!(matches!(error, Err(VerifyError::UnusableKey)), "{error:?}");
    }
    Ok(())
}
