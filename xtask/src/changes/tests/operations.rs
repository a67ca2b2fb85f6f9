//! Changes of operations, their parameters and bodies, and of the document.

use serde_json::json;

use super::{Case, add, check, reference, remove, rename};

const GET: &str = "/paths/~1loan~1get/post";
const UPDATE: &str = "/paths/~1loan~1update/post";
const LIST: &str = "/paths/~1loans~1{lender}/get";

#[test]
fn operations() {
    check(&[
        Case {
            kind: "operation added",
            change: json!([add(
                "/paths/~1loan~1close",
                json!({"post": {
                    "operationId": "loanClose", "responses": {"200": {"description": "Closed."}},
                }})
            )]),
            expected: &["loanClose: additive New operation, `POST /loan/close`"],
        },
        Case {
            kind: "operation removed",
            change: json!([remove("/paths/~1loan~1update")]),
            expected: &[
                "loanUpdate: breaking Removed, was `POST /loan/update`",
                "LoanUpdateRequest: breaking No longer used by any operation; the crate does not have it \
                 any more",
                "Payment: breaking Now used in responses, before in requests and responses; it has no \
                 `new` any more",
                "UserToken: breaking No longer used by any operation; the crate does not have it any more",
            ],
        },
        Case {
            kind: "operation renamed",
            change: json!([add(&format!("{GET}/operationId"), json!("loanRetrieve"))]),
            expected: &[
                "loanRetrieve: breaking Renamed from `Client::loan_get` to `Client::loan_retrieve`",
            ],
        },
        Case {
            kind: "operation moved to another path",
            change: json!([rename("/paths/~1loan~1get", "/paths/~1v2~1loan~1get")]),
            expected: &[
                "loanGet: documentation Moved from `POST /loan/get` to `POST /v2/loan/get`; the method \
                 stays as it is",
            ],
        },
        Case {
            kind: "operation answers to another HTTP method",
            change: json!([rename(UPDATE, "/paths/~1loan~1update/put")]),
            expected: &[
                "loanUpdate: documentation Moved from `POST /loan/update` to `PUT /loan/update`; the \
                 method stays as it is",
            ],
        },
        Case {
            kind: "operation moved to another feature",
            change: json!([add(&format!("{GET}/x-cargo-feature"), json!("lists"))]),
            expected: &[
                "loanGet: breaking Moved from feature `loans` to `lists`; who has only the former on \
                 loses the method",
            ],
        },
        Case {
            kind: "operation in no feature any more",
            change: json!([remove(&format!("{GET}/x-cargo-feature"))]),
            expected: &["loanGet: breaking No longer in any feature; the crate does not have it"],
        },
        Case {
            kind: "operation deprecated",
            change: json!([add(&format!("{GET}/deprecated"), json!(true))]),
            expected: &[
                "loanGet: documentation The operation is now deprecated; calling it gives a warning",
            ],
        },
        Case {
            kind: "operation described anew",
            change: json!([add(&format!("{GET}/summary"), json!("Get one loan."))]),
            expected: &["New descriptions: documentation loanGet: the operation"],
        },
        Case {
            kind: "security of an operation changed",
            change: json!([add(&format!("{GET}/security"), json!([{"secret": []}]))]),
            expected: &[
                "loanGet: documentation Asks for secret instead of what all operations ask for; check \
                 what the client sends with its requests",
            ],
        },
    ]);
}

#[test]
fn parameters() {
    let cursor = format!("{LIST}/parameters/1");
    check(&[
        Case {
            kind: "parameter added",
            change: json!([add(
                &format!("{LIST}/parameters/-"),
                json!({
                    "name": "count", "in": "query", "schema": {"type": "integer"},
                })
            )]),
            expected: &[
                "loansList: breaking New optional parameter `count`: `Option<i64>`; the method takes one \
                 more argument",
            ],
        },
        Case {
            kind: "parameter removed",
            change: json!([remove(&cursor)]),
            expected: &[
                "loansList: breaking Parameter `cursor` removed, was `Option<String>`; the method takes \
                 one argument less",
            ],
        },
        Case {
            kind: "parameter required",
            change: json!([add(&format!("{cursor}/required"), json!(true))]),
            expected: &[
                "loansList: breaking Parameter `cursor` is now required (`Option<String>` becomes \
                 `String`); the argument has another type",
            ],
        },
        Case {
            kind: "parameter of another type",
            change: json!([add(&format!("{cursor}/schema/type"), json!("integer"))]),
            expected: &[
                "loansList: breaking Parameter `cursor` changes from string to integer (`String` becomes \
                 `i64`)",
            ],
        },
    ]);
}

