//! What errors say, and whether repeating the call helps.

use futures_util::FutureExt;
use plaid_credit::types::CreditSessionsGetResponse;
use plaid_credit::{Client, Credentials, Environment, Error, decode, testing};
use serde_json::{Value, json};

use super::setup::chain;

/// What may show nowhere.
const PLANTED: &str = "Ada Lovelace 123-45-6789 access-sandbox-1";

fn of_code(status: u16, code: &str) -> Error {
    testing::api_error(status, json!({ "error_code": code }).to_string())
}

/// An error and its sources, as error reporters show them, and for debugging.
pub(super) fn whole(error: &Error) -> String {
    format!("{} {error:?} {error:#?}", chain(error))
}

/// Those that no server makes; the others are in `secrets`.
#[tokio::test]
async fn no_error_and_no_source_of_one_shows_what_is_planted() {
    let text = format!(r#""{PLANTED}""#);
    let of_a_field = format!(r#"{{"sessions": [{{"link_session_id": {{{text}: 1}}}}]}}"#);
    let of_a_field = decode::<CreditSessionsGetResponse>(of_a_field.as_bytes()).unwrap();
    let client = testing_client();
    let errors = [
        decode::<bool>(PLANTED.as_bytes()).unwrap_err(),
        decode::<bool>(text.as_bytes()).unwrap_err(),
        of_a_field.strict().unwrap_err(),
        Client::builder().base_url(PLANTED).unwrap_err(),
        Client::builder()
            .base_url(format!("https://{PLANTED}/"))
            .unwrap_err(),
        client.call::<bool>(PLANTED, &()).await.unwrap_err(),
        client
            .call::<bool>(&format!("/{PLANTED}?{PLANTED}"), &())
            .await
            .unwrap_err(),
        client
            .call::<bool>("/a", &())
            .header("x-name", PLANTED)
            .header("authorization", &format!("{PLANTED}\n"))
            .await
            .unwrap_err(),
    ];
    let environment = PLANTED.parse::<Environment>().unwrap_err();
    let shown = errors
        .iter()
        .map(whole)
        .chain([format!("{environment} {environment:?}")]);
    for shown in shown {
        for secret in ["Lovelace", "6789", "access-sandbox-1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

/// A client that reaches nobody.
fn testing_client() -> Client {
    let builder = super::setup::builder("http://127.0.0.1:1", &Default::default());
    builder.build().unwrap()
}

#[test]
fn codes_show_and_nothing_else_does() {
    let shown = |text: &str| {
        let error = of_code(400, text);
        assert_eq!(error.error_code(), Some(text));
        let error = error.to_string();
        let (_, code) = error.split_once("error code ").unwrap();
        code.to_owned()
    };
    for text in ["ITEM_ERROR", "INVALID_API_KEYS"] {
        assert_eq!(shown(text), text);
    }
    for text in [
        "",
        "LOVELACE",
        "Ada_Lovelace",
        "SSN_123_45_6789",
        "4111111111111111",
        "123456789012345",
        "AdaLovelaceByro",
        "Vandersnoot1985",
        "m8MDnv9okwxFNB",
        "access-sandbox-1",
        "two words",
        "ITEM_ERROR\nWARN forged",
        &"A_".repeat(33),
    ] {
        assert_eq!(shown(text), "[hidden]", "{text}");
    }
}

#[test]
fn lengths_are_told_in_words() {
    let told = |body: &str| {
        let error = testing::api_error(500, body.to_owned());
        let Error::Http(http) = &error else {
            panic!("not an error of HTTP: {error:?}");
        };
        format!("{error}; {:?}", http.body)
    };
    let start = "the response is not in Plaid's format: status 500,";
    assert_eq!(told(""), format!("{start} an empty body; [0 bytes hidden]"));
    assert_eq!(
        told("x"),
        format!("{start} a body of 1 byte; [1 byte hidden]")
    );
    assert_eq!(
        told("{}"),
        format!("{start} a body of 2 bytes; [2 bytes hidden]")
    );
}

/// The rule for codes would show names.
#[test]
fn a_request_id_shows_only_if_it_has_letters_and_digits() {
    for (text, shown) in [
        ("m8MDnv9okwxFNBV", "m8MDnv9okwxFNBV"),
        ("SMITH_JOHN", "[hidden]"),
        ("ADA_LOVELACE_BY", "[hidden]"),
        ("AdaLovelaceByro", "[hidden]"),
        ("411111111111111", "[hidden]"),
    ] {
        let body = json!({ "error_code": "A_B", "request_id": text }).to_string();
        let error = testing::api_error(400, body);
        assert_eq!(error.request_id(), Some(text));
        let message = error.to_string();
        assert!(
            message.ends_with(&format!(", request ID {shown}")),
            "{message}"
        );
        let debug = format!("{error:?}");
        assert!(
            debug.contains(&format!("request_id: Some({shown})")),
            "{debug}"
        );
    }
}

#[test]
fn errors_say_whether_repeating_helps() {
    let limited = testing::api_error(429, "");
    assert!(limited.is_retryable() && limited.is_rate_limited());
    let body = json!({ "error_type": "RATE_LIMIT_EXCEEDED", "error_code": "RATE_LIMIT" });
    assert!(testing::api_error(400, body.to_string()).is_rate_limited());
    for (status, expected) in [
        (400, false),
        (404, false),
        (408, true),
        (500, true),
        (503, true),
    ] {
        let error = testing::api_error(status, "");
        assert_eq!(error.is_retryable(), expected, "{status}");
        assert!(error.was_sent());
    }
    let not_ready = of_code(400, "PRODUCT_NOT_READY");
    assert!(not_ready.is_product_not_ready());
    assert!(!not_ready.is_retryable());
}

#[test]
fn an_error_object_is_one_that_says_something_of_an_error() {
    let is_error_object = |body| testing::api_error(400, body).api().is_some();
    for body in [
        r#"{"error_type": "X"}"#,
        r#"{"error_code": "X", "error_type": null}"#,
        r#"{"error_message": ""}"#,
    ] {
        assert!(is_error_object(body), "{body}");
    }
    for body in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"message": "no"}"#,
        r#"{"error_code": 7}"#,
        "<html>",
    ] {
        assert!(!is_error_object(body), "{body}");
    }
}

#[test]
fn a_call_without_a_runtime_is_an_error() {
    let builder = Client::builder().credentials(Credentials::new("id", "secret"));
    let client = builder.base_url("http://127.0.0.1:1").unwrap().build();
    let call = client.unwrap().call::<Value>("/user/get", &());
    let error = call.now_or_never().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "a call needs a tokio runtime: await it inside one, as in `#[tokio::main]`"
    );
}
