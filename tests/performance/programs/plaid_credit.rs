//! The same call with the crate.

use std::error::Error;

use plaid_credit::types::{CreditSessionsGetRequest, NewUserId};
use plaid_credit::{Client, Credentials, Environment};

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let credentials = Credentials::new("client-id", "secret");
        let client = Client::new(credentials, Environment::Sandbox)?;
        let request = CreditSessionsGetRequest::new(NewUserId::from("usr_123"));
        let response = client.credit_sessions_get(&request).await?;
        println!("{response:?}");
        Ok(())
    })
}
