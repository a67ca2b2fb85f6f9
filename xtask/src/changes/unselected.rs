//! Operations that the selection leaves out, and that a reviewer has to decide about.

use std::collections::BTreeSet;

use plaid_credit_codegen::references;
use serde_json::{Map, Value};

use crate::fragment::selection::{Selection, operation_id, operations};

/// An operation under a path prefix of the selection that is not selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unselected {
    /// Its ID.
    pub id: String,
    /// Its method and path.
    pub route: String,
    /// The schemas that it would bring beside those of the selected operations.
    pub schemas: BTreeSet<String>,
}

/// The operations of `whole`, a document of Plaid's, that stand under a prefix of the
/// selected paths (`/credit/` of `/credit/sessions/get`) and are neither selected nor in
/// `known`, an older document of Plaid's.
pub fn unselected(whole: &Value, selection: &Selection, known: Option<&Value>) -> Vec<Unselected> {
    let (Some(paths), Some(components)) = (object(whole, "paths"), object(whole, "components"))
    else {
        return Vec::new();
    };
    let is_selected = |operation: &Value| {
        operation_id(operation).is_some_and(|id| selection.features.contains_key(id))
    };
    let (selected, others): (Vec<_>, Vec<_>) =
        operations(paths).partition(|(_, _, operation)| is_selected(operation));
    let prefixes: BTreeSet<_> = selected.iter().map(|(path, ..)| prefix(path)).collect();
    let known_paths = known.and_then(|known| object(known, "paths"));
    let is_known = |path: &str, method: &str| {
        known_paths.is_some_and(|paths| {
            paths
                .get(path)
                .is_some_and(|item| item.get(method).is_some())
        })
    };
    let selected = selected.into_iter().map(|(_, _, operation)| operation);
    let present = references::closure(selected, components);
    let news = others
        .into_iter()
        .filter(|(path, method, _)| prefixes.contains(prefix(path)) && !is_known(path, method));
    news.map(|(path, method, operation)| {
        let reached = references::closure([operation], components);
        let brought = reached.difference(&present);
        Unselected {
            id: operation_id(operation).unwrap_or(path).to_owned(),
            route: format!("{} {path}", method.to_uppercase()),
            schemas: brought
                .filter(|(section, _)| section == "schemas")
                .map(|(_, name)| name.clone())
                .collect(),
        }
    })
    .collect()
}

/// The first segment of a path, with its slashes.
fn prefix(path: &str) -> &str {
    let end = path
        .char_indices()
        .skip(1)
        .find(|(_, letter)| *letter == '/');
    end.map_or(path, |(at, _)| &path[..=at])
}

fn object<'a>(document: &'a Value, key: &str) -> Option<&'a Map<String, Value>> {
    document.get(key)?.as_object()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::unselected;
    use crate::fragment::selection::Selection;

    #[test]
    fn names_what_stands_beside_the_selection_and_what_it_would_bring() {
        let body = |name: &str| {
            json!({"content": {"application/json": {
                "schema": {"$ref": format!("#/components/schemas/{name}")}
            }}})
        };
        let get =
            |id: &str, name: &str| json!({"post": {"operationId": id, "requestBody": body(name)}});
        let whole = json!({
            "paths": {
                "/credit/a/get": get("aGet", "Shared"),
                "/credit/b/get": get("bGet", "Own"),
                "/credit/old": get("old", "Own"),
                "/other/get": get("otherGet", "Own"),
                "/credits": get("credits", "Own"),
            },
            "components": {"schemas": {
                "Shared": {"type": "object"},
                "Own": {"properties": {"x": {"$ref": "#/components/schemas/Shared"}}},
            }},
        });
        let text = "[features]\na = ['aGet']\n";
        let selection = Selection::parse(text, "selection.toml".into()).unwrap();
        let known = json!({"paths": {"/credit/old": get("old", "Own")}});
        let found = unselected(&whole, &selection, Some(&known));
        let [only] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(only.id, "bGet");
        assert_eq!(only.route, "POST /credit/b/get");
        assert_eq!(only.schemas.iter().collect::<Vec<_>>(), ["Own"]);
        assert_eq!(unselected(&whole, &selection, None).len(), 2);
    }
}
