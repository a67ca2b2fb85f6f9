//! `Debug` of errors, which hides an ID that may be a name.

use std::fmt;

use super::Error;
use crate::redact::Id;

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.request_id().map(Id);
        match self {
            Self::Api(error) => formatter.debug_tuple("Api").field(error).finish(),
            Self::Http(error) => formatter.debug_tuple("Http").field(error).finish(),
            Self::Decode(error) => formatter.debug_tuple("Decode").field(error).finish(),
            Self::Timeout {
                limit,
                status,
                attempts,
                ..
            } => formatter
                .debug_struct("Timeout")
                .field("limit", limit)
                .field("status", status)
                .field("request_id", &id)
                .field("attempts", attempts)
                .finish(),
            Self::Connect { source, attempts } => formatter
                .debug_struct("Connect")
                .field("source", source)
                .field("attempts", attempts)
                .finish(),
            Self::Interrupted {
                source,
                status,
                attempts,
                ..
            } => formatter
                .debug_struct("Interrupted")
                .field("source", source)
                .field("status", status)
                .field("request_id", &id)
                .field("attempts", attempts)
                .finish(),
            Self::TooLarge {
                limit,
                status,
                attempts,
                ..
            } => formatter
                .debug_struct("TooLarge")
                .field("limit", limit)
                .field("status", status)
                .field("request_id", &id)
                .field("attempts", attempts)
                .finish(),
            Self::File {
                source,
                status,
                attempts,
                ..
            } => formatter
                .debug_struct("File")
                .field("source", source)
                .field("status", status)
                .field("request_id", &id)
                .field("attempts", attempts)
                .finish(),
            Self::Config { message, source } => formatter
                .debug_struct("Config")
                .field("message", message)
                .field("source", source)
                .finish(),
        }
    }
}
