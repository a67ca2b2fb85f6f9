//! `openapi/names.toml`: the Rust names that exist. Nothing that is added to the document
//! moves them: where the generator's rules would, the fragment asks for the recorded name.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use plaid_credit_codegen::api::{Api, Argument, Shape, Type};
use plaid_credit_codegen::extensions::{ARGUMENTS, RUST_NAME, RUST_NAMES};
use plaid_credit_codegen::{Generated, naming};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fragment::place;

use super::{artefact, generate};

/// Names in JSON, and what they are called in Rust.
type Pairs = BTreeMap<String, String>;

/// The names that exist. Fields, values and arguments are those of the type at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// By operation ID.
    methods: Pairs,
    /// By place.
    types: Pairs,
    /// Of the properties in unusual spelling: the names of others cannot move.
    fields: BTreeMap<String, Pairs>,
    /// Of the values in unusual spelling.
    values: BTreeMap<String, Pairs>,
    /// The properties that `new` takes, in order.
    arguments: BTreeMap<String, Vec<String>>,
}

const HEADER: &str = "\
# Written by `cargo xtask codegen`: the Rust names that exist. They stay when upstream adds
# something that would take them. A schema is named by its place: `Report.lines[]` is written
# in the elements of the property `lines`. Of fields and enum values, those are listed whose
# spelling is not the usual one: the others cannot move.
";

impl Names {
    /// Reads the record; without a file, nothing is recorded.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = artefact::read(path)?.unwrap_or_default();
        toml::from_str(&text).with_context(|| {
            format!(
                "{}: correct it, or restore it with `git checkout`",
                path.display()
            )
        })
    }

    /// The names in an `Api`.
    pub fn of(api: &Api) -> Self {
        let mut names = Self::default();
        for operation in &api.operations {
            let (id, name) = (operation.id.clone(), operation.name.clone());
            names.methods.insert(id, name);
        }
        for ty in api.types.values() {
            names.add(ty);
        }
        names
    }

    fn add(&mut self, ty: &Type) {
        let place = ty.place.to_string();
        self.types.insert(place.clone(), ty.name.clone());
        match &ty.shape {
            Shape::Struct(object) => {
                let fields = object.fields.iter();
                let unusual = fields.filter(|field| !naming::is_usual_field(&field.wire));
                let unusual: Pairs = unusual
                    .map(|field| (field.wire.clone(), field.name.clone()))
                    .collect();
                if !unusual.is_empty() {
                    self.fields.insert(place.clone(), unusual);
                }
                let arguments = wires(object.new.as_deref().unwrap_or_default());
                if !arguments.is_empty() {
                    self.arguments.insert(place, arguments);
                }
            }
            Shape::Enum(variants) => {
                let unusual = variants
                    .iter()
                    .filter(|variant| !naming::is_usual_value(&variant.value));
                let unusual: Pairs = unusual
                    .map(|variant| (variant.value.clone(), variant.name.clone()))
                    .collect();
                if !unusual.is_empty() {
                    self.values.insert(place, unusual);
                }
            }
            Shape::Newtype(_) => {}
        }
    }

    /// The text of `openapi/names.toml`.
    pub(super) fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        table(&mut text, "methods", &self.methods);
        table(&mut text, "types", &self.types);
        for (section, all) in [("fields", &self.fields), ("values", &self.values)] {
            for (place, names) in all {
                table(&mut text, &format!("{section}.{}", key(place)), names);
            }
        }
        if !self.arguments.is_empty() {
            text.push_str("\n[arguments]\n");
        }
        for (place, wires) in &self.arguments {
            let wires: Vec<String> = wires.iter().map(|wire| quoted(wire)).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} = [{}]", key(place), wires.join(", "));
        }
        text
    }
}

/// The properties that arguments set, in order.
fn wires(arguments: &[Argument]) -> Vec<String> {
    let wires = arguments.iter().filter_map(|argument| match argument {
        Argument::Field(wire) => Some(wire.clone()),
        Argument::User => None,
    });
    wires.collect()
}

fn table(text: &mut String, name: &str, pairs: &Pairs) {
    let _ = writeln!(text, "\n[{name}]");
    for (wire, rust) in pairs {
        let _ = writeln!(text, "{} = {}", key(wire), quoted(rust));
    }
}

