//! Starting, steering and stopping.

use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use plaid_credit::sandbox::{Fault, Sandbox, SandboxError};
use plaid_credit::types::{CreditBankIncomePdfGetRequest, CreditEmploymentGetRequest, UserToken};
use serde_json::{Value, json};

use crate::{SESSIONS, TestResult, sessions_request};

#[tokio::test]
async fn a_fixed_answer_is_given_as_it_is() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let answer = json!({ "sessions": [{ "link_session_id": "mine" }], "request_id": "r" });
    sandbox.respond_with(SESSIONS, answer)?;
    for _ in 0..2 {
        let response = sandbox
            .client()
            .credit_sessions_get(&sessions_request())
            .await?;
        assert_eq!(
            response.sessions[0].link_session_id.as_deref(),
            Some("mine")
        );
        assert_eq!(response.request_id(), Some("r"));
    }
    Ok(())
}

#[tokio::test]
async fn an_operation_goes_by_three_names_and_no_other() -> TestResult {
    let sandbox = Sandbox::start().await?;
    for name in [SESSIONS, "credit_sessions_get", "/credit/sessions/get"] {
        sandbox.respond_with(name, json!({}))?;
    }
    let refused = sandbox.respond_with("creditSessionGet", json!({}));
    assert!(
        matches!(refused, Err(SandboxError::UnknownOperation(name)) if name == "creditSessionGet")
    );
    assert!(sandbox.fail_next_call_of("sessions", Fault::Hang).is_err());
    Ok(())
}

#[tokio::test]
async fn a_fault_for_one_operation_waits_for_it() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    sandbox.fail_next_call_of(SESSIONS, Fault::plaid_error("ITEM_ERROR", "FIRST"))?;
    sandbox.fail_next_call_of(SESSIONS, Fault::plaid_error("ITEM_ERROR", "SECOND"))?;
    let employment = CreditEmploymentGetRequest::new(UserToken::from("user-sandbox-1"));
    client.credit_employment_get(&employment).await?;
    for code in ["FIRST", "SECOND"] {
        let error = client
            .credit_sessions_get(&sessions_request())
            .await
            .err()
            .ok_or("no error")?;
        assert_eq!(error.error_code(), Some(code));
    }
    client.credit_sessions_get(&sessions_request()).await?;
    Ok(())
}

#[tokio::test]
async fn dropping_it_frees_the_port_and_ends_what_hangs() -> TestResult {
    let (sandbox, _) = on_a_fixed_port().await;
    let address = sandbox.base_url().replace("http://", "");
    let client = sandbox.client();
    sandbox.fail_next(Fault::Hang);
    let hanging = tokio::spawn(async move {
        client
            .credit_employment_get(&CreditEmploymentGetRequest::new(UserToken::from("u")))
            .await
    });
    while sandbox.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(sandbox);
    assert!(TcpStream::connect(&address).is_err());
    assert!(
        tokio::time::timeout(Duration::from_secs(5), hanging)
            .await??
            .is_err()
    );
    Ok(())
}

/// A sandbox on a port that the system gives to nobody who asks for any: after the sandbox is
/// dropped, no other test listens there.
async fn on_a_fixed_port() -> (Sandbox, u16) {
    static TRIED: AtomicU32 = AtomicU32::new(0);
    // Tests may also run in processes of their own.
    let first = std::process::id().wrapping_mul(7);
    loop {
        let number = first.wrapping_add(TRIED.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(20_000 + number % 10_000).expect("less than 30000");
        if let Ok(sandbox) = Sandbox::builder().port(port).start().await {
            return (sandbox, port);
        }
    }
}

#[tokio::test]
async fn it_starts_again_at_once_on_the_same_port() -> TestResult {
    let (sandbox, port) = on_a_fixed_port().await;
    let client = sandbox.client();
    client.credit_sessions_get(&sessions_request()).await?;
    // While the client keeps its connection.
    drop(sandbox);
    let sandbox = Sandbox::builder().port(port).start().await?;
    client.credit_sessions_get(&sessions_request()).await?;
    assert_eq!(sandbox.requests().len(), 1);
    Ok(())
}

#[test]
fn it_outlives_the_runtime_that_started_it() -> TestResult {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
    };
    let sandbox = runtime()?.block_on(Sandbox::start())?;
    let client = sandbox.client_builder().build()?;
    runtime()?.block_on(client.credit_sessions_get(&sessions_request()))?;
    Ok(())
}

#[tokio::test(flavor = "current_thread")]
async fn hundreds_of_requests_at_once_are_all_answered() -> TestResult {
    let sandbox = Sandbox::start().await?;
    // Each needs two files, and a process may have 1024 open.
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let client = sandbox.client();
            tokio::spawn(async move { client.credit_sessions_get(&sessions_request()).await })
        })
        .collect();
    for call in calls {
        call.await??;
    }
    assert_eq!(sandbox.requests().len(), 200);
    Ok(())
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn without_tls_https_is_refused_at_once() {
    use plaid_credit::{Client, Credentials, Environment};

    let client = Client::new(Credentials::new("id", "secret"), Environment::Sandbox);
    let error = client.err().map(|error| error.to_string());
    let expected = "https needs TLS: enable the feature `rustls` or `native-tls` of plaid-credit";
    assert!(error.is_some_and(|error| error.contains(expected)));
}

#[tokio::test]
async fn a_port_in_use_is_an_error() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let port = reqwest::Url::parse(&sandbox.base_url())?.port();
    let port = port.ok_or("the sandbox has no port")?;
    let second = Sandbox::builder().port(port).start().await;
    assert!(matches!(second, Err(SandboxError::Listen(_))));
    Ok(())
}

#[tokio::test]
async fn answers_are_fixed_for_a_user_in_turn_and_as_files() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let sessions = "/credit/sessions/get";
    let ask = async |user: &str| -> crate::support::Result<Value> {
        let body = json!({ "user_token": user });
        Ok(client.call::<Value>(sessions, &body).await?.into_inner())
    };
    sandbox.respond_to_user_with("user-sandbox-7", sessions, json!({ "sessions": [] }))?;
    assert_eq!(ask("user-sandbox-7").await?["sessions"], json!([]));
    assert_ne!(ask("user-sandbox-8").await?["sessions"], json!([]));

    let answers = [json!({ "request_id": "1" }), json!({ "request_id": "2" })];
    sandbox.respond_in_turn_with(sessions, answers)?;
    for id in ["1", "2"] {
        assert_eq!(ask("user-sandbox-8").await?["request_id"], id);
    }
    assert_ne!(ask("user-sandbox-8").await?["sessions"], json!([]));

    sandbox.respond_with("/credit/bank_income/pdf/get", b"%PDF-1.4 mine".to_vec())?;
    let request = CreditBankIncomePdfGetRequest::new(UserToken::from("user-sandbox-7"));
    let pdf = client.credit_bank_income_pdf_get(&request).await?;
    assert_eq!(pdf.bytes().await?.as_ref(), b"%PDF-1.4 mine");
    Ok(())
}
