//! On a small document, since the snapshots of the real one are updated without much thought.

use serde_json::{Value, json};

use super::Page;
use super::reference::Reference;
use crate::document::Document;

const SOURCE: &str = r#"
pub mod types {
    pub struct Report { pub total: Option<::rust_decimal::Decimal>, pub type_: ::std::vec::Vec<ReportType>, pub extra: Map }
    crate::wire::object!(Report, extra { "total" => total hidden, "type" => type_, });
    pub enum ReportType { Weekly, Unknown(crate::UnknownValue) }
    crate::wire::open_enum!(ReportType { Weekly => "weekly", });
    pub struct Token(String);
    crate::wire::string_newtype!(Token hidden);
    pub struct Ask { token: Token, pub count: ::std::option::Option<i64> }
    crate::wire::request!(Ask { "token" => required token, "count" => optional count, });
    impl Ask {
        pub fn new(token: impl ::std::convert::Into<Token>) -> Self { todo!() }
        fn private(self) {}
    }
}
impl crate::Client {
    pub async fn report_get(&self, body: &types::Ask) -> ::std::result::Result<crate::Response<types::Report>, crate::Error> {}
}
"#;

const TYPES: &[(&str, &str)] = &[
    ("Ask", "Ask"),
    ("Report", "Report"),
    ("ReportType", "ReportType"),
    ("Token", "Token"),
];

fn document() -> Value {
    let body = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
    json!({
        "paths": {"/report/get": {"post": {
            "operationId": "reportGet", "summary": "Get it.", "x-cargo-feature": "reports", "deprecated": true,
            "requestBody": body("Ask"), "responses": {"200": body("Report")},
        }}},
        "components": {"schemas": {
            "Ask": {"type": "object", "required": ["token"], "properties": {
                "token": {"$ref": "#/components/schemas/Token"},
                "count": {"type": "integer", "default": 1, "nullable": true, "description": "How many."},
            }},
            "Report": {"type": "object", "description": "A report.", "required": ["total"], "properties": {
                "total": {"type": "number", "format": "decimal", "nullable": true, "description": "What came in."},
                "type": {"type": "array", "deprecated": true, "items": {"type": "string", "enum": ["weekly"], "description": "Its kind."}},
            }},
            "Token": {"type": "string", "nullable": true},
            "File": {"type": "string", "format": "binary"},
        }},
    })
}

fn pages(document: Value) -> Vec<Page> {
    super::of(&Reference::new(Document::new(document), SOURCE, TYPES))
}

fn page(name: &str) -> String {
    let pages = pages(document());
    let page = pages.into_iter().find(|page| page.name == name);
    page.map(|page| page.text).unwrap_or_default()
}

#[test]
fn a_response_shows_what_is_sent_hidden_money_and_open() {
    assert_eq!(
        page("Report"),
        "Report\nresponse model, `types::Report`\n\nA report.\n\nFIELDS\n\
         total | Option<Decimal> | number decimal | always sent, may be null | hidden | money\n    What came in.\n\
         type (in Rust `type_`) | Vec<ReportType> | array of string enum | may be absent | open | deprecated\n\
         extra | Map<String, Value> | any other field | kept as it came | hidden\n"
    );
}

#[test]
fn a_request_shows_what_is_required_and_how_it_is_made() {
    assert_eq!(
        page("Ask"),
        "Ask\nrequest model, `types::Ask`\n\nFIELDS\n\
         token | Token | Token | required, may be null | hidden | set by `new` only\n\
         count | Option<i64> | integer, default 1 | optional, may be null\n    How many.\n\n\
         FUNCTIONS\nfn new(token: impl Into<Token>) -> Self\n"
    );
}

#[test]
fn schemas_within_others_and_schemas_without_a_model_have_pages() {
    assert_eq!(
        page("ReportType"),
        "ReportType\nopen enum, `types::ReportType`\n\nIts kind.\n\nVALUES\nWeekly = \"weekly\"\n\
         Unknown(UnknownValue) = any other text, kept as it came\n"
    );
    assert!(page("File").starts_with("File\nstring binary, a file: it has no model"));
    assert!(
        page("Token")
            .starts_with("Token\nnamed string, hidden in Debug, `types::Token`\nmay be null")
    );
}

#[test]
fn an_operation_shows_its_method_and_bodies() {
    assert_eq!(
        page("reportGet"),
        "reportGet\nPOST /report/get\ncargo feature `reports`\ndeprecated\n\nGet it.\n\nIN RUST\n\
         async fn report_get(&self, body: &Ask) -> Result<Response<Report>, Error>\n\nBODIES\n\
         request | application/json | Ask\n200 | application/json | Report\n"
    );
}

#[test]
fn no_page_moves_but_that_of_the_model_that_changed() {
    let mut changed = document();
    changed["components"]["schemas"]["Ask"]["properties"]["count"]["type"] = json!("string");
    let moved: Vec<String> = pages(document())
        .into_iter()
        .zip(pages(changed))
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.name)
        .collect();
    assert_eq!(moved, ["Ask"]);
}

#[test]
fn names_that_differ_only_in_case_have_files_of_their_own() {
    let mut names = super::Names::default();
    let mut name = |name: &str| names.page(name, String::new()).name;
    assert_eq!(
        [name("ReportGet"), name("reportGet")],
        ["ReportGet", "reportGet-2"]
    );
}
