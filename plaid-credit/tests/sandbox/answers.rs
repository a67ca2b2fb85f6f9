//! Answers are valid by the schemas of the document, about strangers and about users.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jsonschema::{Draft, Registry, Validator};
use plaid_credit::Client;
use plaid_credit::sandbox::{Reply, Sandbox, Scenario};
use plaid_credit::serde_json::{self, Value, json};

use crate::TestResult;
use crate::operations::call_all;
use crate::support::{identity, income_from, link_token, plain_client};

/// What the validators call the document.
const NAME: &str = "urn:plaid-credit:document";

/// The ranges of numbers that the document gives in words.
const RANGES: [(&str, &str, i64, i64); 11] = [
    ("AccountVerificationInsights", "name_match_score", 0, 100),
    ("BaseReportAttributes", "primary_account_score", 0, 1),
    ("CraCreditProfileLendScore", "score", 1, 99),
    ("CraPredictionInterval", "probability", 0, 1),
    ("DocumentRiskSummary", "risk_score", 0, 100),
    ("LendScore", "score", 1, 99),
    ("PrismCashScore", "score", 1, 999),
    ("PrismDetect", "score", 1, 999),
    ("PrismExtend", "score", 1, 999),
    ("PrismFirstDetect", "score", 1, 999),
    ("StatementsStatement", "month", 1, 12),
];

/// The document, in plain JSON Schema, with those ranges.
fn document() -> Result<Value, Box<dyn std::error::Error>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(workspace.join("openapi/plaid-credit.json"))?;
    let mut document: Value = serde_json::from_str(&text)?;
    for (schema, name, least, most) in RANGES {
        let property = &mut document["components"]["schemas"][schema]["properties"][name];
        assert!(property["type"].is_string(), "{schema} {name}");
        property["minimum"] = least.into();
        property["maximum"] = most.into();
    }
    allow_null(&mut document);
    Ok(document)
}

/// Rewrites `nullable`, which is OpenAPI's own.
fn allow_null(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(allow_null),
        Value::Object(members) => {
            members.values_mut().for_each(allow_null);
            if members.remove("nullable") == Some(Value::Bool(true)) {
                *node = json!({ "anyOf": [node.take(), { "type": "null" }] });
            }
        }
        _ => {}
    }
}

/// Checks the JSON with which each path is answered that gives no file.
fn validators() -> Result<BTreeMap<String, Validator>, Box<dyn std::error::Error>> {
    let document = document()?;
    let registry = Registry::new().add(NAME, &document)?.prepare()?;
    // OpenAPI 3.0 took its schemas from this draft.
    let options = jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(&registry);
    let mut validators = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let schema = "responses/200/content/application~1json/schema";
        if item["post"].pointer(&format!("/{schema}")).is_some() {
            let path_item = path.replace('/', "~1");
            let schema = json!({ "$ref": format!("{NAME}#/paths/{path_item}/post/{schema}") });
            let validator = options.build(&schema)?;
            assert!(!validator.is_valid(&Value::Null), "{path}");
            validators.insert(path.clone(), validator);
        }
    }
    Ok(validators)
}

