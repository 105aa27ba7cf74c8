//! The codes of windows and freezes.

macro_rules! calendar { ([$($rest:ident)*] $($rows:tt)*) => { chain! { [$($rest)*] $($rows)*
    PolicyFreezeWithoutEmergency "policy.freeze-without-emergency" Fail malformed:
        "The policy has freezes, and no way out of them in an emergency.",
        "say under `emergency` who may break the glass, or take the freezes away";

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

    LintWindowNeverOpen "lint.window-never-open" Warn answered:
        "In the 90 days after the policy's review there is no instant at which all windows that bind a release are open.",
        "correct them, so that they share some hours outside holidays";
    LintFreezeOver "lint.freeze-over" Warn answered:
        "A freeze was over when the policy was last reviewed.",
        "take it away; old decisions are replayed with the policy that they were made by";
    LintFreezeLong "lint.freeze-long" Warn answered:
        "A freeze lasts longer than 60 days: what has to go out in that time will go out as an emergency.",
        "check its year; if it is meant, bind it to fewer releases, or split it";
} } }
