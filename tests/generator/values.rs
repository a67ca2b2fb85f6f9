//! What the generated models read and write, a value or two for each kind of trouble.

use plaid_credit_generator_tests::{
    all_of, enum_values, field_names, free_form, inline, literals, nullable, recursive, type_names,
    type_names_prelude_models, unions,
};
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
    use enum_values::types::{All, Compare, Unknown};
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
        round_trip::<field_names::types::Enums>(json!({ name: "a" }));
        let model: field_names::types::Nested = round_trip(json!({ name: {"a": "b"} }));
        assert!(model.extra_fields_.is_empty(), "{name:?} is not known");
    }
    let symbols = json!({"+": "1", "-": "2", ">=": "3", " ": "4", "\n": "5", "\"": "6", "\\": "7"});
    round_trip::<field_names::types::OnlySymbols>(symbols);
}

#[test]
fn types_may_be_called_like_those_of_the_prelude() {
    let body = json!({"a": "x", "next": {"a": "y"}, "list": [{"a": "z"}]});
    assert!(serde_json::from_value::<type_names_prelude_models::types::Option>(body).is_ok());
    round_trip::<type_names_prelude_models::types::Vec>(json!({"a": "x", "kind": "k"}));
    assert!(serde_json::from_value::<type_names::types::FooBar>(json!("x")).is_ok());
}

#[test]
fn shapes_of_every_kind_are_read() {
    round_trip::<all_of::types::Overlap>(
        json!({"id": 1, "kind": "c", "inner": {"x": "1", "y": "2"}}),
    );
    round_trip::<all_of::types::Noted>(json!({"a": {"id": "1"}, "b": {"id": "2"}}));
    round_trip::<unions::types::Pet>(json!({"type": "dog", "lives": 9, "size": "big"}));
    round_trip::<unions::types::PetOrText>(json!("text"));
    round_trip::<recursive::types::Tree>(
        json!({"left": {"left": {}}, "many": [{}], "named": {"a": {}}, "deep": [[{}]]}),
    );
    round_trip::<recursive::types::ListOfSelf>(json!([[], [[]]]));
    round_trip::<free_form::types::MapOfMaps>(json!({"a": {"b": {"c": 1}}}));
    round_trip::<free_form::types::ListOfLists>(json!([[[1.50]]]));
    round_trip::<nullable::types::Received>(json!({"a": "x", "d": ["y"], "e": {"k": 1}}));
    round_trip::<literals::types::OnlyReceived>(json!({"kind": "a", "flag": true}));
    round_trip::<inline::types::Report>(
        json!({"status": "OPEN", "lines": [{"kind": "A"}], "by_name": {"n": {"b": "c"}}}),
    );
    assert_eq!(
        inline::types::ReportStatusX6721::from("OPEN"),
        inline::types::ReportStatusX6721::Open
    );
}

#[test]
fn null_is_read_as_nothing() {
    let body = json!({"a": null, "b": null, "c": null, "d": null, "e": null, "f": null, "g": null, "j": {}});
    let model: nullable::types::Received = serde_json::from_value(body).unwrap();
    assert_eq!(serde_json::to_value(&model).unwrap(), json!({}));
    let body = json!({"k": [null, {"x": "1"}]});
    let model: nullable::types::Received = serde_json::from_value(body).unwrap();
    assert_eq!(model.k[0], None);
    assert!(model.k[1].is_some());
}
