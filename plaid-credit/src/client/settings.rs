//! How a client, or one call of it, behaves.

use std::sync::Arc;
use std::time::Duration;

use super::clock::{Clock, SystemClock};
use super::report::OnCall;
use super::retry::RetryPolicy;
use crate::decode::{AnomalyKind, MAX_MEMORY};

/// How a client behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) timeout: Duration,
    pub(super) download_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) max_response_size: u64,
    pub(super) max_download_size: u64,
    pub(super) retry: RetryPolicy,
    pub(super) strict: bool,
    pub(super) denied: Arc<[AnomalyKind]>,
    pub(super) max_decoded_size: u64,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) on_call: Option<OnCall>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            download_timeout: Duration::from_secs(120),
            read_timeout: Duration::from_secs(20),
            max_response_size: 64 << 20,
            max_download_size: 256 << 20,
            retry: RetryPolicy::default(),
            strict: false,
            denied: Arc::new([]),
            max_decoded_size: MAX_MEMORY,
            clock: Arc::new(SystemClock),
            on_call: None,
        }
    }
}
