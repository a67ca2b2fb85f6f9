//! Arguments of methods.

use serde_json::{Value, json};

use super::{add, changed, said};

#[test]
fn arguments_of_the_same_types() {
    let with = |parameters: &[(&str, &str)]| {
        let parameters = parameters.iter().map(|(name, place)| {
            json!({"name": name, "in": place, "required": true, "schema": {"type": "string"}})
        });
        let parameters: Vec<Value> = parameters.collect();
        changed(json!([add(
            "/paths/~1loan~1get/post/parameters",
            parameters.into()
        )]))
    };
    let breaking = |before: &str, after: &str| {
        format!(
            "loan_get: breaking: other arguments of the same types: \
             `({before}, request: &LoanGetRequest)` -> `({after}, request: &LoanGetRequest)`"
        )
    };
    let check = |old: &[(&str, &str)], new: &[(&str, &str)], expected: String| {
        assert_eq!(said(&with(old), &with(new))[0], expected, "{old:?} {new:?}");
    };
    let [a, b, c] = ["a", "b", "c"].map(|name| (name, "query"));
    check(&[a], &[b], breaking("a: &str", "b: &str"));
    check(
        &[a, b],
        &[b, a],
        breaking("a: &str, b: &str", "b: &str, a: &str"),
    );
    check(
        &[a, b],
        &[b, c],
        breaking("a: &str, b: &str", "b: &str, c: &str"),
    );
    check(&[a], &[("b", "header")], breaking("a: &str", "b: &str"));
    let same = "loan_get: documentation: arguments are sent in another way";
    check(&[a], &[("a", "header")], same.to_owned());
}
