//! Titles would rename types or make them collide; examples make no code.

use serde_json::Value;

use crate::error::Fault;
use crate::extensions;
use crate::walk::for_each_schema;

const ANNOTATIONS: [&str; 8] = [
    "title",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "xml",
    "$comment",
];

/// Drops the keywords that say nothing about the shape of a model, and extensions that are
/// not of the fragment itself.
pub(crate) fn drop(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        schema.retain(|keyword, _| {
            let keyword = keyword.as_str();
            match keyword.starts_with("x-") {
                true => extensions::OF_SCHEMAS.contains(&keyword),
                false => !ANNOTATIONS.contains(&keyword),
            }
        });
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn drops_titles_but_not_a_property_called_title() {
        let mut document = json!({"components": {"schemas": {"A": {
            "title": "Error", "x-hidden": true, "example": {"$ref": "#/nowhere"},
            "properties": {"title": {"type": "string", "title": "Title"}},
        }}}});
        super::drop(&mut document).unwrap();
        let expected = json!({"properties": {"title": {"type": "string"}}});
        assert_eq!(document["components"]["schemas"]["A"], expected);
    }
}
