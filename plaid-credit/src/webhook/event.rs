//! What a webhook says, by its type and code.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::decode::{Anomaly, AnomalyKind, Decoded, decode};
use crate::error::Error;
use crate::wire::Object;

/// A webhook that this version does not know, or whose type or code is missing.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// What it is about, as sent.
    pub webhook_type: Option<String>,
    /// What happened, as sent.
    pub webhook_code: Option<String>,
    /// The rest of the body, as received.
    pub extra: Map<String, Value>,
}

crate::wire::object!(UnknownEvent, extra {
    "webhook_code" => Required webhook_code,
    "webhook_type" => Required webhook_type,
});

impl UnknownEvent {
    /// The text of a field that is not documented here.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.extra.get(name)?.as_str()
    }
}

/// The IDs of what a webhook is about, of those that its body can have.
pub(crate) trait Ids {
    fn item_id(&self) -> Option<&str> {
        None
    }

    fn link_session_id(&self) -> Option<&str> {
        None
    }

    fn user_id(&self) -> Option<&str> {
        None
    }
}

/// Fields of every webhook, which say nothing of its kind.
const COMMON: [&str; 3] = ["environment", "webhook_code", "webhook_type"];

/// Reads a body whose type and code say that it is a `T`; `head` has all of its fields.
pub(crate) fn read<T: Object + DeserializeOwned>(
    body: &[u8],
    mut head: UnknownEvent,
) -> Result<Decoded<T>, Error> {
    // Their names are needed. With the values, the body would take its memory twice.
    head.extra
        .values_mut()
        .for_each(|value| *value = Value::Null);
    let mut decoded = decode::<T>(body)?;
    let own = || T::FIELDS.iter().filter(|(name, _)| !COMMON.contains(name));
    let is_any_promised = own().any(|(_, promise)| promise.is_required());
    let mut expected = own().filter(|(_, promise)| promise.is_required() || !is_any_promised);
    if own().next().is_some() && !expected.any(|(name, _)| head.extra.contains_key(*name)) {
        decoded.anomalies.push(Anomaly::of_body(
            AnomalyKind::NotAnAnswer,
            "the body has none of the fields of a webhook of this type and code",
            Bytes::copy_from_slice(body),
        ));
    }
    Ok(decoded)
}

/// Makes [`Event`](super::Event) of rows `Variant(Body) = "TYPE" "CODE" { id: field, ... }`.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($body:ident) = $kind:literal $code:literal { $($id:ident: $field:ident),* })*) => {
        /// A webhook from Plaid, by its type and code.
        ///
        /// Plaid adds webhooks without notice, so handle [`Unknown`](Self::Unknown) and, in a
        /// `match`, any other with a wildcard arm.
        ///
        /// ```
        /// use plaid_credit::webhook::Event;
        ///
        /// fn next_step(event: &Event) -> String {
        ///     match event {
        ///         Event::LinkSessionFinished(session) => {
        ///             format!("exchange {} tokens", session.public_tokens.len())
        ///         }
        ///         Event::CraCheckReportReady(_) | Event::CraUserCheckReportReady(_) => {
        ///             format!("fetch the report of {:?} today", event.user_id())
        ///         }
        ///         Event::ItemError(_) => format!("ask the user to repair {:?}", event.item_id()),
        ///         _ => "nothing to do".to_owned(),
        ///     }
        /// }
        ///
        /// let body = br#"{
        ///     "webhook_type": "ITEM", "webhook_code": "ERROR", "environment": "sandbox",
        ///     "item_id": "item-sandbox-1", "error": {"error_code": "ITEM_LOGIN_REQUIRED"}
        /// }"#;
        /// let event = Event::read(body)?.value;
        /// assert_eq!(next_step(&event), "ask the user to repair Some(\"item-sandbox-1\")");
        /// # Ok::<(), plaid_credit::Error>(())
        /// ```
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])* $variant($body),)*
            /// A webhook that this version does not know, or whose type or code is missing.
            Unknown($crate::webhook::UnknownEvent),
        }

        impl Event {
            /// The type and the code of each webhook that has a variant.
            pub const KNOWN: &'static [(&'static str, &'static str)] = &[$(($kind, $code)),*];

            /// Reads the body of a webhook, setting aside the values that do not fit, as
            /// [`decode`](crate::decode()) does. [Verify](crate::webhook::Verifier) it first.
            ///
            /// Type and code alone decide which variant it is. A body that has none of the
            /// fields of its variant is reported as an anomaly of the kind
            /// [`NotAnAnswer`](crate::AnomalyKind::NotAnAnswer).
            ///
            /// # Errors
            ///
            /// Those of [`decode`](crate::decode()).
            pub fn read(body: &[u8]) -> ::std::result::Result<$crate::Decoded<Self>, $crate::Error> {
                let head = $crate::decode::<$crate::webhook::UnknownEvent>(body)?;
                match (head.value.webhook_type.as_deref(), head.value.webhook_code.as_deref()) {
                    $((Some($kind), Some($code)) => {
                        let body = $crate::webhook::read::<$body>(body, head.value)?;
                        ::std::result::Result::Ok(body.map(Self::$variant))
                    })*
                    _ => ::std::result::Result::Ok(head.map(Self::Unknown)),
                }
            }

            /// The `webhook_type`: what the webhook is about. Empty if it is missing.
            pub fn webhook_type(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $kind,)*
                    Self::Unknown(event) => event.webhook_type.as_deref().unwrap_or_default(),
                }
            }

            /// The `webhook_code`: what happened. Empty if it is missing.
            pub fn webhook_code(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $code,)*
                    Self::Unknown(event) => event.webhook_code.as_deref().unwrap_or_default(),
                }
            }

            /// The Item that the webhook is about, if it names one.
            pub fn item_id(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant(body) => $crate::webhook::Ids::item_id(body),)*
                    Self::Unknown(event) => event.text("item_id"),
                }
            }

            /// The Link session that the webhook is about, if it names one.
            pub fn link_session_id(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant(body) => $crate::webhook::Ids::link_session_id(body),)*
                    Self::Unknown(event) => event.text("link_session_id"),
                }
            }

            /// The user that the webhook is about, if it names one: the `user_id` that
            /// `user_create` returned. Otherwise, the `item_id`, the `link_token` or the
            /// `asset_report_id` says whom it is about.
            pub fn user_id(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant(body) => $crate::webhook::Ids::user_id(body),)*
                    Self::Unknown(event) => event.text("user_id"),
                }
            }
        }

        impl ::serde::Serialize for Event {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(body) => body.serialize(serializer),)*
                    Self::Unknown(event) => event.serialize(serializer),
                }
            }
        }

        $(impl $crate::webhook::Ids for $body {
            $(fn $id(&self) -> ::std::option::Option<&str> {
                self.$field.as_ref().map(::std::convert::AsRef::as_ref)
            })*
        })*
    };
}
pub(crate) use events;
