//! What generated source offers: the one reader that does not ask the generator.

mod compiled;
mod table;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::VisitMut;
use syn::{Attribute, Fields, ImplItem, ImplItemFn, Item as Node, ItemImpl, ItemMod, Visibility};

pub use compiled::compiled;
use text::Names;

/// By `types::Report` or `Client::report_get`, what there is to a type or method.
pub type Items = BTreeMap<String, Item>;

/// A type or a method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What users name in their code, which compiles as long as all of it is there.
    pub public: BTreeSet<String>,
    /// What else there is to it: names in JSON, names of arguments, what `Debug` hides.
    pub details: BTreeSet<String>,
    /// The documentation of each member; its own is under no name.
    pub docs: BTreeMap<String, String>,
}

impl Item {
    /// Adds a function, whose arguments callers do not name.
    pub(crate) fn add_function(&mut self, signature: &str) {
        self.public.insert(unnamed(signature));
        self.details.insert(signature.to_owned());
    }
}

/// Reads the source; panics where it is not Rust.
pub fn read(source: &str) -> Items {
    let file = parse(source);
    let mut items = Items::new();
    let operations: Vec<BTreeSet<String>> = file.items.iter().flat_map(operations).collect();
    for node in &file.items {
        match node {
            Node::Mod(module) if module.ident == "types" => {
                let types = by_area(module).into_values().flatten();
                read_types(&types.collect::<Vec<_>>(), &mut items);
            }
            Node::Impl(block) if text::of(&block.self_ty) == "crate::Client" => {
                let names = Names::default();
                for method in public_functions(block) {
                    let item = items
                        .entry(format!("Client::{}", method.sig.ident))
                        .or_default();
                    item.add_function(&names.signature(&method.sig));
                    item.details.extend(facts(method, &operations));
                    item.docs.insert(String::new(), docs(&method.attrs));
                }
            }
            other => add_unknown(other, &mut items),
        }
    }
    items
}

/// By the module that documents them, the types; those that areas share under no name.
pub fn areas(source: &str) -> BTreeMap<String, Vec<String>> {
    let file = parse(source);
    let types = file.items.iter().find_map(|node| match node {
        Node::Mod(module) if module.ident == "types" => Some(by_area(module)),
        _ => None,
    });
    let types = types.unwrap_or_default().into_iter();
    types
        .map(|(area, nodes)| (area, nodes.into_iter().filter_map(text::defined).collect()))
        .collect()
}

/// The syntax tree; panics where the source is not Rust.
pub fn parse(source: &str) -> syn::File {
    syn::parse_file(source)
        .unwrap_or_else(|error| panic!("the generated source is not Rust: {error}"))
}

fn nodes(module: &ItemMod) -> impl Iterator<Item = &Node> {
    module.content.iter().flat_map(|(_, nodes)| nodes)
}

/// What stands in `types` itself, under no name, and in each public module that it re-exports.
/// Private ones are no areas: their types are `types`' own.
fn by_area(types: &ItemMod) -> BTreeMap<String, Vec<&Node>> {
    let re_exported: BTreeSet<String> = nodes(types)
        .filter_map(|node| match node {
            Node::Use(node) if is_public(&node.vis) => text::all_of(&node.tree),
            _ => None,
        })
        .collect();
    let mut areas = BTreeMap::<String, Vec<&Node>>::new();
    for node in nodes(types) {
        match node {
            Node::Mod(module) if re_exported.contains(&module.ident.to_string()) => {
                let area = match is_public(&module.vis) {
                    true => module.ident.to_string(),
                    false => String::new(),
                };
                areas.entry(area).or_default().extend(nodes(module));
            }
            Node::Use(node) if text::all_of(&node.tree).is_some() => {}
            other => areas.entry(String::new()).or_default().push(other),
        }
    }
    areas
}

