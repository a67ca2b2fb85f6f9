//! `openapi/names.toml`: the Rust names that exist. Nothing that is added to the document
//! moves them: where the generator's rules would, the fragment asks for the recorded name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use plaid_credit_codegen::api::{Api, Argument, Shape, Type};
use plaid_credit_codegen::extensions::{ARGUMENTS, RUST_NAME, RUST_NAMES};
use plaid_credit_codegen::{Generated, naming};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fragment::place;

use super::{artefact, generate};

/// Names in JSON, and what they are called in Rust.
type Pairs = BTreeMap<String, String>;

/// The names that exist. Fields, values and arguments are those of the type at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
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
    pub(super) fn text(&self) -> Result<String> {
        let tables = toml::to_string(self).context("writing the names as TOML")?;
        Ok(format!("{HEADER}\n{tables}"))
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

/// Generates the crate, with the recorded names for what is recorded. Writes into `document`
/// what that takes.
pub fn restore(document: &mut Value, recorded: &Names) -> Result<Generated> {
    let generated = generate(document)?;
    let marks = marks(&generated.api, recorded, document);
    if marks.is_empty() {
        return Ok(generated);
    }
    for mark in &marks {
        let node = mark
            .pointer
            .as_ref()
            .and_then(|pointer| document.pointer_mut(pointer));
        let node = node.and_then(Value::as_object_mut);
        let node = node.with_context(|| format!("{}: not found in the fragment", mark.subject))?;
        node.insert(mark.keyword.to_owned(), mark.value.clone());
    }
    let generated = generate(document)?;
    match self::marks(&generated.api, recorded, document).first() {
        None => Ok(generated),
        Some(mark) => bail!(
            "openapi/names.toml: {} cannot have the recorded {}; correct the record",
            mark.subject,
            mark.value,
        ),
    }
}

/// What asks the generator for a recorded name or order.
struct Mark {
    /// The operation or type, for messages.
    subject: String,
    pointer: Option<String>,
    keyword: &'static str,
    value: Value,
}

/// What has to be asked for, so that an `Api` has the recorded names.
fn marks(api: &Api, recorded: &Names, document: &Value) -> Vec<Mark> {
    let mut marks = Vec::new();
    for operation in &api.operations {
        let name = recorded.methods.get(&operation.id);
        if let Some(name) = name.filter(|name| **name != operation.name) {
            marks.push(Mark {
                subject: operation.id.clone(),
                pointer: place::of_operation(document, &operation.id),
                keyword: RUST_NAME,
                value: json!(name),
            });
        }
    }
    for ty in api.types.values() {
        marks.extend(
            recorded
                .marks_of(ty)
                .into_iter()
                .map(|(keyword, value)| Mark {
                    subject: ty.place.to_string(),
                    pointer: place::of_type(document, &ty.place),
                    keyword,
                    value,
                }),
        );
    }
    marks
}

impl Names {
    /// What a type has to be marked with, to have its recorded names.
    fn marks_of(&self, ty: &Type) -> Vec<(&'static str, Value)> {
        let place = ty.place.to_string();
        let mut marks = Vec::new();
        let name = self.types.get(&place);
        if let Some(name) = name.filter(|name| **name != ty.name) {
            marks.push((RUST_NAME, json!(name)));
        }
        let (present, recorded): (Pairs, _) = match &ty.shape {
            Shape::Struct(object) => {
                let fields = object.fields.iter();
                let names = fields.map(|field| (field.wire.clone(), field.name.clone()));
                (names.collect(), self.fields.get(&place))
            }
            Shape::Enum(variants) => {
                let variants = variants.iter();
                let names = variants.map(|variant| (variant.value.clone(), variant.name.clone()));
                (names.collect(), self.values.get(&place))
            }
            Shape::Newtype(_) => Default::default(),
        };
        let mut moved = recorded.cloned().unwrap_or_default();
        moved.retain(|wire, name| present.get(wire).is_some_and(|now| now != name));
        if !moved.is_empty() {
            marks.push((RUST_NAMES, json!(moved)));
        }
        if let Shape::Struct(object) = &ty.shape
            && let Some(order) = self.arguments.get(&place)
        {
            let present = wires(object.new.as_deref().unwrap_or_default());
            let known: Vec<&String> = order.iter().filter(|wire| present.contains(wire)).collect();
            // What is new comes after what was there.
            if !present.iter().zip(&known).all(|(now, then)| now == *then) {
                marks.push((ARGUMENTS, json!(known)));
            }
        }
        marks
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
