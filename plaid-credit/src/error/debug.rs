//! `Debug` of errors, which hides an ID that may be a name.

use std::fmt;

use super::Error;
use crate::redact::Id;

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, field, value): (_, _, &dyn fmt::Debug) = match self {
            Self::Api(error) => return formatter.debug_tuple("Api").field(error).finish(),
            Self::Http(error) => return formatter.debug_tuple("Http").field(error).finish(),
            Self::Decode(error) => return formatter.debug_tuple("Decode").field(error).finish(),
            Self::Config { message, source } => {
                let mut shown = formatter.debug_struct("Config");
                shown.field("message", message).field("source", source);
                return shown.finish();
            }
            Self::Timeout { limit, .. } => ("Timeout", "limit", limit),
            Self::TooLarge { limit, .. } => ("TooLarge", "limit", limit),
            Self::Connect { source, .. } => ("Connect", "source", source),
            Self::Interrupted { source, .. } => ("Interrupted", "source", source),
            Self::File { source, .. } => ("File", "source", source),
        };
        formatter
            .debug_struct(name)
            .field(field, value)
            .field("status", &self.status())
            .field("request_id", &self.request_id().map(Id))
            .field("attempts", &self.attempts())
            .finish()
    }
}
