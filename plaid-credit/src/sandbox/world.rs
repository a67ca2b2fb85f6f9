//! What has happened in a sandbox: its users, Link tokens, Items and reports.
//!
//! A token that was never given out is not of this world: its answers are made up from the
//! fragment alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::calendar::BEGINNING;
use super::cast::{Cast, Facts, ItemCast, Person, object};
use super::chance;
use super::check_reports::CheckReport;
use super::fragment::Fragment;
use super::link::Scenario;
use super::monitoring::{self, Subscription};
use super::plausible;
use super::products::{Product, Products};
use super::refusal::Refusal;
use super::users;
use crate::client::Clock;

/// Users, Link tokens, Items and reports are referred to by their index in these lists, and
/// stay in them when they are removed.
pub(super) struct World {
    /// Says which webhooks there are.
    #[cfg_attr(not(feature = "webhooks"), allow(dead_code))]
    pub(super) fragment: &'static Fragment,
    seed: u64,
    clock: Arc<dyn Clock>,
    started: Instant,
    advanced: Duration,
    pub(super) report_delay: Duration,
    /// Whether what is missing for a request is refused.
    pub(super) checks_prerequisites: bool,
    pub(super) users: Vec<User>,
    pub(super) links: Vec<Link>,
    pub(super) items: Vec<Item>,
    pub(super) reports: Vec<Report>,
    pub(super) copies: Vec<Copy>,
    /// How many check reports were created.
    pub(super) check_reports: usize,
    pub(super) subscriptions: Vec<Subscription>,
    /// How many subscriptions there were.
    pub(super) subscribed: usize,
    /// Webhooks that are still to be sent.
    pub(super) webhooks: Vec<Webhook>,
}

pub(super) struct User {
    pub(super) id: String,
    pub(super) token: String,
    pub(super) client_user_id: Value,
    pub(super) seed: u64,
    pub(super) person: Person,
    pub(super) identity: Facts,
    /// Whether they were described as users with a token are.
    pub(super) has_older_identity: bool,
    pub(super) created: Duration,
    pub(super) updated: Duration,
    pub(super) check_report: Option<CheckReport>,
    pub(super) removed: bool,
}

pub(super) struct Link {
    pub(super) token: String,
    pub(super) user: Option<usize>,
    pub(super) request: Value,
    pub(super) created: Duration,
    pub(super) expires: Duration,
    pub(super) sessions: Vec<Session>,
}

pub(super) struct Session {
    pub(super) id: String,
    pub(super) scenario: Scenario,
    pub(super) started: Duration,
    pub(super) finished: Option<Duration>,
    pub(super) item: Option<usize>,
}

pub(super) struct Item {
    pub(super) user: Option<usize>,
    pub(super) cast: ItemCast,
    pub(super) products: Products,
    /// When the user has connected it.
    pub(super) linked: Duration,
    pub(super) public_token: String,
    pub(super) is_exchanged: bool,
    pub(super) access_token: String,
    /// When the data of its reports is there.
    pub(super) ready: Duration,
    /// Whether the user has to sign in again, in Link.
    pub(super) needs_login: bool,
    pub(super) removed: bool,
}

/// An asset report.
#[derive(Clone)]
pub(super) struct Report {
    pub(super) token: String,
    pub(super) facts: Facts,
    pub(super) items: Vec<usize>,
    /// The IDs of accounts that were filtered out.
    pub(super) excluded: Vec<Value>,
    pub(super) webhook: Value,
    pub(super) ready: Duration,
    pub(super) removed: bool,
}

/// An audit copy or a relay token of a report.
pub(super) struct Copy {
    pub(super) token: String,
    pub(super) report: usize,
    pub(super) removed: bool,
}

/// A webhook that is sent at its time.
#[cfg_attr(not(feature = "webhooks"), allow(dead_code))]
pub(super) struct Webhook {
    pub(super) at: Duration,
    pub(super) url: String,
    pub(super) kind: String,
    pub(super) code: String,
    pub(super) cast: Cast,
}

impl World {
    pub(super) fn new(
        fragment: &'static Fragment,
        seed: u64,
        clock: Arc<dyn Clock>,
        report_delay: Duration,
        checks_prerequisites: bool,
    ) -> Self {
        Self {
            fragment,
            seed,
            started: clock.now(),
            clock,
            advanced: Duration::ZERO,
            report_delay,
            checks_prerequisites,
            users: Vec::new(),
            links: Vec::new(),
            items: Vec::new(),
            reports: Vec::new(),
            copies: Vec::new(),
            check_reports: 0,
            subscriptions: Vec::new(),
            subscribed: 0,
            webhooks: Vec::new(),
        }
    }

    /// The time since the world began.
    pub(super) fn now(&self) -> Duration {
        let passed = self.clock.now().saturating_duration_since(self.started);
        passed.saturating_add(self.advanced)
    }

