//! Whom an answer is about, so that all answers about them agree.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::chance;
use super::plausible::{self, Field};
use super::refusal::Refusal;

/// What the fields of these names hold.
pub(super) type Facts = Map<String, Value>;

/// A user and their Items.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    pub(super) seed: u64,
    pub(super) facts: Facts,
    pub(super) person: Option<Person>,
    pub(super) items: Vec<ItemCast>,
}

/// What the answers call a user and the company that pays them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) employer: String,
}

/// An Item and its accounts.
#[derive(Debug, Clone)]
pub(super) struct ItemCast {
    pub(super) seed: u64,
    pub(super) facts: Facts,
    pub(super) accounts: Vec<AccountCast>,
}

/// An account.
#[derive(Debug, Clone)]
pub(super) struct AccountCast {
    pub(super) seed: u64,
    pub(super) facts: Facts,
}

/// The Item and the account that a part of an answer is about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Focus {
    pub(super) item: Option<usize>,
    pub(super) account: Option<usize>,
}

impl Cast {
    /// The value that is known of a field. `is_own` is whether the field's object stands for the
    /// account itself, and not for a part of it.
    pub(super) fn fact(
        &self,
        name: &str,
        owner: &str,
        focus: Focus,
        is_own: bool,
    ) -> Option<&Value> {
        let name = match name {
            "name" if owner.contains("Institution") => "institution_name",
            name => name,
        };
        let item = self.items.get(focus.item.unwrap_or(0));
        let account = item.and_then(|item| item.accounts.get(focus.account?));
        let inherits = name.ends_with("_id");
        account
            .filter(|_| is_own || inherits)
            .and_then(|account| account.facts.get(name))
            .or_else(|| item?.facts.get(name))
            .or_else(|| self.facts.get(name))
    }

    /// The person's or the company's name in a field that has one.
    pub(super) fn name(&self, field: Field<'_>) -> Option<String> {
        let person = self.person.as_ref()?;
        let is_of = |words: &[&str]| words.iter().any(|word| field.owner.contains(word));
        Some(match field.name {
            "first_name" | "given_name" | "FirstName" => person.first_name.clone(),
            "last_name" | "family_name" | "LastName" => person.last_name.clone(),
            "full_name" | "names" | "account_owner" => person.full_name(),
            "name" if is_of(&["Employer", "Payer"]) => person.employer.clone(),
            "name" if is_of(&["Employee", "Owner", "Recipient"]) => person.full_name(),
            "name" if field.owner.contains("IncomeTransaction") => person.employer.clone(),
            "income_description" => person.employer.clone(),
            "original_description" => format!("DIRECT DEP {}", person.employer.to_uppercase()),
            _ => return None,
        })
    }

    /// Keeps the Items and accounts that a request asks for, if it names any.
    pub(super) fn narrow(&mut self, request: &Value) {
        let asked = |name: &str| {
            let ids = request["options"][name].as_array();
            let ids = ids.or_else(|| request[name].as_array())?;
            (!ids.is_empty()).then_some(ids)
        };
        if let Some(ids) = asked("item_ids") {
            self.items
                .retain(|item| ids.contains(&item.facts["item_id"]));
        }
        if let Some(ids) = asked("account_ids") {
            self.keep_accounts(|id| ids.contains(id));
        }
    }

    /// Refuses account IDs that are none of the accounts.
    pub(super) fn has_accounts(&self, ids: &Value) -> Result<(), Refusal> {
        let accounts = self.items.iter().flat_map(|item| &item.accounts);
        let known: Vec<&Value> = accounts
            .map(|account| &account.facts["account_id"])
            .collect();
        let mut ids = ids.as_array().into_iter().flatten();
        match ids.all(|id| known.contains(&id)) {
            true => Ok(()),
            false => {
                let message = "an account_id is none of the Item's";
                Err(Refusal::input("INVALID_ACCOUNT_ID", message))
            }
        }
    }

    /// Keeps the accounts of which the ID passes.
    pub(super) fn keep_accounts(&mut self, passes: impl Fn(&Value) -> bool) {
        for item in &mut self.items {
            item.accounts
                .retain(|account| passes(&account.facts["account_id"]));
        }
    }

    /// The seed of what is in focus.
    pub(super) fn seed(&self, focus: Focus) -> Option<u64> {
        let item = self.items.get(focus.item?)?;
        let account = focus.account.and_then(|index| item.accounts.get(index));
        Some(account.map_or(item.seed, |account| account.seed))
    }

    /// The accounts of the Item in focus.
    pub(super) fn accounts(&self, focus: Focus) -> Range<usize> {
        let item = self.items.get(focus.item.unwrap_or(0));
        0..item.map_or(0, |item| item.accounts.len())
    }
}

impl Person {
    /// A made-up person.
    pub(super) fn made_up(seed: u64) -> Self {
        let mut random = chance::random(seed, "person");
        let mut text = |name, owner| plausible::text(name, owner, &mut random);
        Self {
            first_name: text("first_name", ""),
            last_name: text("last_name", ""),
            employer: text("name", "Employer"),
        }
    }

    fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

impl ItemCast {
    /// A made-up Item with a checking and a savings account.
    pub(super) fn made_up(seed: u64, institution: Option<&str>) -> Self {
        let mut random = chance::random(seed, "item");
        let mut text = |name| plausible::text(name, "", &mut random);
        let id = text("item_id");
        let made_up = text("institution_id");
        let facts = json!({
            "item_id": id,
            "institution_id": institution.unwrap_or(&made_up),
            "institution_name": text("institution_name"),
        });
        let accounts = [
            ("checking", "Everyday Checking"),
            ("savings", "Rainy Day Savings"),
        ];
        let accounts = accounts.map(|(subtype, name)| AccountCast::made_up(seed, subtype, name));
        Self {
            seed,
            facts: object(facts),
            accounts: accounts.into(),
        }
    }

    /// The Item's ID.
    pub(super) fn id(&self) -> &str {
        self.facts["item_id"].as_str().unwrap_or_default()
    }
}

impl AccountCast {
    fn made_up(item: u64, subtype: &str, name: &str) -> Self {
        let seed = chance::seed(item, subtype);
        let mut random = chance::random(seed, "account");
        let mut text = |name| plausible::text(name, "", &mut random);
        let mask = text("mask");
        let facts = json!({
            "account_id": text("account_id"),
            "persistent_account_id": text("account_id"),
            "mask": mask,
            "account_mask": mask,
            "name": name,
            "account_name": name,
            "official_name": name,
            "account_official_name": name,
            "type": "depository",
            "account_type": "depository",
            "subtype": subtype,
            "account_subtype": subtype,
        });
        Self {
            seed,
            facts: object(facts),
        }
    }
}

/// The members of a value that is an object.
pub(super) fn object(value: Value) -> Facts {
    match value {
        Value::Object(members) => members,
        _ => Facts::new(),
    }
}
