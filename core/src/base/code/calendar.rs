//! The codes of windows and freezes.

macro_rules! calendar { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    WindowOpen "window.open" Pass answered:
        "A window that binds the release is open.", "";
    WindowNone "window.none" Pass answered:
        "No window binds the release: it may go out at any hour.", "";
    WindowClosed "window.closed" Fail answered:
        "A window that binds the release is closed.",
        "wait until it opens, and ask again; what cannot wait is an emergency";

    FreezeNone "freeze.none" Pass answered:
        "No freeze that binds the release is on.", "";
    FreezeActive "freeze.active" Fail answered:
        "A freeze that binds the release is on.",
        "wait until it ends, and ask again; what cannot wait is an emergency";
} } }