/// Sets up a user with two Items, and names what there is for each thing that the requests name.
async fn names(
    sandbox: &Sandbox,
) -> Result<[(&'static str, String); 7], Box<dyn std::error::Error>> {
    let client = sandbox.client();
    let user = json!({ "client_user_id": "customer-1", "identity": identity() });
    let user = named(&client, "/user/create", user, ["user_id", "user_token"]).await?;
    let [user_id, user_token] = user;
    let link = json!({
        "user_token": user_token,
        "products": [
            "income_verification", "employment", "assets", "statements", "cra_base_report",
            "cra_network_insights",
        ],
        "income_verification": income_from("bank"),
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    let link = link_token(&client, &link).await?;
    let mut access = String::new();
    for _ in 0..2 {
        let session = sandbox.finish_link(&link, Scenario::Approved).await?;
        let token = json!({ "public_token": session.public_token });
        [access] = named(
            &client,
            "/item/public_token/exchange",
            token,
            ["access_token"],
        )
        .await?;
    }
    let check_report = json!({
        "user_token": user_token, "days_requested": 90, "webhook": "",
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    named(&client, "/cra/check_report/create", check_report, []).await?;
    let report = json!({ "access_tokens": [access], "days_requested": 60 });
    let [report] = named(
        &client,
        "/asset_report/create",
        report,
        ["asset_report_token"],
    )
    .await?;
    let copied = json!({ "report_tokens": [report] });
    let [copy] = named(
        &client,
        "/credit/audit_copy_token/create",
        copied,
        ["audit_copy_token"],
    )
    .await?;
    let relayed = json!({ "report_tokens": [report], "secondary_client_id": "client-2" });
    let [relay] = named(&client, "/credit/relay/create", relayed, ["relay_token"]).await?;
    Ok([
        ("\"user-sandbox-1", user_token),
        ("\"usr_1", user_id),
        ("\"link-sandbox-1", link),
        ("\"access-sandbox-1", access),
        ("\"assets-sandbox-1", report),
        ("\"a-sandbox-1", copy),
        ("\"relay-sandbox-1", relay),
    ])
}

/// The values of these names in an answer.
async fn named<const N: usize>(
    client: &Client,
    path: &str,
    body: Value,
    names: [&str; N],
) -> Result<[String; N], Box<dyn std::error::Error>> {
    let answer = client.call::<Value>(path, &body).await?;
    Ok(names.map(|name| answer[name].as_str().unwrap_or_default().to_owned()))
}

#[tokio::test]
async fn answers_are_valid_by_their_schemas() -> TestResult {
    let validators = validators()?;
    let sandbox = Sandbox::start().await?;
    call_all(&sandbox.client()).await?;
    let requests = sandbox.requests();
    let mut about_users = 0;
    for seed in 0..2 {
        let strangers = Sandbox::builder().seed(seed).start().await?;
        let users = Sandbox::builder()
            .seed(seed)
            .report_delay(Duration::ZERO)
            .start()
            .await?;
        let names = names(&users).await?;
        for request in &requests {
            let Some(validator) = validators.get(&request.path) else {
                continue;
            };
            let valid = |answer: &Value| {
                if let Err(error) = validator.validate(answer) {
                    panic!("{}{}: {error}", request.path, error.instance_path());
                }
            };
            let client = strangers.client();
            match client.call::<Value>(&request.path, &request.body).await {
                Ok(answer) => valid(&answer),
                // The key is none of the sandbox's.
                Err(_) => assert_eq!(request.path, "/webhook_verification_key/get"),
            }
            let mut body = request.body.to_string();
            for (stranger, user) in &names {
                body = body.replace(stranger, &format!("\"{user}"));
            }
            let body: Value = serde_json::from_str(&body)?;
            // What is removed is not there for the others.
            if body == request.body || request.path.ends_with("/remove") {
                continue;
            }
            match users.client().call::<Value>(&request.path, &body).await {
                Ok(answer) => {
                    valid(&answer);
                    about_users += 1;
                }
                Err(error) => println!("{}: {error}", request.path),
            }
        }
    }
    assert!(about_users > 2 * 40, "only {about_users} answers");
    Ok(())
}

#[tokio::test]
async fn each_answer_with_a_key_has_a_request_id_of_its_own() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let key = json!({ "key_id": "00000000-0000-4000-8000-000000000000" });
    let ask = async || -> Result<String, Box<dyn std::error::Error>> {
        let url = format!("{}/webhook_verification_key/get", sandbox.base_url());
        let answer = plain_client()
            .post(url)
            .header("plaid-version", "2020-09-14")
            .header("plaid-client-id", "c")
            .header("plaid-secret", "s")
            .header("content-type", "application/json")
            .body(key.to_string())
            .send()
            .await?;
        let header = answer.headers()["plaid-request-id"].to_str()?.to_owned();
        let body: Value = serde_json::from_slice(&answer.bytes().await?)?;
        assert_eq!(body["request_id"], header);
        Ok(header)
    };
    assert_ne!(ask().await?, ask().await?);
    Ok(())
}

#[test]
fn debug_of_a_reply_shows_what_it_is_and_nothing_of_it() {
    let json = Reply::from(json!({ "name": "Ada" }));
    assert_eq!(format!("{json:?}"), "Json(14 bytes)");
    let file = Reply::from(b"%PDF-1.7".to_vec());
    assert_eq!(format!("{file:?}"), "File(8 bytes)");
}
