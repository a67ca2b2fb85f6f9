//! How a client is set up.

use std::env::VarError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::redirect::Policy;

use super::loopback::{is_loopback, keep_here};
use super::report::{CallReport, OnCall};
use super::settings::Settings;
use super::transport::Transport;
use super::{Client, Clock, Context, Credentials, Environment, Inner, RetryPolicy};
use crate::decode::AnomalyKind;
use crate::error::Error;

const USER_AGENT: &str = concat!("plaid-credit-rust/", env!("CARGO_PKG_VERSION"));
/// Short enough that three attempts fit into the time of a call: when they all fail, it is known
/// that Plaid has not seen the request.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);

impl Client {
    /// Creates a client with the default settings.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a credential is not valid in a header, or TLS is not available.
    pub fn new(credentials: Credentials, environment: Environment) -> Result<Self, Error> {
        Self::builder()
            .credentials(credentials)
            .environment(environment)
            .build()
    }

    /// Creates a client from the environment variables `PLAID_CLIENT_ID`, `PLAID_SECRET` and
    /// `PLAID_ENV` (`sandbox` or `production`; case is ignored).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the variable that is missing or invalid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// Returns a builder for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a client with other credentials that shares this one's connections and settings: for
    /// rotating a secret, or for serving several tenants. A webhook verifier keeps the client that
    /// it was created with: after a rotation, create a new verifier too.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a credential is not valid in a header.
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        let mut transport = Transport::clone(&self.inner.transport);
        transport.inner.client_id = Some(credentials.client_id()?);
        transport.inner.secret = Some(credentials.secret()?);
        Ok(Self {
            inner: Arc::new(Inner {
                transport: Arc::new(transport),
                settings: Arc::clone(&self.inner.settings),
            }),
        })
    }
}

/// A builder for a [`Client`].
///
/// Needs credentials and either an environment or a base URL; everything else has a default.
///
/// ```
/// use std::time::Duration;
/// use plaid_credit::{Client, Credentials, Environment, RetryPolicy};
///
/// let client = Client::builder()
///     .credentials(Credentials::new("client-id", "secret"))
///     .environment(Environment::Sandbox)
///     .timeout(Duration::from_secs(60))
///     .retry(RetryPolicy::default().max_attempts(5))
///     .user_agent_suffix("underwriting/2.1")
///     .build();
/// # let _ = client;
/// ```
#[must_use]
#[derive(Default)]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: Option<BaseUrl>,
    connect_timeout: Option<Duration>,
    user_agent_suffix: Option<String>,
    http_client: Option<reqwest::ClientBuilder>,
    settings: Settings,
}

