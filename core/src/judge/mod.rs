//! Layer 4: canary analysis as Kayenta's `NetflixACAJudge` does it, from samples to a score (`docs/canary.md`).
//!
//! ```text
//! series: missing samples, outliers ─▶ interval: how far apart ─▶ effect: how large a difference
//!    ─▶ classifier: one metric ─▶ score: groups, critical metrics, the whole ─▶ result
//! ```
//!
//! The same bits on every host: the floating point here, the only one in the core, is `f64` under `+ - * /`, `sqrt` and
//! comparison, each of which IEEE 754 rounds in one way only; in a fixed order; never fused (Rust contracts nothing). No
//! function of a platform's library is called: what is needed besides is made of these (`normal`). Samples are finite and
//! bounded (`format/canary.rs`), so that no sum overflows, and no NaN is ever made: what is undefined is an `Option`.
//!
//! What Kayenta does was read in spinnaker/kayenta, `kayenta-judge` and `kayenta-mannwhitney`. What differs says so where
//! it differs, and in `docs/canary.md`.

#![allow(clippy::float_arithmetic, reason = "statistics: see above for why every host computes the same")]

pub mod analysis_run;
pub mod classifier;
pub mod decimal;
mod effect;
pub mod flagger;
mod interval;
pub mod judgement;
mod normal;
mod rank;
mod root;
pub mod samples;
pub mod score;
mod series;
