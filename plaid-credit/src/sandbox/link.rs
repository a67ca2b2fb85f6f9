//! Going through Link, without a person.

use std::fmt;
#[cfg(feature = "webhooks")]
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::cast::{Cast, Facts, object};
use super::products::Product;
use super::refusal::Refusal;
use super::world::{Link, Session, World, date_time, id};
use super::{Sandbox, SandboxError, check_reports, delivery, link_events, update_mode};
use crate::redact::Hidden;

/// What a user does in a Link session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scenario {
    /// The user connects an institution and shares their data: there is an Item.
    Approved,
    /// The user leaves Link without connecting anything.
    Abandoned,
    /// The institution cannot be reached, and the user leaves.
    Error,
    /// The user has opened Link, and is still there.
    Started,
}

/// A Link session, as Link reports it to the page that opened it.
///
/// `Debug` hides the public token.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkSession {
    /// The ID of the session.
    pub link_session_id: String,
    /// The public token, to be exchanged once; `None` unless the session was approved.
    pub public_token: Option<String>,
}

impl fmt::Debug for LinkSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LinkSession")
            .field("link_session_id", &self.link_session_id)
            .field("public_token", &Hidden(&self.public_token))
            .finish()
    }
}

/// # Link and time
///
/// In a test, nobody goes through Link, and nobody waits for a report.
impl Sandbox {
    /// Takes the place of a user in a Link session, and returns what Link tells the page that
    /// opened it. After [`Scenario::Started`], the next call continues the same session.
    ///
    /// Sends the webhooks that follow to services on this machine, and waits for them to respond. The
    /// handler of such a webhook has to respond before it calls this or [`advance`](Self::advance):
    /// otherwise, each waits for the other until the sandbox gives up after 10 seconds.
    ///
    /// In update mode, [`Scenario::Approved`] repairs the Item that the Link token is for, rather
    /// than add one.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownLinkToken`] if the sandbox has not issued this Link token,
    /// [`SandboxError::ExpiredLinkToken`] if it is too old to start a session,
    /// [`SandboxError::RemovedUser`] if its user was removed, and [`SandboxError::MissingItem`] if
    /// there is no Item for it to update.
    pub async fn finish_link(
        &self,
        link_token: impl AsRef<str>,
        scenario: Scenario,
    ) -> Result<LinkSession, SandboxError> {
        let session = {
            let world = &mut self.state.changing().world;
            let link = world.link(link_token.as_ref());
            let link = link.ok_or(SandboxError::UnknownLinkToken)?;
            finish(world, link, scenario)?
        };
        #[cfg(feature = "webhooks")]
        self.send_due_webhooks().await;
        Ok(session)
    }

    /// Lets time pass in the sandbox, without waiting: reports become ready, and expire. Sends
    /// the webhooks that are due to services on this machine, and waits for them to respond. The
    /// handler of such a webhook has to respond before it calls this or
    /// [`finish_link`](Self::finish_link): otherwise, each waits for the other until the sandbox gives
    /// up after 10 seconds.
    pub async fn advance(&self, by: Duration) {
        self.state.changing().world.advance(by);
        #[cfg(feature = "webhooks")]
        self.send_due_webhooks().await;
    }

