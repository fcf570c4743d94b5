//! A thread with a large stack, for work on trees whose depth the document decides.

/// Bytes of stack for one document. Nesting is bounded, but neither the length of a chain of schemas that hold each other
/// nor the chain of calls that an operation with thousands of parameters becomes. Unused stack costs nothing.
const STACK: usize = 1 << 30;

/// Runs `work` on a thread with 1 GiB of stack and returns what it returns. A panic in `work` goes on in the caller.
///
/// # Panics
///
/// Where the system gives no thread: nothing can be done for the document then.
#[expect(clippy::panic, reason = "no document can be read without the thread")]
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => panic!("cannot create a thread with {STACK} bytes of stack: {error}"),
    })
}
