//! Whole reports, in each format.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{add, base, changed, reference, remove, rename, report, schema};
use crate::changes::{Format, Report, Settings, Side, Version};

/// Some of everything.
fn several() -> Value {
    changed(&json!([
        add("/paths/~1loan~1get/post/deprecated", json!(true)),
        remove(&schema("Loan/properties/rate")),
        add(&schema("Loan/properties/term"), reference("Term")),
        add(&schema("Loan/description"), json!("Money lent.")),
        add(
            &schema("Term"),
            json!({"type": "object", "properties": {"unit": reference("TermUnit")}})
        ),
        add(
            &schema("TermUnit"),
            json!({"type": "string", "enum": ["MONTH", "YEAR"]})
        ),
        add(&schema("LoanStatus/enum/-"), json!("SOLD")),
        add(&schema("UserToken/description"), json!("Names a user.")),
        add(
            &schema("LoanGetRequest/properties/view/enum"),
            json!(["SHORT", "FULL"])
        ),
        add(
            &schema("Loan/properties/collateral"),
            json!({"allOf": [reference("Collateral")]})
        ),
    ]))
}

#[test]
fn text() {
    insta::assert_snapshot!(report(&base(), &several()).render(Format::Text), @r#"
    What changed from old to new

    Breaking
    ========

    Loan
      used by loanGet, loansList (features lists, loans)
      breaking       `rate` removed, was `Option<f64>`
      additive       New field `term`: `Option<Term>`
      documentation  New description of the type

    Additive
    ========

    LoanStatus
      used by loanGet, loansList (features lists, loans)
      additive       New value: `SOLD`

    New types
      used by loanGet, loansList (features lists, loans)
      additive       Term: struct with 1 field
      additive       TermUnit: enum with 2 values

    Documentation
    =============

    loanGet
      Client::loan_get (feature loans)
      documentation  The operation is now deprecated; calling it gives a warning

    New descriptions
      documentation  UserToken: the type

    Without effect on the crate: 1 reference wrapped in `allOf` and 1 list of values in another order.
    8 changes: 1 breaking, 4 additive, 3 documentation.
    Version: 0.1.0 -> 0.2.0, as code may break.
    "#);
}

#[test]
fn markdown() {
    insta::assert_snapshot!(report(&base(), &several()).render(Format::Markdown), @r#"
    What changed from `old` to `new`.

    ### Breaking

    - **`Loan`**, used by `loanGet`, `loansList` (features `lists`, `loans`)
      - *breaking*: `rate` removed, was `Option<f64>`
      - *additive*: New field `term`: `Option<Term>`
      - *documentation*: New description of the type

    ### Additive

    - **`LoanStatus`**, used by `loanGet`, `loansList` (features `lists`, `loans`)
      - *additive*: New value: `SOLD`
    - **New types**, used by `loanGet`, `loansList` (features `lists`, `loans`)
      - *additive*: `Term`, struct with 1 field
      - *additive*: `TermUnit`, enum with 2 values

    ### Documentation

    - **`loanGet`**, `Client::loan_get` (feature `loans`)
      - *documentation*: The operation is now deprecated; calling it gives a warning
    - **New descriptions**
      - *documentation*: `UserToken`, the type

    Without effect on the crate: 1 reference wrapped in `allOf` and 1 list of values in another order.

    8 changes: 1 breaking, 4 additive, 3 documentation.

    Version: 0.1.0 -> 0.2.0, as code may break.
    "#);
}

#[test]
fn json() {
    let new = changed(&json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]));
    insta::assert_snapshot!(report(&base(), &new).render(Format::Json), @r#"
    {
      "counts": {
        "additive": 1,
        "breaking": 0,
        "documentation": 0
      },
      "groups": [
        {
          "about": "schema",
          "changes": [
            {
              "after": [
                "SOLD"
              ],
              "before": null,
              "grade": "additive",
              "kind": "values-added",
              "part": "",
              "reason": "",
              "text": "New value: `SOLD`"
            }
          ],
          "extended_by": [],
          "features": [
            "lists",
            "loans"
          ],
          "grade": "additive",
          "name": "LoanStatus",
          "operations": [
            "loanGet",
            "loansList"
          ]
        }
      ],
      "new": "new",
      "old": "old",
      "version": {
        "from": "0.1.0",
        "to": "0.1.1"
      },
      "without_effect": []
    }
    "#);
}

#[test]
fn nothing_changed() {
    let text = report(&base(), &base()).render(Format::Text);
    assert_eq!(
        text,
        "What changed from old to new\n\nNo changes. Version: stays at 0.1.0.\n"
    );
}

#[test]
fn what_changes_nothing_is_counted() {
    let new = changed(&json!([
        add(
            &schema("Loan/properties/status"),
            json!({"allOf": [reference("LoanStatus")]})
        ),
        add(&schema("LoanStatus/enum"), json!(["PAID", "OPEN", "LATE"])),
    ]));
    let text = report(&base(), &new).render(Format::Text);
    assert_eq!(
        text,
        "What changed from old to new\n\n\
         Without effect on the crate: 1 reference wrapped in `allOf` and 1 list of values in another \
         order.\n\
         No changes. Version: stays at 0.1.0.\n"
    );
}

#[test]
fn every_report_is_the_same_each_time() {
    for format in [Format::Text, Format::Markdown, Format::Json] {
        let once = report(&base(), &several()).render(format);
        let again = report(&base(), &several()).render(format);
        assert_eq!(once, again);
    }
}

#[test]
fn many_operations_are_counted() {
    let with_users = |mut document: Value| {
        for number in 0..12 {
            document["paths"][format!("/loan/{number}")] = json!({"post": {
                "operationId": format!("loan{number}"),
                "responses": {"200": {"content": {"application/json": {"schema": reference("Loan")}}}},
            }});
        }
        document
    };
    let new = changed(&json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]));
    let text = report(&with_users(base()), &with_users(new)).render(Format::Text);
    assert!(
        text.contains("\nLoanStatus\n  used by 14 operations (features lists, loans)\n"),
        "{text}"
    );
}

