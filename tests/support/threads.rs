//! Tests that try many things, on all processors.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread;

/// What `run` makes of each item, in the order of the items. Fails as the first thread that
/// fails.
pub fn each<T: Send, R: Send>(
    items: impl IntoIterator<Item = T, IntoIter: Send>,
    run: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().expect("no item fails to come").next();
    let work = || -> Vec<(usize, R)> {
        let items = std::iter::from_fn(&next);
        items.map(|(index, item)| (index, run(item))).collect()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results
            .flat_map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
