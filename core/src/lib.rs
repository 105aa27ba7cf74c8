//! Countersign's verifier.
