//! The typed picture of the generated crate: what a document means in Rust.
//!
//! Whoever wants to know what becomes of a schema or an operation asks [`crate::api()`] or
//! [`crate::generate`] and reads this; the source is written from it as well.

mod operation;
mod place;
mod type_ref;

use std::collections::{BTreeMap, BTreeSet};

pub use operation::{Answer, Header, Operation, Parameter, SentIn};
pub use place::{Place, Root, Step};
pub use type_ref::TypeRef;

/// The types and operations of the generated crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Api {
    /// By Rust name, the types in `plaid_credit::types`.
    pub types: BTreeMap<String, Type>,
    /// The operations, in the order of their paths.
    pub operations: Vec<Operation>,
}

/// An operation or a webhook, which types are there for.
#[derive(Clone, Debug)]
pub struct User<'a> {
    /// The method, or the variant as in `Event::ItemError`.
    pub name: String,
    /// The cargo feature that turns it on.
    pub feature: Option<&'a str>,
    /// The Rust names of the types that it sends and receives, directly or as a part of
    /// another.
    pub types: BTreeSet<&'a str>,
}

/// A type that is made of a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Its Rust name.
    pub name: String,
    /// Where the schema stands in the document.
    pub place: Place,
    /// Which way its values travel.
    pub direction: Direction,
    /// The schema's description.
    pub description: Option<String>,
    /// What kind of type it is.
    pub shape: Shape,
    /// The webhook of which it is the body, if it is one.
    pub webhook: Option<Webhook>,
}

/// A webhook: a variant of `plaid_credit::webhook::Event`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its `webhook_type`.
    pub kind: String,
    /// Its `webhook_code`.
    pub code: String,
    /// The cargo feature that turns it on.
    pub feature: Option<String>,
}

/// Which way the values of a type travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Only to Plaid: users make them, and what is required must be there.
    Request,
    /// Only from Plaid: read whatever is missing or new.
    Response,
    /// Both ways: read like a response, made like a request.
    Both,
}

/// What kind of type a schema becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A struct with named fields.
    Struct(Struct),
    /// An open enum of strings.
    Enum(Vec<Variant>),
    /// A struct around one value.
    Newtype(Newtype),
}

/// A struct with named fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// The fields, in the order of their names in JSON.
    pub fields: Vec<Field>,
    /// The field that keeps properties which the document does not name.
    pub extra: String,
    /// The arguments of `new`, in order; `None` where users never make one.
    pub new: Option<Vec<Argument>>,
}

/// An argument of a struct's `new`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The user, by ID or by token: sets the fields that are [`Field::names_user`].
    User,
    /// The field of this name in JSON.
    Field(String),
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in JSON.
    pub wire: String,
    /// Its Rust identifier.
    pub name: String,
    /// Its Rust type.
    pub ty: TypeRef,
    /// Whether the document requires the property.
    pub required: bool,
    /// Whether the document allows null.
    pub nullable: bool,
    /// Whether the document deprecates the property.
    pub deprecated: bool,
    /// Whether `Debug` of the struct hides the value.
    pub hidden: bool,
    /// Whether it is one of the two ways to name a user, which `new` sets by
    /// [`Argument::User`]. Such a field is private and has a getter.
    pub names_user: bool,
    /// The property's description, or else that of the schema it refers to.
    pub description: Option<String>,
}

/// A variant of an open enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The value in JSON.
    pub value: String,
    /// Its Rust identifier.
    pub name: String,
}

/// A struct around one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Newtype {
    /// The type of the value.
    pub inner: TypeRef,
    /// Whether its `Debug` hides the value.
    pub hidden: bool,
}

impl Api {
    /// The two fields by which requests name a user, where `types::UserIdentifier` stands for
    /// both.
    pub fn user_identifier(&self) -> Option<[&Field; 2]> {
        self.structs().find_map(|object| {
            let mut fields = object.fields.iter().filter(|field| field.names_user);
            Some([fields.next()?, fields.next()?])
        })
    }

    /// The structs among the types.
    pub fn structs(&self) -> impl Iterator<Item = &Struct> {
        self.types.values().filter_map(Type::object)
    }

    /// The struct of this Rust name.
    pub fn object(&self, name: &str) -> Option<&Struct> {
        self.types.get(name)?.object()
    }

