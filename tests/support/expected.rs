//! What the source should offer according to the [`Api`].

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{
    Answer, Direction, Field, Operation, Shape, Struct, Type, TypeRef,
};
use xtask::pages::{functions, method};

use crate::source::{Item, Items};

/// The items of a generated crate, as [`source::read`](crate::source::read) should find them.
pub fn items(api: &Api) -> Items {
    let mut items = Items::new();
    for ty in api.types.values() {
        items.insert(format!("types::{}", ty.name), of_type(ty));
    }
    for operation in &api.operations {
        items.insert(
            format!("Client::{}", operation.name),
            of_operation(operation),
        );
    }
    if api.user_identifier().is_some() {
        let user = items.entry("types::UserIdentifier".to_owned()).or_default();
        user.public.insert("user_identifier!".to_owned());
        for line in [
            "user_identifier!",
            r#""user_id" => Id NewUserId"#,
            r#""user_token" => Token UserToken"#,
        ] {
            user.details.insert(line.to_owned());
        }
    }
    items
}

fn of_type(ty: &Type) -> Item {
    let mut item = Item::default();
    let (kind, word) = match &ty.shape {
        Shape::Struct(object) => {
            add_struct(&mut item, object, ty.direction);
            let extra = &object.extra;
            match ty.direction {
                Direction::Request => ("request!", extra.clone()),
                Direction::Response => ("object!", extra.clone()),
                Direction::Both => ("object!", format!("{extra} check_undocumented")),
            }
        }
        Shape::Enum(variants) => {
            for variant in variants {
                item.public.insert(variant.name.clone());
                let row = format!("{} => {:?}", variant.name, variant.value);
                item.details.insert(row);
            }
            item.public.insert("Unknown(UnknownValue)".to_owned());
            ("open_enum!", String::new())
        }
        Shape::Newtype(newtype) => {
            let hidden = if newtype.hidden { "hidden" } else { "" }.to_owned();
            match &newtype.inner {
                TypeRef::String => {
                    item.details.insert("0: String".to_owned());
                    ("string_newtype!", hidden)
                }
                inner => {
                    item.public.insert(format!("pub 0: {}", shown(inner)));
                    ("newtype!", hidden)
                }
            }
        }
    };
    item.public.insert(kind.to_owned());
    item.details
        .insert(format!("{kind} {word}").trim().to_owned());
    item
}

fn add_struct(item: &mut Item, object: &Struct, direction: Direction) {
    for field in &object.fields {
        let Field { wire, name, .. } = field;
        let line = format!("{name}: {}", shown(&field.ty));
        match field.names_user {
            true => item.details.insert(line),
            false => item.public.insert(format!("pub {line}")),
        };
        let presence = match (direction.is_received(), field.required, field.nullable) {
            (true, true, false) => "Required",
            (true, true, true) => "RequiredNullable",
            (true, false, false) => "Optional",
            (true, false, true) => "OptionalNullable",
            (false, true, _) => "required",
            (false, false, _) => "optional",
        };
        let hidden = if field.hidden { " hidden" } else { "" };
        item.details
            .insert(format!("{wire:?} => {presence} {name}{hidden}"));
    }
    let extra = &object.extra;
    item.public
        .insert(format!("pub {extra}: Map<String, Value>"));
    for function in functions(object, direction) {
        if function.starts_with(&format!("fn {extra}(self")) {
            item.public.insert("extra_setter!".to_owned());
            item.details.insert(format!("extra_setter! {extra}"));
        } else {
            item.add_function(&function);
        }
    }
}

fn of_operation(operation: &Operation) -> Item {
    let Operation {
        id,
        verb,
        path,
        reads,
        ..
    } = operation;
    let mut item = Item::default();
    item.add_function(&method(operation));
    let answer = match &operation.answer {
        Answer::Json(_) => "Json".to_owned(),
        Answer::File(media_type) => format!("File({media_type:?})"),
        Answer::Empty => "Empty".to_owned(),
    };
    item.details.insert(format!("answer: {answer}"));
    item.details.insert(format!("id: {id:?}"));
    item.details.insert(format!("method: {verb:?}"));
    item.details.insert(format!("path: {path:?}"));
    item.details.insert(format!("reads: {reads}"));
    if operation.deprecated {
        item.details.insert("deprecated".to_owned());
    }
    item
}

/// A type as the reader shows it: generated ones with their module.
fn shown(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(name) => format!("types::{name}"),
        TypeRef::Option(inner) => format!("Option<{}>", shown(inner)),
        TypeRef::Vec(inner) => format!("Vec<{}>", shown(inner)),
        TypeRef::Map(inner) => format!("BTreeMap<String, {}>", shown(inner)),
        TypeRef::Boxed(inner) => format!("Box<{}>", shown(inner)),
        other => other.to_string(),
    }
}
