//! What tests of a sandbox with state have in common.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, Instant};

use plaid_credit::chrono::NaiveDate;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::testing::Clock;
use plaid_credit::types::*;
use plaid_credit::{Client, Error, reqwest};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const PRODUCTS: &[&str] = &[
    "income_verification",
    "employment",
    "assets",
    "cra_base_report",
];
pub(crate) const DELAY: Duration = Duration::from_secs(10);

/// A clock that stands still, so that only the test lets time pass.
#[derive(Debug)]
struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A client that goes through no proxy, whatever the environment says.
pub(crate) fn plain_client() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().build();
    client.expect("a client without settings")
}

/// A user and a Link token for them.
pub(crate) struct Applicant {
    pub(crate) client: Client,
    pub(crate) id: NewUserId,
    pub(crate) link_token: LinkToken,
}

impl Applicant {
    /// With all products, so that one test need not say what it has no business with.
    pub(crate) async fn new(sandbox: &Sandbox, name: &str) -> Result<Self> {
        Self::with(sandbox, name, PRODUCTS).await
    }

    pub(crate) async fn with(sandbox: &Sandbox, name: &str, products: &[&str]) -> Result<Self> {
        let client = sandbox.client();
        let request = UserCreateRequest::new(name.into()).identity(identity());
        let user = client.user_create(&request).await?.into_inner();
        let id = user.user_id.ok_or("no user_id")?;
        let mut fields = json!({ "user_id": id, "products": products });
        if products.contains(&"income_verification") {
            fields["income_verification"] = income_from("bank");
        }
        if products.contains(&"cra_base_report") {
            fields["consumer_report_permissible_purpose"] = "EXTENSION_OF_CREDIT".into();
        }
        let link_token = LinkToken::from(link_token(&client, &fields).await?);
        Ok(Self {
            client,
            id,
            link_token,
        })
    }

    /// Another Link token for the same user, with these fields.
    pub(crate) async fn another_link(&self, fields: &Value) -> Result<String> {
        let about_user = json!({ "user_id": self.id });
        link_token(&self.client, &merged(about_user, fields)).await
    }

    /// Connects an institution, and gives its Item and access token.
    pub(crate) async fn connect(&self, sandbox: &Sandbox) -> Result<(ItemId, AccessToken)> {
        let session = sandbox
            .finish_link(&self.link_token, Scenario::Approved)
            .await?;
        let token = session.public_token.ok_or("no public token")?;
        let request = ItemPublicTokenExchangeRequest::new(PublicToken::from(token));
        let item = self.client.item_public_token_exchange(&request).await?;
        let item = item.into_inner();
        Ok((
            item.item_id.ok_or("no item_id")?,
            item.access_token.ok_or("no access_token")?,
        ))
    }

    pub(crate) async fn sessions(&self) -> Result<Vec<CreditSession>> {
        let request = CreditSessionsGetRequest::new(self.id.clone());
        let sessions = self.client.credit_sessions_get(&request).await?;
        Ok(sessions.into_inner().sessions)
    }

    pub(crate) async fn call(&self, path: &str, body: Value) -> std::result::Result<Value, Error> {
        let response = self.client.call::<Value>(path, &body).await?;
        Ok(response.into_inner())
    }
}

/// A request with more fields, or with others in their place.
pub(crate) fn merged(mut request: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    request
}

/// A request for a Link token: these fields, and those that all of them need.
pub(crate) fn link_request(fields: &Value) -> Value {
    let usual = json!({ "client_name": "Lender", "language": "en", "country_codes": ["US"] });
    merged(usual, fields)
}

/// A Link token that was requested with these fields.
pub(crate) async fn link_token(client: &Client, fields: &Value) -> Result<String> {
    let link = client.call::<Value>("/link/token/create", &link_request(fields));
    let link = link.await?;
    let token = link["link_token"].as_str().ok_or("no link_token")?;
    Ok(token.to_owned())
}

/// What a request for a Link token says of income, which is from a `bank` or from `payroll`.
pub(crate) fn income_from(source: &str) -> Value {
    json!({ "income_source_types": [source], "bank_income": { "days_requested": 180 } })
}

/// An Item with this webhook, and no user: its access token.
pub(crate) async fn item_without_user(client: &Client, webhook: &str) -> Result<Value> {
    let create = json!({
        "institution_id": "ins_1", "initial_products": ["assets"],
        "options": { "webhook": webhook },
    });
    let created = client.call::<Value>("/sandbox/public_token/create", &create);
    let created = created.await?;
    let exchange = json!({ "public_token": created["public_token"] });
    let item = client.call::<Value>("/item/public_token/exchange", &exchange);
    Ok(item.await?["access_token"].clone())
}

/// All that a consumer report needs to know of a user.
pub(crate) fn identity() -> ClientUserIdentity {
    let born = NaiveDate::from_ymd_opt(1988, 4, 2).expect("April has the day");
    let address = ClientUserIdentityAddress::new("US", true).street_1("12 Acorn Street");
    ClientUserIdentity::new()
        .name(ClientUserIdentityName::new("Alder".into(), "Ada".into()))
        .date_of_birth(born)
        .addresses(vec![address])
        .emails(vec![ClientUserIdentityEmail::new("ada@example.com", true)])
        .phone_numbers(vec![ClientUserIdentityPhoneNumber::new(
            "+16145550123",
            true,
        )])
}

pub(crate) fn code<T>(result: std::result::Result<T, Error>) -> Option<String> {
    let error = result.err()?;
    error.error_code().map(str::to_owned)
}

/// All values of this name in a body.
pub(crate) fn all(body: &Value, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match body {
        Value::Object(members) => {
            for (key, member) in members {
                match member.as_str() {
                    Some(text) if key == name => {
                        found.insert(text.to_owned());
                    }
                    _ => found.extend(all(member, name)),
                }
            }
        }
        Value::Array(elements) => {
            found.extend(elements.iter().flat_map(|element| all(element, name)));
        }
        _ => {}
    }
    found
}

/// A sandbox that refuses what lacks its prerequisites.
pub(crate) async fn with_prerequisites() -> Result<Sandbox> {
    let builder = Sandbox::builder().check_prerequisites(true);
    Ok(builder.start().await?)
}

/// The same, whose reports are ready at once.
pub(crate) async fn with_ready_reports() -> Result<Sandbox> {
    let builder = Sandbox::builder().check_prerequisites(true);
    Ok(builder.report_delay(Duration::ZERO).start().await?)
}

/// The same, in which only the test lets time pass.
pub(crate) async fn stopped() -> Result<Sandbox> {
    let builder = Sandbox::builder().check_prerequisites(true);
    Ok(builder.clock(Stopped(Instant::now())).start().await?)
}
