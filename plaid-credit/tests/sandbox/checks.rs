//! What the sandbox refuses, as Plaid would.

use plaid_credit::reqwest::{self, Method};
use plaid_credit::sandbox::Sandbox;
use plaid_credit::types::CreditRelayGetRequest;
use plaid_credit::{Client, Credentials};
use serde_json::{Value, json};

use crate::support::plain_client;
use crate::{SESSIONS, TestResult, sessions_request};

const PATH: &str = "/credit/relay/refresh";

/// A request that is right, to be made wrong.
struct Raw {
    method: Method,
    path: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: String,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            method: Method::POST,
            path: PATH,
            headers: vec![
                ("plaid-version", "2020-09-14"),
                ("content-type", "application/json"),
                ("plaid-client-id", "c"),
                ("plaid-secret", "s"),
            ],
            body: json!({ "relay_token": "t", "report_type": "asset" }).to_string(),
        }
    }
}

impl Raw {
    fn without(mut self, header: &str) -> Self {
        self.headers.retain(|(name, _)| *name != header);
        self
    }

    fn body(self, body: Value) -> Self {
        Self {
            body: body.to_string(),
            ..self
        }
    }

    /// Status, error code and message.
    async fn send(self, sandbox: &Sandbox) -> Result<(u16, String, String), reqwest::Error> {
        let url = format!("{}{}", sandbox.base_url(), self.path);
        let mut request = plain_client().request(self.method, url).body(self.body);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let body: Value = response.json().await?;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        assert!(!text("request_id").is_empty());
        Ok((status, text("error_code"), text("error_message")))
    }
}

#[tokio::test]
async fn a_faulty_request_is_refused_as_plaid_does() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let rows: Vec<(Raw, u16, &str, &str)> = vec![
        (Raw::default(), 200, "", ""),
        (
            Raw {
                path: "/credit/nothing/get",
                ..Raw::default()
            },
            404,
            "NOT_FOUND",
            "/credit/nothing/get",
        ),
        (
            Raw {
                method: Method::PUT,
                ..Raw::default()
            },
            404,
            "NOT_FOUND",
            "PUT",
        ),
        (
            Raw::default().without("plaid-version"),
            400,
            "INVALID_HEADERS",
            "Plaid-Version",
        ),
        (
            Raw::default().without("content-type"),
            400,
            "INVALID_HEADERS",
            "Content-Type",
        ),
        (
            {
                let mut request = Raw::default().without("content-type");
                request.headers.push(("content-type", "text/plain"));
                request
            },
            400,
            "INVALID_BODY",
            "Content-Type",
        ),
        (
            Raw::default()
                .without("plaid-client-id")
                .without("plaid-secret"),
            400,
            "MISSING_FIELDS",
            "client_id, secret",
        ),
        (
            Raw {
                body: "{".to_owned(),
                ..Raw::default()
            },
            400,
            "INVALID_BODY",
            "JSON",
        ),
        (
            Raw::default().body(json!([])),
            400,
            "INVALID_BODY",
            "object",
        ),
        (
            Raw::default().body(json!({})),
            400,
            "MISSING_FIELDS",
            "relay_token, report_type",
        ),
        (
            Raw::default().body(json!({ "relay_token": 7, "report_type": "asset" })),
            400,
            "INVALID_FIELD",
            "relay_token: value is not of type \"string\"",
        ),
        (
            Raw::default().body(json!({ "relay_token": "t", "report_type": "tax" })),
            400,
            "INVALID_FIELD",
            "report_type",
        ),
        (
            // `webhook` is nullable.
            Raw::default()
                .body(json!({ "relay_token": "t", "report_type": "asset", "webhook": null })),
            200,
            "",
            "",
        ),
    ];
    for (request, status, code, part) in rows {
        let (method, body) = (request.method.clone(), request.body.clone());
        let answer = request.send(&sandbox).await?;
        assert_eq!(
            (answer.0, answer.1.as_str()),
            (status, code),
            "{method} {body}"
        );
        assert!(answer.2.contains(part), "{} in {}", part, answer.2);
    }
    Ok(())
}

#[tokio::test]
async fn null_is_taken_where_the_document_allows_it() -> TestResult {
    let sandbox = Sandbox::start().await?;
    for (body, status, part) in [
        (
            json!({ "access_token": "a", "reason_note": null, "reason_code": null }),
            200,
            "",
        ),
        (
            json!({ "access_token": "a", "reason_note": "n", "reason_code": "OTHER" }),
            200,
            "",
        ),
        (
            json!({ "access_token": "a", "reason_note": 7 }),
            400,
            "reason_note",
        ),
        (
            json!({ "access_token": "a", "reason_code": "TEA" }),
            400,
            "reason_code",
        ),
        (json!({ "access_token": null }), 400, "access_token"),
    ] {
        let request = Raw {
            path: "/item/remove",
            ..Raw::default()
        };
        let answer = request.body(body.clone()).send(&sandbox).await?;
        assert_eq!(answer.0, status, "{body}: {}", answer.2);
        assert!(answer.2.contains(part), "{body}: {}", answer.2);
    }
    Ok(())
}

