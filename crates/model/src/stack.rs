//! A thread with a large stack. The recursion depth depends on the document.

/// The size of the stack in bytes. The depth of nesting in a file is limited, but a chain of schemas that contain each other
/// has any length, and so has the chain of method calls for an operation with thousands of parameters. Unused stack takes no
/// memory.
const STACK: usize = 1 << 30;

/// Runs `work` on a thread with 1 GiB of stack and returns its result. A panic in `work` continues in the caller.
///
/// # Panics
///
/// Panics if the operating system cannot create the thread.
#[expect(clippy::panic, reason = "no document can be read without the thread")]
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => panic!("cannot create a thread with {STACK} bytes of stack: {error}"),
    })
}
