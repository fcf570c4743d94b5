//! The arguments of the proxy.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct ProxyArguments {
    /// Pass requests to this server, and check each exchange, until Ctrl-C or SIGTERM. Then write the report, and with --har
    /// a recording.
    #[arg(long, value_name = "URL", conflicts_with_all = ["url", "list", "RunArguments", "baseline"])]
    pub proxy: Option<String>,
    /// With --proxy, the address to listen on. Port 0 is a free port; the address is printed on standard error.
    #[arg(long, value_name = "ADDRESS", requires = "proxy", default_value = "127.0.0.1:0")]
    pub(in crate::cli) listen: String,
    /// With --proxy, append the coverage to a file that several runs share.
    #[arg(long, value_name = "FILE", requires = "proxy")]
    pub(in crate::cli) coverage: Option<PathBuf>,
}
