//! Puts the types together: what typify made of each schema, and what the document says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::api::{
    Argument, Direction, Field, Newtype, Place, Shape, Struct, Type, TypeRef, Variant, Webhook,
};
use super::error::Fault;
use super::extensions::{ARGUMENTS, RUST_NAMES, SHOWN, WEBHOOK};
use super::naming::{self, Pinned};
use super::progenitor::Made;
use super::walk::{Keywords, flag, reference, text, texts};

/// The two ways to name a user, of which a request takes one: property and schema.
const USER: [(&str, &str); 2] = [("user_id", "NewUserID"), ("user_token", "UserToken")];

/// The document and what is known of its schemas, by Rust name.
pub(crate) struct Schemas<'a> {
    pub(crate) components: &'a Map<String, Value>,
    pub(crate) places: &'a BTreeMap<String, Place>,
    pub(crate) directions: &'a BTreeMap<String, Direction>,
}

impl Schemas<'_> {
    /// The types of all schemas that operations reach.
    pub(crate) fn types(
        &self,
        mut made: BTreeMap<String, Made>,
    ) -> Result<BTreeMap<String, Type>, Fault> {
        let mut types = BTreeMap::new();
        for (name, direction) in self.directions {
            let partner = |what: &str| Fault::in_schema(name, format!("has no {what}"));
            let schema = self.components.get(name).and_then(Value::as_object);
            let schema = schema.ok_or_else(|| partner("schema"))?;
            let place = self.places.get(name).ok_or_else(|| partner("place"))?;
            let shape = match made.remove(name).ok_or_else(|| partner("type"))? {
                Made::Struct(types) => Shape::Struct(self.object(name, schema, *direction, types)?),
                Made::Enum => Shape::Enum(variants(schema)),
                Made::Newtype(inner) => Shape::Newtype(Newtype {
                    hidden: shows_itself(&inner) && !is_shown(schema),
                    inner,
                }),
            };
            let ty = Type {
                name: name.clone(),
                place: place.clone(),
                direction: *direction,
                description: text(schema, "description"),
                shape,
                webhook: webhook(schema),
            };
            types.insert(name.clone(), ty);
        }
        Ok(types)
    }

    fn object(
        &self,
        name: &str,
        schema: &Keywords,
        direction: Direction,
        types: Vec<TypeRef>,
    ) -> Result<Struct, Fault> {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&none);
        if properties.len() != types.len() {
            let (properties, fields) = (properties.len(), types.len());
            let cause =
                format!("has {properties} properties, of which progenitor made {fields} fields");
            return Err(Fault::in_schema(name, cause));
        }
        let required = texts(schema, "required");
        let names = naming::FIELDS.names(properties.keys(), &pinned(schema));
        let mut fields = Vec::new();
        for ((wire, property), ty) in properties.iter().zip(types) {
            let property = property.as_object().unwrap_or(&none);
            let target = reference(property);
            let target = target.and_then(|target| self.components.get(&target)?.as_object());
            let description = text(property, "description");
            fields.push(Field {
                name: names.get(wire).cloned().unwrap_or_else(|| wire.clone()),
                required: required.contains(wire),
                nullable: flag(property, "nullable"),
                deprecated: flag(property, "deprecated"),
                hidden: shows_itself(&ty) && !is_shown(property),
                names_user: false,
                description: description.or_else(|| text(target?, "description")),
                wire: wire.clone(),
                ty,
            });
        }
        if direction == Direction::Request {
            self.mark_user(&mut fields);
        }
        // Whatever order serde_json keeps, which other crates of a build may change.
        fields.sort_by(|one, other| one.wire.cmp(&other.wire));
        let new = direction.is_sent().then(|| arguments(&fields, schema));
        let extra = extra_name(&fields);
        Ok(Struct { fields, extra, new })
    }

    /// Marks the two fields that name a user, where a request has both.
    fn mark_user(&self, fields: &mut [Field]) {
        let names_user = |field: &Field| {
            let schema = field.ty.inside_option().and_then(|ty| match ty {
                TypeRef::Named(name) => self.places.get(name)?.component(),
                _ => None,
            });
            USER.iter()
                .any(|(wire, component)| field.wire == *wire && schema == Some(component))
        };
        let both: Vec<_> = fields.iter_mut().filter(|it| names_user(it)).collect();
        if both.len() == USER.len() {
            both.into_iter().for_each(|field| field.names_user = true);
        }
    }
}

/// What `new` takes: the user, then what is required in the order that the fragment
/// records, then the rest of what is required.
fn arguments(fields: &[Field], schema: &Keywords) -> Vec<Argument> {
    let recorded = texts(schema, ARGUMENTS);
    let required = fields
        .iter()
        .filter(|field| field.required && !field.names_user);
    let mut required: Vec<&String> = required.map(|field| &field.wire).collect();
    required.sort_by_key(|wire| {
        let place = recorded.iter().position(|known| known == *wire);
        place.unwrap_or(usize::MAX)
    });
    let required = required.into_iter().cloned().map(Argument::Field);
    let names_user = fields.iter().any(|field| field.names_user);
    let user = names_user.then_some(Argument::User);
    user.into_iter().chain(required).collect()
}

fn extra_name(fields: &[Field]) -> String {
    // No field ends in `_`, but for keywords and the names of functions.
    let mut names = ["extra", "extra_fields", "extra_fields_"].into_iter();
    let free = names.find(|name| fields.iter().all(|field| field.name != *name));
    free.unwrap_or("extra_fields_").to_owned()
}

/// The webhook as whose body a schema is marked.
fn webhook(schema: &Keywords) -> Option<Webhook> {
    let said = |key| schema.get(WEBHOOK)?.get(key)?.as_str().map(str::to_owned);
    Some(Webhook {
        kind: said("type")?,
        code: said("code")?,
        feature: said("feature"),
    })
}

fn variants(schema: &Keywords) -> Vec<Variant> {
    let values = texts(schema, "enum");
    let names = naming::VARIANTS.names(&values, &pinned(schema));
    let variants = values.into_iter().map(|value| Variant {
        name: names.get(&value).cloned().unwrap_or_else(|| value.clone()),
        value,
    });
    variants.collect()
}

fn pinned(schema: &Keywords) -> Pinned {
    let names = schema.get(RUST_NAMES).and_then(Value::as_object);
    let names = names.into_iter().flatten();
    let names = names.filter_map(|(wire, name)| Some((wire.clone(), name.as_str()?.to_owned())));
    names.collect()
}

/// Whether the type, unlike those of the crate, has a `Debug` that shows a value which may
/// be about a person or an account. Booleans always show.
fn shows_itself(ty: &TypeRef) -> bool {
    matches!(
        ty.innermost(),
        TypeRef::String
            | TypeRef::I32
            | TypeRef::I64
            | TypeRef::F64
            | TypeRef::Decimal
            | TypeRef::Date
            | TypeRef::DateTime
            | TypeRef::Json
            | TypeRef::JsonObject
    )
}

fn is_shown(schema: &Keywords) -> bool {
    let inner = ["items", "additionalProperties"]
        .iter()
        .find_map(|keyword| schema.get(*keyword)?.as_object());
    flag(schema, SHOWN) || inner.is_some_and(is_shown)
}
