//! What a sandbox knows: its script, its fixed answers and its log.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::Method;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::fault::{Fault, Script};
use super::fragment::{Answer, Fragment, Operation};
use super::generate::Generator;
use super::refusal::Refusal;
#[cfg(feature = "webhooks")]
use super::webhooks::{self, Signer};
use super::{RecordedRequest, SandboxError, check, distort, pdf, plausible};

/// Shared by the sandbox and its server.
pub(super) struct State {
    pub(super) fragment: &'static Fragment,
    seed: u64,
    changing: Mutex<Changing>,
    #[cfg(feature = "webhooks")]
    signer: Mutex<Signer>,
}

#[derive(Default)]
pub(super) struct Changing {
    pub(super) script: Script,
    pub(super) fixed: BTreeMap<String, Value>,
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
    pub(super) fn new(fragment: &'static Fragment, seed: u64) -> Result<Self, SandboxError> {
        Ok(Self {
            fragment,
            seed,
            changing: Mutex::default(),
            #[cfg(feature = "webhooks")]
            signer: Mutex::new(Signer::new().map_err(|_| SandboxError::Sign)?),
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
        let known = match &checked {
            Ok(operation) => self.known(operation, request.body.as_ref()),
            Err(_) => None,
        };
        let (number, fault, fixed) = {
            let mut changing = self.changing();
            let fault = changing.script.take(operation.as_deref());
            let fixed = operation
                .as_ref()
                .and_then(|id| changing.fixed.get(id).cloned());
            changing.log.push(RecordedRequest {
                operation_id: operation,
                method: request.method,
                path: request.path,
                headers: request.headers,
                body: request.body.unwrap_or_default(),
            });
            (changing.log.len(), fault, fixed)
        };
        let request_id = plausible::identifier(15, &mut self.random(&number.to_string()));
        let refusal = fault.as_ref().and_then(Fault::refusal);
        let (status, body) = match refusal.map_or(checked, Err) {
            Ok(operation) => match fixed.map(Ok).or(known).transpose() {
                Ok(given) => (
                    StatusCode::OK,
                    self.body(operation, given, fault.as_ref(), &request_id),
                ),
                Err(refusal) => refused(&refusal, &request_id),
            },
            Err(refusal) => refused(&refusal, &request_id),
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
    pub(super) fn webhook(&self, kind: &str, code: &str) -> Result<Value, SandboxError> {
        let name = format!("{kind} {code}");
        let mut webhooks = self.fragment.webhooks.iter();
        let Some((_, schema)) = webhooks.find(|(known, _)| *known == [kind, code]) else {
            return Err(SandboxError::UnknownWebhook(name));
        };
        let mut body = Generator::new(self.fragment, self.random(&name)).answer(schema);
        body["webhook_type"] = kind.into();
        body["webhook_code"] = code.into();
        if code == "ERROR" && body.get("error").is_some_and(Value::is_null) {
            let (error_type, error_code) = match kind {
                "ITEM" => ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"),
                _ => ("API_ERROR", "INTERNAL_SERVER_ERROR"),
            };
            let status = StatusCode::BAD_REQUEST;
            let error = Refusal::new(status, error_type, error_code, "made up by the sandbox");
            body["error"] = error.body(&plausible::identifier(15, &mut self.random(&name)));
        }
        Ok(body)
    }

    /// The answer that follows from what the sandbox has, where it is not made up.
    #[cfg(feature = "webhooks")]
    fn known(
        &self,
        operation: &Operation,
        request: Option<&Value>,
    ) -> Option<Result<Value, Refusal>> {
        let is_key = operation.path == webhooks::KEY_PATH;
        is_key.then(|| self.signer().answer(request.unwrap_or(&Value::Null)))
    }

    #[cfg(not(feature = "webhooks"))]
    fn known(&self, _: &Operation, _: Option<&Value>) -> Option<Result<Value, Refusal>> {
        None
    }

    fn body(
        &self,
        operation: &Operation,
        given: Option<Value>,
        fault: Option<&Fault>,
        request_id: &str,
    ) -> Body {
        let schema = match &operation.answer {
            Answer::Json(schema) => schema,
            Answer::File(media_type) if given.is_none() => {
                return Body::File {
                    media_type: media_type.clone(),
                    bytes: pdf::document(&operation.path),
                };
            }
            Answer::Empty if given.is_none() => return Body::Empty,
            Answer::File(_) | Answer::Empty => &Value::Null,
        };
        let mut body = given.unwrap_or_else(|| {
            let random = self.random(&operation.id);
            let mut body = Generator::new(self.fragment, random).answer(schema);
            if let Some(id) = body.get_mut("request_id") {
                *id = request_id.into();
            }
            body
        });
        match fault {
            Some(Fault::WrongTypes) => distort::types(&mut body),
            Some(Fault::UnknownEnumValues) => distort::enums(&mut body, schema, self.fragment),
            _ => {}
        }
        Body::Json(body)
    }

    /// Chance of its own for each purpose, the same for the same seed with every compiler.
    fn random(&self, purpose: &str) -> fastrand::Rng {
        const FNV_PRIME: u64 = 0x0100_0000_01b3;
        let start = self.seed ^ 0xcbf2_9ce4_8422_2325;
        let seed = purpose.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
        });
        fastrand::Rng::with_seed(seed)
    }
}

fn refused(refusal: &Refusal, request_id: &str) -> (StatusCode, Body) {
    (refusal.status, Body::Json(refusal.body(request_id)))
}
