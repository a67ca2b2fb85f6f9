//! How often keys are asked for, and how long.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt;
use futures_util::future::join_all;
use plaid_credit::sandbox::{Fault, Sandbox, WebhookFlaw};
use plaid_credit::testing::Clock;
use plaid_credit::webhook::{Verifier, VerifyError};

use super::clock::{DAY, Moved, with_clock};
use crate::{BODY, Outcome, lookups};

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

#[tokio::test]
async fn a_panic_of_a_hook_reaches_who_verifies() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    let client = sandbox.client_builder().on_call(|_| panic!("the hook"));
    let verifier = Verifier::new(client.build()?);
    let verifying = tokio::spawn(async move { verifier.verify(BODY, &header).await });
    let panic = verifying.await.err().ok_or("it did not panic")?;
    assert_eq!(panic.into_panic().downcast_ref(), Some(&"the hook"));
    Ok(())
}

#[test]
fn a_runtime_that_stops_during_a_lookup_is_an_error() -> Outcome {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build()
    };
    let sandbox = Sandbox::start().now_or_never().ok_or("it waits")??;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let mut verifying = Box::pin(verifier.verify(BODY, &header));
    let first = runtime()?;
    assert!(
        first
            .block_on(async { verifying.as_mut().now_or_never() })
            .is_none()
    );
    drop(first);
    let verified = runtime()?.block_on(verifying);
    let Err(VerifyError::KeyUnavailable(error)) = verified else {
        return Err(format!("{verified:?}").into());
    };
    assert_eq!(error.to_string(), "the runtime stopped during the lookup");
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
