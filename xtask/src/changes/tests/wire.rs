//! What is different on the wire and not in the crate.

use serde_json::{Value, json};

use super::{add, base, changed, reference, report, said, schema};

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

#[test]
fn another_version_of_the_api_breaks_everything() {
    let mut old = base();
    old["info"]["version"] = json!("2020-09-14_1.1.0");
    let mut new = old.clone();
    new["info"]["version"] = json!("2020-09-14_1.2.0");
    assert_eq!(report(&old, &new).gravest, None);
    new["info"]["version"] = json!("2030-01-01_2.0.0");
    assert_eq!(
        said(&old, &new),
        ["the API: breaking: API version: `2020-09-14` -> `2030-01-01`"]
    );
    assert_eq!(report(&old, &new).next_version().to_string(), "0.2.0");
}

#[test]
fn false_counts_as_a_default() {
    let default = schema("LoanGetRequest/properties/is_new");
    let of = |value| {
        changed(json!([add(
            &default,
            json!({"type": "boolean", "default": value})
        )]))
    };
    assert_eq!(
        said(&of(false), &of(true)),
        ["LoanGetRequest: documentation: default of `is_new`: `false` -> `true`"]
    );
}

#[test]
fn text_that_is_hidden_from_now_on_has_no_display() {
    let shown = changed(json!([
        add(
            &schema("LoanID"),
            json!({"type": "string", "x-shown": true})
        ),
        add(&schema("Loan/properties/id"), reference("LoanID")),
    ]));
    let mut hidden = shown.clone();
    hidden["components"]["schemas"]["LoanID"] = json!({"type": "string"});
    assert_eq!(
        said(&shown, &hidden),
        ["LoanId: breaking: `Display` is gone, and `Debug` now hides the value"]
    );
    assert_eq!(
        said(&hidden, &shown),
        ["LoanId: additive: `Display` is new, and `Debug` now shows the value"]
    );
}