    /// The time when so much more has passed.
    pub(super) fn after(&self, delay: Duration) -> Duration {
        self.now().saturating_add(delay)
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by);
    }

    /// Refuses what is not ready before this time.
    pub(super) fn ready(&self, product: Product, at: Duration) -> Result<(), Refusal> {
        if self.now() < at {
            return Err(product.not_ready());
        }
        Ok(())
    }

    /// A seed for what is the `number`th of its kind.
    pub(super) fn seed_of(&self, kind: &str, number: usize) -> u64 {
        chance::seed(self.seed, &format!("{kind} {number}"))
    }

    pub(super) fn add_user(&mut self, request: &Value) -> usize {
        let seed = self.seed_of("user", self.users.len());
        let mut user = User {
            id: format!("usr_{}", id(seed, "user", 14)),
            token: token(seed, "user"),
            client_user_id: request["client_user_id"].clone(),
            seed,
            person: Person::made_up(seed),
            identity: Facts::new(),
            has_older_identity: false,
            created: self.now(),
            updated: self.now(),
            check_report: None,
            removed: false,
        };
        users::describe(&mut user, request);
        self.users.push(user);
        self.users.len() - 1
    }

    pub(super) fn add_item(
        &mut self,
        user: Option<usize>,
        institution: Option<&str>,
        request: &Value,
    ) -> usize {
        let seed = self.seed_of("item", self.items.len());
        let mut cast = ItemCast::made_up(seed, institution);
        if let Some(url) = request.get("webhook") {
            cast.facts.insert("webhook".to_owned(), url.clone());
        }
        let created = date_time(self.now());
        cast.facts.insert("created_at".to_owned(), created);
        self.items.push(Item {
            user,
            cast,
            products: match self.checks_prerequisites {
                true => Products::of(request),
                false => Products::of(request).and_all_others(),
            },
            linked: self.now(),
            public_token: token(seed, "public"),
            is_exchanged: false,
            access_token: token(seed, "access"),
            ready: self.after(self.report_delay),
            needs_login: false,
            removed: false,
        });
        self.items.len() - 1
    }

    /// The Items that a user still has.
    pub(super) fn items_of(&self, user: usize) -> Vec<usize> {
        let items = self.items.iter().enumerate();
        let of_user = items.filter(|(_, item)| item.user == Some(user) && !item.removed);
        of_user.map(|(index, _)| index).collect()
    }

    /// Of these Items, those that were linked for a product: at least one.
    pub(super) fn linked_for(
        &self,
        product: Product,
        mut items: Vec<usize>,
    ) -> Result<Vec<usize>, Refusal> {
        items.retain(|item| self.items[*item].products.has(product));
        match items.is_empty() {
            true => Err(product.not_linked()),
            false => Ok(items),
        }
    }

    /// Whom answers about these Items are about. The facts of the user come along.
    pub(super) fn cast(&self, user: Option<usize>, items: &[usize]) -> Cast {
        let items = items.iter().map(|index| {
            let Item { cast, products, .. } = &self.items[*index];
            let mut cast = cast.clone();
            cast.facts.extend(products.facts());
            cast
        });
        let mut cast = Cast {
            seed: self.seed,
            items: items.collect(),
            ..Cast::default()
        };
        if let Some(user) = user.map(|index| &self.users[index]) {
            cast.seed = user.seed;
            cast.person = Some(user.person.clone());
            cast.facts = object(json!({
                "user_id": user.id,
                "client_user_id": user.client_user_id,
            }));
        } else if let Some(item) = cast.items.first() {
            cast.seed = item.seed;
            cast.person = Some(Person::made_up(item.seed));
        }
        cast
    }

    /// Removes a user, and with them their Items and the reports that these are in.
    pub(super) fn remove_user(&mut self, index: usize) {
        for item in self.items_of(index) {
            self.items[item].removed = true;
        }
        for report in &mut self.reports {
            let mut items = report.items.iter();
            report.removed |= items.any(|item| self.items[*item].user == Some(index));
        }
        monitoring::end(self, index);
        let user = &mut self.users[index];
        user.removed = true;
        user.check_report = None;
    }

    /// Plans a webhook, if there is a URL for it. Those about asset reports name no user: only a
    /// report that was created for a `user_id` would, and all are created for access tokens.
    pub(super) fn plan_webhook(
        &mut self,
        delay: Duration,
        url: &Value,
        (kind, code): (&str, &str),
        mut cast: Cast,
    ) {
        if kind == "ASSETS" {
            cast.facts.remove("user_id");
        }
        if let Some(url) = url.as_str().filter(|url| !url.is_empty()) {
            self.webhooks.push(Webhook {
                at: self.after(delay),
                url: url.to_owned(),
                kind: kind.to_owned(),
                code: code.to_owned(),
                cast,
            });
        }
    }

    /// Takes the webhooks whose time has come.
    #[cfg(feature = "webhooks")]
    pub(super) fn due_webhooks(&mut self) -> Vec<Webhook> {
        let now = self.now();
        let all = std::mem::take(&mut self.webhooks);
        let (due, later) = all.into_iter().partition(|webhook| webhook.at <= now);
        self.webhooks = later;
        due
    }
}

/// Whether a request names a user of the older kind, by their token: some webhooks differ.
pub(super) fn is_of_older_user(request: &Value) -> bool {
    request["user_token"].is_string()
}

/// A token such as Plaid's.
pub(super) fn token(seed: u64, kind: &str) -> String {
    let id = id(seed, kind, 32).to_lowercase();
    format!("{kind}-sandbox-{id}")
}

/// An identifier such as Plaid's.
pub(super) fn id(seed: u64, kind: &str, length: usize) -> String {
    plausible::identifier(length, &mut chance::random(seed, kind))
}

/// A time of this world, as Plaid writes it.
pub(super) fn date_time(since: Duration) -> Value {
    let time = TimeDelta::from_std(since)
        .ok()
        .and_then(|since| BEGINNING.checked_add_signed(since))
        .unwrap_or(BEGINNING);
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string().into()
}
