//! How a sandbox is set up.

use std::sync::Arc;
use std::time::Duration;

use super::server::Server;
use super::state::State;
use super::world::World;
use super::{Sandbox, SandboxError, fragment};
use crate::client::{Clock, SystemClock};
use crate::{Client, ClientBuilder, Credentials};

impl Sandbox {
    /// Starts a sandbox with the default settings.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] if the port cannot be opened or a thread cannot be started.
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// Returns a builder for a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The base URL of the sandbox, such as `http://127.0.0.1:49152`.
    pub fn base_url(&self) -> String {
        base_url(&self.server)
    }

    /// A client for the sandbox, with made-up credentials.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A builder for a client like [`client`](Self::client), for other settings.
    pub fn client_builder(&self) -> ClientBuilder {
        client_builder(&self.server, &self.clock)
    }
}

/// A builder for a [`Sandbox`].
#[derive(Debug, Clone)]
#[must_use]
pub struct SandboxBuilder {
    seed: u64,
    port: u16,
    clock: Arc<dyn Clock>,
    report_delay: Duration,
    checks_prerequisites: bool,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            seed: 0,
            port: 0,
            clock: Arc::new(SystemClock),
            report_delay: Duration::from_secs(10),
            checks_prerequisites: false,
        }
    }
}

impl SandboxBuilder {
    /// Sets the seed of the made-up data: the same seed gives the same data. Defaults to 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the port. Defaults to one that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the clock that decides when reports are ready, and that its clients use. To
    /// let time pass without a clock of your own, use [`Sandbox::advance`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets how long reports take to become ready. Defaults to 10 seconds.
    pub fn report_delay(mut self, delay: Duration) -> Self {
        self.report_delay = delay;
        self
    }

    /// Sets whether to reject requests whose prerequisites are missing, as Plaid does.
    ///
    /// Then a Link token needs a user and products, and an Item has only those products; the
    /// product `income_verification` needs the field of the same name; a check report needs the
    /// user's identity and a permissible purpose; and creating a second user with the same
    /// `client_user_id` fails, as in integrations from before 10 December 2025, unless the request
    /// asks for the newer kind of user. Defaults to `false`: every Item has all products, so a test
    /// sets up only what it tests.
    pub fn check_prerequisites(mut self, check: bool) -> Self {
        self.checks_prerequisites = check;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] if the port cannot be opened or a thread cannot be started.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let fragment = fragment::compiled_in()?;
        let world = World::new(
            fragment,
            self.seed,
            Arc::clone(&self.clock),
            self.report_delay,
            self.checks_prerequisites,
        );
        let state = Arc::new(State::new(fragment, self.seed, world)?);
        let server = Server::start(Arc::clone(&state), self.port)?;
        let client = client_builder(&server, &self.clock)
            .build()
            .map_err(|error| SandboxError::Client(Box::new(error)))?;
        Ok(Sandbox {
            server,
            state,
            client,
            clock: self.clock,
        })
    }
}

fn base_url(server: &Server) -> String {
    format!("http://{}", server.address)
}

fn client_builder(server: &Server, clock: &Arc<dyn Clock>) -> ClientBuilder {
    Client::builder()
        .credentials(Credentials::new("sandbox-client-id", "sandbox-secret"))
        .loopback(server.address)
        .clock(Arc::clone(clock))
}
