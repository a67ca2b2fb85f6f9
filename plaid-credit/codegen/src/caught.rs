//! Panics of other crates, as errors.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread becomes an error.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What `run` gives, or the message of its panic, which is not printed. All other panics are
/// reported as they were before.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_CAUGHT.get() {
                report(panic);
            }
        }));
    });
    IS_CAUGHT.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    IS_CAUGHT.set(false);
    result.map_err(|panic| message(panic.as_ref()))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{IS_CAUGHT, caught};

    #[test]
    fn a_panic_is_an_error_and_those_after_it_are_reported() {
        assert_eq!(caught(|| 1), Ok(1));
        let fault = |text: &str| Err::<(), String>(text.to_owned());
        assert_eq!(caught::<()>(|| panic!("as it is")), fault("as it is"));
        let what = "formatted";
        assert_eq!(
            caught::<()>(|| panic!("it is {what}")),
            fault("it is formatted")
        );
        assert_eq!(
            caught::<()>(|| std::panic::panic_any(7)),
            fault("it panicked")
        );
        assert!(!IS_CAUGHT.get());
    }
}
