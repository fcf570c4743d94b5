// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Requests to URLs that responses name: the next page of a list.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Url;

use super::error::Unsendable;

/// The URL of a call that follows links from page to page.
#[derive(Clone, Default)]
pub(crate) struct Following {
    /// The reference to the page in the response before it. `None` for the first page.
    link: Option<String>,
    /// The URL of the page that was requested last.
    url: Arc<Mutex<Option<Url>>>,
}

impl Following {
    /// Follows a link from the page that was requested last. Returns whether it leads to another page.
    pub(crate) fn follow(&mut self, link: Option<String>) -> bool {
        let is_new = link.as_ref().is_some_and(|link| !link.is_empty()) && link != self.link;
        self.link = link;
        is_new
    }

    /// Sets the URL of a request.
    ///
    /// # Errors
    ///
    /// The link is no URL, or leads to another origin (RFC 6454), which must not get the credentials.
    pub(crate) fn apply(&self, request: &mut reqwest::Request) -> Result<(), Unsendable> {
        let mut last = self.url.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(link) = &self.link {
            // References are relative to the URL of the page that has them (RFC 3986 section 5.1.3).
            let base = last.as_ref().unwrap_or(request.url());
            let mut url = base.join(link).map_err(|_| Unsendable::new("the link to the next page is not a URL"))?;
            if url.origin() != request.url().origin() {
                let (own, other) = (request.url().origin(), url.origin());
                let (own, other) = (own.ascii_serialization(), other.ascii_serialization());
                return Err(Unsendable::new(format!("the next page is at `{other}`, and the client calls `{own}`")));
            }
            url.set_fragment(None);
            *request.url_mut() = url;
        }
        *last = Some(request.url().clone());
        Ok(())
    }
}
