//! On a small crate, since the snapshots of the real one are updated without much thought.

use plaid_credit_codegen::api::{
    Answer, Argument, Direction, Field, Header, Newtype, Operation, Parameter, Place, SentIn,
    Shape, Struct, Type, TypeRef, Variant, Webhook,
};
use plaid_credit_codegen::{Api, Generated};

use super::{Page, all};

fn ty(schema: &str, direction: Direction, shape: Shape) -> (String, Type) {
    let ty = Type {
        name: schema.to_owned(),
        place: Place::of_schema(schema),
        direction,
        description: (schema == "Report").then(|| "A report.".to_owned()),
        shape,
        webhook: (schema == "Report").then(|| Webhook {
            kind: "REPORT".to_owned(),
            code: "READY".to_owned(),
            feature: None,
        }),
    };
    (schema.to_owned(), ty)
}

fn field(wire: &str, name: &str, ty: TypeRef) -> Field {
    Field {
        wire: wire.to_owned(),
        name: name.to_owned(),
        ty: TypeRef::Option(Box::new(ty)),
        required: false,
        nullable: false,
        deprecated: false,
        hidden: false,
        names_user: false,
        description: None,
    }
}

fn named(name: &str) -> TypeRef {
    TypeRef::Named(name.to_owned())
}

fn report() -> Struct {
    let total = Field {
        required: true,
        nullable: true,
        hidden: true,
        description: Some("What came in.\n\nIn dollars.".to_owned()),
        ..field("total", "total", TypeRef::Decimal)
    };
    let kinds = Field {
        ty: TypeRef::Vec(Box::new(named("ReportType"))),
        deprecated: true,
        ..field("type", "type_", TypeRef::Bool)
    };
    Struct {
        fields: vec![total, kinds],
        extra: "extra".to_owned(),
        new: None,
    }
}

fn ask() -> Struct {
    let token = Field {
        ty: named("Token"),
        required: true,
        ..field("token", "token", TypeRef::Bool)
    };
    let user = |wire, ty| Field {
        names_user: true,
        ..field(wire, wire, named(ty))
    };
    Struct {
        fields: vec![
            field("count", "count", TypeRef::I64),
            token,
            user("user_id", "NewUserId"),
            user("user_token", "UserToken"),
        ],
        extra: "extra".to_owned(),
        new: Some(vec![Argument::User, Argument::Field("token".to_owned())]),
    }
}

fn api() -> Api {
    let kinds = vec![Variant {
        value: "weekly".to_owned(),
        name: "Weekly".to_owned(),
    }];
    let token = Newtype {
        inner: TypeRef::String,
        hidden: true,
    };
    let body = Parameter {
        name: "request".to_owned(),
        sent_in: SentIn::Body("application/json".to_owned()),
        ty: named("Ask"),
        by_reference: true,
        description: None,
    };
    let id = Parameter {
        name: "id".to_owned(),
        sent_in: SentIn::Path("id".to_owned()),
        ty: TypeRef::String,
        by_reference: true,
        description: None,
    };
    Api {
        types: [
            ty("Ask", Direction::Request, Shape::Struct(ask())),
            ty("Report", Direction::Response, Shape::Struct(report())),
            ty("ReportType", Direction::Response, Shape::Enum(kinds)),
            ty("Token", Direction::Request, Shape::Newtype(token)),
        ]
        .into(),
        operations: vec![Operation {
            id: "reportGet".to_owned(),
            name: "report_get".to_owned(),
            verb: "POST".to_owned(),
            path: "/report/{id}".to_owned(),
            reads: true,
            feature: Some("reports".to_owned()),
            arguments: vec![id, body],
            headers: vec![Header {
                name: "X-Trace".to_owned(),
                description: Some("Which trace it is.".to_owned()),
            }],
            answer: Answer::Json("Report".to_owned()),
            summary: Some("Get it.".to_owned()),
            description: None,
            deprecated: true,
        }],
    }
}

fn generated(api: Api) -> Generated {
    Generated {
        api,
        source: "// source".to_owned(),
        operations: "# Operations".to_owned(),
    }
}

fn page(name: &str) -> String {
    let pages = all(&generated(api()));
    let page = pages.into_iter().find(|page| page.name == name);
    page.map(|page| page.text).unwrap_or_default()
}