#[test]
fn many_new_descriptions_are_counted() {
    let (mut old, mut new) = (base(), base());
    for number in 0..23 {
        let name = format!("Note{number:02}");
        old["components"]["schemas"][&name] = json!({"type": "string"});
        new["components"]["schemas"][&name] = json!({"type": "string", "description": "A note."});
    }
    let text = report(&old, &new).render(Format::Text);
    assert!(
        text.contains("  documentation  Note19: the type\n  documentation  And of 3 others\n\n"),
        "{text}"
    );
}

#[test]
fn schemas_that_extend_another_are_named() {
    let new = changed(&json!([add(
        &schema("Building/properties/doors"),
        json!({"type": "integer"})
    )]));
    let text = report(&base(), &new).render(Format::Text);
    assert!(
        text.contains(
            "\nBuilding\n  used by loanGet, loansList (features lists, loans); its fields are in House too\n"
        ),
        "{text}"
    );
}

/// Of a whole document of Plaid's, only operations with a feature are in the crate.
#[test]
fn the_version_counts_what_is_in_the_crate() {
    let without_feature = |mut document: Value| {
        document["paths"]["/loan/update"]["post"]["x-cargo-feature"].take();
        document
    };
    let old = without_feature(base());
    let new = without_feature(changed(&json!([
        remove(&schema("LoanUpdateRequest/properties/user_token")),
        add(&schema("LoanStatus/enum/-"), json!("SOLD")),
    ])));
    let text = report(&old, &new).render(Format::Text);
    assert!(
        text.ends_with(
            "3 changes: 2 breaking, 1 additive, 0 documentation.\n\
             Version: 0.1.0 -> 0.1.1, counting only operations that a cargo feature turns on.\n"
        ),
        "{text}"
    );
}

#[test]
fn features_of_a_document_without_marks() {
    let mut old = base();
    for (path, method) in [
        ("/loan/get", "post"),
        ("/loan/update", "post"),
        ("/loans/{lender}", "get"),
    ] {
        old["paths"][path][method]["x-cargo-feature"].take();
    }
    let mut new = old.clone();
    new["components"]["schemas"]["LoanStatus"]["enum"] = json!(["OPEN", "PAID", "LATE", "SOLD"]);
    let features = BTreeMap::from([("loanGet".to_owned(), "reading".to_owned())]);
    let report = Report::new(
        Side {
            name: "old",
            document: &old,
        },
        Side {
            name: "new",
            document: &new,
        },
        Settings {
            features: &features,
            with_prose: false,
            version: Version::parse("1.4.2").unwrap(),
        },
    );
    let text = report.render(Format::Text);
    assert!(
        text.contains("used by loanGet, loansList (feature reading)"),
        "{text}"
    );
    assert!(
        text.ends_with("Version: 1.4.2 -> 1.5.0, as no code breaks.\n"),
        "{text}"
    );
}

#[test]
fn descriptions_are_left_out_where_they_cannot_be_compared() {
    let new = changed(&json!([
        add(&schema("Loan/description"), json!("Money lent.")),
        rename(
            "/paths/~1loan~1get/post/summary",
            "/paths/~1loan~1get/post/description"
        ),
    ]));
    let old = base();
    let settings = Settings {
        features: &BTreeMap::new(),
        with_prose: false,
        version: Version::parse("0.1.0").unwrap(),
    };
    let sides = [&old, &new].map(|document| Side {
        name: "side",
        document,
    });
    assert!(Report::new(sides[0], sides[1], settings).groups.is_empty());
}
