//! What the document says of all operations: servers and credentials.

use serde_json::Value;

use super::{At, Comparison, Pair, Part, Place, What};
use crate::changes::change::Direction;
use crate::changes::naming::InlineName;
use crate::fragment::upstream;

impl Comparison<'_, '_> {
    /// Compares what stands at the top of the documents.
    pub(super) fn document(&mut self) {
        let at = At {
            place: Place::Document,
            part: Part::Schema(String::new()),
            direction: Direction::Both,
            required: true,
            names: Pair::new(InlineName::component(""), InlineName::component("")),
        };
        let (old, new) = (self.old.root, self.new.root);
        self.note_pair(&at, api_version(old), api_version(new), What::ApiVersion);
        self.note_pair(&at, servers(old), servers(new), What::Servers);
        self.security(&at, old, new);
        let schemes = "/components/securitySchemes";
        if old.pointer(schemes) != new.pointer(schemes) {
            self.note(&at, What::SecuritySchemes);
        }
    }

    /// Compares the credentials that an operation or the document asks for.
    pub(super) fn security(&mut self, at: &At, old: &Value, new: &Value) {
        let (before, after) = (old.get("security"), new.get("security"));
        if before != after {
            self.note(
                at,
                What::Security(Pair::new(security(before), security(after))),
            );
        }
    }
}

/// The version of the API: `2020-09-14` of a document that is `2020-09-14_1.697.4`.
fn api_version(root: &Value) -> String {
    let version = upstream::version(root).unwrap_or_default();
    version.split('_').next().unwrap_or_default().to_owned()
}

fn servers(root: &Value) -> String {
    let all = root.get("servers").and_then(Value::as_array);
    let urls = all
        .into_iter()
        .flatten()
        .filter_map(|server| server.get("url")?.as_str());
    urls.collect::<Vec<_>>().join(", ")
}

/// The schemes of a `security` list: alternatives, each of which may join several.
fn security(node: Option<&Value>) -> String {
    let Some(alternatives) = node.and_then(Value::as_array) else {
        return "what all operations ask for".to_owned();
    };
    let joined = |scheme: &Value| {
        let names = scheme
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str());
        names.collect::<Vec<_>>().join(" and ")
    };
    match alternatives.as_slice() {
        [] => "no credentials".to_owned(),
        all => all.iter().map(joined).collect::<Vec<_>>().join(", or "),
    }
}
