//! `openapi/names.toml`: the Rust names that exist. Nothing that is added to the document
//! moves them: where the generator's rules would, the fragment asks for the recorded name.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use plaid_credit_codegen::api::{Api, Argument, Place, Shape, Struct, Type};
use plaid_credit_codegen::extensions::{ARGUMENTS, RUST_NAME, RUST_NAMES};
use plaid_credit_codegen::naming;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::place;
use crate::layout::NAMES;

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
    /// The names in an `Api`.
    pub fn of(api: &Api) -> Self {
        let mut names = Self::default();
        for operation in &api.operations {
            names
                .methods
                .insert(operation.id.clone(), operation.name.clone());
        }
        for ty in api.types.values() {
            names.add(ty);
        }
        names
    }

    fn add(&mut self, ty: &Type) {
        let place = ty.place.to_string();
        let (section, is_usual): (_, fn(&str) -> bool) = match &ty.shape {
            Shape::Enum(_) => (&mut self.values, naming::is_usual_value),
            _ => (&mut self.fields, naming::is_usual_field),
        };
        let mut unusual = parts(ty);
        unusual.retain(|wire, _| !is_usual(wire));
        if !unusual.is_empty() {
            section.insert(place.clone(), unusual);
        }
        let arguments = arguments(ty);
        if !arguments.is_empty() {
            self.arguments.insert(place.clone(), arguments);
        }
        self.types.insert(place, ty.name.clone());
    }

    /// The text of `openapi/names.toml`.
    pub(crate) fn text(&self) -> Result<String> {
        let tables = toml::to_string(self).context("writing the names as TOML")?;
        Ok(format!("{HEADER}\n{tables}"))
    }
}

/// The Rust names of a type's fields or values, by their names in JSON.
fn parts(ty: &Type) -> Pairs {
    let pair = |wire: &String, name: &String| (wire.clone(), name.clone());
    match &ty.shape {
        Shape::Struct(Struct { fields, .. }) => {
            let fields = fields.iter();
            fields.map(|field| pair(&field.wire, &field.name)).collect()
        }
        Shape::Enum(variants) => {
            let variants = variants.iter();
            variants.map(|it| pair(&it.value, &it.name)).collect()
        }
        Shape::Newtype(_) => Pairs::new(),
    }
}

/// The properties that `new` takes, in order.
fn arguments(ty: &Type) -> Vec<String> {
    let new = match &ty.shape {
        Shape::Struct(object) => object.new.as_deref().unwrap_or_default(),
        _ => &[],
    };
    let wires = new.iter().filter_map(|argument| match argument {
        Argument::Field(wire) => Some(wire.clone()),
        Argument::User => None,
    });
    wires.collect()
}

/// What asks the generator for a recorded name or order: an operation or a type, a keyword
/// and its value.
type Mark = (Place, &'static str, Value);

impl Names {
    /// The lines of fields and values in usual spelling, whose names cannot be chosen.
    fn usual(&self) -> impl Iterator<Item = String> {
        let of = |section: &'_ BTreeMap<String, Pairs>, is_usual: fn(&str) -> bool| {
            let lines = section.iter().flat_map(|(place, pairs)| {
                let usual = pairs.keys().filter(move |wire| is_usual(wire));
                usual.map(move |wire| format!("{place}.{wire}"))
            });
            lines.collect::<Vec<_>>()
        };
        let fields = of(&self.fields, naming::is_usual_field);
        let values = of(&self.values, naming::is_usual_value);
        fields.into_iter().chain(values)
    }

    /// Writes into `document`, of which the generator makes `by_rule`, what gives the recorded
    /// names to what is recorded.
    pub fn restore(&self, document: &mut Value, by_rule: &Api) -> Result<()> {
        if let Some(line) = self.usual().next() {
            bail!(
                "{NAMES}: {line} has the usual spelling, so its name cannot be chosen; remove the line"
            );
        }
        for (place, keyword, value) in self.marks(by_rule) {
            let pointer = place::pointer(document, &place).ok();
            let node = pointer.and_then(|pointer| document.pointer_mut(&pointer)?.as_object_mut());
            let node = node.with_context(|| {
                format!(
                    "{NAMES}: {place} stands in another schema, so it cannot have the recorded \
                     {value}; remove the line: the generator then chooses"
                )
            })?;
            node.insert(keyword.to_owned(), value);
        }
        Ok(())
    }

    /// Makes sure that an `Api` has the recorded names.
    pub(crate) fn check(&self, api: &Api) -> Result<()> {
        match self.marks(api).first() {
            None => Ok(()),
            Some((place, _, value)) => {
                bail!(
                    "{NAMES}: {place} cannot have the recorded {value}; change or remove the line; \
                     nothing was changed"
                )
            }
        }
    }

    /// What has to be asked for, so that an `Api` has the recorded names.
    fn marks(&self, api: &Api) -> Vec<Mark> {
        let methods = api.operations.iter().filter_map(|operation| {
            let name = self.methods.get(&operation.id)?;
            let place = Place::of_operation(&operation.id);
            (*name != operation.name).then(|| (place, RUST_NAME, json!(name)))
        });
        let types = api.types.values().flat_map(|ty| {
            let marks = self.marks_of(ty).into_iter();
            marks.map(|(keyword, value)| (ty.place.clone(), keyword, value))
        });
        methods.chain(types).collect()
    }

    /// What a type has to be marked with, to have its recorded names.
    fn marks_of(&self, ty: &Type) -> Vec<(&'static str, Value)> {
        let place = ty.place.to_string();
        let mut marks = Vec::new();
        let name = self.types.get(&place);
        if let Some(name) = name.filter(|name| **name != ty.name) {
            marks.push((RUST_NAME, json!(name)));
        }
        let recorded = match &ty.shape {
            Shape::Enum(_) => self.values.get(&place),
            _ => self.fields.get(&place),
        };
        let (mut moved, present) = (recorded.cloned().unwrap_or_default(), parts(ty));
        moved.retain(|wire, name| present.get(wire).is_some_and(|now| now != name));
        if !moved.is_empty() {
            marks.push((RUST_NAMES, json!(moved)));
        }
        if let Some(order) = self.arguments.get(&place) {
            let present = arguments(ty);
            // What is new takes the place of what is gone, as after a rename, or comes last.
            let mut new = present.iter().filter(|wire| !order.contains(wire));
            let wanted = order.iter();
            let wanted = wanted.filter_map(|wire| match present.contains(wire) {
                true => Some(wire),
                false => new.next(),
            });
            let wanted: Vec<&String> = wanted.collect();
            if !present.iter().zip(&wanted).all(|(now, then)| now == *then) {
                marks.push((ARGUMENTS, json!(wanted)));
            }
        }
        marks
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