#[tokio::test]
async fn a_token_is_refused_where_it_cannot_be_right() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let assets = |token: &str| json!({ "access_tokens": [token], "days_requested": 1 });
    for (path, body, expected) in [
        (
            "/item/get",
            json!({ "access_token": "" }),
            "INVALID_REQUEST INVALID_FIELD",
        ),
        (
            "/item/get",
            json!({ "access_token": "public-sandbox-1" }),
            "INVALID_INPUT INVALID_ACCESS_TOKEN",
        ),
        (
            "/item/get",
            json!({ "access_token": "access-production-1" }),
            "INVALID_INPUT INVALID_ACCESS_TOKEN",
        ),
        (
            "/asset_report/create",
            assets(""),
            "INVALID_REQUEST INVALID_FIELD",
        ),
        (
            "/asset_report/create",
            assets("user-sandbox-1"),
            "INVALID_INPUT INVALID_ACCESS_TOKEN",
        ),
        (
            "/credit/sessions/get",
            json!({ "user_token": "" }),
            "INVALID_REQUEST INVALID_FIELD",
        ),
        (
            "/credit/sessions/get",
            json!({ "user_token": "access-sandbox-1" }),
            "INVALID_INPUT INVALID_USER_TOKEN",
        ),
        (
            "/credit/sessions/get",
            json!({ "user_id": "" }),
            "INVALID_REQUEST INVALID_FIELD",
        ),
        (
            "/credit/sessions/get",
            json!({ "user_id": "user-sandbox-1" }),
            "INVALID_INPUT INVALID_USER_ID",
        ),
        (
            "/item/public_token/exchange",
            json!({ "public_token": "link-sandbox-1" }),
            "INVALID_INPUT INVALID_PUBLIC_TOKEN",
        ),
        (
            "/link/token/get",
            json!({ "link_token": "link-production-1" }),
            "INVALID_INPUT INVALID_LINK_TOKEN",
        ),
        (
            "/asset_report/get",
            json!({ "asset_report_token": "a-sandbox-1" }),
            "INVALID_INPUT INVALID_ASSET_REPORT_TOKEN",
        ),
        (
            "/asset_report/audit_copy/get",
            json!({ "audit_copy_token": "assets-sandbox-1" }),
            "INVALID_INPUT INVALID_AUDIT_COPY_TOKEN",
        ),
    ] {
        let error = client.call::<Value>(path, &body).await.err();
        let error = error.ok_or_else(|| format!("{path} {body}"))?;
        let shown = [error.error_type(), error.error_code()].map(Option::unwrap_or_default);
        assert_eq!(shown.join(" "), expected, "{path} {body}");
        assert_eq!(error.status(), Some(400), "{path} {body}");
    }
    let body = json!({ "user_id": "user-sandbox-1" });
    let error = client.call::<Value>("/credit/sessions/get", &body).await;
    let error = error.err().ok_or("no error")?;
    let message = error.api().and_then(|error| error.error_message.as_deref());
    assert_eq!(message, Some("user_id must be an ID, not a token"));
    Ok(())
}

#[tokio::test]
async fn another_version_is_refused() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let mut request = Raw::default().without("plaid-version");
    request.headers.push(("plaid-version", "2019-05-29"));
    let (status, code, _) = request.send(&sandbox).await?;
    assert_eq!((status, code.as_str()), (400, "INCOMPATIBLE_API_VERSION"));
    Ok(())
}

#[tokio::test]
async fn credentials_may_stand_in_the_body() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let request = sessions_request()
        .client_id("of-a-customer".into())
        .secret("theirs".into());
    sandbox.client().credit_sessions_get(&request).await?;
    let requests = sandbox.requests();
    assert!(!requests[0].headers.contains_key("plaid-secret"));
    assert_eq!(requests[0].body["secret"], "theirs");
    Ok(())
}

#[tokio::test]
async fn a_refusal_reaches_the_user_as_an_error_of_plaid() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let request = CreditRelayGetRequest::new("relay-sandbox-1".into(), "tax".into());
    let error = sandbox
        .client()
        .credit_relay_get(&request)
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!(error.error_code(), Some("INVALID_FIELD"));
    assert!(error.request_id().is_some());
    Ok(())
}

#[tokio::test]
async fn the_log_holds_requests_and_shows_no_secret() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .credentials(Credentials::new("planted-client", "planted-secret"))
        .base_url(sandbox.base_url())?
        .build()?;
    client.credit_sessions_get(&sessions_request()).await?;
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].operation_id.as_deref(), Some(SESSIONS));
    assert_eq!(requests[0].method, Method::POST);
    assert_eq!(requests[0].path, "/credit/sessions/get");
    assert_eq!(requests[0].headers["plaid-secret"], "planted-secret");
    assert_eq!(requests[0].body, json!({ "user_token": "user-sandbox-1" }));
    let shown = format!("{requests:?} {sandbox:?}");
    assert!(shown.contains("user_token") && shown.contains("plaid-secret"));
    assert!(
        !shown.contains("planted") && !shown.contains("user-sandbox-1"),
        "{shown}"
    );
    Ok(())
}
