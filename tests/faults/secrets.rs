//! Where credentials go, and that neither they nor personal data go anywhere else.

use super::errors::whole;
use super::server::{ERROR, OK, Server, Step, answer, half_json, json};
use super::setup::{CLIENT_ID, SECRET, TOKEN, Waits, builder, pdf_get, sessions_get, start, told};

#[tokio::test]
async fn credentials_and_version_go_in_headers() {
    let server = Server::start(vec![json(200, OK)]).await;
    let client = builder(&server.base_url, &Waits::default())
        .user_agent_suffix("underwriting/2.1")
        .build()
        .unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let request = &server.requests()[0];
    for line in [
        "post /credit/sessions/get http/1.1",
        &format!("plaid-client-id: {CLIENT_ID}"),
        &format!("plaid-secret: {SECRET}"),
        "plaid-version: 2020-09-14",
        "content-type: application/json",
    ] {
        assert!(
            request.head.lines().any(|head| head == line),
            "{line}: {}",
            request.head
        );
    }
    let agent = request
        .head
        .lines()
        .find(|line| line.starts_with("user-agent: "))
        .unwrap();
    assert!(
        agent.starts_with("user-agent: plaid-credit-rust/"),
        "{agent}"
    );
    assert!(agent.ends_with(" underwriting/2.1"), "{agent}");
    assert_eq!(request.body, format!(r#"{{"user_token":"{TOKEN}"}}"#));
}

#[tokio::test]
async fn credentials_of_a_request_take_the_place_of_the_headers() {
    let (client, server) = start(vec![json(200, OK)]).await;
    let request = sessions_get()
        .client_id("other-client".into())
        .secret("other-secret".into());
    client.credit_sessions_get(&request).await.unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let requests = server.requests();
    assert!(!requests[0].head.contains("plaid-client-id"));
    assert!(!requests[0].head.contains("plaid-secret"));
    assert!(requests[0].body.contains("other-client"));
    assert!(requests[0].body.contains("other-secret"));
    assert!(requests[1].head.contains("plaid-secret"));
}

/// Whatever the user's own builder says.
#[tokio::test]
async fn what_is_meant_for_this_machine_goes_through_no_proxy_and_to_no_other_host() {
    let proxy = Server::start(vec![json(200, OK)]).await;
    let other = Server::start(vec![json(200, OK)]).await;
    let location = format!("location: {}/credit/sessions/get\r\n", other.base_url);
    let server = Server::start(vec![Step::Answer(answer(307, &location, ""))]).await;
    let own = plaid_credit::reqwest::Client::builder()
        .proxy(plaid_credit::reqwest::Proxy::all(&proxy.base_url).unwrap())
        .redirect(plaid_credit::reqwest::redirect::Policy::limited(5));
    let client = builder(&server.base_url, &Waits::default())
        .http_client(own)
        .build()
        .unwrap();
    let error = client
        .credit_sessions_get(&sessions_get())
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(307));
    let requests = [&server, &other, &proxy].map(|it| it.requests().len());
    assert_eq!(requests, [1, 0, 0]);
}

#[tokio::test]
async fn localhost_is_this_machine_whatever_the_resolver_says() {
    let server = Server::start(vec![json(200, OK)]).await;
    let base_url = server.base_url.replace("127.0.0.1", "localhost");
    let elsewhere = "127.0.0.2:0".parse().unwrap();
    let own = plaid_credit::reqwest::Client::builder().resolve("localhost", elsewhere);
    let client = builder(&base_url, &Waits::default())
        .http_client(own)
        .build()
        .unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::start(vec![json(200, OK)]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/credit/sessions/get\r\n", other.base_url);
        let (client, server) = start(vec![Step::Answer(answer(status, &location, ""))]).await;
        let result = client.credit_sessions_get(&sessions_get()).await;
        assert_eq!(told(&result), format!("Http {status}"));
        assert_eq!(server.requests().len(), 1);
    }
    assert!(other.requests().is_empty());
}

/// Every answer here is full of what must not show.
#[tokio::test]
async fn no_error_shows_what_it_holds() {
    let planted = "Ada Lovelace 123-45-6789";
    let object = format!(
        r#"{{"error_type": "{planted}", "error_code": "{planted}", "error_message": "{planted}",
            "display_message": "{planted}", "request_id": "{planted}", "{planted}": "{planted}"}}"#
    );
    let of_type =
        format!("content-type: {planted}\r\nx-user: {planted}\r\nplaid-request-id: {planted}\r\n");
    // It may be a request ID, and may be a name.
    let name = "plaid-request-id: AdaLovelaceByro\r\n";
    let mut half = answer(200, name, OK);
    half.pop();
    let steps = vec![
        Step::Reset(half),
        Step::Answer(answer(200, name, " ".repeat(5000))),
        Step::Answer(answer(502, name, "")),
        json(400, ERROR),
        json(400, &object),
        Step::Answer(answer(502, &of_type, planted)),
        json(200, &format!(r#""{planted}""#)),
        json(200, &format!(r#"{{"sessions": [], "{planted}"#)),
        json(200, &format!("{{{planted}}}")),
        Step::Reset(half_json()),
        Step::Reset(format!("{planted}\r\n{planted}\r\n\r\n").into_bytes()),
        json(200, &" ".repeat(5000)),
    ];
    for step in steps {
        let server = Server::start(vec![step]).await;
        let client = builder(&server.base_url, &Waits::default())
            .max_response_size(4000)
            .build()
            .unwrap();
        let error = client
            .credit_sessions_get(&sessions_get())
            .await
            .unwrap_err();
        let shown = whole(&error);
        for secret in ["Lovelace", "6789", CLIENT_ID, SECRET, TOKEN] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn an_id_that_may_be_a_name_shows_in_no_response() {
    let body = r#"{"sessions": [7], "request_id": "SMITH_JOHN"}"#;
    let (client, _server) = start(vec![json(200, body)]).await;
    let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
    let id = response.request_id.as_ref().unwrap();
    let mut shown = format!("{response:?} {id:?} {id}");
    let call = client.credit_sessions_get(&sessions_get()).strict(true);
    shown += &whole(&call.await.unwrap_err());
    assert!(!shown.contains("SMITH"), "{shown}");
}

#[tokio::test]
async fn an_id_in_the_headers_is_returned_and_shown_only_if_it_looks_like_plaids() {
    let long = "x".repeat(128);
    let too_long = "x".repeat(129);
    for (id, is_returned, is_shown) in [
        ("Qe2xOAUhjB7NpfR", true, true),
        ("SMITH_JOHN", true, false),
        ("4111-1111-1111-1111", true, false),
        (long.as_str(), true, false),
        (too_long.as_str(), false, false),
        ("Ada Lovelace", false, false),
    ] {
        let id_and = |headers: &str| format!("plaid-request-id: {id}\r\n{headers}");
        let pdf = answer(200, &id_and("content-type: application/pdf\r\n"), "%PDF");
        let mut half = answer(200, &id_and(""), OK);
        half.pop();
        let steps = vec![
            Step::Answer(answer(200, &id_and(""), r#"{"sessions": []}"#)),
            Step::Answer(answer(200, &id_and(""), "[7]")),
            Step::Answer(answer(400, &id_and(""), r#"{"error_code": "A_B"}"#)),
            Step::Answer(answer(404, &id_and(""), "")),
            Step::Reset(half),
            Step::Answer(pdf),
        ];
        let (client, _server) = start(steps).await;
        let call = || {
            let call = client.credit_sessions_get(&sessions_get());
            call.retry(plaid_credit::RetryPolicy::never())
        };
        let expected = is_returned.then_some(id);
        let response = call().await.unwrap();
        assert_eq!(response.request_id(), expected);
        let mut shown = vec![format!("{response:?}")];
        for _ in 0..4 {
            let error = call().await.unwrap_err();
            assert_eq!(error.request_id(), expected, "{error:?}");
            shown.push(whole(&error));
        }
        for shown in shown {
            assert_eq!(shown.contains(id), is_shown, "{shown}");
        }
        let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
        assert_eq!(download.request_id(), expected);
        assert!(!format!("{download:?}").contains(id));
    }
}

#[tokio::test]
async fn neither_client_nor_response_shows_secrets() {
    let body = r#"{"sessions": [], "request_id": "Ada Lovelace"}"#;
    let server = Server::start(vec![json(200, body)]).await;
    let builder = builder(&server.base_url, &Waits::default());
    let mut shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
    shown += &format!("{client:?} {client:#?} {response:?} {response:#?}");
    for secret in [CLIENT_ID, SECRET, TOKEN, "Lovelace"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