fn read_types(nodes: &[&Node], items: &mut Items) {
    let names = Names::defined_in(nodes);
    for node in nodes {
        match node {
            Node::Struct(node) => {
                let item = items.entry(format!("types::{}", node.ident)).or_default();
                item.docs.insert(String::new(), docs(&node.attrs));
                for (index, field) in node.fields.iter().enumerate() {
                    let name = field.ident.as_ref().map(ToString::to_string);
                    let name = name.unwrap_or_else(|| index.to_string());
                    let line = format!("{name}: {}", names.ty(&field.ty));
                    match is_public(&field.vis) {
                        true => item.public.insert(format!("pub {line}")),
                        false => item.details.insert(line),
                    };
                    item.docs.insert(name, docs(&field.attrs));
                }
            }
            Node::Enum(node) => {
                let item = items.entry(format!("types::{}", node.ident)).or_default();
                item.docs.insert(String::new(), docs(&node.attrs));
                for variant in &node.variants {
                    let inner: Vec<String> = match &variant.fields {
                        Fields::Unit => Vec::new(),
                        fields => fields.iter().map(|field| names.ty(&field.ty)).collect(),
                    };
                    let inner = match inner.as_slice() {
                        [] => String::new(),
                        inner => format!("({})", inner.join(", ")),
                    };
                    item.public.insert(format!("{}{inner}", variant.ident));
                }
            }
            Node::Impl(block) => {
                let item = items.entry(names.ty(&block.self_ty)).or_default();
                if let Some((path, _)) = &block.trait_ {
                    item.public.insert(format!("impl {}", names.path(path)));
                }
                for function in public_functions(block) {
                    item.add_function(&names.signature(&function.sig));
                }
            }
            Node::Macro(call) => {
                let table = table::read(&call.mac);
                let item = items.entry(format!("types::{}", table.name)).or_default();
                item.public.insert(format!("{}!", table.kind));
                item.details.insert(table.head);
                item.details.extend(table.rows);
            }
            other => add_unknown(other, items),
        }
    }
}

/// A public item of another kind, which an [`Api`](plaid_credit_codegen::Api) does not have.
fn add_unknown(node: &Node, items: &mut Items) {
    let (visibility, attributes) = match node {
        Node::Const(node) => (&node.vis, &node.attrs),
        Node::Enum(node) => (&node.vis, &node.attrs),
        Node::Fn(node) => (&node.vis, &node.attrs),
        Node::Mod(node) => (&node.vis, &node.attrs),
        Node::Static(node) => (&node.vis, &node.attrs),
        Node::Struct(node) => (&node.vis, &node.attrs),
        Node::Trait(node) => (&node.vis, &node.attrs),
        Node::Type(node) => (&node.vis, &node.attrs),
        Node::Use(node) => (&node.vis, &node.attrs),
        _ => return,
    };
    let is_hidden = attributes
        .iter()
        .any(|attribute| text::of(attribute) == "#[doc(hidden)]");
    if is_public(visibility) && !is_hidden {
        items.entry(text::of(node)).or_default();
    }
}

fn public_functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The rows of the table of operations: `id: "reportGet"` and what else each has.
fn operations(node: &Node) -> Vec<BTreeSet<String>> {
    struct Rows(Vec<BTreeSet<String>>);
    impl VisitMut for Rows {
        fn visit_expr_struct_mut(&mut self, node: &mut syn::ExprStruct) {
            self.0
                .push(node.fields.iter().map(text::of_field).collect());
        }
    }
    let mut rows = Rows(Vec::new());
    if let Node::Static(table) = node
        && table.ident == "OPERATIONS"
    {
        rows.visit_expr_mut(&mut table.expr.clone());
    }
    rows.0
}

/// What the client gets to know about a method's operation.
fn facts(method: &ImplItemFn, operations: &[BTreeSet<String>]) -> BTreeSet<String> {
    struct Index(Option<usize>);
    impl VisitMut for Index {
        fn visit_expr_index_mut(&mut self, node: &mut syn::ExprIndex) {
            if text::of(&node.expr) == "OPERATIONS" {
                self.0 = text::of(&node.index).trim_end_matches("usize").parse().ok();
            }
        }
    }
    let mut index = Index(None);
    index.visit_block_mut(&mut method.block.clone());
    let row = index.0.and_then(|index| operations.get(index));
    let mut facts = row.cloned().unwrap_or_default();
    let attributes = &mut method.attrs.iter();
    if attributes.any(|attribute| attribute.path().is_ident("deprecated")) {
        facts.insert("deprecated".to_owned());
    }
    facts
}

/// The text of the doc comment.
fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(text::doc_line);
    lines.collect::<Vec<_>>().join("\n")
}

/// A signature without the names of its arguments.
fn unnamed(signature: &str) -> String {
    let mut pieces: Vec<&str> = signature.split(": ").collect();
    let last = pieces.pop().unwrap_or_default();
    let kept = pieces.iter().map(|piece| {
        piece.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_')
    });
    kept.chain([last]).collect()
}
