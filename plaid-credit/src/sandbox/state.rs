//! What a sandbox knows: its script, its fixed answers, its world and its log.

use std::sync::{Mutex, MutexGuard, PoisonError};
#[cfg(feature = "webhooks")]
use std::time::Duration;

use reqwest::Method;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::cast::Cast;
use super::fault::{Fault, Script};
#[cfg(feature = "webhooks")]
use super::fire;
use super::fragment::{Answer, Fragment, Operation};
use super::generate::Generator;
use super::refusal::Refusal;
use super::reply::{Replies, Reply};
#[cfg(feature = "webhooks")]
use super::webhooks::{self, Signer};
use super::world::World;
#[cfg(feature = "webhooks")]
use super::world::date_time;
use super::{RecordedRequest, SandboxError, answers, chance, check, distort, pdf, plausible};

/// What a webhook has only where it is known, or required.
#[cfg(feature = "webhooks")]
const IDENTIFYING: [&str; 2] = ["public_token", "user_id"];
/// When it happens, whatever a webhook warns of.
#[cfg(feature = "webhooks")]
const WARNED_OF: [&str; 2] = ["consent_expiration_time", "disconnect_time"];
/// How long before it happens Plaid warns.
#[cfg(feature = "webhooks")]
const WARNING: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Shared by the sandbox and its server.
pub(super) struct State {
    pub(super) fragment: &'static Fragment,
    seed: u64,
    changing: Mutex<Changing>,
    #[cfg(feature = "webhooks")]
    signer: Mutex<Signer>,
    /// Held while webhooks are sent, so that whoever waits for theirs waits for all.
    #[cfg(feature = "webhooks")]
    sending: tokio::sync::Mutex<()>,
}

pub(super) struct Changing {
    pub(super) script: Script,
    pub(super) replies: Replies,
    pub(super) world: World,
    pub(super) log: Vec<RecordedRequest>,
}

/// A request as it came in.
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
}

/// What to answer, and what to do to the answer on its way.
pub(super) struct Outgoing {
    pub(super) status: StatusCode,
    pub(super) body: Body,
    pub(super) request_id: String,
    pub(super) fault: Option<Fault>,
}

/// The body of an answer.
pub(super) enum Body {
    Json(Value),
    File { media_type: String, bytes: Vec<u8> },
    Empty,
}

impl State {
    pub(super) fn new(
        fragment: &'static Fragment,
        seed: u64,
        world: World,
    ) -> Result<Self, SandboxError> {
        let changing = Changing {
            script: Script::default(),
            replies: Replies::default(),
            world,
            log: Vec::new(),
        };
        Ok(Self {
            fragment,
            seed,
            changing: Mutex::new(changing),
            #[cfg(feature = "webhooks")]
            signer: Mutex::new(Signer::new().map_err(|_| SandboxError::Sign)?),
            #[cfg(feature = "webhooks")]
            sending: tokio::sync::Mutex::default(),
        })
    }

    #[cfg(feature = "webhooks")]
    pub(super) fn signer(&self) -> MutexGuard<'_, Signer> {
        self.signer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn changing(&self) -> MutexGuard<'_, Changing> {
        // What is in there is whole at any time, even if a thread died holding it.
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request, and remembers it.
    pub(super) fn answer(&self, request: Incoming) -> Outgoing {
        let route = check::route(self.fragment, &request.method, &request.path);
        let operation = route.as_ref().ok().map(|operation| operation.id.clone());
        let checked = route.and_then(|operation| {
            check::request(
                self.fragment,
                operation,
                &request.headers,
                request.body.as_ref(),
            )
            .map(|()| operation)
        });
        let mut changing = self.changing();
        let fault = changing.script.take(operation.as_deref());
        let body = request.body.unwrap_or_default();
        let headers = request.headers.clone();
        changing.log.push(RecordedRequest {
            operation_id: operation,
            method: request.method,
            path: request.path,
            headers: request.headers,
            body: body.clone(),
        });
        let number = changing.log.len().to_string();
        let request_id = plausible::identifier(15, &mut chance::random(self.seed, &number));
        let refusal = fault.as_ref().and_then(Fault::refusal);
        let answer = refusal.map_or(checked, Err).and_then(|operation| {
            let mut answer = self.body(operation, &headers, &body, &mut changing, &request_id)?;
            if let (Body::Json(body), Answer::Json(schema)) = (&mut answer, &operation.answer) {
                match fault {
                    Some(Fault::WrongTypes) => distort::types(body),
                    Some(Fault::UnknownEnumValues) => distort::enums(body, schema, self.fragment),
                    _ => {}
                }
            }
            Ok(answer)
        });
        let (status, body) = match answer {
            Ok(body) => (StatusCode::OK, body),
            Err(refusal) => (refusal.status, Body::Json(refusal.body(&request_id))),
        };
        Outgoing {
            status,
            body,
            request_id,
            fault,
        }
    }