impl ClientBuilder {
    /// Reads the credentials and the environment from the environment variables
    /// `PLAID_CLIENT_ID`, `PLAID_SECRET` and `PLAID_ENV`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the variable that is missing or invalid.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_env(self) -> Result<Self, Error> {
        let credentials = Credentials::new(variable("PLAID_CLIENT_ID")?, variable("PLAID_SECRET")?);
        let environment: Environment = variable("PLAID_ENV")?.parse().map_err(|error| {
            Error::config_from("the environment variable PLAID_ENV is not valid", error)
        })?;
        Ok(self.credentials(credentials).environment(environment))
    }

    /// Sets the credentials that are sent with every request, unless the request has its own.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the Plaid environment to call. Replaces a base URL that was set before.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.base_url = Some(BaseUrl {
            text: environment.base_url().to_owned(),
            is_encrypted: true,
        });
        self
    }

    /// Sets a base URL other than Plaid's own, such as a mock server's: `https`, or `http` on
    /// this machine. Replaces an environment that was set before.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if this is not a valid URL, or not one that a secret may be sent to.
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Result<Self, Error> {
        self.base_url = Some(BaseUrl::read(base_url.as_ref().trim())?);
        Ok(self)
    }

    /// Uses a server that is known to run on this machine.
    #[cfg(feature = "sandbox-server")]
    pub(crate) fn loopback(mut self, address: std::net::SocketAddr) -> Self {
        self.base_url = Some(BaseUrl {
            text: format!("http://{address}"),
            is_encrypted: false,
        });
        self
    }

    /// Limits how long connecting may take. Defaults to 8 seconds, or to that of your own
    /// [`reqwest` builder](Self::http_client). Plaid is silent meanwhile, so the
    /// [read timeout](Self::read_timeout) limits it too, except for downloads.
    ///
    /// Keep it below the other timeouts. Only a call that fails to connect in time is an
    /// [`Error::Connect`], after which a write is known not to have been carried out; one that runs
    /// out of another limit while connecting is an [`Error::Timeout`].
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Limits how long Plaid may stay silent, before or during a response. Defaults to
    /// 20 seconds. Until a download starts, only the connect and download timeouts apply.
    ///
    /// In this and the other timeouts, zero leaves no time at all, and [`Duration::MAX`] is no
    /// limit.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = timeout;
        self
    }

    /// Limits how long a call may take in total, including every attempt and the waits between
    /// them. Defaults to 30 seconds. Downloads have a
    /// [limit of their own](Self::download_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Limits how long a download may take in total, until its last byte. Defaults to 2 minutes.
    pub fn download_timeout(mut self, timeout: Duration) -> Self {
        self.settings.download_timeout = timeout;
        self
    }

    /// Sets when a failed call is retried. See [`RetryPolicy`] for the default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Sets whether a response is an error if any of its values were set aside or changed.
    ///
    /// By default it is not, and [`Response::anomalies`](crate::Response::anomalies) lists those
    /// values. Unknown fields and values, missing fields and undocumented nulls change nothing
    /// and are not errors either way; see [`deny`](Self::deny).
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Sets which kinds of anomalies make a response an error, including those that only
    /// [`Response::review`](crate::Response::review) finds. By default none do. If any are set,
    /// each response is read a second time.
    ///
    /// [`AnomalyKind::NotAnAnswer`] rejects a success with the wrong body, which would otherwise
    /// be an empty model. [`strict`](Self::strict) does so too.
    pub fn deny(mut self, kinds: impl IntoIterator<Item = AnomalyKind>) -> Self {
        self.settings.denied = kinds.into_iter().collect();
        self
    }

    /// Adds the name of your program to the `User-Agent` header, after the name of this crate,
    /// such as `underwriting/2.1`. It may consist of visible ASCII characters and spaces: servers
    /// do not agree on how to read others in a header.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Sets the `reqwest` builder to start from, for example one with a proxy or certificates.
    ///
    /// Whatever its settings, redirects are not followed, the limits set on the `ClientBuilder`
    /// apply, and unencrypted requests to this machine bypass any proxy and resolver. Its connect
    /// timeout is kept unless [`connect_timeout`](Self::connect_timeout) is set. If it has any
    /// other timeout, a call that exceeds it fails with [`Error::Interrupted`].
    pub fn http_client(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http_client = Some(builder);
        self
    }

    /// Limits the size of a response, in bytes after decompression. Defaults to 64 MiB.
    pub fn max_response_size(mut self, bytes: u64) -> Self {
        self.settings.max_response_size = bytes;
        self
    }

    /// Limits how much memory decoding a response may allocate, in bytes, as estimated from the
    /// sizes of the types. Defaults to 1 GiB.
    pub fn max_decoded_size(mut self, bytes: u64) -> Self {
        self.settings.max_decoded_size = bytes;
        self
    }

    /// Limits the size of a download, in bytes after decompression. Defaults to 256 MiB.
    pub fn max_download_size(mut self, bytes: u64) -> Self {
        self.settings.max_download_size = bytes;
        self
    }

    /// Sets a function that receives a report of each call that has ended, for metrics.
    ///
    /// It runs on the task that awaits the call, so it should return quickly. A call that is
    /// dropped before it ends is not reported. [`Client::wait_until_ready`] makes several calls,
    /// and each is reported, as a failure while the data is not ready: to keep those out of an
    /// error rate, count the result of the wait instead. A download is reported once it starts to
    /// arrive; if it fails later, count that error yourself. A panic in the function propagates
    /// to the task that awaits the call, or that verifies the webhook whose key was looked up.
    ///
    /// ```
    /// use plaid_credit::Client;
    ///
    /// let builder = Client::builder().on_call(|report| {
    ///     println!("{} took {:?}", report.operation, report.duration);
    /// });
    /// # let _ = builder;
    /// ```
    pub fn on_call(mut self, on_call: impl Fn(&CallReport<'_>) + Send + Sync + 'static) -> Self {
        self.settings.on_call = Some(OnCall(Arc::new(on_call)));
        self
    }

    /// Sets the source of time and randomness for the waits between attempts. For tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// How long connecting may take; none if the user's builder decides.
    fn connect_limit(&self) -> Option<Duration> {
        let default = self.http_client.is_none().then_some(CONNECT_TIMEOUT);
        self.connect_timeout.or(default)
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] says what is missing or invalid.
    pub fn build(self) -> Result<Client, Error> {
        let connect_limit = self.connect_limit();
        let credentials = self
            .credentials
            .ok_or_else(|| missing("credentials: set them with `ClientBuilder::credentials`"))?;
        let base = self
            .base_url
            .ok_or_else(|| missing("environment: set one with `ClientBuilder::environment`"))?;
        let base_url = BaseUrl::parse(&base.text)?;
        let path = base_url.path().trim_end_matches('/').to_owned();
        let context = Context {
            base_url,
            client_id: Some(credentials.client_id()?),
            secret: Some(credentials.secret()?),
            user_agent: user_agent(self.user_agent_suffix.as_deref())?,
            more: HeaderMap::new(),
        };
        let http = http_client(&base, self.http_client, connect_limit)?;
        let transport = Arc::new(Transport::new_with_client(&path, http, context));
        let settings = Arc::new(self.settings);
        Ok(Client {
            inner: Arc::new(Inner {
                transport,
                settings,
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("base_url", &self.base_url.as_ref().map(|base| &base.text))
            .field("connect_timeout", &self.connect_limit())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn http_client(
    base: &BaseUrl,
    own: Option<reqwest::ClientBuilder>,
    connect_limit: Option<Duration>,
) -> Result<reqwest::Client, Error> {
    let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
    // A builder of the user's own may have TLS from elsewhere.
    if base.is_encrypted && !has_tls && own.is_none() {
        return Err(Error::config(
            "https needs TLS: enable the feature `rustls` or `native-tls` of plaid-credit",
        ));
    }
    // A redirect would carry the secret to another host.
    let mut builder = own.unwrap_or_default().redirect(Policy::none());
    if let Some(limit) = connect_limit {
        builder = builder.connect_timeout(limit);
    }
    if !base.is_encrypted {
        // What is meant for this machine must not leave it in the clear.
        builder = keep_here(builder);
    }
    builder
        .build()
        .map_err(|error| Error::config_from("failed to build the HTTP client", error.without_url()))
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    match suffix {
        None => Ok(HeaderValue::from_static(USER_AGENT)),
        Some(suffix) => {
            let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
            let value = HeaderValue::from_str(&format!("{USER_AGENT} {suffix}")).ok();
            value
                .filter(|_| suffix.bytes().all(is_plain))
                .ok_or_else(|| {
                    Error::config(
                        "the user agent suffix must consist of visible ASCII characters and spaces",
                    )
                })
        }
    }
}

fn missing(what: &str) -> Error {
    Error::config(format!("the client has no {what}"))
}

fn variable(name: &str) -> Result<String, Error> {
    let wrong = |why| {
        Err(Error::config(format!(
            "the environment variable {name} {why}"
        )))
    };
    match std::env::var(name) {
        Ok(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
        Ok(_) => wrong("is empty"),
        Err(VarError::NotPresent) => wrong("is not set"),
        Err(VarError::NotUnicode(_)) => wrong("is not valid Unicode"),
    }
}

/// A URL that a secret may be sent to.
struct BaseUrl {
    /// Without a slash at its end.
    text: String,
    is_encrypted: bool,
}

impl BaseUrl {
    fn parse(text: &str) -> Result<Url, Error> {
        Url::parse(text).map_err(|error| {
            let message = "the base URL is not valid: give one such as https://sandbox.plaid.com";
            Error::config_from(message, error)
        })
    }

    fn read(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::config(format!("the base URL {why}"));
        let url = Self::parse(text)?;
        if !url.has_host() {
            return Err(wrong("has no host"));
        }
        let is_encrypted = url.scheme() == "https";
        let stays_here = url.scheme() == "http" && is_loopback(&url);
        if !is_encrypted && !stays_here {
            return Err(wrong(
                "is not encrypted: use https, or http on this machine only",
            ));
        }
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_bare {
            return Err(wrong("must not contain credentials, a query or a fragment"));
        }
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            is_encrypted,
        })
    }
}