/// A key of TOML, in quotes if it needs them.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    match !name.is_empty() && name.chars().all(is_bare) {
        true => name.to_owned(),
        false => quoted(name),
    }
}

/// A string of TOML: the escapes are those of JSON.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// Generates the crate, with the recorded names for what is recorded. Writes into `document`
/// what that takes.
pub fn restore(document: &mut Value, recorded: &Names) -> Result<Generated> {
    let generated = generate(document)?;
    let marks = marks(&generated.api, recorded);
    if marks.is_empty() {
        return Ok(generated);
    }
    for mark in &marks {
        mark.write(document)?;
    }
    let generated = generate(document)?;
    match self::marks(&generated.api, recorded).first() {
        None => Ok(generated),
        Some(mark) => bail!(
            "openapi/names.toml: {} cannot have the recorded {}; correct the record",
            mark.subject(),
            mark.value,
        ),
    }
}

/// A mark that asks the generator for a recorded name or order.
struct Mark {
    target: Target,
    keyword: &'static str,
    value: Value,
}

enum Target {
    Operation(String),
    Type(plaid_credit_codegen::api::Place),
}

impl Mark {
    fn subject(&self) -> String {
        match &self.target {
            Target::Operation(id) => id.clone(),
            Target::Type(place) => place.to_string(),
        }
    }

    fn write(&self, document: &mut Value) -> Result<()> {
        let pointer = match &self.target {
            Target::Operation(id) => place::of_operation(document, id),
            Target::Type(place) => place::of_type(document, place),
        };
        let node = pointer.and_then(|pointer| document.pointer_mut(&pointer)?.as_object_mut());
        let node =
            node.with_context(|| format!("{}: not found in the fragment", self.subject()))?;
        node.insert(self.keyword.to_owned(), self.value.clone());
        Ok(())
    }
}

/// What has to be asked for, so that an `Api` has the recorded names.
fn marks(api: &Api, recorded: &Names) -> Vec<Mark> {
    let mut marks = Vec::new();
    for operation in &api.operations {
        if let Some(name) = recorded.methods.get(&operation.id)
            && *name != operation.name
        {
            marks.push(Mark {
                target: Target::Operation(operation.id.clone()),
                keyword: RUST_NAME,
                value: json!(name),
            });
        }
    }
    for ty in api.types.values() {
        let place = ty.place.to_string();
        let mut ask = |keyword, value| {
            marks.push(Mark {
                target: Target::Type(ty.place.clone()),
                keyword,
                value,
            });
        };
        if let Some(name) = recorded.types.get(&place)
            && *name != ty.name
        {
            ask(RUST_NAME, json!(name));
        }
        let (present, recorded_names): (Pairs, _) = match &ty.shape {
            Shape::Struct(object) => {
                let fields = object.fields.iter();
                let names = fields.map(|field| (field.wire.clone(), field.name.clone()));
                (names.collect(), recorded.fields.get(&place))
            }
            Shape::Enum(variants) => {
                let variants = variants.iter();
                let names = variants.map(|variant| (variant.value.clone(), variant.name.clone()));
                (names.collect(), recorded.values.get(&place))
            }
            Shape::Newtype(_) => continue,
        };
        let moved =
            |(wire, name): &(&String, &String)| present.get(*wire).is_some_and(|now| now != *name);
        let moved: Pairs = recorded_names
            .into_iter()
            .flatten()
            .filter(moved)
            .map(|(wire, name)| (wire.clone(), name.clone()))
            .collect();
        if !moved.is_empty() {
            ask(RUST_NAMES, json!(moved));
        }
        if let Shape::Struct(object) = &ty.shape
            && let Some(order) = recorded.arguments.get(&place)
        {
            let present = wires(object.new.as_deref().unwrap_or_default());
            let known: Vec<&String> = order.iter().filter(|wire| present.contains(wire)).collect();
            // What is new comes after what was there.
            if !present.iter().zip(&known).all(|(now, then)| now == *then) {
                ask(ARGUMENTS, json!(known));
            }
        }
    }
    marks
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
