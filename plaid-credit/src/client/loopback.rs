//! What is sent to this machine, and nowhere else.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::{ClientBuilder, Url};

const LOCALHOST: &str = "localhost";

/// Whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == LOCALHOST,
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Keeps requests to such URLs on this machine, whatever a proxy or the resolver is set to.
pub(crate) fn keep_here(builder: ClientBuilder) -> ClientBuilder {
    // Port 0 stands for that of the URL.
    let addresses = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
    ];
    builder.no_proxy().resolve_to_addrs(LOCALHOST, &addresses)
}
