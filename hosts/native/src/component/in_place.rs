//! Runs the compiled component where it lies in this program, rather than copying it into memory first.
//!
//! It decides how the pages that hold the code come to be executable. The copy would be of megabytes, at every start.
//! Which bytes are loaded is decided in `component.rs`; here they are only known by where they lie.

use std::ptr::NonNull;
use std::sync::Arc;

use rustix::mm::{MprotectFlags, mprotect};
use wasmtime::component::Component;
use wasmtime::{Config, CustomCodeMemory, Engine};

/// The size of a page on the one processor that this is built for.
const PAGE: usize = 4096;

/// Bytes that have their pages to themselves: the alignment makes the size a multiple of it, too.
#[repr(C, align(4096))]
pub(super) struct Stored<T: ?Sized>(pub(super) T);

/// Leaves the pages of compiled code to [`Pages`].
pub(super) fn configure(config: &mut Config, code: &'static Stored<[u8]>) {
    config.with_custom_code_memory(Some(Arc::new(Pages(code))));
}

/// Loads the component that lies in `code`.
///
/// # Safety
///
/// `code` is what `Engine::precompile_component` gave.
#[allow(unsafe_code, reason = "loading compiled code is unsafe by its nature")]
pub(super) unsafe fn load(engine: &Engine, code: &'static Stored<[u8]>) -> wasmtime::Result<Component> {
    // SAFETY: that the bytes are compiled code is what the caller promises. They are read-only and live as long as the
    // program, so nothing changes or frees them while the component is there.
    unsafe { Component::deserialize_raw(engine, NonNull::from(&code.0)) }
}

/// The pages of the one static that holds compiled code.
struct Pages(&'static Stored<[u8]>);

impl Pages {
    /// Whether a range begins at a page and lies within the static, the rest of its last page included.
    fn hold(&self, start: *const u8, length: usize) -> bool {
        let own = (&raw const self.0.0).cast::<u8>().addr();
        let own_end = own.saturating_add(size_of_val(self.0));
        let end = start.addr().checked_add(length).and_then(|end| end.checked_next_multiple_of(PAGE));
        start.addr().is_multiple_of(PAGE) && start.addr() >= own && end.is_some_and(|end| end <= own_end)
    }
}

#[allow(unsafe_code, reason = "changing what a page is for is unsafe by its nature")]
impl CustomCodeMemory for Pages {
    fn required_alignment(&self) -> usize {
        PAGE
    }

    fn publish_executable(&self, start: *const u8, length: usize) -> wasmtime::Result<()> {
        wasmtime::ensure!(self.hold(start, length), "code that is not this program's");
        // SAFETY: whole pages of a static of this program, which nothing writes to and nothing else lies on. They stay
        // readable, so every reference to them stays good; being executable besides changes no byte of them.
        unsafe { mprotect(start.cast_mut().cast(), length, MprotectFlags::READ | MprotectFlags::EXEC) }?;
        Ok(())
    }

    /// Nothing is taken back: the pages hold this code for good, and another engine may be running it.
    fn unpublish_executable(&self, _: *const u8, _: usize) -> wasmtime::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{COMPILED, Instance};
    use super::*;

    /// The rights of the mappings that share an address with the compiled component, as `/proc` shows them.
    fn rights() -> Vec<String> {
        let own = (&raw const COMPILED.0).cast::<u8>().addr();
        let own = own..own + size_of_val(COMPILED);
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let overlaps = |line: &&str| {
            let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let address = |text| usize::from_str_radix(text, 16).unwrap();
            address(start) < own.end && own.start < address(end)
        };
        maps.lines().filter(overlaps).map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
    }

    #[test]
    fn the_code_is_executed_where_it_lies_and_never_writable() {
        Instance::start().unwrap();
        let rights = rights();
        assert!(rights.contains(&"r-xp".to_owned()), "{rights:?}");
        assert!(rights.iter().all(|rights| rights.starts_with("r-")), "{rights:?}");
    }

    #[test]
    fn no_other_page_becomes_executable() {
        let pages = Pages(COMPILED);
        let own = (&raw const COMPILED.0).cast::<u8>();
        let size = size_of_val(COMPILED);
        assert!(pages.hold(own, size));
        assert!(pages.hold(own.wrapping_add(PAGE), 1));
        assert!(!pages.hold(own.wrapping_add(1), 1), "within a page");
        assert!(!pages.hold(own, size + 1), "beyond the end");
        assert!(!pages.hold(own.wrapping_sub(PAGE), PAGE), "before the start");
        assert!(!pages.hold(own, usize::MAX), "around the end of memory");
        assert!(pages.publish_executable(own.wrapping_add(size), PAGE).is_err());
    }
}