#[test]
fn bodies() {
    check(&[
        Case {
            kind: "request body required",
            change: json!([add(&format!("{GET}/requestBody/required"), json!(false))]),
            expected: &[
                "loanGet: documentation The request body is now optional; the method takes it either way",
            ],
        },
        Case {
            kind: "request body added",
            change: json!([add(
                &format!("{LIST}/requestBody"),
                json!({
                    "content": {"application/json": {"schema": reference("Payment")}},
                })
            )]),
            expected: &[
                "loansList: breaking Takes a request body now: `Payment`; the method takes one more \
                 argument",
            ],
        },
        Case {
            kind: "media type of a request changed, of the same type",
            change: json!([rename(
                &format!("{GET}/requestBody/content/application~1json"),
                &format!("{GET}/requestBody/content/application~1x-www-form-urlencoded"),
            )]),
            expected: &[
                "loanGet: documentation The request body changes from application/json to \
                 application/x-www-form-urlencoded; the method's types stay as they are",
            ],
        },
        Case {
            kind: "media type of a response changed",
            change: json!([rename(
                &format!("{GET}/responses/200/content/application~1json"),
                &format!("{GET}/responses/200/content/application~1pdf"),
            )]),
            expected: &[
                "loanGet: breaking The response body changes from application/json to application/pdf \
                 (`LoanGetResponse` becomes `Download`); the method returns another type",
                "LoanGetResponse: breaking No longer used by any operation; the crate does not have it any \
                 more",
                "RequestID: breaking Now used in errors, before in responses; the crate does not have it any \
                 more",
            ],
        },
        Case {
            kind: "response gets a body",
            change: json!([add(
                &format!("{UPDATE}/responses/204/content"),
                json!({
                    "application/json": {"schema": reference("LoanGetResponse")},
                })
            )]),
            expected: &[
                "loanUpdate: breaking The response body changes from no body to application/json (`()` \
                 becomes `LoanGetResponse`); the method returns another type",
            ],
        },
        Case {
            kind: "status code of success changed",
            change: json!([rename(
                &format!("{GET}/responses/200"),
                &format!("{GET}/responses/201")
            )]),
            expected: &[
                "loanGet: documentation Success is answered with 201 instead of 200; the method returns \
                 the same",
            ],
        },
        Case {
            kind: "status code of an error added",
            change: json!([add(
                &format!("{GET}/responses/400"),
                json!({"description": "Wrong."})
            )]),
            expected: &[
                "loanGet: documentation Errors are described for 400, default instead of default; the \
                 client has one error type for all",
            ],
        },
        Case {
            kind: "error body of another type",
            change: json!([add(
                &format!("{GET}/responses/default/content/application~1json/schema"),
                reference("Car"),
            )]),
            expected: &[
                "loanGet: documentation The error body has another type (`LoanError` becomes `Car`); the \
                 client reads every error itself",
            ],
        },
        Case {
            kind: "response body of another type",
            change: json!([add(
                &format!("{LIST}/responses/200/content/application~1json/schema"),
                reference("LoanGetResponse"),
            )]),
            expected: &[
                "loansList: breaking The response body has another type (`LoansListResponse` becomes \
                 `LoanGetResponse`)",
                "LoansListResponse: breaking No longer used by any operation; the crate does not have it \
                 any more",
            ],
        },
        Case {
            kind: "response body of any JSON",
            change: json!([remove(&format!(
                "{LIST}/responses/200/content/application~1json/schema"
            ))]),
            expected: &[
                "loansList: breaking The response body changes from LoansListResponse to any JSON \
                 (`LoansListResponse` becomes `Value`)",
                "LoansListResponse: breaking No longer used by any operation; the crate does not have it \
                 any more",
            ],
        },
        Case {
            kind: "response body written in place",
            change: json!([add(
                &format!("{LIST}/responses/200/content/application~1json/schema"),
                json!({"type": "array", "items": reference("Loan")}),
            )]),
            expected: &[
                "loansList: breaking The response body changes from LoansListResponse to array of Loan \
                 (`LoansListResponse` becomes `Vec<Loan>`)",
                "LoansListResponse: breaking No longer used by any operation; the crate does not have it \
                 any more",
            ],
        },
    ]);
}

#[test]
fn the_document() {
    check(&[
        Case {
            kind: "version of the API changed",
            change: json!([add("/info/version", json!("2.0.0_1.3"))]),
            expected: &[
                "All operations: breaking Requests ask for API version 2.0.0 instead of 1.0.0; answers \
                 may be of another form",
            ],
        },
        Case {
            kind: "servers changed",
            change: json!([add("/servers/-", json!({"url": "https://example.com"}))]),
            expected: &[
                "All operations: documentation The API is at https://sandbox.example.com, \
                 https://example.com instead of https://sandbox.example.com; the client names its \
                 environments itself",
            ],
        },
        Case {
            kind: "security changed",
            change: json!([add("/security", json!([{"clientId": []}]))]),
            expected: &[
                "All operations: documentation Asks for clientId instead of clientId and secret; check \
                 what the client sends with its requests",
            ],
        },
        Case {
            kind: "credentials defined otherwise",
            change: json!([add(
                "/components/securitySchemes/secret/name",
                json!("X-SECRET")
            )]),
            expected: &[
                "All operations: documentation Credentials are defined otherwise; check what the client \
                 sends with its requests",
            ],
        },
    ]);
}
