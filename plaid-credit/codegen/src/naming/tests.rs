use super::*;

fn of_components<const N: usize>(names: [&str; N]) -> [String; N] {
    let types = types(names.map(|name| (Place::of_schema(name), None)));
    names.map(|name| types[&Place::of_schema(name)].clone())
}

#[test]
fn namesakes_get_marks_of_their_own() {
    let both = of_components(["FooBar", "foo_bar"]);
    let more = of_components(["FooBar", "foo_bar", "Other", "fooBar"]);
    assert_eq!(both[0], "FooBar");
    assert_ne!(both[1], "FooBar");
    assert_eq!(both[1], more[1]);
    assert_eq!(of_components(["foo_bar"]), ["FooBar"]);
}

#[test]
fn a_name_in_the_usual_spelling_stays_plain() {
    let ids = ["orderGet", "order-get", "order_get", "OrderGet"];
    let methods = METHODS.names(ids, &Pinned::new());
    assert_eq!(methods["orderGet"], "order_get");
    let variants = VARIANTS.names(["Not Open", "NOT_OPEN", "not_open"], &Pinned::new());
    assert_eq!(variants["NOT_OPEN"], "NotOpen");
    let names = ["orderId", "order_id", "OrderID", "type", "Type"];
    let fields = FIELDS.names(names, &Pinned::new());
    assert_eq!(
        [&fields["order_id"], &fields["type"]],
        ["order_id", "type_"]
    );
}

#[test]
fn a_pinned_name_belongs_to_its_place_alone() {
    let old = Place::of_schema("foo_bar");
    let new = Place::of_schema("FooBar");
    let types = types([
        (old.clone(), Some("FooBar".to_owned())),
        (new.clone(), None),
    ]);
    assert_eq!(types[&old], "FooBar");
    assert!(types[&new].starts_with("FooBarX"), "{}", types[&new]);
    let pinned = Pinned::from([("orderID".to_owned(), "order_id".to_owned())]);
    assert_eq!(
        FIELDS.names(["orderID", "order_id"], &pinned)["orderID"],
        "order_id"
    );
}

#[test]
fn a_pinned_name_that_rust_would_not_take_is_passed_over() {
    let given = |kind: &Kind, name: &str, pinned: &str| {
        let pinned = Pinned::from([(name.to_owned(), pinned.to_owned())]);
        kind.names([name], &pinned)[name].clone()
    };
    for pinned in ["new", "type", "a-b", ""] {
        assert_eq!(given(&FIELDS, "orderID", pinned), "order_id", "{pinned}");
    }
    assert_eq!(given(&METHODS, "OrderGet", "call"), "order_get");
    assert_eq!(given(&VARIANTS, "open", "Unknown"), "Open");
    for pinned in ["Some", "order", "AB", "1"] {
        let place = Place::of_schema("order");
        let types = types([(place.clone(), Some(pinned.to_owned()))]);
        assert_eq!(types[&place], "Order", "{pinned}");
    }
}

#[test]
fn inline_schemas_are_named_after_their_place() {
    let kind = Place::of_schema("Report")
        .then(Step::Property("lines".into()))
        .then(Step::Items)
        .then(Step::Property("kind".into()));
    let component = Place::of_schema("ReportLinesItemKind");
    let alone = types([(kind.clone(), None)]);
    assert_eq!(alone[&kind], "ReportLinesItemKind");
    let both = types([(kind.clone(), None), (component.clone(), None)]);
    assert_eq!(both[&component], "ReportLinesItemKind");
    assert!(both[&kind].starts_with("ReportLinesItemKindX"));
}

#[test]
fn what_cannot_be_an_identifier_becomes_one() {
    let check = |kind: &Kind, rows: &[(&str, &str)]| {
        let names = kind.names(rows.iter().map(|(name, _)| name), &Pinned::new());
        for (name, expected) in rows {
            assert_eq!(names[*name], *expected, "{name:?}");
        }
    };
    check(
        &FIELDS,
        &[
            ("type", "type_"),
            ("1a", "x1a"),
            ("a b", "a_b"),
            ("new", "new_"),
        ],
    );
    check(
        &VARIANTS,
        &[
            ("", "Empty"),
            (">=", "GreaterEqual"),
            ("-1", "X1"),
            ("Unknown", "PlaidUnknown"),
            ("Self", "Self_"),
        ],
    );
    assert_eq!(of_components(["Some"]), ["SomeX8ac2"]);
}

#[test]
fn a_type_never_has_the_name_of_a_variable() {
    for name in ["名前", "_1", "ª"] {
        let [ty] = of_components([name]);
        let field = &FIELDS.names([name], &Pinned::new())[name];
        assert!(ty.starts_with('X'), "{ty}");
        assert_ne!(&ty, field);
    }
}

#[test]
fn letters_that_the_compiler_takes_for_the_same_are_left_out() {
    let names = ["\u{F900}", "\u{8C48}", "\u{212A}", "k"];
    let fields = FIELDS.names(names, &Pinned::new());
    assert_eq!(fields["\u{8C48}"], "\u{8C48}");
    assert_eq!(fields["k"], "k");
    assert!(
        fields
            .values()
            .all(|name| !name.contains(['\u{F900}', '\u{212A}']))
    );
}

#[test]
fn of_namesakes_only_one_has_the_usual_spelling() {
    for (kind, usual, other) in [
        (&VARIANTS, "W2", "W_2"),
        (&VARIANTS, "EMPTY", ""),
        (&VARIANTS, "PLAID_UNKNOWN", "UNKNOWN"),
        (&VARIANTS, "TYPE", "type"),
        (&FIELDS, "x1099", "1099"),
        (&FIELDS, "type", "Type"),
        (&FIELDS, "new", "New"),
        (&METHODS, "orderGet", "order_get"),
        (&METHODS, "type", "Type"),
    ] {
        assert_eq!((kind.plain)(usual), (kind.plain)(other));
        assert!(kind.is_usual(usual), "{usual}");
        assert!(!kind.is_usual(other), "{other}");
    }
}
