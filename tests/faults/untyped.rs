//! Calls of any path, without a method of their own.

use std::error::Error as _;

use plaid_credit::Response;
use plaid_credit::types::CreditSessionsGetResponse;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::{Value, json};

use super::server::{ERROR, Step, half_json, json as answer_json};
use super::setup::{message, sessions_get, start};

#[tokio::test]
async fn any_path_is_called_with_any_body() {
    let (client, server) = start(vec![answer_json(200, r#"{"amount": 12.10, "new": [1]}"#)]).await;
    let body = json!({"asset_report_token": "assets-sandbox-1"});
    let response = client
        .call::<Value>("/asset_report/get", &body)
        .header("x-tenant", "north")
        .await
        .unwrap();
    assert_eq!(response["new"], json!([1]));
    assert_eq!(response.status(), 200);
    let request = &server.requests()[0];
    assert!(request.head.starts_with("post /asset_report/get http/1.1"));
    for header in [
        "plaid-client-id: client-id-5f3a",
        "plaid-secret: secret-91bc",
        "plaid-version: 2020-09-14",
        "content-type: application/json",
        "x-tenant: north",
    ] {
        assert!(request.head.contains(header), "{header}: {}", request.head);
    }
    assert_eq!(request.body, body.to_string());
}

#[tokio::test]
async fn a_model_is_read_from_any_path_as_well() {
    let (client, _server) = start(vec![answer_json(
        200,
        r#"{"sessions": [7], "request_id": "r"}"#,
    )])
    .await;
    let call = client.call("/credit/sessions/get", &sessions_get());
    let response: Response<CreditSessionsGetResponse> = call.await.unwrap();
    assert_eq!(response.anomalies().len(), 1);
}

#[tokio::test]
async fn credentials_in_any_body_take_the_place_of_the_headers() {
    let (client, server) = start(vec![answer_json(200, "{}")]).await;
    let body = json!({"client_id": "other", "secret": "other"});
    client.call::<Value>("/user/get", &body).await.unwrap();
    let head = &server.requests()[0].head;
    assert!(!head.contains("plaid-client-id") && !head.contains("plaid-secret"));
}

#[tokio::test]
async fn a_body_that_is_a_list_holds_no_credentials() {
    let (client, server) = start(vec![answer_json(200, "{}")]).await;
    let call = client.call::<Value>("/user/get", &json!(["one", "two"]));
    call.await.unwrap();
    let head = &server.requests()[0].head;
    assert!(head.contains("plaid-client-id: client-id-5f3a"), "{head}");
    assert!(head.contains("plaid-secret: secret-91bc"), "{head}");
}

/// Says what it cannot write.
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("000-12-3456 is not a number"))
    }
}

#[tokio::test]
async fn what_cannot_be_written_does_not_show() {
    let (client, server) = start(vec![answer_json(200, "{}")]).await;
    let call = client.call::<Value>("/user/get", &Unwritable);
    let error = call.await.unwrap_err();
    assert_eq!(error.to_string(), "failed to serialize the request");
    assert!(error.source().is_none() && !format!("{error:?}").contains("3456"));
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_path_is_repeated_only_if_its_operation_is_known_to_read() {
    for (path, attempts) in [
        ("/credit/sessions/get", 3),
        ("/credit/relay/remove", 1),
        ("/never/heard/of/get", 1),
    ] {
        let (client, server) = start(vec![Step::Reset(half_json())]).await;
        let error = client.call::<Value>(path, &json!({})).await.unwrap_err();
        assert_eq!(error.attempts(), attempts, "{path}");
        assert_eq!(server.requests().len(), attempts as usize, "{path}");
    }
}

#[tokio::test]
async fn errors_of_any_path_are_those_of_other_calls() {
    let (client, _server) = start(vec![answer_json(400, ERROR)]).await;
    let error = client.call::<Value>("/transactions/sync", &json!({})).await;
    assert_eq!(error.unwrap_err().error_code(), Some("INVALID_FIELD"));
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_refused() {
    let (client, server) = start(vec![answer_json(200, "{}")]).await;
    for path in [
        "",
        "/",
        "user/get",
        "//evil.example/get",
        "https://evil.example/get",
        "@evil.example/get",
        "/user/../item/get",
        "/user/./get",
        "/user/%2e%2e/get",
        "/user/get?a=b",
        "/user/get#a",
        "/user\\get",
        "/user/get\r\nhost: evil.example",
        "/user/get ",
        "/ünser/get",
    ] {
        message(client.call::<Value>(path, &json!({})).await);
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_an_error_of_the_call() {
    let (client, server) = start(vec![answer_json(200, "{}")]).await;
    let body = std::collections::BTreeMap::from([((1, 2), 3)]);
    message(client.call::<Value>("/user/get", &body).await);
    assert_eq!(server.requests().len(), 0);
}
