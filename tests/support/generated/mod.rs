//! The generated source, read back: the Rust side.

mod signature;
mod table;

use std::collections::BTreeMap;

use syn::{Fields, ImplItem, Item, ItemStruct, Visibility};

use self::table::Table;

pub(crate) use self::signature::{leaf, short};

/// What the generated source holds.
pub(crate) struct Generated {
    /// The models, by the name of their type.
    pub(crate) models: BTreeMap<String, Model>,
    /// Types that are not made of a schema.
    pub(crate) helpers: Vec<String>,
    /// The client's methods, by name.
    pub(crate) methods: BTreeMap<String, Method>,
}

/// A type made of a schema.
pub(crate) struct Model {
    pub(crate) shape: Shape,
    /// The signatures of its public functions; `new` is the first where there is one.
    pub(crate) functions: Vec<String>,
}

/// What kind of type it is.
pub(crate) enum Shape {
    Response { fields: Vec<Field>, extra: String },
    Request { fields: Vec<Field> },
    OpenEnum(Vec<(String, String)>),
    Text { is_hidden: bool },
    Value { ty: String, is_hidden: bool },
}

impl Shape {
    /// The fields, in the order of their names in JSON; none of an enum or a single value.
    pub(crate) fn fields(&self) -> &[Field] {
        match self {
            Self::Response { fields, .. } | Self::Request { fields } => fields,
            Self::OpenEnum(_) | Self::Text { .. } | Self::Value { .. } => &[],
        }
    }
}

/// A field of a model.
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) name: String,
    pub(crate) ty: String,
    /// The type inside all options, lists and maps.
    pub(crate) leaf: String,
    pub(crate) is_public: bool,
    /// Whether the model's `Debug` hides it.
    pub(crate) is_hidden: bool,
}

/// A method of the client.
pub(crate) struct Method {
    pub(crate) signature: String,
    pub(crate) is_deprecated: bool,
    /// The types of its arguments, references and options taken off.
    pub(crate) arguments: Vec<String>,
    pub(crate) answer: String,
}

impl Generated {
    pub(crate) fn parse(source: &str) -> Self {
        let file = syn::parse_file(source)
            .unwrap_or_else(|error| panic!("the generated source is no Rust: {error}"));
        let mut types = Types::default();
        let mut methods = BTreeMap::new();
        for item in file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => {
                    for item in module.content.map(|(_, items)| items).unwrap_or_default() {
                        types.add(item);
                    }
                }
                Item::Impl(item) if short(&item.self_ty) == "Client" => {
                    methods.extend(item.items.into_iter().filter_map(|item| match item {
                        ImplItem::Fn(method) => {
                            Some((method.sig.ident.to_string(), Method::of(&method)))
                        }
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        let (models, helpers) = types.models();
        Self {
            models,
            helpers,
            methods,
        }
    }

    /// The client's method for an operation.
    pub(crate) fn method(&self, operation: &str) -> Option<(&String, &Method)> {
        let plain = |name: &str| -> String {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        self.methods
            .iter()
            .find(|(name, _)| plain(name) == plain(operation))
    }

    /// Whether values of this type never show in `Debug`.
    pub(crate) fn hides_itself(&self, ty: &str) -> bool {
        self.models.get(ty).is_some_and(|model| {
            matches!(
                model.shape,
                Shape::Text { is_hidden: true }
                    | Shape::Value {
                        is_hidden: true,
                        ..
                    }
            )
        })
    }
}

impl Method {
    fn of(method: &syn::ImplItemFn) -> Self {
        let arguments = method.sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(leaf(&input.ty)),
            syn::FnArg::Receiver(_) => None,
        });
        Self {
            signature: signature::of(&method.sig),
            is_deprecated: method
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("deprecated")),
            arguments: arguments.collect(),
            answer: signature::answer(&method.sig),
        }
    }
}

/// The items of the `types` module, until the models can be put together of them.
#[derive(Default)]
struct Types {
    structs: BTreeMap<String, ItemStruct>,
    enums: Vec<String>,
    tables: BTreeMap<String, Table>,
    functions: BTreeMap<String, Vec<String>>,
}

impl Types {
    fn add(&mut self, item: Item) {
        match item {
            Item::Struct(item) => {
                self.structs.insert(item.ident.to_string(), item);
            }
            Item::Enum(item) => self.enums.push(item.ident.to_string()),
            Item::Macro(item) => {
                let table = Table::of(&item.mac);
                self.tables.insert(table.name.clone(), table);
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let functions = self.functions.entry(short(&item.self_ty)).or_default();
                functions.extend(item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                        Some(signature::of(&function.sig))
                    }
                    _ => None,
                }));
            }
            _ => {}
        }
    }

    fn models(mut self) -> (BTreeMap<String, Model>, Vec<String>) {
        let mut models = BTreeMap::new();
        for (name, table) in self.tables {
            let item = self.structs.remove(&name);
            self.enums.retain(|other| *other != name);
            let model = Model {
                shape: table.shape(item.as_ref()),
                functions: self.functions.remove(&name).unwrap_or_default(),
            };
            models.insert(name, model);
        }
        let mut helpers: Vec<String> = self.structs.into_keys().chain(self.enums).collect();
        helpers.sort();
        (models, helpers)
    }
}

/// The fields of a struct by their Rust names: type and visibility.
fn named_fields(item: &ItemStruct) -> BTreeMap<String, (&syn::Type, bool)> {
    let Fields::Named(fields) = &item.fields else {
        return BTreeMap::new();
    };
    fields
        .named
        .iter()
        .filter_map(|field| {
            let is_public = matches!(field.vis, Visibility::Public(_));
            Some((field.ident.as_ref()?.to_string(), (&field.ty, is_public)))
        })
        .collect()
}
