//! One change each, and the grade that it gets.

use serde_json::{Value, json};

/// One edit of the base document.
pub(crate) struct Case {
    pub(crate) kind: &'static str,
    pub(crate) grade: &'static str,
    /// A JSON patch.
    pub(crate) edit: Value,
}

fn case(kind: &'static str, grade: &'static str, edit: Value) -> Case {
    Case { kind, grade, edit }
}

fn schema(path: &str) -> String {
    format!("/components/schemas/{path}")
}

fn add(path: &str, value: Value) -> Value {
    json!({"op": "add", "path": path, "value": value})
}

fn remove(path: &str) -> Value {
    json!({"op": "remove", "path": path})
}

fn rename(from: &str, to: &str) -> Value {
    json!({"op": "move", "from": from, "path": to})
}

pub(crate) fn all() -> Vec<Case> {
    let operation = json!({
        "operationId": "orderList",
        "x-cargo-feature": "orders",
        "responses": {"200": {"description": "The orders.", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Order"},
        }}}},
    });
    let mut cases = additive(operation);
    cases.extend(documentation());
    cases.extend(breaking());
    cases
}

fn header(required: bool) -> Value {
    let schema = json!({"type": "string"});
    json!([{"name": "X-Trace", "in": "header", "required": required, "schema": schema}])
}

fn additive(operation: Value) -> Vec<Case> {
    vec![
        case(
            "enum value added",
            "additive",
            json!([add(&schema("OrderStatus/enum/-"), json!("LOST"))]),
        ),
        case(
            "response property added",
            "additive",
            json!([add(
                &schema("Order/properties/note"),
                json!({"type": "string"})
            )]),
        ),
        case(
            "optional request property added",
            "additive",
            json!([add(
                &schema("OrderGetRequest/properties/until"),
                json!({"type": "string"})
            )]),
        ),
        case(
            "received model in a request, with a new required property",
            "additive",
            json!([
                add(
                    &schema("OrderGetRequest/properties/like"),
                    json!({"$ref": "#/components/schemas/OrderLine"})
                ),
                add(
                    &schema("OrderLine/properties/unit"),
                    json!({"type": "string"})
                ),
                add(&schema("OrderLine/required"), json!(["unit"])),
            ]),
        ),
        case(
            "operation added",
            "additive",
            json!([add("/paths/~1order~1list", json!({"get": operation}))]),
        ),
    ]
}

fn documentation() -> Vec<Case> {
    vec![
        case(
            "path moved",
            "documentation",
            json!([rename("/paths/~1order~1get", "/paths/~1order~1read")]),
        ),
        case(
            "response property nullable",
            "documentation",
            json!([add(
                &schema("Order/properties/placed/nullable"),
                json!(true)
            )]),
        ),
        case(
            "response property required",
            "documentation",
            json!([add(&schema("Order/required/-"), json!("placed"))]),
        ),
        case(
            "response property no longer required",
            "documentation",
            json!([remove(&schema("Order/required/0"))]),
        ),
        case(
            "limit and default",
            "documentation",
            json!([
                add(&schema("OrderLine/properties/pieces/maximum"), json!(9)),
                add(
                    &schema("OrderCancelRequest/properties/reason/maxLength"),
                    json!(80)
                ),
            ]),
        ),
        case(
            "reference wrapped beside words",
            "documentation",
            json!([add(
                &schema("Order/properties/status"),
                json!({"allOf": [
                    {"$ref": "#/components/schemas/OrderStatus"}, {"description": "How it stands."},
                ]})
            )]),
        ),
        case(
            "optional header added",
            "documentation",
            json!([add("/paths/~1order~1cancel/post/parameters", header(false))]),
        ),
        case(
            "description",
            "documentation",
            json!([add(
                &schema("Order/description"),
                json!("What was ordered.")
            )]),
        ),
    ]
}

fn breaking() -> Vec<Case> {
    vec![
        case(
            "enum value removed",
            "breaking",
            json!([remove(&schema("OrderStatus/enum/1"))]),
        ),
        case(
            "response property removed",
            "breaking",
            json!([remove(&schema("Order/properties/placed"))]),
        ),
        case(
            "required request property added",
            "breaking",
            json!([
                add(
                    &schema("OrderCancelRequest/properties/by"),
                    json!({"type": "string"})
                ),
                add(&schema("OrderCancelRequest/required/-"), json!("by")),
            ]),
        ),
        case(
            "request property required",
            "breaking",
            json!([add(
                &schema("OrderCancelRequest/required/-"),
                json!("reason")
            )]),
        ),
        case(
            "request property no longer required",
            "breaking",
            json!([remove(&schema("OrderGetRequest/required/1"))]),
        ),
        case(
            "required request property nullable",
            "breaking",
            json!([add(
                &schema("OrderCancelRequest/properties/order_id/nullable"),
                json!(true)
            )]),
        ),
        case(
            "required header added",
            "breaking",
            json!([add("/paths/~1order~1cancel/post/parameters", header(true))]),
        ),
        case(
            "type changed",
            "breaking",
            json!([add(
                &schema("OrderLine/properties/pieces/type"),
                json!("string")
            )]),
        ),
        case(
            "format changed",
            "breaking",
            json!([add(
                &schema("Order/properties/placed/format"),
                json!("date")
            )]),
        ),
        case(
            "property renamed",
            "breaking",
            json!([rename(
                &schema("Order/properties/placed"),
                &schema("Order/properties/placed_at")
            )]),
        ),
        case(
            "operation removed",
            "breaking",
            json!([
                remove("/paths/~1order~1cancel"),
                remove(&schema("OrderCancelRequest")),
                remove(&schema("OrderCancelResponse")),
            ]),
        ),
        case(
            "operation renamed",
            "breaking",
            json!([add(
                "/paths/~1order~1cancel/post/operationId",
                json!("orderStop")
            )]),
        ),
        case(
            "schema renamed",
            "breaking",
            json!([
                rename(&schema("OrderLine"), &schema("OrderItem")),
                add(
                    &schema("Order/properties/lines/items/$ref"),
                    json!("#/components/schemas/OrderItem"),
                ),
            ]),
        ),
        case(
            "elements nullable",
            "breaking",
            json!([add(
                &schema("Order/properties/lines/items"),
                json!({"allOf": [{"$ref": "#/components/schemas/OrderLine"}], "nullable": true}),
            )]),
        ),
        case(
            "media type changed",
            "breaking",
            json!([rename(
                "/paths/~1order~1cancel/post/responses/200/content/application~1json",
                "/paths/~1order~1cancel/post/responses/200/content/application~1pdf",
            )]),
        ),
    ]
}
