//! Who a user is, and how often they can be created.

use std::time::Duration;

use plaid_credit::chrono::TimeDelta;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{Result, code, identity, link_request, stopped, with_prerequisites};

/// The header that asks for the newer kind of user.
const NEW_USERS: &str = "Plaid-New-User-API-Enabled";

/// The `user_id`, of a user of the newer kind.
async fn create(sandbox: &Sandbox, name: &str) -> Result<NewUserId> {
    let request = UserCreateRequest::new(name.into());
    let call = sandbox.client().user_create(&request);
    let user = call.header(NEW_USERS, "true").await?;
    assert_eq!(user.anomalies(), []);
    assert!(user.user_token.is_none());
    Ok(user.user_id.clone().ok_or("no user_id")?)
}

#[tokio::test]
async fn a_user_may_have_an_id_only() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let request = UserCreateRequest::new("customer-1".into());
    let client = sandbox.client();
    let older = client.user_create(&request).await?;
    let call = client.user_create(&request);
    let newer = call.header(NEW_USERS, "true").await?;
    assert!(older.user_token.is_some() && older.user_id.is_some());
    assert!(newer.user_token.is_none() && newer.user_id.is_some());
    Ok(())
}

#[tokio::test]
async fn the_same_person_is_the_same_user() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let first = create(&sandbox, "customer-1").await?;
    assert_eq!(create(&sandbox, "customer-1").await?, first);
    assert_ne!(create(&sandbox, "customer-2").await?, first);

    // Once removed, they can be created anew.
    let request = UserRemoveRequest::new(first.clone());
    sandbox.client().user_remove(&request).await?;
    let second = create(&sandbox, "customer-1").await?;
    assert_ne!(second, first);
    assert_eq!(create(&sandbox, "customer-1").await?, second);
    Ok(())
}

#[tokio::test]
async fn a_user_with_a_token_is_created_once() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let client = sandbox.client();
    let request = UserCreateRequest::new("customer-1".into());
    let user = client.user_create(&request).await?;
    let again = client.user_create(&request).await;
    assert_eq!(code(again).as_deref(), Some("INVALID_FIELD"));
    let token = user.user_token.clone().ok_or("no user_token")?;
    client.user_remove(&UserRemoveRequest::new(token)).await?;
    let again = client.user_create(&request).await;
    assert_eq!(code(again).as_deref(), Some("INVALID_FIELD"));
    Ok(())
}

#[tokio::test]
async fn a_consumer_report_needs_an_identity() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let client = sandbox.client();
    let id = create(&sandbox, "customer-1").await?;
    let link = link_request(&json!({
        "user_id": id, "products": ["cra_base_report"],
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    }));
    let refused = client.call::<Value>("/link/token/create", &link).await;
    assert_eq!(code(refused).as_deref(), Some("INVALID_FIELD"));

    let name = ClientUserIdentityName::new("Alder".into(), "Ada".into());
    let request = UserUpdateRequest::new(id.clone());
    let part = request
        .clone()
        .identity(ClientUserIdentity::new().name(name));
    client.user_update(&part).await?;
    let refused = client.call::<Value>("/link/token/create", &link).await;
    let error = refused.err().ok_or("accepted")?;
    let message = error.api().and_then(|error| error.error_message.clone());
    let missing = "date_of_birth, emails, phone_numbers, addresses";
    assert!(message.is_some_and(|message| message.ends_with(missing)));

    client.user_update(&request.identity(identity())).await?;
    client.call::<Value>("/link/token/create", &link).await?;
    let shown = client
        .user_get(&UserGetRequest::new(id))
        .header(NEW_USERS, "true")
        .await?;
    assert_eq!(shown.anomalies(), []);
    let shown = shown.identity.as_ref().ok_or("no identity")?;
    assert_eq!(shown.emails[0].data.as_deref(), Some("ada@example.com"));
    Ok(())
}

#[tokio::test]
async fn a_user_says_when_they_were_updated() -> TestResult {
    let sandbox = stopped().await?;
    let client = sandbox.client();
    let id = create(&sandbox, "customer-1").await?;
    let since_creation = async || -> Result<Option<TimeDelta>> {
        let request = UserGetRequest::new(id.clone());
        let user = client.user_get(&request).header(NEW_USERS, "true").await?;
        Ok(user
            .updated_at
            .zip(user.created_at)
            .map(|(updated, created)| updated - created))
    };
    sandbox.advance(Duration::from_secs(60)).await;
    assert_eq!(since_creation().await?, Some(TimeDelta::zero()));
    let update = UserUpdateRequest::new(id.clone()).identity(identity());
    client.user_update(&update).await?;
    sandbox.advance(Duration::from_secs(60)).await;
    assert_eq!(since_creation().await?, Some(TimeDelta::seconds(60)));
    Ok(())
}

#[tokio::test]
async fn a_consumer_report_needs_primary_details_and_an_address_in_the_us() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let client = sandbox.client();
    for (number, (field, value)) in [
        (
            "emails",
            json!({ "data": "ada@example.com", "primary": false }),
        ),
        (
            "phone_numbers",
            json!({ "data": "+16145550123", "primary": false }),
        ),
        ("addresses", json!({ "country": "US", "primary": false })),
        ("addresses", json!({ "country": "CA", "primary": true })),
    ]
    .into_iter()
    .enumerate()
    {
        let mut identity = json!(identity());
        identity[field] = json!([value]);
        let user = json!({ "client_user_id": format!("customer-{number}"), "identity": identity });
        let user = client.call::<Value>("/user/create", &user).await?;
        let link = link_request(&json!({
            "user_id": user["user_id"], "products": ["cra_base_report"],
            "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
        }));
        let refused = client.call::<Value>("/link/token/create", &link).await;
        let error = refused.err().ok_or_else(|| format!("accepted {value}"))?;
        let message = error.api().and_then(|error| error.error_message.clone());
        assert!(message.is_some_and(|message| message.ends_with(&format!(": {field}"))));
    }
    Ok(())
}