    /// The bodies of webhooks, each with its webhook.
    pub fn webhooks(&self) -> impl Iterator<Item = (&Type, &Webhook)> {
        let types = self.types.values();
        types.filter_map(|ty| Some((ty, ty.webhook.as_ref()?)))
    }

    /// The variant of `Event` for the body of a webhook.
    pub fn variant<'a>(&self, body: &'a Type) -> &'a str {
        let whole = body.name.as_str();
        let short = whole.strip_suffix("Webhook").unwrap_or(whole);
        let is_taken = |short| self.types.get(short).is_some_and(|ty| ty.webhook.is_some());
        match short {
            "" | "Unknown" | "Self" => whole,
            short if is_taken(short) => whole,
            short => short,
        }
    }

    /// The operations and webhooks, in this order.
    pub fn users(&self) -> impl Iterator<Item = User<'_>> {
        let operations = self.operations.iter().map(|operation| User {
            name: operation.name.clone(),
            feature: operation.feature.as_deref(),
            types: self.reached_from(operation.refers_to()),
        });
        let webhooks = self.webhooks().map(|(ty, webhook)| User {
            name: format!("Event::{}", self.variant(ty)),
            feature: webhook.feature.as_deref(),
            types: self.reached_from([ty.name.as_str()]),
        });
        operations.chain(webhooks)
    }

    /// These types, by Rust names, and those that are parts of them.
    fn reached_from<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<_> = names.into_iter().collect();
        while let Some(name) = waiting.pop() {
            if let Some((name, ty)) = self.types.get_key_value(name)
                && reached.insert(name.as_str())
            {
                waiting.extend(ty.refers_to());
            }
        }
        reached
    }
}

impl Type {
    /// The name by which reviewers know it: the component's, or for a schema that is
    /// written inside another one its Rust name.
    pub fn schema(&self) -> &str {
        self.place.component().unwrap_or(&self.name)
    }

    /// The struct that it is, if it is one.
    fn object(&self) -> Option<&Struct> {
        match &self.shape {
            Shape::Struct(object) => Some(object),
            Shape::Enum(_) | Shape::Newtype(_) => None,
        }
    }

    /// The Rust names of the types in its fields, values or itself.
    pub fn refers_to(&self) -> impl Iterator<Item = &str> {
        let types = match &self.shape {
            Shape::Struct(object) => object.fields.iter().map(|field| &field.ty).collect(),
            Shape::Newtype(newtype) => vec![&newtype.inner],
            Shape::Enum(_) => Vec::new(),
        };
        types.into_iter().filter_map(TypeRef::named)
    }
}

impl Direction {
    /// Whether values are read.
    pub fn is_received(self) -> bool {
        self != Self::Request
    }

    /// Whether users make values.
    pub fn is_sent(self) -> bool {
        self != Self::Response
    }
}

impl Struct {
    /// The field of this name in JSON.
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }

    /// Whether it names a user, in one of two ways.
    pub(crate) fn names_user(&self) -> bool {
        self.fields.iter().any(|field| field.names_user)
    }

    /// What [`Argument::User`] is called in Rust.
    pub fn user_argument(&self) -> &'static str {
        let is_taken = self.fields.iter().any(|field| field.name == "user");
        if is_taken { "user_" } else { "user" }
    }

    /// The fields with a setter: all that `new` leaves out.
    pub fn setters(&self) -> impl Iterator<Item = &Field> {
        let fields = self.fields.iter().filter(|_| self.new.is_some());
        fields.filter(|field| !field.names_user && !self.new_takes(field))
    }

    /// Whether `new` has an argument for the field.
    pub fn new_takes(&self, field: &Field) -> bool {
        let mut arguments = self.new.iter().flatten();
        arguments.any(|argument| *argument == Argument::Field(field.wire.clone()))
    }
}

impl Field {
    /// The type as `new` takes it: a field that is received is an `Option` all the same.
    pub fn argument_type(&self, direction: Direction) -> &TypeRef {
        match direction.is_received() {
            true => self.ty.without_option(),
            false => &self.ty,
        }
    }

    /// Whether it is an amount of money.
    pub fn is_money(&self) -> bool {
        *self.ty.innermost() == TypeRef::Decimal
    }
}
