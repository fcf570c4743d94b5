// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The methods of a mock: closures by the name of their operation, and a record of the requests.

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::undocumented::Undocumented;

type Returned<R> = Pin<Box<dyn Future<Output = Result<R, Undocumented>> + Send>>;

/// A method with a request of the type `Q` and a response of the type `R`.
type Method<Q, R> = Box<dyn Fn(Q) -> Returned<R> + Send + Sync>;

/// The methods of a mock, and the requests that it has received. A clone has the same record.
#[derive(Clone, Default)]
pub(crate) struct Methods {
    /// Each is a [`Method`].
    by_name: HashMap<&'static str, Arc<dyn Any + Send + Sync>>,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    requests: Vec<Received>,
    undocumented: Vec<String>,
}

/// A request that a mock has received.
struct Received {
    operation: &'static str,
    /// `None` if the request has a stream, which cannot be cloned.
    request: Option<Box<dyn Any + Send>>,
}

impl Methods {
    /// Adds the method of an operation, or replaces it.
    pub(crate) fn insert<Q, R, T, F>(
        &mut self,
        operation: &'static str,
        method: impl Fn(Q) -> F + Send + Sync + 'static,
    ) where
        Q: 'static,
        R: 'static,
        T: Into<R>,
        F: Future<Output = Result<T, Undocumented>> + Send + 'static,
    {
        let method: Method<Q, R> = Box::new(move |request| {
            let response = method(request);
            Box::pin(async move { response.await.map(Into::into) })
        });
        self.by_name.insert(operation, Arc::new(method));
    }

    /// Records a request, and calls the method of its operation. Without a method, the response is `example`.
    pub(crate) async fn call<Q: 'static, R: 'static>(
        &self,
        operation: &'static str,
        request: Q,
        recorded: Option<Box<dyn Any + Send>>,
        example: impl FnOnce() -> Option<R>,
    ) -> Result<R, Undocumented> {
        self.record().requests.push(Received { operation, request: recorded });
        let method = self.by_name.get(operation).and_then(|method| method.downcast_ref::<Method<Q, R>>());
        let result = match method {
            Some(method) => method(request).await,
            None => example().ok_or_else(|| {
                Undocumented::new(format!(
                    "the mock has no method `{operation}`, and the document no example of its response"
                ))
            }),
        };
        if let Err(error) = &result {
            self.record().undocumented.push(format!("{operation}: {error}"));
        }
        result
    }

    /// Returns the operations of all requests, in order.
    pub(crate) fn requests(&self) -> Vec<&'static str> {
        self.record().requests.iter().map(|received| received.operation).collect()
    }

    /// Returns the requests of the type `Q`, in order.
    pub(crate) fn received<Q: Clone + 'static>(&self) -> Vec<Q> {
        let record = self.record();
        let requests = record.requests.iter().filter_map(|received| received.request.as_ref()?.downcast_ref::<Q>());
        requests.cloned().collect()
    }

    /// Returns the errors of methods, in order, each after the name of its operation.
    pub(crate) fn undocumented(&self) -> Vec<String> {
        self.record().undocumented.clone()
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Methods {
    /// Shows the names of the operations, not the requests: they may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut methods: Vec<&&str> = self.by_name.keys().collect();
        methods.sort_unstable();
        f.debug_struct("Mock").field("methods", &methods).field("requests", &self.requests()).finish()
    }
}
