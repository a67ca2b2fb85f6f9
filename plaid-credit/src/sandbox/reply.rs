//! Answers that a test has fixed.

use std::collections::VecDeque;

use serde_json::Value;

/// An answer that a test fixes: JSON, or the bytes of a file.
#[derive(Clone)]
#[non_exhaustive]
pub enum Reply {
    /// A body of JSON, which need not conform to the document.
    Json(Value),
    /// A file, such as a PDF.
    File(Vec<u8>),
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