    /// The body of a webhook, made up.
    #[cfg(feature = "webhooks")]
    pub(super) fn webhook(
        &self,
        kind: &str,
        code: &str,
        cast: Option<&Cast>,
    ) -> Result<Value, SandboxError> {
        let name = format!("{kind} {code}");
        let mut webhooks = self.fragment.webhooks.iter();
        let Some((_, schema)) = webhooks.find(|(known, _)| *known == [kind, code]) else {
            return Err(SandboxError::UnknownWebhook(name));
        };
        let mut body = self.generate(&name, schema, cast);
        if let (Some(cast), Some(members)) = (cast, body.as_object_mut()) {
            // Those that are made up would be taken for somebody's.
            let required = self.fragment.resolve(schema).0["required"].as_array();
            let is_known = |name: &str| {
                let mut required = required.into_iter().flatten();
                cast.facts.get(name).is_some_and(Value::is_string) || required.any(|it| it == name)
            };
            members.retain(|name, _| !IDENTIFYING.contains(&&**name) || is_known(name));
        }
        body["webhook_type"] = kind.into();
        body["webhook_code"] = code.into();
        if let Some(environment) = body.get_mut("environment") {
            *environment = "sandbox".into();
        }
        for name in WARNED_OF {
            if let Some(time) = body.get_mut(name) {
                *time = date_time(self.changing().world.after(WARNING));
            }
        }
        if code == "ERROR" && body.get("error").is_some_and(Value::is_null) {
            let (error_type, error_code) = match kind {
                "ITEM" => ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"),
                "ASSETS" => ("ASSET_REPORT_ERROR", "DATA_UNAVAILABLE"),
                "BASE_REPORT" => ("BASE_REPORT_ERROR", "DATA_UNAVAILABLE"),
                _ => ("API_ERROR", "INTERNAL_SERVER_ERROR"),
            };
            let error = Refusal::bad_request(error_type, error_code, "made up by the sandbox");
            body["error"] = error.body(&plausible::identifier(
                15,
                &mut chance::random(self.seed, &name),
            ));
        }
        Ok(body)
    }

    /// Sends the webhooks whose time has come to services on this machine. As with Plaid,
    /// one that cannot be delivered is not reported.
    #[cfg(feature = "webhooks")]
    pub(super) async fn send_due_webhooks(&self) {
        let _sending = self.sending.lock().await;
        let due = self.changing().world.due_webhooks();
        for webhook in due {
            let Ok(url) = fire::target(&webhook.url) else {
                continue;
            };
            let body = self.webhook(&webhook.kind, &webhook.code, Some(&webhook.cast));
            let Ok(body) = body.map(|body| body.to_string().into_bytes()) else {
                continue;
            };
            let header = self.signer().sign(&body, None);
            if let Ok(header) = header {
                let _ = fire::post(url, header, body).await;
            }
        }
    }

    /// The body that a test has fixed, that follows from what has happened, or that is made up.
    fn body(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        request: &Value,
        changing: &mut Changing,
        request_id: &str,
    ) -> Result<Body, Refusal> {
        match changing.replies.take(&operation.id, request) {
            Some(Reply::Json(body)) => return Ok(Body::Json(body)),
            Some(Reply::File(bytes)) => {
                return Ok(Body::File {
                    media_type: "application/pdf".to_owned(),
                    bytes,
                });
            }
            None => {}
        }
        #[cfg(feature = "webhooks")]
        if operation.path == webhooks::KEY_PATH {
            return self.signer().answer(request, request_id).map(Body::Json);
        }
        let make_up = |cast: &Cast| self.make_up(operation, Some(cast));
        let given = answers::answer(
            &mut changing.world,
            &operation.path,
            headers,
            request,
            &make_up,
        )?;
        let cast = given.as_ref().map(|given| &given.cast);
        Ok(match &operation.answer {
            Answer::Json(_) => {
                let body = given.as_ref().and_then(|given| given.body.clone());
                let mut body = body.unwrap_or_else(|| self.make_up(operation, cast));
                if let Some(id) = body.get_mut("request_id") {
                    *id = request_id.into();
                }
                Body::Json(body)
            }
            Answer::File(media_type) => Body::File {
                media_type: media_type.clone(),
                bytes: pdf::document(&operation.path, &self.lines(operation, cast)),
            },
            Answer::Empty => Body::Empty,
        })
    }

    /// What the document says an operation answers with.
    fn make_up(&self, operation: &Operation, cast: Option<&Cast>) -> Value {
        let Answer::Json(schema) = &operation.answer else {
            return Value::Null;
        };
        self.generate(&operation.id, schema, cast)
    }

    fn generate(&self, purpose: &str, schema: &Value, cast: Option<&Cast>) -> Value {
        let seed = cast.map_or(self.seed, |cast| cast.seed);
        let random = chance::random(seed, purpose);
        Generator::new(self.fragment, random, cast).answer(schema)
    }

    /// The text of a file about a cast: what the operation that gives out the same as JSON says.
    fn lines(&self, operation: &Operation, cast: Option<&Cast>) -> Vec<String> {
        let path = operation.path.replace("/pdf/get", "/get");
        let same = |path: &str| self.fragment.operations.iter().find(|it| it.path == path);
        let same = same(&path).or_else(|| same("/cra/check_report/base_report/get"));
        match (same, cast) {
            (Some(same), Some(cast)) => pdf::lines(&self.make_up(same, Some(cast))),
            _ => Vec::new(),
        }
    }
}
