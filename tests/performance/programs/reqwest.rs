//! A call by hand.
#![allow(dead_code)]

use std::error::Error;

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Request {
    user_id: String,
}

#[derive(Debug, Deserialize)]
struct Response {
    sessions: Vec<Session>,
    request_id: String,
}

#[derive(Debug, Deserialize)]
struct Session {
    link_session_id: String,
    session_start_time: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let request = Request {
            user_id: "usr_123".to_owned(),
        };
        let response: Response = reqwest::Client::new()
            .post("https://sandbox.plaid.com/credit/sessions/get")
            .header("plaid-client-id", "client-id")
            .header("plaid-secret", "secret")
            .json(&request)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        println!("{response:?}");
        Ok(())
    })
}
