//! What is different on the wire and not in the crate.

use serde_json::{Value, json};

use super::{add, base, changed, report, schema};

/// What the changes of a patch are, all of which leave the crate as it is.
fn check(patch: Value, expected: &[&str]) {
    let report = report(&base(), &changed(patch));
    let said: Vec<_> = report
        .changes()
        .map(|change| format!("{}: {}", change.owner.name(), change.sentence))
        .collect();
    assert_eq!(said, expected);
    assert_eq!(report.gravest, None);
}

#[test]
fn limits_defaults_and_formats() {
    let count = |keyword: &str| schema(&format!("LoanGetRequest/properties/count/{keyword}"));
    check(
        json!([
            add(&count("maximum"), json!(20)),
            add(&count("default"), json!(5))
        ]),
        &[
            "LoanGetRequest: default of `count`: none -> `5`",
            "LoanGetRequest: maximum of `count`: `10` -> `20`",
        ],
    );
    let loan_id = schema("LoanGetRequest/properties/loan_id");
    check(
        json!([add(&format!("{loan_id}/format"), json!("uuid"))]),
        &["LoanGetRequest: type of `loan_id`: `string` -> `string (uuid)`"],
    );
}

#[test]
fn statuses_servers_and_security() {
    check(
        json!([
            add("/servers/0/url", json!("https://example.com")),
            add("/security", json!([{"secret": []}])),
            add("/paths/~1loan~1get/post/security", json!([{"other": []}])),
            add(
                "/paths/~1loan~1get/post/responses/429",
                json!({"description": ""})
            ),
        ]),
        &[
            "the API: security: `clientId` -> `secret`",
            "the API: servers: `https://sandbox.example.com` -> `https://example.com`",
            "loan_get: error status: none -> `429`",
            "loan_get: security: none -> `other`",
        ],
    );
}

#[test]
fn descriptions_are_documentation_of_the_crate() {
    let patch = json!([add(&schema("Loan/description"), json!("Money lent."))]);
    let report = report(&base(), &changed(patch));
    let said: Vec<_> = report
        .changes()
        .map(|change| change.sentence.as_str())
        .collect();
    assert_eq!(said, ["new description"]);
    assert_eq!(report.next_version().to_string(), "0.1.1");
}
