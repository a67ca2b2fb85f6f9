//! Writes the seeds of each target to `corpus`, from the fixtures and the fragment's schemas.

use std::fs;
use std::io::Result;
use std::path::Path;

use fastrand::Rng;
use plaid_credit_fuzz::{ANSWERS, chosen};
use plaid_credit_tests::bodies::Bodies;
use plaid_credit_tests::documents::{fixtures, fragment, workspace};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let sessions = ANSWERS
        .iter()
        .position(|name| *name == "CreditSessionsGetResponse");
    let sessions = sessions.expect("it is the answer of an operation");
    let mut random = Rng::with_seed(1);
    let bodies = Bodies::of_the_fragment();
    for (index, name) in ANSWERS.iter().enumerate() {
        seed_choice("decode", index, &bodies.generate(name, &mut random))?;
    }
    for body in webhooks(&bodies, &mut random) {
        seed_choice("decode", ANSWERS.len(), &body)?;
    }
    for folder in ["tests/fixtures/plaid", "tests/fixtures/sessions"] {
        for entry in fs::read_dir(workspace().join(folder))? {
            let body = fs::read(entry?.path())?;
            seed("decode", &[&chosen(sessions), &body[..]].concat())?;
            seed("error_body", &[&chosen(200), &body[..]].concat())?;
        }
    }
    for (_, body) in hostile::bodies(500) {
        seed("decode", &[&chosen(sessions), &body[..]].concat())?;
    }
    for body in [
        json!({"error_type": "ITEM_ERROR", "error_code": "PRODUCT_NOT_READY", "request_id": "a1B2"}),
        json!({"error_code": 7, "causes": [{"item_id": "a"}], "suggested_action": null}),
        json!({"sessions": [{"errors": [{"error_code": "A"}]}]}),
    ] {
        seed_choice("error_body", 400, &body)?;
    }
    for (place, other) in [
        (0, ""),
        (40, "a"),
        (399, "=="),
        (100, "eyJhbGciOiJub25lIn0."),
    ] {
        let body = br#"{"webhook_type": "ITEM", "webhook_code": "ERROR"}"#;
        seed(
            "webhook",
            &[&chosen(place), other.as_bytes(), b"\0", body].concat(),
        )?;
    }
    for (_, document) in fixtures() {
        seed("fragment", document.to_string().as_bytes())?;
        seed(
            "changes",
            json!([document, document]).to_string().as_bytes(),
        )?;
    }
    Ok(())
}

/// A body of each webhook.
fn webhooks(bodies: &Bodies, random: &mut Rng) -> Vec<Value> {
    let api = plaid_credit_codegen::api(fragment()).expect("the fragment is a document");
    let webhooks = api.webhooks().map(|(ty, webhook)| {
        let mut body = bodies.generate(ty.schema(), random);
        body["webhook_type"] = webhook.kind.as_str().into();
        body["webhook_code"] = webhook.code.as_str().into();
        body
    });
    webhooks.collect()
}

/// Writes a seed that chooses among what the target can do.
fn seed_choice(target: &str, choice: usize, body: &Value) -> Result<()> {
    let body = body.to_string();
    seed(target, &[&chosen(choice), body.as_bytes()].concat())
}

/// Names the file after what is in it, so that running this again adds nothing.
fn seed(target: &str, seed: &[u8]) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&folder)?;
    let hash = seed.iter().fold(0u64, |hash, byte| {
        hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*byte)
    });
    fs::write(folder.join(format!("{hash:016x}")), seed)
}
