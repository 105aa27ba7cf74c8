//! Work on many things at once, with the results in order.
//!
//! It decides who works on what, and that nobody runs so far ahead that results pile up.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::exit::Failure;

/// How far the fastest may be ahead of what was handed on.
const WINDOW: usize = 256;

/// Does `work` on every item, and hands the results to `each`, in the order of the items. Every worker starts with a state of
/// its own. The first error of `each` ends it.
pub(super) fn in_order<T: Sync, S, R: Send>(
    items: &[T],
    jobs: NonZero<usize>,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let queue = Queue { state: Mutex::new(State::new()), changed: Condvar::new(), length: items.len() };
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(items.len()) {
            scope.spawn(|| {
                let _end = End(&queue);
                let mut state = start();
                while let Some(at) = queue.take() {
                    let Some(item) = items.get(at) else { break };
                    queue.put(at, work(&mut state, item));
                }
            });
        }
        let _end = End(&queue);
        (0..items.len()).try_for_each(|_| match queue.next() {
            Some(result) => each(result),
            None => Err(Failure::tool("a part of the work broke off: run this again, and report it")),
        })
    })
}

struct Queue<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
    length: usize,
}

struct State<R> {
    /// The first item that nobody works on.
    taken: usize,
    /// The first result that was not handed on.
    handed: usize,
    done: BTreeMap<usize, R>,
    /// Nothing more is wanted, or somebody broke off.
    over: bool,
}

impl<R> State<R> {
    fn new() -> Self {
        Self { taken: 0, handed: 0, done: BTreeMap::new(), over: false }
    }
}

impl<R> Queue<R> {
    /// An item to work on; nothing where all are taken.
    fn take(&self) -> Option<usize> {
        let ahead = |state: &mut State<R>| !state.over && state.taken >= state.handed.saturating_add(WINDOW);
        let mut state = self.changed.wait_while(self.lock(), ahead).unwrap_or_else(PoisonError::into_inner);
        if state.over || state.taken >= self.length {
            return None;
        }
        let at = state.taken;
        state.taken += 1;
        Some(at)
    }

    fn put(&self, at: usize, result: R) {
        self.lock().done.insert(at, result);
        self.changed.notify_all();
    }

    /// The next result; nothing where it will not come any more.
    fn next(&self) -> Option<R> {
        let waits = |state: &mut State<R>| !state.over && !state.done.contains_key(&state.handed);
        let mut state = self.changed.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner);
        let at = state.handed;
        let result = state.done.remove(&at);
        state.handed += 1;
        self.changed.notify_all();
        result
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody stops. Where it is before the end, nobody is kept waiting.
struct End<'a, R>(&'a Queue<R>);

impl<R> Drop for End<'_, R> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.over |= thread::panicking() || state.taken < self.0.length;
        drop(state);
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOBS: NonZero<usize> = NonZero::new(4).unwrap();

    #[test]
    fn results_come_in_order_and_once() {
        let items: Vec<usize> = (0..10 * WINDOW).collect();
        let mut seen = Vec::new();
        // The first ones take longest.
        let work = |_: &mut (), item: &usize| {
            if item.is_multiple_of(100) {
                thread::sleep(std::time::Duration::from_millis(2));
            }
            *item
        };
        in_order(
            &items,
            JOBS,
            || (),
            work,
            |item| {
                seen.push(item);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(seen, items);
        in_order(&[], JOBS, || (), work, |_| Err(Failure::tool("nothing comes of nothing"))).unwrap();
    }

    #[test]
    fn an_error_ends_it_and_so_does_a_worker_that_breaks_off() {
        let items: Vec<usize> = (0..10 * WINDOW).collect();
        let stop = |item: usize| if item == 3 { Err(Failure::tool("three")) } else { Ok(()) };
        let ended = in_order(&items, JOBS, || (), |(), item| *item, stop).unwrap_err();
        assert_eq!(ended.message(), "three");
        let breaks =
            std::panic::catch_unwind(|| in_order(&items, JOBS, || (), |(), item| assert_ne!(*item, 3), |()| Ok(())));
        assert!(breaks.is_err(), "the panic goes on");
    }
}
