//! Whom and what a request names.

use serde_json::Value;

use super::refusal::Refusal;
use super::world::{User, World};

impl World {
    /// The user whom a request names, and whom this world knows.
    pub(super) fn user(&self, request: &Value) -> Result<Option<usize>, Refusal> {
        let by_id = |user: &User| request["user_id"] == user.id.as_str();
        let by_token = |user: &User| request["user_token"] == user.token.as_str();
        let index = self
            .users
            .iter()
            .position(|user| by_id(user) || by_token(user));
        match index {
            Some(index) if self.users[index].removed => Err(match by_id(&self.users[index]) {
                true => {
                    let message = "the user of this user_id was removed";
                    Refusal::bad_request("USER_ERROR", "USER_NOT_FOUND", message)
                }
                false => {
                    let message = "the user of this user_token was removed";
                    Refusal::input("INVALID_USER_TOKEN", message)
                }
            }),
            index => Ok(index),
        }
    }

    /// The Item of an access token.
    pub(super) fn item(&self, access_token: &Value) -> Result<Option<usize>, Refusal> {
        let mut items = self.items.iter();
        match items.position(|item| *access_token == item.access_token.as_str()) {
            Some(index) if self.items[index].removed => Err(Refusal::item_not_found()),
            index => Ok(index),
        }
    }

    /// The report of a report token. `is_parent` is whether another is to be made from it.
    pub(super) fn report(&self, token: &Value, is_parent: bool) -> Result<Option<usize>, Refusal> {
        let mut reports = self.reports.iter();
        let message = "the report of this token was removed";
        match reports.position(|report| *token == report.token.as_str()) {
            Some(index) if self.reports[index].removed => Err(match is_parent {
                true => Refusal::bad_request("ASSET_REPORT_ERROR", "INVALID_PARENT", message),
                false => Refusal::input("INVALID_ASSET_REPORT_TOKEN", message),
            }),
            index => Ok(index),
        }
    }

    /// The audit copy or relay token of this name.
    pub(super) fn copy(&self, token: &Value) -> Result<Option<usize>, Refusal> {
        let mut copies = self.copies.iter();
        let Some(index) = copies.position(|copy| *token == copy.token.as_str()) else {
            return Ok(None);
        };
        let copy = &self.copies[index];
        if copy.removed || self.reports[copy.report].removed {
            let (code, name) = match copy.token.starts_with("relay") {
                true => ("INVALID_RELAY_TOKEN", "relay token"),
                false => ("INVALID_AUDIT_COPY_TOKEN", "audit copy token"),
            };
            return Err(Refusal::input(code, format!("this {name} was removed")));
        }
        Ok(Some(index))
    }

    pub(super) fn link(&self, token: &str) -> Option<usize> {
        self.links.iter().position(|link| link.token == token)
    }
}
