//! Writes the seeds of each target to `corpus`, from the fixtures and the fragment's schemas:
//! `cargo run --manifest-path tests/fuzz/Cargo.toml --example seeds`.

use std::fs;
use std::io::Result;
use std::path::Path;

use fastrand::Rng;
use plaid_credit_codegen::api::Direction;
use plaid_credit_fuzz::chosen;
use plaid_credit_tests::bodies::Bodies;
use plaid_credit_tests::documents::{fixtures, workspace};
use plaid_credit_tests::models::MODELS;
use serde_json::json;

fn main() -> Result<()> {
    let mut random = Rng::with_seed(1);
    let bodies = Bodies::of_the_fragment();
    for (index, model) in MODELS.iter().enumerate() {
        if model.direction != Direction::Request && bodies.has(model.schema) {
            let body = bodies.generate(model.schema, &mut random).to_string();
            write("decode", &[&chosen(1 + index), body.as_bytes()].concat())?;
        }
    }
    for folder in ["tests/fixtures/plaid", "tests/fixtures/sessions"] {
        for entry in fs::read_dir(workspace().join(folder))? {
            let body = fs::read(entry?.path())?;
            for index in 0..8 {
                write("decode", &[&chosen(index * 80), &body[..]].concat())?;
            }
            write("error_body", &[&chosen(200), &body[..]].concat())?;
        }
    }
    for body in [
        json!({"error_type": "ITEM_ERROR", "error_code": "PRODUCT_NOT_READY", "request_id": "a1B2"}),
        json!({"error_code": 7, "causes": [{"item_id": "a"}], "suggested_action": null}),
        json!({"sessions": [{"errors": [{"error_code": "A"}]}]}),
    ] {
        write(
            "error_body",
            &[&chosen(400), body.to_string().as_bytes()].concat(),
        )?;
    }
    for (place, other) in [
        (0, ""),
        (40, "a"),
        (399, "=="),
        (100, "eyJhbGciOiJub25lIn0."),
    ] {
        let body = br#"{"webhook_type": "ITEM", "webhook_code": "ERROR"}"#;
        write(
            "webhook",
            &[&chosen(place), other.as_bytes(), b"\0", body].concat(),
        )?;
    }
    for (_, document) in fixtures() {
        write("fragment", document.to_string().as_bytes())?;
        write(
            "changes",
            json!([document, document]).to_string().as_bytes(),
        )?;
    }
    Ok(())
}

/// Names the file after what is in it, so that running this again adds nothing.
fn write(target: &str, seed: &[u8]) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&folder)?;
    let hash = seed.iter().fold(0u64, |hash, byte| {
        hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*byte)
    });
    fs::write(folder.join(format!("{hash:016x}")), seed)
}
