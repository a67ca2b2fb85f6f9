//! Names never move: whatever else is added to a document or taken from it.

use std::collections::BTreeSet;

use fastrand::Rng;
use heck::{ToKebabCase, ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};
use syn::{ImplItem, Item};

use crate::documents::{fixtures, fragment, source, with_some_paths};

/// Every name that a user of the generated code can write, with what it stands for.
fn names(document: &Value) -> BTreeSet<String> {
    let file = syn::parse_file(&source(document).unwrap()).unwrap();
    let mut names = BTreeSet::new();
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                for item in module.content.unwrap().1 {
                    if let Item::Macro(item) = item {
                        rows(&item.mac.tokens, &mut names);
                    }
                }
            }
            Item::Impl(item) => names.extend(item.items.iter().filter_map(method)),
            Item::Const(item) => {
                let rows = quote::quote!(#item).to_string();
                names.extend(
                    rows.split("(\"")
                        .skip(1)
                        .map(|row| row.split(')').next().unwrap().to_owned()),
                );
            }
            _ => {}
        }
    }
    names
}

/// `Model, extra { "wire" => presence field hidden, .. }`, one name a row.
fn rows(tokens: &TokenStream, names: &mut BTreeSet<String>) {
    let mut tokens = tokens.clone().into_iter();
    let model = tokens.next().unwrap().to_string();
    names.insert(model.clone());
    let Some(TokenTree::Group(table)) = tokens.last() else {
        return;
    };
    for row in table.stream().to_string().split(',') {
        let words: Vec<&str> = row
            .split_whitespace()
            .filter(|word| !["required", "optional", "hidden"].contains(word))
            .collect();
        names.insert(format!("{model}: {}", words.join(" ")));
    }
}

fn method(item: &ImplItem) -> Option<String> {
    let ImplItem::Fn(method) = item else {
        return None;
    };
    let body = &method.block;
    let body = quote::quote!(#body).to_string();
    let operation = body.split("Operation { id : ").nth(1)?.split('}').next()?;
    Some(format!("{}: {operation}", method.sig.ident))
}

/// Adds operations with components of their own.
fn grown(mut document: Value, added: &[String]) -> Value {
    let components = &mut document["components"]["schemas"];
    if components.is_null() {
        *components = json!({});
    }
    let components = components.as_object_mut().unwrap();
    let mut properties = serde_json::Map::new();
    for (index, name) in added.iter().enumerate() {
        if components.contains_key(name) {
            continue;
        }
        let status = json!({"type": "string", "enum": ["NEW"]});
        components.insert(
            name.clone(),
            json!({"type": "object", "properties": {"status": status, "type": status}}),
        );
        properties.insert(
            format!("p{index}"),
            json!({"$ref": format!("#/components/schemas/{name}")}),
        );
    }
    let content = json!({"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}});
    document["paths"]["/added/by/the/test"] = json!({"post": {
        "operationId": "addedByTheTest", "requestBody": content, "responses": {"200": content},
    }});
    document
}

/// Adds operations whose IDs are those of the document in other spellings.
fn with_namesakes_of_operations(mut document: Value) -> Value {
    let paths = document["paths"].as_object_mut().unwrap();
    let ids: Vec<String> = paths
        .values()
        .filter_map(|item| item["post"]["operationId"].as_str().map(str::to_owned))
        .collect();
    for (index, id) in ids.iter().enumerate() {
        let namesakes = [
            id.to_snake_case(),
            id.to_kebab_case(),
            id.to_upper_camel_case(),
        ];
        for (spelling, namesake) in namesakes.iter().filter(|other| *other != id).enumerate() {
            paths.insert(
                format!("/namesake/{index}/{spelling}"),
                json!({"post": {"operationId": namesake, "responses": {"204": {"description": ""}}}}),
            );
        }
    }
    document
}

fn moved(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (names(before), names(after));
    before.difference(&after).cloned().collect()
}

/// Names that come near those of the document: other cases of components, and what the
/// inline schemas of one might be called.
fn near(document: &Value, random: &mut Rng) -> String {
    let components = document["components"]["schemas"].as_object().unwrap();
    let (name, schema) = random.choice(components).unwrap();
    let property = schema["properties"]
        .as_object()
        .and_then(|all| random.choice(all.keys()).cloned());
    let joined = format!(
        "{name}{}",
        property.unwrap_or_default().to_upper_camel_case()
    );
    match random.u8(..7) {
        0 => name.to_snake_case(),
        1 => name.to_lower_camel_case(),
        2 => name.to_upper_camel_case(),
        3 => name.to_uppercase(),
        4 => joined,
        5 => format!("{joined}Inline"),
        _ => joined.replace(name.as_str(), &format!("{name}Inline")),
    }
}

#[test]
fn nothing_in_the_fragment_is_renamed_by_what_is_added() {
    let fragment = fragment();
    for seed in 0..3 {
        let mut random = Rng::with_seed(seed);
        let smaller = with_some_paths(fragment.clone(), &mut random, 8);
        let added: Vec<String> = (0..60).map(|_| near(&fragment, &mut random)).collect();
        let larger = grown(fragment.clone(), &added);
        assert_eq!(
            moved(&smaller, &fragment),
            [""; 0],
            "seed {seed}: from some operations to all"
        );
        assert_eq!(
            moved(&fragment, &larger),
            [""; 0],
            "seed {seed}: with {added:?}"
        );
    }
}

#[test]
fn inline_types_of_the_fragment_keep_their_names_whatever_is_added() {
    let added = [
        "EmailType",
        "PhoneNumberType",
        "WarningWarningCode",
        "ApiSecret",
        "RequestId",
        "EmailInlineType",
        "requestID",
    ];
    let larger = grown(fragment(), &added.map(str::to_owned));
    assert_eq!(moved(&fragment(), &larger), [""; 0]);
}

#[test]
fn methods_of_the_fragment_keep_their_names_whatever_is_added() {
    let larger = with_namesakes_of_operations(fragment());
    assert_eq!(moved(&fragment(), &larger), [""; 0]);
}

/// The fixture of operation IDs is full of namesakes in no usual spelling, one of which
/// is plain while it is alone, so it is not cut.
#[test]
fn nothing_in_a_fixture_is_renamed_by_what_is_added() {
    for (name, fixture) in fixtures() {
        for seed in 0..2 {
            let mut random = Rng::with_seed(seed);
            let smaller = if name == "operation_ids" {
                fixture.clone()
            } else {
                with_some_paths(fixture.clone(), &mut random, 2)
            };
            assert_eq!(moved(&smaller, &fixture), [""; 0], "{name}, seed {seed}");
            let added: Vec<String> = (0..9)
                .map(|index| format!("{}Inline{index}", random.alphabetic()))
                .collect();
            assert_eq!(
                moved(&fixture, &grown(fixture.clone(), &added)),
                [""; 0],
                "{name}, seed {seed}"
            );
        }
    }
}
