//! Tokens and IDs that cannot be what their field asks for.

use serde_json::Value;

use super::refusal::Refusal;

/// How the tokens of each kind begin, the fields that hold them, and the code with which a token of
/// another kind is refused.
const KINDS: [(&str, &[&str], &str); 8] = [
    (
        "access",
        &["access_token", "access_tokens"],
        "INVALID_ACCESS_TOKEN",
    ),
    (
        "assets",
        &["asset_report_token", "report_tokens"],
        "INVALID_ASSET_REPORT_TOKEN",
    ),
    ("a", &["audit_copy_token"], "INVALID_AUDIT_COPY_TOKEN"),
    ("link", &["link_token"], "INVALID_LINK_TOKEN"),
    ("public", &["public_token"], "INVALID_PUBLIC_TOKEN"),
    ("relay", &["relay_token"], "INVALID_RELAY_TOKEN"),
    ("user", &["user_token"], "INVALID_USER_TOKEN"),
    // An ID, which no token is.
    ("usr", &["user_id"], "INVALID_USER_ID"),
];
const ENVIRONMENTS: [&str; 2] = ["sandbox", "production"];

/// Refuses tokens and user IDs that are empty, and tokens of another kind or environment.
pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    for (name, value) in body.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => check_one(name, text)?,
            Value::Array(values) => values
                .iter()
                .filter_map(Value::as_str)
                .try_for_each(|text| check_one(name, text))?,
            _ => {}
        }
    }
    Ok(())
}

fn check_one(name: &str, text: &str) -> Result<(), Refusal> {
    let is_token = name.ends_with("_token") || name.ends_with("_tokens");
    if (is_token || name == "user_id") && text.is_empty() {
        let message = format!("{name} must be a non-empty string");
        return Err(Refusal::invalid("INVALID_FIELD", message));
    }
    let mut kinds = KINDS.iter();
    match kinds.find(|(_, fields, _)| fields.contains(&name)) {
        Some((kind, _, code)) if is_of_another(kind, text) => {
            let message = match *kind {
                "usr" => format!("{name} must be an ID, not a token"),
                _ => format!("{name} must be a token of this kind and environment"),
            };
            Err(Refusal::input(code, message))
        }
        _ => Ok(()),
    }
}

/// Whether a token says that it is of another kind, or of another environment.
fn is_of_another(kind: &str, token: &str) -> bool {
    let kinds = KINDS.iter().map(|(kind, ..)| *kind);
    kinds
        .flat_map(|kind| ENVIRONMENTS.map(|environment| (kind, environment)))
        .filter(|known| *known != (kind, "sandbox"))
        .any(|(kind, environment)| token.starts_with(&format!("{kind}-{environment}-")))
}