#[test]
fn a_response_shows_what_is_sent_hidden_money_and_open() {
    assert_eq!(
        page("Report"),
        "Report\nresponse model, `types::Report`\n\nA report.\n\nFIELDS\n\
         total | Option<Decimal> | always sent, may be null | hidden | money\n    \
         What came in.\n\n    In dollars.\n\
         type (in Rust `type_`) | Vec<ReportType> | may be absent | open | deprecated\n\
         extra | Map<String, Value> | any other field, kept as it came | hidden\n"
    );
}

#[test]
fn a_request_shows_what_is_required_and_how_it_is_made() {
    assert_eq!(
        page("Ask"),
        "Ask\nrequest model, `types::Ask`\n\nFIELDS\n\
         count | Option<i64> | optional\n\
         token | Token | required | hidden\n\
         user_id | Option<NewUserId> | optional | set by `new` only\n\
         user_token | Option<UserToken> | optional | set by `new` only\n\
         extra | Map<String, Value> | any other field, sent along | hidden\n\n\
         FUNCTIONS\n\
         fn new(user: impl Into<UserIdentifier>, token: Token) -> Self\n\
         fn count(self, count: i64) -> Self\n\
         fn extra(self, name: impl Into<String>, value: impl Into<Value>) -> Self\n\
         fn user_id(&self) -> Option<&NewUserId>\n\
         fn user_token(&self) -> Option<&UserToken>\n"
    );
}

#[test]
fn enums_and_newtypes_show_their_values() {
    assert_eq!(
        page("ReportType"),
        "ReportType\nopen enum, `types::ReportType`\n\nVALUES\nWeekly = \"weekly\"\n\
         Unknown(UnknownValue) = any other text, kept as it came\n"
    );
    assert_eq!(
        page("Token"),
        "Token\nnamed string, hidden in Debug, `types::Token`\n"
    );
}

#[test]
fn an_operation_shows_its_method_and_bodies() {
    assert_eq!(
        page("reportGet"),
        "reportGet\nPOST /report/{id}\ncargo feature `reports`\n\
         only reads: a failed call is repeated\ndeprecated\n\nGet it.\n\nIN RUST\n\
         fn report_get(&self, id: &str, request: &Ask) -> Call<Response<Report>>\n\n\
         ARGUMENTS\nid | String | path `id`\nrequest | Ask | body, application/json\n\n\
         HEADERS\nX-Trace | optional, set with `Call::header`\n    Which trace it is.\n\n\
         ANSWER\nReport | JSON\n"
    );
}

#[test]
fn the_index_lists_everything_and_hashes_the_files() {
    // `printf '// source' | sha256sum --tag`
    assert_eq!(
        page("index"),
        "SHA256 (generated.rs) = bd1890a7364c56ae90dbe36d95ae3b826ab0398f62f488e929210c80571ec8be\n\
         SHA256 (operations.md) = 8b26b571a1c1eb18b0b470e9fb1074478ae3fa98797eb7b4ca0893c398308aec\n\n\
         TYPES\nAsk = types::Ask\nReport = types::Report\nReportType = types::ReportType\n\
         Token = types::Token\n\nOTHER TYPES\ntypes::UserIdentifier\n\n\
         OPERATIONS\nreportGet = Client::report_get\n\n\
         WEBHOOKS\nREPORT READY = webhook::Event::Report\n"
    );
}

#[test]
fn no_page_moves_but_that_of_the_type_that_changed() {
    let mut changed = api();
    if let Some(Shape::Struct(ask)) = changed.types.get_mut("Ask").map(|ty| &mut ty.shape) {
        ask.fields[0].ty = TypeRef::Option(Box::new(TypeRef::String));
    }
    let moved: Vec<String> = all(&generated(api()))
        .into_iter()
        .zip(all(&generated(changed)))
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.name)
        .collect();
    assert_eq!(moved, ["Ask"]);
}

#[test]
fn every_page_has_a_file_of_its_own() {
    let mut names = super::Names::default();
    let mut name = |name: &str| names.page(name, String::new()).name;
    assert_eq!(
        [
            name("ReportGet"),
            name("reportGet"),
            name("get /report/{id}")
        ],
        ["ReportGet", "reportGet-2", "get--report--id-"]
    );
}

#[test]
fn a_file_starts_with_the_header_of_insta() {
    let page = Page {
        name: "Name".to_owned(),
        text: "Name\r\n\n    text\n\n".to_owned(),
    };
    assert_eq!(
        page.file(),
        "---\nsource: tests/snapshots.rs\n---\nName\n\n    text\n"
    );
}
