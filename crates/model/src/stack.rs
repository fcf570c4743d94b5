//! Threads with a large stack. The recursion depth depends on the document.

use std::sync::{Mutex, PoisonError};

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

/// A piece of work for [`on_large_stacks`].
pub type Job<'j, T> = Box<dyn FnOnce() -> T + Send + 'j>;

/// The maximum number of threads of [`on_large_stacks`]. Each reserves the addresses of its stack, which some systems limit.
const THREADS: usize = 4;

/// Runs jobs on one thread for each core, up to four, each as in [`on_large_stack`], and returns their results in the order of the
/// jobs. A panic in a job continues in the caller.
///
/// # Panics
///
/// Panics if the operating system cannot create a thread.
pub fn on_large_stacks<T: Send>(jobs: Vec<Job<'_, T>>) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(THREADS).min(jobs.len());
    let waiting = Mutex::new(jobs.into_iter().enumerate());
    let work = || {
        let mut done = Vec::new();
        loop {
            // No thread panics while it holds the lock.
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, job)) = next else { break done };
            done.push((index, job()));
        }
    };
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| on_large_stack(work))).collect();
        let own = on_large_stack(work);
        let others =
            others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        own.into_iter().chain(others.flatten()).collect()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{Job, on_large_stacks};

    #[test]
    fn results_are_in_the_order_of_the_jobs() {
        let job = |index: u64| -> Job<'_, u64> {
            Box::new(move || {
                std::thread::sleep(std::time::Duration::from_millis(20 - index));
                index
            })
        };
        assert_eq!(on_large_stacks((0..20).map(job).collect()), (0..20).collect::<Vec<_>>());
        assert!(on_large_stacks(Vec::<Job<'_, u64>>::new()).is_empty());
    }
}
