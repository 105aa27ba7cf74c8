//! The virtual Sigstore: that it is the same on every run, that it has a fault for every code, and that another verifier agrees
//! with what it calls good.

mod oracle;
mod virtual_sigstore;
