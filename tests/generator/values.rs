//! What the generated models read and write, a value or two for each kind of trouble.

use plaid_credit_generator_tests::{AnomalyKind, decode, review, types};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Reads the value and writes it again, to the same.
fn round_trip<T: Serialize + DeserializeOwned>(value: Value) -> T {
    let model: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&model).unwrap(), value);
    model
}

#[test]
fn every_enum_value_has_a_variant_of_its_own() {
    use types::{EnumValuesAll as All, EnumValuesCompare as Compare, EnumValuesUnknown as Unknown};
    for text in All::VALUES {
        let value: All = round_trip(json!(text));
        assert!(!matches!(value, All::Unknown(_)), "{text:?}");
        assert_eq!(value.as_str(), *text);
    }
    assert_eq!(Compare::from(">="), Compare::GreaterEqual);
    assert!(matches!(Unknown::from("new"), Unknown::Unknown(_)));
}

#[test]
fn every_field_keeps_its_name_on_the_wire() {
    let names = [
        "type",
        "self",
        "",
        "a-b",
        "a_b",
        "new",
        "r#fn",
        "1abc",
        "with space",
        "extra",
    ];
    for name in names {
        round_trip::<types::FieldNamesEnums>(json!({ name: "a" }));
        let model: types::FieldNamesNested = round_trip(json!({ name: {"a": "b"} }));
        assert!(model.extra_fields_.is_empty(), "{name:?} is not known");
    }
    let symbols = json!({"+": "1", "-": "2", ">=": "3", " ": "4", "\n": "5", "\"": "6", "\\": "7"});
    round_trip::<types::FieldNamesOnlySymbols>(symbols);
}

#[test]
fn types_may_be_called_like_those_of_the_prelude() {
    let body = json!({"a": "x", "next": {"a": "y"}, "list": [{"a": "z"}]});
    assert!(serde_json::from_value::<types::Option>(body).is_ok());
    round_trip::<types::Vec>(json!({"a": "x", "kind": "k"}));
    assert!(serde_json::from_value::<types::TypeNamesFooBar>(json!("x")).is_ok());
}

#[test]
fn shapes_of_every_kind_are_read() {
    round_trip::<types::AllOfOverlap>(json!({"id": 1, "kind": "c", "inner": {"x": "1", "y": "2"}}));
    round_trip::<types::AllOfNoted>(json!({"a": {"id": "1"}, "b": {"id": "2"}}));
    round_trip::<types::UnionsPet>(json!({"type": "dog", "lives": 9, "size": "big"}));
    round_trip::<types::UnionsPetOrText>(json!("text"));
    let both: types::UnionsBoth = round_trip(json!({"a": "x", "b": "y", "c": "z"}));
    assert!(both.extra.is_empty());
    let tree: types::UnionsTree = round_trip(json!({"left": {"right": {}}}));
    assert!(tree.left.unwrap().right.is_some());
    let cat: types::UnionsNullVariant = round_trip(json!({"type": "cat", "lives": 9}));
    assert_eq!(cat.0.lives, Some(9));
    let either: types::UnionsRequiredOnly = round_trip(json!({"a": "x"}));
    assert_eq!(either.a.as_deref(), Some("x"));
    round_trip::<types::RecursiveTree>(
        json!({"left": {"left": {}}, "many": [{}], "named": {"a": {}}, "deep": [[{}]]}),
    );
    round_trip::<types::RecursiveListOfSelf>(json!([[], [[]]]));
    round_trip::<types::FreeFormMapOfMaps>(json!({"a": {"b": {"c": 1}}}));
    round_trip::<types::FreeFormListOfLists>(json!([[[1.50]]]));
    round_trip::<types::NullableReceived>(
        json!({"a": "x", "d": ["y"], "e": {"k": 1}, "l": {"k": 1}}),
    );
    round_trip::<types::LiteralsOnlyReceived>(json!({"kind": "a", "flag": true}));
    let report: types::InlineReport = round_trip(
        json!({"status": "OPEN", "lines": [{"kind": "A"}], "by_name": {"n": {"b": "c"}}}),
    );
    assert_eq!(format!("{:?}", report.status), "Some(Open)");
}

#[test]
fn null_is_read_as_nothing() {
    let body = json!({"a": null, "b": null, "c": null, "d": null, "e": null, "f": null, "g": null, "j": {}, "l": null});
    let model: types::NullableReceived = serde_json::from_value(body).unwrap();
    assert_eq!(serde_json::to_value(&model).unwrap(), json!({}));
    let body = json!({"k": [null, {"x": "1"}]});
    let model: types::NullableReceived = serde_json::from_value(body).unwrap();
    assert_eq!(model.k[0], None);
    assert!(model.k[1].is_some());
}

#[test]
fn a_review_finds_a_null_among_lists() {
    let anomalies = review::<types::RecursiveTree>(br#"{"deep": [null, [{}]]}"#).unwrap();
    let nulls = anomalies.iter().filter(|it| it.kind == AnomalyKind::Null);
    let paths: Vec<String> = nulls.map(|it| it.path()).collect();
    assert_eq!(paths, ["/deep/0"]);
}

#[test]
fn what_is_not_an_object_is_set_aside() {
    let decoded = decode::<types::NullableReceived>(br#"{"a": "x", "l": [1]}"#).unwrap();
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"a": "x"}));
    let anomaly = &decoded.anomalies[0];
    assert_eq!(anomaly.path(), "/l");
    assert_eq!(
        anomaly.reason,
        "expected an object, found a list: set aside"
    );
}

#[test]
fn a_whole_of_two_unions_has_the_fields_of_both() {
    let whole: types::AllOfTwoUnions = round_trip(json!({"a": "1", "d": "2"}));
    assert_eq!(
        (whole.a.as_deref(), whole.d.as_deref()),
        (Some("1"), Some("2"))
    );
}