    /// Sends the webhooks that are due, even if the caller stops waiting for it.
    #[cfg(feature = "webhooks")]
    async fn send_due_webhooks(&self) {
        let state = Arc::clone(&self.state);
        let sending = async move { state.send_due_webhooks().await };
        if let Err(error) = self.server.runtime.spawn(sending).await
            && error.is_panic()
        {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

impl Scenario {
    /// What happens in the session, in the names of Link's events.
    pub(super) fn events(self) -> &'static [&'static str] {
        match self {
            Self::Approved => &["OPEN", "SELECT_INSTITUTION", "HANDOFF"],
            Self::Abandoned => &["OPEN", "EXIT"],
            Self::Error => &["OPEN", "SELECT_INSTITUTION", "ERROR", "EXIT"],
            Self::Started => &["OPEN"],
        }
    }
}

/// Adds a session to a Link token, or ends the one that was started.
fn finish(world: &mut World, link: usize, scenario: Scenario) -> Result<LinkSession, SandboxError> {
    let Link { user, request, .. } = &world.links[link];
    let (user, request) = (*user, request.clone());
    if user.is_some_and(|user| world.users[user].removed) {
        return Err(SandboxError::RemovedUser);
    }
    let updated = update_mode::items(world, &world.links[link])?;
    open_session(world, link, scenario)?;
    let now = world.now();
    let items = match scenario {
        Scenario::Approved => connect(world, user, &request, updated),
        _ => Vec::new(),
    };
    let item = items.first().copied();
    let public_token = item.map(|item| world.items[item].public_token.clone());
    let mut link_session_id = String::new();
    if let Some(session) = world.links[link].sessions.last_mut() {
        session.scenario = scenario;
        session.finished = (scenario != Scenario::Started).then_some(now);
        session.item = item;
        link_session_id.clone_from(&session.id);
    }
    delivery::stepped(world, link, scenario);
    plan_webhooks(world, link, scenario);
    if let (Some(user), false) = (user, items.is_empty()) {
        check_reports::start_from_link(world, &request, user, items);
    }
    Ok(LinkSession {
        link_session_id,
        public_token,
    })
}

/// Opens a session with a Link token, unless one is open.
fn open_session(world: &mut World, link: usize, scenario: Scenario) -> Result<(), SandboxError> {
    let now = world.now();
    let open = world.links[link].sessions.last();
    if open.is_some_and(|session| session.finished.is_none()) {
        return Ok(());
    }
    if now >= world.links[link].expires {
        return Err(SandboxError::ExpiredLinkToken);
    }
    let number = world.links.iter().map(|link| link.sessions.len()).sum();
    let id = id(world.seed_of("session", number), "session", 36);
    world.links[link].sessions.push(Session {
        id,
        scenario,
        started: now,
        finished: None,
        item: None,
    });
    Ok(())
}

/// Repairs the Items that are updated, or adds one if none is.
fn connect(
    world: &mut World,
    user: Option<usize>,
    request: &Value,
    updated: Vec<usize>,
) -> Vec<usize> {
    if updated.is_empty() {
        let institution = request["institution_id"].as_str();
        return vec![world.add_item(user, institution, request)];
    }
    for item in &updated {
        world.items[*item].needs_login = false;
        world.items[*item].products.add(request);
    }
    updated
}

fn plan_webhooks(world: &mut World, link: usize, scenario: Scenario) {
    let link = &world.links[link];
    let Some(session) = link.sessions.last() else {
        return;
    };
    if scenario == Scenario::Started {
        return;
    }
    let request = link.request.clone();
    let items: Vec<usize> = session.item.into_iter().collect();
    let tokens: Vec<&str> = items
        .iter()
        .map(|item| &*world.items[*item].public_token)
        .collect();
    let mut cast = world.cast(link.user, &items);
    cast.facts.extend(object(json!({
        "link_token": link.token,
        "link_session_id": session.id,
        "public_tokens": tokens,
        "status": if tokens.is_empty() { "EXITED" } else { "SUCCESS" },
        "events": link_events::events(world, link, session),
    })));
    if let Some(first) = tokens.first() {
        cast.facts
            .insert("public_token".to_owned(), (*first).into());
    }
    let url = &request["webhook"];
    for code in codes(&request, !items.is_empty()) {
        world.plan_webhook(Duration::ZERO, url, ("LINK", code), cast.clone());
    }
    let has_income_from = |source| {
        let mut items = items.iter().map(|item| &world.items[*item].products);
        items.any(|products| products.has_income_from(source, &request))
    };
    let code = match (has_income_from("bank"), has_income_from("payroll")) {
        (true, _) => "BANK_INCOME_COMPLETE",
        (false, true) => "INCOME_VERIFICATION",
        (false, false) => return,
    };
    let delay = world.report_delay;
    world.plan_webhook(delay, url, ("INCOME", code), cast);
}

/// The codes of the webhooks about a session that has ended.
fn codes(request: &Value, has_item: bool) -> Vec<&'static str> {
    let is_hosted = request["hosted_link"].is_object();
    let may_have_several = request["enable_multi_item_link"] == true;
    let is_new = has_item && !update_mode::is_update(request);
    [
        ("ITEM_ADD_RESULT", is_new && (is_hosted || may_have_several)),
        ("EVENTS", is_hosted),
        ("SESSION_FINISHED", true),
    ]
    .into_iter()
    .filter_map(|(code, is_sent)| is_sent.then_some(code))
    .collect()
}

/// A session as `/credit/sessions/get` shows it, made from one that is made up.
pub(super) fn credit_session(
    world: &World,
    link: &Link,
    session: &Session,
    mut made_up: Value,
) -> Value {
    made_up["link_session_id"] = session.id.as_str().into();
    made_up["session_start_time"] = date_time(session.started);
    made_up["errors"] = match session.scenario {
        Scenario::Error => {
            let mut error = Refusal::institution_down().summary();
            error["display_message"] =
                "Your bank cannot be reached. Please try again later.".into();
            json!([error])
        }
        _ => json!([]),
    };
    approve(&mut made_up["results"], world, link, session);
    made_up
}

/// A session as `/link/token/get` shows it, made from one that is made up.
pub(super) fn link_session(
    world: &World,
    link: &Link,
    session: &Session,
    mut made_up: Value,
) -> Value {
    let is_over = session.finished.is_some();
    let has_item = session.item.is_some();
    made_up["link_session_id"] = session.id.as_str().into();
    made_up["started_at"] = date_time(session.started);
    made_up["finished_at"] = session.finished.map_or(Value::Null, date_time);
    if !has_item {
        made_up["on_success"] = Value::Null;
    }
    for name in ["exit", "on_exit"] {
        made_up[name] = match is_over && !has_item {
            true => link_events::exit(world, link, session),
            false => Value::Null,
        };
    }
    approve(&mut made_up["results"], world, link, session);
    made_up["events"] = link_events::events(world, link, session);
    made_up
}

fn facts(world: &World, link: &Link, session: &Session) -> Facts {
    let token = session
        .item
        .map(|item| world.items[item].public_token.as_str());
    let mut facts = object(json!({
        "link_session_id": session.id,
        "public_token": token,
    }));
    facts.extend(link_events::institution(world, link, session));
    facts
}

/// The results of a session, of which there are none without an Item, and only those that fit
/// the session and the products of the Item.
fn approve(results: &mut Value, world: &World, link: &Link, session: &Session) {
    let Some(item) = session.item.and_then(|item| world.items.get(item)) else {
        *results = Value::Null;
        return;
    };
    let has = |product| item.products.has(product);
    let has_income_from = |source| item.products.has_income_from(source, &link.request);
    let is_update = update_mode::is_update(&link.request);
    for (name, is_kept, nothing) in [
        ("bank_income_results", has_income_from("bank"), json!([])),
        (
            "payroll_income_results",
            has_income_from("payroll"),
            json!([]),
        ),
        (
            "document_income_results",
            has_income_from("payroll"),
            Value::Null,
        ),
        (
            "bank_employment_results",
            has(Product::Employment),
            json!([]),
        ),
        (
            "cra_item_add_results",
            has(Product::Check) && !is_update,
            json!([]),
        ),
        (
            "cra_update_results",
            has(Product::Check) && is_update,
            json!([]),
        ),
        // Nobody uploads bank statements.
        ("cra_document_upload_results", false, Value::Null),
    ] {
        if let (Some(results), false) = (results.get_mut(name), is_kept) {
            *results = nothing;
        }
    }
}

/// Whom the answers about a session are about.
pub(super) fn cast(world: &World, link: &Link, session: &Session) -> Cast {
    let items: Vec<usize> = session.item.into_iter().collect();
    let mut cast = world.cast(link.user, &items);
    cast.facts.extend(facts(world, link, session));
    cast
}
