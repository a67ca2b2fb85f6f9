//! What the examples call: Plaid if its settings are in the environment, otherwise the embedded
//! sandbox.

use std::error::Error;
use std::time::Duration;

use plaid_credit::Client;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::{NewUserId, UserIdentifier, UserToken};

/// A client, and the user that the example asks about.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) user: UserIdentifier,
    /// Runs until the connection is dropped.
    _sandbox: Option<Sandbox>,
}

/// Whether the environment has any of the settings for Plaid. If one is missing, the client says
/// so: made-up data would be a surprise.
pub(crate) fn has_credentials() -> bool {
    ["PLAID_CLIENT_ID", "PLAID_SECRET", "PLAID_ENV"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
}

/// Connects, and says to what.
pub(crate) async fn connect() -> Result<Connection, Box<dyn Error>> {
    if has_credentials() {
        let client = Client::from_env()?;
        let user = user()?;
        println!("Calling Plaid.\n");
        return Ok(Connection {
            client,
            user,
            _sandbox: None,
        });
    }
    let sandbox = Sandbox::builder().report_delay(Duration::ZERO);
    let sandbox = sandbox.start().await?;
    let user = applicant(&sandbox, Scenario::Approved).await?.into();
    println!("Calling the embedded sandbox, which returns made-up data.");
    println!(
        "To call Plaid, set PLAID_CLIENT_ID, PLAID_SECRET, PLAID_ENV and PLAID_USER_ID (or \
         PLAID_USER_TOKEN).\n"
    );
    Ok(Connection {
        client: sandbox.client(),
        user,
        _sandbox: Some(sandbox),
    })
}

/// Creates a user in the embedded sandbox, and takes their place in Link. It calls the operations
/// by their paths, so that an example needs only the features of its own operations.
pub(crate) async fn applicant(
    sandbox: &Sandbox,
    scenario: Scenario,
) -> Result<NewUserId, Box<dyn Error>> {
    let client = sandbox.client();
    let user = json!({ "client_user_id": "applicant-1" });
    let user = client.call::<Value>("/user/create", &user).await?;
    let user_id = user["user_id"].as_str().ok_or("no user_id")?;
    let link = json!({
        "user_id": user_id, "client_name": "Lender", "language": "en", "country_codes": ["US"],
        "products": ["income_verification"],
        "income_verification": {
            "income_source_types": ["bank"], "bank_income": { "days_requested": 180 },
        },
    });
    let link = client.call::<Value>("/link/token/create", &link).await?;
    let link_token = link["link_token"].as_str().ok_or("no link_token")?;
    sandbox.finish_link(link_token, scenario).await?;
    Ok(user_id.into())
}

/// The user by PLAID_USER_ID or, with older integrations, by PLAID_USER_TOKEN.
fn user() -> Result<UserIdentifier, Box<dyn Error>> {
    if let Ok(id) = std::env::var("PLAID_USER_ID") {
        return Ok(NewUserId::from(id).into());
    }
    match std::env::var("PLAID_USER_TOKEN") {
        Ok(token) => Ok(UserToken::from(token).into()),
        Err(_) => Err("set PLAID_USER_ID or PLAID_USER_TOKEN to the user to ask about".into()),
    }
}
