//! What a client is built from: the environment, a URL, credentials.

use std::process::Command;

use plaid_credit::{Client, Credentials, Download, Environment, Error};

use super::setup::chain;

/// What `from_env` makes of these variables. It is asked in a process of its own, since a
/// process has one environment for all tests.
fn from_env(variables: &[(&str, &str)]) -> String {
    let asked = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faults::building::from_env_is_asked"])
        .args(["--ignored", "--nocapture"])
        .env_remove("PLAID_CLIENT_ID")
        .env_remove("PLAID_SECRET")
        .env_remove("PLAID_ENV")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let printed = String::from_utf8(asked.stdout).unwrap();
    let line = printed
        .lines()
        .find_map(|line| line.strip_prefix("built: "));
    line.unwrap_or_else(|| panic!("{printed}")).to_owned()
}

#[test]
#[ignore = "is run by others, with an environment of their own"]
fn from_env_is_asked() {
    match Client::builder().from_env() {
        Ok(builder) => println!("\nbuilt: {builder:?}"),
        Err(error) => println!("\nbuilt: {}", chain(&error)),
    }
}

#[test]
fn the_environment_is_read_in_any_case() {
    for (text, url) in [
        ("sandbox", "https://sandbox.plaid.com"),
        ("Sandbox", "https://sandbox.plaid.com"),
        (" PRODUCTION ", "https://production.plaid.com"),
    ] {
        let environment: Environment = text.parse().unwrap();
        assert_eq!(environment.base_url(), url);
    }
    let built = from_env(&[
        ("PLAID_CLIENT_ID", "id-1234"),
        ("PLAID_SECRET", "secret-1234"),
        ("PLAID_ENV", "Production"),
    ]);
    let url = r#"base_url: Some("https://production.plaid.com")"#;
    assert!(built.contains(url) && !built.contains("1234"), "{built}");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let (id, secret) = (("PLAID_CLIENT_ID", "id"), ("PLAID_SECRET", "s"));
    let rows: [(&[(&str, &str)], &str); 5] = [
        (&[], "PLAID_CLIENT_ID is not set"),
        (&[("PLAID_CLIENT_ID", " ")], "PLAID_CLIENT_ID is empty"),
        (&[id], "PLAID_SECRET is not set"),
        (&[id, secret], "PLAID_ENV is not set"),
        (
            &[id, secret, ("PLAID_ENV", "s3cr3t")],
            "PLAID_ENV is not valid: the environment must be `sandbox` or `production`",
        ),
    ];
    for (variables, message) in rows {
        assert_eq!(
            from_env(variables),
            format!("the environment variable {message}")
        );
    }
    let error = Client::builder().base_url("sandbox").unwrap_err();
    assert_eq!(
        chain(&error),
        "the base URL is not valid: give one such as https://sandbox.plaid.com: relative URL without a base"
    );
    let closed = "development".parse::<Environment>().unwrap_err();
    assert!(closed.to_string().contains("closed"));
}

#[test]
fn a_secret_is_sent_nowhere_in_the_clear() {
    let build = |url: &str| {
        Client::builder()
            .credentials(Credentials::new("id", "secret"))
            .http_client(plaid_credit::reqwest::Client::builder())
            .base_url(url)?
            .build()
    };
    for url in [
        "https://example.test",
        "https://example.test/plaid/",
        " https://example.test\n",
        "http://localhost:8080",
        "http://127.0.0.1:1/",
        "http://[::1]:9",
    ] {
        assert!(build(url).is_ok(), "{url}");
    }
    for url in [
        "",
        "sandbox.plaid.com",
        "http://example.test",
        "http://localhost.example.test",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "https://user:password@example.test",
        "https://example.test?key=value",
        "https://example.test#there",
        "data:,",
    ] {
        let error = build(url).unwrap_err();
        assert!(matches!(error, Error::Config { .. }), "{url}");
        assert!(!error.to_string().contains("password"));
    }
}

#[test]
fn credentials_must_fit_into_headers_and_never_show() {
    let build = |id: &str, secret: &str| {
        Client::builder()
            .credentials(Credentials::new(id, secret))
            .base_url("http://localhost")?
            .build()
    };
    assert!(build("", "secret").is_err());
    let error = build("id", "91bc\n5f3a").unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("91bc") && !shown.contains("5f3a"),
        "{shown}"
    );
    let builder = Client::builder()
        .credentials(Credentials::new("id-1234", "secret-1234"))
        .base_url("https://example.test")
        .unwrap();
    let shown = format!("{builder:?}");
    assert!(!shown.contains("1234"), "{shown}");
    for (id, secret) in [
        (" id", "secret"),
        ("id", "secret "),
        ("id", "  "),
        ("id", "sécret"),
    ] {
        assert!(build(id, secret).is_err(), "{id:?} {secret:?}");
    }
    let client = build("id-1234", "secret-1234").unwrap();
    assert!(!format!("{client:?}").contains("1234"));
}

#[test]
fn a_user_agent_suffix_is_printable_ascii() {
    let build = |suffix: &str| {
        Client::builder()
            .credentials(Credentials::new("id", "secret"))
            .base_url("http://localhost")
            .unwrap()
            .user_agent_suffix(suffix)
            .build()
    };
    assert!(build("underwriting/2.1 (team one)").is_ok());
    for suffix in ["\u{e9}quipe/1", "team\n", "team\tone", "\u{7f}"] {
        let error = build(suffix).unwrap_err();
        assert_eq!(
            chain(&error),
            "the user agent suffix must consist of visible ASCII characters and spaces",
            "{suffix:?}"
        );
    }
}

#[test]
fn nothing_is_assumed_about_credentials_and_place() {
    let without = Client::builder().environment(Environment::Sandbox).build();
    assert!(without.unwrap_err().to_string().contains("credentials"));
    let nowhere = Client::builder()
        .credentials(Credentials::new("id", "secret"))
        .build();
    assert!(nowhere.unwrap_err().to_string().contains("environment"));
}

#[test]
fn clients_are_shared_among_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();
    fn send<T: Send>() {}
    send::<Download>();
    send::<Error>();
}

#[test]
fn every_limit_is_on_by_default() {
    let shown = format!("{:?}", Client::builder());
    for limit in [
        " connect_timeout: Some(8s),",
        " timeout: 30s,",
        " read_timeout: 20s,",
        " download_timeout: 120s,",
        " max_response_size: 67108864,",
        " max_download_size: 268435456,",
        " max_decoded_size: 1073741824,",
    ] {
        assert!(shown.contains(limit), "{limit} {shown}");
    }
    let own = Client::builder().http_client(plaid_credit::reqwest::Client::builder());
    let shown = format!("{own:?}");
    assert!(shown.contains(" connect_timeout: None,"), "{shown}");
}
