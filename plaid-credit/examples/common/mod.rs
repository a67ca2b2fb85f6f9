//! What the examples call: Plaid if its settings are in the environment, otherwise the embedded
//! sandbox.

use std::error::Error;

use plaid_credit::Client;
use plaid_credit::sandbox::Sandbox;
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
    let sandbox = Sandbox::start().await?;
    println!("Calling the embedded sandbox, which returns made-up data.");
    println!(
        "To call Plaid, set PLAID_CLIENT_ID, PLAID_SECRET, PLAID_ENV and PLAID_USER_ID (or \
         PLAID_USER_TOKEN).\n"
    );
    Ok(Connection {
        client: sandbox.client(),
        user: UserToken::from("user-sandbox-made-up").into(),
        _sandbox: Some(sandbox),
    })
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
