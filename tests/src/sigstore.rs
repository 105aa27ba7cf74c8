//! A virtual Sigstore: every service of an instance, with keys from seeds, that signs anything at any time, the same bytes on
//! every run; and from it the bundles that must verify, and those that must not, each with its one reason.
//!
//! It is the verifier's other side and shares no code with it but the list of codes. Parts, each after what it stands for:
//!
//! - [`authority`], [`certificate`], [`certificate_log`]: Fulcio and its log;
//! - [`rekor`], [`rekor_tiles`], over [`entry`], [`merkle`] and [`note`]: the transparency logs, versions 1 and 2;
//! - [`timestamp`]: RFC 3161;
//! - [`trusted_root`], [`bundle`], [`signed`]: the documents;
//! - [`world`]: all of them together, which sign what an [`ask`] says;
//! - [`good`], [`deviation`], with [`case`]: what must verify, and what must not;
//! - [`fixture`]: one good bundle as files, for other programs;
//! - [`stored`]: what must verify and what must not as files, for tests of the core alone;
//! - [`key`], [`der`]: keys from seeds, and a writer of DER.

pub mod ask;
pub mod authority;
pub mod bundle;
pub mod case;
pub mod certificate;
pub mod certificate_log;
pub mod der;
pub mod deviation;
pub mod entry;
pub mod fixture;
pub mod good;
pub mod key;
pub mod merkle;
pub mod note;
pub mod rekor;
pub mod rekor_tiles;
pub mod signed;
pub mod stored;
pub mod timestamp;
pub mod trusted_root;
pub mod world;
