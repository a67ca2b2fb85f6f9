//! Answers that a test has fixed.

use std::collections::VecDeque;
use std::fmt;

use serde_json::Value;

use super::{Sandbox, SandboxError};

/// A response that a test sets: JSON, or the bytes of a file.
///
/// `Debug` shows which of them it is and its length, but nothing of it.
#[derive(Clone)]
#[non_exhaustive]
pub enum Reply {
    /// A body of JSON, which need not conform to the document.
    Json(Value),
    /// A file, such as a PDF.
    File(Vec<u8>),
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, length) = match self {
            Self::Json(body) => ("Json", body.to_string().len()),
            Self::File(bytes) => ("File", bytes.len()),
        };
        let length = format_args!("{length} bytes");
        formatter.debug_tuple(name).field(&length).finish()
    }
}

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self::Json(body)
    }
}

impl From<Vec<u8>> for Reply {
    fn from(file: Vec<u8>) -> Self {
        Self::File(file)
    }
}

/// # Responses
///
/// A sandbox makes up its responses, unless a test sets them.
impl Sandbox {
    /// Sets the response of an operation from now on: JSON, which need not conform to the
    /// document, or the bytes of a file.
    ///
    /// Such a response changes nothing in the sandbox. Of several, the one set last counts.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownOperation`] if no operation has this `operationId`, method
    /// or path.
    pub fn respond_with(
        &self,
        operation: &str,
        reply: impl Into<Reply>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        self.state.changing().replies.always(id, None, reply.into());
        Ok(())
    }

    /// Sets the response of an operation to requests about the user with this ID or token.
    ///
    /// # Errors
    ///
    /// Those of [`respond_with`](Self::respond_with).
    pub fn respond_to_user_with(
        &self,
        user: &str,
        operation: &str,
        reply: impl Into<Reply>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        let (user, reply) = (Some(user.to_owned()), reply.into());
        self.state.changing().replies.always(id, user, reply);
        Ok(())
    }

    /// Sets the next responses of an operation, one for each request. After them, it responds as
    /// before.
    ///
    /// # Errors
    ///
    /// Those of [`respond_with`](Self::respond_with).
    pub fn respond_in_turn_with<R: Into<Reply>>(
        &self,
        operation: &str,
        replies: impl IntoIterator<Item = R>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        let replies = replies.into_iter().map(Into::into).collect();
        self.state.changing().replies.next(id, replies);
        Ok(())
    }
}

/// The fixed answers. The one that was fixed last comes first.
#[derive(Default)]
pub(super) struct Replies(Vec<Rule>);

struct Rule {
    operation_id: String,
    /// A user ID or token; `None` for all users.
    user: Option<String>,
    answers: Answers,
}

enum Answers {
    Always(Reply),
    Once(VecDeque<Reply>),
}

impl Replies {
    /// Fixes the answer to one user, or to all.
    pub(super) fn always(&mut self, operation_id: String, user: Option<String>, reply: Reply) {
        self.add(operation_id, user, Answers::Always(reply));
    }

    /// Fixes the next answers.
    pub(super) fn next(&mut self, operation_id: String, replies: VecDeque<Reply>) {
        self.add(operation_id, None, Answers::Once(replies));
    }

    fn add(&mut self, operation_id: String, user: Option<String>, answers: Answers) {
        self.0.push(Rule {
            operation_id,
            user,
            answers,
        });
    }

    /// The answer that is fixed for a request.
    pub(super) fn take(&mut self, operation_id: &str, request: &Value) -> Option<Reply> {
        let names = |user: &str| request["user_id"] == user || request["user_token"] == user;
        let rules = self.0.iter_mut().rev();
        let mut rules = rules.filter(|rule| {
            rule.operation_id == operation_id && rule.user.as_deref().is_none_or(names)
        });
        rules.find_map(|rule| match &mut rule.answers {
            Answers::Always(reply) => Some(reply.clone()),
            Answers::Once(replies) => replies.pop_front(),
        })
    }
}
